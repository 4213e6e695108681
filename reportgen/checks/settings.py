"""Guide: "Next Steps for Improvement": what the arguments alone give away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reportgen.arguments import differs
from reportgen.checks.wording import joined, percent, plural
from reportgen.read.args import Args
from reportgen.rule import Outcome, Verdict, check


@dataclass(frozen=True)
class _Item:
    """One argument that deserves a look."""

    verdict: Verdict
    short: str
    sentence: str
    remedy: str = ""


@check(
    id="settings",
    title="No argument stands in the way",
    guide="Next Steps for Improvement: Fine-tune hyperparameters",
    when_unknown="Keep `args.yaml` beside `results.csv`: Ultralytics writes it when training "
    "starts.",
)
def settings(args: Args) -> Outcome:
    """Change the arguments named here unless they are meant.

    Warn: `val=False` (metrics, early stopping and best.pt lose their ground) and `fraction` below
    1 (not all training pictures were used). Note: `single_cls`, `close_mosaic` of at least the
    epochs, `patience` of at least the epochs, and an `lr0` or `momentum` that was set although
    `optimizer=auto` ignores both. Pass otherwise. With `close_mosaic` equal to the epochs mosaic
    is off from the start; with more it is never switched off, since Ultralytics waits for an epoch
    that does not come.
    """
    items = [item for look in LOOKS if (item := look(args)) is not None]
    if not items:
        return Outcome(
            Verdict.PASS,
            "No argument stands in the way",
            "Validation is on, all pictures and classes are used, and early stopping can act.",
        )
    shorts = [item.short for item in items]
    return Outcome(
        min((item.verdict for item in items), key=lambda verdict: verdict.severity),
        f"{plural(len(items), 'argument')} to look at: {joined(shorts, 3)}",
        " ".join(item.sentence for item in items),
        measured={"arguments": len(items)},
        threshold="warns for val=False and fraction below 1, note for others",
        remedy=" ".join(item.remedy for item in items if item.remedy),
    )


def _validation(args: Args) -> _Item | None:
    if args.flag("val") is not False:
        return None
    return _Item(
        Verdict.WARN,
        "val=False",
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
        f"fraction={fraction:g}",
        f"fraction={fraction:g}: only {percent(fraction)} of the training pictures were used.",
        "Set `fraction=1.0` for the final model.",
    )


def _single_class(args: Args) -> _Item | None:
    if args.flag("single_cls") is not True:
        return None
    return _Item(
        Verdict.NOTE,
        "single_cls=True",
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
        f"close_mosaic={close:g}",
        f"close_mosaic={close:g} with epochs={epochs:g}: mosaic augmentation was "
        + ("never switched off." if never else "off from the first epoch."),
        f"Set `close_mosaic={max(1, round(epochs / 10))}`, a tenth of the epochs.",
    )


def _patience(args: Args) -> _Item | None:
    patience, epochs = args.number("patience"), args.number("epochs")
    if not patience or not epochs or patience < epochs:
        return None
    return _Item(
        Verdict.NOTE,
        f"patience={patience:g}",
        f"patience={patience:g} with epochs={epochs:g}: early stopping could never act.",
        "Nothing to do for a short run; for a long one `patience` of a fifth of the epochs saves "
        "time.",
    )


def _learning_rate(args: Args) -> _Item | None:
    if args.text("optimizer") != "auto":
        return None
    ignored = [
        f"{name}={args.number(name):g}"
        for name in ("lr0", "momentum")
        if args.number(name) is not None and differs(name, args.number(name))
    ]
    if not ignored:
        return None
    lr0 = args.number("lr0")
    optimizer = "AdamW" if lr0 is not None and lr0 < 0.005 else "SGD"
    return _Item(
        Verdict.NOTE,
        joined(ignored),
        f"optimizer=auto sets its own learning rate and momentum: {joined(ignored)} had no effect.",
        f"Name the optimizer as well, e.g. `optimizer={optimizer}`.",
    )


LOOKS: tuple[Callable[[Args], _Item | None], ...] = (
    _validation,
    _fraction,
    _single_class,
    _learning_rate,
    _close_mosaic,
    _patience,
)
