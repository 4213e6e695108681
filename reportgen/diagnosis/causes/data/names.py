"""Whether validation calls its classes as training does."""

from __future__ import annotations

import numpy as np

from reportgen import words
from reportgen.checks.wording import named
from reportgen.diagnosis.cause import cause, warns
from reportgen.diagnosis.groups import FLOORS, UNMEASURED
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.facts.series.course import FEWEST_EPOCHS
from reportgen.facts.series.signs import LAST
from reportgen.facts.series.trend import WARM_UP
from reportgen.read.plot.plots import Confusion
from reportgen.rule import Finding

WEAK = ("learned-nothing", "plateau-low", "no-gain", "unstable")
MOST = 3
"""Names that are listed."""


@cause(
    title="Validation may name its classes otherwise than training",
    states=(*WEAK, "train-longer", "overfits"),
)
def classes_elsewhere(
    facts: Facts, traces: Traces, state: State, sources_agree: Finding | None
) -> Told | None:
    """Compare the order of the classes in both sets, and validation's labels with its pictures.

    Likely when the confusion matrix finds most objects of three classes or more, calls hardly any
    of them by its own name, and most of each class by one and the same other: who only guesses is
    right now and then, and who calls everything by one name has learned no order. Likely as well
    in a weak or unsteady run whose cls_loss of validation ends ten times as high as that of
    training or higher, and no lower than it began, nor was it ever below three quarters of that
    for a tenth of the epochs, what is learned by heart falls at first; not where the matrix names
    half of the classes right.
    """
    seen = "" if warns(sources_agree) else called_otherwise(facts.confusion)
    if not seen and state.main in WEAK and not named_right(facts.confusion):
        seen = _never_followed(traces)
    if not seen:
        return None
    return Told(
        Certainty.LIKELY,
        "validation may name its classes otherwise than training",
        seen,
        steps=("check-labels",),
        explains=(*FLOORS, "early-plateau", "erratic", "cls-loss-level", "overfitting",
                  "weak-classes", "confused-classes"),
        moot=UNMEASURED - {"check-labels"},
    )  # fmt: skip


def named_right(confusion: Confusion | None, share: float = 0.5) -> bool:
    """Whether objects of the typical class are found and called by its name."""
    if confusion is None or not confusion.has_background:
        return False
    told = confusion.correct[np.isfinite(confusion.correct)]
    return len(told) > 0 and trend.median(told) >= share


def called_otherwise(
    confusion: Confusion | None,
    *,
    found: float = 0.5,
    own: float = 0.25,
    other: float = 0.5,
    least: int = 3,
) -> str:
    """What tells that objects are found and called by one other name; empty where they are not."""
    if confusion is None or not confusion.has_background:
        return ""
    count = len(confusion.names)
    called = confusion.normalized[:count, :count].copy()
    seen = 1 - confusion.normalized[count, :count]
    told = np.flatnonzero(np.isfinite(seen) & np.isfinite(confusion.correct) & (seen >= found))
    if len(told) < least:
        return ""
    right = confusion.correct[told] / seen[told]
    np.fill_diagonal(called, 0.0)
    wrong = np.nan_to_num(called[:, told]) / seen[told]
    called_most = wrong.argmax(axis=0).tolist()
    if right.max() > own or trend.median(wrong.max(axis=0)) < other or len(set(called_most)) == 1:
        return ""
    names = [
        f"{named(confusion.names[at])} mostly {named(confusion.names[name])}"
        for at, name in zip(told.tolist(), called_most, strict=True)
    ]
    return (
        "Objects are found, and none of these classes is called by its own name more than "
        f"{words.percent(float(right.max()))} of the time: {words.few(names, MOST)}."
    )


def _never_followed(traces: Traces, times: float = 10.0, kept: float = 0.75) -> str:
    """What tells that classes are told apart in training, of which validation never learns."""
    train, val = (traces.columns(side).get("cls_loss") for side in ("train", "val"))
    if train is None or val is None or not traces.scored:
        return ""
    train, val = (values[np.isfinite(values)] for values in (train, val))
    if min(len(train), len(val)) < FEWEST_EPOCHS:
        return ""
    ends = trend.median(train[-LAST:]), trend.median(val[-LAST:])
    began = trend.median(val[:WARM_UP])
    never_fell = trend.quantile(val, 0.1) >= kept * began
    if not (never_fell and 0 < times * ends[0] <= ends[1] and ends[1] >= began):
        return ""
    return (
        f"The cls_loss of training ends at {words.number(ends[0])}, that of validation at "
        f"{words.number(ends[1])}, after {words.number(began)} at the beginning: what training "
        "tells apart validation calls by other names, or shows otherwise."
    )
