"""Points that need a hand: a link followed, a chart hovered, a pair dragged, keys pressed."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.page.asking import Faults, each, told
from tests.benchmarks.page.views import USUAL, Opened, View
from tests.browser.steps import eventually, next_frame, scroll_through

SHARES = (0.5, 0.45, 0.4, 0.35, 0.3)
"""Of the width of a pair: where it is dragged."""
STOPS = 60
"""Presses of the Tab key after which what has the focus is looked at."""


def evidence(opened: Opened) -> Faults:
    """Every finding leads somewhere; the first chart that one leads to is not under a bar."""
    with opened.page() as page:
        found = told(page, "findingsLead")
        link = page.locator(".finding a[data-band]:visible").first
        if found is None or not link.count():
            return found
        link.click()
        page.wait_for_timeout(600)
        return found + (told(page, "underBar") or [])


def hover(opened: Opened) -> Faults:
    """The card of the first chart of epochs holds every line that has a name there."""
    with opened.page() as page:
        figure = page.locator("[data-chart]:visible").first
        if not figure.count():
            return None
        figure.scroll_into_view_if_needed()
        plot = figure.locator(".nsewdrag")
        plot.wait_for(state="attached")
        box = plot.bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.05, box["y"] + 20)
        page.mouse.move(box["x"] + box["width"] * 0.06, box["y"] + 22)
        page.wait_for_timeout(400)
        rows = figure.locator(".chart-card tr").count()
        lines = figure.locator(".chart-name").count()
        return [f"{rows} rows for {lines} named lines"] if rows < lines else []


def pairs(opened: Opened) -> Faults:
    """Arrows, the mouse and a finger each move the handle, which has a name and a value."""
    found = each((USUAL, View(390)), lambda view: told(opened.read(view), "pairs"))
    if found is None:
        return None
    ways = {"the mouse": (USUAL, False), "a finger": (View(390), True)}
    return found + [
        f"{way} does not move the handle" for way, how in ways.items() if not _dragged(opened, *how)
    ]


def _dragged(opened: Opened, view: View, touch: bool) -> bool:
    with opened.page(view, touch=touch) as page:
        scroll_through(page)
        surface = page.locator(".pair:not([hidden]) .wipe-surface:visible").first
        surface.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
        next_frame(page)
        box = surface.bounding_box()
        y = box["y"] + box["height"] / 2
        places = [{"x": box["x"] + share * box["width"], "y": y} for share in SHARES]
        (_finger if touch else _mouse)(page, places)
        handle = surface.locator("[role=slider]")

        def there() -> bool:
            return abs(int(handle.get_attribute("aria-valuenow")) - 100 * SHARES[-1]) <= 2

        try:
            eventually(page, there, seconds=10)
        except AssertionError:
            return False
        return True


def _mouse(page: Any, places: list[dict[str, float]]) -> None:
    page.mouse.move(**places[0])
    page.mouse.down()
    page.mouse.move(**places[-1], steps=4)
    page.mouse.up()


def _finger(page: Any, places: list[dict[str, float]]) -> None:
    """Lifted at the end: a browser may hold back the moves of a finger that stays."""
    devtools = page.context.new_cdp_session(page)
    for kind, at in [("touchStart", places[:1]), *(("touchMove", [place]) for place in places[1:])]:
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def viewer(opened: Opened) -> Faults:
    with opened.page() as page:
        scroll_through(page)
        found = told(page, "pictures")
        button = page.locator(".pair [data-zoom]:visible").first
        if found is None or not button.count():
            return found
        button.focus()
        page.keyboard.press("Enter")
        page.locator("#viewer[open]").wait_for()
        page.keyboard.press("Escape")
        back = button.evaluate("(each) => each === document.activeElement")
        return found + ([] if back else ["Escape does not return the focus"])


def isolated(opened: Opened) -> Faults:
    """One press leaves one run in every chart; each keeps its colour."""
    found = told(opened.read(), "oneColour")
    if found is None:
        return None
    with opened.page() as page:
        page.locator(".run-legend .run-chip:not(.all-runs)").first.click()
        pressed = page.locator(".run-legend .run-chip[aria-pressed='true']").count()
        return found + ([] if pressed == 1 else [f"one press leaves {pressed} runs"])


def focus(opened: Opened, view: View) -> Faults:
    """What has the focus is in view, marked, and under nothing, all along."""
    page = opened.read(view)
    page.evaluate("scrollTo(0, 0)")
    faults: list[str] = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        faults += told(page, "focusSeen") or []
    return sorted(set(faults))
