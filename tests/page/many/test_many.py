"""A page of more runs than have a section each: rows, bands, and every number once."""

from __future__ import annotations

import base64
import json
import re
import shutil
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportgen import words
from reportgen.api import read_run
from reportgen.api.crowd import KEPT, crowd_of
from reportgen.cli.terminal.console import say_what_was_written
from reportgen.comparison import compare
from reportgen.errors import ReportError
from reportgen.packing import unpack
from reportgen.page.many.bands import Curves, quantiles
from reportgen.page.shell import render
from tests.benchmarks.scale import make_runs
from tests.support.command import command
from tests.support.reports import render_report


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_runs(tmp_path_factory.mktemp("many"), 25, epochs=40, arguments=True)


@pytest.fixture(scope="module")
def runs(folders: list[Path]) -> list[Any]:
    return [read_run(folder) for folder in folders]


@pytest.fixture(scope="module")
def page(runs: list[Any]) -> str:
    return render_report(runs)


def data_of(page: str) -> dict[str, Any]:
    """The table as scripts get it."""
    block = re.search(r'<script type="application/gzip" id="all-data">([^<]*)</script>', page)
    assert block
    told: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(block[1]), 31))
    return told


def columns_of(page: str, told: dict[str, Any]) -> dict[str, dict[int, Any]]:
    """The packed columns, unpacked."""
    pattern = r'data-packed="([^"]*)"(?: data-gaps="([^"]*)")?(?: data-floats="([^"]*)")?>([^<]*)<'
    heads = {head["name"]: head for head in told["packed"]}
    return {
        name: unpack(heads[name], {"data": data, "gaps": gaps, "floats": floats}, told["lengths"])
        for name, gaps, floats, data in re.findall(pattern, page)
    }


def test_most_runs_are_rows_and_the_leading_ones_stand_in_full(page: str, runs: list[Any]) -> None:
    told = data_of(page)
    assert len(told["names"]) == len(runs)
    assert page.count('<article class="run"') == len(told["full"]) == 2
    assert {told["order"][0], 0} == set(map(int, told["full"]))
    assert page.count('<tr><th scope="row">') >= len(runs)
    assert " (all: --full-runs 25)." in page


def test_what_runs_are_ranked_by_has_one_column_in_the_digits_of_all_pages(
    page: str,
) -> None:
    told = data_of(page)
    assert [each["title"] for each in told["columns"]].count("Mask mAP50-95") == 1
    best = told["columns"][0]["values"][told["order"][0]]
    assert f'<td class="number">{words.number(best)}</td>' in page


def test_up_to_twenty_all_stand_in_full(runs: list[Any]) -> None:
    told = compare(
        [run.facts for run in runs[:20]], [run.findings for run in runs[:20]], baseline=0
    )
    assert crowd_of(runs[:20], told) is None
    assert crowd_of(runs[:20], told, full_runs=19) is not None


def test_those_named_stand_in_full_unless_all_are(runs: list[Any]) -> None:
    told = compare([run.facts for run in runs], [run.findings for run in runs], baseline=0)
    names = [row.name for row in told.runs]
    some = crowd_of(runs, told, named=names[3:6])
    assert some
    assert set(names[3:6]) <= {run.name for run in some.leading}
    every = crowd_of(runs, told, named=names)
    assert every
    assert len(every.leading) == 2


def test_all_numbers_of_all_runs_are_there_exactly(page: str, runs: list[Any]) -> None:
    found = columns_of(page, data_of(page))
    for name, values in runs[0].table.columns.items():
        for place, run in enumerate(runs):
            np.testing.assert_array_equal(found[name][place], run.table.columns[name])
        assert len(values)
    for place, run in enumerate(runs):
        assert found["epoch"][place].astype(int).tolist() == run.table.epochs.tolist()


def test_no_numbers_of_a_run_are_in_the_page_twice(page: str, runs: list[Any]) -> None:
    told = data_of(page)
    other = next(run for run in range(len(runs)) if str(run) not in told["full"])
    values = runs[other].table.columns["metrics/mAP50-95(M)"][:6].tolist()
    assert json.dumps(values)[1:-1].replace(" ", "") not in page.replace(" ", "")


def test_what_does_not_fit_is_rounded_or_left_out_and_said(
    runs: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.page.many.section._bytes_of", lambda *parts: 0)
    told = compare([run.facts for run in runs], [run.findings for run in runs], baseline=0)
    whole = crowd_of(runs, told, max_bytes=10**9)
    assert whole
    assert not whole.view.said
    size = sum(column.size for column in whole.view.packed)
    less = crowd_of(runs, told, max_bytes=KEPT + int(size * 0.8))
    none = crowd_of(runs, told, max_bytes=1_000)
    assert less
    assert none
    assert "rounded" in less.view.said or "left out" in less.view.said
    assert not none.view.packed
    assert all("--site" in each.view.said for each in (less, none))


def test_the_room_of_the_curves_is_what_table_and_charts_leave(runs: list[Any]) -> None:
    told = compare([run.facts for run in runs], [run.findings for run in runs], baseline=0)
    whole = crowd_of(runs, told)
    assert whole
    size = sum(column.size for column in whole.view.packed)
    tight = crowd_of(runs, told, max_bytes=KEPT + size)
    assert tight
    assert tight.view.said


def test_a_page_of_many_is_refused_by_an_explicit_limit_only(
    runs: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "--site writes a page for each run" in render_report(runs, max_bytes=3_500_000)
    with pytest.raises(ReportError, match="at the least, over its limit of 500 kB"):
        render_report(runs, max_bytes=500_000)
    monkeypatch.setattr("reportgen.api.reporting.MAX_BYTES", 500_000)
    assert len(render_report(runs, max_bytes=500_000)) > 500_000
    say_what_was_written(Path("r.html"), 600_000, runs, (), limit=500_000)
    assert "larger than 0.5 MB, whatever is left out of it. --site" in capsys.readouterr().err


def test_what_is_too_large_by_its_parts_is_not_rendered_to_find_out(
    runs: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = []
    whole = render.render
    monkeypatch.setattr(render, "render", lambda page: rendered.append(page) or whole(page))
    render_report(runs)
    assert len(rendered) == 1
    monkeypatch.setattr("reportgen.page.picture.budget._weight", lambda page: 10**9)
    rendered.clear()
    render_report(runs)
    assert len(rendered) == 2  # without its pictures, and with those that then fit


def test_a_page_of_many_read_back_says_which_runs_it_does_not_give(
    page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.html"
    old.write_text(page, encoding="utf-8")
    told = command(tmp_path, capsys, old)
    assert told.code == 0, told.err
    assert "old.html tells 23 other runs in rows alone" in told.err
    assert "old.html, which tells 23 other runs in rows alone: none of them is read" in told.html


def test_quantiles_are_those_of_numpy_and_leave_out_what_is_not_finite() -> None:
    draw = np.random.default_rng(1)
    grid = draw.random((9, 30))
    grid[2, 5] = np.nan
    grid[3, 6] = np.inf
    epochs = np.arange(1, 31)
    told = Curves("metrics/x", {run: (epochs, row) for run, row in enumerate(grid)})
    kept, found = quantiles(told)
    assert kept.tolist() == epochs.tolist()
    finite = np.where(np.isfinite(grid), grid, np.nan)
    for quantile, values in found.items():
        np.testing.assert_allclose(values, np.nanquantile(finite, quantile, axis=0))


def test_the_command_takes_the_number(
    folders: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in folders[:6]:
        shutil.copytree(folder, tmp_path / "runs" / folder.name)
    for number, is_many in ((4, True), (6, False)):
        done = command(tmp_path, capsys, tmp_path / "runs", "--full-runs", number)
        assert ('id="all-data"' in done.html) is is_many
