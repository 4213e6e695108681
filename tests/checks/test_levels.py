"""Levels of losses and metrics: which value gives which verdict, and what is not judged."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reportgen.checks.level.heads import (
    map50_tier,
    map_ratio,
    precision_floor,
    precision_recall_balance,
    recall_floor,
)
from reportgen.checks.level.losses import (
    box_loss_level,
    cls_loss_level,
    dfl_loss_level,
    seg_loss_level,
)
from reportgen.checks.level.masks import mask_gap
from reportgen.facts.run_facts import Overlaps
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable, Series
from reportgen.rule import Outcome, Verdict
from reportgen.tasks import BOX, MASK, POSE
from reportgen.trainers.ultralytics import ULTRALYTICS as OURS
from reportgen.trainers.yolov5 import YOLOV5

DEFAULTS = Args({"box": 7.5, "cls": 0.5, "dfl": 1.5})
LEVELS: dict[str, Callable[..., Outcome]] = {
    "box_loss": box_loss_level,
    "seg_loss": seg_loss_level,
    "cls_loss": cls_loss_level,
    "dfl_loss": dfl_loss_level,
}


@pytest.mark.parametrize(
    ("loss", "value", "verdict"),
    [
        ("box_loss", 0.99, "pass"),
        ("box_loss", 1.0, "note"),
        ("box_loss", 40.0, "note"),
        ("cls_loss", 0.7, "pass"),
        ("cls_loss", 1.47, "note"),
        ("seg_loss", 1.2, "pass"),
        ("seg_loss", 2.5, "pass"),
        ("seg_loss", 2.6, "note"),
        ("dfl_loss", 0.9, "pass"),
        ("dfl_loss", 1.5, "pass"),
        ("dfl_loss", 1.6, "note"),
    ],
)
def test_a_loss_passes_up_to_its_level_and_is_a_note_above(
    loss: str, value: float, verdict: str
) -> None:
    outcome = LEVELS[loss]({loss: value}, 12, DEFAULTS, OURS)
    assert outcome.verdict.value == verdict
    assert outcome.measured[loss] == value
    assert f"{value:.3f}" in outcome.seen
    assert outcome.chart == loss.replace("_", "-")


@pytest.mark.parametrize(
    ("loss", "low", "high", "words"),
    [
        ("seg_loss", 1.5, 2.5, "{} the usual 1.5 to 2.5"),
        ("dfl_loss", 1.0, 1.5, "{} the 1 to 1.5"),
    ],
)
def test_both_ends_of_the_usual_range_belong_to_it(
    loss: str, low: float, high: float, words: str
) -> None:
    for value, where in (
        (low - 0.1, "below"),
        (low, "within"),
        (high, "within"),
        (high + 0.1, "above"),
    ):
        assert words.format(where) in LEVELS[loss]({loss: value}, 12, DEFAULTS, OURS).seen


def test_masks_that_are_easier_than_boxes_are_a_note() -> None:
    outcome = seg_loss_level({"seg_loss": 0.8, "box_loss": 1.2}, 5, DEFAULTS, OURS)
    assert outcome.verdict is Verdict.NOTE
    assert "0.800" in outcome.seen
    assert "1.200" in outcome.seen


@pytest.mark.parametrize(
    ("loss", "gain"),
    [("box_loss", "box"), ("seg_loss", "box"), ("cls_loss", "cls"), ("dfl_loss", "dfl")],
)
def test_a_loss_whose_gain_was_changed_is_not_judged(loss: str, gain: str) -> None:
    outcome = LEVELS[loss]({loss: 0.4}, 5, Args({gain: 3.3}), OURS)
    assert outcome.verdict is Verdict.NOT_APPLICABLE
    assert f"{gain}=3.3" in outcome.seen


@pytest.mark.parametrize("loss", LEVELS)
def test_without_arguments_the_default_gain_is_assumed_and_said(loss: str) -> None:
    outcome = LEVELS[loss]({loss: 0.4}, 5, Args(), OURS)
    assert outcome.verdict is Verdict.PASS
    assert "assumed" in outcome.seen


@pytest.mark.parametrize("loss", LEVELS)
@pytest.mark.parametrize("losses", [{}, {"other_loss": 1.0}])
def test_a_loss_that_is_not_told_is_unknown(loss: str, losses: dict[str, float]) -> None:
    assert LEVELS[loss](losses, 5, DEFAULTS, OURS).verdict is Verdict.UNKNOWN
    assert LEVELS[loss]({loss: math.nan}, 5, DEFAULTS, OURS).verdict is Verdict.UNKNOWN


def test_yolo26_has_no_dfl_loss() -> None:
    outcome = dfl_loss_level({"box_loss": 1.0, "l1_loss": 0.3}, 5, DEFAULTS, OURS)
    assert outcome.verdict is Verdict.NOT_APPLICABLE
    assert "l1_loss" in outcome.seen


@pytest.mark.parametrize("loss", LEVELS)
def test_yolov5_losses_are_not_judged(loss: str) -> None:
    outcome = LEVELS[loss]({loss: 0.02}, 5, Args(), YOLOV5)
    assert outcome.verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("value", "verdict", "tier"),
    [
        (0.9, "pass", "excellent"),
        (0.5, "pass", "good"),
        (0.31, "pass", "good"),
        (0.3, "note", "fair"),
        (0.2, "warn", "needs improvement"),
        (0.0, "warn", "needs improvement"),
    ],
)
def test_tiers_of_map50(value: float, verdict: str, tier: str) -> None:
    outcome = map50_tier(BOX, value)
    assert outcome.verdict.value == verdict
    assert tier in outcome.title


@pytest.mark.parametrize(
    ("map50", "map50_95", "verdict"),
    [
        (0.8, 0.3, "note"),
        (0.8, 0.4, "pass"),
        (0.8, 0.5, "pass"),
        (0.8, 0.75, "pass"),
        (0.01, 0.001, "unknown"),
        (0.0, 0.0, "unknown"),
    ],
)
def test_share_of_map50_that_is_left_at_strict_thresholds(
    map50: float, map50_95: float, verdict: str
) -> None:
    assert map_ratio(MASK, map50, map50_95).verdict.value == verdict


def test_a_high_ratio_is_no_complaint() -> None:
    assert "more closely than is typical" in map_ratio(BOX, 0.9, 0.85).seen


def epochs(*values: float) -> Series:
    return Series("m", np.arange(1, len(values) + 1), np.array(values))


def validated(*losses: float) -> EpochTable:
    return EpochTable(np.arange(1, len(losses) + 1), {"val/box_loss": np.array(losses)})


def told(value: float) -> tuple[Series, Series, EpochTable]:
    """A metric that has `value` at the best of three epochs."""
    return epochs(0.9, value, 0.8), epochs(0.1, 0.5, 0.4), validated(3, 2, 2)


def test_metrics_above_0_count_without_validation_losses() -> None:
    precision, fitness, _ = told(0.2)
    assert precision_floor(BOX, precision, fitness, validated(0, 0, 0)).verdict is Verdict.WARN


@pytest.mark.parametrize("floor", [precision_floor, recall_floor])
@pytest.mark.parametrize(("value", "verdict"), [(0.29, "warn"), (0.3, "pass"), (0.0, "warn")])
def test_floors(floor: Callable[..., Outcome], value: float, verdict: str) -> None:
    assert floor(BOX, *told(value)).verdict.value == verdict
    assert floor(BOX, *told(value), floor=0.0).verdict is Verdict.PASS


@pytest.mark.parametrize(("losses", "verdict"), [((3, 3, 3), "warn"), ((0, 0, 0), "unknown")])
def test_metrics_of_0_throughout_are_a_result_where_validation_worked(
    losses: tuple[float, ...], verdict: str
) -> None:
    nothing = epochs(0, 0, 0)
    floors: tuple[Callable[..., Outcome], ...] = (precision_floor, recall_floor)
    for floor in floors:
        assert floor(BOX, nothing, nothing, validated(*losses)).verdict.value == verdict


@pytest.mark.parametrize(
    ("precision", "recall", "verdict", "word"),
    [
        (0.8, 0.7, "pass", "balanced"),
        (0.9, 0.5, "note", "precision is well above"),
        (0.5, 0.9, "note", "recall is well above"),
        (0.1, 0.2, "not-applicable", "both low"),
        (0.1, 0.5, "note", "recall is well above"),
    ],
)
@pytest.mark.parametrize("head", [BOX, MASK, POSE])
def test_which_way_a_head_leans(
    head: object, precision: float, recall: float, verdict: str, word: str
) -> None:
    outcome = precision_recall_balance(head, precision, recall)  # type: ignore[arg-type]
    assert outcome.verdict.value == verdict
    assert word in outcome.title


def test_leaning_is_told_for_both_uses() -> None:
    for precision, recall in ((0.9, 0.5), (0.5, 0.9)):
        seen = precision_recall_balance(BOX, precision, recall).seen
        assert "safety-critical" in seen
        assert "false alarms" in seen


@pytest.mark.parametrize(
    ("box_map50", "box", "share", "verdict"),
    [
        (0.8, 0.6, 0.92, "pass"),
        (0.8, 0.6, 0.77, "pass"),
        (0.8, 0.6, 0.76, "warn"),
        (0.8, 0.6, 1.08, "pass"),
        (0.3, 0.2, 0.05, "note"),
        (0.1, 0.02, 0.2, "not-applicable"),
        (0.0, 0.0, 0.0, "not-applicable"),
    ],
)
def test_masks_against_boxes(box_map50: float, box: float, share: float, verdict: str) -> None:
    signs: Any = SimpleNamespace(box=box, mask_share=share)
    assert mask_gap(box_map50, signs, Overlaps(0, 0.0, 0.0)).verdict.value == verdict


def test_the_heads_of_a_run_never_say_the_same() -> None:
    """A report shows them one under the other."""
    for check, numbers in (
        (map50_tier, (0.1,)),
        (map_ratio, (0.8, 0.1)),
        (precision_floor, told(0.1)),
        (recall_floor, told(0.1)),
        (precision_recall_balance, (0.9, 0.4)),
    ):
        box, mask = check(BOX, *numbers), check(MASK, *numbers)
        assert box.title != mask.title
        assert box.seen != mask.seen
        assert mask.remedy
        assert mask.remedy != box.remedy
