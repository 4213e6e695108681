"""Statistics of a series: what the checks of the training's course rely on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.facts.series import trend
from reportgen.facts.series.course import Course, Curve
from reportgen.read.table.results import Series

values = st.lists(
    st.one_of(st.floats(-1e6, 1e6), st.sampled_from([float("nan"), float("inf")])), max_size=60
)


def series(numbers: npt.ArrayLike, first: int = 1) -> Series:
    told = np.asarray(numbers, dtype=float)
    return Series("loss", np.arange(first, first + len(told)), told)


def noisy(course: npt.NDArray[np.float64], amount: float, seed: int = 0) -> Series:
    rest = np.random.default_rng(seed).normal(0, amount, len(course))
    return series(course + rest)


def test_trend_of_a_straight_line_is_the_line_up_to_both_ends() -> None:
    line = np.linspace(5, 1, 50)
    assert trend.trend(series(line)).values == pytest.approx(line)


def test_trend_keeps_only_epochs_that_are_told() -> None:
    course = trend.trend(series([4, np.nan, 3, np.inf, 2, 2, 2, 2]))
    assert course.epochs.tolist() == [1, 3, 5, 6, 7, 8]
    assert np.all(np.isfinite(course.values))


def test_trend_of_a_very_long_series_is_cheap_and_right() -> None:
    line = np.linspace(5, 1, 20_000)
    course = trend.trend(noisy(line, 0.1))
    assert len(course) == 20_000
    assert course.values == pytest.approx(line, abs=0.05)


def test_a_trend_never_leaves_what_was_measured() -> None:
    """A line drawn out to an end could: behind a fall to 0, and before a steep start."""
    for values in ([0.0, 0.0, 0.0, 0.9] + [1.0] * 30, [0.8] * 30 + [0.3, 0.0, 0.0, 0.0]):
        course = trend.trend(series(values)).values
        assert (course.min(), course.max()) == (min(values), max(values))


def test_runs_of_many_lengths_are_smoothed_alike_however_little_is_kept() -> None:
    """Matrices that were dropped are made again, and one of another length is never taken."""
    few = trend._Smoothers(most_bytes=1)
    for count in (20, 30, 20, 40):
        x = np.arange(1, count + 1, dtype=float)
        assert few.of(x, 0.12, 2) @ (3 * x) == pytest.approx(3 * x)
        assert few._bytes() == 8 * count**2


def test_a_curve_is_smoothed_once() -> None:
    course, loss = Course(), noisy(np.linspace(5, 1, 50), 0.1)
    assert course.of(loss).trend is course.of(loss).trend
    assert course.of(loss) is not course.of(series(loss.values))


def test_noise_is_the_scatter_and_one_outlier_does_not_move_it() -> None:
    clean = noisy(np.linspace(5, 1, 200), 0.1)
    spoilt = series(np.where(np.arange(200) == 20, 50.0, clean.values))
    assert trend.noise(clean, trend.trend(clean)) == pytest.approx(0.1, rel=0.25)
    assert trend.noise(spoilt, trend.trend(clean)) == pytest.approx(0.1, rel=0.25)


def test_what_is_not_told_has_no_noise() -> None:
    nothing = series([np.nan, np.nan])
    assert trend.noise(nothing, trend.trend(nothing)) == 0.0


def test_a_jump_at_the_step_is_taken_back() -> None:
    jump = noisy(np.where(np.arange(1, 101) >= 91, 0.55, 0.5), 0.002)
    assert Course(91).judged(jump).series.values[-1] == pytest.approx(0.5, abs=0.01)


def test_a_fall_at_the_step_is_left_as_it_is() -> None:
    fall = series([0.5] * 90 + [0.4] * 10)
    assert Course(91).judged(fall).series is fall


def test_a_record_is_small_on_a_plateau_large_in_a_climb_and_negative_past_the_best() -> None:
    plateau = Curve(series(np.minimum(np.arange(100) / 20, 1.0)))
    assert plateau.record(0.75) == pytest.approx(0, abs=0.01)
    assert Curve(series(np.linspace(0, 1, 100))).record(0.75) == pytest.approx(0.25, abs=0.01)
    peaked = np.concatenate([np.linspace(0, 1, 50), np.linspace(1, 0.8, 50)])
    assert Curve(series(peaked)).record(0.75) < 0


def test_levels_stay_within_what_was_measured() -> None:
    fallen = Curve(series([0.5] * 90 + [0.0] * 10))
    assert fallen.end_level == 0.0
    assert fallen.start_level == pytest.approx(0.5)


def test_dips_are_falls_that_come_back() -> None:
    assert trend.dips(series([0, 1, 2, 3])).tolist() == [0, 0, 0, 0]
    assert trend.dips(series([3, 2, 1, 0])).tolist() == [0, 0, 0, 0]
    assert trend.dips(series([0, 5, 2, 4, 1])).tolist() == [0, 0, 2, 0, 0]


def test_warm_up_is_a_tenth_but_at_least_three_epochs() -> None:
    assert trend.warmed_up(series(range(100))).epochs[0] == 11
    assert trend.warmed_up(series(range(12))).epochs[0] == 4
    assert len(trend.warmed_up(series(range(2)))) == 1


@settings(max_examples=60, deadline=None)
@given(values)
def test_nothing_crashes_and_nothing_is_invented(numbers: list[float]) -> None:
    told = series(numbers)
    course = trend.trend(told)
    assert course.epochs.tolist() == told.known.epochs.tolist()
    assert np.all(np.isfinite(course.values))
    assert np.all(trend.dips(told) >= 0)


def test_noise_is_the_standard_deviation_that_was_added() -> None:
    amount = 0.03
    told = noisy(np.linspace(1, 1, 4_000), amount)
    flat = Series("loss", told.epochs, np.ones(4_000))
    assert trend.noise(told, flat) == pytest.approx(amount, rel=0.05)


def test_a_wild_epoch_does_not_move_the_noise() -> None:
    told = np.tile([0.9, 1.1], 50)
    flat = Series("loss", np.arange(1, 101), np.ones(100))
    calm = trend.noise(series(told), flat)
    told[3] = 1e6
    assert trend.noise(series(told), flat) == pytest.approx(calm)


def test_two_high_epochs_deepen_all_dips_between_them_and_hardly_move_the_scatter() -> None:
    level = noisy(np.full(100, 0.5), 0.01).values
    plain = Curve(series(level))
    struck = Curve(series(np.where(np.isin(np.arange(100), (20, 97)), 0.7, level)))
    assert struck.typical_dip(0.5) > 8 * plain.typical_dip(0.5)
    assert struck.scatter(0.5) < 4 * plain.scatter(0.5)


def test_a_steep_climb_where_mosaic_ends_is_no_dip() -> None:
    """Five epochs of it look like a jump; what is left without that fell in no epoch."""
    climb = Series("mAP50", np.arange(1, 21), np.minimum(np.arange(1, 21) / 20, 0.75))
    judged = Course(11).judged(climb)
    assert judged.series.values[-1] < 0.75
    assert judged.dips.max() == 0
