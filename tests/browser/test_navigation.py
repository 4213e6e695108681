"""Theme, contents list, permalinks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import eventually, next_frame, wait_until

GROUND = "getComputedStyle(document.body).backgroundColor"
COUNT_CHANGES = """() => {
    window.changes = 0;
    document.addEventListener('themechange', () => { window.changes += 1; });
}"""
LIGHT_GROUNDS = """() => {
    const kinds = 'table, thead, tbody, tr, th, td, figure.chart, figure.chart *, section, main';
    return Array.from(document.querySelectorAll(kinds))
        .filter((element) => !element.closest('button, img, .matrix td, .curve-dot'))
        .map((element) => [element, getComputedStyle(element).backgroundColor])
        .filter(([, colour]) => {
            const [red, green, blue, alpha = 1] = colour.match(/[\\d.]+/g).map(Number);
            return alpha > 0.5 && (red + green + blue) / 3 > 0x33;
        })
        .map(([element, colour]) => `${element.outerHTML.slice(0, 80)} ${colour}`);
}"""


def _lightness(colour: str) -> float:
    red, green, blue = (float(part) for part in colour.split("(")[1].split(")")[0].split(",")[:3])
    return (red + green + blue) / 3


@pytest.mark.parametrize("system", ["light", "dark"])
def test_theme_follows_the_system_until_it_is_switched(
    open_report: Callable[..., Any], overfit_report: Path, system: str
) -> None:
    page = open_report(overfit_report, color_scheme=system)
    button = page.locator('[data-action="theme"]').first
    page.evaluate(COUNT_CHANGES)
    assert page.locator("html").get_attribute("data-theme") == "auto"
    assert (_lightness(page.evaluate(GROUND)) < 128) == (system == "dark")
    name = button.get_attribute("aria-label")
    button.click()
    opposite = "light" if system == "dark" else "dark"
    assert page.locator("html").get_attribute("data-theme") == opposite
    assert (_lightness(page.evaluate(GROUND)) < 128) == (opposite == "dark")
    assert button.get_attribute("aria-label") != name, "the button says what it is set to"
    assert page.evaluate("window.changes") == 1
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == opposite, "kept for the next time"
    page.locator('[data-action="theme"]').first.click()
    page.locator('[data-action="theme"]').first.click()
    assert page.locator("html").get_attribute("data-theme") == "auto"


def test_dark_has_no_light_grounds(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report, color_scheme="dark")
    assert page.evaluate(LIGHT_GROUNDS) == []


def test_contents_list_follows_the_reader(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    links = page.locator("#contents a[href^='#']")
    current = page.locator("#contents [aria-current]")
    wait_until(page, "document.querySelectorAll('#contents [aria-current]').length === 1")
    assert current.get_attribute("href") == links.first.get_attribute("href")
    for index in (links.count() // 2, links.count() - 1, 1):
        address = links.nth(index).get_attribute("href")
        page.evaluate("(address) => document.querySelector(address).scrollIntoView()", address)
        wait_until(page, f"document.querySelector('#contents [aria-current]').hash === '{address}'")
    assert current.count() == 1


def test_a_pressed_link_is_marked_also_where_the_page_ends(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, height=2000)
    for link in page.locator("#contents a").all()[-3:]:
        link.click()
        eventually(page, lambda link=link: link.get_attribute("aria-current") == "true")


def test_contents_button_on_small_screens(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, width=390, height=844)
    button = page.locator('[data-action="contents"]')
    first = page.locator("#contents a").first
    assert button.get_attribute("aria-expanded") == "false"
    assert first.is_hidden()
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    assert first.is_visible()
    first.focus()
    page.keyboard.press("Escape")
    assert first.is_hidden()
    assert button.evaluate("(element) => element === document.activeElement")
    button.click()
    target = page.locator("#contents a").nth(3)
    address = target.get_attribute("href")
    target.click()
    first.wait_for(state="hidden")
    eventually(page, lambda: -1 <= page.locator(address).bounding_box()["y"] < 400)


def test_contents_button_is_gone_where_the_list_stands(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    assert page.locator('[data-action="contents"]').is_hidden()
    assert page.locator("#contents a").first.is_visible()


def test_an_address_opens_what_hides_its_target(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    folded = page.locator("details.folded:not([open]) li[id]").last.get_attribute("id")
    page = open_report(overfit_report, fragment=folded)
    target = page.locator(f"#{folded}")
    target.wait_for()
    eventually(page, lambda: 0 <= target.bounding_box()["y"] < 800)


SETTLE = """async () => {
    // Frames as well as time: a busy machine draws none for a while.
    for (let still = 0, last = -1; still < 6; still = scrollY === last ? still + 1 : 0) {
        last = scrollY;
        await new Promise((go) => setTimeout(() => requestAnimationFrame(go), 50));
    }
}"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("id", ["r1-pictures", "r1-data", "glossary", "term-overfitting"])
def test_a_link_leads_there_at_once_and_gliding(
    new_page: Callable[..., Any], overfit_report: Path, id: str, width: int
) -> None:
    """Sections that are not laid out yet must not make the ride end somewhere else."""
    page = new_page(width=width, reduced_motion="no-preference")
    page.goto(overfit_report.as_uri())
    page.evaluate("(id) => document.querySelector(`a[href='#${id}']`).click()", id)
    page.evaluate(SETTLE)
    at_end = "scrollY + innerHeight > document.documentElement.scrollHeight - 2"

    def stands_below_the_bar() -> bool:
        top = page.locator(f"#{id}").bounding_box()["y"]
        return bool(0 <= top < (800 if page.evaluate(at_end) else 150))

    eventually(page, stands_below_the_bar)


def test_far_sections_are_laid_out_after_a_while(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, laid_out=False)
    wait_until(page, "!document.querySelector('.section:not(.laid-out)')")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    next_frame(page)
    assert page.evaluate("document.documentElement.scrollHeight") == height


def test_a_permalink_is_copied(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = page.locator(".permalink:visible").first
    link.scroll_into_view_if_needed()
    address = link.get_attribute("href")
    link.click()
    wait_until(page, "document.querySelector('.message').textContent === 'Link copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(address)
    assert copied == page.url


def test_evidence_is_reached_in_one_press(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    link = page.locator("a.evidence:visible").first
    chart = page.locator(link.get_attribute("href"))
    link.click()
    eventually(page, lambda: 0 <= chart.bounding_box()["y"] < 400)
    box = chart.bounding_box()
    hidden = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y)?.closest('header') !== null && "
        "document.elementFromPoint(x, y)?.closest('figure') === null",
        [box["x"] + 20, box["y"] + 4],
    )
    assert not hidden, "no sticky bar lies over the chart"


@pytest.mark.parametrize(
    ("name", "begins"), [("Copy summary", "**"), ("Copy as prompt", "I trained")]
)
def test_the_run_is_copied_as_markdown(
    open_report: Callable[..., Any], overfit_report: Path, name: str, begins: str
) -> None:
    page = open_report(overfit_report)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=name).click()
    page.get_by_text("Copied", exact=True).wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(begins)
    assert "mask mAP50-95: 0.0109" in text
    assert "Next steps:" in text
