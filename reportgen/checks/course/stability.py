"""Guide: "Training Progress Overview": whether the course of the training can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reportgen import words
from reportgen.checks.course.score import (
    LOSS_CHART,
    PROGRESS,
    loss_sum,
    losses,
    score_chart,
    too_short,
)
from reportgen.checks.wording import metrics_chart
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.series import trend
from reportgen.facts.series.course import Course, Curve
from reportgen.facts.series.signs import Signs, height_of
from reportgen.facts.series.trend import warmed_up
from reportgen.read.table.results import EpochTable, FloatArray, IntArray, Series
from reportgen.rule import Outcome, Verdict, check

DIVERGED = "Losses are finite at the end and the model keeps what it learned"
ERRATIC = "Metrics do not swing from epoch to epoch"
SWING = 0.07
FEWEST_OF_DIP = 3
"""An epoch lower than one before it and one after it."""


@check(title=ERRATIC, guide=PROGRESS)
def erratic(
    heads: tuple[HeadFacts, ...],
    score: Series,
    signs: Signs,
    course: Course,
    *,
    swing: float = SWING,
    settled: float = 0.5,
) -> Outcome:
    """See first how many objects are validated: with a handful, one moves the metric by points.
    Where there are enough, weaken the augmentation, or lower `lr0` with an explicit `optimizer`.

    Warn: after warm-up (the first tenth, at least 3 epochs) the metrics fall into dips that they
    recover from, with a typical depth of more than `swing` (7 %) of the metric's own height: the
    root mean square over the epochs, then the mean over mAP50-95, mAP50, precision and recall of
    all heads. A dip is how far an epoch lies below both the best before and the best after it; a
    steady climb, a plateau or a lasting decline has none. The height is what a metric exceeds in
    one epoch of twenty; below 0.2 it counts as that, so that noise in a metric near 0 is no swing.
    Epochs that a resume threw back are left out. Note: it settled; over the second half the dips
    are typically less than `settled` (half) of that. Pass otherwise. Unknown below 8 epochs, or 3
    after warm-up. The guide's "erratic fluctuations" has no number; 7 % is where people who judged
    191 real runs saw swings.
    """
    unknown = too_short(score, ERRATIC) or _too_few_for_a_dip(course.of(score))
    if unknown:
        return unknown
    dips, warns = _dips(heads, score, course), swings(signs, swing)
    worst = max(dips, key=lambda one: one.typical if warns else one.deepest)
    calm = warns and signs.late_swing < settled * swing
    later = f" Over the second half the dips are typically {words.percent(signs.late_swing)}."
    return Outcome(
        (Verdict.NOTE if calm else Verdict.WARN) if warns else Verdict.PASS,
        _swing_title(worst, calm=calm) if warns else ERRATIC,
        _swinging(worst, signs.swing, warns) + (later if calm else ""),
        epochs=_far_down(dips, swing) if warns else None,
        chart=worst.chart,
        measured={
            "typical dip": signs.swing,
            "deepest dip": worst.deepest,
            "late scatter of mAP": signs.late_scatter,
        },
        threshold=f"warns when dips are typically more than {words.percent(swing)} of the height, "
        "notes where they settled",
        remedy="Nothing to do: the metrics settled." if calm else None,
    )


def _swing_title(worst: _Dips, *, calm: bool) -> str:
    how = "swung at first" if calm else "swing from epoch to epoch"
    return f"Metrics {how}, {worst.name} most"


def _far_down(dips: Sequence[_Dips], swing: float) -> tuple[int, int]:
    """The first and the last epoch of a dip deeper than `swing`."""
    epochs = np.concatenate([one.epochs[one.depths > swing * one.height] for one in dips])
    return int(epochs.min()), int(epochs.max())


def swings(signs: Signs, swing: float = SWING) -> bool:
    """Whether the metrics swing: see the check erratic."""
    return signs.swing > swing


@dataclass(frozen=True)
class _Dips:
    """How a metric dips after the warm-up."""

    name: str
    chart: str
    epochs: IntArray
    depths: FloatArray
    """How far each epoch lies in a dip; shape (n,), at `epochs`, in the unit of the metric."""
    height: float
    typical: float
    """The typical depth as a share of the height."""

    @property
    def deepest(self) -> float:
        """Depth of the deepest dip, in the unit of the metric."""
        return float(self.depths.max(initial=0.0))


def _dips(heads: tuple[HeadFacts, ...], score: Series, course: Course) -> list[_Dips]:
    """The dips of every metric of every head; of top-1 accuracy for classes."""
    told = [
        (f"{head.head.key} {name}", metrics_chart(head.head), curve)
        for head in heads
        for name, curve in head.metrics.items()
        if len(warmed_up(curve).known)
    ] or [(score.name, score_chart(score), score)]
    found = []
    for name, chart, series in told:
        curve = course.judged(series)
        height = height_of(curve)
        epochs = curve.known.epochs[curve.warm_up :]
        typical = curve.typical_dip() / height
        found.append(_Dips(name, chart, epochs, curve.dips, height, typical))
    return found


def _too_few_for_a_dip(score: Curve) -> Outcome | None:
    """*Unknown* where the numbers end with the warm-up."""
    settled = len(score.settled)
    if settled >= FEWEST_OF_DIP:
        return None
    seen = (
        f"Only {words.count(settled, 'epoch')} with numbers after the warm-up; a dip takes at "
        f"least {FEWEST_OF_DIP}."
    )
    return Outcome(Verdict.UNKNOWN, ERRATIC, seen, measured={"epochs with numbers": settled})


def _swinging(told: _Dips, typical: float, warns: bool) -> str:
    """What the metrics do; `told` is the one that swings most, or has the deepest single dip."""
    if not warns and typical < 0.0005:
        return "After warm-up the metrics run without dips."
    at, lost = told.epochs[np.argmax(told.depths)], words.number(told.deepest)
    if not warns:
        return (
            "After warm-up the metrics run smoothly on the whole: their dips are typically "
            f"{words.percent(typical)} of their height. The largest is in {told.name}, {lost} at "
            f"epoch {at}."
        )
    return (
        "After warm-up the metrics keep falling and recovering, typically by "
        f"{words.percent(typical)} of their height. {words.capital(told.name)} swings most: at "
        f"epoch {at} it dips {lost}, then recovers."
    )


@check(title=DIVERGED, guide=PROGRESS)
def diverged(
    table: EpochTable,
    headline_curve: Series,
    course: Course,
    *,
    collapse: float = 0.2,
    worth: float = 0.15,
    blow_up: float = 3.0,
) -> Outcome:
    """Lower the learning rate (`lr0` with an explicit `optimizer`, as `optimizer=auto` ignores
    lr0), turn mixed precision off (`amp=False`), and look for broken labels. Use no weights from
    after the break.

    Fail: a training loss is NaN or infinite up to the last epoch; or the training loss of the
    last tenth is `blow_up` (3) times its lowest level; or the main metric, having reached `worth`
    (0.15) at least, stays below `collapse` (a fifth) of its best in the whole last quarter. Warn:
    training losses and metrics are sound and a validation loss is NaN or infinite at the end: the
    finding says just that. Unknown: no validation loss is a number and the metrics never leave 0,
    while training losses are sound: the validation failed, the training may be fine. Pass
    otherwise; NaN or infinity that passes is told. Sum over the training losses that are numbers.
    """
    train, val = losses(table, "train"), losses(table, "val")
    if not train:
        return Outcome(Verdict.UNKNOWN, DIVERGED, "results.csv holds no training losses.")
    broken = _broken(table, "train", train)
    if broken:
        lost = broken | _broken(table, "val", val)
        since = min(lost.values())
        are = words.are(len(lost))
        return _failed(
            f"Training diverged at epoch {since}",
            f"{words.few(list(lost))} {are} NaN or infinite up to the last epoch "
            f"({table.epochs[-1]}): training broke down at epoch {since}.",
            (since, int(table.epochs[-1])),
            LOSS_CHART,
            {"epochs broken": int(table.epochs[-1]) - since + 1},
        )
    found = _blown_up(course.of(loss_sum(table, "train")), blow_up) or _collapsed(
        headline_curve, collapse, worth
    )
    return found or _validation(val, train, table, headline_curve)


def _broken(table: EpochTable, side: str, losses: Iterable[str]) -> dict[str, int]:
    """Losses of a side that are no numbers at the end, and since which epoch."""
    since = {name: table.lost_since(name) for name in (f"{side}/{loss}" for loss in losses)}
    return {name: epoch for name, epoch in since.items() if epoch is not None}


def _failed(
    title: str, seen: str, span: tuple[int, int], chart: str, measured: Mapping[str, float]
) -> Outcome:
    return Outcome(Verdict.FAIL, title, seen, epochs=span, chart=chart, measured=measured)


def _blown_up(train: Curve, factor: float) -> Outcome | None:
    """The finding when the training loss ends far above its lowest level; else None."""
    if not train.long_enough:
        return None
    course = train.trend
    # The median is not moved by one spoilt row, as YOLOv5 leaves at the end of its file.
    last = trend.median(train.known.values[-max(3, len(course) // 10) :])
    lowest = float(course.values.min())
    if lowest <= 0 or last < factor * lowest:
        return None
    start = int(course.epochs[np.argmin(course.values)])
    return _failed(
        f"Training loss blew up after epoch {start}",
        f"Training loss rose from {words.number(lowest)} to {words.number(last)}, "
        f"{words.ratio(last / lowest)} times its lowest level, and stayed there.",
        (start, int(course.epochs[-1])),
        LOSS_CHART,
        {"times the lowest": last / lowest},
    )


def _collapsed(curve: Series, collapse: float, worth: float) -> Outcome | None:
    """The finding when the main metric is lost for good; else None."""
    known = curve.known
    if len(known) < 8:
        return None
    best, left = float(known.values.max()), float(known.values[-max(3, len(known) // 4) :].max())
    if best < worth or left >= collapse * best:
        return None
    at = int(known.epochs[np.argmax(known.values)])
    return _failed(
        f"The model lost what it had learned after epoch {at}",
        f"The main metric reached {words.decimals(best, 3)} at epoch {at} and stays below "
        f"{words.decimals(collapse * best, 3)} "
        f"in the last quarter of the epochs ({words.decimals(left, 3)} at most).",
        (at, int(known.epochs[-1])),
        score_chart(curve),
        {"best": best, "best of the last quarter": left},
    )


def _validation(
    val: Mapping[str, FloatArray],
    train: Mapping[str, FloatArray],
    table: EpochTable,
    curve: Series,
) -> Outcome:
    """The finding when training itself is sound."""
    broken = _broken(table, "val", val)
    last = int(table.epochs[-1])
    if val and len(broken) == len(val) and not np.any(curve.known.values > 0):
        return Outcome(
            Verdict.UNKNOWN,
            "Validation gave no numbers",
            "Every validation loss is NaN or infinite and the metrics stay at 0, while training "
            "losses are sound. Whether the model learned cannot be told from this run: validate "
            "best.pt.",
            epochs=(int(table.epochs[0]), last),
            chart=LOSS_CHART,
        )
    if broken:
        names = words.few(list(broken))
        count = int(max(np.sum(table.lost(name)) for name in broken))
        return Outcome(
            Verdict.WARN,
            f"{names} {'is not a number' if len(broken) == 1 else 'are not numbers'}",
            f"{names} {words.are(len(broken))} NaN or infinite in {count} of "
            f"{words.count(len(table.epochs), 'epoch')}, "
            "also in the last. Training losses and metrics are sound; only what is judged by "
            f"{'this loss' if len(broken) == 1 else 'these losses'} is unknown.",
            epochs=(next(iter(broken.values())), last),
            chart=LOSS_CHART,
            remedy="Validate `best.pt` with `amp=False` (`half=False`) to see the loss. The model "
            "itself can be used.",
        )
    every = [*(f"train/{name}" for name in train), *(f"val/{name}" for name in val)]
    return Outcome(Verdict.PASS, DIVERGED, _passing(table, every), chart=LOSS_CHART)


def _passing(table: EpochTable, names: Iterable[str]) -> str:
    lost = {name: int(np.sum(table.lost(name))) for name in names}
    short = [f"{name} in {words.count(epochs, 'epoch')}" for name, epochs in lost.items() if epochs]
    if not short:
        return f"Every loss is a number {'wherever it is told' if table.log else 'in every epoch'}."
    return f"NaN or infinity came and went: {', '.join(short)}. All losses are numbers at the end."
