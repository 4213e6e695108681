"""Fewer points for a drawing, with nothing lost that can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

Point = tuple[int, float]
_VALUE = itemgetter(1)


def decimate(points: Sequence[Point], at_most: int) -> tuple[Point, ...]:
    """At most about `at_most` of the points, in order: of each bucket its lowest and highest.

    The first and the last point stay, and so does every extreme of a bucket: no peak is lost.
    """
    buckets = max(1, (at_most - 2) // 2)
    if len(points) <= 2 * buckets + 2:
        return tuple(points)
    inner = points[1:-1]
    kept = [points[0]]
    for index in range(buckets):
        part = inner[index * len(inner) // buckets : (index + 1) * len(inner) // buckets]
        ends = {min(part, key=_VALUE), max(part, key=_VALUE)}
        kept += sorted(ends)
    return (*kept, points[-1])


def cut(points: Sequence[Point], high: float) -> list[list[tuple[float, float]]]:
    """The parts of a line that lie at or below `high`, each led up to where it crosses `high`."""
    parts: list[list[tuple[float, float]]] = [[]]
    previous: Point | None = None
    for point in points:
        inside = point[1] <= high
        if previous is not None and inside != (previous[1] <= high):
            parts[-1].append(_crossing(previous, point, high))
        if inside:
            parts[-1].append(point)
        elif parts[-1]:
            parts.append([])
        previous = point
    return [part for part in parts if part]


def _crossing(a: Point, b: Point, high: float) -> tuple[float, float]:
    share = (high - a[1]) / (b[1] - a[1])
    return (a[0] + share * (b[0] - a[0]), high)
