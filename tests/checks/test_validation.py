"""Whether a run was validated at all."""

from __future__ import annotations

import math

import numpy as np
import pytest

from reportgen.checks.folder.validation import validated
from reportgen.read.table.results import EpochTable
from reportgen.rule import Verdict

NAN = math.nan


@pytest.mark.parametrize(
    ("losses", "metrics", "verdict"),
    [
        ([2.0, 1.0, 0.9], [0.1, 0.2, 0.3], Verdict.PASS),
        ([2.0, 1.0, 0.9], [0.0, 0.0, 0.0], Verdict.PASS),
        ([NAN, NAN, NAN], [0.1, 0.2, 0.3], Verdict.PASS),
        ([0.0, 0.0, 0.9], [0.0, 0.0, 0.3], Verdict.NOTE),
        ([NAN, NAN, NAN], [0.0, 0.0, 0.0], Verdict.WARN),
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], Verdict.WARN),
    ],
)
def test_epochs_without_validation_are_counted(
    losses: list[float], metrics: list[float], verdict: Verdict
) -> None:
    columns = {"val/box_loss": np.array(losses), "metrics/mAP50-95(B)": np.array(metrics)}
    assert validated(EpochTable(np.arange(1, 4), columns)).verdict is verdict


def test_without_validation_columns_it_is_unknown() -> None:
    table = EpochTable(np.arange(1, 3), {"train/box_loss": np.array([2.0, 1.0])})
    assert validated(table).verdict is Verdict.UNKNOWN


def test_where_training_had_no_numbers_validation_is_not_blamed() -> None:
    nothing = np.full(3, NAN)
    columns = {
        "train/box_loss": nothing,
        "val/box_loss": nothing,
        "metrics/mAP50-95(B)": np.zeros(3),
    }
    outcome = validated(EpochTable(np.arange(1, 4), columns))
    assert outcome.verdict is Verdict.UNKNOWN
    assert "the training itself broke down" in outcome.seen
