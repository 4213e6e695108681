"""The situations once more, as other trainers would have logged them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from reportgen.read.table.results import FloatArray
from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.every_situation import SITUATIONS

TOP1 = "metrics/accuracy_top1"
EVERY = 3
"""Of so many situations one is written for each format: all of them would take half a minute."""


def _summed(curves: Curves, side: str) -> FloatArray:
    losses = [values for name, values in curves.columns.items() if name.startswith(f"{side}/")]
    return sum(losses[1:], losses[0]) if losses else 0 * curves.x


def _told(curves: Curves) -> Mapping[str, FloatArray]:
    """Losses of both sides and the scores, by the names that the formats below use."""
    columns = curves.columns
    map50, score = "metrics/mAP50(B)", "metrics/mAP50-95(B)"
    told = {"train": _summed(curves, "train"), "val": _summed(curves, "val")}
    scores = {"top1": TOP1, "map50": map50, "score": score}
    return told | {key: columns[name] for key, name in scores.items() if name in columns}


def _cell(value: Any) -> str:
    return f"{float(value):.6g}"


def lightning(told: Mapping[str, FloatArray]) -> tuple[str, str]:
    """A CSVLogger's file: what is trained and what is validated stand in rows of their own."""
    rows = ["epoch,step,train_loss_epoch,val_acc,val_loss"]
    for epoch, (train, val, top1) in enumerate(
        zip(told["train"], told["val"], told["top1"], strict=True)
    ):
        rows += [f"{epoch},{epoch * 10 + 9},,{_cell(top1)},{_cell(val)}"]
        rows += [f"{epoch},{epoch * 10 + 9},{_cell(train)},,"]
    return "metrics.csv", "\n".join(rows)


def keras(told: Mapping[str, FloatArray]) -> tuple[str, str]:
    """A CSVLogger's file of Keras."""
    columns = zip(told["train"], told["top1"], told["val"], strict=True)
    rows = [",".join([str(i), *map(_cell, values)]) for i, values in enumerate(columns)]
    return "training.log", "\n".join(["epoch,loss,val_accuracy,val_loss", *rows])


def hugging_face(told: Mapping[str, FloatArray]) -> tuple[str, str]:
    """A trainer's state."""
    history: list[dict[str, Any]] = []
    for epoch, (train, val, top1) in enumerate(
        zip(told["train"], told["val"], told["top1"], strict=True), start=1
    ):
        history += [{"epoch": float(epoch), "loss": float(train), "step": epoch}]
        history += [{"epoch": float(epoch), "eval_loss": float(val), "step": epoch}]
        history[-1]["eval_accuracy"] = float(top1)
    return "trainer_state.json", json.dumps({"best_metric": None, "log_history": history})


def rf_detr(told: Mapping[str, FloatArray]) -> tuple[str, str]:
    """As RF-DETR 1.11 writes it."""
    rows = [
        "epoch,step,train/loss,train/loss_ce,val/loss,val/ema_mAP_50_95,val/mAP_50,val/mAP_50_95"
    ]
    columns = zip(told["train"], told["val"], told["map50"], told["score"], strict=True)
    for epoch, (train, val, map50, score) in enumerate(columns):
        step = epoch * 10 + 10
        rows += [f"{epoch},{step},,,{_cell(val)},{_cell(score)},{_cell(map50)},{_cell(score)}"]
        rows += [f"{epoch},{step},{_cell(train)},0.1,,,,"]
    return "metrics.csv", "\n".join(rows)


def mmdetection(told: Mapping[str, FloatArray]) -> tuple[str, str]:
    """A log in lines of JSON."""
    lines: list[dict[str, Any]] = [{"env_info": "x", "seed": 0}]
    columns = zip(told["train"], told["map50"], told["score"], strict=True)
    for epoch, (train, map50, score) in enumerate(columns, start=1):
        lines += [{"mode": "train", "epoch": epoch, "iter": 50, "lr": 0.01, "loss": float(train)}]
        lines += [{"mode": "val", "epoch": epoch, "iter": 9, "bbox_mAP": float(score)}]
        lines[-1]["bbox_mAP_50"] = float(map50)
    return "20240101_120000.log.json", "\n".join(map(json.dumps, lines))


Format = Callable[[Mapping[str, FloatArray]], tuple[str, str]]
CLASSES: tuple[Format, ...] = (lightning, keras, hugging_face)
BOXES: tuple[Format, ...] = (rf_detr, mmdetection)


def logs(place: Path) -> Iterator[Path]:
    """Folders with a log each, below `place`."""
    for number, (name, situation) in enumerate(sorted(SITUATIONS.items())):
        told = _told(situation.make())
        formats = CLASSES if "top1" in told else BOXES if "score" in told else ()
        for offset, write in enumerate(formats):
            if (number + offset) % EVERY and "top1" not in told:
                continue
            folder = place / f"{name}-{write.__name__}"
            folder.mkdir()
            file, content = write(told)
            (folder / file).write_text(content, encoding="utf-8")
            yield folder
