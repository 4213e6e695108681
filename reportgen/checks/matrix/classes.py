"""Guide: "Confusion Matrices" and "Class Imbalance": what the confusion matrix tells of classes.

The matrix is [predicted, true]: a column shares out what became of the true objects of a class.
From Ultralytics 8.4.103 on it counts predictions from confidence 0.001 on, where hardly anything
is missed and false alarms abound: what is bad even then is bad, what looks good is *unknown*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from reportgen import words
from reportgen.anatomy.interval import wilson
from reportgen.checks.matrix.shares import (
    at_most,
    counted,
    counted_share,
    in_brackets,
    stated,
    with_shares,
)
from reportgen.checks.wording import graded, named
from reportgen.measures import Measure
from reportgen.read.plot.plots import HANDFUL, Confusion
from reportgen.read.table.results import FloatArray
from reportgen.rule import Outcome, Verdict, check

MATRICES = "Confusion Matrices"
CHART = "confusion-matrix"
MORE_OBJECTS = "Move pictures to the validation set until each class has some dozens of objects."


@check(
    at_end=True,
    title="Every class is found and named right at least {weak%} of the time",
    guide=MATRICES,
    when_unknown="Validate `best.pt` (`yolo val model=weights/best.pt plots=True`): that draws the "
    "confusion matrices.",
    heads=("box", "class", "pixels"),
    measures=(Measure.WEAK_CLASSES,),
)
def weak_classes(
    confusion: Confusion, *, low: float = 0.3, weak: float = 0.5, trails: float = 0.2
) -> Outcome:
    """Look at these classes in `val_batch*_labels.jpg` and `val_batch*_pred.jpg`: are they
    labelled everywhere and alike? Then add pictures of them.

    The diagonal of the normalised matrix: the share of a class's objects that was found and named
    right. Warn when a class is below `low` (0.3, the guide's floor) and, where its objects are
    counted, surely below `weak` (0.5); note below `weak`, and of the weakest class where it surely
    trails the other classes, by their median, by `trails` (0.2) or more; pass otherwise. Sure is
    what Wilson's interval at 95 % leaves; classes of up to five objects (`HANDFUL`) tell too little
    and are left out. Unknown when no cell of the diagonal is told, and in place of a pass where the
    matrix counts from confidence 0.001 on. Not applicable with a single class, whose recall says
    the same. The guide gives no number.
    """
    if len(confusion.names) < 2:
        return single_class("Classes are not compared", "its recall says how well it is found")
    correct = confusion.judged
    if np.all(np.isnan(correct)):
        return untold(confusion, "Which classes are weak is unknown", "the diagonal of the matrix")
    order = [int(i) for i in np.argsort(correct) if correct[i] < weak]
    worst = float(np.nanmin(correct))
    sure = any(correct[i] < low and at_most(confusion.objects, i, correct) < weak for i in order)
    behind = None if order else _behind(confusion, trails)
    title, seen = behind or _weakest(confusion, order, weak)
    outcome = Outcome(
        graded(warns=sure, notes=order or behind),
        title,
        seen + _not_judged(confusion),
        chart=CHART,
        measured={"lowest share": worst, Measure.WEAK_CLASSES: len(order)},
        threshold=f"warns below {words.percent(low)}, notes below {words.percent(weak)} and "
        f"{words.percent(trails)} behind the others",
    )
    return _at_low_confidence(
        outcome,
        confusion,
        "Whether classes are weak is unknown",
        "The matrix counts from confidence 0.001 on: at a usable confidence fewer are found.",
    )


def _behind(confusion: Confusion, trails: float) -> tuple[str, str] | None:
    """Title and numbers of the weakest class where it surely trails the others; else None."""
    correct = confusion.judged
    weakest = int(np.nanargmin(correct))
    others = np.delete(correct, weakest)
    if np.all(np.isnan(others)):
        return None
    usual = float(np.nanmedian(others))
    surely = at_most(confusion.objects, weakest, correct) < usual
    if not surely or correct[weakest] > usual - trails:
        return None
    name, several = named(confusion.names[weakest]), len(others) > 1
    return (
        f"{words.capital(name)} trails the other {'classes' if several else 'class'}",
        f"Found and named right: {name} ({counted_share(confusion, weakest, correct)}), "
        f"{'the others typically' if several else 'the other'} {stated(usual, confusion)}.",
    )


def _weakest(confusion: Confusion, order: Sequence[int], weak: float) -> tuple[str, str]:
    """Title and numbers: of the classes `order`, which are weak; of the weakest where none is."""
    correct, limit = confusion.judged, words.percent(weak)
    if order:
        return (
            f"{counted(len(order), 'class is', 'classes are')} found less than {limit} of the time",
            f"{words.capital(confusion.right)}: {with_shares(confusion, order, correct)}.",
        )
    weakest = int(np.nanargmin(correct))
    return (
        f"Every class is found at least {limit} of the time",
        f"The weakest class, {named(confusion.names[weakest])}, is {confusion.right} "
        f"{stated(correct[weakest], confusion)} of the time.",
    )


@check(
    at_end=True,
    title="No class is taken for another {often%} of the time or more",
    guide=MATRICES,
    when_unknown="The normalised matrix shows it; a new validation of `best.pt` draws one.",
    heads=("box", "class", "pixels"),
)
def confused_classes(confusion: Confusion, *, often: float = 0.1, mostly: float = 0.25) -> Outcome:
    """Compare labelled examples of both classes: if people would mix them up too, define the
    border or merge them; if not, add pictures that show the difference.

    Off-diagonal cells between classes: warn when `mostly` (a quarter) of a class or more is called
    by another name, note from `often` (a tenth) on, pass below. Classes of up to five objects
    (`HANDFUL`) are left out. Unknown when such cells are not told. Not applicable with a single
    class. The guide says "strong"; the numbers are ours. The picture has predicted classes down and
    true ones across (the guide says the reverse).
    """
    count = len(confusion.names)
    if count < 2:
        return single_class("There is nothing to confuse", "no other can be taken for it")
    cells = np.where(confusion.few, np.nan, confusion.normalized[:count, :count])
    np.fill_diagonal(cells, np.nan)
    if np.all(np.isnan(cells)):
        unknown = "Which classes are confused is unknown"
        return untold(confusion, unknown, "the cells between classes")
    pairs = sorted(np.argwhere(cells >= often).tolist(), key=lambda cell: -cells[tuple(cell)])
    told = [
        f"{stated(cells[predicted, true], confusion)} of {named(confusion.names[true])} is called "
        f"{named(confusion.names[predicted])}"
        for predicted, true in pairs
    ]
    worst = float(np.nanmax(cells))
    title = "No two classes are confused"
    seen = f"At most {stated(worst, confusion)} of a class is called by another name."
    if pairs:
        title = f"{counted(len(pairs), 'pair of classes is', 'pairs of classes are')} confused"
        seen = f"{words.few(told, 3)}."
    return Outcome(
        graded(warns=worst >= mostly, notes=pairs),
        title,
        seen,
        chart=CHART,
        measured={"largest share": worst, "pairs": len(pairs)},
        threshold=f"warns from {words.percent(mostly)} on, notes from {words.percent(often)} on",
    )


@check(
    at_end=True,
    title="Less than {some%} of the objects are missed",
    guide=MATRICES,
    heads=("box",),
    when_unknown="The bottom row of the matrix shows it: validate `best.pt` with `plots=True`.",
)
def missed_objects(confusion: Confusion, *, some: float = 0.3, many: float = 0.5) -> Outcome:
    """Find the missed objects in `val_batch*_pred.jpg`. Small or crowded ones call for a larger
    `imgsz`, unusual ones for more such pictures; a lower `conf` finds more, with more mistakes.

    The background row: objects that no prediction matched, of all objects (over classes, when
    only shares are told: their mean). Warn from `many` (0.5) on where as many objects are counted
    that it is surely `some` (0.3; Wilson's interval at 95 %), note from `some` (0.3) on, pass
    below, unless a class loses `many` of its objects: then note. Unknown when the row is not told,
    and in place of a pass where the matrix counts from confidence 0.001 on. The guide has no
    number.
    """
    if not confusion.has_background:
        return not_told("How many objects are missed is unknown", "missed objects")
    row = np.where(confusion.seen > 0, confusion.normalized[-1, : len(confusion.names)], np.nan)
    if np.all(np.isnan(row)):
        return not_told("How many objects are missed is unknown", "the background row")
    missing = _missed(confusion, row)
    overall = missing.share
    bad = [int(i) for i in np.argsort(-np.nan_to_num(row)) if row[i] >= many]
    serious = overall >= many and missing.surely >= some
    title = missing.title
    if bad and overall < some:
        classes = counted(len(bad), "class is", "classes are")
        title = f"{classes} missed {words.percent(many)} of the time or more"
    sure = in_brackets(overall, confusion.objects, confusion)
    seen = f"No prediction fits {missing.part}{sure}."
    if bad and len(row) > 1:
        seen += f" Missed most: {with_shares(confusion, bad, row)}."
    outcome = Outcome(
        graded(warns=serious, notes=overall >= some or bad),
        title,
        seen,
        chart=CHART,
        measured={"missed": overall},
        threshold=f"warns from {words.percent(many)} on, notes from {words.percent(some)} on",
    )
    return _at_low_confidence(
        outcome,
        confusion,
        "How many objects are missed is unknown",
        "That is at confidence 0.001; at a usable confidence more are missed.",
    )


@check(
    at_end=True,
    title="Less than {some%} of the predictions lie on background",
    guide=MATRICES,
    heads=("box",),
    when_unknown="Any validation draws `confusion_matrix.png`, whose right column shows them.",
)
def false_alarms(confusion: Confusion, *, some: float = 0.3, many: float = 0.5) -> Outcome:
    """Check in `val_batch*_pred.jpg` whether the false alarms are unlabelled objects: label those.
    Real ones become fewer with pictures that hold no object, or with a higher `conf`.

    The background column: predictions that match no object, of all predictions. Warn from `many`
    (0.5) on where Wilson's interval at 95 % begins above `some` (0.3), note from `some` on, pass
    below. Unknown when counts are not told, since shares alone say only which class they come
    from, and where the matrix counts from confidence 0.001 on: the column is then full by design.
    The guide has no number.
    """
    count = len(confusion.names)
    counts = None if confusion.counts is None else confusion.counts[:count]
    if counts is None or np.isnan(counts).any() or not _counts_alarms(confusion):
        return _untold_alarms(confusion)
    alarms, total = counts[:, -1], float(counts.sum())
    if not total:
        return Outcome(
            Verdict.PASS,
            "Nothing is predicted, so there are no false alarms",
            "The matrix counts no prediction.",
            chart=CHART,
            measured={"false alarms": 0.0},
        )
    share = float(alarms.sum() / total)
    serious = share >= many and wilson(share, total)[0] >= some
    worst, lead = int(np.argmax(alarms)), ""
    if count > 1 and alarms.sum():
        lead = f", {words.decimals(alarms[worst], 0)} of them as {named(confusion.names[worst])}"
    return Outcome(
        graded(warns=serious, notes=share >= some),
        f"{words.percent(share)} of the predictions are false alarms",
        f"{words.decimals(alarms.sum(), 0)} of {words.decimals(total, 0)} predictions "
        f"{'fits' if alarms.sum() == 1 else 'fit'} no label of their own"
        f"{in_brackets(share, counts, confusion)}{lead}.",
        chart=CHART,
        measured={"false alarms": share},
        threshold=f"warns from {words.percent(many)} on, notes from {words.percent(some)} on",
    )


def _counts_alarms(confusion: Confusion) -> bool:
    return confusion.has_background and not confusion.low_confidence_counts


def _untold_alarms(confusion: Confusion) -> Outcome:
    """Why a matrix does not tell how many predictions are false alarms."""
    unknown = "How many predictions are false alarms is unknown"
    if _counts_alarms(confusion):
        return not_told(unknown, "the counts of the matrix")
    if not confusion.has_background:
        return not_told(unknown, "false alarms")
    return Outcome(
        Verdict.UNKNOWN,
        unknown,
        "From 8.4.103 on Ultralytics counts every prediction above confidence 0.001 here, so the "
        "background column is full even for a good model.",
        chart=CHART,
        remedy="Judge by precision at the confidence that you use.",
    )


class _Missed(NamedTuple):
    """Objects that no prediction fits."""

    share: float
    surely: float
    """What the share surely reaches."""
    title: str
    part: str
    """Of how many they are: "60 % of the 300 objects"."""


def _missed(confusion: Confusion, row: FloatArray) -> _Missed:
    """The objects that are missed: of all where they are counted, else of a class on average."""
    counts = confusion.counts
    count = len(confusion.names)
    if counts is None or np.isnan(counts[:, :count]).any() or not counts[:, :count].sum():
        share = float(np.nanmean(row))
        part = f"{stated(share, confusion)} of the objects of a class"
        return _Missed(share, share, f"{part} are missed on average", f"{part} on average")
    total, missed = round(float(counts[:, :count].sum())), float(counts[-1, :count].sum())
    share = missed / float(counts[:, :count].sum())
    said = stated(share, confusion)
    title, part = f"{said} of the objects are missed", f"{said} of the {words.whole(total)} objects"
    if total <= HANDFUL:  # A share of so few says less than their number.
        of = f"{round(missed)} of {words.count(total, 'object')}"
        title, part = f"{of} {words.are(round(missed))} missed", of
    return _Missed(share, wilson(share, total)[0], title, part)


def _at_low_confidence(
    outcome: Outcome, confusion: Confusion, unknown: str, caveat: str
) -> Outcome:
    """A pass counted from confidence 0.001 on is no pass; what is bad even there stays bad."""
    if not confusion.low_confidence_counts:
        return outcome
    seen = f"{outcome.seen} {caveat}"
    if outcome.verdict is not Verdict.PASS:
        return replace(outcome, seen=seen)
    remedy = "Judge by recall at the confidence that you use."
    return replace(outcome, verdict=Verdict.UNKNOWN, title=unknown, seen=seen, remedy=remedy)


def single_class(title: str, why: str) -> Outcome:
    """*Not applicable* to a model of one class."""
    return Outcome(Verdict.NOT_APPLICABLE, title, f"With a single class, {why}.")


def _not_judged(confusion: Confusion) -> str:
    """How many classes have too few objects to be judged, as a sentence; empty for none."""
    number = int(confusion.few.sum())
    if not number:
        return ""
    things = confusion.things
    return f" {counted(number, 'class has', 'classes have')} up to {HANDFUL} {things}: not judged."


def untold(confusion: Confusion, title: str, what: str) -> Outcome:
    """*Unknown*, for want of a picture that tells it, or of objects."""
    if np.all(np.isnan(confusion.correct)):
        return not_told(title, what)
    seen = f"No class has more than {HANDFUL} {confusion.things} in validation."
    return Outcome(Verdict.UNKNOWN, title, seen, chart=CHART, remedy=MORE_OBJECTS)


def not_told(title: str, what: str) -> Outcome:
    """*Unknown*, because the pictures of the matrix could not be read that far."""
    return Outcome(Verdict.UNKNOWN, title, f"The pictures do not tell {what}.", chart=CHART)
