"""Whether validation measured anything: labels it found, losses that are numbers, weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reportgen import words
from reportgen.diagnosis.cause import cause, warns
from reportgen.diagnosis.causes.course import halved
from reportgen.diagnosis.groups import (
    CURVES,
    FLOORS,
    LEVELS,
    MATRIX,
    NOTHING_MEASURED,
    OPERATION,
    UNMEASURED,
)
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.told import finds_enough
from reportgen.diagnosis.traces import FROZEN, Traces
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable, known_of
from reportgen.rule import Finding

ALL = (*FLOORS, *CURVES, *LEVELS, *MATRIX, *OPERATION, "validated")


@cause(title="Validation found no labels")
def validation_empty(traces: Traces, known_args: Args) -> Told | None:
    """Check that the validation pictures and their labels are found: `yolo val` prints how many
    of each it reads.

    Certain when the box or mask loss of validation is exactly 0 in every epoch and no metric is
    ever above 0, while training has losses: without a labelled object there is no box to be wrong
    about. Certain as well when all that validation wrote is 0, or empty. Not told where `val=False`
    explains it.
    """
    if traces.scored or known_args.flag("val") is False or not _wrote(traces):
        return None
    silent = [name for name in traces.silent_losses if "cls" not in name]
    if not silent and any(map(np.any, traces.columns("val").values())):
        return None
    names = words.few([f"val/{name}" for name in silent]) or "Every validation loss"
    what, labelled = ("pictures", "picture") if traces.classifies else ("labels", "object")
    return Told(
        Certainty.CERTAIN,
        f"validation found no {what}",
        f"{names} {words.are(len(silent))} exactly 0 in every epoch and no metric is "
        f"above 0: validation had no labelled {labelled}. {_training(traces)}",
        steps=("find-labels",),
        explains=ALL,
        moot=UNMEASURED,
        answers=NOTHING_MEASURED,
        state="validation-broken",
    )


def _wrote(traces: Traces) -> bool:
    """Whether there is what every validation writes: logs of other trainers need have no loss."""
    if traces.columns("val"):
        return True
    return bool(traces.columns("metrics") and not (traces.table and traces.table.log))


def _training(traces: Traces) -> str:
    values = known_of(traces.facts.train_loss).values
    if not len(values):
        return ""
    if len(values) == 1:
        return "The training itself may be fine."
    return (
        f"The training itself may be fine: its loss went from {words.number(values[0])} to "
        f"{words.number(values[-1])}."
    )


@cause(title="Validation losses are not numbers")
def validation_overflow(table: EpochTable, traces: Traces) -> Told | None:
    """Validate `best.pt` with `half=False`: half precision overflows on some graphics cards
    (GTX 16xx) and with some models, in validation only.

    Certain when validation losses are NaN or infinite in most epochs while every training loss is
    a number and falls. Where the metrics are 0 as well nothing of validation counts; likely so
    where mAP50 is up to 0.2 though training loss fell to less than half. Where they are sound, only
    what rests on the losses is unknown.
    """
    broken = traces.overflown
    if not broken or not traces.training_sound or traces.silent_losses:
        return None
    names = words.few([f"val/{name}" for name in broken])
    count = max(broken.values())
    every = f"in {count} of {words.count(len(table.epochs), 'epoch')}"
    verb = words.are(len(broken))
    low = traces.scored and halved(traces.facts) and not finds_enough(traces.facts)
    if traces.scored and not low:
        return Told(
            Certainty.CERTAIN,
            "the validation loss is not a number",
            f"{names} {verb} NaN or infinite {every}. Metrics and training losses are sound: only "
            "what rests on the validation loss, such as overfitting, is unknown.",
            steps=("full-precision",),
            explains=("diverged", "overfitting", "learning", *LEVELS),
            answers=frozenset(("overfitting",)),
            weight=1,
        )
    stay = "stay low" if low else "stay at 0"
    return Told(
        Certainty.LIKELY if low else Certainty.CERTAIN,
        "validation overflowed in half precision",
        f"{names} {verb} NaN or infinite {every} and the metrics {stay}, while the training "
        f"losses are sound. {_training(traces)}",
        steps=("full-precision",),
        explains=ALL,
        moot=UNMEASURED,
        answers=NOTHING_MEASURED,
        state="validation-broken",
    )


@cause(title="Validation repeats itself")
def validation_frozen(
    table: EpochTable,
    traces: Traces,
    known_args: Args,
    state: State,
    finished: Finding | None,
    *,
    share: float = FROZEN,
) -> Told | None:
    """Let every batch make a step (`nbs` as large as the batch), or train for many more epochs: the
    weights hardly changed.

    Certain when at least `share` (0.3) of the validation rows are those of the epoch before, digit
    for digit: the weights that are validated did not change, as where tiny data and gradient
    accumulation leave less than one optimizer step an epoch.
    """
    if traces.frozen is None or traces.frozen < share or state.main == "validation-broken":
        return None
    if traces.rate_is_zero:
        return None  # Steps there were, of no length.
    count = round(traces.frozen * (len(table.epochs) - 1))
    rarely = "fewer than one optimizer step an epoch"
    told = Told(
        Certainty.CERTAIN,
        rarely,
        f"{count} of {words.count(len(table.epochs), 'validation')} repeat the one before digit "
        f"for digit: the optimizer made no step in between.{_waits(known_args)}",
        data={"steps an epoch": traces.batches} if traces.batches else {},
        weight=2,
    )
    weak = state.main in ("learned-nothing", "no-gain", "plateau-low", "too-short")
    if not weak or halved(traces.facts) or not traces.facts.trainer.draws_plots:
        return told  # Training loss fell far: steps enough. Nor is it known what others call nbs.
    return replace(
        told,
        title=f"the weights hardly changed: {rarely}",
        steps=("step-each-batch", "resume" if warns(finished) else "many-epochs"),
        explains=("early-plateau", "still-improving", "underfitting", "learning", *FLOORS),
        moot=UNMEASURED - {"resume"},
        weight=0,
    )


def _waits(args: Args) -> str:
    """How many batches make an optimizer step, where it is more than one."""
    batch, nbs = args.number("batch"), args.number("nbs") or 64.0
    if not batch or not 0 < batch < nbs:
        return ""
    return (
        f" With batch={words.plain(batch)} and nbs={words.plain(nbs)} a step waits for "
        f"{words.whole(nbs / batch)} batches, and an epoch has fewer."
    )
