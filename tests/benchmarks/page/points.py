"""The 25 points, each with what tells its faults; in the page itself points.js does."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import NamedTuple

from tests.benchmarks.first_chart import measure
from tests.benchmarks.page.asking import Faults, asked, each, told
from tests.benchmarks.page.doing import evidence, focus, hover, isolated, pairs, viewer
from tests.benchmarks.page.views import A4_WIDTH, EVERY, UNFOLDED, USUAL, Opened, View
from tests.browser.steps import open_everything, scroll_through
from tests.browser.test_axe import RUN_AXE
from tests.browser.test_small_and_bare import (
    LEAST_TARGET,
    SMALL_TARGETS,
    STICKING_OUT,
    WORDS_IN_VIEW,
)

MOST_WORDS = 100
FIRST_PAINT_MS, CONTENT_MS, CHART_SECONDS = 200, 350, 0.3
TRIES = 5
MOST_SHIFT = 0.01
SHIFTS = """() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
        const own = list.getEntries().filter((entry) => !entry.hadRecentInput);
        for (const entry of own) window.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
}"""
CONTRASTS = """async () => {
    const runOnly = ['color-contrast', 'link-in-text-block'];
    const { violations } = await axe.run(document, { preload: false, runOnly });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`);
}"""


class Point(NamedTuple):
    """One of the points."""

    number: int
    title: str
    measured: Callable[[Opened], Faults]


def _bare(opened: Opened) -> Faults:
    with opened.page(scripts=False) as page:
        return told(page, "noScripts")


def _short(opened: Opened) -> Faults:
    with opened.page() as page:
        # Of several runs the words above their table count: the table is what is looked for.
        table = page.locator("#ranking, #all-table, .site #runs-table").first
        if table.count():
            height = max(1, int(table.bounding_box()["y"]))
            page.set_viewport_size({"width": 1280, "height": height})
        words = page.evaluate(WORDS_IN_VIEW)
        long = [f"{words} words in the first view"] if words > MOST_WORDS else []
        return long + (told(page, "noBanner") or [])


def fast(opened: Opened) -> Faults:
    """The best of some tries: what else the machine does is not the page's."""
    with opened.page() as page:
        drawn = page.locator("[data-chart]").count()
    if not drawn:
        return None
    tries = [measure(opened.browser, opened.path) for _ in range(TRIES)]
    seconds, _, paint, ready = (min(values) for values in zip(*tries, strict=True))
    limits = (
        (paint, FIRST_PAINT_MS, f"first paint after {paint:.0f} ms"),
        (ready, CONTENT_MS, f"DOMContentLoaded after {ready:.0f} ms"),
        (seconds, CHART_SECONDS, f"{1000 * seconds:.0f} ms of CPU to the first chart"),
    )
    return [said for value, limit, said in limits if value > limit]


def _still(opened: Opened) -> Faults:
    def shifts(view: View) -> Faults:
        with opened.page(view) as page:
            page.evaluate(SHIFTS)
            scroll_through(page)
            shift = page.evaluate("window.shift")
            return [f"the page shifts by {shift:.3f}"] if shift > MOST_SHIFT else []

    return each((USUAL, View(390)), shifts)


def _silent(opened: Opened) -> Faults:
    with opened.page() as page:
        open_everything(page)
        scroll_through(page)
        return list(page.said)


def _paper(opened: Opened) -> Faults:
    with opened.page(View(A4_WIDTH)) as page:
        scroll_through(page)
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        wide = page.evaluate("document.documentElement.scrollWidth")
        return [
            *(told(page, "paper") or []),
            *([f"{wide} px wide"] if wide > A4_WIDTH else []),
            *page.evaluate(STICKING_OUT)[:3],
        ]


def _fits(opened: Opened) -> Faults:
    """Nothing sticks out in any window; fingers hit what they want on a phone."""

    def sticking_out(view: View) -> Faults:
        page = opened.unfolded(view)
        wide = page.evaluate("document.documentElement.scrollWidth")
        targets = page.evaluate(SMALL_TARGETS, LEAST_TARGET)[:3] if view.width < 400 else []
        return [
            *([f"{wide} px wide"] if wide != view.width else []),
            *page.evaluate(STICKING_OUT)[:3],
            *(f"small: {each}" for each in targets),
        ]

    return each(UNFOLDED, sticking_out)


def _accessible(opened: Opened) -> Faults:
    """Contrasts depend on the theme, all else that axe asks on the width."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

    def violations(view: View) -> Faults:
        page = opened.unfolded(view)
        page.evaluate(axe)
        return [fault[:150] for fault in page.evaluate(CONTRASTS if view.dark else RUN_AXE)]

    views = [View(width, dark) for width in (1280, 360) for dark in (False, True)]
    unseen = each((USUAL, View(360)), lambda view: focus(opened, view))
    return [
        *(told(opened.read(), "structure") or []),
        *(told(opened.read(), "contentsFollow") or []),
        *(unseen or []),
        *(each(views, violations) or []),
    ]


POINTS = (
    Point(
        1,
        "name, headline, verdict in the first view",
        asked("firstView", (USUAL, View(1400, dark=True))),
    ),
    Point(2, "at most 100 words there, no banner", _short),
    Point(3, "first paint, content, first chart in time", fast),
    Point(4, "nothing shifts", _still),
    Point(5, "no request, no message", _silent),
    Point(6, "what is bad stands open, what is not is folded", asked("findingsOrder")),
    Point(7, "each finding has shape, word, number, remedy", asked("findingsWhole")),
    Point(8, "no sentence twice", asked("noSentenceTwice")),
    Point(9, "permalinks, and one action to the chart", evidence),
    Point(10, "epochs increase, lines are named", asked("chartsEpochs")),
    Point(11, "hover shows every line", hover),
    Point(12, "lines 3:1, text 12 px", asked("chartsLegible", EVERY)),
    Point(13, "matrix of one hue, cells 4.5:1", asked("matrixLegible", EVERY)),
    Point(14, "the pair: name, value, arrows, mouse, finger", pairs),
    Point(15, "views, enlarged, texts of pictures", viewer),
    Point(16, "what is missing says why", asked("missing")),
    Point(17, "tables: figures, rows of 32 px, captions", asked("tables", EVERY)),
    Point(18, "the metric within 600 px, cues of overflow", asked("metricPlace", EVERY)),
    Point(19, "best run, lead, chance", asked("answer")),
    Point(20, "a run keeps its colour, one press isolates it", isolated),
    Point(21, "dark is dark, with a switch", asked("dark", [view for view in EVERY if view.dark])),
    Point(22, "paper: no controls, all findings, nothing split", _paper),
    Point(23, "360 to 1,400 px, targets of 24 px", _fits),
    Point(24, "without scripts", _bare),
    Point(25, "axe, structure, focus, names of charts", _accessible),
)
