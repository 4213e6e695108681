"""A hyperparameter search of Ultralytics (``model.tune``): its trials, and the best of them.

``tune_results.csv`` (up to 8.4.36) holds the fitness and the hyperparameters, one row a trial;
``tune_results.ndjson`` (from 8.4.37 on) one JSON object a trial, with the metrics of each data
set. The comments above ``best_hyperparameters.yaml`` tell how many trials were planned.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from reportgen import words
from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.redact import one_line, redact
from reportgen.read.table.results import FloatArray, IntArray
from reportgen.read.table.rows import number_in
from reportgen.values import MAX_EPOCH, is_number

MAX_BYTES = 32 * 2**20
MAX_COMMENTS_BYTES = 2**16
MAX_TRIALS = 5_000
MAX_ARGUMENTS = 100
"""Ultralytics searches some 25."""
MAX_DATASETS = 20
MAX_METRICS = 60
MAX_NAME = 100
"""Longest name of a hyperparameter or data set, in characters."""
MAX_LINE = 2**17
"""Longest line of an ndjson file, in characters."""
TOO_LARGE = 1e15
"""No hyperparameter is as large, and no fitness either."""
FITNESS = "fitness"

_DONE = re.compile(
    r"^#\s*(\d{1,7})/(\d{1,7}) iterations complete[^(\n]{0,20}\((\d{1,9}\.?\d{0,6})s\)"
)
_BEST = re.compile(r"^#\s*Best fitness=(\d{1,6}\.?\d{0,12}) observed at iteration (\d{1,7})\s*$")
_METRICS = re.compile("# Best fitness metrics are")
_METRIC = re.compile(r"'([^'\n]{1,60})': (-?\d{1,9}\.?\d{0,12}(?:e-?\d{1,3})?)(?=[,}])")


@dataclass(frozen=True, eq=False)
class BestTrial:
    """What ``best_hyperparameters.yaml`` says in its comments; None where it does not."""

    done: int | None = None
    planned: int | None = None
    seconds: float | None = None
    """Of the last sitting: a resumed search counts from 0 again."""
    trial: int | None = None
    fitness: float | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Tune:
    """The trials of a search, in the order in which they were made."""

    trials: IntArray
    """Numbers of the trials, from 1, strictly increasing; shape (n,), n >= 1."""
    fitness: FloatArray
    """What the search makes large; NaN where not told; shape (n,)."""
    arguments: Mapping[str, FloatArray]
    """Each hyperparameter by name, in the file's order; NaN where not told; shape (n,) each."""
    metrics: Mapping[str, FloatArray] = field(default_factory=dict)
    """Metrics of each trial where the file tells those of a single data set; shape (n,) each."""
    datasets: Mapping[str, FloatArray] = field(default_factory=dict)
    """The fitness on each data set where there are several; shape (n,) each."""
    best: BestTrial = BestTrial()
    notes: tuple[str, ...] = ()
    """What was odd about the file and how it was read, one sentence each."""

    @property
    def sound(self) -> IntArray:
        """Indices of the trials with a fitness above 0: others failed or learned nothing."""
        found: IntArray = np.flatnonzero(self.fitness > 0)
        return found

    @property
    def best_index(self) -> int | None:
        """Index of the first trial of the highest fitness; None when none is above 0."""
        sound = self.sound
        return int(sound[np.argmax(self.fitness[sound])]) if sound.size else None

    @property
    def sets(self) -> tuple[FloatArray, ...]:
        """The fitness of the sound trials of each set of hyperparameters, sets in their order."""
        found: dict[tuple[float, ...], list[float]] = {}
        columns = list(self.arguments.values())
        for at in self.sound:
            key = tuple(float(values[at]) for values in columns)
            found.setdefault(key, []).append(float(self.fitness[at]))
        return tuple(np.array(values) for values in found.values())


@dataclass
class _Trials:
    """Trials as they come, before they are made columns."""

    numbers: list[int] = field(default_factory=list)
    fitness: list[float] = field(default_factory=list)
    arguments: list[Mapping[str, float]] = field(default_factory=list)
    results: list[Mapping[str, Mapping[str, float]]] = field(default_factory=list)
    """Metrics by data set, one entry a trial; none where the file has none."""
    notes: list[str] = field(default_factory=list)


def read_tune(path: Path, best: Path | None = None) -> Tune:
    """Read ``tune_results.csv`` or ``.ndjson``; `best` is the ``best_hyperparameters.yaml``.

    Raises `Unreadable`, with the reason, when there is no trial in it that can be read.
    """
    text = read_text(path, MAX_BYTES)
    rows = _from_lines(text) if path.suffix.lower() == ".ndjson" else _from_csv(text)
    if not rows.numbers:
        raise Unreadable("holds no trial with a fitness")
    names = _names(rows.arguments)
    if len(names) > MAX_ARGUMENTS:
        rows.notes.append(f"Only the first {MAX_ARGUMENTS} hyperparameters are reported.")
    metrics, datasets = _results(rows.results)
    return Tune(
        trials=np.array(rows.numbers, dtype=np.int64),
        fitness=np.array(rows.fitness, dtype=np.float64),
        arguments={name: _column(rows.arguments, name) for name in names[:MAX_ARGUMENTS]},
        metrics=metrics,
        datasets=datasets,
        best=_best(best),
        notes=(*rows.notes,),
    )


# --- csv -----------------------------------------------------------------------------------------


def _from_csv(text: str) -> _Trials:
    rows = _Trials()
    try:
        _collect(csv.reader(io.StringIO(text)), rows)
    except csv.Error as error:
        raise Unreadable(f"is not a csv file ({error})") from None
    return rows


def _collect(lines: Iterator[list[str]], rows: _Trials) -> None:
    names = list(map(_name, next(lines, [])[: MAX_ARGUMENTS + 20]))
    if FITNESS not in names:
        raise Unreadable("has no column named fitness")
    incomplete = 0
    for cells in lines:
        if not any(map(str.strip, cells)) or _name(cells[0]) == names[0]:
            continue
        if len(rows.numbers) >= MAX_TRIALS:
            rows.notes.append(f"Only the first {words.whole(MAX_TRIALS)} trials were read.")
            break
        values = dict(zip(names, map(_number, cells), strict=False))
        if len(cells) >= len(names) and math.isfinite(values[FITNESS]):
            rows.fitness.append(values.pop(FITNESS))
            rows.arguments.append(values)
            rows.numbers.append(len(rows.numbers) + 1 + incomplete)
        else:
            incomplete += 1
    if incomplete:
        rows.notes.append(f"Left out {incomplete} incomplete row(s).")


def _number(cell: object) -> float:
    """The finite number that a cell or a JSON value is; NaN for anything else."""
    told = number_in(cell) if isinstance(cell, str) else cell
    return float(told) if is_number(told) and abs(told) < TOO_LARGE else math.nan


def _name(text: object) -> str:
    return one_line(redact(str(text).strip()), MAX_NAME)


# --- ndjson --------------------------------------------------------------------------------------


def _from_lines(text: str) -> _Trials:
    rows = _Trials()
    unread = 0
    for line in text.splitlines():
        if not line.strip():
            continue
        if len(rows.numbers) >= MAX_TRIALS:
            rows.notes.append(f"Only the first {words.whole(MAX_TRIALS)} trials were read.")
            break
        unread += not _take(parsed_line(line), rows)
    if unread:
        rows.notes.append(f"Left out {unread} line(s) that are not trials.")
    return rows


def parsed_line(line: str) -> Any:
    """A line of an ndjson file; None where it is none, or is too long."""
    if len(line) > MAX_LINE:
        return None
    try:
        # Digits without end would take Python minutes to convert.
        return json.loads(line, parse_int=lambda digits: float(digits[:400]))
    except (ValueError, RecursionError):
        return None


def _take(content: Any, rows: _Trials) -> bool:
    """Add a trial; False for what is none."""
    if not isinstance(content, dict):
        return False
    fitness, arguments = _number(content.get(FITNESS)), content.get("hyperparameters")
    if not math.isfinite(fitness) or not isinstance(arguments, dict):
        return False
    after = next(reversed(rows.numbers), 0)
    number = _number(content.get("iteration"))
    sound = number.is_integer() and after < number < MAX_EPOCH
    rows.numbers.append(int(number) if sound else after + 1)
    rows.fitness.append(fitness)
    rows.arguments.append(_numbers(arguments, MAX_ARGUMENTS + 1))
    rows.results.append(_metrics(content.get("datasets")))
    return True


def _metrics(told: Any) -> dict[str, dict[str, float]]:
    """Metrics by name, by data set."""
    sets = list(told.items())[:MAX_DATASETS] if isinstance(told, dict) else []
    return {_name(key): _numbers(item, MAX_METRICS) for key, item in sets if isinstance(item, dict)}


def _numbers(content: Mapping[Any, Any], most: int) -> dict[str, float]:
    return {_name(key): _number(value) for key, value in list(content.items())[:most]}


def _results(
    trials: Sequence[Mapping[str, Mapping[str, float]]],
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Metrics where there is one data set, the fitness on each where there are several."""
    by_set = {
        name: [each.get(name, {}) for each in trials] for name in _names(trials)[:MAX_DATASETS]
    }
    if len(by_set) > 1:
        return {}, {name: _column(rows, FITNESS) for name, rows in by_set.items()}
    rows = next(iter(by_set.values()), [])
    names = list(filter(FITNESS.__ne__, _names(rows)))
    return {name: _column(rows, name) for name in names[:MAX_METRICS]}, {}


def _names(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names in all rows, each once."""
    return list(dict.fromkeys(chain.from_iterable(rows)))


def _column(rows: Sequence[Mapping[str, float]], name: str) -> FloatArray:
    return np.array([row.get(name, math.nan) for row in rows], dtype=np.float64)


# --- what the best trial's file says -------------------------------------------------------------


def _best(path: Path | None) -> BestTrial:
    """The comments above the best hyperparameters; nothing where the file cannot be read."""
    if path is None:
        return BestTrial()
    try:
        lines = read_text(path, MAX_COMMENTS_BYTES).splitlines()[:40]
    except Unreadable:
        return BestTrial()
    metrics = next(filter(_METRICS.match, lines), "")
    found = _METRIC.findall(metrics[:4_000])[:MAX_METRICS]
    told = BestTrial(metrics={_name(name): _number(value) for name, value in found})
    if done := next(filter(None, map(_DONE.match, lines)), None):
        told = replace(told, done=int(done[1]), planned=int(done[2]), seconds=float(done[3]))
    if best := next(filter(None, map(_BEST.match, lines)), None):
        told = replace(told, trial=int(best[2]), fitness=float(best[1]))
    return told
