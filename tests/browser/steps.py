"""Steps that several browser tests take.

Playwright's ``wait_for_function`` needs ``eval``, which the page's security policy forbids:
conditions are polled instead.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

POLL_SECONDS = 0.05


def wait_until(page: Any, condition: str, *, seconds: float = 60.0) -> None:
    """Wait until a JavaScript expression is true; AssertionError names it when it never is."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"never true: {condition}"
        time.sleep(POLL_SECONDS)


def eventually(page: Any, holds: Callable[[], bool], *, seconds: float = 60.0) -> None:
    """Wait until something holds, as it does once a busy browser has drawn."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never held"
        page.wait_for_timeout(1_000 * POLL_SECONDS)


SEEN = """async (area) => {
    // What is queued is drawn in idle time, and seen a frame later.
    await new Promise((go) => requestIdleCallback(go, { timeout: 300 }));
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    const from = area.getBoundingClientRect();
    return Array.from(area.querySelectorAll('*'), (element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        const painted = { opacityProperty: true, visibilityProperty: true };
        if (!(width || height) || !element.checkVisibility(painted)) return null;
        const { color, stroke, fill, opacity } = getComputedStyle(element);
        const texts = Array.from(element.childNodes).filter(({ nodeType }) => nodeType === 3);
        return [
            element.localName, ...texts.map(({ data }) => data), element.getAttribute('d') ?? '',
            ...[left - from.left, top - from.top, width, height].map((place) => place.toFixed(1)),
            color, stroke, fill, opacity,
        ].join(' ');
    }).filter(Boolean);
}"""


def seen(page: Any, area: Any) -> list[str]:
    """Each visible part of an element: words, line, colours, place; once it no longer changes.

    Not its picture: where the page above is a quarter of a pixel higher, all letters are drawn
    otherwise, and what stands above takes its height in idle time.
    """
    page.mouse.move(1, 1)
    end = time.monotonic() + 60
    before: list[str] = []
    while before != (before := area.evaluate(SEEN)):
        assert time.monotonic() < end, "it never settles"
    return before


HOLD_CLOCK = """() => {
    const [Real, now] = [Date, Date.now()];
    window.Date = class extends Real {
        constructor(...told) { super(...(told.length ? told : [now])); }
        static now() { return now; }
    };
    window.letClockGo = () => { window.Date = Real; };
}"""


def double_click(page: Any, x: float, y: float) -> None:
    """Press twice at once by the page's clock: Plotly takes 300 ms between two for two presses."""
    page.evaluate(HOLD_CLOCK)
    page.mouse.dblclick(x, y)
    page.evaluate("letClockGo()")


def next_frame(page: Any) -> None:
    """Wait until what observers of views and sizes do next is done and seen."""
    page.evaluate(
        "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go())))"
    )


def open_everything(page: Any) -> None:
    """Unfold every ``details`` of the page, and those of runs that came in their place by it."""
    page.evaluate(
        """() => {
            const folds = () => document.querySelectorAll('details:not([open])');
            for (let round = 0; round < 2; round += 1) {
                folds().forEach((each) => {
                    each.open = true;
                    each.dispatchEvent(new Event('toggle'));
                });
            }
        }"""
    )


def shorten_tables(page: Any, *, rows: int = 4) -> None:
    """Leave the first rows of each table: for what is slow and the same for every row."""
    page.evaluate(
        """(rows) => document.querySelectorAll('tbody').forEach((body) => {
            Array.from(body.rows).slice(rows).forEach((row) => row.remove());
        })""",
        rows,
    )


def scroll_through(page: Any, *, step: int = 700, pause_ms: int = 30) -> None:
    """Scroll to the end as a reader would, so that charts are drawn and pictures decoded."""
    page.evaluate(
        """async ([step, pause]) => {
            for (let y = 0; y < document.documentElement.scrollHeight; y += step) {
                scrollTo(0, y);
                // A busy machine shows nothing for a while: one frame lays out, the next one loads.
                await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
                await new Promise((go) => setTimeout(go, pause));
            }
            scrollTo(0, document.documentElement.scrollHeight);
            await new Promise((go) => setTimeout(go, 300));
        }""",
        [step, pause_ms],
    )


MOST_SHIFT = 0.01
"""Layout shift from the first paint to the end of the page, as browsers count it."""


def assert_nothing_moves(page: Any) -> None:
    """Read to the end; AssertionError names what moved by itself meanwhile."""
    page.evaluate(
        """() => {
            window.shifts = [];
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) {
                    if (!entry.hadRecentInput) window.shifts.push([entry.value, entry.sources.map(
                        (source) => source.node?.outerHTML?.slice(0, 120) ?? String(source.node))]);
                }
            }).observe({ type: 'layout-shift', buffered: true });
        }"""
    )
    scroll_through(page)
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, _ in shifts) <= MOST_SHIFT, shifts


VISIBLE = """(element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
}"""
