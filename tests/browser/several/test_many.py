"""A page of very many runs in the browser: sorted, searched, brushed, drawn; accessible."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.scale import make_runs
from tests.browser.steps import assert_nothing_moves, wait_until
from tests.browser.test_axe import _violations

Open = Callable[..., Any]
RUNS = 60
FIRST = "#all-table tbody tr:not(.many-spacer)"
VALUES = """(name) => {
    const chart = [...ReportCharts.charts.values()]
        .find(({ figure }) => figure.dataset.manyValues === name);
    return chart.spec.data.slice(chart.bands ?? 0).map(({ y, meta }) => [meta.column, y]);
}"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_runs(tmp_path_factory.mktemp("runs"), RUNS, epochs=30, arguments=True)


@pytest.fixture(scope="module")
def page(folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    from reportgen import report

    return report(list(folders), tmp_path_factory.mktemp("page") / "many.html")


def name_of(view: Any, row: int) -> str:
    return str(view.locator(FIRST).nth(row).locator("th").inner_text()).strip()


def test_sorted_searched_and_drawn(page: Path, folders: list[Path], open_report: Open) -> None:
    view = open_report(page)
    wait_until(view, "document.querySelector('[data-many]').dataset.ready === ''")
    assert view.locator(FIRST).count() < RUNS  # a window of them
    best = name_of(view, 0)
    view.locator("#all-table .sort").first.click()
    assert name_of(view, 0) == "r00000"
    view.locator("[data-many-find]").fill("r0001")
    assert view.locator("[data-many-count]").inner_text() == f"10 of {RUNS} runs"
    column = "metrics/mAP50-95(M)"
    wait_until(view, f"({VALUES})('{column}').length > 0")
    from reportgen import read_run

    drawn = dict(view.evaluate(VALUES, column))
    assert drawn
    assert best not in drawn
    for name, values in drawn.items():
        folder = next(folder for folder in folders if folder.name == name)
        assert values == read_run(folder).table.columns[column].tolist()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_the_table_becomes_a_window(
    page: Path, open_report: Open, width: int
) -> None:
    view = open_report(page, width=width)
    wait_until(view, "document.querySelector('[data-many]').dataset.ready === ''")
    assert_nothing_moves(view)


def test_a_brush_leaves_the_runs_of_its_range(page: Path, open_report: Open) -> None:
    view = open_report(page)
    wait_until(view, "document.querySelector('[data-many]').dataset.ready === ''")
    view.select_option("[data-many-column]", "argument-lr0")
    ends = view.locator(".many-histogram input")
    ends.nth(0).fill("0.001")
    ends.nth(1).fill("0.01")
    ends.nth(1).dispatch_event("change")
    told = view.locator("[data-many-count]").inner_text()
    left = int(told.split(" of ")[0])
    assert 0 < left < RUNS
    view.locator("[data-many-clear]").click()
    assert view.locator("[data-many-count]").inner_text() == f"{RUNS} runs"


def test_it_is_accessible(page: Path, open_report: Open) -> None:
    view = open_report(page)
    wait_until(view, "document.querySelector('[data-many]').dataset.ready === ''")
    assert _violations(view) == []
