"""Whether a confidence can be believed, on predictions that are counted by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reportgen.anatomy.confidence import GRID, Calibration, _at_least, calibration
from reportgen.anatomy.interval import wilson
from reportgen.anatomy.kinds import RIGHT


def told(*predictions: tuple[float, bool]) -> Calibration | None:
    table: Any = SimpleNamespace(confidence=np.array([each for each, _ in predictions], float))
    kind = [RIGHT if right else RIGHT + 1 for _, right in predictions]
    kinds: Any = SimpleNamespace(kind=np.array(kind, int))
    return calibration(table, kinds)


def test_predictions_are_counted_in_tenths_of_their_confidence() -> None:
    low, middle = [(0.09, True), (0.1, False), (0.15, True)], [(0.55, True), (0.59, False)]
    found = told(*low, *middle, (0.95, True), (1, True))
    assert found is not None
    assert found.number == 6, "what is below 0.1 does not count"
    bins = [(each.low, each.high, each.number, each.right) for each in found.bins]
    assert bins == [(0.1, 0.2, 2, 0.5), (0.5, 0.6, 2, 0.5), (0.9, 1.0, 2, 1.0)]
    assert [each.confidence for each in found.bins] == pytest.approx([0.125, 0.57, 0.975])
    assert found.bins[0].interval == wilson(0.5, 2)
    assert found.error == pytest.approx((0.375 + 0.07 + 0.025) / 3)
    assert found.bias == pytest.approx((0.25 + 1.14 + 1.95) / 6 - 4 / 6)


def test_without_predictions_that_count_nothing_is_told() -> None:
    assert told() is None
    assert told((0.05, True)) is None


def test_a_model_too_sure_of_itself_has_a_bias_above_0() -> None:
    found = told(*[(0.9, True)] * 3, *[(0.9, False)] * 7)
    assert found is not None
    assert (found.bias, found.error) == pytest.approx((0.6, 0.6))


def test_predictions_are_counted_from_their_confidence_down() -> None:
    confidence = np.array([0.009, 0.01, 0.02, 0.5, 0.999])
    counted = _at_least(np.zeros(5, dtype=int), confidence, 2)
    assert counted.shape == (2, len(GRID))
    assert counted[0, [0, 1, 2, 49, 50, 98]].tolist() == [4, 3, 2, 2, 1, 1]
    assert not counted[1].any()
