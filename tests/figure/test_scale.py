from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.figure.model.lines import Line
from reportgen.figure.svg.scale import epoch_ticks, tick_label, ticks, value_range
from tests.figure.samples import NAN, TRAIN, VAL

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def train(*values: float) -> Line:
    return replace(TRAIN, x=tuple(range(1, len(values) + 1)), y=values)


def val(*values: float) -> Line:
    return replace(VAL, x=tuple(range(1, len(values) + 1)), y=values)


def test_a_first_epoch_that_blows_up_does_not_press_the_rest_flat() -> None:
    lines = [train(4, 3, 2, 2, 1), val(105_328.4, 3, 2.5, 2, 1.5)]
    (low, high), beyond = value_range(lines, robust=True)
    assert low == 0
    assert 4 < high < 10
    assert [(part.line, part.epochs, part.highest) for part in beyond] == [
        ("validation", (1,), 105_328.4)
    ]
    (_, whole), nothing = value_range(lines)
    assert whole > 105_328
    assert nothing == (), "what is no loss is shown whole"


def test_a_line_that_blew_up_for_long_is_measured_by_its_median() -> None:
    lines = [train(*[4.0] * 10), val(3, 1e5, 1e9, 1e12, 3, 3, 3, 3, 3, 3)]
    (_, high), beyond = value_range(lines, robust=True)
    assert high < 20
    assert beyond[0].epochs == (2, 3, 4)


@pytest.mark.parametrize(
    "lines",
    [
        [train(28, 6, 2, 1, 0.4), val(25, 7, 2, 1, 0.5)],
        [train(4, 3, 2, 1), val(5.9, 3, 2, 1)],
        [val(900, 3, 2, 1)],
        [train(4, 3, 2, 1), val(4, 6, 9, 12)],
    ],
    ids=["steep decay", "a little above training", "no training to measure by", "overfitting"],
)
def test_what_is_no_blow_up_is_never_cut(lines: list[Line]) -> None:
    (low, high), beyond = value_range(lines, robust=True)
    assert beyond == ()
    assert all(low <= value <= high for line in lines for value in line.y)


@pytest.mark.parametrize(
    ("lines", "shown", "beyond"),
    [
        # What is usual in validation is its median, 4, as a third of it blew up: up to 12.
        (
            [train(*[1.0] * 4), val(1, 1, 1, 1, 4, 4, 4, 4, *[1e6] * 4)],
            (0, 4.2),
            [9, 10, 11, 12],
        ),
        # Up to 1.5 times the highest training loss, or 3 times what is usual: here 12 and 9.
        ([train(8, 3, 2, 1, 1), val(12, 3, 3, 3, 3)], (0, 12.6), []),
        ([train(8, 3, 2, 1, 1), val(12.1, 3, 3, 3, 3)], (0, 8.4), [1]),
        ([train(2, 2, 2, 2, 2), val(9, 3, 3, 3, 3)], (0, 9.45), []),
        ([train(2, 2, 2, 2, 2), val(9.1, 3, 3, 3, 3)], (1.94, 3.06), [1]),
        # From a third of the highest on, the axis begins below the lowest; else at 0.
        ([val(4, 12)], (0, 12.6), []),
        ([val(4.1, 12)], (4.1 - 0.06 * 7.9, 12 + 0.06 * 7.9), []),
        ([val(-1, 1)], (-1.12, 1.12), []),
        ([val(5, 5)], (4.5, 5.5), []),
        ([val(0, 0)], (0, 1), []),
    ],
)
def test_what_an_axis_shows_in_numbers(
    lines: list[Line], shown: tuple[float, float], beyond: list[int]
) -> None:
    ends, cut = value_range(lines, robust=True)
    assert ends == pytest.approx(shown)
    assert [epoch for part in cut for epoch in part.epochs] == beyond


@given(st.lists(NUMBERS, min_size=1, max_size=40))
@settings(max_examples=60)
def test_without_the_rule_everything_is_in_view(values: list[float]) -> None:
    (low, high), beyond = value_range([val(*values)])
    assert beyond == ()
    assert low <= min(values) <= max(values) <= high
    assert low < high


def test_the_axis_starts_at_0_only_where_that_costs_little() -> None:
    assert value_range([val(0.1, 0.9)])[0][0] == 0
    assert value_range([val(0.8, 0.9)])[0][0] > 0.7


def test_lines_without_numbers_still_have_axes() -> None:
    assert value_range([val(NAN, NAN)], robust=True) == ((0.0, 1.0), ())
    low, high = value_range([val(0.0, 0.0)])[0]
    assert low < high


@given(NUMBERS, st.floats(1e-6, 1e6))
@settings(max_examples=80)
def test_ticks_lie_within_and_keep_one_distance(low: float, span: float) -> None:
    found = ticks(low, low + span, 5)
    assert all(low - span * 1e-6 <= tick <= low + span * (1 + 1e-6) for tick in found)
    assert list(found) == sorted(set(found))
    assert len(found) <= 6


@pytest.mark.parametrize(
    ("last", "expected"), [(50, (1, 20, 40, 50)), (128, (1, 50, 100, 128)), (17, (1, 5, 10, 17))]
)
def test_epoch_ticks_go_on_evenly_to_the_last(last: int, expected: tuple[int, ...]) -> None:
    assert epoch_ticks(1, last, 4) == expected


@given(st.integers(1, 50), st.integers(0, 3000))
@settings(max_examples=80)
def test_epoch_ticks_are_whole_increasing_and_few(first: int, span: int) -> None:
    found = epoch_ticks(first, first + span, 4)
    assert found[0] == first
    assert found[-1] == first + span
    assert all(isinstance(tick, int) for tick in found)
    assert list(found) == sorted(set(found))
    assert len(found) <= 7


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0, 1, "0"),
        (0.5, 0.5, "0.5"),
        (2, 0.5, "2.0"),
        (20_000, 5_000, "20,000"),
        (1e6, 1e6, "1e6"),
        (2e-5, 1e-5, "2e-5"),
    ],
)
def test_tick_labels_have_the_decimals_of_their_step(value: float, step: float, text: str) -> None:
    assert tick_label(value, step) == text


@pytest.mark.parametrize(
    "values",
    [(1.7e308, -1.7e308), (5e-324, 1e-323), (0.0, 5e-324), (1.7e308, 1.7e308), (1e-310, 1)],
)
def test_an_axis_of_numbers_at_the_ends_of_a_float(values: tuple[float, float]) -> None:
    (low, high), _ = value_range([val(*values)])
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert math.isfinite(high - low)
    assert low < high or max(map(abs, values)) < 1e-300
    found = ticks(low, high, 5)
    assert 1 <= len(found) <= 7
    assert all(tick_label(tick, 1.0) for tick in found)
