"""Runs of any shape and any arguments, by chance: what holds for every run has to hold for these.

A seed makes the same run each time. They are stranger than what people train: settings and faults
meet that have nothing to do with each other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from reportgen.read.table.results import FloatArray
from tests.diagnosis.threads.curves import NAN, Curves

LOSSES = {
    "detect": ("box", "cls", "dfl"),
    "segment": ("box", "seg", "cls", "dfl"),
    "pose": ("box", "pose", "kobj", "cls", "dfl"),
    "obb": ("box", "cls", "dfl"),
}
SUFFIXES = {"segment": "-seg", "pose": "-pose", "obb": "-obb", "classify": "-cls"}
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "optimizer": ("auto", "auto", "SGD", "AdamW", "Adam"),
    "lr0": (0.01, 0.01, 0.001, 0.1, 1e-5),
    "lrf": (0.01, 0.01, 1.0, 0.1),
    "batch": (16, 16, 1, 2, -1, 0.7, 64, 256),
    "nbs": (64, 64, 16),
    "imgsz": (640, 640, 160, 1280, 1920),
    "patience": (100, 100, 10, 20, 0, 300),
    "close_mosaic": (10, 10, 0, 30),
    "freeze": (None, None, None, 10, 23, "[0, 1, 2, 3, 4, 5]"),
    "fraction": (1.0, 1.0, 1.0, 0.2),
    "single_cls": (False, False, True),
    "conf": (*[None] * 9, 0.4),
    "save_hybrid": (*[False] * 15, True),
    "val": (*[True] * 15, False),
    "device": (None, "0", "0,1", "mps", "cpu"),
    "time": (None, None, None, None, 0.05, 10),
    "resume": (False, False, False, True),
    "amp": (True, True, False),
    "mosaic": (1.0, 1.0, 0.0, 0.5),
    "mixup": (0.0, 0.0, 0.2),
    "rect": (False, False, False, True),
    "dropout": (0.0, 0.0, 0.3),
    "data": ("data.yaml", "data.yaml", "coco.yaml", "coco128.yaml", "pets"),
    "pretrained": (True, True, False),
    "cos_lr": (False, True),
    "warmup_epochs": (3.0, 3.0, 0.0, 50.0),
}
MODELS = ("yolo11n", "yolov8x", "yolo26s", "yolov9c", "best", "runs/detect/train/weights/last")
FAULTS = (
    "none", "none", "climb", "climb", "spike", "collapse", "nan", "nan val", "zero val", "decline",
    "dip", "frozen", "vanish", "nan in one", "resume",
)  # fmt: skip


class Chance:
    """A run made by chance."""

    def __init__(self, seed: int) -> None:
        """The run of a seed, not yet written."""
        self.random = np.random.default_rng(seed)
        task = self.pick(*LOSSES, "classify")
        count = self.pick(3, 12, 15, 20, 30, 50, 60, 100, 150, 200)
        args = {name: self.pick(*values) for name, values in ARGUMENTS.items()}
        args["epochs"] = self.pick(count, count, 2 * count, count + 5, 300)
        args["model"] = self.pick(*MODELS) + SUFFIXES.get(task, "") + self.pick(".pt", ".yaml")
        self.fault, self.at = self.pick(*FAULTS), max(2, int(count * self.random.uniform(0.1, 0.9)))
        self.curves = Curves(count, seed=seed, task=task, **args)
        self.pace = self.pick(0.5, 3, 10, 40, 150)
        for side in ("train", "val"):
            for name in LOSSES.get(task, ("",)):
                column = f"{side}/{name}_loss" if name else f"{side}/loss"
                self.curves.columns[column] = self.loss(side, first=name in ("box", ""))
        self.metrics(task)
        self.rate()

    def pick(self, *choices: Any) -> Any:
        """One of these."""
        return choices[int(self.random.integers(len(choices)))]

    def loss(self, side: str, *, first: bool) -> FloatArray:
        """A loss of one side with what the fault makes of it."""
        c, later = self.curves, self.curves.x >= self.at
        start, end = self.random.uniform(1.5, 4), self.random.uniform(0.2, 1.4)
        values = c.noisy(c.falling(start, end, self.pace + 5), self.pick(0.002, 0.01, 0.1))
        if side == "val" and self.fault in ("climb", "decline"):
            values = values + np.maximum(c.x - self.at, 0) * self.random.uniform(0, 0.02)
        if self.fault in ("spike", "collapse"):
            short = later & (c.x < self.at + 2) if self.fault == "spike" else later
            values = np.where(short, 3 * values, values)
        broken = self.fault == "nan" or (self.fault == "nan in one" and first)
        if broken or (self.fault == "nan val" and side == "val"):
            values = np.where(later | (self.fault == "nan val"), NAN, values)
        if (self.fault, side) in (("zero val", "val"), ("vanish", "train")):
            values = np.where(later | (side == "val"), 0, values)
        return values.round(5)

    def metrics(self, task: str) -> None:
        """The metrics of every head."""
        c, x = self.curves, self.curves.x
        start, noise = self.pick(0, 0, 0, 0.5, 0.9), self.pick(0, 0.003, 0.02, 0.06)
        top = self.pick(0.05, 0.15, 0.2, 0.3, 0.4, 0.5, 0.55, 0.65, 0.7)
        level = top * (start + (1 - start) * (1 - np.exp(-x / self.pace)))
        if self.fault in ("collapse", "nan", "vanish"):
            level = np.where(x < self.at, level, 0)
        if self.fault in ("dip", "spike"):
            level = np.where((x >= self.at) & (x < self.at + 3), 0.2 * level, level)
        level = level * (self.fault != "zero val")
        if task == "classify":
            accuracy = np.clip(c.noisy(level, noise), 0, 1).round(5)
            c.columns["metrics/accuracy_top1"] = accuracy
            c.columns["metrics/accuracy_top5"] = np.clip(1.2 * accuracy, 0, 1)
            return
        c.score(level, noise=noise)
        if task in ("segment", "pose"):
            head = {"segment": "M", "pose": "P"}[task]
            c.score(level * self.pick(1, 0.9, 0.5, 0), head, noise=noise)

    def rate(self) -> None:
        """A learning rate, and what is done to the rows last."""
        c, peak = self.curves, self.pick(0.01, 0.001, 0.001, 0.001, 0.05, 1e-5)
        batches = self.pick(None, None, None, 1, 2, 4)
        down = 1 - 0.99 * c.x / max(float(c.args["epochs"]), len(c.x))
        warm = np.minimum((batches * c.x - 1) / 100 if batches else c.x / 3, 1)
        c.rates(np.full(len(c.x), peak) if self.pick(0, 0, 1) else warm * peak * down)
        if self.fault == "frozen":
            rows = (np.arange(len(c.x)) // 4) * 4
            for name in c.columns:
                if name.startswith(("val/", "metrics/")):
                    c.columns[name] = c.columns[name][rows]
        if self.fault == "resume":
            c.seconds = 20 * np.where(c.x > self.at, c.x - self.at, c.x)

    def lose(self) -> None:
        """Some columns, arguments and cells, as older releases and edited files lack them."""
        c, lost = self.curves, self.random.uniform(0, 0.4)
        for kept in (c.columns, c.args):
            for name in [name for name in kept if self.random.uniform() < lost]:
                del kept[name]
        for name, values in c.columns.items():
            if self.random.uniform() < 0.1:
                c.columns[name] = np.where(
                    self.random.uniform(size=len(values)) < lost, NAN, values
                )


def made(seed: int, folder: Path, *, partly: bool = False) -> Path:
    """The folder of a run made by chance; of one that tells `partly` what others do."""
    chance = Chance(seed)
    if partly:
        chance.lose()
    chance.curves.write(folder)
    if chance.pick(False, True):
        (folder / "weights").mkdir()
        for name in ("best.pt", "last.pt"):
            (folder / "weights" / name).write_bytes(b"x")
    return folder
