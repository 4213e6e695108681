"""Which classes, objects and confidences stand out."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from reportgen import words
from reportgen.diagnosis.cause import SERIOUS, as_checked, cause, says, warns
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.told import finds_enough
from reportgen.facts.operating_point import NEARLY_BEST, default_cost
from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.measures import Measure
from reportgen.read.plot.plots import Confusion
from reportgen.rule import RAISED, Finding, Verdict

NO_LEVEL = ("learned-nothing", "validation-broken", "diverged", "too-short", "unknown")
"""States in which a matrix shows what the state says already."""


def tells_classes(state: State, facts: Facts, sources: Finding | None) -> bool:
    """Whether the model finds enough for its classes and confidences to be told apart.

    What the plots show is told of no other run than that of results.csv.
    """
    return not warns(sources) and state.main not in NO_LEVEL and finds_enough(facts)


@cause(title="Rare classes fall behind")
def rare_classes(
    class_imbalance: Finding, state: State, facts: Facts, sources_agree: Finding | None
) -> Told | None:
    """Collect more pictures of the rare classes, or give them more weight.

    Likely when the check class-imbalance warns: classes that are found half as often as the median
    one have less than half of its objects.
    """
    also = ("weak-classes", "small-validation")
    told = as_checked(class_imbalance, "more-of-class", "class-weights", also=also)
    if told is None or not tells_classes(state, facts, sources_agree):
        return None
    return replace(told, certainty=Certainty.LIKELY)


GOOD = ("good", "plateau-done")
NOT_FOR_NAMES = frozenset(("check-labels", "more-data", "more-of-class", "larger-model"))
"""Treatments that are not the first ones where boxes are right and names are not."""


@cause(title="Many objects are missed")
def objects_missed(
    missed_objects: Finding, state: State, facts: Facts, sources_agree: Finding | None
) -> Told | None:
    """Look at what is missed: small objects call for a larger `imgsz`, unusual ones for pictures.

    Certain when the check missed-objects warns. Likely when it notes so of a run that is good
    otherwise: then it is what is left to do, before any epoch is saved.
    """
    if not tells_classes(state, facts, sources_agree):
        return None
    done = state.main == "plateau-done"
    good = done or state.main == "good"
    labels = () if good else ("check-labels",)  # What is not labelled is never found.
    steps = ("look-at-misses", *labels, "image-size")
    told = as_checked(missed_objects, *steps, also=("recall-floor",), noted=good)
    return replace(told, weight=-1) if told and done else told


@cause(title="Some classes are weak")
def weak_classes(
    weak_classes: Finding, state: State, facts: Facts, sources_agree: Finding | None
) -> Told | None:
    """Add pictures of these classes and look through their labels.

    Certain that they are when the check weak-classes warns, likely when it only notes: found and
    named right less than half of the time. Why is not told by that.
    """
    if weak_classes.verdict not in RAISED or not tells_classes(state, facts, sources_agree):
        return None
    return Told(
        Certainty.CERTAIN if weak_classes.verdict in SERIOUS else Certainty.LIKELY,
        words.mid_sentence(weak_classes.title),
        weak_classes.seen,
        steps=("more-of-class",),
        explains=("weak-classes", "confused-classes"),
        weight=1,
    )


@cause(title="Objects are found, and called by another name")
def classes_confused(
    confused_classes: Finding,
    confusion: Confusion,
    state: State,
    facts: Facts,
    sources_agree: Finding | None,
    *,
    found: float = 0.8,
    named: float = 0.7,
) -> Told | None:
    """Compare labelled examples of the classes that are taken for each other: people who mix them
    up cannot teach them.

    Likely when the check confused-classes warns, `found` (80 %) of the objects or more are found,
    typically over the classes, and of those less than `named` (70 %) are called by their name. The
    boxes are good then: neither missing labels nor the size of pictures sets the limit, and no run
    is good in which classes are guessed. Where masks or key points lag behind the boxes, those
    come first. Not told by a matrix that counts from confidence 0.001 on, where everything is
    found.
    """
    if not warns(confused_classes) or not _tells_what_is_found(confusion):
        return None
    share, right = _found_and_named(confusion)
    if not (share >= found and right < named) or not tells_classes(state, facts, sources_agree):
        return None
    behind = facts.heads[-1].map50 != max(head.map50 or 0.0 for head in facts.heads)
    told = Told(
        Certainty.LIKELY,
        "objects are found, but their classes are mixed up",
        f"Typically {words.percent(share)} of the objects of a class are found, and "
        f"{words.percent(right)} of those are called by their name. {confused_classes.seen}",
        steps=("tell-apart",),
        explains=("confused-classes", "weak-classes", "false-alarms", "precision-floor",
                  "early-plateau", "precision-recall-balance"),
        moot=frozenset(("more-of-class",)),
        weight=1,
    )  # fmt: skip
    if behind:
        return told
    better = "plateau-low" if state.main in GOOD else ""
    first = state.main in ("plateau-low", "unstable")
    return replace(told, moot=NOT_FOR_NAMES, state=better, weight=0 if first else 1)


def _tells_what_is_found(confusion: Confusion) -> bool:
    """Whether it tells missed objects from found ones: counted from 0.001 on all are found."""
    all_found = confusion.low_confidence_counts or confusion.abounds_in_false_alarms
    return confusion.has_background and not all_found


def _found_and_named(confusion: Confusion) -> tuple[float, float]:
    """What share of a class's objects is found, and of these called by its name; typically.

    NaN where no class tells.
    """
    count = len(confusion.names)
    seen = 1 - confusion.normalized[count, :count]
    told = np.isfinite(seen) & np.isfinite(confusion.judged) & (seen > 0)
    if not told.any():
        return math.nan, math.nan
    return trend.median(seen[told]), trend.median(confusion.judged[told] / seen[told])


@cause(title="Many predictions are false alarms")
def false_alarms(
    false_alarms: Finding | None,
    precision_floor: Finding | None,
    recall_floor: Finding | None,
    state: State,
    facts: Facts,
    sources_agree: Finding | None,
) -> Told | None:
    """Check whether the false alarms are unlabelled objects, and label those.

    Certain when the check false-alarms warns. Likely where no matrix counts them, and precision is
    below its floor while recall is not.
    """
    if not tells_classes(state, facts, sources_agree):
        return None
    counted = false_alarms is not None and false_alarms.verdict is not Verdict.UNKNOWN
    if false_alarms is not None and counted:
        return as_checked(false_alarms, "check-labels", also=("precision-floor",))
    found = says(recall_floor, Verdict.PASS)
    if precision_floor is None or not warns(precision_floor) or not found:
        return None
    return Told(
        Certainty.LIKELY,
        "most predictions are false alarms",
        precision_floor.seen,
        steps=("check-labels",),
        explains=("precision-floor", "precision-recall-balance"),
        weight=0 if state.main == "plateau-low" else 1,
    )


@cause(title="Predict's default confidence is not the best one")
def confidence_elsewhere(
    best_confidence: Finding, state: State, facts: Facts, sources_agree: Finding | None
) -> Told | None:
    """Give `conf` when predicting.

    Certain when the check best-confidence notes that F1 of the main head (masks, poses, else
    boxes) is highest far from predict's default, and the F1 curve does not show that the default
    costs less than 1 % of it (`NEARLY_BEST`).
    """
    noted = best_confidence.verdict is Verdict.NOTE and tells_classes(state, facts, sources_agree)
    told = [head.head.key for head in facts.heads if head.f1_peak is not None]
    main = not told or best_confidence.head == told[-1]
    if not (noted and main) or _default_does(facts, best_confidence.head):
        return None
    return Told(
        Certainty.CERTAIN,
        words.mid_sentence(best_confidence.title),
        best_confidence.seen,
        steps=("confidence",),
        explains=("best-confidence", "precision-recall-balance"),
        data={"confidence": best_confidence.measured.get(Measure.CONFIDENCE, 0.25)},
        weight=2,
    )


def _default_does(facts: Facts, key: str | None) -> bool:
    """Whether predict's default is as good as the best confidence, by the F1 curve of a head."""
    costs = (default_cost(head.curves) for head in facts.heads if head.head.key == key)
    return any(cost is not None and cost.share < NEARLY_BEST for cost in costs)
