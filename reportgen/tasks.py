"""What differs between the tasks of Ultralytics: one row a task, nothing else to change.

Column names are those of results.csv: ``train/<loss>``, ``val/<loss>`` and
``metrics/<name>(<letter>)``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Head:
    """One output of a model that is scored by itself: boxes, masks, poses or the class."""

    key: str
    """Name in findings, charts and JSON: ``box``, ``mask``, ``pose``, ``class``."""
    letter: str
    """Letter in the metric columns, ``B``, ``M`` or ``P``; empty for classification."""
    curve_prefix: str
    """What the names of its curve pictures start with, e.g. ``Mask`` in ``MaskF1_curve.png``."""

    @property
    def main_metric(self) -> str:
        """The metric that this head is compared by."""
        return "mAP50-95" if self.letter else "accuracy_top1"

    def column(self, metric: str) -> str:
        """Name of a metric's column, e.g. ``metrics/mAP50-95(M)`` for ``mAP50-95``."""
        return f"metrics/{metric}({self.letter})" if self.letter else f"metrics/{metric}"


BOX = Head("box", "B", "Box")
MASK = Head("mask", "M", "Mask")
POSE = Head("pose", "P", "Pose")
CLASS = Head("class", "", "")


@dataclass(frozen=True)
class Task:
    """A row: which heads a task has, which of them leads, and which losses tell it apart."""

    name: str
    label: str
    """How the page names it."""
    heads: tuple[Head, ...]
    losses: tuple[str, ...]
    """Losses that its results.csv always holds; versions add others, which are read as well."""

    @property
    def headline_head(self) -> Head:
        """The head whose metric the guide compares runs by: the last, most demanding one."""
        return self.heads[-1]

    @property
    def headline_metric(self) -> str:
        """The guide's main metric, as a column of results.csv."""
        return self.headline_head.column(self.headline_head.main_metric)


TASKS: tuple[Task, ...] = (
    Task(
        "segment",
        "instance segmentation",
        (BOX, MASK),
        ("box_loss", "seg_loss", "cls_loss"),
    ),
    Task(
        "pose",
        "pose estimation",
        (BOX, POSE),
        ("box_loss", "pose_loss", "kobj_loss", "cls_loss"),
    ),
    Task("classify", "classification", (CLASS,), ("loss",)),
    Task("detect", "object detection", (BOX,), ("box_loss", "cls_loss")),
    Task("obb", "oriented object detection", (BOX,), ("box_loss", "cls_loss")),
)
TASK_BY_NAME: dict[str, Task] = {task.name: task for task in TASKS}


def recognise(named: str | None, columns: Collection[str]) -> Task | None:
    """Tell the task from the columns of results.csv, and from `named` (args.yaml's ``task``).

    The columns win where they contradict the name, since they are what is judged. `None` when
    neither tells a task that the guide covers.
    """
    claimed = TASK_BY_NAME.get(named or "")
    if not columns or (claimed and _fits(claimed, columns)):
        return claimed
    return next((task for task in TASKS if _fits(task, columns)), None)


def _fits(task: Task, columns: Collection[str]) -> bool:
    return all(head.column(head.main_metric) in columns for head in task.heads)
