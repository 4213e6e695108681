"""Shapes that several situations share."""

from __future__ import annotations

import numpy as np

from reportgen.read.table.results import FloatArray
from tests.diagnosis.threads.curves import Curves


def since(c: Curves, epoch: int, value: float, *sides: str) -> Curves:
    """The columns of some sides set to one value from an epoch on."""
    for name in c.columns:
        if name.startswith(sides):
            c.columns[name] = np.where(c.x < epoch, c.columns[name], value)
    return c


def apart(c: Curves, train: FloatArray, val: FloatArray, *names: str, noise: float = 0.008) -> None:
    """Losses of both sides that go their own ways."""
    for name in names or ("box", "cls", "dfl"):
        c.losses("train", noise, **{name: train}).losses("val", noise, **{name: val})


def climbing(c: Curves, start: int, by: float, low: float = 1.2) -> FloatArray:
    """A loss that falls to its lowest by an epoch and ends higher by a share."""
    after = np.maximum(c.x - start, 0) / (len(c.x) - start)
    return low * (1 + by * after) + np.exp(-c.x / (start / 4))


def detr(c: Curves) -> Curves:
    for name, end in (("giou", 0.4), ("cls", 0.5), ("l1", 0.2)):
        c.losses("train", 0.005, **{name: c.falling(3 * end, end, 15)})
        c.losses("val", 0.005, **{name: c.falling(3 * end, 1.2 * end, 15)})
    return c


def detr_at_once(c: Curves, rise: float = 0.0) -> Curves:
    for name, end in (("giou", 0.4), ("cls", 0.5), ("l1", 0.2)):
        c.losses("train", 0.005, **{name: c.falling(3 * end, end, 15)})
        c.losses("val", 0.005, **{name: c.falling(3 * end, 1.3 * end, 3) * (1 + rise * c.x)})
    return c
