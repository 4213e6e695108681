"""Text in Markdown that no reader turns into a link."""

from __future__ import annotations

import pytest

from reportgen.page.text.markdown_text import ZERO_WIDTH, unlinked


@pytest.mark.parametrize(
    "digits", ["abcdef1", "0123456789ab", "0123456789abcdef0123456789abcdef01234567"]
)
def test_a_commit_is_no_link_and_reads_as_it_was(digits: str) -> None:
    text = unlinked(f"of {digits}.")
    assert text.replace(ZERO_WIDTH, "") == f"of {digits}."
    assert max(map(len, text.removeprefix("of ").removesuffix(".").split(ZERO_WIDTH))) < 7


def test_fewer_digits_are_no_commit() -> None:
    assert unlinked("of abcdef.") == "of abcdef."
