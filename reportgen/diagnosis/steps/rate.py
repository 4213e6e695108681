"""Treatments of the learning rate, the batch and the start."""

from __future__ import annotations

import re

from reportgen import words
from reportgen.checks.folder.settings import ADAM_USUAL, SGD_FROM
from reportgen.diagnosis import commands
from reportgen.diagnosis.cause import Case
from reportgen.diagnosis.model import Told
from reportgen.diagnosis.steps.treatment import Advice, treatment
from reportgen.facts.version import VersionRange
from reportgen.trainers.form.command import file_name
from reportgen.trainers.ultralytics import releases
from reportgen.trainers.ultralytics.models import SIZES

TUNING = "hyperparameters"
LOW_ALREADY = 2e-4
"""A fifth of what is usual with Adam: a rate below is not lowered."""
GENTLE = 1e-4
"""A rate that hardly shakes trained weights; lower ones only take longer."""
NAMED = re.compile(r"(yolov?\d+)([a-z]?)(u?)((?:-(?:seg|pose|obb|cls))?)\.ya?ml")
"""Architectures for which Ultralytics publishes trained weights."""
SUFFIXES = {"segment": "-seg", "pose": "-pose", "obb": "-obb", "classify": "-cls"}


def _named_optimizer(case: Case, rate: float) -> tuple[dict[str, str], str]:
    """What has to be named beside lr0, and why: auto ignores lr0."""
    optimizer = case.facts.known_args.text("optimizer")
    if optimizer not in (None, "auto") or not case.facts.trainer.has_yolo:
        return {}, ""
    optimizer = _sgd_of(case.facts.version_range) if rate >= SGD_FROM else "AdamW"
    return {"optimizer": optimizer}, " Name the optimizer with it: auto would ignore lr0."


def _sgd_of(versions: VersionRange) -> str:
    """The optimizer that auto takes at such rates: MuSGD in late 8.4, SGD before and in doubt."""
    _, *taken = releases.fact("auto", versions) or (0, "SGD")
    kinds = [name for name in taken if "Adam" not in name]
    return str(kinds[0]) if len(kinds) == 1 else "SGD"


def _subject(told: Told) -> str:
    """What the sentence after the cause's title is of: it is not named twice."""
    return "It" if told.title.startswith("the learning rate") else "The learning rate"


@treatment(TUNING)
def lower_rate(case: Case, told: Told) -> Advice | None:
    """Held back where the rate is not told, is that of a warm-up, or is low already."""
    rates, usual = case.traces.rates, case.traces.usual_rate
    if "set" in told.data and usual:  # Whatever the warm-up got to.
        lr0 = words.plain(usual)
        return Advice("Lower the learning rate", f"Set lr0={lr0}.", {"lr0": lr0})
    if rates is None or case.traces.warm_up_lasts or rates.peak < LOW_ALREADY:
        return None
    lower = rates.peak / told.data.get("divide by", 2.0)
    if usual == ADAM_USUAL:
        lower = min(lower, ADAM_USUAL)
    changes, aside = _named_optimizer(case, rates.peak)
    return Advice(
        "Lower the learning rate",
        f"{_subject(told)} went up to {words.rough(rates.peak, 2)} (epoch {rates.peak_epoch}); "
        f"try {words.rough(lower, 1)}.{aside}",
        {**changes, "lr0": words.rough(lower, 1)} if usual else {},
    )


@treatment(TUNING)
def raise_rate(case: Case, told: Told) -> Advice | None:
    """Held back where results.csv does not tell the rate, or tells that of a warm-up only; and in
    trainers that have no usual one."""
    rates, zero = case.traces.rates, case.traces.rate_is_zero
    if (rates is None and not zero) or case.traces.warm_up_lasts:
        return None
    usual = case.traces.usual_rate
    peak = rates.peak if rates else 0.0
    if usual is None or peak >= usual / 3:
        return None
    changes, aside = _named_optimizer(case, usual)
    least = words.rough(peak, 2) if peak else "0"
    return Advice(
        "Raise the learning rate",
        f"{_subject(told)} never went above {least}; {words.plain(usual)} is usual.{aside}",
        {**changes, "lr0": words.plain(usual)},
    )


@treatment(TUNING)
def fine_tune_rate(case: Case, told: Told) -> Advice | None:
    """Held back where results.csv does not tell the rate, tells that of a warm-up only, or one
    that is gentle already; and where a huge batch makes steps few, not wild."""
    rates = case.traces.rates
    if rates is None or case.traces.warm_up_lasts or rates.peak < LOW_ALREADY:
        return None
    if case.traces.huge_batch is not None:
        return None
    lower = max(rates.peak / 10, GENTLE)
    gentle = f"trained weights want less, such as {words.rough(lower, 1)}"
    if case.traces.usual_rate is None:
        reason = f"The learning rate went up to {words.rough(rates.peak, 2)}; {gentle}."
        return Advice("Fine-tune more gently", reason)
    changes, aside = _named_optimizer(case, rates.peak)
    return Advice(
        "Fine-tune more gently",
        f"The learning rate went up to {words.rough(rates.peak, 2)}; {gentle}, and "
        f"warmup_bias_lr=0 keeps the first steps from shaking them.{aside}",
        {**changes, "lr0": words.rough(lower, 1), "warmup_bias_lr": "0"},
    )


@treatment(TUNING)
def wind_down(case: Case, told: Told) -> Advice | None:
    """Held back in other trainers, whose argument is another."""
    if not case.facts.trainer.has_yolo:
        return None
    return Advice(
        "Let the learning rate wind down",
        "lrf=0.01, the default, ends at a hundredth of where it starts.",
        {"lrf": "0.01"},
    )


@treatment(TUNING)
def name_optimizer(case: Case, told: Told) -> Advice | None:
    """Held back where lr0 is not told."""
    lr0 = case.facts.known_args.number("lr0")
    if lr0 is None:
        return None
    optimizer = "SGD" if lr0 >= SGD_FROM else "AdamW"
    return Advice(
        "Name the optimizer",
        f"optimizer=auto sets its own learning rate. With optimizer={optimizer} the lr0 that was "
        "set counts.",
        {"optimizer": optimizer, "lr0": words.plain(lr0)},
    )


@treatment("trained-weights")
def trained_weights(case: Case, told: Told) -> Advice | None:
    """Held back in YOLOv5's own scripts, whose option is another."""
    facts = case.facts
    task = facts.task.name if facts.task else "detect"
    name = file_name(facts.known_args.text("model")) or ""
    match = NAMED.fullmatch(name)
    off = facts.known_args.flag("pretrained") is False
    if match is None or not (match[2] or match[1] in SIZES):
        return Advice(
            "Start from trained weights",
            f"{name or 'The model'} was trained from random weights. Give pretrained= the weights "
            "of the model that it was derived from, such as "
            f"{_relative(name, SUFFIXES.get(task, ''))}: what fits is taken over.",
            {"pretrained": ""} if off else {},
        )
    family, size, old, head = match.groups()
    weights = f"{family}{size or SIZES[family][0]}{old}{head or SUFFIXES.get(task, '')}.pt"
    return Advice(
        "Start from trained weights",
        f"{name} starts from random weights, which takes many thousands of pictures. {weights} "
        "has seen them already.",
        {"model": weights, **({"pretrained": "True"} if off else {})},
    )


def _relative(name: str, suffix: str) -> str:
    """Published weights of the family that a model's name tells, for the task of a suffix."""
    if name.startswith("rtdetr"):
        return "rtdetr-l.pt"
    family = re.search(r"yolo(v8|v9|11|26)", name)
    if family is None or (family[1] == "v9" and suffix not in ("", "-seg")):
        return f"yolo11n{suffix}.pt"
    return f"yolo{family[1]}{'c' if family[1] == 'v9' else 'n'}{suffix}.pt"


@treatment(TUNING)
def smaller_batch(case: Case, told: Told) -> Advice | None:
    """Held back where the batch is not told or is small already."""
    batch = case.facts.known_args.number("batch")
    if batch is None or batch < 4:
        return None
    smaller = 4 if batch <= 16 else 8
    return Advice(
        "Make the batch smaller",
        f"With batch={words.plain(batch)} an epoch has few batches; batch={smaller} gives more, "
        f"and nbs={smaller} makes a step of each.",
        {"batch": str(smaller), "nbs": str(smaller)},
    )


@treatment(TUNING)
def usual_batch(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    return Advice(
        "Take a usual batch: 64",
        "64 pictures are what a step is made for (nbs): a larger batch makes fewer steps at the "
        "same learning rate. On several cards batch counts the pictures of all.",
        {"batch": "64"},
    )


@treatment(TUNING)
def larger_batch(case: Case, told: Told) -> Advice | None:
    """Held back where an epoch has few steps as it is."""
    if case.traces.pictures is not None:
        return None
    return Advice(
        "Make the batch larger",
        "8 to 16 pictures a step make the batch statistics steadier; a smaller imgsz or model "
        "makes room for them.",
        {"batch": "8"},
    )


@treatment(TUNING)
def unfilter(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    names = [name for name in FILTERS if name in told.data]
    settings = {name: FILTERS[name] for name in names}
    return Advice(
        "Validate without these arguments",
        f"Leave {words.listed(names)} out of the training: "
        f"{'they belong' if len(names) > 1 else 'it belongs'} to predicting, and "
        f"{'change' if len(names) > 1 else 'changes'} what every metric means.",
        settings,
    )


FILTERS = {
    "conf": "",
    "iou": "",
    "max_det": "",
    "augment": "",
    "agnostic_nms": "",
    "save_hybrid": "",
}
"""Arguments that filter what is validated; an empty value takes one out of a command."""


@treatment("hyperparameters")
def no_hybrid(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    return Advice(
        "Train without save_hybrid",
        "save_hybrid=True mixes the labels into the predictions: the metrics then measure the "
        "labels. Validate again without it to see what the model does.",
        {"save_hybrid": ""},
        command=commands.validate(case.facts, case.traces.weights),
    )


@treatment("hyperparameters")
def full_data(case: Case, told: Told) -> Advice | None:
    """Held back where nothing was left out."""
    args = case.facts.known_args
    changes = {}
    if args.flag("val") is False:
        changes["val"] = "True"
    if 0 < (args.number("fraction") or 1) < 1:
        changes["fraction"] = "1.0"
    if not changes:
        return None
    alone: dict[tuple[str, ...], str]
    alone = {("val",): "Validate every epoch", ("fraction",): "Use all training pictures"}
    title = alone.get(tuple(changes), "Use all pictures, and validate")
    return Advice(title, "Without that the numbers of a run cannot be trusted.", changes)


@treatment(TUNING)
def step_each_batch(case: Case, told: Told) -> Advice | None:
    """Held back where the batch is not told."""
    batch = case.facts.known_args.number("batch")
    if batch is None or batch < 1:
        return None
    return Advice(
        "Let every batch count",
        f"nbs={words.plain(batch)}, as large as the batch, makes a step of each batch.",
        {"nbs": commands.typed(batch)},
    )
