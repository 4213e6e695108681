"""The guide's "Model Comparison Checklist": seven items, each with its numbers and its winner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reportgen import words
from reportgen.comparison.data.incomparable import F1, MATRIX
from reportgen.comparison.ground import Ground, T
from reportgen.comparison.item import ChecklistItem, Values, by_contest, by_values
from reportgen.comparison.noise import curves
from reportgen.comparison.ranking.measures import balance_measure
from reportgen.comparison.ranking.predictions import mistakes
from reportgen.read.table.results import Series

LEAST_PRECISION_RECALL = 0.3
"""The guide: "precision and recall are balanced (neither below 0.3)"."""
UNDECIDABLE = (
    "Whether predictions look better cannot be computed: compare the pictures. The shares of "
    "objects missed and of predictions that are false alarms are hints."
)
ALONE = "No two runs that differ were validated on the same data."
TOO_FEW_LEARNED = "Fewer than two runs learned anything to compare."


def checklist(ground: Ground) -> tuple[ChecklistItem, ...]:
    """The seven items in the guide's order; of a run that is alone with its data none is judged."""
    judges = (_main, _validation_loss, _smoothness, _balance, _predictions, _convergence, _f1)
    items = tuple(judge(ground) for judge in judges)
    if len(ground.runs) > 1:
        return items
    return tuple(replace(each, winner=None, tied=(), reason=ALONE) for each in items)


def _of_each(told: Sequence[T | None], part: Callable[[T], float | None]) -> Values:
    """A number of what each run tells; None where it tells nothing."""
    return tuple(None if each is None else part(each) for each in told)


def _main(ground: Ground) -> ChecklistItem:
    label = ground.main.measure.label
    # The guide's words, which are of detection; a classification has no mAP.
    title = "Higher mAP50-95" if label.endswith("mAP50-95") else f"Higher {label}"
    item = ChecklistItem("higher-map50-95", title, label)
    return by_contest(item, ground.main, ground.names)


def _validation_loss(ground: Ground) -> ChecklistItem:
    item = ChecklistItem(
        "lower-validation-loss",
        "Lower validation losses",
        "sum of the validation losses at the best epoch",
        reason=ground.losses_apart,
    )
    return by_contest(item, ground.loss, ground.names)


def _smoothness(ground: Ground) -> ChecklistItem:
    """A curve that never moved is no smooth learning curve: only runs that learned can win."""
    told = ground.from_scratch(lambda facts: curves.roughness(facts.val_loss))

    def better(first: int, second: int) -> bool:
        one, other = told[first], told[second]
        return bool(one and other and curves.clearly_smoother(one, other))

    def by(first: int, second: int) -> str:
        one, other = told[first], told[second]
        return curves.smoother_by(one, other) if one and other else ""

    item = ChecklistItem(
        "smoother-curves",
        "Smooth learning curves",
        "wobble of the validation loss about its trend, as a share of it",
        _of_each(told, lambda each: each.value),
        words=ground.continued,
        too_few=TOO_FEW_LEARNED,
    )
    return by_values(item, better, ground.names, by, lambda run: run in ground.learned)


def _balance(ground: Ground) -> ChecklistItem:
    contest = ground.hold(balance_measure(ground.common))
    heads = ground.each(ground.common.of)
    precision = _of_each(heads, lambda head: head.precision)
    recall = _of_each(heads, lambda head: head.recall)

    def sound(run: int) -> bool:
        return min(precision[run] or 0.0, recall[run] or 0.0) >= LEAST_PRECISION_RECALL

    passing = [ground.names[run] for run in contest.told if sound(run)]
    few = f"Only {passing[0]} keeps" if passing else "No run keeps"
    item = ChecklistItem(
        "balanced-precision-recall",
        "Balanced precision/recall",
        contest.measure.label,
        details={"precision": precision, "recall": recall},
    )
    if contest.told:
        few += " both at 0.3 or more, as the guide asks; below, balance says little."
        item = replace(item, too_few=few)
    return by_contest(item, contest, ground.names, sound)


def _predictions(ground: Ground) -> ChecklistItem:
    told = ground.each(mistakes)
    return ChecklistItem(
        "better-predictions",
        "Better visual predictions",
        "share of objects missed",
        _of_each(told, lambda each: each.missed),
        reason=f"{UNDECIDABLE} {ground.changed(MATRIX)}".strip(),
        details={"false alarms": _of_each(told, lambda each: each.false_alarms)},
    )


def _convergence(ground: Ground) -> ChecklistItem:
    """Runs whose noise leaves open which was first at the level are not told apart."""
    contest = ground.main
    series = ground.from_scratch(contest.measure.series)
    height = curves.level(series)
    speeds = _speeds(ground, series, height)

    def better(first: int, second: int) -> bool:
        one, other = speeds[first], speeds[second]
        if contest.test(first, second) is None:
            return False  # Of one family, or not to be tested against each other.
        return bool(one and other and one.latest < other.earliest)

    def by(first: int, second: int) -> str:
        one, other = speeds[first], speeds[second]
        return f"; {one.range} against {other.range}" if one and other else ""

    item = ChecklistItem(
        "faster-convergence",
        "Faster convergence",
        f"epochs to {contest.measure.label} {words.number(height)}" if height else "epochs",
        _of_each(speeds, lambda each: float(each.epochs) if each.epochs else None),
        whole=True,
        details={"minutes": _of_each(speeds, lambda each: each.minutes)},
        words={
            run: "from the start" if each.from_start else "not reached"
            for run, each in enumerate(speeds)
            if each and not each.epochs
        }
        | ground.continued,
        too_few="Fewer than two runs show how fast they learned.",
    )
    return by_values(item, better, ground.names, by)


def _speeds(
    ground: Ground, series: Sequence[Series | None], height: float | None
) -> list[curves.Speed | None]:
    """When each run reached the level `height`; None where it tells no curve or no noise."""
    noises = [ground.main.noise(run) for run in range(len(ground.facts))]
    return [
        None
        if curve is None or noise is None or height is None
        else curves.speed(curve, height, noise.sd, facts.table)
        for facts, curve, noise in zip(ground.facts, series, noises, strict=True)
    ]


def _f1(ground: Ground) -> ChecklistItem:
    peaks = ground.each(lambda facts: head.f1_peak if (head := ground.common.of(facts)) else None)
    item = ChecklistItem(
        "higher-f1",
        "Higher F1 score",
        ground.f1.measure.label,
        reason=ground.changed(F1),
        details={"confidence": _of_each(peaks, lambda peak: peak.confidence)},
    )
    return by_contest(item, ground.f1, ground.names)
