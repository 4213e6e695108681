"""axe-core finds nothing, in both themes, on wide and small screens, with everything open."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import open_everything, scroll_through, shorten_tables, wait_until

RUN_AXE = """async () => {
    // Without preloading: the page's policy forbids axe to fetch style sheets.
    const rules = { 'target-size': { enabled: true } };
    const options = { resultTypes: ['violations'], preload: false, rules };
    const { violations } = await axe.run(document, options);
    const place = ({ target, any }) => `${target} ${any[0]?.message ?? ''}`;
    return violations.map(({ id, impact, help, nodes }) => (
        `${id} (${impact}): ${help}; ${nodes.length}: ${nodes.slice(0, 4).map(place).join(' | ')}`
    ));
}"""


BOTH_THEMES = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
"""Contrasts depend on the theme, all else on the width."""


@cache
def _axe() -> str:
    """The source of axe-core, from the package axe-playwright-python of the extra ``test``."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def _violations(page: Any) -> list[str]:
    page.evaluate(_axe())
    return list(page.evaluate(RUN_AXE))


@BOTH_THEMES
def test_axe_finds_nothing(
    open_report: Callable[..., Any], overfit_report: Path, width: int, theme: str
) -> None:
    page = open_report(overfit_report, width=width, color_scheme=theme)
    shorten_tables(page)
    open_everything(page)
    scroll_through(page)
    page.evaluate("scrollTo(0, 0)")
    if width < 1100:
        page.locator('[data-action="contents"]').click()
    assert _violations(page) == []


def test_contrasts_hold_in_the_dark_on_a_wide_window(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, width=1280, color_scheme="dark")
    shorten_tables(page)
    open_everything(page)
    page.evaluate(_axe())
    only = "preload: false, runOnly: ['color-contrast', 'link-in-text-block']"
    found = page.evaluate(f"async () => (await axe.run(document, {{ {only} }})).violations")
    assert [each["help"] for each in found] == []


def test_axe_finds_nothing_in_a_run_that_lacks_much(
    open_report: Callable[..., Any], interrupted_report: Path
) -> None:
    page = open_report(interrupted_report)
    shorten_tables(page)
    open_everything(page)
    scroll_through(page)
    assert _violations(page) == []


def test_axe_finds_nothing_in_the_enlarged_view(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    page.locator("[data-zoom]:visible").first.click()
    wait_until(page, "document.querySelector('#viewer img').naturalWidth > 0")
    page.keyboard.press("+")
    assert _violations(page) == []


def test_one_title_one_main_one_skip_link(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    for selector in ("h1", "main", "nav#contents"):
        assert page.locator(selector).count() == 1, selector
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    images = page.locator("main img").evaluate_all("(all) => all.map((each) => each.alt)")
    alternatives = [text for text in images if text]
    assert len(set(alternatives)) == len(alternatives), "each picture is told apart by its text"
