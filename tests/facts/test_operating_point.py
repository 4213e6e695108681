"""The confidences worth predicting with, worked out from curves."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.facts.operating_point import (
    ALIKE,
    _alike,
    class_peak,
    default_cost,
    f_beta,
    operating_points,
    point_at,
    precision_knee,
    value_at,
    within,
)
from reportgen.read.plot.curves import read_curve
from reportgen.read.plot.image import Declined
from tests.support.told import GAP, GRID, curve

SHARES = st.floats(0, 1)
PRECISION = 0.3 + 0.7 * GRID**0.5
RECALL = 0.9 * (1 - GRID**2)
F1 = 2 * PRECISION * RECALL / (PRECISION + RECALL)
CURVES = {"P": curve("P", PRECISION), "R": curve("R", RECALL), "F1": curve("F1", F1)}


@settings(max_examples=60)
@given(SHARES, SHARES)
def test_f_beta_lies_between_precision_and_recall_and_leans_as_asked(p: float, r: float) -> None:
    even, recall, precision = (
        float(f_beta(np.array([p]), np.array([r]), beta)[0]) for beta in (1.0, 2.0, 0.5)
    )
    low, high = min(p, r), max(p, r)
    for score in (even, recall, precision):
        assert low - 1e-9 <= score <= high + 1e-9
    assert abs(recall - r) <= abs(even - r) + 1e-9
    assert abs(precision - p) <= abs(even - p) + 1e-9


def test_f_beta_of_nothing_is_nothing_and_gaps_stay() -> None:
    score = f_beta(np.array([0.0, GAP, 0.5]), np.array([0.0, 0.5, 0.5]), 1.0)
    assert score[0] == 0
    assert np.isnan(score[1])
    assert score[2] == 0.5


def test_values_between_places_are_taken_in_between_but_not_across_a_gap() -> None:
    rising = curve("P", [0.0, 1.0])
    assert value_at(rising, 0.3333) == pytest.approx(0.3333)
    assert value_at(rising, 1.2) is None
    mean = rising.mean.copy()
    mean[100] = GAP
    assert value_at(curve("P", mean, value=1.0, confidence=1.0), 0.4975) is None
    assert value_at(None, 0.5) is None


def test_the_range_around_the_peak_ends_where_the_curve_falls_lower() -> None:
    peaked = curve("F1", [0.0, 1.0, 0.0])
    low, high = within(peaked, 0.1) or (0, 0)
    assert low == pytest.approx(0.45, abs=0.006)
    assert high == pytest.approx(0.55, abs=0.006)
    twice = curve("F1", [1.0, 0.0, 1.0], confidence=1.0)
    assert within(twice, 0.1) == pytest.approx((0.95, 1.0), abs=0.006)


def test_the_range_ends_at_a_gap_and_takes_a_legend() -> None:
    mean = np.full(201, 0.5)
    mean[120] = GAP
    assert within(curve("F1", mean, confidence=0.5), 0.01) == (0.0, pytest.approx(0.595))
    assert within(curve("F1", mean, confidence=None), 0.01) is None


def test_the_best_balance_is_what_the_legend_prints() -> None:
    told = CURVES | {"F1": curve("F1", F1, confidence=0.333, value=0.7)}
    balanced = operating_points(told).balanced
    assert balanced is not None
    assert (balanced.confidence, balanced.f1) == (0.333, 0.7)
    assert balanced.precision == pytest.approx(np.interp(0.333, GRID, PRECISION), abs=1e-6)


def test_recall_calls_for_a_lower_confidence_and_precision_for_a_higher_one() -> None:
    balanced, recall, precision = operating_points(CURVES)
    assert balanced is not None
    assert recall is not None
    assert precision is not None
    assert recall.confidence < balanced.confidence < precision.confidence
    best = GRID[np.argmax(f_beta(PRECISION, RECALL, 2.0))]
    assert recall.confidence == best


def test_on_a_flat_top_no_aim_lies_on_the_wrong_side_of_the_balance() -> None:
    bump = np.where(GRID == 0.5, 0.002, 0.0)
    p, r = np.full(201, 0.8), 0.8 - np.maximum(0, GRID - 0.6) + bump
    mean = f_beta(p, r, 1.0)
    told = {"P": curve("P", p), "R": curve("R", r)}
    told["F1"] = curve("F1", mean, confidence=0.3, value=float(mean.max()))
    balanced, recall, _ = operating_points(told)
    assert balanced is not None
    assert recall is not None
    # The highest F2 stands at 0.5, but that is no better than at the balance.
    assert recall.confidence == balanced.confidence == 0.3
    assert recall.nearly_best is not None
    assert recall.nearly_best[0] <= 0.3 < 0.5 <= recall.nearly_best[1]


def test_means_of_classes_that_differ_much_tell_no_f_beta() -> None:
    told = CURVES | {"F1": curve("F1", F1 * 0.5)}
    _, recall, precision = operating_points(told)
    assert recall is None
    assert precision is None


def test_classes_that_are_told_decide_instead_of_their_means() -> None:
    p = np.stack([PRECISION, np.full(201, 0.5)])
    r = np.stack([RECALL, np.where(GRID < 0.8, 0.8, 0.0)])
    told = {
        "P": curve("P", p.mean(axis=0), classes=p),
        "R": curve("R", r.mean(axis=0), classes=r),
        "F1": curve("F1", F1 * 0.5),
    }
    recall = operating_points(told).favour_recall
    assert recall is not None
    of_classes = f_beta(p, r, 2.0).mean(axis=0)
    assert recall.confidence == pytest.approx(GRID[np.argmax(of_classes)], abs=0.1)


def test_without_the_curve_of_recall_only_the_balance_is_told() -> None:
    points = operating_points({"F1": CURVES["F1"], "P": CURVES["P"]})
    assert points.balanced is not None
    assert points.balanced.recall is None
    assert points[1:] == (None, None)


def test_predicts_default_costs_what_the_curve_says() -> None:
    cost = default_cost({"F1": curve("F1", [0.0, 0.5, 1.0, 0.5, 0.0])})
    assert cost is not None
    assert cost.f1 == pytest.approx(0.5)
    assert cost.share == pytest.approx(0.5)
    assert default_cost({}) is None
    assert default_cost({"F1": curve("F1", np.zeros(201))}) is None


def test_a_point_of_no_curves_tells_only_its_confidence() -> None:
    point = point_at({}, 0.4)
    assert (point.precision, point.recall, point.f1) == (None, None, None)


def test_the_knee_is_where_precision_drops_sharply() -> None:
    bent = np.interp(GRID, [0, 0.3, 1], [0.1, 0.9, 1.0])
    assert precision_knee(curve("P", bent)) == pytest.approx(0.3, abs=0.011)
    assert precision_knee(curve("P", [0.1, 1.0])) is None
    assert precision_knee(curve("P", np.full(201, 0.5))) is None
    assert precision_knee(curve("P", bent[::-1])) is None


def test_the_peak_of_a_class_is_told_unless_a_gap_may_hide_a_higher_one() -> None:
    row = np.interp(GRID, [0, 0.4, 0.5, 1], [0.1, 0.8, 0.8, 0.0])

    def peak(hidden: slice) -> tuple[float, float] | None:
        values = row.copy()
        values[hidden] = GAP
        return class_peak(curve("F1", F1, classes=values[None]), 0)

    assert peak(slice(0, 0)) == (pytest.approx(0.8), pytest.approx(0.4))
    assert peak(slice(160, 190)) is not None
    assert peak(slice(70, 90)) is None
    assert peak(slice(96, 98)) is None
    assert peak(slice(None)) is None
    assert class_peak(curve("F1", F1), 0) is None


def test_a_spike_tells_no_peak() -> None:
    row = np.full(201, 0.3)
    row[80] = 0.6
    assert class_peak(curve("F1", F1, classes=row[None]), 0) is None
    for cliff in (np.where(GRID < 0.4, 0.3, 0.6), np.where(GRID > 0.4, 0.3, 0.6)):
        cliff = cliff - 0.1 * np.abs(GRID - 0.4)
        assert class_peak(curve("F1", F1, classes=cliff[None]), 0) is None


def test_peaks_of_classes_in_pictures_agree_with_the_true_ones(shared_folder: Path) -> None:
    told = 0
    for name in ("easy-seed0", "easy-seed1", "overfit", "baseline-n"):
        folder = shared_folder / "trained" / name
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        rows = next(c[1] for c in truth["curves"] if c[3] == "F1")
        read = read_curve(folder / "BoxF1_curve.png", "F1")
        assert not isinstance(read, Declined)
        drawn = curve("F1", read.mean, classes=read.classes)
        for index, row in enumerate(rows):
            found = class_peak(drawn, index)
            if found is not None:
                told += 1
                assert found[0] == pytest.approx(max(row), abs=0.005)
    assert told >= 3


@pytest.mark.parametrize(("ratio", "is_alike"), [(ALIKE - 0.01, True), (ALIKE + 0.01, False)])
def test_means_stand_for_classes_that_are_alike(ratio: float, is_alike: bool) -> None:
    """F1 of the mean precision and recall is at most so many times the mean F1."""
    precision, recall = curve("P", np.full(201, 0.9)), curve("R", np.full(201, 0.5))
    of_means = 2 * 0.9 * 0.5 / 1.4
    f1 = curve("F1", np.full(201, of_means / ratio))
    assert _alike(precision, recall, f1) is is_alike
    assert not _alike(precision, recall, None)
    assert not _alike(precision, recall, curve("F1", np.zeros(201)))
    assert not _alike(precision, curve("R", np.zeros(201)), f1)
