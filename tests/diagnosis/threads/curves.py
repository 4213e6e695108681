"""Curves made from shapes, written as a run's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from reportgen.read.table.results import FloatArray

NAN = float("nan")


class Curves:
    """The columns of a results.csv, made from shapes."""

    def __init__(self, count: int, seed: int = 1, **args: Any) -> None:
        """No column yet; `args` are those of args.yaml."""
        self.x = np.arange(1, count + 1, dtype=float)
        self.random = np.random.default_rng(seed)
        self.args: dict[str, Any] = {
            "task": "detect", "mode": "train", "model": "yolo11n.pt", "data": "data.yaml",
            "epochs": count, "batch": 16, "imgsz": 640, "patience": 100, "optimizer": "auto",
            "lr0": 0.01, "lrf": 0.01, "close_mosaic": 10, **args,
        }  # fmt: skip
        self.columns: dict[str, FloatArray] = {}
        self.seconds = 20.0 * self.x

    def noisy(self, values: FloatArray, amount: float) -> FloatArray:
        """With ups and downs, as a share of the values' range."""
        return values + self.random.normal(0, amount, len(values))

    def rising(self, top: float, pace: float) -> FloatArray:
        """From 0 towards `top`; `pace` epochs for two thirds of it."""
        return top * (1 - np.exp(-self.x / pace))

    def falling(self, first: float, last: float, pace: float) -> FloatArray:
        """From `first` towards `last`."""
        return last + (first - last) * np.exp(-self.x / pace)

    def losses(self, side: str, noise: float = 0.01, **named: FloatArray) -> Curves:
        """The losses of one side."""
        for name, values in named.items():
            self.columns[f"{side}/{name}_loss"] = np.round(self.noisy(values, noise), 5)
        return self

    def score(self, values: FloatArray, head: str = "B", noise: float = 0.004) -> Curves:
        """mAP50-95 of a head; the other metrics follow from it."""
        told = np.clip(self.noisy(values, noise), 0, 0.995)
        fine = np.clip(told * 1.45, 0, 0.995)
        for name, column in (
            ("precision", np.clip(fine * 1.05, 0, 1)),
            ("recall", np.clip(fine * 0.95, 0, 1)),
            ("mAP50", fine),
            ("mAP50-95", told),
        ):
            self.columns[f"metrics/{name}({head})"] = np.round(column, 5)
        return self

    def usual(self, *, train: float = 1.0, val: float = 1.2, pace: float = 20) -> Curves:
        """Three losses of either side that fall and level off."""
        self.losses(
            "train",
            box=self.falling(2, train, pace) - 0.002 * self.x * 50 / len(self.x),
            cls=self.falling(4, 0.8 * train, pace) - 0.002 * self.x * 50 / len(self.x),
            dfl=self.falling(1.8, 1.1, pace),
        )
        return self.losses(
            "val",
            box=self.falling(2.1, val, pace),
            cls=self.falling(3.8, 0.9 * val, pace),
            dfl=self.falling(1.9, 1.15, pace),
        )

    def rate(self, peak: float = 0.001, warm: int = 3) -> Curves:
        """A warm-up and a straight line down over the planned epochs."""
        planned = float(self.args.get("epochs") or len(self.x))
        line = peak * (1 - 0.99 * self.x / planned)
        values = np.minimum(self.x / warm, 1.0) * line
        return self.rates(values)

    def rates(self, values: FloatArray) -> Curves:
        """The learning rate as it is given."""
        for group in range(3):
            self.columns[f"lr/pg{group}"] = values
        return self

    def write(self, folder: Path) -> Path:
        """results.csv and args.yaml in a new folder."""
        if not any(name.startswith("lr/") for name in self.columns):
            self.rate()
        folder.mkdir()
        order = ("train/", "metrics/", "val/", "lr/")
        names = [name for start in order for name in self.columns if name.startswith(start)]
        seconds = self.seconds.round(2).tolist()
        rows = [
            [int(epoch), seconds[row], *(float(self.columns[n][row]) for n in names)]
            for row, epoch in enumerate(self.x)
        ]
        written = [",".join(["epoch", "time", *names]), *(",".join(map(str, row)) for row in rows)]
        (folder / "results.csv").write_text("\n".join(written) + "\n", encoding="utf-8")
        lines = [f"{name}: {_yaml(value)}" for name, value in self.args.items()]
        (folder / "args.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder


def _yaml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)
