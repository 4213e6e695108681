"""Numbers, sizes and times as the page writes them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen import words
from reportgen.page.text import format


@pytest.mark.parametrize(
    ("value", "text", "full"),
    [
        (0.61234, "0.612", "0.61234"),
        (0.5, "0.500", "0.5"),
        (1.0, "1.00", "1"),
        (0.010923, "0.0109", "0.010923"),
        (12.466, "12.5", "12.466"),
        (0.0, "0", ""),
        (None, "unknown", ""),
        (math.nan, "unknown", ""),
        (math.inf, "unknown", ""),
    ],
)
def test_metrics_have_three_digits_and_all_of_them_on_hover(
    value: float | None, text: str, full: str
) -> None:
    assert format.metric(value) == format.Number(text, full)


@settings(max_examples=60)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_epochs_table_loses_no_digit(value: float) -> None:
    assert float(words.exact(value)) == value


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (28_016, "28 kB"), (999_600, "1.0 MB")],
)
def test_sizes(count: int, text: str) -> None:
    assert words.size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(41, "41 s"), (60, "1 min"), (1_380, "23 min"), (7_500, "2 h 05 min"), (None, None)],
)
def test_durations(seconds: float | None, text: str | None) -> None:
    assert words.duration(seconds) == text


def test_names_of_downloads_hold_nothing_a_file_system_minds() -> None:
    assert format.file_name("../a b:c/ü") == "a-b-c-ü"
    assert format.file_name("...") == "run"


def test_sentences_start_with_a_capital_but_metrics_keep_their_spelling() -> None:
    assert words.sentence("losses fall") == "Losses fall."
    assert words.sentence("mAP50 is fair") == "mAP50 is fair."
    assert words.sentence("box_loss is low.") == "box_loss is low."
