"""What the checks of the training's course share: the curve they judge, and words for numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen import words
from reportgen.checks.folder.validation import without_objects
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.series.course import FEWEST_EPOCHS, Course, Curve
from reportgen.facts.series.signs import Signs
from reportgen.read.table.results import EpochTable, FloatArray, Series
from reportgen.rule import Outcome, Verdict
from reportgen.tasks import HEADS

PROGRESS = "Understanding the Graphs"
PROBLEMS = "Signs of Problems"
LOSS_CHART = "total-loss"


def short_score_name(score: Series) -> str:
    """How a title names the score."""
    return score.name.split(" (", 1)[0]


def too_short(series: Series, question: str, fewest: int = FEWEST_EPOCHS) -> Outcome | None:
    """*Unknown* when fewer than `fewest` epochs are told, or all of them are 0; else None."""
    told = len(series.known)
    if told and not np.any(series.known.values):
        seen = f"{words.capital(series.name)} stays at 0 in every epoch: its course tells nothing."
        return Outcome(Verdict.UNKNOWN, question, seen, measured={"epochs with numbers": told})
    if told >= fewest:
        return None
    seen = f"Only {words.count(told, 'epoch')} with numbers; a trend needs at least {fewest}."
    return Outcome(Verdict.UNKNOWN, question, seen, measured={"epochs with numbers": told})


def measured_nothing(signs: Signs, question: str) -> Outcome | None:
    """*Unknown* where validation had nothing to measure; else None."""
    if not signs.blind:
        return None
    seen = (
        "Validation measured nothing in any epoch: every metric is 0, and a validation loss is "
        "missing or 0 throughout, as without labelled objects."
    )
    return Outcome(Verdict.UNKNOWN, question, seen, chart=LOSS_CHART)


def second_half(curve: Series) -> tuple[int, int]:
    """First and last epoch of the second half of the told epochs."""
    told = curve.known.epochs
    return int(told[len(told) // 2]), int(told[-1])


def last_to_level(heads: Sequence[HeadFacts], main: Series, course: Course) -> Curve:
    """The curve that levels off last, of `main` and of the mAP50-95 of each head.

    What is said of "the metrics" holds for the boxes as for the masks. Of equals it is `main`.
    """
    others = (head.map50_95_curve for head in heads)
    told = [main, *(curve for curve in others if curve is not None and len(curve.known))]
    return max(map(course.of, told), key=lambda curve: curve.levelled_at)


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


def score_chart(score: Series) -> str:
    """Id of the chart on which the score is seen."""
    for head in HEADS:
        if not head.letter and any(score.name in (each.name, each.word) for each in head.metrics):
            return f"{head.key}-metrics"
    return "map"


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
    """Whether validation had losses, of labelled objects too: metrics of 0 are then a result."""
    losses = table.of("val/").values()
    if not losses and table.log:
        return True  # Others tell no losses of validation: nothing speaks against the metrics.
    told = any(bool(np.any(np.isfinite(values) & (values != 0))) for values in losses)
    return told and not without_objects(table)
