"""Curves and a confusion matrix made by chance, as if read from the plots of a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reportgen.read.dataset.class_names import ClassNames
from reportgen.read.evidence import Evidence
from reportgen.read.plot.plots import Confusion, ToldCurve
from reportgen.read.table.results import FloatArray

X = np.linspace(0, 1, 101)


def made_plots(seed: int, heads: tuple[str, ...], *, background: bool) -> Evidence:
    """What the plots of a run with these heads may tell; no curves without background."""
    random = np.random.default_rng(seed)
    names = tuple(f"kind {at}" for at in range(int(random.integers(1, 9))))
    curves = {head: _curves(random, head, names) for head in heads if background}
    return Evidence(curves, _matrix(random, names, background=background), ClassNames(names, "x"))


def partly(plots: Evidence, seed: int) -> Evidence:
    """The same without some of its curves, classes and the matrix."""
    random = np.random.default_rng(seed)
    curves = {
        head: {
            kind: curve if random.integers(3) else replace(curve, classes=None, class_values=None)
            for kind, curve in by_kind.items()
            if random.integers(4)
        }
        for head, by_kind in plots.curves.items()
    }
    return replace(plots, curves=curves, confusion=plots.confusion if random.integers(2) else None)


def _matrix(random: np.random.Generator, names: tuple[str, ...], *, background: bool) -> Confusion:
    size = len(names) + background
    objects = random.integers(1, random.choice([9, 90, 900]), size)
    skill = random.uniform(0.1, 1, size)
    shares = random.dirichlet(np.full(size, 0.4), size).T * (1 - skill) + np.diag(skill)
    if background:
        shares[-1, -1] = 0
    counts = np.round(shares * objects)
    told: FloatArray | None = counts if random.integers(4) else None
    shares = counts / np.maximum(counts.sum(axis=0), 1)
    uncertainty = 0.0 if told is not None else 0.006
    return Confusion(names, shares.round(4), told, uncertainty, bool(random.integers(2)))


def _curves(random: np.random.Generator, head: str, names: tuple[str, ...]) -> dict[str, ToldCurve]:
    steep, floor, top = (random.uniform(low, 1, (len(names), 1)) for low in (0.2, 0.0, 0.3))
    precision = floor + (1 - floor) * X ** (2 * steep)
    recall = top * (1 - X ** (1 / steep))
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    over_recall = np.where(top > X, 1 - X ** (2 / steep) * (1 - floor), 0)
    told = {}
    for kind, classes in (("P", precision), ("R", recall), ("F1", f1), ("PR", over_recall)):
        mean = classes.mean(axis=0)
        plain = kind == "PR"
        values = tuple(classes.mean(axis=1).round(3).tolist()) if plain else None
        value = float(np.mean(values)) if values else float(mean.max())
        at = None if plain else float(X[mean.argmax()])
        file = f"{head}{kind}_curve.png"
        told[kind] = ToldCurve(
            head, kind, X, mean, value, at, names, classes, values, (), "picture", file
        )
    return told
