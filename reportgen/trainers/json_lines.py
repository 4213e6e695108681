"""Detectron2 and MMDetection: a line of JSON every few steps, and one for each validation."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from reportgen import words
from reportgen.trainers.form.trainer import Log, LogTrainer, NotALog, alone
from reportgen.trainers.log.columns import of_coco, sided
from reportgen.trainers.log.points import Points
from reportgen.values import MAX_EPOCH, is_number, is_whole

MOST_LINES = 500_000
LONGEST_LINE = 100_000
_OTHERS = {
    "AP": "metrics/mAP50-95(P)",
    "AP .5": "metrics/mAP50(P)",
    "coco/AP": "metrics/mAP50-95(P)",
    "coco/AP .5": "metrics/mAP50(P)",
    "AP50": "metrics/mAP50(B)",
    "pascal_voc/AP50": "metrics/mAP50(B)",
    "mIoU": "metrics/mIoU",
    "aAcc": "metrics/pixel_acc",
    "sem_seg/mIoU": "metrics/mIoU",
    "sem_seg/pACC": "metrics/pixel_acc",
    "accuracy/top1": "metrics/accuracy_top1",
    "accuracy/top5": "metrics/accuracy_top5",
    "accuracy_top-1": "metrics/accuracy_top1",
    "accuracy_top-5": "metrics/accuracy_top5",
}
"""What MMPose, MMSegmentation, MMPretrain and Detectron2's semantic branch call their scores."""
_TOTALS = ("loss", "total_loss")


def lines(content: bytes) -> Iterator[dict[Any, Any]]:
    """The lines that are JSON objects. Raises `NotALog` where the first is none."""
    found = False
    for line in content.splitlines()[:MOST_LINES]:
        if not line.strip() or len(line) > LONGEST_LINE:
            continue
        entry = _object(line)
        if entry is not None:
            found = True
            yield entry
        elif not found:
            raise NotALog("is not one JSON object a line")


def _object(line: bytes) -> dict[Any, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def metric(name: str) -> str | None:
    """A score by its canonical name; None: something else."""
    return _OTHERS.get(name) or of_coco(name)


def _add(points: Points, epoch: int, entry: dict[Any, Any], *, percent: bool = False) -> None:
    parted = any("loss" in name and name not in _TOTALS for name in entry)
    for name, value in entry.items():
        if not is_number(value):
            continue
        if told := metric(name):
            points.add(epoch, told, value / 100 if percent else value)
        elif name == "lr":
            points.add(epoch, "lr/pg0", value)
        elif "loss" in name and not (parted and name in _TOTALS):
            points.add(epoch, _loss(name), value)


def _loss(name: str) -> str:
    side, plain = sided(name)
    return f"{'val' if side in ('val', 'test') else 'train'}/{plain}"


def _validates(entry: dict[Any, Any]) -> bool:
    return any(map(metric, entry))


def _forward(entries: Sequence[dict[Any, Any]]) -> tuple[list[dict[Any, Any]], str]:
    """The entries of the training that ended last, and a note where it went back.

    A training that begins again, or resumes, writes on in the same file: what was told of later
    iterations before that is of what was thrown away.
    """
    kept: list[dict[Any, Any]] = []
    went_back = 0
    for entry in entries:
        if kept and _at(entry) < _at(kept[-1]):
            went_back += 1
            while kept and _at(kept[-1]) >= _at(entry):
                kept.pop()
        kept.append(entry)
    note = f"Its iterations started over {words.count(went_back, 'time')}: the later values count."
    return kept, note if went_back else ""


def _at(entry: dict[Any, Any]) -> float:
    """How far a training was; of an entry that does not tell, as if further than any."""
    told = entry.get("iteration")
    return told if is_number(told) else math.inf


def _by_validation(entries: Sequence[dict[Any, Any]], *notes: str, percent: bool = False) -> Log:
    """What was logged up to each validation is a row, or each line where there is none."""
    validated = [_validates(entry) for entry in entries]
    points, row = Points(), 1
    for entry, ends in zip(entries, validated, strict=True):
        _add(points, row, entry, percent=percent)
        row += ends or not any(validated)
    unit = "validation" if any(validated) else "line of the log"
    shown = "validations" if any(validated) else "lines of the log"
    told = f"It counts iterations, not epochs: the epochs here are {shown}."
    return points.log(told, *notes, unit=unit)


def read_detectron2(content: bytes) -> Log:
    """Rows by validation: what was logged up to each is one row, as it counts no epochs."""
    entries, note = _forward([entry for entry in lines(content) if "iteration" in entry])
    return _by_validation(entries, note, percent=True)


def read_mmdetection(content: bytes) -> Log:
    """Rows by epoch, of the form of MMDetection 2 (``mode``) and 3 (``step``) and their kin."""
    entries = list(filter(_tells, lines(content)))
    if not any(map(_epoch, entries)):
        return _by_validation(entries)
    points, epoch, note = Points(), 1, ""
    for entry in entries:
        told = _epoch(entry) or epoch
        if told < epoch:
            points.begin_again(told)
            note = "Its epochs started over: the later values count."
        epoch = told
        _add(points, epoch, entry)
    return points.log(note)


def _tells(entry: dict[Any, Any]) -> bool:
    return "loss" in entry or "iter" in entry or entry.get("mode") == "train" or _validates(entry)


def _epoch(entry: dict[Any, Any]) -> int | None:
    told = entry.get("epoch")
    return told if is_whole(told) and 0 < told < MAX_EPOCH else None


def _first(head: bytes) -> dict[Any, Any]:
    """The first lines' names in one; hooks of a start may write empty objects before any."""
    told: dict[Any, Any] = {}
    for line in head.split(b"\n", 4)[:4]:
        entry = _object(line)
        if entry is None:
            break
        told |= entry
    return told


def _sniff_mmdetection(head: bytes) -> bool:
    first = _first(head)
    return bool({"mode", "iter", "mmdet_version", "env_info"} & first.keys()) or (
        "step" in first and "loss" in first
    )


DETECTRON2 = LogTrainer(
    key="detectron2",
    name="Detectron2",
    wrote=alone("metrics.json"),
    results=r"metrics\.json",
    results_name="metrics.json",
    read=read_detectron2,
    sniff=lambda head: "iteration" in _first(head),
)
MMDETECTION = replace(
    DETECTRON2,
    key="mmdetection",
    name="MMDetection",
    wrote=lambda clues: any(n.endswith((".log.json", "scalars.json")) for n in clues.files),
    results=r"(?:\d{8}_\d{6}|None)\.log\.json|\d{8}_\d{6}\.json|(?:\w{1,40}_)?scalars\.json",
    results_name="the JSON log",
    read=read_mmdetection,
    sniff=_sniff_mmdetection,
)
