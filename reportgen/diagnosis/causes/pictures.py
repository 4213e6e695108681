"""What the pictures and labels themselves show, where --data names them."""

from __future__ import annotations

from reportgen import words
from reportgen.diagnosis.cause import SERIOUS, cause
from reportgen.diagnosis.groups import UNMEASURED
from reportgen.diagnosis.model import Certainty, Told
from reportgen.facts.folder_facts import Survey
from reportgen.rule import Finding, Verdict


@cause(id="shared-pictures", title="Validation pictures are also training pictures")
def shared_pictures(data_leak: Finding, survey: Survey) -> Told | None:
    """Take them out of one of the two splits, and validate again.

    Certain when the check data-leak warns. Where it fails, half of the validation or more was known
    beforehand, and no number of it says how the model does on new pictures. Where train and val are
    one folder, `validation-leak` says so.
    """
    if data_leak.verdict not in SERIOUS or (survey.dataset and survey.dataset.same_folder):
        return None
    most = data_leak.verdict is Verdict.FAIL
    return Told(
        Certainty.CERTAIN,
        words.mid_sentence(data_leak.title),
        data_leak.seen,
        steps=("part-splits",),
        explains=("data-leak",),
        moot=UNMEASURED if most else frozenset(),
        answers=frozenset(("overfitting",)) if most else frozenset(),
        state="validation-broken" if most else "",
        weight=0 if most else 1,
    )


@cause(id="faulty-labels", title="Label files have faults")
def faulty_labels(broken_labels: Finding) -> Told | None:
    """Mend or remove the faulty lines, and train again.

    Certain when the check broken-labels warns.
    """
    return _seen(broken_labels, "mend-labels")


@cause(id="tiny-objects", title="Many objects are tiny")
def tiny_objects(tiny_objects: Finding) -> Told | None:
    """Train and predict on larger pictures, or cut them into tiles.

    Certain when the check tiny-objects warns.
    """
    return _seen(tiny_objects, "image-size")


@cause(id="uneven-splits", title="Classes stand in one split only")
def uneven_splits(split_balance: Finding) -> Told | None:
    """Split anew, so that validation holds every class that is trained.

    Certain when the check split-balance warns.
    """
    return _seen(split_balance, "split-anew")


def _seen(finding: Finding, step: str) -> Told | None:
    """A finding of the pictures that asks for one thing."""
    if finding.verdict not in SERIOUS:
        return None
    return Told(
        Certainty.CERTAIN,
        words.mid_sentence(finding.title),
        finding.seen,
        steps=(step,),
        explains=(finding.check,),
        weight=1,
    )
