"""The section of mistakes: of which kind they are, in which objects, pictures and labels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from reportgen import words
from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.confidence import GRID
from reportgen.anatomy.groups import ObjectGroup
from reportgen.anatomy.kinds import KINDS
from reportgen.anatomy.suspects import WHY, Suspect
from reportgen.anatomy.words import lost, weak_group, worth
from reportgen.facts.run_facts import Facts
from reportgen.page.evidence.mistakes.groups import (
    GroupTable,
    KindRow,
    group_tables,
    kind_rows,
    shown_groups,
)
from reportgen.page.evidence.mistakes.pictures import PictureView, picture_views
from reportgen.page.evidence.mistakes.reliability import reliability_svg
from reportgen.page.evidence.mistakes.thresholds import (
    ThresholdRow,
    about_calibration,
    about_thresholds,
    best_row,
)
from reportgen.page.picture.album import Album
from reportgen.page.shell.script_data import script_json
from reportgen.page.text.format import file_name

STEP = 2
"""Of the 99 confidences every second one is kept for the slider."""
MOST_SUSPECTS = 100


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
    best: tuple[ThresholdRow, ...]
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
        kinds=kind_rows(anatomy),
        tables=group_tables(anatomy, groups),
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


def _data(anatomy: Anatomy, groups: list[ObjectGroup]) -> dict[str, object]:
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
        f"{words.count(len(anatomy.costs), 'picture')} {words.are(clean)} without a "
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
