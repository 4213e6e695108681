"""A logo and an accent colour of the user's own, as a browser shows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen import Look, report
from tests.browser.test_axe import _violations
from tests.conftest import SAMPLES

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">
<rect width="90" height="30" fill="#000"/></svg>"""
YELLOW = "#f7e600"
"""Hardly to be read on white."""


@pytest.fixture(scope="module")
def branded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("branded")
    logo = folder / "acme-robotics.svg"
    logo.write_text(SVG)
    look = Look(logo=logo, accent=YELLOW)
    return report(SAMPLES / "segment-interrupted", folder / "r.html", look=look)


@pytest.mark.parametrize(("theme", "accent"), [("light", "#777000"), ("dark", YELLOW)])
def test_logo_and_accent_are_shown_in_both_themes(
    open_report: Callable[..., Any], branded: Path, theme: str, accent: str
) -> None:
    page = open_report(branded, color_scheme=theme)
    logo = page.get_by_role("img", name="acme robotics")
    assert logo.is_visible()
    assert logo.evaluate("(image) => image.naturalWidth") == 90
    link = page.locator(".findings a, .question a").first
    shown = "(element) => getComputedStyle(element).color"
    parts = [int(accent[i : i + 2], 16) for i in (1, 3, 5)]
    got = [int(part) for part in link.evaluate(shown)[4:-1].split(",")]
    assert max(abs(one - other) for one, other in zip(got, parts, strict=True)) <= 8
    assert _violations(page) == []
