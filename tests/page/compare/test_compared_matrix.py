"""Two confusion matrices as one of their differences: who is subtracted from whom, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reportgen.page.compare.matrix import MatrixDifference, matrix_difference
from reportgen.read.plot.plots import Confusion

ONE = [[0.9, 0.1, 0.5], [0.0, 0.5, 0.5], [0.1, 0.4, np.nan]]
OTHER = [[0.6, 0.105, 0.5], [0.25, 0.5, 0.48], [0.15, 0.396, 0.0]]


def matrix(shares: Any, names: tuple[str, ...] = ("cat", "dog"), **more: Any) -> Confusion:
    return Confusion(names, np.array(shares, float), **more)


def told(
    *matrices: Confusion | None,
    best: int | None = 0,
    groups: int = 1,
    data: Sequence[str | None] = ("a.yaml", "a.yaml"),
) -> MatrixDifference | str:
    comparison = SimpleNamespace(
        groups=[()] * groups, best=best, runs=[SimpleNamespace(name=name) for name in ("A", "B")]
    )
    inputs = [
        SimpleNamespace(
            facts=SimpleNamespace(
                confusion=each, known_args=SimpleNamespace(text=lambda _, named=named: named)
            )
        )
        for each, named in zip(matrices, data, strict=False)
    ]
    given: Any = SimpleNamespace(comparison=comparison)
    return matrix_difference(given, inputs)  # type: ignore[arg-type]


def difference(*matrices: Confusion | None, **more: Any) -> MatrixDifference:
    found = told(*matrices, **more)
    assert isinstance(found, MatrixDifference), found
    return found


def test_the_other_run_is_subtracted_from_the_best() -> None:
    shown = difference(matrix(ONE), matrix(OTHER))
    assert (shown.first, shown.second) == ("A", "B")
    assert shown.names == ("cat", "dog", "background")
    assert [[cell.text for cell in row.cells] for row in shown.rows] == [
        ["+30", "0", "0"],
        ["−25", "0", "+2"],
        ["−5", "0", ""],
    ]
    assert [[cell.shade for cell in row.cells] for row in shown.rows] == [
        ["more-3", "", ""],
        ["less-3", "", "more-1"],
        ["less-1", "", ""],
    ]
    assert shown.caveat == ""
    turned = difference(matrix(ONE), matrix(OTHER), best=1)
    assert (turned.first, turned.rows[0].cells[0].text) == ("B", "−30")
    assert difference(matrix(ONE), matrix(OTHER), best=None).first == "A"


@pytest.mark.parametrize(
    ("apart", "shade"),
    [(0.019, ""), (0.02, "1"), (0.099, "1"), (0.1, "2"), (0.25, "3"), (0.5, "4"), (1.0, "4")],
)
def test_a_cell_is_darker_from_each_step_on(apart: float, shade: str) -> None:
    shown = difference(matrix([[apart]], ("cat",)), matrix([[0.0]], ("cat",)))
    assert shown.rows[0].cells[0].shade == (f"more-{shade}" if shade else "")
    turned = difference(matrix([[0.0]], ("cat",)), matrix([[apart]], ("cat",)))
    assert turned.rows[0].cells[0].shade == (f"less-{shade}" if shade else "")


def test_the_largest_differences_are_told_in_words() -> None:
    one = [[0.9, 0.2, 0.3], [0.0, 0.5, 0.0], [0.1, 0.3, 0.0]]
    other = [[0.5, 0.1, 0.0], [0.25, 0.5, 0.0], [0.25, 0.4, 0.0]]
    assert difference(matrix(one), matrix(other)).largest == (
        "cat found and named right: +40 points",
        "background taken for cat: +30 points",
        "cat taken for dog: −25 points",
        "cat missed: −15 points",
        "dog missed: −10 points",
        "dog taken for cat: +10 points",
    )


def test_many_classes_are_told_in_words_only() -> None:
    for count in (30, 31):
        names = tuple(f"c{n}" for n in range(count))
        shown = difference(matrix(np.eye(count), names), matrix(np.zeros((count, count)), names))
        assert len(shown.rows) == (30 if count == 30 else 0)
        assert len(shown.largest) == 12


@pytest.mark.parametrize(("one", "other"), [(True, False), (None, True)])
def test_counts_from_different_confidences_are_said(one: bool | None, other: bool | None) -> None:
    shown = difference(
        matrix(ONE, low_confidence_counts=one), matrix(OTHER, low_confidence_counts=other)
    )
    assert "count from different confidences" in shown.caveat


@pytest.mark.parametrize(
    ("one", "other", "more", "sentence"),
    [
        (matrix(ONE), matrix(OTHER), {"groups": 2}, "were validated on different data"),
        (None, matrix(OTHER), {}, "The confusion matrix of A is not told in numbers."),
        (matrix(ONE), None, {}, "The confusion matrix of B is not told in numbers."),
        (matrix(ONE), None, {"best": 1}, "The confusion matrix of B is not told in numbers."),
        (None, None, {}, "The confusion matrix of A and of B is not told in numbers."),
        (matrix(ONE), matrix(OTHER, ("cat", "cow")), {}, "The runs have different classes"),
        (matrix(ONE), matrix(np.eye(2)), {}, "The runs have different classes"),
        (matrix(ONE), matrix(np.eye(3), ("cat", "dog", "cow")), {}, "different classes"),
        (
            matrix(ONE),
            matrix(OTHER, ("class 0", "class 1")),
            {"data": ("a.yaml", "b.yaml")},
            "different classes",
        ),
        (matrix(ONE), matrix(OTHER, ("class 0", "class 1")), {"data": (None, None)}, "different"),
    ],
)
def test_what_cannot_be_subtracted_is_said(
    one: Confusion | None, other: Confusion | None, more: dict[str, Any], sentence: str
) -> None:
    found = told(one, other, **more)
    assert isinstance(found, str)
    assert sentence in found


def test_a_run_without_names_has_those_of_the_same_data() -> None:
    unnamed = ("class 0", "class 1")
    assert difference(matrix(ONE), matrix(OTHER, unnamed)).names[:2] == ("cat", "dog")
    assert difference(matrix(ONE, unnamed), matrix(OTHER)).names[:2] == ("cat", "dog")


def test_of_one_run_or_three_nothing_is_said() -> None:
    assert told(matrix(ONE)) == ""
    assert told(matrix(ONE), matrix(OTHER), matrix(OTHER), data=("a", "a", "a")) == ""
