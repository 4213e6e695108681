"""What the pictures and labels themselves show, where --data names them."""

from __future__ import annotations

from dataclasses import replace

from reportgen.diagnosis.cause import as_checked, cause
from reportgen.diagnosis.groups import AT_HEART, LENGTH, RATE, SIZE, UNMEASURED
from reportgen.diagnosis.model import Told
from reportgen.facts.folder_facts import Survey
from reportgen.facts.series.signs import Signs
from reportgen.rule import Finding, Verdict


@cause(title="Validation pictures are also training pictures")
def shared_pictures(data_leak: Finding, survey: Survey) -> Told | None:
    """Take them out of one of the two splits, and validate again.

    Certain when the check data-leak warns. Where it fails, half of the validation or more was known
    beforehand, and no number of it says how the model does on new pictures. Where train and val are
    one folder, `validation-leak` says so.
    """
    told = as_checked(data_leak, "part-splits")
    if told is None or (survey.dataset and survey.dataset.same_folder):
        return None
    if data_leak.verdict is not Verdict.FAIL:
        return told
    answers, state = frozenset(("overfitting",)), "validation-broken"
    return replace(told, moot=UNMEASURED, answers=answers, state=state, weight=0)


@cause(title="Label files have faults")
def faulty_labels(broken_labels: Finding) -> Told | None:
    """Correct or remove the faulty lines, and train again.

    Certain when the check broken-labels warns.
    """
    return as_checked(broken_labels, "mend-labels")


@cause(title="Objects are labelled as boxes where outlines are learned")
def boxes_for_outlines(outlined_labels: Finding, signs: Signs, *, low: float = 0.02) -> Told | None:
    """Outline every object, and train again; without outlines, train a detect model.

    Certain when the check outlined-labels fails. Where the main head ends below a mAP50 of `low`
    (0.02), it is all that there is to mend first.
    """
    told = as_checked(outlined_labels, "outline-objects")
    if told is None or not signs.level < low:
        return told
    return replace(
        told,
        explains=(*told.explains, "learning", "map50-tier", "mask-gap", "map-ratio"),
        moot=RATE | SIZE | LENGTH | AT_HEART | {"check-labels", "tight-boxes"},
        weight=0,
    )


@cause(title="Many objects are tiny")
def tiny_objects(tiny_objects: Finding) -> Told | None:
    """Train and predict on larger pictures, or cut them into tiles.

    Certain when the check tiny-objects warns.
    """
    return as_checked(tiny_objects, "image-size")


@cause(title="Classes stand in one split only")
def uneven_splits(split_balance: Finding) -> Told | None:
    """Split anew, so that validation holds every class that is trained.

    Certain when the check split-balance warns.
    """
    return as_checked(split_balance, "split-anew")
