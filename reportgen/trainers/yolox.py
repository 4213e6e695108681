"""YOLOX: train_log.txt, what its trainer prints every few iterations and after each evaluation."""

from __future__ import annotations

import re

from reportgen.trainers.form.trainer import Log, LogTrainer, NotALog, alone
from reportgen.trainers.log.cells import number
from reportgen.trainers.log.points import Points

MOST_LINES = 1_000_000
LONGEST_LINE = 2_000
_PRINTED = re.compile(r"\| [A-Z]{4,8} {1,6}\| yolox\.")
_ITERATION = re.compile(r"- epoch: (\d{1,9})/\d{1,9}, iter: ")
_VALUE = re.compile(r"\b(\w{1,40}_loss|lr): ([-+.\w]{1,30})")
_COCO = re.compile(
    r"Average Precision  ?\(AP\) @\[ IoU=0\.50(:0\.95)? {1,6}\| area= {1,3}all \|"
    r"[^\]]{1,40}\] = ([-.\d]{1,12})"
)
_VOC = re.compile(r"(?:^|[\s|])map_50(95)?: ([-.\d]{1,25})")
_NOT_THROUGHOUT = ("total_loss", "l1_loss")
"""The sum, and what is a part of it in the last epochs only, without mosaic, and 0 before."""


def read(content: bytes) -> Log:
    """A row an epoch: the mean of its losses, and the evaluation that followed.

    A training that begins again writes on in the same file: what it told of later epochs before
    goes. Raises `NotALog` where no line is of an epoch.
    """
    points, epoch, note = Points(), 0, ""
    for line in content.decode("utf-8", "replace").splitlines()[:MOST_LINES]:
        if len(line) > LONGEST_LINE:
            continue
        if found := _ITERATION.search(line):
            told = int(found[1])
            if told < epoch:
                points.begin_again(told)
                note = "Its epochs started over: the later values count."
            epoch = told
            _add_losses(points, epoch, line)
        elif epoch and (score := _COCO.search(line) or _VOC.search(line)):
            points.add(epoch, f"metrics/mAP50{'-95' if score[1] else ''}(B)", number(score[2]))
    if not epoch:
        raise NotALog("tells of no iteration: the training ended before its first")
    return points.log(note)


def _add_losses(points: Points, epoch: int, line: str) -> None:
    for name, value in _VALUE.findall(line):
        if name == "lr":
            points.add(epoch, "lr/pg0", number(value))
        elif name not in _NOT_THROUGHOUT:
            points.add(epoch, f"train/{name}", number(value))


def sniff(head: bytes) -> bool:
    """Whether YOLOX' own modules print its first lines."""
    return _PRINTED.search(head.decode("utf-8", "replace")) is not None


YOLOX = LogTrainer(
    key="yolox",
    name="YOLOX",
    wrote=alone("train_log.txt"),
    results=r"train_log\.txt",
    results_name="train_log.txt",
    read=read,
    sniff=sniff,
)
