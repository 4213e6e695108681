"""The mistakes of a model in sentences, for page, answers and checks alike."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from reportgen import words
from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.groups import ObjectGroup
from reportgen.anatomy.interval import wilson

FEWEST = 10
"""Mistakes below which no pattern is told."""
SURE = 20
"""Objects below which a group is not held against the rest."""

PARTS = {
    "names": ("name", "both"),
    "missed objects": ("missed",),
    "places": ("loose",),
    "false alarms": ("background",),
    "duplicates": ("duplicate",),
}
"""What mistakes come down to, and the kinds that belong to each."""
_CALLED = {"names": "wrong classes", "places": "loose fits"}
"""What they are called among others, where the name of the part alone says too little."""
_MANY = {
    "name": "wrong classes",
    "loose": "loose fits",
    "both": "loose fits of a wrong class",
    "duplicate": "duplicates",
    "background": "false alarms",
    "missed": "missed objects",
}
MOSTLY = {
    "names": "Most of what is lost is names, not places: objects are found, and called another "
    "class",
    "missed objects": "Most of what is lost is objects that are not found at all",
    "places": "Most of what is lost is places: objects are found and named right, and the "
    "predictions do not fit them",
    "false alarms": "Most of the mistakes are false alarms: predictions where nothing is labelled",
    "duplicates": "Most of the mistakes are duplicates: second predictions of what is found",
}


class MostMistakes(NamedTuple):
    """What most mistakes are."""

    part: str
    """A key of `PARTS`; empty where there is no pattern."""
    sentence: str


def lost(anatomy: Anatomy) -> MostMistakes:
    """What most of the mistakes at the confidence in use come down to."""
    of_kind = anatomy.count.__getitem__
    counts = Counter({part: sum(map(of_kind, kinds)) for part, kinds in PARTS.items()})
    total = counts.total()
    if not total:
        return MostMistakes("", "The model makes no mistake in the validation pictures.")
    if total < FEWEST:
        return MostMistakes("", f"{total} mistakes are too few to tell what they have in common.")
    part, most = counts.most_common(1)[0]
    if wilson(most / total, total)[0] > 0.5:
        return MostMistakes(part, f"{MOSTLY[part]} ({words.whole(most)} of {words.whole(total)}).")
    told = ", ".join(
        f"{words.percent(number / total)} {_CALLED.get(name, name)}"
        for name, number in (+counts).most_common()
    )
    return MostMistakes("", f"The {words.whole(total)} mistakes are of several kinds: {told}.")


def worth(anatomy: Anatomy) -> str:
    """Which kind of mistake costs mAP50 most, and the next; empty where none costs anything."""
    first, second, *_ = sorted(anatomy.gains, key=lambda key: -anatomy.gains[key])
    if anatomy.gains[first] < 0.005:
        return ""
    points = [words.decimals(100 * anatomy.gains[key], 1) for key in (first, second)]
    return (
        f"Of mAP50, which counts over all confidences, {_MANY[first]} cost most: without them it "
        f"would be {points[0]} points higher; without {_MANY[second]}, {points[1]}."
    )


def weak_group(anatomy: Anatomy) -> str:
    """The size, shape or crowding that is found clearly less often than the rest; may be empty.

    Clearly: Wilson's intervals of both, at 95 %, do not meet.
    """
    weak = [
        (group, *shares)
        for group in anatomy.groups
        if group.by != "class"
        and len(group.objects) >= SURE
        and (shares := _apart(*found(anatomy, group)))
    ]
    if not weak:
        return ""
    group, own, rest = max(weak, key=lambda each: each[2] - each[1])
    return (
        f"The model finds {words.percent(own)} of the {_called(group)} and "
        f"{words.percent(rest)} of all others."
    )


def _apart(own: Rate | None, rest: Rate | None) -> tuple[float, float] | None:
    """Both shares, where the first is clearly the lower one."""
    if own is None or rest is None or own[1][1] >= rest[1][0]:
        return None
    return own[0], rest[0]


Rate = tuple[float, tuple[float, float]]
"""A share, and Wilson's interval of it."""


def found(anatomy: Anatomy, group: ObjectGroup) -> tuple[Rate | None, Rate | None]:
    """The share of a group's objects that is right, and that of all others of its kind."""
    others = [other for other in anatomy.groups if other.by == group.by and other is not group]
    return _rate(anatomy, [group]), _rate(anatomy, others)


def _rate(anatomy: Anatomy, groups: list[ObjectGroup]) -> Rate | None:
    total = sum(len(group.objects) for group in groups)
    if total < SURE:
        return None
    right = sum(group.fates(anatomy.kinds, anatomy.confidence)[0] for group in groups)
    return right / total, wilson(right / total, total)


def _called(group: ObjectGroup) -> str:
    """A group as a sentence names its objects."""
    if group.by == "crowding":
        overlapped = f"objects that {group.name.removesuffix(' it')}"
        return {"free": "objects that stand free"}.get(group.name, overlapped)
    name, _, limits = group.name.partition(" (")
    return f"{name} objects ({limits}" if limits else f"{name} objects"
