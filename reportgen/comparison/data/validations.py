"""What validations of a run's weights came to, and whether they were on its own data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.comparison.data.same_data import Alike, DataOf, compared
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.run_facts import Facts
from reportgen.tasks import CLASS


@dataclass(frozen=True)
class Validation:
    """One validation with the weights of a run: what a folder of ``yolo val`` tells of it."""

    name: str
    data: str | None
    split: str
    """``val`` where it says nothing else, as Ultralytics has it."""
    alike: Alike
    """Whether the data is that of the training; of ``open`` it is not told."""
    metrics: Mapping[str, float | None]
    """By name as of a column, ``mAP50(M)``, ``F1(M)`` with ``confidence(M)``, or ``accuracy``."""
    objects: int | None
    """Those of its confusion matrix; None where it tells no counts."""


def validations(facts: Facts) -> tuple[Validation, ...]:
    """The validations that lie in a run or beside it and name its weights."""
    return tuple(validation(Facts(run), facts) for run in facts.run.validations)


def validation(own: Facts, of: Facts) -> Validation:
    """What a folder tells of a validation of the weights `of` a run, or the run's own of itself."""
    alike, _ = compared(DataOf(of, (), folds=False), data := DataOf(own, (), folds=False))
    if not own.known_args.values:
        alike = "same"  # One that names nothing is known by its numbers: same objects, same places.
    return Validation(
        name=own.run.name,
        data=own.data_name,
        split=own.known_args.text("split") or "val",
        alike=alike,
        metrics=_metrics(own),
        objects=sum(data.objects) or None,
    )


def _metrics(facts: Facts) -> dict[str, float | None]:
    """As the legends of the curves print them; the accuracy as the matrix counts it."""
    found: dict[str, float | None] = {}
    for head in facts.heads:
        found |= _of_head(head) if head.head.letter else {}
    counts = facts.confusion.counts if facts.confusion else None
    if counts is not None and facts.headline_key == CLASS.key:
        found["accuracy"] = float(counts.trace() / counts.sum()) if counts.sum() > 0 else None
    return found


def _of_head(head: HeadFacts) -> dict[str, float | None]:
    letter, curve, peak = head.head.letter, head.curves.get("PR"), head.f1_peak
    return {
        f"mAP50({letter})": curve.value if curve else head.map50,
        f"F1({letter})": peak.f1 if peak else None,
        f"confidence({letter})": peak.confidence if peak else None,
    }
