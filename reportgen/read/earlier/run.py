"""The JSON of a report -> the runs that it tells: results, arguments, files, problems.

It is a stranger's: each field is what the schema says and within bounds, or the whole report is
declined; every text passes the same cleaning as one that is read from a run folder. Fields that
older releases did not write may be absent. Curves and matrix are read by `old_evidence`,
a hyperparameter search by `old_search`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.read.checkpoint.weights import Checkpoint
from reportgen.read.earlier.dataset import dataset_of
from reportgen.read.earlier.evidence import evidence_of, exact_of_run
from reportgen.read.earlier.json_fields import (
    MAX_FILE_BYTES,
    count,
    few,
    flag,
    listed,
    mapping,
    number_if_any,
    odd,
    partial_numbers,
    text,
)
from reportgen.read.earlier.search import search_of
from reportgen.read.folder.files import MAX_FILES, Listing, RunFile
from reportgen.read.folder.files import MAX_NAME as MAX_FILE_NAME
from reportgen.read.folder.kinds import recognise_file
from reportgen.read.folder.run_names import MAX_NAME, MAX_SOURCE
from reportgen.read.recorded.file import recorded_of
from reportgen.read.recorded.model import Recorded
from reportgen.read.redact import one_line
from reportgen.read.run import Problem, ReadBack, ReadRun
from reportgen.read.table import reading, rows
from reportgen.read.table.args import clean_args
from reportgen.read.table.results import EpochTable, FloatArray, IntArray
from reportgen.values import MAX_EPOCH

MAX_RUNS = 500
MAX_PROBLEMS = 1_000
MAX_SENTENCE = 2_000
"""Longest sentence of a problem, in characters."""
MAX_WORD = 100
NOT_FINITE = {"not a number": np.nan, "infinite": np.inf, "minus infinite": -np.inf}
"""What stands in results.csv where the JSON holds null, by its word there."""
_COLUMN_NAME = rows.MAX_NAME + 20
"""Longest name of a column: those that stood twice got a number."""
_RUN_NAME = MAX_NAME + MAX_SOURCE + 10
"""Longest name of a run: one that was told apart from others."""


def runs_of(content: dict[str, Any], path: Path) -> tuple[ReadRun, ...]:
    """The runs in the JSON of the report at `path`, in its order. Raises `Odd`."""
    runs = listed(content["runs"], "runs")
    if not 0 < len(runs) <= MAX_RUNS:
        odd("runs")
    rows = count(content.get("rows"), "rows") or 0
    return tuple(_run(mapping(run, "runs"), path, rows) for run in runs)


def _run(run: dict[str, Any], path: Path, rows: int) -> ReadRun:
    exact = exact_of_run(run)
    asked, dataset = dataset_of(run)
    checkpoint = None
    if run.get("checkpoint") is not None:
        version = mapping(run["checkpoint"], "checkpoint").get("version")
        checkpoint = Checkpoint(version=text(version, "checkpoint.version", MAX_WORD))
    return ReadRun(
        folder=path,
        name=text(run.get("name"), "name", _RUN_NAME) or odd("name"),
        table=_table(run),
        args=clean_args(mapping(run.get("arguments"), "arguments")),
        listing=_listing(run),
        problems=_problems(run.get("problems")),
        checkpoint=checkpoint,
        exact=exact,
        tune=search_of(run),
        reads_plots=False,
        read_back=ReadBack(
            one_line(path.name, MAX_SOURCE),
            evidence_of(run, exact),
            rows,
            recorded=_recorded(run.get("recorded")),
            data_named=asked,
            dataset=dataset,
            validates_on_training=flag(run.get("validates_on_training"), "validates_on_training"),
        ),
    )


def _recorded(told: Any) -> Recorded | None:
    """The validation that the run was judged by; copies of pictures are in no JSON."""
    if told is None:
        return None
    content = {**mapping(told, "recorded"), "thumbnails": []}
    recorded = recorded_of(content)
    source = text(content.get("source"), "recorded.source", MAX_FILE_NAME)
    return replace(recorded, source=source or recorded.source)


def _table(run: dict[str, Any]) -> EpochTable | None:
    if run.get("results") is None:
        return None
    told = mapping(run["results"], "results")
    epochs = _increasing(told.get("epochs"), "results.epochs")
    if not 0 < len(epochs) <= rows.MAX_ROWS:
        odd("results.epochs")
    resumed = mapping(run.get("epochs"), "epochs").get("resumed_at")
    return EpochTable(
        epochs=epochs,
        columns=_columns(told, epochs),
        padded=flag(told.get("padded"), "results.padded") or False,
        counted_from_zero=flag(told.get("counted_from_zero"), "results.counted_from_zero") or False,
        resumed_at=tuple(map(int, _whole(resumed, "epochs.resumed_at"))),
        seconds=number_if_any(run.get("seconds"), "seconds", reading.MAX_SECONDS) or None,
        last_row_cut=flag(told.get("last_row_cut"), "results.last_row_cut") or False,
    )


def _whole(value: Any, place: str) -> IntArray:
    """Epoch numbers, of which there are no more than rows of a results.csv."""
    items = few(value, place, rows.MAX_ROWS)
    if not all(type(item) is int and 0 <= item <= MAX_EPOCH for item in items):
        odd(place)
    return np.array(items, dtype=np.int64)


def _increasing(value: Any, place: str) -> IntArray:
    epochs = _whole(value, place)
    return epochs if np.all(np.diff(epochs) > 0) else odd(place)


def _columns(told: dict[str, Any], epochs: IntArray) -> dict[str, FloatArray]:
    given = mapping(told.get("columns"), "results.columns")
    if len(given) > max(reading.MOST_OF_ONE_TRAINING, reading.MAX_CELLS // len(epochs)):
        odd("results.columns")
    names = {key: text(key.strip(), "results.columns", _COLUMN_NAME) for key in given}
    columns = {name: _column(given[key], len(epochs)) for key, name in names.items() if name}
    if len(columns) != len(given) or "epoch" in columns:
        odd("results.columns")
    for key, by_word in mapping(told.get("not_finite"), "results.not_finite").items():
        values = columns.get(names.get(key) or "")
        if values is None:
            odd("results.not_finite")
        _put_not_finite(values, mapping(by_word, "results.not_finite"), epochs)
    return columns


def _column(value: Any, length: int) -> FloatArray:
    """Numbers, NaN where it is null."""
    most = reading.LARGEST
    return partial_numbers(value, "results.columns", length, lowest=-most, highest=most)


def _put_not_finite(values: FloatArray, by_word: dict[str, Any], epochs: IntArray) -> None:
    """In place of NaN, what the column held in the epochs that are told by its word."""
    for word, told in by_word.items():
        where = np.isin(epochs, _whole(told, "results.not_finite")) & np.isnan(values)
        values[where] = NOT_FINITE[word] if word in NOT_FINITE else odd("results.not_finite")


def _listing(run: dict[str, Any]) -> Listing:
    items = few(run.get("files"), "files", MAX_FILES)
    left_out = count(run.get("left_out_files"), "left_out_files") or 0
    return Listing(tuple(_file(mapping(item, "files")) for item in items), left_out)


def _file(item: dict[str, Any]) -> RunFile:
    """A file as it was listed; its kind is told by its name, whatever the report says."""
    name = text(item.get("name"), "files.name", MAX_FILE_NAME)
    size = count(item.get("bytes"), "files.bytes", MAX_FILE_BYTES)
    if name is None or size is None:
        odd("files")
    return RunFile(name, size, recognise_file(name))


def _problems(value: Any) -> tuple[Problem, ...]:
    items = few(value, "problems", MAX_PROBLEMS)
    return tuple(_problem(mapping(item, "problems")) for item in items)


def _problem(item: dict[str, Any]) -> Problem:
    return Problem(
        file=text(item.get("file"), "problems.file", MAX_FILE_NAME) or "",
        sentence=text(item.get("sentence"), "problems", MAX_SENTENCE) or odd("problems.sentence"),
        lost=flag(item.get("lost"), "problems.lost") or False,
        section=text(item.get("section"), "problems.section", MAX_WORD) or "",
    )
