"""Do the parts of a run folder belong together, and how much can a class's numbers bear?"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from reportgen import words
from reportgen.anatomy.interval import wilson
from reportgen.checks.matrix.shares import counted
from reportgen.checks.wording import graded, named
from reportgen.facts.head_facts import HeadFacts
from reportgen.measures import Answers
from reportgen.read.plot.plots import Confusion
from reportgen.read.table.results import FloatArray
from reportgen.rule import Outcome, Verdict, check

FILES = "Files Reference"
MAY_BE = (
    "Files of another training, a later validation with other data or arguments, or a device that "
    "validates wrongly during training can each be the reason."
)
FEW_IN_ALL = "objects in all"
"""Name of a measured number: of all classes together, where every one has too few."""


@check(
    title="results.csv, plots and weights are of the same training",
    guide=FILES,
    when_unknown="It takes a PR curve and a results.csv to compare; `yolo val` draws the curve.",
    heads=("box", "mask", "pose"),
    answers=Answers.ONE_TRAINING,
)
def sources_agree(
    drawn_map50: Mapping[str, float],
    heads: tuple[HeadFacts, ...],
    *,
    rounding: float = 0.01,
    apart: float = 0.03,
) -> Outcome:
    """Find out which of the files are stale, or validate `best.pt` again; until then trust
    neither the curves nor the confusion matrix of this folder.

    The mAP50 that the legend of each PR curve prints is held against results.csv at the best
    epoch. Of 27 real and trained folders that belong together none differ by more than 0.0015
    (rounding, and the final validation at half precision). Pass up to `rounding` (0.01), note up
    to `apart` (0.03), warn above. Unknown when no head has both numbers.
    """
    pairs = {
        facts.head.key: (drawn_map50[facts.head.key], facts.map50)
        for facts in heads
        if facts.head.key in drawn_map50 and facts.map50 is not None
    }
    if not pairs:
        return Outcome(
            Verdict.UNKNOWN,
            "Whether the files belong together is unknown",
            "No head has both a PR curve that can be read and an mAP50 in results.csv.",
        )
    head, (drawn, told) = max(pairs.items(), key=lambda item: abs(item[1][0] - item[1][1]))
    gap = abs(drawn - told)
    agree, title = gap <= rounding, "Plots and results.csv agree"
    seen = (
        f"The PR curve ({head}) prints mAP50 {words.decimals(drawn, 3)}, results.csv has "
        f"{words.decimals(told, 3)} at the best epoch."
    )
    if not agree:
        title, seen = "Plots and results.csv disagree", f"{seen} {MAY_BE}"
    return Outcome(
        graded(warns=gap > apart, notes=not agree),
        title,
        seen,
        chart=f"{head}-pr",
        measured={"difference of mAP50": gap},
        threshold=f"notes above {words.plain(rounding)}, warns above {words.plain(apart)}",
    )


@check(
    at_end=True,
    title="Every class has enough validation objects for its numbers to mean something",
    guide="Class Imbalance",
    when_unknown="The counts of `confusion_matrix.png` tell it.",
    heads=("box", "class"),
)
def small_validation(confusion: Confusion, *, few: int = 30) -> Outcome:
    """Move pictures of these classes to the validation set, or collect more; until then read
    their numbers with their interval.

    The true objects of each class in validation, from the counts of the matrix. Note when a class
    has fewer than `few` (30); pass otherwise; unknown when the counts are not told, or only of
    classes that have enough. The interval is Wilson's at 95 % for the share that was found and
    named right.
    """
    things, objects = confusion.things, confusion.objects
    below = 0 if objects is None else int((objects < few).sum())
    if objects is None or (np.isnan(objects).any() and not below):
        return Outcome(
            Verdict.UNKNOWN,
            f"How many validation {things} each class has is unknown",
            "The counts of the confusion matrix are not told, or not of every class.",
        )
    fewest = float(np.nanmin(objects))
    measured = {"fewest objects": fewest}
    threshold = f"notes below {few} {things}"
    if confusion.total is not None and below == len(objects):
        measured[FEW_IN_ALL] = confusion.total
    title = f"Every class has enough validation {things}"
    seen = f"The rarest class has {words.decimals(fewest, 0)} {things} in validation."
    if below:
        classes = counted(below, "class has", "classes have")
        title = f"{classes} fewer than {few} validation {things}"
        seen = f"{things.capitalize()} in validation: {_below(confusion, objects, few)}."
    return Outcome(
        graded(warns=False, notes=below),
        title,
        seen,
        chart="confusion-matrix",
        measured=measured,
        threshold=threshold,
    )


def _below(confusion: Confusion, objects: FloatArray, few: int) -> str:
    """The classes of fewer than `few` objects, the rarest first, those without one last."""
    rare = [int(index) for index in np.argsort(objects) if 0 < objects[index] < few]
    told = [_with_interval(confusion, index, objects[index]) for index in rare]
    absent = [named(confusion.names[index]) for index in np.flatnonzero(objects == 0)]
    if absent:
        told.append(f"{words.few(absent)} (none at all)")
    return words.few(told)


def _with_interval(confusion: Confusion, index: int, objects: float) -> str:
    share = confusion.correct[index]
    name = f"{named(confusion.names[index])} ({words.decimals(objects, 0)}"
    if not math.isfinite(share):
        return name + ")"
    low, high = wilson(share, objects)
    return (
        f"{name}; found {words.percent(share)}, 95 % interval {words.percent(low)} to "
        f"{words.percent(high)})"
    )
