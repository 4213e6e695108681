"""Guide: "Class Imbalance": whether the rare classes are the weak ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reportgen import words
from reportgen.checks.matrix.classes import CHART, not_told, single_class, untold
from reportgen.checks.matrix.shares import at_most, counted, stated
from reportgen.checks.wording import named
from reportgen.facts.series import trend
from reportgen.read.plot.plots import Confusion
from reportgen.rule import Outcome, Verdict, check

WEAK = 0.5
"""Share of a class that is found below which it is weak, as in the check weak-classes."""


@check(
    at_end=True,
    title="Rare classes do as well as frequent ones",
    guide="Signs of Problems: Class Imbalance",
    when_unknown="It takes the counts of `confusion_matrix.png`, which `yolo val` draws.",
    heads=("box", "class", "pixels"),
)
def class_imbalance(confusion: Confusion, *, behind: float = 0.5, rare: float = 0.5) -> Outcome:
    """Collect more pictures of the rare classes, or list theirs several times in the training
    set. Ultralytics 8.4 can weigh them: `cls_pw=0.5` (0 is off, 1 fully inverse to frequency).

    The guide's pattern is "good overall, poor on specific classes". Warn when a class that is
    found less than `behind` (half) as often as the median class also has fewer than `rare` (half)
    of the objects of the median class, and one of these is surely weak (below 0.5, Wilson's
    interval at 95 %); note where none is, pass otherwise. Unknown when classes fall behind and the
    counts are not told. Not applicable with a single class, or when the median class itself is
    found less than half of the time: then all are weak. Classes of up to five objects (`HANDFUL`)
    tell too little and are left out. Objects are those of the validation
    pictures; the training set is assumed to be alike.
    """
    if len(confusion.names) < 2:
        return single_class(
            "There is no imbalance to speak of", "there is none to weigh it against"
        )
    correct = confusion.judged
    if np.all(np.isnan(correct)):
        unknown = "Whether rare classes fall behind is unknown"
        return untold(confusion, unknown, "how well classes are found")
    median = trend.median(correct)
    if median < 0.5:
        return Outcome(
            Verdict.NOT_APPLICABLE,
            "Imbalance is not the main problem",
            f"The median class is found {words.percent(median)} of the time: most classes are "
            "weak, not only rare ones.",
            chart=CHART,
        )
    lagging = [int(i) for i in np.argsort(correct) if correct[i] < behind * median]
    return _imbalance(confusion, lagging, median, behind, rare)


def _imbalance(
    confusion: Confusion, lagging: list[int], median: float, behind: float, rare: float
) -> Outcome:
    """The verdict on classes that are found far less often than the median one."""
    threshold = (
        f"warns for classes found less than {words.percent(behind)} as often as the median class, "
        f"with under {words.percent(rare)} of its objects"
    )
    sound = Outcome(
        Verdict.PASS,
        "No rare class falls behind",
        f"No class is found less than {words.percent(behind)} as often as the median class "
        f"({words.percent(median)}).",
        chart=CHART,
        measured={"rare and weak classes": 0, "median share": median},
        threshold=threshold,
    )
    if not lagging:
        return sound
    objects = confusion.objects
    if objects is None or np.isnan(objects).any():
        return not_told(
            "Whether the weak classes are rare is unknown", f"how many {confusion.things} they have"
        )
    usual, thing = trend.median(objects), confusion.things.removesuffix("s")
    few = [i for i in lagging if objects[i] < rare * usual]
    if not few:
        return replace(sound, seen="Some classes are weak, but they are not the rare ones.")
    told = [
        f"{named(confusion.names[i])} ({words.count(int(objects[i]), thing)}, "
        f"{stated(confusion.correct[i], confusion)})"
        for i in few
    ]
    sure = any(at_most(objects, i, confusion.correct) < WEAK for i in few)
    return replace(
        sound,
        verdict=Verdict.WARN if sure else Verdict.NOTE,
        title=f"{counted(len(few), 'rare class falls', 'rare classes fall')} behind",
        seen=f"The median class has {words.count(int(usual), thing)} and is found "
        f"{words.percent(median)} of the time. Behind it: {words.few(told)}.",
        measured={"rare and weak classes": len(few), "median share": median},
    )
