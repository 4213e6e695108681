"""Guide: "Detection Performance Curves": the confidence to use the model with."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.wording import things
from reportgen.measures import Answers, Measure
from reportgen.read.plot.plots import F1Peak
from reportgen.rule import Outcome, Verdict, check
from reportgen.tasks import BOX, Head

BOTH_WAYS = " Lower it to miss less, raise it for fewer false alarms."
LOWEST_USABLE = 0.001
"""Below it every prediction is kept, however little the model trusts it."""
LEAST_F1 = 0.1
"""Where F1 stays below it, nine of ten predictions or objects are wrong at any confidence."""
PREDICT_DEFAULT = 0.25
"""Confidence that `yolo predict` uses unless told otherwise."""


def _stays(f1: float) -> str:
    """How high F1 gets where that is hardly at all."""
    return f"stays at {words.decimals(f1, 2)} or lower" if f1 >= 0.005 else "stays below 0.01"


@check(
    at_end=True,
    title="The confidence with the best balance is known",
    guide="Detection Performance Curves: BoxF1_curve.png",
    per_head=True,
    heads=("box", "mask", "pose"),
    when_unknown="Validate `best.pt` (`yolo val model=weights/best.pt`, with the `data` of the "
    "training): that draws the F1 curve.",
    answers=Answers.BEST_CONFIDENCE,
    measures=(Measure.CONFIDENCE, Measure.F1),
)
def best_confidence(
    head: Head, f1_peak: F1Peak, *, far: float = 0.15, unsure: float = 0.1
) -> Outcome:
    """Give `conf` when predicting: the default of 0.25 is not where this model is at its best.

    The confidence at which the mean F1 is highest, as the picture's legend prints it. Pass when it
    lies within `far` (0.15) of predict's default of 0.25, note when further away, and note below
    `unsure` (0.1), where right and wrong predictions alike have low scores. The peak is that of a
    smoothed curve, whose smoothing changed in 8.3.103: compare it between like versions only.
    Unknown when the run has no F1 curve, its legend cannot be read, or F1 stays below 0.1.
    """
    confidence, f1 = f1_peak.confidence, f1_peak.f1
    if f1 < LEAST_F1:
        return Outcome(
            Verdict.UNKNOWN,
            f"No confidence makes the {things(head)} usable",
            f"F1 of the {things(head)} {_stays(f1)}: hardly any is found, or the right ones "
            "drown in false ones.",
            chart=f"{head.key}-f1",
            remedy="Train first: no threshold makes this model usable.",
        )
    seen = (
        f"F1 of the {things(head)} is highest, {words.decimals(f1, 2)}, at confidence "
        f"{words.decimals(confidence, 3)}."
    )
    weak = confidence < unsure
    verdict = Verdict.NOTE if weak or abs(confidence - PREDICT_DEFAULT) > far else Verdict.PASS
    if weak:
        seen += f" Even right {things(head)} get low scores there: the model is not sure of itself."
    return Outcome(
        verdict,
        f"Best confidence for {things(head)} is {words.decimals(confidence, 3)}",
        seen,
        chart=f"{head.key}-f1",
        measured={Measure.CONFIDENCE: confidence, Measure.F1: f1},
        threshold=(
            f"notes when it is below {words.plain(unsure)}, or more than {words.plain(far)} away "
            "from the default 0.25"
        ),
        remedy=_remedy(head, confidence),
    )


def _remedy(head: Head, confidence: float) -> str:
    if confidence < LOWEST_USABLE:
        return f"Train first: no threshold makes the {things(head)} of this model usable."
    remedy = f"Predict with `conf={words.decimals(confidence, 3)}` when {things(head)} matter most."
    # Said once: the sentence holds for all heads.
    return remedy + (BOTH_WAYS if head == BOX else "")
