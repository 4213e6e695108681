"""How the training ended."""

from __future__ import annotations

from dataclasses import replace

from reportgen import words
from reportgen.diagnosis.cause import SERIOUS, cause, warns
from reportgen.diagnosis.causes.course import halved
from reportgen.diagnosis.causes.rising import was_cut_rising
from reportgen.diagnosis.groups import CLASSES, LENGTH, RATE, SIZE, UNMEASURED, USE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State, soon_full
from reportgen.diagnosis.told import found_little, to_come
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.read.table.args import Args
from reportgen.rule import Finding

OVER = (
    "overfits",
    "no-gain",
    "plateau-done",
    "plateau-low",
    "diverged",
    "good",
    "validation-broken",
)
"""States in which the rest of a plan has nothing to bring, or nobody could tell what."""
OF_FEW_EPOCHS = (
    "learning",
    "underfitting",
    "map50-tier",
    "recall-floor",
    "precision-floor",
    "map-ratio",
    "still-improving",
    "early-plateau",
    "overfitting",
    "erratic",
    "best-epoch",
    "box-loss-level",
    "cls-loss-level",
    "seg-loss-level",
    "dfl-loss-level",
    "missed-objects",
    "weak-classes",
    "confused-classes",
    "best-confidence",
    "precision-recall-balance",
)
"""Checks whose findings a few epochs explain."""
OF_A_START = (
    "learning",
    "underfitting",
    "early-plateau",
    "still-improving",
    "map50-tier",
    "recall-floor",
    "precision-floor",
)
"""Those of them that the first part of a plan explains."""
UNTIL_RESUMED = (
    SIZE
    | (RATE - {"lower-rate"})  # Nobody goes on at a rate that is too high.
    | USE
    | CLASSES
    | {"more-data", "check-labels", "fewer-epochs", "longer", "train-at-all", "trained-weights"}
)
"""What is pointless before a training that was cut short early has gone on."""
SAY_LITTLE = ("learned-nothing", "plateau-low", "plateau-done", "no-gain", "mask-gap", "unstable")
"""What the curves of a few epochs may look like, whatever becomes of it."""
EARLY = ("too-short", "train-longer", "learned-nothing")


@cause(title="The training goes on")
def still_running(facts: Facts, state: State) -> Told | None:
    """Nothing to do: let it go on. Only mistakes in its settings are worth stopping it for.

    Certain under `--watch`; likely where results.csv was written within the last two epochs, as
    long after args.yaml as its times say. What is missing or low so far is explained by it.
    """
    if state.main != "running" or facts.run.moments is None:
        return None
    moot = UNMEASURED | CLASSES | {"trained-weights"}
    return Told(
        Certainty.CERTAIN if facts.run.moments.watched else Certainty.LIKELY,
        "the training goes on",
        f"So far: {to_come(facts)}.",
        explains=("finished", "files", *OF_FEW_EPOCHS),
        moot=moot - RATE if "diverged" in state.also else moot,
        answers=frozenset(("confidence", "classes")),
    )


@cause(title="The training was cut short")
def cut_short(
    facts: Facts,
    state: State,
    finished: Finding,
    still_improving: Finding | None,
    epochs_done: int,
    epochs_planned: int,
) -> Told | None:
    """Continue it with `yolo train resume model=weights/last.pt`.

    Certain when the check finished warns: fewer epochs than planned, no early stop, no time limit
    and no plots of a final validation. Where the run had levelled off or overfits the rest of the
    plan has nothing to bring; what is good and still rose may gain some.
    """
    if finished.verdict not in SERIOUS:
        return None
    early = state.main in EARLY or (epochs_done < epochs_planned / 2 and state.main not in OVER)
    rose = was_cut_rising(facts, state, still_improving, finished)
    resumes = state.main not in OVER or rose
    of_it = OF_FEW_EPOCHS if state.main == "too-short" else OF_A_START
    return Told(
        Certainty.CERTAIN,
        f"it was cut short after {words.whole(epochs_done)} of "
        f"{words.count(epochs_planned, 'epoch')}",
        finished.seen,
        steps=("resume",) if resumes else (),
        explains=("finished", *(("files", *of_it) if early else ())),
        moot=UNTIL_RESUMED if early and resumes else frozenset(),
        weight=0 if early else 1,
    )


@cause(title="A time limit ended it")
def time_limited(
    known_args: Args, facts: Facts, state: State, epochs_done: int, *, near: float = 0.9
) -> Told | None:
    """Allow it more `time` where the metrics were still rising.

    Certain when `time` is set and the training ran for `near` (0.9) of it or more: it sets the
    length then, and `epochs` does not count.
    """
    limit = known_args.number("time") or 0.0
    hours = (facts.seconds or 0.0) / 3600
    if not 0 < near * limit <= hours:
        return None
    planned = facts.epochs_planned
    beside = f"; epochs={planned} does not count beside it" if planned else ""
    told = Told(
        Certainty.CERTAIN,
        f"time={words.plain(limit)} ended it after {words.count(epochs_done, 'epoch')}",
        f"It ran {words.decimals(hours, 1)} hours, the limit that "
        f"time={words.plain(limit)} sets{beside}.",
        steps=("longer",),
        explains=("finished",),
    )
    if state.main in ("train-longer", "too-short"):
        return told
    return replace(told, steps=(), weight=2)


ENOUGH_TO_SEE = "enough to see that everything works, too few to judge anything else."
NOTHING_YET = (
    "too few to judge it by, but training loss halved meanwhile and next to nothing is found in "
    "validation, whose labels may not fit what was trained."
)


def _should_have_found_something(traces: Traces, epochs: int, *, enough: int = 5) -> bool:
    """Whether training loss fell to less than half over `enough` epochs, and nothing is found."""
    nothing = bool(found_little(traces.facts))
    return nothing and epochs >= enough and halved(traces.facts) and not traces.warm_up_lasts


@cause(title="It was planned very short")
def short_plan(
    state: State,
    epochs_done: int,
    epochs_planned: int | None,
    finished: Finding | None,
    row_unit: str,
    traces: Traces,
    *,
    few_epochs: int = 10,
) -> Told | None:
    """Train for 100 epochs: a few show little of what model and data can do. Where nothing is
    found though training loss halved, look at the labels first.

    Certain in the state `too-short` when the plan was gone through, and up to `few_epochs` (10)
    whatever is weak about the curves: three epochs to try things out are no failure, and nothing
    else can be judged by them. Not where they were enough to find nearly everything.
    """
    cut = warns(finished)
    enough = state.seen is not None and soon_full(state.seen)
    few = epochs_done <= few_epochs and state.main in SAY_LITTLE and not enough
    if cut or not (state.main == "too-short" or few):
        return None
    nothing = _should_have_found_something(traces, epochs_done)
    return Told(
        Certainty.CERTAIN,
        f"{words.count(epochs_done, row_unit)} {'shows' if epochs_done == 1 else 'show'} little",
        f"It ran for {words.count(epochs_done, row_unit)}"
        + (
            f" of {words.whole(epochs_planned)} planned"
            if epochs_planned and epochs_planned > epochs_done
            else ""
        )
        + (f": {NOTHING_YET}" if nothing else f": {ENOUGH_TO_SEE}"),
        steps=("check-labels", "train-at-all") if nothing else ("train-at-all",),
        explains=OF_FEW_EPOCHS,
        moot=SIZE
        | RATE
        | USE
        | CLASSES
        | (LENGTH - {"train-at-all"})
        | {"more-data", "check-labels", "regularise", "trained-weights"},
        answers=frozenset(("confidence", "classes")),
        state="too-short",
    )
