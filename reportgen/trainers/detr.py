"""DETR and what was made from it (RT-DETR, RF-DETR, D-FINE, DINO): log.txt, a line an epoch."""

from __future__ import annotations

import json
import re
from typing import Any

from reportgen.trainers.form.trainer import Log, LogTrainer
from reportgen.trainers.json_lines import lines
from reportgen.trainers.log.averaged import AVERAGED, noted
from reportgen.trainers.log.points import Points
from reportgen.values import is_whole

_HEADS = {"bbox": "B", "masks": "M", "segm": "M", "keypoints": "P"}
_SIDES = {"train": "train", "test": "val"}
_AVERAGED = "ema_test_coco_eval_bbox"
_TOTALS = ("train/loss", "val/loss")
_OF_COCO = ((0, "mAP50-95"), (1, "mAP50"))
"""Which of COCO's twelve numbers are which; -1 stands for none."""
_REPEATED = re.compile(r"_(?:\d+|unscaled|aux|dn|enc|pre|interm)(?:_|$)")
"""Losses of inner layers, of helping branches, or in another unit."""


def read(content: bytes) -> Log:
    """The lines, an epoch each. Raises `NotALog` where no line is of an epoch."""
    points = Points()
    for entry in lines(content):
        epoch = entry.get("epoch")
        if is_whole(epoch) and epoch >= 0:
            points.begin_again(epoch)
            _add(points, epoch, entry)
    return noted(points.log())


def _add(points: Points, epoch: int, entry: dict[Any, Any]) -> None:
    parted = any(str(name).startswith("train_loss_") for name in entry)
    for name, value in entry.items():
        if isinstance(value, list):
            _add_scores(points, epoch, str(name), value)
        elif name in ("train_lr", "lr"):
            points.add(epoch, "lr/pg0", value)
        elif (loss := _loss(str(name))) and not (parted and loss in _TOTALS):
            points.add(epoch, loss, value)


def _loss(name: str) -> str | None:
    """A loss by its canonical name; None: something else."""
    side, _, plain = name.partition("_")
    known = side in _SIDES and plain.startswith("loss") and not _REPEATED.search(plain)
    return f"{_SIDES[side]}/{plain}" if known else None


def _add_scores(points: Points, epoch: int, name: str, values: list[Any]) -> None:
    """COCO's numbers of one head; of averaged weights, as RF-DETR tells them, the first alone."""
    if name == _AVERAGED and values:
        points.add(epoch, AVERAGED, values[0])
    head = _HEADS.get(name.removeprefix("test_coco_eval_"))
    for place, told in _OF_COCO if head and len(values) > 1 else ():
        points.add(epoch, f"metrics/{told}({head})", values[place])


def sniff(head: bytes) -> bool:
    """Whether the first line begins as theirs do; it may be longer than `head`."""
    line = head.lstrip().split(b"\n", 1)[0]
    if not line.startswith(b"{"):
        return False
    try:
        names = set(json.loads(line))
    except (ValueError, RecursionError):
        names = {name.decode("ascii", "replace") for name in re.findall(rb'"(\w+)":', line)}
    return "train_loss" in names and bool(names & {"train_lr", "test_coco_eval_bbox", "epoch"})


DETR = LogTrainer(
    key="detr",
    name="DETR",
    results=r"log\.txt",
    results_name="log.txt",
    read=read,
    sniff=sniff,
)
