"""YOLOv7: a table without names, ``results.txt``, beside the files of YOLOv5."""

from __future__ import annotations

import math
from dataclasses import replace

from reportgen.trainers.trainer import Clues, Log, NotALog
from reportgen.trainers.yolov5 import YOLOV5

PLACES = {
    2: "train/box_loss",
    3: "train/obj_loss",
    4: "train/cls_loss",
    8: "metrics/precision(B)",
    9: "metrics/recall(B)",
    10: "metrics/mAP50(B)",
    11: "metrics/mAP50-95(B)",
    12: "val/box_loss",
    13: "val/obj_loss",
    14: "val/cls_loss",
}
"""What stands at which place of a line: epoch/of, memory, losses, their sum, objects, size, ..."""
WIDTH = 15
MOST_LINES = 20_000


def read(content: bytes) -> Log:
    """The lines as columns. Raises `NotALog` where no line is one of an epoch."""
    lines = content.decode("utf-8", "replace").splitlines()[:MOST_LINES]
    rows = [row for line in lines if (row := _row(line.split())) is not None]
    if not rows:
        raise NotALog("holds no line of an epoch")
    left_out = sum(bool(line.strip()) for line in lines) - len(rows)
    names = ["epoch", *PLACES.values()]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    notes = (f"Left out {left_out} line(s) that are none of an epoch.",) if left_out else ()
    return Log(columns, notes)


def _row(cells: list[str]) -> list[float] | None:
    epoch, _, of = (cells[0] if len(cells) == WIDTH else "").partition("/")
    if not (epoch.isascii() and epoch.isdigit() and of and len(epoch) < 9):
        return None
    return [float(epoch), *(_number(cells[place]) for place in PLACES)]


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _wrote(clues: Clues) -> bool:
    return "results.txt" in clues.files or "loss_ota" in clues.arguments


YOLOV7 = replace(
    YOLOV5,
    key="yolov7",
    name="YOLOv7",
    wrote=_wrote,
    results=r"results\.txt",
    results_name="results.txt",
    columns={},
    read=read,
)
