"""The section of mistakes: of which kind they are, in which objects, pictures and labels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from reportgen import words
from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.confidence import GRID
from reportgen.anatomy.groups import Group
from reportgen.anatomy.interval import wilson
from reportgen.anatomy.kinds import KINDS, MEANINGS, WORDS
from reportgen.anatomy.suspects import WHY, Suspect
from reportgen.anatomy.words import lost, weak_group, worth
from reportgen.facts.run_facts import Facts
from reportgen.page.evidence.mistake_pictures import PictureView, picture_views
from reportgen.page.evidence.reliability import reliability_svg
from reportgen.page.evidence.thresholds import (
    BestRow,
    about_calibration,
    about_thresholds,
    best_row,
)
from reportgen.page.picture.album import Album
from reportgen.page.shell.format import file_name
from reportgen.page.shell.script_data import script_json

STEP = 2
"""Of the 99 confidences every second one is kept for the slider."""
MOST_CLASSES = 40
"""Classes with most objects that are listed; the table of classes has all."""
MOST_SUSPECTS = 100
BY = {
    "class": ("By class", "Class"),
    "size": ("By size as the model sees it", "Size"),
    "shape": ("By shape of the box", "Shape"),
    "crowding": ("By crowding", "Neighbours"),
}


class KindRow(NamedTuple):
    """One kind of mistake, counted."""

    key: str
    word: str
    meaning: str
    number: int
    share: str
    """Of all mistakes."""
    width: float
    """Of its bar, in per cent of the longest."""
    points: str
    """Of mAP50 that mending it would bring."""


class GroupRow(NamedTuple):
    """What becomes of the objects of a group."""

    key: str
    """Its place in the data of the slider."""
    name: str
    objects: int
    right: str
    between: str
    """Wilson's interval of `right`."""
    fates: tuple[int, ...]
    """Right, wrong class, loose, missed."""


class GroupTable(NamedTuple):
    """Groups of one kind."""

    title: str
    kind: str
    """What its rows are."""
    rows: tuple[GroupRow, ...]


class SuspectRow(NamedTuple):
    """A label to look at."""

    picture: str
    place: str
    label: str
    predicted: str
    why: str
    doubt: str
    value: float


class MistakesView(NamedTuple):
    """The section of mistakes."""

    intro: str
    sentences: tuple[str, ...]
    confidence: str
    """At which all is counted, with two decimals."""
    right: str
    kinds: tuple[KindRow, ...]
    tables: tuple[GroupTable, ...]
    pictures: tuple[PictureView, ...]
    pictures_intro: str
    best: tuple[BestRow, ...]
    thresholds: str
    calibration: str
    reliability: Markup
    suspects: tuple[SuspectRow, ...]
    suspects_intro: str
    filename: str
    data: Markup
    """For the script: what the slider moves."""


def mistakes_view(run: str, facts: Facts, album: Album, *, embeds: bool) -> MistakesView | None:
    """Everything of the section; None where no validation was recorded."""
    anatomy = facts.anatomy
    if anatomy is None:
        return None
    confidence = words.decimals(anatomy.confidence, 2)
    most = lost(anatomy).sentence
    groups = shown_groups(anatomy)
    listed = anatomy.suspects[:MOST_SUSPECTS]
    return MistakesView(
        intro=_intro(anatomy),
        # A slider moves the numbers below, and not the words.
        sentences=(
            f"At confidence {confidence}, {most[0].lower()}{most[1:]}",
            *filter(None, (worth(anatomy), weak_group(anatomy))),
        ),
        confidence=confidence,
        right=_right(anatomy),
        kinds=_kinds(anatomy),
        tables=_tables(anatomy, groups),
        pictures=picture_views(run, anatomy, album, embeds=embeds),
        pictures_intro=_pictures_intro(anatomy),
        best=tuple(map(best_row, anatomy.thresholds.classes)) if anatomy.thresholds else (),
        thresholds=about_thresholds(anatomy),
        calibration=about_calibration(anatomy),
        reliability=reliability_svg(anatomy.calibration) if anatomy.calibration else Markup(),
        suspects=tuple(_suspect(each, anatomy) for each in listed),
        suspects_intro=_suspects_intro(anatomy, len(listed)),
        filename=f"{file_name(facts.run.name)}-suspect-labels.csv",
        data=script_json(_data(anatomy, groups)),
    )


def _intro(anatomy: Anatomy) -> str:
    recorded = anatomy.recorded
    of = {"mask": "masks", "pose": "keypoints"}.get(recorded.head, "boxes")
    said = (
        "Counted picture by picture in "
        f"{words.count(len(recorded.pictures), 'validation picture')} with "
        f"{words.count(recorded.objects, 'object')}, matched by their {of} (from "
        f"{recorded.source}). "
        "Of a box that may be of several classes the likeliest counts, as when predicting."
    )
    return " ".join((said, *recorded.notes))


def _right(anatomy: Anatomy) -> str:
    right, objects = anatomy.count["right"], anatomy.recorded.objects
    return f"{words.whole(right)} of {words.whole(objects)} objects are found and named right"


# --- kinds and groups ----------------------------------------------------------------------------


def _kinds(anatomy: Anatomy) -> tuple[KindRow, ...]:
    wrong = {key: anatomy.count[key] for key in KINDS if key != "right"}
    total, most = sum(wrong.values()), max(wrong.values())
    return tuple(
        KindRow(
            key,
            WORDS[key],
            MEANINGS[key],
            number,
            _percent(number, total),
            round(100 * number / (most or 1), 1),
            words.decimals(100 * anatomy.gains[key], 1),
        )
        for key, number in wrong.items()
    )


def shown_groups(anatomy: Anatomy) -> list[Group]:
    """The groups that are listed: of classes those with most objects."""
    classes = [group for group in anatomy.groups if group.by == "class"]
    most = sorted(classes, key=lambda group: -len(group.objects))[:MOST_CLASSES]
    left_out = {id(group) for group in classes} - {id(group) for group in most if len(most) > 1}
    return [group for group in anatomy.groups if id(group) not in left_out]


def _tables(anatomy: Anatomy, groups: list[Group]) -> tuple[GroupTable, ...]:
    rows = [(group.by, _group(str(place), group, anatomy)) for place, group in enumerate(groups)]
    tables = (
        GroupTable(*titles, tuple(row for of, row in rows if of == by)) for by, titles in BY.items()
    )
    return tuple(table for table in tables if len(table.rows) > 1)


def _group(key: str, group: Group, anatomy: Anatomy) -> GroupRow:
    fates = group.fates(anatomy.kinds, anatomy.confidence)
    objects = len(group.objects)
    low, high = wilson(fates[0] / objects, objects)
    return GroupRow(
        key,
        group.name,
        objects,
        _percent(fates[0], objects),
        f"{words.decimals(100 * low, 0)} to {words.percent(high)}",
        fates,
    )


def _percent(part: int, whole: int) -> str:
    return words.percent(part / whole) if whole else "–"


def _data(anatomy: Anatomy, groups: list[Group]) -> dict[str, object]:
    """Counts over the confidence, for the slider."""
    confidences = GRID[::STEP]
    return {
        "confidences": confidences.tolist(),
        "kinds": list(KINDS),
        "counts": anatomy.counts(confidences).T.tolist(),
        "objects": anatomy.recorded.objects,
        "at": anatomy.confidence,
        "lowest": anatomy.recorded.lowest,
        "groups": [
            np.array([group.fates(anatomy.kinds, at) for at in confidences.tolist()]).T.tolist()
            for group in groups
        ],
    }


# --- pictures and labels -------------------------------------------------------------------------


def _pictures_intro(anatomy: Anatomy) -> str:
    clean = sum(not cost.mistakes for cost in anatomy.costs)
    return (
        f"At confidence {words.decimals(anatomy.confidence, 2)}, {words.whole(clean)} of "
        f"{words.count(len(anatomy.costs), 'picture')} {'is' if clean == 1 else 'are'} without a "
        "mistake; those that cost most come first."
    )


def _suspects_intro(anatomy: Anatomy, listed: int) -> str:
    number = len(anatomy.suspects)
    if not number:
        return "No prediction that can be trusted disagrees with a label."
    more = f" The {listed} likeliest are listed." if listed < number else ""
    return (
        f"{words.count(number, 'label is', 'labels are')} worth a second look: the model is sure, "
        f"and the label says something else. These are questions, not verdicts.{more}"
    )


def _suspect(suspect: Suspect, anatomy: Anatomy) -> SuspectRow:
    picture = anatomy.recorded.pictures[suspect.picture]
    longer = max(picture.width, picture.height)
    left, top, right, bottom = (round(value * longer) for value in suspect.box)
    return SuspectRow(
        picture.name,
        f"{left}, {top} to {right}, {bottom}",
        suspect.label or "–",
        suspect.predicted or "–",
        WHY[suspect.kind],
        words.decimals(suspect.doubt, 2),
        round(suspect.doubt, 4),
    )
