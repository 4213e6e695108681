"""Trainers shaped as those of real versions of Ultralytics at the end of a training.

The shapes were taken down from trainings of 8.0.50, 8.0.120, 8.0.198, 8.0.200, 8.1.20, 8.2.50,
8.3.40, 8.3.200, 8.4.20 and 8.4.190 (see `train_for_real`); the numbers are made up.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

VERSIONS = ("8.0.50", "8.0.200", "8.1.20", "8.3.40", "8.3.200", "8.4.20", "8.4.190")
NAMES = {0: "disc", 1: "square", 2: "triangle", 3: "never seen"}
SEEN = [0, 1, 2]
"""Classes that the validation set has objects of; the last of them is never predicted."""


class Tensor:
    """What a tensor on a GPU is to numpy: nothing, before ``cpu`` is called."""

    def __init__(self, values: Any) -> None:
        self._values = np.asarray(values)

    def cpu(self) -> np.ndarray:
        return self._values

    def any(self) -> Any:
        return self._values.any()

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise TypeError("can't convert a tensor on a GPU to numpy")


def numbers_of(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def head(version: str, seed: int) -> SimpleNamespace:
    """One head: of three classes with objects, the third was never predicted."""
    rng = np.random.default_rng(seed)
    x = np.linspace(0, 1, 1000)
    recall = np.array([(1 - x) ** power for power in (0.4, 0.8, 1.0)]) * [[0.9], [0.7], [0.0]]
    precision = np.array([x**0.3, x**0.5, 0 * x])
    f1 = 2 * precision * recall / (precision + recall + 1e-16)
    f1[:2] += rng.normal(0, 0.01, (2, 1000)) * (f1[:2] > 0.1)
    metric = SimpleNamespace(
        ap_class_index=np.array(SEEN),
        p=precision[:, 300],
        r=recall[:, 300],
        f1=f1[:, 300],
        all_ap=np.linspace(0.9, 0.1, 10) * np.array([[0.9], [0.6], [0.0]]),
        nc=len(NAMES),
    )
    if numbers_of(version) < (8, 0, 197):
        return metric
    falling = np.array([1 - x**3, 1 - x, 0 * x])
    metric.px, metric.p_curve, metric.r_curve, metric.f1_curve = x, precision, recall, f1
    metric.prec_values = falling if numbers_of(version) >= (8, 4, 106) else falling[:2]
    return metric


def empty_head() -> SimpleNamespace:
    """A head as it is made, before anything was validated."""
    return SimpleNamespace(p=[], r=[], f1=[], all_ap=[], ap_class_index=[], nc=0)


def stats(version: str, hits: Any) -> Any:
    """The raw results of each picture: a list of tuples, later a dict, and no longer kept."""
    if numbers_of(version) < (8, 1, 0):
        return [(Tensor(hits), Tensor([0.5]), Tensor([0]), Tensor([0]))]
    return {"tp": [Tensor(hits)]} if numbers_of(version) < (8, 3, 160) else None


def trainer(version: str, folder: Path, task: str = "segment") -> SimpleNamespace:
    """A trainer of `version` whose run lies in `folder`."""
    counts = np.array([30, 20, 10, 0])
    matrix = np.zeros((5, 5))
    matrix[:3, :3] = [[25, 2, 1], [1, 12, 0], [0, 0, 0]]
    matrix[4, :3], matrix[:2, 4] = [4, 6, 9], [7, 5]
    metrics = SimpleNamespace(box=head(version, 1))
    if task in ("segment", "pose"):
        setattr(metrics, "seg" if task == "segment" else "pose", head(version, 2))
    if task == "pose" and numbers_of(version) < (8, 3, 160):
        metrics.seg = empty_head()
    validator = SimpleNamespace(
        training=False,
        names=NAMES,
        seen=14,
        speed={"preprocess": 0.02, "inference": 5.5, "loss": 0.0, "postprocess": 1.0},
        args=SimpleNamespace(task=task, conf=0.001, plots=True),
        metrics=metrics,
        confusion_matrix=SimpleNamespace(matrix=matrix),
        stats=stats(version, [[True] * 10]),
    )
    if numbers_of(version) < (8, 3, 160):
        validator.nt_per_class, validator.confusion_matrix.conf = counts, 0.25
    else:
        metrics.nt_per_class = counts
    return SimpleNamespace(save_dir=folder, epoch=19, epochs=20, validator=validator)


def classifier(version: str, folder: Path) -> SimpleNamespace:
    """A trainer of a classification: no heads, no objects; in some versions an empty background."""
    size = 5 if (8, 3, 160) <= numbers_of(version) < (8, 4, 100) else 4
    matrix = np.zeros((size, size))
    matrix[:4, :4] = [[9, 1, 0, 0], [0, 8, 0, 0], [3, 0, 7, 0], [0, 0, 0, 6]]
    made = trainer(version, folder, "classify")
    made.validator.metrics = SimpleNamespace(top1=0.9, top5=1.0)
    made.validator.confusion_matrix = SimpleNamespace(matrix=matrix)
    made.validator.stats = None
    made.validator.seen = None
    if hasattr(made.validator, "nt_per_class"):
        del made.validator.nt_per_class
    return made


def pretend(monkeypatch: pytest.MonkeyPatch, version: str | None) -> None:
    """Let this process look as if that version of Ultralytics was running in it."""
    module = ModuleType("ultralytics")
    if version is not None:
        module.__version__ = version  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ultralytics", module)
