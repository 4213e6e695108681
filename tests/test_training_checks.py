"""What the checks of the training's course say of curves whose answer is plain to see."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reportgen.checks.overfitting import overfitting
from reportgen.checks.plateau import early_plateau, still_improving
from reportgen.checks.progress import learning, underfitting
from reportgen.checks.stability import diverged, erratic
from reportgen.read.results import EpochTable, FloatArray, Series
from reportgen.rule import Outcome, Verdict
from reportgen.tasks import BOX
from tests.benchmarks import agreement

EPOCHS = 100
MOSAIC_OFF = 91
X = np.arange(1, EPOCHS + 1, dtype=float)
FALLING = 1 + 4 * np.exp(-X / 20)
CLIMB = 0.6 * (1 - np.exp(-X / 10))
STEADY = 0.005 * X
LOSSES = {"train": FALLING - 0.002 * X, "val": FALLING + 0.3}


def scattered(values: FloatArray, amount: float = 0.002) -> FloatArray:
    return values + np.random.default_rng(1).normal(0, amount, len(values))


def series(values: FloatArray, name: str = "metrics/mAP50-95(B)") -> Series:
    return Series(name, np.arange(1, len(values) + 1), values)


def head(score: FloatArray) -> Any:
    return SimpleNamespace(
        head=BOX,
        map50_95_curve=series(score),
        map50_curve=series(1.3 * score),
        precision_curve=None,
        recall_curve=None,
    )


def table(**columns: FloatArray) -> EpochTable:
    named = {name.replace("__", "/"): values for name, values in columns.items()}
    return EpochTable(np.arange(1, len(next(iter(named.values()))) + 1), named)


def overfit(
    train: FloatArray, val: dict[str, FloatArray], score: FloatArray = CLIMB, **thresholds: float
) -> Outcome:
    parts = {name: series(values, name) for name, values in val.items()}
    total = series(np.sum(list(val.values()), axis=0), "val")
    heads = (head(score),)
    return overfitting(
        series(train, "train"), total, parts, heads, series(score), 50, MOSAIC_OFF, **thresholds
    )


def test_overfitting_names_the_epoch_and_the_loss_that_drives_it() -> None:
    seg = scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.02 * (X - 45)), 0.02)
    said = overfit(LOSSES["train"], {"seg_loss": seg, "box_loss": scattered(1 + 0 * X)})
    assert said.verdict is Verdict.FAIL
    assert said.epochs is not None
    assert said.epochs[0] == pytest.approx(45, abs=8)
    assert said.title == f"Overfitting from epoch {said.epochs[0]}"
    assert "seg_loss drives it" in said.seen
    assert said.chart == "total-loss"


def test_a_single_loss_that_creeps_while_the_sum_falls_is_a_note() -> None:
    dfl = scattered(np.where(X < 40, 1.0, 1 + 0.005 * (X - 40)))
    said = overfit(LOSSES["train"], {"cls_loss": scattered(FALLING * 2), "dfl_loss": dfl})
    assert said.verdict is Verdict.NOTE
    assert said.title.startswith("dfl_loss")
    assert said.chart == "dfl-loss"


def test_a_creeping_loss_while_the_metric_rises_is_a_note_that_says_best_is_kept_by_score() -> None:
    val = scattered(np.where(X < 50, 4 - 0.02 * X, 3 + 0.004 * (X - 50)), 0.02)
    said = overfit(LOSSES["train"], {"loss": val}, score=STEADY)
    assert said.verdict is Verdict.NOTE
    assert "kept by score" in said.seen


def test_the_epoch_and_the_numbers_are_those_of_the_chart() -> None:
    val = scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.02 * (X - 45)), 0.05)
    said = overfit(LOSSES["train"], {"loss": val})
    lowest = int(np.argmin(val))
    assert said.epochs == (lowest + 1, EPOCHS)
    assert f"{val[lowest]:.3g} at epoch {lowest + 1}" in said.seen
    assert f"{val[-1]:.3g} at epoch {EPOCHS}" in said.seen
    assert said.measured["rise"] == pytest.approx(val[-1] / val[lowest] - 1)


def test_a_lower_loss_before_the_climb_that_is_set_aside_is_told() -> None:
    val = scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.02 * (X - 45)), 0.02)
    val[1] = 2.0
    said = overfit(LOSSES["train"], {"loss": val})
    assert said.verdict is Verdict.FAIL
    assert "lower value at epoch 2 belongs to the warm-up" in said.seen


def test_a_score_that_falls_while_training_loss_falls_far_below_validation_loss_is_a_note() -> None:
    flat = scattered(np.where(X < 30, 3 - 0.03 * X, 2.1), 0.003)
    flat[40] = 2.05
    score = np.where(X < 30, 0.02 * X, 0.6 - 0.002 * (X - 30))
    said = overfit(FALLING - 0.9, {"loss": flat}, score=scattered(score))
    assert said.verdict is Verdict.NOTE
    assert said.title.startswith("mAP50-95 falls after epoch")
    assert overfit(FALLING - 0.9, {"loss": flat}).verdict is Verdict.PASS


def test_noise_is_not_overfitting() -> None:
    said = overfit(LOSSES["train"], {"loss": scattered(LOSSES["val"], 0.05)})
    assert said.verdict is Verdict.PASS


def test_the_mosaic_off_fall_of_training_loss_is_no_evidence_of_overfitting() -> None:
    # Both losses rise together until mosaic closes: bad, but not overfitting.
    train = np.where(X < MOSAIC_OFF, 2 + 0.01 * X, 1.5)
    said = overfit(scattered(train), {"loss": scattered(2 + 0.01 * X)})
    assert said.verdict is Verdict.PASS


def test_thresholds_can_be_moved() -> None:
    val = {"loss": scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.004 * (X - 45)), 0.01)}
    assert overfit(LOSSES["train"], val).verdict is not Verdict.PASS
    assert overfit(LOSSES["train"], val, rise=0.5).verdict is Verdict.PASS


def improving(score: FloatArray) -> Verdict:
    return still_improving((head(score),), series(score), MOSAIC_OFF, len(score)).verdict


def test_a_metric_that_climbs_to_the_end_still_improves() -> None:
    assert improving(scattered(STEADY)) is Verdict.NOTE
    assert improving(scattered(CLIMB)) is Verdict.PASS


def test_the_mosaic_off_bump_is_no_improvement() -> None:
    flat = np.where(X < MOSAIC_OFF, 0.5, 0.53)
    assert improving(scattered(flat)) is Verdict.PASS


def test_one_head_that_rises_does_not_make_up_for_one_that_falls() -> None:
    heads = (head(scattered(0.3 + STEADY / 2)), head(scattered(0.6 - STEADY / 2)))
    said = still_improving(heads, series(STEADY), MOSAIC_OFF, EPOCHS)
    assert said.verdict is Verdict.PASS


def plateau(score: FloatArray) -> Outcome:
    return early_plateau((head(score),), series(score), MOSAIC_OFF)


def test_early_plateau() -> None:
    said = plateau(scattered(CLIMB))
    assert said.verdict is Verdict.NOTE
    assert said.epochs is not None
    assert said.epochs[0] < 50
    assert plateau(scattered(STEADY)).verdict is Verdict.PASS
    assert plateau(scattered(STEADY / 100, 1e-6)).verdict is Verdict.PASS, "low but still rising"


def test_metrics_that_never_leave_0_tell_nothing_of_a_plateau() -> None:
    assert plateau(0 * X).verdict is Verdict.UNKNOWN


def test_erratic_is_swings_and_neither_wild_first_epochs_nor_a_steep_start() -> None:
    swings = np.where(X % 4 == 0, 0.3, 0.6)
    wild_start = np.where((X < 8) & (X % 2 == 0), 0.05, CLIMB)
    step = np.where(X < 40, 0.0, 0.8)
    for score, verdict in (
        (swings, Verdict.WARN),
        (wild_start, Verdict.PASS),
        (step, Verdict.PASS),
    ):
        assert erratic((head(score),), series(score)).verdict is verdict


def test_every_metric_counts_for_erratic_and_the_worst_is_named() -> None:
    swings = np.where(X % 4 == 0, 0.1, 0.7)
    calm = head(scattered(CLIMB))
    calm.precision_curve = series(swings)
    said = erratic((calm,), series(CLIMB))
    assert said.verdict is Verdict.WARN
    assert "box precision" in said.title
    assert said.chart == "box-metrics"


def losing(score: FloatArray = CLIMB, **columns: FloatArray) -> Outcome:
    base = {"train__box_loss": FALLING, "val__box_loss": FALLING, "val__seg_loss": FALLING}
    return diverged(table(**{**base, **columns}), series(score))


def after(values: FloatArray, epoch: int, then: float) -> FloatArray:
    return np.where(epoch <= X, then, values)


def test_a_training_loss_that_stays_nan_is_divergence_from_that_epoch_on() -> None:
    said = losing(train__box_loss=after(FALLING, 30, np.nan))
    assert (said.verdict, said.epochs) == (Verdict.FAIL, (30, EPOCHS))


def test_nan_that_passes_is_told_and_passes() -> None:
    said = losing(val__seg_loss=np.where(X == 5, np.inf, FALLING))
    assert said.verdict is Verdict.PASS
    assert "val/seg_loss in 1 epoch" in said.seen


def test_one_validation_loss_that_is_nan_is_a_warning_that_says_just_that() -> None:
    said = losing(val__seg_loss=X * np.nan)
    assert said.verdict is Verdict.WARN
    assert "val/seg_loss" in said.title
    assert "sound" in said.seen


def test_validation_without_any_number_is_unknown_not_divergence() -> None:
    nothing = X * np.nan
    said = losing(0 * X, val__box_loss=nothing, val__seg_loss=nothing)
    assert said.verdict is Verdict.UNKNOWN


def test_blow_up_and_collapse_are_divergence() -> None:
    assert losing(train__box_loss=after(FALLING, 60, 50.0)).verdict is Verdict.FAIL
    assert losing(after(CLIMB, 40, 0.0)).verdict is Verdict.FAIL
    assert losing().verdict is Verdict.PASS


def under(score: FloatArray, train: FloatArray, val: FloatArray) -> Verdict:
    losses = table(train__loss=train, val__loss=val)
    return underfitting(losses, (head(score),), series(score), MOSAIC_OFF).verdict


def test_underfitting_is_low_and_flat_and_not_rising_and_not_overfitting() -> None:
    low = scattered(CLIMB / 6)
    climbing = scattered(np.where(X < 30, 5 - 0.02 * X, 4.4 + 0.02 * (X - 30)))
    assert under(low, FALLING + 3, FALLING + 3) is Verdict.WARN
    assert under(scattered(CLIMB), FALLING, FALLING) is Verdict.PASS
    assert under(scattered(STEADY / 10, 1e-4), FALLING, FALLING) is Verdict.PASS
    assert under(low, FALLING - 0.9, climbing) is Verdict.PASS


def test_learning() -> None:
    def said(train: FloatArray, val: FloatArray, score: FloatArray) -> Verdict:
        heads = (head(score),)
        return learning(
            series(train, "train"), series(val, "val"), heads, series(score), MOSAIC_OFF
        ).verdict

    assert said(FALLING, FALLING, CLIMB) is Verdict.PASS
    assert said(FALLING, FALLING, CLIMB / 1000) is Verdict.FAIL
    assert said(FALLING, 0.01 * X, CLIMB) is Verdict.NOTE
    assert said(0.01 * X, FALLING, CLIMB[::-1]) is Verdict.WARN
    assert said(FALLING[:2], FALLING[:2], CLIMB[:2]) is Verdict.UNKNOWN


@pytest.mark.parametrize("count", [1, 7])
def test_few_epochs_are_unknown(count: int) -> None:
    score = CLIMB[:count]
    heads = (head(score),)
    losses = table(train__loss=FALLING[:count], val__loss=FALLING[:count])
    for said in (
        overfit(FALLING[:count], {"loss": FALLING[:count]}, score),
        still_improving(heads, series(score), MOSAIC_OFF, count),
        early_plateau(heads, series(score), MOSAIC_OFF),
        erratic(heads, series(score)),
        underfitting(losses, heads, series(score), MOSAIC_OFF),
    ):
        assert said.verdict is Verdict.UNKNOWN
        assert str(count) in said.seen


def test_agreement_with_people_on_real_runs(shared_folder: Path) -> None:
    runs = agreement.read_labelled(
        shared_folder / "labelled" / "labels.tsv", shared_folder / "real-runs"
    )
    scores = {
        question.check: agreement.Score.of(agreement.answers(question, runs)).balanced
        for question in agreement.QUESTIONS
    }
    assert {check: score for check, score in scores.items() if score < 0.9} == {}
