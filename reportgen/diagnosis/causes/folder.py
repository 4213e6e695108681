"""Whether what lies in the folder belongs together, and is whole."""

from __future__ import annotations

import re

from reportgen import words
from reportgen.diagnosis.cause import cause, warns
from reportgen.diagnosis.groups import (
    CLASSES,
    CURVES,
    FLOORS,
    LENGTH,
    MATRIX,
    OPERATION,
    RATE,
    SIZE,
    UNMEASURED,
    USE,
)
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.state.decide import FALLING
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable
from reportgen.rule import Finding, Verdict

SHOWN_BY_THE_END = ("train-longer", "overfits", "unstable", "diverged", "validation-broken")
"""States that the last epochs show, whatever came before."""
FROM_PLOTS = frozenset(("confidence", "classes"))
"""Questions that plots answer."""


@cause(title="There is no results.csv")
def results_missing(facts: Facts) -> Told | None:
    """Copy `results.csv` and `args.yaml` from the machine that trained.

    Certain when the folder holds no results.csv that can be read: nothing of the training's course
    is known then. A hyperparameter search has none, and misses nothing.
    """
    if facts.table is not None:
        return None
    if facts.run.tune is not None:
        of = "The folder holds the trials of a search; each training lies in a folder of its own."
        return Told(Certainty.CERTAIN, "a hyperparameter search, no training of its own", of)
    if facts.run.is_validation:
        of = "The folder tells a validation: curves and matrix, and nothing of a training."
        return Told(Certainty.CERTAIN, "a validation, no training", of, explains=("files", *CURVES))
    pointers = [p.file for p in facts.run.problems if "Git LFS pointer" in p.sentence]
    if pointers:
        return Told(
            Certainty.CERTAIN,
            "its files are Git LFS pointers",
            f"{words.few(pointers)} {'hold' if pointers[1:] else 'holds'} a file's address, "
            "not the file: the repository was cloned without its large files.",
            steps=("git-lfs",),
            explains=("files", *CURVES),
        )
    log = re.compile(facts.trainer.results, re.IGNORECASE)
    lost = [p.sentence for p in facts.run.problems if p.lost and log.fullmatch(p.file)]
    return Told(
        Certainty.CERTAIN,
        f"too little is known: results.csv {'cannot be read' if lost else 'is missing'}",
        " ".join([*lost, "Without results.csv nothing tells how the training went."]),
        steps=("find-best",),
        explains=("files", *CURVES),
    )


@cause(title="Plots and results.csv disagree")
def sources_disagree(sources_agree: Finding) -> Told | None:
    """Validate `best.pt` again and see which of the two it repeats; until then use neither curves
    nor matrix.

    Certain when the check sources-agree warns. Why they disagree is not told by that: other causes
    name what may lie behind it.
    """
    if sources_agree.verdict is not Verdict.WARN:
        return None
    return Told(
        Certainty.CERTAIN,
        "plots and results.csv disagree",
        sources_agree.seen,
        steps=("validate-again",),
        explains=("sources-agree", *MATRIX, *OPERATION),
        moot=USE | CLASSES | {"check-labels", "enlarge-validation"},
        answers=FROM_PLOTS,
        weight=1,
    )


@cause(title="Validation during training was off on this device")
def validation_device(sources_agree: Finding | None, traces: Traces, state: State) -> Told | None:
    """Validate `best.pt` again with `device=cpu`, and train with a newer Ultralytics and torch.

    Likely on device=mps when plots of the final validation and results.csv disagree: several
    releases validated wrongly there during training, so that best.pt may be of the wrong epoch.
    Possible there as well when nothing was learned by the metrics while the losses fell.
    """
    disagree = warns(sources_agree)
    if not traces.on_mps:
        return None
    if not disagree:
        return _nothing_on_mps(traces, state)
    return Told(
        Certainty.LIKELY,
        "validation during training was off on device=mps",
        "The run was trained on device=mps, and its final validation disagrees with what was "
        "measured during training.",
        steps=("validate-elsewhere",),
        explains=("sources-agree", *FLOORS, *CURVES, *MATRIX, *OPERATION),
        moot=UNMEASURED | {"validate-again"},
        answers=FROM_PLOTS | {"learning", "overfitting", "continue"},
        state="validation-broken",
    )


def _nothing_on_mps(traces: Traces, state: State) -> Told | None:
    """What is said where only the losses fell; several releases scored 0 on this device."""
    signs = traces.facts.signs
    fell = signs is not None and signs.train_fall > FALLING
    if state.main != "learned-nothing" or not fell or not traces.training_sound:
        return None
    return Told(
        Certainty.POSSIBLE,
        "validation may be off on device=mps",
        "The losses fell and no metric rose, on device=mps: several releases scored next to "
        "nothing there during training, whatever the model found.",
        steps=("validate-elsewhere", "check-labels"),
        explains=(*FLOORS, *CURVES, *MATRIX, *OPERATION),
        moot=RATE | SIZE | LENGTH,
        answers=FROM_PLOTS,
    )


@cause(title="Files of another training lie in the folder")
def stale_folder(table: EpochTable, sources_agree: Finding | None, known_args: Args) -> Told | None:
    """Keep one training to a folder: leave `exist_ok` off, and give each a `name` of its own.

    Certain when results.csv holds several trainings one after the other, of which the last is
    reported. Possible when plots and results.csv disagree and exist_ok is on.
    """
    several = next((note for note in table.notes if "trainings one after the other" in note), None)
    if several:
        return Told(
            Certainty.CERTAIN,
            "results.csv holds several trainings",
            f"{several} Plots and weights may be of any of them.",
            weight=2,
        )
    disagree = warns(sources_agree)
    if not disagree or known_args.flag("exist_ok") is not True:
        return None
    return Told(
        Certainty.POSSIBLE,
        "files of another training may lie in the folder",
        "exist_ok=True lets a training write into a folder that is there already, and its plots "
        "do not agree with results.csv.",
        explains=("sources-agree",),
        weight=2,
    )


@cause(title="The first epochs are not in results.csv")
def rows_missing(
    table: EpochTable, traces: Traces, state: State, *, many: float = 0.1
) -> Told | None:
    """Look for the folder in which the training began: its `results.csv` has the first epochs.

    Certain when the first row of results.csv is of an epoch after the first: a resume that wrote
    into a new folder, or a file that was cut. Where the training started, when it levelled off and
    how long it took are then unknown; where more than `many` (a tenth) of the epochs lack, so is
    what the run comes to, unless its end shows it.
    """
    lack = traces.rows_missing
    if lack is None:
        return None
    first, last = int(table.epochs[0]), int(table.epochs[-1])
    shown = state.main in SHOWN_BY_THE_END
    moot, answers = (SIZE, frozenset[str]()) if shown else (LENGTH | SIZE, frozenset(("continue",)))
    return Told(
        Certainty.CERTAIN,
        f"epochs 1 to {words.whole(lack)} are not in results.csv",
        f"results.csv begins at epoch {words.whole(first)} and ends at {words.whole(last)}; "
        f"{words.count(lack, 'epoch')} before that {words.are(lack)} missing. "
        "How it started, when it levelled off and how long it took cannot be told.",
        steps=("earlier-rows",),
        explains=("early-plateau", "still-improving", "finished", "learning", "overfitting"),
        moot=moot,
        answers=answers,
        state="" if shown or lack <= many * last else "unknown",
    )
