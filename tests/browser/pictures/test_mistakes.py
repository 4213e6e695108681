"""What a recorded validation shows: one confidence for curves and mistakes, no fault, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import _write_report
from tests.browser.steps import open_everything, scroll_through, shorten_tables, wait_until
from tests.browser.test_axe import BOTH_THEMES, _violations
from tests.browser.test_small_and_bare import (
    LEAST_TARGET,
    SMALL_TARGETS,
    STICKING_OUT,
    WORDS_IN_VIEW,
)
from tests.conftest import SAMPLES

Open = Callable[..., Any]
SLIDER = "(slider, to) => { slider.value = to; slider.dispatchEvent(new Event('input')); }"


@pytest.fixture(scope="module")
def recorded_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose last validation was recorded picture by picture."""
    target = tmp_path_factory.mktemp("recorded") / "report.html"
    return _write_report(SAMPLES / "segment-pictures", target)


def test_the_line_on_the_curves_and_the_mistakes_have_one_confidence(
    open_report: Open, recorded_report: Path
) -> None:
    page = open_report(recorded_report)
    assert page.evaluate(WORDS_IN_VIEW) <= 100
    scroll_through(page)
    wait_until(page, "document.querySelector('.curve-slider') !== null")
    missed = page.locator('[data-kind="missed"] [data-count]')
    before = int(missed.inner_text())
    page.locator(".curve-slider").evaluate(SLIDER, "0.7")
    assert page.locator("[data-mistakes-at]").inner_text() in ("0.69", "0.71")
    assert int(missed.inner_text()) > before, "of what is surer there is less"
    page.locator("[data-mistakes-slider]").evaluate(SLIDER, "0.15")
    assert page.locator(".curve-confidence").inner_text() == "0.150"
    assert int(missed.inner_text()) < before


@BOTH_THEMES
def test_axe_finds_nothing_and_a_phone_is_enough(
    open_report: Open, recorded_report: Path, width: int, theme: str
) -> None:
    page = open_report(recorded_report, width=width, color_scheme=theme)
    shorten_tables(page)
    open_everything(page)
    scroll_through(page)
    page.evaluate("scrollTo(0, 0)")
    assert _violations(page) == []
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_paper_no_number_is_broken(open_report: Open, recorded_report: Path) -> None:
    page = open_report(recorded_report, width=794)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate(STICKING_OUT) == []
    broken = page.evaluate(
        """Array.from(document.querySelectorAll('td.number')).filter((cell) => {
            if (!cell.checkVisibility() || !cell.textContent.trim()) return false;
            const tops = new Set();
            const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
            for (let text = walker.nextNode(); text; text = walker.nextNode()) {
                const range = document.createRange();
                range.selectNodeContents(text);
                for (const each of range.getClientRects()) tops.add(Math.round(each.top));
            }
            return !/[a-z]/i.test(cell.textContent) && tops.size > 1;
        }).map((cell) => cell.textContent.trim())"""
    )
    assert broken == []
    assert page.locator(".reliability .share").first.is_visible()


def test_a_row_of_pictures_stands_first_and_the_rest_when_asked_for(
    open_report: Open, recorded_report: Path
) -> None:
    page = open_report(recorded_report)
    section = page.locator("[data-mistake-section]")
    cards = section.locator("[data-shots] > figure:visible")
    more = section.get_by_role("button", name=re.compile(r"^Show \d+ more$"))
    whole = section.locator("[data-shots] > figure:not([hidden])").count()
    assert cards.count() == 6 < whole
    assert more.text_content() == f"Show {whole - 6} more"
    more.click()
    assert cards.count() == whole
    assert more.count() == 0
