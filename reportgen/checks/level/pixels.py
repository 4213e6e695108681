"""Tasks that judge every pixel: what it shows (semantic), and how far it is (depth)."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.wording import graded
from reportgen.rule import Outcome, Verdict, check

METRICS = "Detection Metrics"


@check(
    at_end=True,
    title="mIoU is in the range of sound models",
    guide=METRICS,
    per_head=True,
    heads=("pixels",),
)
def miou_level(main_value: float, *, good: float = 0.5, low: float = 0.3) -> Outcome:
    """Look at `val_batch*_labels.jpg` beside `val_batch*_pred.jpg`: labels that stop short of
    edges, and classes that differ in name only, cost most. Then try a larger `imgsz` or model.

    Pass from `good` (0.5) on, note below, warn below `low` (0.3). The guide speaks of objects only.
    Published models reach about 0.8 on Cityscapes (19 classes) and 0.5 on ADE20K (150 classes), so
    the number of classes has to be kept in mind.
    """
    seen = (
        f"At the best epoch prediction and truth share {words.number(main_value)} of the pixels "
        "that either covers, on average over the classes."
    )
    return _level("mIoU", "pixels", main_value, good, low, seen)


@check(
    at_end=True,
    title="Small classes do about as well as large ones",
    guide="Signs of Problems: Class Imbalance",
    per_head=True,
    heads=("pixels",),
)
def rare_pixels(main_value: float, pixel_accuracy: float, *, gap: float = 0.25) -> Outcome:
    """See in the confusion matrix which classes are lost, and add pictures that show them large
    and often. `dice_loss` counts each class alike; classes that nobody needs apart can be joined.

    Note when pixel accuracy lies more than `gap` (0.25) above mIoU: large classes decide the one,
    all classes alike the other. Passes below. The guide has no number.
    """
    apart = pixel_accuracy - main_value
    wide = apart > gap
    return Outcome(
        Verdict.NOTE if wide else Verdict.PASS,
        "Small classes are much worse than large ones"
        if wide
        else "Small classes do about as well as large ones",
        f"{words.number(pixel_accuracy)} of all pixels are right, while mIoU, in which each class "
        f"counts alike, is {words.number(main_value)}.",
        chart="pixels-metrics",
        measured={"pixel accuracy": pixel_accuracy, "mIoU": main_value},
        threshold=f"notes when they are more than {words.plain(gap)} apart",
        remedy=None if wide else "",
    )


@check(
    at_end=True,
    title="delta1 is in the range of sound models",
    guide=METRICS,
    per_head=True,
    heads=("depth",),
)
def depth_level(main_value: float, *, good: float = 0.9, low: float = 0.7) -> Outcome:
    """Check that depth maps and pictures belong together and that `depth_scale` in data.yaml is
    right; then train on more scenes, from trained weights.

    Pass from `good` (0.9) on, note below, warn below `low` (0.7). The guide speaks of objects only.
    On NYU Depth v2 the first network for this task reached 0.77 (Eigen, 2014), today's reach more
    than 0.95. Each picture's depth is brought to the scale of its truth before it is scored, so
    the number says nothing of metres.
    """
    seen = (
        f"At the best epoch {words.number(main_value)} of the pixels are off by a factor of less "
        "than 1.25, once each picture's depth is brought to the scale of its truth."
    )
    return _level("delta1", "depth", main_value, good, low, seen)


def _level(name: str, head: str, value: float, good: float, low: float, seen: str) -> Outcome:
    verdict = graded(warns=value < low, notes=value < good)
    passes = verdict is Verdict.PASS
    return Outcome(
        verdict,
        f"{name} is {words.number(value)}" + ("" if passes else f", below {words.plain(good)}"),
        seen,
        chart=f"{head}-metrics",
        measured={name: value},
        threshold=f"notes below {words.plain(good)}, warns below {words.plain(low)}",
        remedy="" if passes else None,
    )
