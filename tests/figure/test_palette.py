"""The colours that a reader sees: one source, legible in both themes."""

from __future__ import annotations

import re

import pytest

from reportgen.figure.model import palette
from tests.conftest import ROOT

CSS = (ROOT / "templates" / "assets" / "palette.css").read_text("utf-8")
LIGHTEST_LIGHT, DARKEST_LIGHT = "#ffffff", "#f6f6f4"
DARK_GROUNDS = ("#16181c", "#22262c")


def rules(selector: str) -> dict[str, str]:
    block = CSS.split(selector, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


LIGHT = rules(":root {")
DARK = rules(":root:not([data-theme='light']) {")


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_switch_and_the_system_give_the_same_dark() -> None:
    assert rules(":root[data-theme='dark'] {") == DARK


@pytest.mark.parametrize("role", palette.ROLES)
def test_css_and_python_agree(role: str) -> None:
    for suffix, colour in zip(("", "-soft"), palette.ROLES[role], strict=True):
        name = f"--role-{role}{suffix}"
        value = LIGHT[name]
        if value.startswith("var("):
            value = LIGHT[value[4:-1]]
        assert value == colour


def test_neutral_colours_agree() -> None:
    names = {"text": palette.TEXT, "muted": palette.MUTED, "grid": palette.GRID}
    names |= {"axis": palette.AXIS, "mark": palette.MARK}
    assert {name: LIGHT[f"--chart-{name}"] for name in names} == names


@pytest.mark.parametrize(
    ("colours", "grounds"),
    [(LIGHT, (LIGHTEST_LIGHT, DARKEST_LIGHT)), (DARK, DARK_GROUNDS)],
    ids=["light", "dark"],
)
def test_lines_and_words_stand_out_from_the_ground(
    colours: dict[str, str], grounds: tuple[str, ...]
) -> None:
    for name, colour in colours.items():
        if not colour.startswith("#"):
            continue
        worst = min(contrast(colour, ground) for ground in grounds)
        if name.startswith("--role-"):
            assert worst >= (3 if name.endswith("-soft") else 4.5), name
        if name in ("--chart-text", "--chart-muted"):
            assert worst >= 4.5, name


def test_what_stands_on_the_hover_card_is_legible() -> None:
    for colours in (LIGHT, DARK):
        assert contrast(colours["--chart-text"], colours["--chart-card"]) >= 4.5


def test_dark_is_for_screens_only() -> None:
    dark = CSS
    assert "@media (prefers-color-scheme" not in dark
    before = dark.split(":root[data-theme='dark']")[0]
    assert before.rstrip().endswith("@media screen {")
