"""A search in the browser: the trial under the pointer, one after the other, and no faults."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import (
    assert_nothing_moves,
    open_everything,
    shorten_tables,
    wait_until,
)
from tests.browser.test_axe import BOTH_THEMES, _violations

Open = Callable[..., Any]
TRIALS = 60


@pytest.fixture(scope="session")
def search_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A search of sixty trials over nine arguments."""
    from reportgen import report

    folder = tmp_path_factory.mktemp("search")
    draw = random.Random(2)
    names = ["lr0", "lrf", "momentum", "box", "cls", "dfl", "hsv_h", "mosaic", "mixup"]
    rows = [",".join(["fitness", *names])]
    for trial in range(TRIALS):
        values = [draw.random() for _ in names]
        fitness = 0.5 if trial == 40 else 0.3 + 0.1 * values[0]
        rows.append(",".join(map(repr, [fitness, *values])))
    tune = folder / "tune"
    tune.mkdir()
    (tune / "tune_results.csv").write_text("\n".join(rows))
    return report(tune, folder / "search.html")


def test_the_trial_under_the_pointer_stands_out_everywhere(
    open_report: Open, search_report: Path
) -> None:
    page = open_report(search_report)
    area = page.locator("[data-parallel]")
    area.scroll_into_view_if_needed()
    # The best trial ends at the top of the last axis.
    box = page.locator(".trial-lines").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 2)
    wait_until(page, "document.querySelector('.trial-lines .trial-chosen') !== null")
    assert page.locator(".trial-dots .trial-chosen").count() == 9
    words = page.locator(".trial-card").inner_text()
    assert words.startswith("Trial 41: fitness 0.5")
    assert "lr0" in words
    assert "mixup" in words
    page.mouse.move(2, 2)
    wait_until(page, "document.querySelector('.trial-chosen') === null")
    assert not page.locator(".trial-card").is_visible()


def test_trials_can_be_gone_through_with_the_keyboard(
    open_report: Open, search_report: Path
) -> None:
    page = open_report(search_report)
    worse = page.get_by_role("button", name="Worse")
    worse.scroll_into_view_if_needed()
    worse.focus()
    told = []
    for _ in range(3):
        page.keyboard.press("Enter")
        told.append(page.locator("[data-sweep-tools] output").text_content())
    assert [words.split(":")[0] for words in told] == [f"{n} of {TRIALS}" for n in (1, 2, 3)]
    rows = page.locator("[id$='-trials'] tbody th").all_text_contents()[:3]
    assert [words.split(": ")[1].split(",")[0] for words in told] == rows
    page.keyboard.press("Escape")
    assert page.locator(".trial-chosen").count() == 0


def test_at_most_eight_axes_and_their_names_apart(open_report: Open, search_report: Path) -> None:
    page = open_report(search_report)
    names = page.locator(".trial-axis-name")
    assert names.count() == 8
    boxes = names.evaluate_all(
        "(all) => all.map((each) => { const b = each.getBoundingClientRect();"
        " return [b.left, b.right, b.top, b.bottom]; })"
    )
    for index, (left, right, top, bottom) in enumerate(boxes):
        for other_left, other_right, other_top, other_bottom in boxes[index + 1 :]:
            apart = right <= other_left or other_right <= left
            assert apart or bottom <= other_top or other_bottom <= top


def test_the_history_is_a_live_chart_over_trials(open_report: Open, search_report: Path) -> None:
    page = open_report(search_report)
    page.locator("#r1-fitness").scroll_into_view_if_needed()
    wait_until(page, "document.querySelector('#r1-fitness.is-live') !== null")
    box = page.locator("#r1-fitness .chart-live").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_until(page, "/Trial \\d+/.test(document.querySelector('#r1-fitness').textContent)")


def test_nothing_moves_while_the_page_is_read(open_report: Open, search_report: Path) -> None:
    page = open_report(search_report, laid_out=False)
    assert_nothing_moves(page)


@BOTH_THEMES
def test_axe_finds_nothing(open_report: Open, search_report: Path, width: int, theme: str) -> None:
    page = open_report(search_report, width=width, color_scheme=theme)
    open_everything(page)
    shorten_tables(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _violations(page) == []


def test_without_scripts_drawings_and_tables_stand(open_report: Open, search_report: Path) -> None:
    page = open_report(search_report, java_script=False)
    assert page.locator("[data-parallel] svg").first.is_visible()
    assert page.locator("[data-scatter] svg").first.is_visible()
    assert page.locator("[id$='-correlations']").is_visible()
