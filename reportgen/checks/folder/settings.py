"""Guide: "Next Steps for Improvement": what the arguments alone give away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import gt, lt

from reportgen import words
from reportgen.read.data_name import validates_on_training
from reportgen.read.table.args import Args
from reportgen.rule import Outcome, Verdict, check
from reportgen.trainers.form.command import file_name
from reportgen.trainers.ultralytics.arguments import ARGUMENTS, differs
from reportgen.values import is_whole

FINDS = ("detect", "segment", "pose", "obb")
"""Tasks that find objects; `dropout` is for classification alone."""
SGD_FROM = 0.005
"""Learning rates from here on belong to SGD (0.01 by default), lower ones to AdamW (0.001)."""
ADAM_USUAL, SGD_USUAL = 0.001, 0.01
"""Learning rates that Adam with its relatives, and SGD, usually start from: Ultralytics' advice for
lr0."""
GAINS = {"box": FINDS, "cls": FINDS, "dfl": FINDS, "pose": ("pose",), "kobj": ("pose",)}
"""The gains of losses, and the tasks that have these losses."""
WEAK_GAIN, STRONG_GAIN = 0.1, 5.0
"""Multiples of its default up to which, and from which on, a gain is pointed out."""
LOWEST_CONF = 0.01
"""Validation keeps predictions from confidence 0.001 on; up to here little is lost."""
YOLOV5_IOU = 0.6
FEW_DETECTIONS = 100
"""Below so many objects a picture `max_det` leaves out what is there."""


def usual_rate(args: Args) -> float:
    """The learning rate that training with its optimizer usually starts from; SGD's with auto.

    RMSProp divides each step by the gradient's size as Adam does.
    """
    name = (args.text("optimizer") or "").lower()
    return ADAM_USUAL if "adam" in name or name == "rmsprop" else SGD_USUAL


@dataclass(frozen=True)
class _Item:
    """One argument that deserves a look."""

    verdict: Verdict
    names: tuple[str, ...]
    """The arguments as typed."""
    sentence: str
    remedy: str = ""


@check(
    title="No argument stands in the way",
    guide="Next Steps for Improvement: Fine-tune hyperparameters",
    when_unknown="Keep `args.yaml` beside `results.csv`: Ultralytics writes it when training "
    "starts.",
)
def settings(args: Args) -> Outcome:
    """Change the arguments named here unless they are meant.

    Warn: `val=False` (metrics, early stopping and best.pt lose their ground), `fraction` below
    1 (not all training pictures were used), and `save_hybrid` (labels are scored, not
    predictions). Note: `single_cls`, `classes` (only these were trained and validated), `conf`,
    `iou`, `max_det` or `agnostic_nms` other than by default (they filter what is scored),
    `close_mosaic` of at least the epochs, `patience` of at least the epochs, an `lr0` or
    `momentum` that was set although `optimizer=auto` ignores both, an `lr0` of 0.005 or more with
    an Adam, a gain of a loss (`box`, `cls`, `dfl`, `pose`, `kobj`) of a tenth of its default or
    less, or five times it or more, `dropout` where no classes
    are told apart by whole pictures (it has no effect there), a `freeze` that is no number and no
    list (likewise), `rect` (it switches mosaic and mixup off), and coco128, which validates on its
    training pictures. Pass otherwise. With `close_mosaic`
    equal to the epochs mosaic is off from the start; with more it is never switched off, since
    Ultralytics waits for an epoch that does not come.
    """
    items = [item for look in LOOKS if (item := look(args)) is not None]
    if not items:
        return Outcome(
            Verdict.PASS,
            "No argument stands in the way",
            "Validation is on, all pictures and classes are used, and early stopping can act.",
        )
    names = [name for item in items for name in item.names]
    return Outcome(
        min((item.verdict for item in items), key=lambda verdict: verdict.severity),
        f"{words.count(len(names), 'argument')} to look at: {words.few(names, 3)}",
        " ".join(item.sentence for item in items),
        measured={"arguments": len(names)},
        threshold="warns for val=False, fraction below 1, save_hybrid; notes others",
        remedy=" ".join(item.remedy for item in items if item.remedy),
    )


def filters(args: Args) -> list[tuple[str, str]]:
    """Arguments that change what validation counts, and their values as text, defaults left out.

    None where classes are told apart: a classifier is scored without any of them.
    """
    found: list[tuple[str, str]] = []
    if args.values.get("task") == "classify":
        return found
    conf, iou, most = map(args.number, ("conf", "iou", "max_det"))
    if conf is not None and conf > LOWEST_CONF:
        found.append(("conf", words.plain(conf)))
    if iou is not None and differs("iou", iou) and iou != YOLOV5_IOU:
        found.append(("iou", words.plain(iou)))
    if most is not None and most < FEW_DETECTIONS:
        found.append(("max_det", words.plain(most)))
    return [*found, ("agnostic_nms", "True")] if args.flag("agnostic_nms") is True else found


def chosen_classes(args: Args) -> str:
    """The classes that alone were trained, as in "0, 3"; empty where all were."""
    classes = args.values.get("classes")
    several = classes if isinstance(classes, list) else [classes]
    numbers = [str(c) for c in several if is_whole(c)]
    return ", ".join(numbers[:10]) + (", …" if len(numbers) > 10 else "")


def _hybrid(args: Args) -> _Item | None:
    if args.flag("save_hybrid") is not True:
        return None
    return _Item(
        Verdict.WARN,
        ("save_hybrid=True",),
        "save_hybrid=True: labels are mixed into the predictions before they are scored, so that "
        "no metric of this run means anything.",
        "Leave `save_hybrid` out.",
    )


def _filtered(args: Args) -> _Item | None:
    found = filters(args)
    if not found:
        return None
    names = tuple(f"{name}={value}" for name, value in found)
    return _Item(
        Verdict.NOTE,
        names,
        f"{words.few(names)}: predictions were filtered before they were scored; other runs' "
        "metrics mean something else.",
        "Leave them out of a training: they belong to predicting.",
    )


def _some_classes(args: Args) -> _Item | None:
    chosen = chosen_classes(args)
    if not chosen:
        return None
    return _Item(
        Verdict.NOTE,
        (f"classes=[{chosen}]",),
        f"classes=[{chosen}]: only these classes were trained and validated.",
        "Leave `classes` out if the others matter.",
    )


def _validation(args: Args) -> _Item | None:
    if args.flag("val") is not False:
        return None
    return _Item(
        Verdict.WARN,
        ("val=False",),
        "val=False: only the last epoch was validated, so best.pt was not chosen by its score and "
        "early stopping could not act.",
        "Train with `val=True`.",
    )


def _fraction(args: Args) -> _Item | None:
    fraction = args.number("fraction")
    if fraction is None or not 0 < fraction < 1:
        return None
    return _Item(
        Verdict.WARN,
        (f"fraction={words.plain(fraction)}",),
        f"fraction={words.plain(fraction)}: only {words.percent(fraction)} of the training "
        "pictures were used.",
        "Set `fraction=1.0` for the final model.",
    )


def _single_class(args: Args) -> _Item | None:
    if args.flag("single_cls") is not True:
        return None
    return _Item(
        Verdict.NOTE,
        ("single_cls=True",),
        "single_cls=True: all classes were trained as one, and metrics do not tell them apart.",
        "Leave `single_cls` out if classes matter.",
    )


def _close_mosaic(args: Args) -> _Item | None:
    close, epochs = args.number("close_mosaic"), args.number("epochs")
    used = args.number("mosaic") != 0 and args.text("task") != "classify"
    if not close or not epochs or close < epochs or not used:
        return None
    never = close > epochs
    return _Item(
        Verdict.NOTE,
        (f"close_mosaic={words.plain(close)}",),
        f"close_mosaic={words.plain(close)} with epochs={words.plain(epochs)}: mosaic augmentation "
        "was " + ("never switched off." if never else "off from the first epoch."),
        f"Set `close_mosaic={max(1, round(epochs / 10))}`, a tenth of the epochs.",
    )


def _patience(args: Args) -> _Item | None:
    patience, epochs = args.number("patience"), args.number("epochs")
    if not patience or not epochs or patience < epochs:
        return None
    return _Item(
        Verdict.NOTE,
        (f"patience={words.plain(patience)}",),
        f"patience={words.plain(patience)} with epochs={words.plain(epochs)}: early stopping "
        "could never act.",
        "Nothing to do for a short run; for a long one `patience` of a fifth of the epochs may "
        "save time.",
    )


def _learning_rate(args: Args) -> _Item | None:
    if args.text("optimizer") != "auto":
        return None
    ignored = [
        f"{name}={words.plain(value)}"
        for name in ("lr0", "momentum")
        if (value := args.number(name)) is not None and differs(name, value)
    ]
    if not ignored:
        return None
    lr0 = args.number("lr0")
    optimizer = "AdamW" if lr0 is not None and lr0 < SGD_FROM else "SGD"
    return _Item(
        Verdict.NOTE,
        tuple(ignored),
        f"optimizer=auto sets its own learning rate and momentum: {words.few(ignored)} had "
        "no effect.",
        f"Name the optimizer as well, e.g. `optimizer={optimizer}`.",
    )


def _adam_rate(args: Args) -> _Item | None:
    optimizer, lr0 = args.text("optimizer") or "", args.number("lr0")
    if usual_rate(args) != ADAM_USUAL or lr0 is None or lr0 < SGD_FROM:
        return None
    return _Item(
        Verdict.NOTE,
        (f"optimizer={optimizer}", f"lr0={words.plain(lr0)}"),
        f"lr0={words.plain(lr0)} is a learning rate for SGD; {optimizer} usually starts from "
        f"{words.plain(ADAM_USUAL)}.",
        f"Try `lr0={words.plain(ADAM_USUAL)}` with it.",
    )


def unusual_gains(args: Args) -> dict[str, tuple[float, float]]:
    """The gains of losses that are far from their default: name -> what was set, and default."""
    task, found = args.text("task"), {}
    for name, tasks in GAINS.items():
        gain, usual = args.number(name), float(ARGUMENTS[name].default)
        counts = task is None or task in tasks
        if counts and gain is not None and not WEAK_GAIN * usual < gain < STRONG_GAIN * usual:
            found[name] = (gain, usual)
    return found


def what_gains_do(gains: Mapping[str, tuple[float, float]]) -> str:
    """What gains that are far from their default do to a training, as full sentences."""
    said = []
    for lies, what in (
        (lt, "a tenth of the default or less, so that loss hardly counts in training."),
        (gt, "five times the default or more, so that loss outweighs the others."),
    ):
        far = [
            f"{k}={words.plain(set_)}" for k, (set_, usual) in gains.items() if lies(set_, usual)
        ]
        if far:
            said.append(f"{words.few(far)}: {what}")
    return " ".join(said)


def _gains(args: Args) -> _Item | None:
    found = unusual_gains(args)
    if not found:
        return None
    usual = words.few([f"{name}={words.plain(default)}" for name, (_, default) in found.items()])
    return _Item(
        Verdict.NOTE,
        tuple(f"{name}={words.plain(gain)}" for name, (gain, _) in found.items()),
        what_gains_do(found),
        f"Go back to {usual} unless it was chosen by trial.",
    )


def _no_freeze(args: Args) -> _Item | None:
    if args.text("freeze") is None or args.text("task") is None:
        return None
    return _Item(
        Verdict.NOTE,
        ("freeze",),
        "freeze is neither a number nor a list of layers: nothing was frozen.",
        "Give the number of layers to freeze, as in `freeze=10`.",
    )


def _no_dropout(args: Args) -> _Item | None:
    dropout = args.number("dropout")
    if not dropout or args.text("task") not in FINDS:
        return None
    return _Item(
        Verdict.NOTE,
        (f"dropout={words.plain(dropout)}",),
        f"dropout={words.plain(dropout)} had no effect: it counts in classification alone.",
        "Leave `dropout` out.",
    )


def _rectangles(args: Args) -> _Item | None:
    mosaic = args.number("mosaic")
    if args.flag("rect") is not True or mosaic == 0 or args.text("task") == "classify":
        return None
    return _Item(
        Verdict.NOTE,
        ("rect=True",),
        "rect=True: mosaic and mixup are off, and the pictures come in the same order each epoch.",
        "Leave `rect` out of a training unless that is meant.",
    )


def _same_pictures(args: Args) -> _Item | None:
    data = (file_name(args.text("data")) or "").removesuffix(".yaml")
    if not validates_on_training(data):
        return None
    return _Item(
        Verdict.NOTE,
        (f"data={data}.yaml",),
        f"{data} as Ultralytics ships it validates on its training pictures: the scores tell "
        "nothing about other pictures.",
        "Use it to try things out only.",
    )


LOOKS: tuple[Callable[[Args], _Item | None], ...] = (
    _validation,
    _fraction,
    _hybrid,
    _filtered,
    _some_classes,
    _single_class,
    _learning_rate,
    _adam_rate,
    _gains,
    _no_freeze,
    _no_dropout,
    _rectangles,
    _same_pictures,
    _close_mosaic,
    _patience,
)
