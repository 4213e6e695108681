"""Arguments that do not suit the model: rates of another kind of model, gains of losses."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.folder.settings import SGD_FROM, unusual_gains, what_gains_do
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.groups import FLOORS, LEVELS, MORE_EPOCHS, RATE, SIZE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.steps.suited import TRANSFORMER
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.read.table.args import Args

WENT_BADLY = ("learned-nothing", "diverged", "plateau-low", "unstable", "mask-gap")
"""States that arguments may be to blame for that do not suit the model."""
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
