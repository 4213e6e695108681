"""What differs between the tasks of Ultralytics: one row a task, nothing else to change.

Column names are those of results.csv: ``train/<loss>``, ``val/<loss>`` and
``metrics/<name>(<letter>)``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from reportgen import words


@dataclass(frozen=True)
class Metric:
    """One metric of a head."""

    name: str
    """Name of its column, without ``metrics/`` and the letter of the head."""
    word: str = ""
    """How a sentence names it; empty: by its name."""
    short: str = ""
    """How a chart names it; empty: by its name."""
    is_error: bool = False
    """Lower is better, and it has no upper end; else it is a share of 0 to 1."""
    reading: str = ""
    """How to read its chart, where it has one of its own."""

    @property
    def title(self) -> str:
        """How a heading names it."""
        return words.capital(self.word) if self.word else self.name


USUALLY_GOOD = 0.6
"""mAP50 from which on an owner may be content; see CONTENT of the state."""
_MAP = (Metric("mAP50-95"), Metric("mAP50"), Metric("precision"), Metric("recall"))
_FINDING = (
    "Precision falls with false alarms, recall with missed objects, and neither should stay below "
    "0.3."
)


@dataclass(frozen=True)
class Head:
    """One output of a model that is scored by itself: boxes, masks, poses, the class, pixels."""

    key: str
    """Name in findings, charts and JSON: ``box``, ``mask``, ``pose``, ``class``, ..."""
    letter: str
    """Letter in the metric columns, ``B``, ``M`` or ``P``; empty where nothing is located."""
    curve_prefix: str
    """What the names of its curve pictures start with, e.g. ``Mask`` in ``MaskF1_curve.png``."""
    metrics: tuple[Metric, ...] = _MAP
    """Its metrics, the main one first."""
    things: str = "objects"
    """What is judged, in the plural."""
    reading: str = ""
    """How to read the chart of its metrics."""
    good: float = USUALLY_GOOD
    """From which level on an owner may be content: mAP50 and top-1, or the main metric."""

    @property
    def main(self) -> Metric:
        """The metric that this head is compared by."""
        return self.metrics[0]

    @property
    def main_metric(self) -> str:
        """The name of the main metric."""
        return self.main.name

    @property
    def main_word(self) -> str:
        """The main metric as a sentence names it."""
        return self.main.word or self.main.name

    @property
    def scores(self) -> tuple[Metric, ...]:
        """The metrics that are shares: higher is better."""
        return tuple(metric for metric in self.metrics if not metric.is_error)

    @property
    def errors(self) -> tuple[Metric, ...]:
        """The metrics that are errors: lower is better."""
        return tuple(metric for metric in self.metrics if metric.is_error)

    def title_of(self, metric: Metric) -> str:
        """A metric as a heading names it: ``Mask mAP50-95``, ``Top-1 accuracy``."""
        return f"{self.key.capitalize()} {metric.name}" if self.letter else metric.title

    def column(self, metric: str) -> str:
        """Name of a metric's column, e.g. ``metrics/mAP50-95(M)`` for ``mAP50-95``."""
        return f"metrics/{metric}({self.letter})" if self.letter else f"metrics/{metric}"


BOX = Head(
    "box",
    "B",
    "Box",
    reading="Higher is better, from 0 to 1. mAP50-95 asks for tight boxes and is the one to judge "
    f"by; mAP50 accepts looser ones. {_FINDING}",
)
LOOSE_BOX = replace(
    BOX,
    metrics=_MAP[1:],
    reading=f"Higher is better, from 0 to 1. mAP50 accepts loose boxes. {_FINDING}",
)
"""Boxes of which no mAP50-95 is told: they are judged by mAP50, and ranked among their like."""
MASK = Head(
    "mask",
    "M",
    "Mask",
    reading="Higher is better, from 0 to 1. mAP50-95 asks for masks that fit closely and is the "
    f"one to judge by; mAP50 accepts looser ones. {_FINDING}",
)
POSE = Head(
    "pose",
    "P",
    "Pose",
    reading="Higher is better, from 0 to 1. mAP50-95 asks for keypoints close to the true ones "
    f"and is the one to judge by. {_FINDING}",
)
CLASS = Head(
    "class",
    "",
    "",
    (
        Metric("accuracy_top1", "top-1 accuracy", "top-1"),
        Metric("accuracy_top5", "top-5 accuracy", "top-5"),
    ),
    "pictures",
    "Higher is better, from 0 to 1. Top-1 is the share of pictures whose first guess is right; "
    "top-5 counts those with the right class among the first five.",
)
PIXELS = Head(
    "pixels",
    "",
    "",
    (Metric("mIoU"), Metric("pixel_acc", "pixel accuracy", "pixel accuracy")),
    "pixels",
    "Higher is better, from 0 to 1. mIoU is the mean over the classes of the share that prediction "
    "and truth have in common, so that small classes count as much as large ones; pixel accuracy "
    "is the share of all pixels that are right, which large classes decide.",
)
DEPTH = Head(
    "depth",
    "",
    "",
    (
        Metric("delta1"),
        Metric("delta2"),
        Metric("delta3"),
        Metric(
            "abs_rel",
            "mean relative error",
            is_error=True,
            reading="How far a depth is off on average, as a share of the true one; lower is "
            "better.",
        ),
        Metric(
            "rmse",
            "root mean square error",
            is_error=True,
            reading="The root of the mean squared error, in metres; lower is better. Far pixels "
            "decide it.",
        ),
        Metric(
            "silog",
            "error of log depth",
            is_error=True,
            reading="The spread of the error of log depth, times 100, whatever the common scale; "
            "lower is better.",
        ),
    ),
    "pixels",
    "Higher is better, from 0 to 1. delta1 is the share of pixels whose depth is off by a factor "
    "of less than 1.25; delta2 and delta3 allow that factor twice and three times over.",
    good=0.9,
)
HEADS = (BOX, MASK, POSE, CLASS, PIXELS, DEPTH)


@dataclass(frozen=True)
class Task:
    """A row: which heads a task has, and which of them leads."""

    name: str
    label: str
    """How the page names it."""
    heads: tuple[Head, ...]
    mosaic: bool = True
    """Whether training pictures are combined into mosaics."""
    labels: str = (
        "Upper left: labelled objects of each class. Upper right: up to 500 boxes laid over each "
        "other, for their shapes. Below: where objects lie in the picture, and how wide and high "
        "they are."
    )
    """What labels.jpg shows; empty where none is drawn."""
    turned: bool = False
    """Whether its boxes are turned: their metrics are not those of upright boxes."""

    @property
    def headline_head(self) -> Head:
        """The head whose metric the guide compares runs by: the last, most demanding one."""
        return self.heads[-1]

    @property
    def headline_metric(self) -> str:
        """The guide's main metric, as a column of results.csv."""
        return self.headline_head.column(self.headline_head.main_metric)

    @property
    def finds_objects(self) -> bool:
        """Whether it finds objects, each at its place; else it judges pictures or pixels."""
        return bool(self.headline_head.letter)

    @property
    def tells_classes(self) -> bool:
        """Whether it tells classes apart, so that there is a confusion matrix."""
        return self.headline_head is not DEPTH


TASKS: tuple[Task, ...] = (
    Task("segment", "instance segmentation", (BOX, MASK)),
    Task("pose", "pose estimation", (BOX, POSE)),
    Task("classify", "classification", (CLASS,), mosaic=False, labels=""),
    Task("detect", "object detection", (BOX,)),
    Task("obb", "oriented object detection", (BOX,), turned=True),
    Task(
        "semantic",
        "semantic segmentation",
        (PIXELS,),
        labels="How many pixels of each class the training pictures hold.",
    ),
    Task(
        "depth",
        "depth estimation",
        (DEPTH,),
        mosaic=False,
        labels="How often each depth occurs in the training pictures.",
    ),
)
PARTLY_TOLD: tuple[Task, ...] = (
    Task("segment", "instance segmentation", (MASK,)),
    Task("pose", "pose estimation", (POSE,)),
    Task("detect", "object detection", (LOOSE_BOX,)),
)
"""The same where a log tells some of the heads only, or mAP50 alone; never of turned boxes."""
TASK_BY_NAME: dict[str, Task] = {task.name: task for task in TASKS}


def recognise(named: str | None, columns: Collection[str]) -> Task | None:
    """Tell the task from the columns of results.csv, and from `named` (args.yaml's ``task``).

    The columns win where they contradict the name, since they are what is judged. `None` when
    neither tells a task that the guide covers.
    """
    claimed = TASK_BY_NAME.get(named or "")
    if not columns or (claimed and _fits(claimed, columns)):
        return claimed
    partly = [task for task in PARTLY_TOLD if not claimed or task.name == claimed.name]
    return next((task for task in (*TASKS, *partly) if _fits(task, columns)), None)


def _fits(task: Task, columns: Collection[str]) -> bool:
    return all(head.column(head.main_metric) in columns for head in task.heads)
