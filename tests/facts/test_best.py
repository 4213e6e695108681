"""Ties of the best epoch: best.pt is of the last, patience counts as the release did."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportgen.checks import all_rules
from reportgen.evaluation import evaluate
from reportgen.facts.best import doubt, epochs_without_gain, last_maximum, maxima
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.read.table.results import Series
from reportgen.trainers.form.fitness import NEW_FITNESS, OLD_FITNESS


def curve(*values: float) -> Series:
    return Series("fitness", np.arange(1, len(values) + 1), np.array(values))


def test_the_last_of_equal_epochs_is_kept() -> None:
    assert last_maximum(curve(0.1, 0.5, 0.2, 0.5, np.nan)) == 4
    assert maxima(curve(0.1, 0.5, 0.2, 0.5)) == (2, 4)
    assert maxima(curve(0.1, 0.5, 0.49999), within=2e-5) == (2, 3)
    assert last_maximum(curve(0.0, 0.0)) is None


def test_a_single_metric_keeps_its_order_when_rounded_and_a_sum_may_not() -> None:
    assert doubt(NEW_FITNESS, 1) == 0.0
    assert doubt(NEW_FITNESS, 2) > 0.0
    assert doubt(OLD_FITNESS, 1) > 0.0


@pytest.mark.parametrize(
    ("restarts", "done", "patience", "since"),
    [
        (False, 60, 20, 20),  # from the first: an early stop
        (True, 60, 20, 19),  # a tie restarted it
        (None, 60, 20, 20),  # in doubt, the first explains an early stop
        (None, 55, 20, 14),  # in doubt, and nothing to explain
        (False, 55, 20, 15),
        (False, 61, 20, 20),  # it went on after epoch 60, so epoch 41 was a gain
        (False, 90, 20, 49),  # further than patience reaches from any
        (False, 60, 0, 19),  # early stopping is off
    ],
)
def test_patience_counts_from(restarts: bool | None, done: int, patience: int, since: int) -> None:
    assert epochs_without_gain((40, 41), done, patience, restarts) == since


def test_no_epoch_scored() -> None:
    assert epochs_without_gain((), 10, 5, False) == 0


# Folder below real-runs-2 or labelled/runs, epochs without a gain, which is its patience.
STOPPED = [
    ("real-runs-2/denislesha28+Yolov11-food-classification/runs/detect/train", 50),
    ("real-runs-2/denislesha28+Yolov11-food-classification/runs/detect/train15", 25),
    ("real-runs-2/youssefrekikk+smart-parking-detection-system/runs/obb/train4", 15),
    ("labelled/runs/WatskeBart+chessvision/runs/detect/train-3", 20),
]


@pytest.mark.parametrize(("folder", "since"), STOPPED)
def test_runs_that_stopped_by_themselves_at_a_tie(
    shared_folder: Path, folder: str, since: int
) -> None:
    facts = Facts(read_run(shared_folder / folder))
    assert facts.epochs_since_best == since
    assert facts.best_epoch == (facts.epochs_done or 0) - since + 1
    finding = next(f for f in evaluate(all_rules(), facts) if f.check == "finished")
    assert finding.title.startswith("Stopped early")
