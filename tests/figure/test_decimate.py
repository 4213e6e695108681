from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.figure.svg.decimate import cut, decimate

VALUES = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=700)


@given(VALUES, st.integers(4, 200))
@settings(max_examples=60)
def test_no_extreme_is_lost(values: list[float], at_most: int) -> None:
    points = list(enumerate(values, start=1))
    kept = decimate(points, at_most)
    assert set(kept) <= set(points)
    assert [epoch for epoch, _ in kept] == sorted({epoch for epoch, _ in kept})
    assert min(v for _, v in kept) == min(values)
    assert max(v for _, v in kept) == max(values)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert len(kept) <= max(at_most, 4)


def test_a_single_spike_among_thousands_stays() -> None:
    points = [(epoch, 1.0) for epoch in range(1, 3001)]
    points[1234] = (1235, 9.0)
    assert (1235, 9.0) in decimate(points, 200)


def test_a_line_ends_where_it_leaves_the_view() -> None:
    assert cut([(1, 9.0), (2, 1.0), (3, 2.0), (4, 10.0), (5, 12.0), (6, 2.0)], 5.0) == [
        [(1.5, 5.0), (2, 1.0), (3, 2.0), (3.375, 5.0)],
        [(5.7, 5.0), (6, 2.0)],
    ]


def test_a_line_in_view_is_left_as_it_is() -> None:
    assert cut([(1, 1.0), (2, 2.0)], 5.0) == [[(1, 1.0), (2, 2.0)]]
