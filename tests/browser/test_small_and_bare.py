"""Small windows, readers without JavaScript, paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import VISIBLE, open_everything, scroll_through, shorten_tables

LEAST_TARGET = 24

SMALL_TARGETS = f"""(least) => {{
    const visible = {VISIBLE};
    const inSentence = (element) => element.localName === 'a'
        && getComputedStyle(element).display === 'inline'
        && element.parentElement.textContent.trim() !== element.textContent.trim();
    const kinds = 'a[href], button, input, select, summary, [role=slider]';
    return Array.from(document.querySelectorAll(kinds))
        .filter((element) => visible(element) && !inSentence(element))
        .filter((element) => !element.matches('.skip-link'))
        .map((element) => [element, element.getBoundingClientRect()])
        .filter(([, box]) => box.width < least || box.height < least)
        .map(([element, {{ width, height }}]) => (
            `${{element.outerHTML.slice(0, 90)}} ${{width}}x${{height}}`
        ));
}}"""

STICKING_OUT = f"""() => {{
    const visible = {VISIBLE};
    const width = document.documentElement.clientWidth;
    const scrolling = '.scroll-x, .thumbnails, svg, .visually-hidden, pre';
    return Array.from(document.querySelectorAll('body *'))
        .filter((element) => visible(element) && !element.closest(scrolling))
        .filter((element) => element.getBoundingClientRect().right > width + 1)
        .map((element) => element.outerHTML.slice(0, 90));
}}"""


@pytest.mark.parametrize("report", ["overfit_report", "interrupted_report"])
def test_a_360_px_window_is_enough(
    open_report: Callable[..., Any], request: pytest.FixtureRequest, report: str
) -> None:
    page = open_report(request.getfixturevalue(report), width=360, height=740)
    shorten_tables(page)
    open_everything(page)
    scroll_through(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(STICKING_OUT) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_targets_are_large_enough(
    open_report: Callable[..., Any], overfit_report: Path, width: int
) -> None:
    page = open_report(overfit_report, width=width)
    shorten_tables(page)
    open_everything(page)
    scroll_through(page)
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []


def test_without_javascript_all_content_stands(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, java_script=False)
    assert page.locator("html.no-js").count() == 1
    assert page.locator(".finding:visible").count() >= 3
    assert page.locator("table:visible").count() >= 1
    charts = page.locator("figure.chart")
    assert charts.count() >= 5
    for chart in charts.all():
        assert chart.locator(".chart-static svg").first.is_visible()
    pairs = page.locator("[data-pair]")
    assert pairs.count() == 3
    for pair in pairs.all():
        assert pair.locator("img").first.is_visible()
    sides = pairs.first.locator("img")
    assert sides.nth(0).bounding_box()["x"] < sides.nth(1).bounding_box()["x"]
    assert page.locator(".needs-js:visible").count() == 0
    assert page.locator("button:visible").count() == 0


def test_paper_has_no_controls_and_open_findings(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, width=794, height=1123)
    scroll_through(page)
    folded = page.locator("details:not([open])").count()
    assert folded > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    # What stands in the headers of sortable tables, and the confidences, are words in buttons.
    controls = "button:not(.sort, .points *):visible, input:visible, [role=slider]:visible"
    assert page.locator(controls).count() == 0
    assert page.locator("table.sortable th:visible").count() > 0
    assert page.locator("#contents:visible").count() == 0
    findings = page.locator(".finding")
    assert findings.count() == page.locator(".finding:visible").count()
    for pair in page.locator("[data-pair]").all():
        assert pair.is_visible()
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("details:not([open])").count() == folded


def test_dark_screens_print_dark_text_on_white(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    ground, text = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert ground in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    assert max(int(part) for part in text.removeprefix("rgb(").removesuffix(")").split(",")) < 100


def test_a_pdf_is_made(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report)
    folded = page.locator("details:not([open])").count()
    pdf = page.pdf(format="A4", print_background=True)
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") >= 3
    assert page.locator("details:not([open])").count() == folded


def test_the_first_view_is_short_and_holds_the_answer(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    words = page.evaluate(
        """() => {
            const found = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            let count = 0;
            for (let node = found.nextNode(); node; node = found.nextNode()) {
                const holder = node.parentElement;
                if (holder.closest('script, style, title, desc, .visually-hidden')) continue;
                if (getComputedStyle(holder).opacity === '0') continue;
                const range = document.createRange();
                range.selectNodeContents(node);
                const { width, top, bottom } = range.getBoundingClientRect();
                if (!width || top >= innerHeight || bottom <= 0) continue;
                count += node.textContent.trim().split(/\\s+/).filter(Boolean).length;
            }
            return count;
        }"""
    )
    assert words <= 100
    below = "(name) => document.querySelector(name).getBoundingClientRect().bottom"
    assert page.evaluate(below, ".verdict .badge") < 120
    assert page.evaluate(below, ".headline-value") < 600


def test_no_row_of_a_table_is_high(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    high = page.evaluate(
        "[...document.querySelectorAll('tbody tr')].map((row) =>"
        " row.getBoundingClientRect().height).filter((height) => height > 32.5)"
    )
    assert high == []
