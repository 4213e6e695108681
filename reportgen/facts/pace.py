"""How long an epoch takes, and whether a training goes on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.facts.series.trend import median
from reportgen.read.folder.moments import Moments
from reportgen.read.table.results import EpochTable

LATEST_EPOCHS = 10
"""The time left goes by the median of so many epochs: training gets faster when mosaic ends."""
FRESH = 2.0
"""Epochs within which the next row has to come for a training to count as going on."""
LEAST_FRESH = 10.0
"""Seconds that it is given in any case."""
PATIENCE = 100
"""Patience of early stopping where args.yaml names none (50 up to 8.1)."""
NEAR_LIMIT = 0.9
"""Share of the `time` limit after which the limit is taken for the reason of the end."""
DAY = 86_400.0
"""Seconds after which it is plain that a training has ended."""
SAME_CLOCK = 0.5
"""Share of the time in results.csv that must lie between args.yaml and results.csv."""


def seconds_an_epoch(table: EpochTable) -> float | None:
    """The median time of the latest epochs since the last resume; None: there is no time told."""
    time = table.columns.get("time")
    if time is None:
        return None
    start = table.resumed_at[-1] if table.resumed_at else int(table.epochs[0])
    sitting = table.epochs >= start
    # The column counts from the start of a sitting, so its first epoch took what stands there.
    with np.errstate(invalid="ignore"):  # what is infinite is left out
        took = np.diff(time[sitting], prepend=0.0)
    steps = took / np.diff(table.epochs[sitting], prepend=start - 1)
    known = steps[np.isfinite(steps) & (steps > 0)][-LATEST_EPOCHS:]
    return median(known) if len(known) else None


@dataclass(frozen=True)
class TrainingPlan:
    """What sets the end of a training; None where it is not told."""

    epochs: int | None
    patience: int | None
    since_best: int | None
    """Epochs since the best one, as patience counts them."""
    hours: float | None
    """The `time` limit."""

    def is_through(self, table: EpochTable) -> bool:
        """Whether plan, patience or time limit are reached: after that comes no epoch."""
        patience = PATIENCE if self.patience is None else self.patience
        if 0 < patience <= (self.since_best or 0):
            return True
        if self.hours and self.hours > 0:
            return table.seconds is not None and table.seconds >= NEAR_LIMIT * self.hours * 3600
        return self.epochs is not None and int(table.epochs[-1]) >= self.epochs


def goes_on(table: EpochTable | None, moments: Moments | None, plan: TrainingPlan) -> bool:
    """Whether the training goes on: a watch saw it, or times of files say so without doubt.

    args.yaml is written when a training begins and results.csv after every epoch, so that the
    times of the two files lie as far apart as the ``time`` column says, and the newest is of now.
    A copy or a checkout, whose files are all of one moment, and a run that was interrupted some
    epochs ago have only one of these, or none. Through the plan or the patience, and where plots of
    the final validation are newer than the last row, nothing goes on.
    """
    if table is None or moments is None or _is_over(table, moments, plan):
        return False
    return moments.watched or (plan.epochs is not None and _is_fresh(table, moments))


def silent_for(table: EpochTable | None, moments: Moments | None) -> float:
    """Seconds for which an epoch that was to come has not come; 0 where files do not tell that.

    Of the last day only, and where the times of args.yaml and results.csv are those of a training.
    """
    if table is None or moments is None or not _written_in_training(table, moments):
        return 0.0
    pace = seconds_an_epoch(table) or 0.0
    late = max(LEAST_FRESH, FRESH * pace) < moments.since < DAY
    return moments.since if late else 0.0


def holds_for_now(table: EpochTable | None, moments: Moments | None, plan: TrainingPlan) -> bool:
    """Whether the same files may tell something else at a later hour: of the last day, unfinished.

    Such a training may go on now and be silent an hour later.
    """
    if table is None or moments is None or _is_over(table, moments, plan):
        return False
    return moments.watched or (moments.since < DAY and _written_in_training(table, moments))


def _is_over(table: EpochTable, moments: Moments, plan: TrainingPlan) -> bool:
    return moments.plots_drawn or plan.is_through(table)


def _written_in_training(table: EpochTable, moments: Moments) -> bool:
    """Whether results.csv was written as long after args.yaml as its times say."""
    pace, clock = seconds_an_epoch(table), table.columns.get("time")
    if pace is None or clock is None or moments.between is None or not np.isfinite(clock[-1]):
        return False
    return moments.between >= SAME_CLOCK * max(float(clock[-1]), pace)


def _is_fresh(table: EpochTable, moments: Moments) -> bool:
    """Whether the last row is of now, and as long after args.yaml as results.csv says."""
    pace = seconds_an_epoch(table) or 0.0
    fresh = 0 <= moments.since <= max(LEAST_FRESH, FRESH * pace)
    return fresh and _written_in_training(table, moments)
