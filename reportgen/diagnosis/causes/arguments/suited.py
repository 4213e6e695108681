"""Arguments that do not suit the model: rates of another kind, gains of losses, frozen layers."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.folder.settings import SGD_FROM, unusual_gains, what_gains_do
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.groups import FLOORS, LEVELS, MORE_EPOCHS, RATE, SIZE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.steps.suited import TRANSFORMER
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.read.table.args import Args
from reportgen.values import is_number, is_whole

WENT_BADLY = ("learned-nothing", "diverged", "plateau-low", "unstable", "mask-gap")
"""States that arguments may be to blame for that do not suit the model."""
WEAKEST = ("learned-nothing", "plateau-low")
WEAK = (*WEAKEST, "too-short", "train-longer", "no-gain", "unstable")
"""States that frozen layers may be to blame for."""
FEW_LAYERS = 5
"""Frozen layers below which a training is hardly held back."""
BACKBONE = 10
"""Layers of the backbone in YOLOv8 and YOLO11 models up to where freezing is usual."""
DETR = "rtdetr"
"""How the names of the transformers start that Ultralytics trains."""


@cause(title="A transformer was trained like a YOLO", states=WENT_BADLY)
def transformer_rate(traces: Traces, known_args: Args, *, times: float = 5.0) -> Told | None:
    """Train RT-DETR with `optimizer=AdamW lr0=0.0001`.

    Possible where an RT-DETR learned nothing, levelled off low, swings or diverged, and the
    learning rate went to `times` (5) 0.0001 or more; likely with SGD, by its name or by a rate that
    only SGD is given. Neither more epochs nor a larger model are the first thing to try then.
    """
    rates = traces.rates
    detr = (traces.facts.model or "").startswith(DETR)
    if not detr or rates is None or rates.peak < times * TRANSFORMER or traces.warm_up_lasts:
        return None
    named = known_args.text("optimizer") or "auto"
    sgd = "SGD" in named or (named == "auto" and rates.peak >= SGD_FROM)
    beside = "" if named == "auto" else f" with optimizer={named}"
    return Told(
        Certainty.LIKELY if sgd else Certainty.POSSIBLE,
        "optimizer and rate suit a YOLO, not a transformer",
        f"The learning rate went up to {words.rough(rates.peak, 2)}{beside}. RT-DETR is a "
        f"transformer: those are trained with AdamW at about {words.plain(TRANSFORMER)}, and may "
        "learn nothing otherwise.",
        steps=("transformer-rate",),
        explains=(*FLOORS, "learning", "erratic", "early-plateau"),
        moot=SIZE | MORE_EPOCHS | RATE,
    )


@cause(title="The losses are weighed unusually", states=WENT_BADLY)
def gains_unusual(facts: Facts, known_args: Args) -> Told | None:
    """Go back to the usual gains of the losses unless they were chosen by trial.

    Possible where the run went badly and a gain (`box`, `cls`, `dfl`, `pose`, `kobj`) is a tenth of
    its default or less, or five times it or more: what one loss asks for is then learned at the
    cost of the others. Not told of YOLOv5 and YOLOv7, which have other defaults.
    """
    gains = unusual_gains(known_args) if facts.trainer.has_yolo else {}
    if not gains:
        return None
    named = words.few([f"{name}={words.plain(gain)}" for name, (gain, _) in gains.items()])
    return Told(
        Certainty.POSSIBLE,
        f"{named} {'weighs' if len(gains) == 1 else 'weigh'} the losses unusually",
        what_gains_do(gains),
        steps=("usual-gains",),
        explains=("settings", *FLOORS, *LEVELS),
    )


@cause(title="Most layers were frozen")
def frozen_layers(known_args: Args, facts: Facts, state: State) -> Told | None:
    """Leave `freeze` out, or freeze the backbone only (`freeze=10`).

    Certain that they were when `freeze` is above 10: backbone and neck keep what they had learned
    on other pictures, and only the head adapts. Told where the run ended weak: likely; possible,
    and the first thing to try, where the backbone alone was frozen and the run learned nothing or
    levelled off low.
    """
    count = frozen_count(known_args, facts.trainer.has_yolo)
    if count < FEW_LAYERS:
        return None
    weak = state.main in (WEAK if count > BACKBONE else WEAKEST)
    if not weak and count <= BACKBONE:
        return None
    part = "the backbone" if count == BACKBONE else "a part of the backbone"
    return Told(
        Certainty.LIKELY if count > BACKBONE else Certainty.POSSIBLE,
        f"freeze={words.plain(count)} leaves only the last layers to learn"
        if count > BACKBONE
        else f"freeze={words.plain(count)} keeps {part} as it was",
        f"freeze={words.plain(count)}: the first {words.plain(count)} layers kept the weights they "
        "had" + (", backbone and neck with them." if count > BACKBONE else f", {part} with them."),
        steps=("unfreeze",),
        explains=(*FLOORS, "early-plateau"),
        moot=SIZE | {"lower-rate", "raise-rate", "more-data", "fewer-epochs"},
        weight=0 if weak else 1,
    )


def frozen_count(args: Args, lists: bool) -> float:
    """How many layers `freeze` holds; 0 for none.

    With `lists` a list names layers; YOLOv5 writes the one number in a list of its own.
    """
    freeze = args.values.get("freeze")
    if isinstance(freeze, list):
        numbers = list(filter(is_whole, freeze))
        return len(numbers) if lists or len(numbers) != 1 else numbers[0]
    return freeze if is_number(freeze) else 0
