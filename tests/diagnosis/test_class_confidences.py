"""Weak classes may want another confidence than the one that is best for all together."""

from __future__ import annotations

import numpy as np

from reportgen.diagnosis.about_confidence import class_confidences, for_single_classes
from reportgen.read.plot.plots import ToldCurve
from reportgen.read.table.results import FloatArray

X = np.linspace(0, 1, 201)


def hill(at: float, height: float, width: float = 0.25) -> FloatArray:
    return np.clip(height * (1 - ((X - at) / width) ** 2 / 2), 0, None)


def curve(**classes: FloatArray) -> ToldCurve:
    rows = np.stack(list(classes.values()))
    mean = rows.mean(axis=0)
    at = float(X[mean.argmax()])
    names = tuple(classes)
    return ToldCurve("box", "F1", X, mean, mean.max(), at, names, rows, None, (), "picture", "f")


def test_a_weak_class_that_wants_less_is_named_with_what_it_loses() -> None:
    found = class_confidences(
        curve(cat=hill(0.5, 0.9), rare=hill(0.2, 0.4), dog=hill(0.5, 0.8)), 0.5
    )
    (rare,) = found
    assert (rare.name, round(rare.confidence, 2), round(rare.f1, 2)) == ("rare", 0.2, 0.4)
    assert rare.f1_at_common < 0.3
    assert for_single_classes(found) == (
        "Better for single classes: rare at 0.20 (F1 0.40, here 0.11)."
    )


def test_a_flat_top_and_a_little_apart_want_nothing_of_their_own() -> None:
    flat = np.where((X > 0.1) & (X < 0.9), 0.6, 0.0)
    assert class_confidences(curve(cat=hill(0.5, 0.9), flat=flat), 0.5) == ()
    assert class_confidences(curve(cat=hill(0.5, 0.9), near=hill(0.4, 0.5)), 0.5) == ()


def test_what_is_hidden_tells_nothing() -> None:
    hidden = np.where((X > 0.3) & (X < 0.7), np.nan, hill(0.1, 0.4))
    assert class_confidences(curve(cat=hill(0.5, 0.9), hidden=hidden), 0.5) == ()
    assert class_confidences(None, 0.5) == ()
    assert for_single_classes(()) == ""
