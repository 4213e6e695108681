"""Nothing leaves the page, nothing is logged, nothing moves, and the first view is short."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import open_everything, scroll_through

MOST_SHIFT = 0.01
MOST_WORDS = 100

WATCH_SHIFT = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput) window.shifts.push([entry.value, entry.sources.map(
                (source) => source.node?.outerHTML?.slice(0, 120) ?? String(source.node))]);
        }
    }).observe({ type: 'layout-shift', buffered: true });
}"""

WORDS_IN_VIEW = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const words = [];
    while (texts.nextNode()) {
        const parent = texts.currentNode.parentElement;
        if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        if (parent.closest('script, style')) continue;
        range.selectNodeContents(texts.currentNode);
        const seen = Array.from(range.getClientRects()).some((box) => (
            box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight
            && box.right > 0 && box.left < innerWidth
        ));
        const parts = texts.currentNode.textContent.split(/\\s+/);
        if (seen) words.push(...parts.filter((word) => /\\w/.test(word)));
    }
    return words;
}"""


def test_reading_to_the_end_with_everything_open_is_silent(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    open_everything(page)
    scroll_through(page)
    policy = page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content")
    assert "default-src 'none'" in policy
    assert "unsafe-inline' " not in policy.split("script-src")[1].split(";")[0]


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_moves_while_reading(
    open_report: Callable[..., Any], overfit_report: Path, width: int
) -> None:
    page = open_report(overfit_report, width=width)
    page.evaluate(WATCH_SHIFT)
    scroll_through(page)
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, _ in shifts) <= MOST_SHIFT, shifts


def test_the_first_view_is_short(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report)
    tokens = page.evaluate(WORDS_IN_VIEW)
    words = [token for token in tokens if any(letter.isalpha() for letter in token)]
    print(f"first view: {len(words)} words, {len(tokens) - len(words)} numbers")
    assert 10 < len(words) <= MOST_WORDS, " ".join(words)


def test_first_paint_is_reported(open_report: Callable[..., Any], overfit_report: Path) -> None:
    """Times depend on the machine: they are printed, and only their presence is tested."""
    page = open_report(overfit_report)
    paint, loaded = page.evaluate(
        """async () => {
            for (let i = 0; i < 50 && !performance.getEntriesByType('paint').length; i += 1) {
                await new Promise((go) => setTimeout(go, 20));
            }
            const painted = performance.getEntriesByName('first-contentful-paint')[0];
            const [navigation] = performance.getEntriesByType('navigation');
            return [painted.startTime, navigation.domContentLoadedEventEnd];
        }"""
    )
    print(f"first contentful paint {paint:.0f} ms, DOMContentLoaded {loaded:.0f} ms")
    assert paint > 0
    assert loaded > 0
