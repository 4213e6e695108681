"""Numbers at the ends of what a float can hold cost at most a chart, never the report.

And what the program writes, it reads: any run becomes JSON, and that JSON the same run again.
"""

from __future__ import annotations

import json
import math
import os
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen import compare, read_run
from reportgen.api.reporting import Wanted, drawn_report
from reportgen.errors import ReportError
from reportgen.output.json import to_json
from reportgen.read.earlier.report import read_old_report
from reportgen.read.run import ReadRun
from reportgen.read.table.reading import LARGEST, SMALLEST, as_computed, read_results
from tests.conftest import SAMPLES, SEGMENT_COLUMNS, segment_row, shared
from tests.read.table.test_tune import CSV as TUNE
from tests.support.command import command
from tests.trainers.test_other_logs import (
    detectron2,
    hugging_face,
    keras,
    lightning,
    mmdetection,
)

QUIETLY = pytest.mark.filterwarnings("error::RuntimeWarning")
"""What numpy warns of is computed from what is not told, which whoever computes it must know."""
MakeRun = Callable[..., Path]
EXTREMES = [
    "1.7e308",
    "-1.7e308",
    "1e39",
    "3.4e38",
    "-3.4e38",
    "1e18",
    "-1e15",
    "5e-324",
    "-5e-324",
    "2.2e-308",
    "1e-45",
    "1e-30",
    "0",
    "-0.0",
    "nan",
    "inf",
    "-inf",
    "1_0.5",
    "１２",
    "٣.١",
    "0x10",
    "1e400",
    "1e-400",
    "",
    "1,5",
    "9" * 400,
]


def strict(text: str) -> Any:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def report_of(*folders: Path) -> tuple[str, str]:
    """The page and the JSON of runs, as the command makes them."""
    runs = [read_run(folder, name=folder.name, read_pictures=False) for folder in folders]
    told = compare(runs) if len(runs) > 1 else None
    _, html = drawn_report(runs, told, Wanted())
    return html, to_json([run.page_input for run in runs], told)


def read_back(text: str, folder: Path) -> tuple[ReadRun, ...]:
    file = folder / "report.json"
    file.write_text(text, encoding="utf-8")
    return read_old_report(file)


def assert_same(one: ReadRun | Any, other: ReadRun) -> None:
    """A run and what its report tells of it."""
    assert (one.table is None) == (other.table is None)
    if one.table is not None and other.table is not None:
        assert one.table.epochs.tolist() == other.table.epochs.tolist()
        assert list(one.table.columns) == list(other.table.columns)
        for name, values in one.table.columns.items():
            np.testing.assert_array_equal(values, other.table.columns[name])
        assert one.table.seconds == other.table.seconds
    assert [item.name for item in one.listing.files] == [item.name for item in other.listing.files]
    assert list(one.args.values) == list(other.args.values)


# --- one value everywhere -------------------------------------------------------------------------


def attacks() -> Iterator[Any]:
    folder = shared()
    found = sorted((folder / "cases/attacks/csv").iterdir()) if folder else []
    yield from (pytest.param(path, id=path.name) for path in found)


@pytest.mark.parametrize("folder", list(attacks()))
def test_what_lost_the_report_costs_a_chart_at_most(folder: Path, tmp_path: Path) -> None:
    html, text = report_of(folder, SAMPLES / "segment-short")
    assert "</html>" in html
    assert len(strict(text)["runs"]) == 2
    for back in read_back(text, tmp_path):
        assert back.table is not None


@QUIETLY
@pytest.mark.parametrize("rows", [1, 2, 12])
@pytest.mark.parametrize("value", EXTREMES)
def test_one_value_in_every_cell(make_run: MakeRun, tmp_path: Path, value: str, rows: int) -> None:
    others = [f'"{value}"'] * (len(SEGMENT_COLUMNS) - 1)
    html, text = report_of(make_run([[epoch, *others] for epoch in range(1, rows + 1)]))
    assert "</html>" in html
    (told,) = strict(text)["runs"]
    (back,) = read_back(text, tmp_path)
    assert_same(read_run(tmp_path / "train", read_pictures=False), back)
    assert told["epochs"]["done"] == rows


@QUIETLY
@pytest.mark.parametrize("value", EXTREMES)
def test_a_neighbour_loses_nothing(make_run: MakeRun, value: str) -> None:
    rows: list[list[object]] = [list(segment_row(epoch)) for epoch in range(1, 21)]
    alone = strict(report_of(make_run(rows, name="good"))[1])["runs"][0]
    for row in rows[::2]:
        row[1:] = [f'"{value}"'] * (len(row) - 1)
    both = report_of(make_run(rows, name="odd"), make_run(name="good"))
    assert "</html>" in both[0]
    beside = strict(both[1])["runs"][1]
    assert beside["findings"] == alone["findings"]
    assert beside["charts"] == alone["charts"]


ARGUMENTS = [
    "epochs",
    "patience",
    "imgsz",
    "batch",
    "lr0",
    "close_mosaic",
    "mask_ratio",
    "fraction",
]


@pytest.mark.parametrize(
    "value",
    ["1e308", "1000000000000000000", "9" * 400, "-1", "5.0e-324", ".inf", ".nan", "0", "[1e300]"],
)
def test_one_value_in_every_argument(make_run: MakeRun, tmp_path: Path, value: str) -> None:
    folder = make_run(args=dict.fromkeys(ARGUMENTS, value))
    html, text = report_of(folder)
    assert "</html>" in html
    assert_same(read_run(folder, read_pictures=False), *read_back(text, tmp_path))


@pytest.mark.parametrize("epoch", ["1e18", "1_0", "١", "1e308", "-1", "0.5", "nan"])
def test_what_is_no_epoch_is_left_out(make_run: MakeRun, epoch: str) -> None:
    rows = [segment_row(1), [epoch, *segment_row(2)[1:]], segment_row(3)]
    table = read_results(make_run(rows) / "results.csv")
    assert table.epochs.tolist() == [1, 3]
    assert "without an epoch number" in " ".join(table.notes)


# --- what a cell is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1_0.5", math.nan),
        ("１２", math.nan),
        ("٣", math.nan),
        ("1.7e308", math.inf),
        ("-1.7e308", -math.inf),
        ("5e-324", 0.0),
        ("3.4e38", 3.4e38),
        ("1e-44", 1e-44),
        (" 1.5 ", 1.5),
        ("nan", math.nan),
        ("inf", math.inf),
    ],
)
def test_a_cell_is_a_number_of_a_training(make_run: MakeRun, cell: str, value: float) -> None:
    table = read_results(make_run([[1, cell]], columns=["epoch", "train/box_loss"]) / "results.csv")
    np.testing.assert_array_equal(table.columns["train/box_loss"], [value])
    odd = cell.strip() not in ("1.5", "nan", "inf", "3.4e38", "1e-44")
    assert bool(table.notes) is odd, "what is not taken as it stands is said"


def test_numbers_of_32_bits_stay_what_they_are() -> None:
    kept = np.array([LARGEST, -LARGEST, SMALLEST, 0.0, math.nan, math.inf, 0.1])
    np.testing.assert_array_equal(as_computed(kept), kept)
    beyond = np.array([np.nextafter(LARGEST, math.inf), np.nextafter(SMALLEST, 0)])
    np.testing.assert_array_equal(as_computed(beyond), [math.inf, 0.0])


def test_a_time_without_sense_is_not_told_and_the_report_is_read_again(
    make_run: MakeRun, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = make_run([[epoch, 1e15, *segment_row(epoch)[2:]] for epoch in (1, 2, 3)])
    done = command(tmp_path, capfd, folder)
    assert strict(done.json)["runs"][0]["seconds"] is None
    again = command(tmp_path, capfd, tmp_path / "report.json", "--json", tmp_path / "2.json")
    assert again.code == 0, again.err


def test_a_file_larger_than_any_disk_is_read_again(make_run: MakeRun, tmp_path: Path) -> None:
    folder = make_run(files={"weights/last.pt": b""})
    try:
        os.truncate(folder / "weights/last.pt", 2**42)
    except OSError:
        pytest.skip("needs a file system with sparse files of 4 TiB")
    _, text = report_of(folder)
    assert_same(read_run(folder, read_pictures=False), *read_back(text, tmp_path))


NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")
LOGS = {
    "metrics.csv": lightning,
    "training.log": keras,
    "trainer_state.json": hugging_face,
    "metrics.json": detectron2,
    "20240101_000000.log.json": mmdetection,
    "tune_results.csv": lambda: TUNE.encode(),
}


def other_numbers(text: str, value: str, share: float) -> str:
    """The text with another number in place of so many of its own."""
    chance = random.Random(1)
    return NUMBER.sub(lambda found: value if chance.random() < share else found[0], text)


@pytest.mark.parametrize("name", LOGS)
def test_numbers_of_other_logs_cost_a_chart_at_most(
    make_run: MakeRun, tmp_path: Path, name: str
) -> None:
    """Some or most of their numbers are another; it is never reportgen that fails on it."""
    text, good = LOGS[name]().decode(), read_run(make_run(), read_pictures=False)
    values = ["1.7e308", "-1e15", "5e-324", "1e18", "٣.١", "9" * 400]
    for number, value in enumerate(values):
        folder = tmp_path / f"run{number}"
        folder.mkdir()
        odd = other_numbers(text, value, 0.9 if number % 2 else 0.2)
        (folder / name).write_text(odd, encoding="utf-8")
        try:
            run = read_run(folder, read_pictures=False)
        except ReportError:
            continue  # No epoch is left in it.
        runs = [run] if run.is_search else [run, good]
        told = compare(runs) if len(runs) > 1 else None
        assert "</html>" in drawn_report(runs, told, Wanted())[1]
        text_of = to_json([each.page_input for each in runs], told)
        strict(text_of)
        assert len(read_back(text_of, tmp_path)) == len(runs)
        assert not [each for each in run.failures if each.section], value


# --- any run --------------------------------------------------------------------------------------

CELL = st.one_of(
    st.sampled_from(EXTREMES),
    st.floats(allow_nan=True, allow_infinity=True).map(repr),
    st.floats(0, 1, width=32).map(repr),
)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A results.csv of any numbers; some columns are missing, some rows repeat an epoch."""
    columns = [name for name in SEGMENT_COLUMNS[1:] if draw(st.booleans())]
    epochs = draw(st.lists(st.integers(0, 40), min_size=1, max_size=14))
    rows = [[str(epoch), *(draw(CELL) for _ in columns)] for epoch in epochs]
    lines = [["epoch", *columns], *rows]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=tables(), second=tables())
def test_any_run_becomes_json_and_the_same_run_again(first: str, second: str) -> None:
    with TemporaryDirectory() as place:
        folders = []
        for name, text in (("first", first), ("second", second)):
            folder = Path(place) / name
            folder.mkdir()
            (folder / "results.csv").write_text(text, encoding="utf-8")
            (folder / "args.yaml").write_text("task: segment\nepochs: 20\n", encoding="utf-8")
            folders.append(folder)
        runs = [read_run(folder, read_pictures=False) for folder in folders]
        html, text = report_of(*folders)
        assert "</html>" in html
        strict(text)
        for run, back in zip(runs, read_back(text, Path(place)), strict=True):
            assert_same(run, back)
