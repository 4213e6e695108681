"""Curves, confusion matrix, class names and exact numbers in the JSON of a report.

As in `old_run`, each field is what it must be, or the report is declined.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from reportgen.read.dataset.class_names import NUMBERED, ClassNames
from reportgen.read.earlier.json_fields import (
    few,
    flag,
    listed,
    mapping,
    mapping_if_any,
    number,
    number_if_any,
    odd,
    one_line,
    one_of,
    partial_counts,
    partial_shares,
    text,
    texts,
)
from reportgen.read.evidence import DIGITS, PICTURE, Evidence
from reportgen.read.exact import FILE_NAME, HEADS, KINDS, Exact
from reportgen.read.exact.json import MAX_CLASSES, MAX_MATRIX, MAX_NAME, exact_of
from reportgen.read.plot.curves import GRID
from reportgen.read.plot.plots import Confusion, DeclinedPlot, ToldCurve, shares_of
from reportgen.read.table.results import FloatArray

MAX_FILE = 255
MAX_REASON = 500
"""Longest reason why a plot was not read, in characters."""
MAX_DECLINED = 100
CONFUSION = "confusion"
SOURCES = (PICTURE, FILE_NAME)
_GRID_TOLERANCE = 1e-6
_RECORDED = re.compile(r"[\w-]{1,40}\.json, at confidence [01]\.\d\d", re.ASCII)


def exact_of_run(run: dict[str, Any]) -> Exact | None:
    """What the training callback wrote, without its curves and matrix. Raises `Odd`."""
    if run.get("exact") is None:
        return None
    told = mapping(run["exact"], "exact")
    heads = mapping(told.get("heads"), "exact.heads")
    return exact_of(
        {
            **told,
            "names": mapping(run.get("class_names"), "class_names").get("names"),
            "heads": {key: {**mapping(heads[key], "exact.heads"), "curves": {}} for key in heads},
            "confusion": None,
        }
    )


def evidence_of(run: dict[str, Any], exact: Exact | None) -> Evidence:
    """Curves, matrix and class names of one run in the JSON. Raises `Odd`."""
    curves: dict[str, dict[str, ToldCurve]] = {}
    declined: list[DeclinedPlot] = []
    for item in listed(run.get("curves"), "curves"):
        curve = _curve(mapping(item, "curves"))
        if isinstance(curve, DeclinedPlot):
            declined.append(curve)
        elif curve.kind in curves.setdefault(curve.head, {}):
            odd("curves")
        else:
            curves[curve.head][curve.kind] = curve
    matrix = mapping_if_any(run.get(CONFUSION), CONFUSION)
    declined += _declined_matrices(matrix)
    if len(declined) > MAX_DECLINED:
        odd("curves")
    return Evidence(
        curves=curves,
        confusion=_confusion(matrix),
        names=_names(run.get("class_names")),
        declined=tuple(declined),
        exact=exact,
    )


def _names(value: Any) -> ClassNames:
    told = mapping(value, "class_names")
    names = _class_names(told.get("names"), "class_names.names")
    source = text(told.get("source"), "class_names.source", MAX_NAME) or ""
    return ClassNames(names, source) if names or source else NUMBERED


def _class_names(value: Any, place: str) -> tuple[str, ...]:
    """Class names; not redacted, as a name that reads otherwise would be a wrong one."""
    return tuple(one_line(name, MAX_NAME) for name in texts(value, place, MAX_CLASSES))


def _curve(item: dict[str, Any]) -> ToldCurve | DeclinedPlot:
    head = one_of(item.get("head"), HEADS, "curves.head")
    kind = one_of(item.get("kind"), KINDS, "curves.kind")
    file = text(item.get("file"), "curves.file", MAX_FILE) or odd("curves.file")
    reason = text(item.get("declined"), "curves.declined", MAX_REASON)
    if reason:
        return DeclinedPlot(head, kind, file, reason)
    x = partial_shares(item.get("x"), "curves.x", len(GRID))
    if not np.allclose(x, GRID, rtol=0, atol=_GRID_TOLERANCE):
        odd("curves.x")
    legend = mapping(item.get("legend"), "curves.legend")
    at = legend.get("confidence")
    if (at is None) != (kind == "PR"):
        odd("curves.legend")
    names = _class_names(item.get("class_names"), "curves.class_names")
    return ToldCurve(
        head=head,
        kind=kind,
        x=GRID,
        mean=partial_shares(item.get("mean"), "curves.mean", len(GRID)),
        value=number(legend.get("value"), "curves.legend", 1),
        confidence=number_if_any(at, "curves.legend", 1),
        names=names,
        classes=_lines(item.get("classes"), len(names)),
        class_values=_class_values(item.get("class_values"), len(names)),
        drops=_drops(item.get("drops")),
        source=one_of(item.get("source"), SOURCES, "source"),
        file=file,
    )


def _matrix_source(value: Any) -> str:
    """That of a picture or of exact numbers, or a recorded validation with its confidence."""
    if type(value) is str and _RECORDED.fullmatch(value):
        return value
    return one_of(value, SOURCES, "source")


def _lines(value: Any, classes: int) -> FloatArray | None:
    if value is None:
        return None
    rows = listed(value, "curves.classes", classes) or odd("curves.classes")
    return np.stack([partial_shares(row, "curves.classes", len(GRID)) for row in rows])


def _class_values(value: Any, classes: int) -> tuple[float, ...] | None:
    if value is None:
        return None
    items = listed(value, "curves.class_values", classes)
    return tuple(number(item, "curves.class_values", 1) for item in items)


def _drops(value: Any) -> tuple[tuple[float, float], ...]:
    drops = [listed(item, "curves.drops", 2) for item in listed(value, "curves.drops")]
    if len(drops) > len(GRID):
        odd("curves.drops")
    return tuple(
        (number(start, "curves.drops", 1), number(end, "curves.drops", 1)) for start, end in drops
    )


def _confusion(matrix: dict[str, Any]) -> Confusion | None:
    if matrix.get("normalized") is None:
        return None
    names = _class_names(matrix.get("names"), "confusion.names")
    rows = few(matrix["normalized"], "confusion.normalized", MAX_MATRIX)
    size = len(rows)
    if not names or size - len(names) not in (0, 1):
        odd("confusion.normalized")
    source = _matrix_source(matrix.get("source"))
    told = matrix.get("counts")
    found: FloatArray | None = None
    if told is not None:
        cells = listed(told, "confusion.counts", size)
        found = np.stack([partial_counts(row, "confusion.counts", size) for row in cells])
    return Confusion(
        names=names,
        normalized=_shares(rows, found, source),
        counts=found,
        uncertainty=number(matrix.get("uncertainty"), "confusion.uncertainty", 1),
        low_confidence_counts=flag(matrix.get("low_confidence_counts"), "confusion"),
        source=source,
    )


def _shares(rows: list[Any], found: FloatArray | None, source: str) -> FloatArray:
    """The shares as they were before they were rounded: exact ones are those of the counts."""
    shares = np.stack([partial_shares(row, "confusion.normalized", len(rows)) for row in rows])
    if source == PICTURE or found is None or np.isnan(found).any():
        return shares
    whole = shares_of(found)
    return whole if np.allclose(whole, shares, rtol=0, atol=10**-DIGITS) else shares


def _declined_matrices(matrix: dict[str, Any]) -> list[DeclinedPlot]:
    plots = matrix.get("declined_plots")
    if plots is not None:
        return [_declined(item) for item in listed(plots, "confusion.declined_plots")]
    # Older releases did not tell them one by one.
    reason = text(matrix.get("declined"), "confusion.declined", MAX_REASON)
    return [DeclinedPlot(None, CONFUSION, "confusion_matrix.png", reason)] if reason else []


def _declined(value: Any) -> DeclinedPlot:
    item = mapping(value, "confusion.declined_plots")
    file = text(item.get("file"), "confusion.declined_plots", MAX_FILE)
    reason = text(item.get("reason"), "confusion.declined_plots", MAX_REASON)
    if not file or not reason:
        odd("confusion.declined_plots")
    return DeclinedPlot(None, CONFUSION, file, reason)
