"""Fewer points for a drawing, with nothing lost that can be seen."""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[int, float]


def decimate(points: Sequence[Point], at_most: int) -> tuple[Point, ...]:
    """At most about `at_most` of the points, in order: of each bucket its lowest and highest.

    The first and the last point stay, and so does every extreme of a bucket: no peak is lost.
    """
    buckets = max(1, (at_most - 2) // 2)
    if len(points) <= 2 * buckets + 2:
        return tuple(points)
    values = [value for _, value in points]
    inner = len(points) - 2
    kept = [0]
    for index in range(buckets):
        start = 1 + index * inner // buckets
        part = values[start : 1 + (index + 1) * inner // buckets]
        ends = {part.index(min(part)), part.index(max(part))}
        kept += [start + place for place in sorted(ends)]
    return (*(points[place] for place in kept), points[-1])


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
    return list(filter(None, parts))


def _crossing(a: Point, b: Point, high: float) -> tuple[float, float]:
    share = (high - a[1]) / (b[1] - a[1])
    return (a[0] + share * (b[0] - a[0]), high)
