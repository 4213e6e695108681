"""A page in windows: read to its end, or with everything open, once for all points that look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.browser.steps import open_everything, scroll_through, shorten_tables

A4_WIDTH = 794


class View(NamedTuple):
    """A window."""

    width: int
    dark: bool = False

    def __str__(self) -> str:
        """As faults name it."""
        return f"{self.width}{' dark' if self.dark else ''}"


USUAL = View(1280)
WIDE = (USUAL, View(1400, dark=True), View(1024))
EVERY = (*WIDE, View(1400), View(768, dark=True), View(390, dark=True), View(360), View(360, True))
"""Where what a reader sees is looked at: in both themes, from a phone to a wide screen."""
UNFOLDED = (View(360), View(390), View(768), View(1024), View(1280), View(1400))
"""Where everything is opened."""

LEAVE_RUNS = """() => Array.from(document.querySelectorAll('.run-fold')).slice(2, -1)
    .forEach((fold) => fold.remove())"""
"""Of the folded runs, which are made by one template, the first two and the last."""


class Opened:
    """A page of one kind, opened as often as points ask for."""

    def __init__(self, browser: Any, address: str) -> None:
        """`address` is the page's path, and what may follow a # in its address."""
        name, _, view = address.partition("#")
        self.browser, self.path = browser, Path(name).resolve()
        self.address = self.path.as_uri() + (f"#{view}" if view else "")
        self._read: dict[View, Any] = {}
        self._unfolded: dict[int, Any] = {}

    def read(self, view: View = USUAL) -> Any:
        """The page in a window, read to its end once for all points that only look."""
        if view not in self._read:
            self._read[view] = self._new(view)
            scroll_through(self._read[view])
            self._read[view].evaluate("scrollTo(0, 0)")
        return self._read[view]

    def unfolded(self, view: View) -> Any:
        """The page in a window with everything open, and few rows and runs: what is slow."""
        page = self._unfolded.get(view.width)
        if page is None:
            page = self._unfolded[view.width] = self._new(View(view.width))
            shorten_tables(page)
            page.evaluate(LEAVE_RUNS)
            open_everything(page)
            scroll_through(page)
        page.emulate_media(color_scheme="dark" if view.dark else "light")
        page.evaluate("scrollTo(0, 0)")
        return page

    def close(self) -> None:
        """Close what was read."""
        for page in (*self._read.values(), *self._unfolded.values()):
            page.close()
        self._read.clear()
        self._unfolded.clear()

    def _new(self, view: View) -> Any:
        page = self.browser.new_page(
            viewport={"width": view.width, "height": 800},
            color_scheme="dark" if view.dark else "light",
            reduced_motion="reduce",
        )
        page.set_default_timeout(30_000)
        page.goto(self.address)
        return page

    @contextmanager
    def page(
        self, view: View = USUAL, *, scripts: bool = True, touch: bool = False
    ) -> Iterator[Any]:
        """The page in a window of its own; what it says or asks for is kept with it."""
        context = self.browser.new_context(
            viewport={"width": view.width, "height": 800},
            color_scheme="dark" if view.dark else "light",
            java_script_enabled=scripts,
            has_touch=touch,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.said = []
        page.on("console", lambda message: page.said.append(f"console: {message.text[:90]}"))
        page.on("pageerror", lambda error: page.said.append(f"error: {str(error)[:90]}"))
        own = (self.path.parent.as_uri(), "data:", "blob:")
        page.on(
            "request",
            lambda asked: asked.url.startswith(own) or page.said.append(f"request: {asked.url}"),
        )
        page.goto(self.address)
        yield page
        context.close()
