"""Validations made up for the tests: pictures of 640 x 480 with boxes in pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen.read.recorded.model import Boxes, Recorded, Validated

WIDTH, HEIGHT = 640, 480
Box = tuple[int, float, float, float, float]
"""Class, left, top, right, bottom."""


def boxes(rows: Sequence[Box]) -> Boxes:
    table = np.array(rows, dtype=float).reshape(-1, 5)
    return Boxes(table[:, 0].astype(np.int64), table[:, 1:] / WIDTH)


def picture(
    truth: Sequence[Box], found: Sequence[tuple[float, Box]], name: str = "a.jpg"
) -> Validated:
    """A picture with labelled objects, and predictions with their confidences."""
    ordered = sorted(found, key=lambda each: -each[0])
    return Validated(
        name,
        WIDTH,
        HEIGHT,
        1.0,
        boxes(truth),
        boxes([box for _, box in ordered]),
        np.array([confidence for confidence, _ in ordered], dtype=float),
    )


def validation(pictures: Sequence[Validated], classes: int = 3) -> Recorded:
    return Recorded(
        "detect",
        "box",
        tuple(f"class {index}" for index in range(classes)),
        tuple(pictures),
        len(pictures),
        0.01,
        "made up",
    )


def at_random(seed: int, pictures: int = 30, classes: int = 3) -> Recorded:
    """Objects with predictions around them, wrong in all ways, and false alarms."""
    rng = np.random.default_rng(seed)
    return validation(
        [_at_random(rng, classes, f"{number}.jpg") for number in range(pictures)], classes
    )


def _at_random(rng: np.random.Generator, classes: int, name: str) -> Validated:
    truth = [_box(rng, int(rng.integers(classes))) for _ in range(rng.integers(0, 7))]
    found: list[tuple[float, Box]] = []
    for kind, *edges in truth:
        for _ in range(rng.integers(0, 4)):
            moved = np.array(edges) + rng.normal(0, rng.choice([3, 25, 60]), 4)
            low, high = np.minimum(moved[:2], moved[2:]), np.maximum(moved[:2], moved[2:]) + 1
            called = kind if rng.random() < 0.7 else int(rng.integers(classes))
            found.append((float(rng.uniform(0.02, 1)), (called, *low, *high)))  # type: ignore[arg-type]
    for _ in range(rng.integers(0, 3)):
        found.append((float(rng.uniform(0.02, 1)), _box(rng, int(rng.integers(classes)))))
    return picture(truth, found, name)


def _box(rng: np.random.Generator, kind: int) -> Box:
    left, top = rng.uniform(0, 500), rng.uniform(0, 350)
    width, height = rng.uniform(10, 200, 2)
    return (kind, left, top, left + width, top + height)
