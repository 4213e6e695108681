"""Semantic segmentation and depth: their own checks; no other claims what does not apply."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.charts import all_charts
from reportgen.checks import all_rules
from reportgen.checks.level.pixels import depth_level, miou_level, rare_pixels
from reportgen.diagnosis import diagnose
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.rule import Verdict

SEMANTIC = [
    "epoch",
    "time",
    "train/ce_loss",
    "train/dice_loss",
    "train/aux_loss",
    "metrics/mIoU",
    "metrics/pixel_acc",
    "val/ce_loss",
    "val/dice_loss",
    "val/aux_loss",
    "lr/pg0",
]
DEPTH = [
    "epoch",
    "time",
    "train/dlog_loss",
    "train/dgrad_loss",
    "metrics/delta1",
    "metrics/delta2",
    "metrics/delta3",
    "metrics/abs_rel",
    "metrics/rmse",
    "metrics/silog",
    "val/dlog_loss",
    "val/dgrad_loss",
    "lr/pg0",
]


@pytest.mark.parametrize(("value", "verdict"), [(0.5, "pass"), (0.49, "note"), (0.29, "warn")])
def test_miou(value: float, verdict: str) -> None:
    outcome = miou_level(value)
    assert outcome.verdict.value == verdict
    assert f"mIoU is {value:.3f}" in outcome.title


@pytest.mark.parametrize(("pixels", "verdict"), [(0.85, "note"), (0.7, "pass")])
def test_pixels_right_while_classes_are_not(pixels: float, verdict: str) -> None:
    assert rare_pixels(0.5, pixels).verdict.value == verdict


@pytest.mark.parametrize(("value", "verdict"), [(0.9, "pass"), (0.8, "note"), (0.69, "warn")])
def test_depth(value: float, verdict: str) -> None:
    assert depth_level(value).verdict.value == verdict


def _semantic(epoch: int) -> list[float]:
    low, high = 2.0 - 0.05 * epoch, 0.3 + 0.02 * epoch
    return [epoch, 9.0 * epoch, low, low, low / 2, high, 0.95, low, low, 0.0, 0.001]


def _depth(epoch: int) -> list[float]:
    low, high = 2.0 - 0.05 * epoch, 0.4 + 0.02 * epoch
    return [epoch, 9.0 * epoch, low, low, high, high, high, low, low, 30 * low, low, low, 0.001]


@pytest.mark.parametrize(
    ("columns", "row", "task", "metric", "charts"),
    [
        (SEMANTIC, _semantic, "semantic", "mIoU", {"pixels-metrics", "ce-loss", "dice-loss"}),
        (DEPTH, _depth, "depth", "delta1", {"depth-metrics", "depth-rmse", "depth-silog"}),
    ],
)
def test_a_run_is_judged_by_its_own_metric(
    make_run: Callable[..., Path],
    columns: list[str],
    row: Callable[[int], list[float]],
    task: str,
    metric: str,
    charts: set[str],
) -> None:
    rows = [row(epoch) for epoch in range(1, 21)]
    facts = Facts(read_run(make_run(rows, columns=columns, args={"task": task})))
    assert facts.task is not None
    assert facts.task.name == task
    assert facts.best_epoch == 20
    assert facts.score is not None
    assert facts.score.name == metric
    findings = evaluate(all_rules(), facts)
    assert not [finding for finding in findings if finding.verdict is Verdict.ERROR]
    said = " ".join(
        f"{f.title} {f.seen}" for f in findings if f.verdict is not Verdict.NOT_APPLICABLE
    )
    assert "mAP" not in said
    assert "objects" not in said
    assert {"Miou", "MIoU", "Delta1"}.isdisjoint(said.split())
    assert charts <= {chart.id for chart in all_charts(facts)}
    assert facts.mosaic_off == (21 if task == "depth" else 11)


def test_a_low_level_is_low_by_the_tasks_own_measure(make_run: Callable[..., Path]) -> None:
    rows = [_depth(min(epoch, 12)) for epoch in range(1, 41)]
    facts = Facts(read_run(make_run(rows, columns=DEPTH, args={"task": "depth", "epochs": 40})))
    assert facts.signs is not None
    assert facts.headline == pytest.approx(0.64)
    assert facts.signs.level < 0.3
    findings = evaluate(all_rules(), facts)
    told = diagnose(facts, findings)
    assert told.state != "good"
    assert told.answers["confidence"].answer == "not-applicable"
    assert told.answers["classes"].answer == "not-applicable"


def test_columns_tell_the_task_without_arguments(make_run: Callable[..., Path]) -> None:
    folder = make_run([_depth(epoch) for epoch in range(1, 12)], columns=DEPTH)
    (folder / "args.yaml").unlink()
    task = read_run(folder).task
    assert task is not None
    assert task.name == "depth"


def test_a_run_of_the_wild_stopped_by_itself(shared_folder: Path) -> None:
    folder = shared_folder / "real-runs-2/alfiethology+labelme/runs/semantic/train"
    facts = Facts(read_run(folder))
    assert facts.headline == 0.96887
    assert facts.epochs_since_best == 50
    finished = next(f for f in evaluate(all_rules(), facts) if f.check == "finished")
    assert finished.title == "Stopped early after 115 of 5,000 epochs"
