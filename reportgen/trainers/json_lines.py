"""Detectron2 and MMDetection: a line of JSON every few steps, and one for each validation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reportgen.trainers.points import AVERAGE_PRECISION, Points
from reportgen.trainers.trainer import Clues, Log, NotALog, Trainer

MOST_LINES = 500_000
LONGEST_LINE = 100_000
_HEADS = {"bbox": "B", "segm": "M", "keypoints": "P"}
_PERCENT = 1.5
"""Detectron2 gives average precision in percent; no share is above 1."""


def lines(content: bytes) -> Iterator[dict[Any, Any]]:
    """The lines that are JSON objects. Raises `NotALog` where the first is none."""
    found = False
    for number, line in enumerate(content.splitlines()):
        if number >= MOST_LINES:
            break
        if not line.strip() or len(line) > LONGEST_LINE:
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            entry = None
        if isinstance(entry, dict):
            found = True
            yield entry
        elif not found:
            raise NotALog("is not one JSON object a line")


def metric(name: str) -> str | None:
    """``bbox/AP50``, ``coco/bbox_mAP_50`` and their kin by canonical name; None: another."""
    plain = name.split("/")[-1] if name.startswith("coco/") else name.replace("/", "_")
    head, _, kind = plain.partition("_")
    known = AVERAGE_PRECISION.get(kind.lower())
    return f"metrics/{known}({_HEADS[head]})" if head in _HEADS and known else None


def _add(points: Points, epoch: int, entry: dict[Any, Any]) -> None:
    for name, value in entry.items():
        if not isinstance(name, str):
            continue
        if (told := metric(name)) and isinstance(value, (int, float)):
            points.add(epoch, told, value)
        elif name == "lr":
            points.add(epoch, "lr/pg0", value)
        elif "loss" in name and name not in ("loss", "total_loss"):
            points.add(epoch, f"train/{name}", value)


def _shares(log: Log) -> Log:
    """The same with average precision as a share where it was in percent."""
    percent = {
        name
        for name, values in log.columns.items()
        if name.startswith("metrics/") and max((v for v in values if v == v), default=0) > _PERCENT
    }
    if not percent:
        return log
    columns = {
        name: [v / 100 for v in values] if name.startswith("metrics/") else values
        for name, values in log.columns.items()
    }
    return Log(columns, log.notes)


def read_detectron2(content: bytes) -> Log:
    """Rows by validation: what was logged up to each is one row, as it counts no epochs."""
    entries = list(lines(content))
    validated = [any(metric(str(name)) for name in entry) for entry in entries]
    points, row = Points(), 1
    for entry, ends in zip(entries, validated, strict=True):
        if "iteration" in entry:
            _add(points, row, entry)
            row += ends or not any(validated)
    unit = "validations" if any(validated) else "lines of the log"
    return _shares(points.log(f"It counts iterations, not epochs: the epochs here are {unit}."))


def read_mmdetection(content: bytes) -> Log:
    """Rows by epoch, of the form of MMDetection 2 (``mode``) and 3 (``step``)."""
    points, epoch = Points(), 1
    for entry in lines(content):
        told = entry.get("epoch")
        if isinstance(told, int) and not isinstance(told, bool) and 0 < told < 1e9:
            epoch = told
        if entry.get("mode") == "train" or "iter" in entry or any(map(metric, map(str, entry))):
            _add(points, epoch, entry)
    return _shares(points.log())


def _first(head: bytes) -> dict[Any, Any]:
    try:
        entry = json.loads(head.split(b"\n", 1)[0])
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def _sniff_detectron2(head: bytes) -> bool:
    return "iteration" in _first(head)


def _sniff_mmdetection(head: bytes) -> bool:
    first = _first(head)
    return bool({"mode", "iter", "mmdet_version", "env_info"} & first.keys())


def _wrote_detectron2(clues: Clues) -> bool:
    return "metrics.json" in clues.files and not {"results.csv", "args.yaml"} & clues.files


def _wrote_mmdetection(clues: Clues) -> bool:
    return any(name.endswith(".log.json") or name == "scalars.json" for name in clues.files)


DETECTRON2 = Trainer(
    key="detectron2",
    name="Detectron2",
    wrote=_wrote_detectron2,
    results=r"metrics\.json",
    results_name="metrics.json",
    read=read_detectron2,
    sniff=_sniff_detectron2,
    draws_plots=False,
)
MMDETECTION = Trainer(
    key="mmdetection",
    name="MMDetection",
    wrote=_wrote_mmdetection,
    results=r"(?:\d{8}_\d{6}|None)\.log\.json|scalars\.json",
    results_name="*.log.json",
    read=read_mmdetection,
    sniff=_sniff_mmdetection,
    draws_plots=False,
)
