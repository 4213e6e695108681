"""What the checks of the training's course share: the curve they judge, and words for numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen import trend
from reportgen.checks.wording import joined, plural
from reportgen.head_facts import HeadFacts
from reportgen.read.results import EpochTable, FloatArray, Series
from reportgen.rule import Outcome, Verdict

PROGRESS = "Understanding the Graphs"
PROBLEMS = "Signs of Problems"
LOSS_CHART = "total-loss"
MAP = "mAP50-95"
TOP1 = "top-1 accuracy"

FEWEST_EPOCHS = 8
"""Below this many validated epochs no trend is told from noise."""


def score_curve(heads: Sequence[HeadFacts], headline_curve: Series) -> Series:
    """One curve for the run: the mean of its heads' mAP50-95, 0 to 1; top-1 for classes.

    Ultralytics keeps best.pt by the sum of the heads, so one head alone would not do.
    """
    told = [head.map50_95_curve for head in heads if head.map50_95_curve is not None]
    curves = told or [headline_curve]
    mean = np.mean([curve.values for curve in curves], axis=0)
    return Series(score_name(heads), curves[0].epochs, mean)


def score_name(heads: Sequence[HeadFacts]) -> str:
    """How a sentence names `score_curve`."""
    told = [head.head.key for head in heads if head.map50_95_curve is not None]
    if not told:
        return TOP1
    return MAP if len(told) == 1 else f"{MAP} (mean of {joined(told)})"


def short_score_name(heads: Sequence[HeadFacts]) -> str:
    """How a title names `score_curve`."""
    return score_name(heads).split(" (", 1)[0]


def capital(words: str) -> str:
    """Words at the start of a sentence, "mAP50-95" as it is."""
    return words if words.startswith("mAP") else words[:1].upper() + words[1:]


def too_short(series: Series, question: str, fewest: int = FEWEST_EPOCHS) -> Outcome | None:
    """*Unknown* when fewer than `fewest` epochs are told, or all of them are 0; else None."""
    told = len(series.known)
    if told and not np.any(series.known.values):
        seen = f"The {series.name} stays at 0 in every epoch, so its course tells nothing."
        return Outcome(Verdict.UNKNOWN, question, seen, measured={"epochs with numbers": told})
    if told >= fewest:
        return None
    seen = f"Only {plural(told, 'epoch')} with numbers; a trend needs at least {fewest}."
    return Outcome(Verdict.UNKNOWN, question, seen, measured={"epochs with numbers": told})


@dataclass(frozen=True)
class End:
    """How a score ends, a jump where mosaic is switched off taken out."""

    share: float
    """What the last epochs brought over everything before, as a share of the highest value."""
    certainty: float
    """Slope over the second half (at least 8 epochs), as a multiple of its own uncertainty."""
    per_ten: float
    """The same slope in ten epochs."""
    gain: float = 0.0
    """What the last epochs brought over everything before, in the unit of the score."""
    highest: float = 0.0
    """The highest value of the score."""
    since: int = 0
    """First epoch that the slope is taken over."""
    count: int = 0
    """Number of epochs that it is taken over."""
    jump: float = 0.0
    """The upward jump where mosaic is switched off, in the unit of the score; 0 without one."""

    @classmethod
    def of(cls, score: Series, mosaic_off: int) -> End:
        """Measure the end of `score`; NaN and no slope with fewer than `FEWEST_EPOCHS`."""
        if len(score.known) < FEWEST_EPOCHS:
            return cls(float("nan"), 0.0, 0.0)
        highest = float(score.known.values.max())
        line = trend.slope(score, step_at=mosaic_off)
        gain = trend.record_gain(trend.without_step(score, mosaic_off))
        share = gain / highest if highest > 0 else 0.0
        per_ten = 10 * line.per_epoch
        jump = max(line.step, 0.0)
        return cls(share, line.certainty, per_ten, gain, highest, line.start, line.count, jump)

    def rises(self, record: float, certainty: float) -> bool:
        """Whether it still rises: above what came before, and beyond the noise."""
        return self.share >= record and self.certainty >= certainty


def second_half(curve: Series) -> tuple[int, int]:
    """First and last epoch of the second half of the told epochs."""
    told = curve.known.epochs
    return int(told[len(told) // 2]), int(told[-1])


def losses(table: EpochTable, side: str) -> dict[str, FloatArray]:
    """The losses of one side (``train`` or ``val``) by name, as results.csv holds them.

    NaN and infinity are kept, also a loss that is nothing else; one that is 0 throughout is not.
    """
    start = f"{side}/"
    return {
        name.removeprefix(start): values
        for name, values in table.columns.items()
        if name.startswith(start) and np.any(values != 0)
    }


def loss_sum(table: EpochTable, side: str) -> Series:
    """Sum of the losses of one side; NaN where one of them is not told, or there is none."""
    parts = list(losses(table, side).values())
    none = np.full(len(table.epochs), np.nan)
    return Series(f"{side} loss", table.epochs, np.sum(parts, axis=0) if parts else none)


def score_chart(headline_curve: Series) -> str:
    """Id of the chart on which `score_curve` is seen."""
    return "class-metrics" if "accuracy" in headline_curve.name else "map"


def loss_chart(name: str) -> str:
    """Id of the chart of one loss, e.g. ``seg-loss``; of their sum without a name."""
    return name.lower().replace("_", "-") if name else LOSS_CHART


def at_best(curve: Series, fitness: Series, table: EpochTable) -> float | None:
    """Value at the epoch of best.pt, or at the last of a run that never scored; None: not told."""
    scored = fitness.known
    if not len(scored):
        return None
    highest = scored.values.max()
    if highest <= 0 and not _validated(table):
        return None
    value = curve.at(int(scored.epochs[np.flatnonzero(scored.values == highest)[-1]]))
    return value if np.isfinite(value) else None


def _validated(table: EpochTable) -> bool:
    """Whether there is any validation loss: metrics of 0 are then a result."""
    losses = [values for name, values in table.columns.items() if name.startswith("val/")]
    return any(bool(np.any(np.isfinite(values) & (values != 0))) for values in losses)
