"""What validation measured on: pictures that were trained on, classes left out, too few objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from reportgen import words
from reportgen.checks.folder.settings import chosen_classes, filters
from reportgen.diagnosis.cause import cause, says
from reportgen.diagnosis.groups import (
    CURVES,
    FLOORS,
    MATRIX,
    NOTHING_MEASURED,
    OPERATION,
    RATE,
    SIZE,
    UNMEASURED,
)
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.facts.series import trend
from reportgen.facts.series.signs import NO_ERROR
from reportgen.read.data_name import validates_on_training
from reportgen.read.plot.plots import HANDFUL
from reportgen.read.table.args import Args
from reportgen.read.table.results import Series, known_of
from reportgen.rule import Finding, Verdict

FEW_PICTURES = 100
"""A training set of so few pictures leaves next to none for validation."""
PREDICTING = 0.25
"""Confidence that predicting starts from by default."""
PERFECT = 0.99
"""mAP50 and accuracy end at 0.995 and 1: from here on nothing is left to improve."""


@cause(title="Validation has seen the answers")
def validation_leak(
    traces: Traces,
    known_args: Args,
    headline_curve: Series | None,
    splits: str,
    state: State,
    data_leak: Finding | None,
    *,
    few: int = 3,
) -> Told | None:
    """Validate on pictures that are not trained on, with no labels mixed in.

    Certain with `save_hybrid=True`, which mixes the labels into what is scored, and where the data
    file names the same pictures for train and val. Possible where the main metric is perfect (0.99
    or more, an accuracy of 1) typically, and in the first `few` (3) epochs already or so soon that
    validation cannot be right: pictures in both sets, or nothing to tell apart. Where mistakes were
    made at first and unlearned, an easy task looks the same: it is to be checked then, unless
    `--data` has shown that no picture is in both sets.
    """
    if known_args.flag("save_hybrid") is True:
        return Told(
            Certainty.CERTAIN,
            "save_hybrid=True scores the labels, not the model",
            "save_hybrid=True mixes the labels into the predictions before they are scored"
            f"{_level(traces)}: no metric of this run says what the model finds.",
            steps=("no-hybrid",),
            explains=("settings", *FLOORS, *CURVES, *OPERATION, *MATRIX),
            moot=UNMEASURED,
            answers=NOTHING_MEASURED | {"continue"},
            state="validation-broken",
        )
    if splits == "same" or validates_on_training(traces.facts.data_name or ""):
        return _same_pictures(traces, splits == "same")
    classes = traces.classifies
    perfect = NO_ERROR if classes else PERFECT
    if state.main == "validation-broken":
        return _perfect(headline_curve, few, perfect)
    apart = says(data_leak, Verdict.PASS)
    return None if apart else _perfect_soon(headline_curve, few, perfect)


def _same_pictures(traces: Traces, told: bool) -> Told:
    """What is said where train and val are the same; a toy data set is meant to be so."""
    says = f"{traces.facts.data_name} as Ultralytics ships it validates on training pictures"
    if told:
        says = "data.yaml names the same pictures under train and under val"
    same = Told(
        Certainty.CERTAIN,
        "validation uses the training pictures",
        f"{says}. The scores tell how well those are remembered, not how the model does on others.",
        explains=("separate-pictures", "settings"),
        weight=1,
    )
    if not told:
        return same
    return replace(
        same,
        steps=("separate-validation",),
        moot=UNMEASURED,
        answers=frozenset(("overfitting",)),
        state="validation-broken",
        weight=0,
    )


def _level(traces: Traces) -> str:
    return f", which reach {words.number(max(traces.start))} here" if traces.start else ""


def _perfect_soon(curve: Series | None, few: int, perfect: float) -> Told | None:
    """What is said where the first epochs were not perfect, and nearly all others are."""
    known = known_of(curve)
    values = known.values
    if len(values) < few or trend.median(values) < perfect or values[:few].max() < perfect:
        return None
    since = int(known.epochs[np.argmax(values >= perfect)])
    return Told(
        Certainty.POSSIBLE,
        "so good so soon that pictures may be in both sets",
        f"The main metric is {words.number(float(values[0]))} in the first epoch and "
        f"{words.number(float(values.max()))} from epoch {words.whole(since)} on. What is easy to "
        "tell apart gives such numbers, and pictures of one scene in both sets do.",
        steps=("compare-splits",),
        explains=("early-plateau",),
        moot=SIZE | {"longer", "resume", "more-data"},
        weight=-1,
    )


def _perfect(curve: Series | None, few: int, perfect: float) -> Told | None:
    known = known_of(curve).values
    if len(known) < few or trend.median(known) < perfect:
        return None
    return Told(
        Certainty.POSSIBLE,
        "perfect from the start: validation may hold training pictures, or a single class",
        f"The main metric is {words.number(float(known[0]))} in the first epoch and typically "
        f"{words.number(trend.median(known))}. Pictures of the same scene in both sets, or a "
        "single class to choose from, give such numbers.",
        steps=("separate-validation",),
        explains=("learning", "early-plateau"),
        moot=SIZE | {"longer", "resume"},
        answers=frozenset(("learning",)),
    )


@cause(title="Arguments change what validation counts")
def validation_filtered(known_args: Args, state: State) -> Told | None:
    """Leave arguments of predicting out of a training: `conf`, `iou`, `max_det`, `agnostic_nms`;
    `classes` and `single_cls` unless they are meant.

    Certain when one of them is set to another value than the default: metrics then mean something
    else than those of other runs. With a `conf` of predicting (0.25 or more) and metrics that are
    weak or swing it may be all there is to it.
    """
    found = _all_filters(known_args)
    others = [name for name in found if name not in ("agnostic_nms", "classes", "single_cls")]
    if not found:
        return None
    named = words.few([f"{name}={value}" for name, value in found.items()])
    meant = ("all-classes",) if "classes" in found else ()
    told = Told(
        Certainty.CERTAIN,
        f"{named} {'change' if len(found) > 1 else 'changes'} what the metrics mean",
        f"{' '.join(_what_is_filtered(found))} Compare these numbers with runs of the same setting "
        "only.",
        steps=("unfilter",) if others else meant,
        explains=("settings",),
        data=dict.fromkeys(others, 1.0),
        weight=1 if others else 2,
    )
    hides = (known_args.number("conf") or 0.0) >= PREDICTING
    if not hides or state.main not in ("learned-nothing", "plateau-low", "unstable"):
        return told
    # What is just above that confidence in one epoch is just below it in the next.
    explains = ("settings", *FLOORS, "erratic", "still-improving")
    return replace(told, explains=explains, moot=RATE | SIZE, weight=0)


def _all_filters(args: Args) -> dict[str, str]:
    """The arguments that change what validation counts, each with its value."""
    found = dict(filters(args))
    if classes := chosen_classes(args):
        found["classes"] = f"[{classes}]"
    if args.flag("single_cls") is True:
        found["single_cls"] = "True"
    return found


def _what_is_filtered(found: Mapping[str, str]) -> Iterator[str]:
    if "classes" in found:
        yield f"classes={found['classes']}: only these classes were trained and validated."
    if "single_cls" in found:
        yield "single_cls=True: all classes were trained and scored as one."
    others = [f"{k}={v}" for k, v in found.items() if k not in ("classes", "single_cls")]
    if others:
        yield f"{words.few(others)}: predictions were filtered before they were scored."


UNSTEADY = ("erratic", "still-improving")
MOST_LEFT = 0.6
"""Share of the first level below which much is lost: where 18 of 30 objects were found, 11 are
found by chance once in a hundred times."""


@cause(title="Validation has very few objects")
def validation_too_small(
    traces: Traces, state: State, *, few: int = 30, swung: int = 100, handful: int = HANDFUL
) -> Told | None:
    """Move pictures to the validation set until it holds some hundred objects.

    Certain when the confusion matrix counts fewer than `few` (30) objects in all, or fewer than
    `swung` (100) where the metrics swing: the standard error of a recall is up to 0.05 there.
    Likely when recall or accuracy moves in steps of one over so small a number: each step is an
    object; or when a run that mainly swings has few training pictures: possible only, where it is
    in another state. Up to a `handful` (5), of which even a model that finds all may find 57 %
    (Wilson, 95 %), nothing is said of how well it does, nor that it overfits.
    """
    if state.main in ("too-short", "validation-broken", "learned-nothing"):
        return None
    unsteady = state.holds("unstable")
    found = _few_objects(traces, state, few, swung if unsteady else few)
    if found is None:
        return None
    certainty, title, seen = found
    untold = (traces.objects or few) <= handful
    return Told(
        certainty,
        title,
        seen,
        steps=("enlarge-validation",),
        explains=("small-validation", "overfitting", *(UNSTEADY if unsteady else ())),
        moot=UNMEASURED - {"enlarge-validation"}
        if untold
        else SIZE | {"lower-rate", "confidence", "class-weights", "more-of-class"},
        answers=NOTHING_MEASURED if untold else frozenset(),
        state="unstable" if untold and state.main == "overfits" else "",
        weight=0 if _comes_first(traces, state, certainty) else 1,
    )


def _comes_first(traces: Traces, state: State, certainty: Certainty) -> bool:
    """Whether it is told before what else there is: it may be all that the curves show."""
    if state.main == "no-gain":  # A guess comes behind what the first epochs show.
        return certainty is not Certainty.POSSIBLE and not _lost_much(traces)
    # Learning by heart shows in few objects, too; where they are counted, that is doubtful.
    return state.main == "unstable" or (state.main == "overfits" and certainty is Certainty.CERTAIN)


def _lost_much(traces: Traces) -> bool:
    """Whether the main metric typically stays far below that of the first epoch.

    So much is lost by no chance of which few objects are validated.
    """
    values = known_of(traces.facts.headline_curve).values
    return len(values) > 1 and trend.median(values[1:]) < MOST_LEFT * float(values[0])


def _few_objects(
    traces: Traces, state: State, few: int, counted_few: int
) -> tuple[Certainty, str, str] | None:
    """How sure it is that validation has few objects, the cause, and what tells it."""
    counted, quantum, pictures = traces.objects, traces.quantum, traces.pictures
    thing = "picture" if traces.classifies else "object"
    if counted is not None:
        if counted >= counted_few:
            return None
        moves = f"one more or less moves the metrics by {words.rough(1 / max(counted, 1), 2)}"
        return (
            Certainty.CERTAIN,
            f"only {words.count(int(counted), f'{thing} is', f'{thing}s are')} validated",
            f"The matrix counts {words.count(int(counted), thing)}: {moves}.",
        )
    if quantum is not None and quantum < few:
        return (
            Certainty.LIKELY,
            f"only about {quantum} {thing}s are validated",
            f"{'Accuracy' if traces.classifies else 'Recall'} moves in steps of "
            f"{words.rough(1 / quantum, 2)}, as it does where {quantum} {thing}s are validated: "
            "one more or less moves every metric by that.",
        )
    if state.holds("unstable") and pictures is not None and pictures <= FEW_PICTURES:
        return (
            Certainty.LIKELY if state.main == "unstable" else Certainty.POSSIBLE,
            "very few pictures are validated",
            f"Warm-up and steps show that there are at most about {words.whole(pictures)} training "
            "pictures. A validation set is usually smaller still, so single objects move the "
            "metrics.",
        )
    return None


@cause(
    title="Validation gives the same numbers in every epoch",
    states=("validation-broken",),
)
def validation_constant(traces: Traces, headline_curve: Series, *, least: int = 5) -> Told | None:
    """Look what is validated: a few pictures that are always right, or always the same weights.

    Possible when the validation numbers cannot be right and nothing else explains it: the main
    metric hardly moves in all epochs after the first `least` (5).
    """
    known = headline_curve.known.values
    if len(known) <= least or not traces.scored:
        return None
    rest = known[least:]
    if float(np.ptp(rest)) > 0.005:
        return None
    return Told(
        Certainty.POSSIBLE,
        "validation gives the same numbers in every epoch",
        f"The main metric stays within {words.rough(np.ptp(rest), 2)} of "
        f"{words.number(float(rest[-1]))} from epoch {int(headline_curve.known.epochs[least])} "
        "on: very few validation pictures, or ones that were trained on, look like that.",
        steps=("separate-validation",),
        explains=("learning", "early-plateau", "still-improving"),
        moot=SIZE | {"longer", "resume"},
        answers=frozenset(("learning",)),
        fallback=True,
    )
