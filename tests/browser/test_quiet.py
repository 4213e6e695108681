"""Nothing leaves the page, nothing is logged, and nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen import report
from tests.browser.steps import assert_nothing_moves, open_everything, scroll_through
from tests.conftest import SAMPLES


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
    page = open_report(overfit_report, width=width, laid_out=False)
    assert_nothing_moves(page)


def test_first_paint_is_reported(open_report: Callable[..., Any], overfit_report: Path) -> None:
    """Times depend on the machine: they are printed, and only their presence is tested."""
    page = open_report(overfit_report)
    paint, loaded = page.evaluate(
        """async () => {
            const find = () => performance.getEntriesByName('first-contentful-paint')[0];
            for (let time = 0; time < 600 && !find(); time += 1) {
                await new Promise((go) => setTimeout(go, 100));
            }
            const painted = find();
            const [navigation] = performance.getEntriesByType('navigation');
            return [painted.startTime, navigation.domContentLoadedEventEnd];
        }"""
    )
    print(f"first contentful paint {paint:.0f} ms, DOMContentLoaded {loaded:.0f} ms")
    assert paint > 0
    assert loaded > 0


def test_the_page_of_a_sound_run_is_not_long(
    open_report: Callable[..., Any], tmp_path: Path
) -> None:
    """At most 9,000 px at 1,280, once all sections are laid out."""
    path = report(SAMPLES / "segment-good", tmp_path / "good.html")
    page = open_report(path)
    scroll_through(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= 9_000
