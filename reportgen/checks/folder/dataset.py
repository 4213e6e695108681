"""Guide: "Visual Comparisons": the pictures and labels themselves, where --data names them."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from reportgen import words
from reportgen.checks.wording import graded, named
from reportgen.facts.folder_facts import Survey
from reportgen.read.dataset.model import FAULTS, DataSet, Split
from reportgen.read.plot.axes import Floats
from reportgen.rule import Outcome, Verdict, check
from reportgen.tasks import Task
from reportgen.words import count, few, percent

LABELS = "Visual Comparisons: labels.jpg"
ASK = "Name the data file with `--data`, where its pictures are in reach."
FLAW = {
    "unreadable": "cannot be read",
    "format": "no class and coordinates",
    "class": "a class without a name",
    "outside": "outside the picture",
    "no-area": "without area",
    "mixed": "a box among outlines",
    "doubled": "twice the same object",
}
"""A fault in a few words, by its key."""
BOTH = {"train", "val"}
OUTLINED = ("segment", "obb")
"""Tasks that learn from outlines: of a turned box its four corners."""
STRIDES = (2, 4)
"""How much larger `imgsz` may be proposed."""


@check(
    title="No validation picture is in the training set",
    guide=LABELS,
    when_unknown=ASK,
)
def data_leak(survey: Survey, *, some: float = 0.01, most: float = 0.5) -> Outcome:
    """Take these pictures out of one of the two splits, and validate again: what was measured
    on them was known beforehand. Split videos by scene, not by frame.

    Pictures are alike when their small grey copies are, as they are or flipped. Fail when `val`
    names the training pictures, or `most` (half) of it is alike to one of them; warn from `some`
    (1 %) on, note for fewer; pass otherwise. The guide takes the splits for granted.
    """
    data = survey.dataset
    if data is None or not data.splits.keys() >= BOTH:
        return _not_told(survey, "Whether validation pictures are in the training set is unknown")
    if data.same_folder:
        return Outcome(
            Verdict.FAIL,
            "Validation pictures are the training pictures",
            "train and val name the same pictures: the metrics say how well they were learned by "
            "heart.",
            measured={"share": 1.0},
            threshold=f"fails from {percent(most)} on",
        )
    alike, total = data.alike_count.get(("val", "train"), 0), len(data.splits["val"].pictures)
    threshold = f"fails from {percent(most)} on, warns from {percent(some)} on"
    if not alike:
        title = "No validation picture is in the training set"
        seen = f"{count(data.hashed, 'picture')} were compared, as they are and flipped."
        return Outcome(Verdict.PASS, title, seen, measured={"share": 0.0}, threshold=threshold)
    share = alike / total if total else 0.0
    leaked = [pair for pair in data.likenesses if {pair.split, pair.other_split} == BOTH]
    pairs = [f"{pair.name} and {pair.other_name}" for pair in leaked]
    return Outcome(
        Verdict.FAIL if share >= most else graded(warns=share >= some, notes=True),
        f"{count(alike, 'validation picture')} also in the training set",
        f"{percent(share)} of the {words.whole(total)} validation pictures show the same as a "
        f"training picture, such as {few(pairs, 3)}.",
        measured={"share": share, "pictures": alike},
        threshold=threshold,
    )


@check(title="Label files are sound", guide=LABELS, when_unknown=ASK)
def broken_labels(survey: Survey, *, some: float = 0.01, unlabelled: float = 0.5) -> Outcome:
    """Correct or remove these lines: a training drops them without a word, or the whole picture.

    Lines that are no class and coordinates, classes without a name, boxes outside the picture,
    without area or among outlines, objects that stand twice. Warn when `some` (1 %) of the labels
    are faulty, or `unlabelled` (half) of the pictures of a split have no label file; note when any
    is; pass otherwise. The guide takes the labels for granted.
    """
    data = survey.dataset
    if data is None:
        return _not_told(survey, "Whether label files are sound is unknown")
    faults = Counter[str]()
    for split in data.splits.values():
        faults.update(split.fault_count)
    broken = faults.total()
    objects = sum(sum(split.objects) for split in data.splits.values())
    share = broken / max(1, objects + broken)
    bare = _without_labels(data, unlabelled)
    told = [f"{words.whole(faults[key])} {FLAW[key]}" for key in FAULTS if faults[key]]
    if not told and not bare:
        return Outcome(
            Verdict.PASS,
            "Label files are sound",
            f"{count(objects, 'object')} were read.",
            measured={"faulty share": 0.0},
            threshold=f"warns from {percent(some)} on",
        )
    title, seen = "Labels are missing", bare
    if told:
        of = f"{count(broken, 'label')} of {words.whole(objects + broken)}"
        title, seen = count(broken, "faulty label"), [f"{of}: {few(told, 6)}.", *bare]
    return Outcome(
        graded(warns=share >= some or bare, notes=True),
        title,
        " ".join(filter(None, [*seen, _first_fault(data)])),
        measured={"faulty share": share, "faulty labels": broken},
        threshold=f"warns from {percent(some)} on",
    )


@check(title="Objects are labelled by outlines", guide=LABELS, when_unknown=ASK)
def outlined_labels(survey: Survey, task: Task) -> Outcome:
    """Outline the objects of these files, or take the files out: masks and turned boxes are
    learned from outlines.

    Fail when any label file of train or val holds boxes only: up to Ultralytics 8.4.0 one of them
    makes a training drop all outlines of its split, and 8.4.100 refuses such a data set. Pass
    otherwise. Not applicable to other tasks than segment and obb; a detect task takes its boxes
    from outlines. The guide takes the labels for granted.
    """
    if task.name not in OUTLINED:
        return Outcome(
            Verdict.NOT_APPLICABLE, "Labels need no outlines", "Asked of segment and obb only."
        )
    data = survey.dataset
    if data is None:
        return _not_told(survey, "Whether objects are labelled by outlines is unknown")
    boxed = [split for name, split in data.splits.items() if name in BOTH and split.boxed]
    labelled = {split.name: len(split.pictures) - split.unlabelled - split.empty for split in boxed}
    if not boxed:
        return Outcome(Verdict.PASS, "Objects are labelled by outlines", measured={"boxed": 0})
    where = [
        f"{words.whole(split.boxed)} of {words.whole(labelled[split.name])} in {split.name}"
        for split in boxed
    ]
    number = sum(split.boxed for split in boxed)
    return Outcome(
        Verdict.FAIL,
        f"{count(number, 'label file holds', 'label files hold')} boxes only",
        f"Label files with objects but no outline: {few(where)}, such as {boxed[0].first_boxed}. "
        "A training drops all outlines of a split that has one of them, or refuses it.",
        measured={"boxed": number},
        threshold="fails from one on",
    )


def _without_labels(data: DataSet, share: float) -> list[str]:
    """A sentence on each split but test of which `share` or more has no label file."""
    return [
        f"{words.whole(split.unlabelled)} of {words.whole(len(split.pictures))} pictures of "
        f"{split.name} have no labels."
        for split in data.splits.values()
        if split.name != "test"
        if split.pictures and split.unlabelled / len(split.pictures) >= share
    ]


def _first_fault(data: DataSet) -> str:
    first = next((fault for split in data.splits.values() for fault in split.faults), None)
    return f"The first: {first.file}, line {first.line}: {FAULTS[first.why]}." if first else ""


@check(title="Objects are large enough to be seen", guide=LABELS, when_unknown=ASK)
def tiny_objects(
    survey: Survey, *, side: float = 8.0, some: float = 0.1, many: float = 0.3
) -> Outcome:
    """Train and predict at a larger `imgsz`, or cut the pictures into tiles.

    The root of a box's area in pixels as the model sees it, at the `imgsz` of the run. An object
    of `side` (8) pixels is one cell of the finest grid (stride 8). Warn when `many` (30 %) of the
    training objects are smaller, note from `some` (a tenth) on, pass otherwise. The guide names no
    size.
    """
    split, size = survey.trained_on, survey.imgsz
    if split is None or size is None:
        return _not_told(survey, "Whether objects are too small is unknown")
    pixels = seen_sides(split, size)
    if not len(pixels):
        return Outcome(
            Verdict.UNKNOWN,
            "Whether objects are too small is unknown",
            "No object with a picture that can be read.",
        )
    share, median = float((pixels < side).mean()), float(np.median(pixels))
    verdict = graded(warns=share >= many, notes=share >= some)
    title = "Objects are large enough to be seen"
    seen = (
        f"{percent(share)} of the {words.whole(len(pixels))} objects are under {words.plain(side)} "
        f"px at imgsz {words.plain(size)}"
    )
    if verdict is Verdict.PASS:
        seen += f"; the median has {words.whole(median)} px."
    else:
        title = f"{percent(share)} of the objects are tiny"
        seen += f", {few(_at_larger(pixels, size, side))}."
    return Outcome(
        verdict,
        title,
        seen,
        measured={"tiny share": share, "median side": median},
        threshold=f"warns from {percent(many)} on, notes from {percent(some)} on",
    )


def _at_larger(pixels: Floats, size: float, side: float) -> list[str]:
    """How many objects would stay tiny at a larger `imgsz`."""
    return [
        f"{percent(float((pixels * times < side).mean()))} at {words.plain(size * times)}"
        for times in STRIDES
    ]


def seen_sides(split: Split, size: float) -> Floats:
    """Root of the area of each object in pixels as the model sees it; without unread pictures."""
    pictures = split.sizes[split.owner]
    scale = size / pictures.max(axis=1, initial=1.0) if len(pictures) else np.zeros(0)
    sides = (split.sides * pictures).clip(0).prod(axis=1) ** 0.5 * scale
    return np.asarray(sides[np.isfinite(sides)])


@check(title="Both splits hold the same classes", guide=LABELS, when_unknown=ASK)
def split_balance(survey: Survey, *, least: int = 10, sure: float = 0.001) -> Outcome:
    """Split anew, at random or by class, so that validation measures what was trained.

    Warn when a class with training objects has none in validation, or the reverse; note when a
    class has fewer than `least` (10) validation objects, or when the shares of the classes differ
    by more than chance (chi-squared, at `sure`, 0.001) and by a half of their own; pass otherwise.
    Not applicable to a single class. The guide takes the split for granted.
    """
    data = survey.dataset
    if data is None or not data.splits.keys() >= BOTH:
        return _not_told(survey, "Whether the splits are alike is unknown")
    if len(data.names) < 2:
        return Outcome(
            Verdict.NOT_APPLICABLE, "Splits are not compared", "There is a single class."
        )
    train, val = (np.array(data.splits[key].objects, dtype=float) for key in ("train", "val"))
    names = np.array(list(map(named, data.names)))
    absent = names[(train > 0) != (val > 0)].tolist()
    scarce = names[(val > 0) & (val < least)].tolist()
    uneven = names[uneven_classes(train, val, sure)].tolist()
    told = {
        "In one split only": absent,
        f"Fewer than {least} validation objects": scarce,
        "Shares differ by more than chance explains": uneven,
    }
    seen = " ".join(f"{what}: {few(classes)}." for what, classes in told.items() if classes)
    same = (
        f"The {count(int(train.sum()), 'object')} of train and the {words.whole(int(val.sum()))} "
        "of val hold the classes in the same shares."
    )
    return Outcome(
        graded(warns=absent, notes=scarce or uneven),
        _how_split(absent, scarce, uneven),
        seen or same,
        measured={"absent": len(absent), "few": len(scarce), "uneven": len(uneven)},
        threshold=f"warns when a class is in one split only, notes under {least} objects",
    )


def _how_split(absent: list[str], scarce: list[str], uneven: list[str]) -> str:
    """The title: the worst of what the classes have."""
    if absent:
        return f"{count(len(absent), 'class is', 'classes are')} in one split only"
    if scarce:
        return "Some classes have too few validation objects"
    if uneven:
        return "Train and val hold the classes in different shares"
    return "Both splits hold the same classes"


def uneven_classes(train: Floats, val: Floats, sure: float) -> list[int]:
    """Classes whose share differs by more than chance and by half of the larger one."""
    totals = train.sum(), val.sum()
    if not all(totals):
        return []
    found = []
    for index in np.flatnonzero((train > 0) & (val > 0)).tolist():
        shares = train[index] / totals[0], val[index] / totals[1]
        together = (train[index] + val[index]) / sum(totals)
        spread = together * (1 - together) * (1 / totals[0] + 1 / totals[1])
        chance = math.erfc(abs(shares[0] - shares[1]) / math.sqrt(2 * spread)) if spread else 1.0
        if chance * len(train) < sure and min(shares) < 0.5 * max(shares):
            found.append(index)
    return found


def _not_told(survey: Survey, title: str) -> Outcome:
    """*Not applicable* where nobody asked, *unknown* where the pictures are not there."""
    if not survey.asked:
        return Outcome(
            Verdict.NOT_APPLICABLE,
            "The data set was not looked at",
            "To look at its pictures and labels, name its file with --data.",
        )
    return Outcome(
        Verdict.UNKNOWN,
        title,
        "The pictures that the data file names are not in reach."
        if survey.dataset is None
        else "The data file names no such split, or args.yaml no imgsz.",
    )
