"""What a run tells of its noise: from its own epochs and from its validation objects."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from reportgen.comparison.noise.estimate import (
    LATE_EPOCHS,
    OBJECTS,
    guess,
    late_noise,
)
from reportgen.comparison.noise.objects import counted_objects, objects_of
from reportgen.comparison.noise.statistics import share_sd
from reportgen.comparison.ranking.measures import Yardstick
from reportgen.facts.run_facts import Facts
from reportgen.facts.series.trend import counted_in
from reportgen.read.plot.plots import Confusion
from reportgen.read.table.results import Series
from tests.comparison.conftest import MakeFacts


def with_matrix(facts: Facts, counts: np.ndarray) -> Facts:
    """The run with a confusion matrix of these counts, background last."""
    names = tuple(f"class {i}" for i in range(len(counts) - 1))
    shares = counts / np.maximum(counts.sum(axis=0), 1)
    confusion = Confusion(names, shares, counts.astype(float))
    facts.run.__dict__["evidence"] = replace(facts.evidence, confusion=confusion)
    return facts


def metric(series: Series | None) -> Yardstick:
    return Yardstick("m", "m", lambda facts: 0.5, lambda facts: series)


def series(*values: float) -> Series:
    return Series("m", np.arange(1, len(values) + 1), np.array(values))


def test_late_noise_is_that_of_the_end_about_the_trend() -> None:
    epochs = np.arange(1, 201)
    random = np.random.default_rng(0).normal(0, 0.02, 200)
    rising = 0.5 * (1 - np.exp(-epochs / 30)) + random
    rising[:40] += np.random.default_rng(1).normal(0, 0.3, 40)
    assert late_noise(Series("m", epochs, rising)) == pytest.approx(0.02, rel=0.2)
    assert late_noise(Series("m", epochs[:7], rising[:7])) is None
    assert late_noise(None) is None


def test_a_curve_that_stands_still_or_fell_tells_no_noise() -> None:
    rise = [0.1, 0.2, 0.3, 0.4, 0.5, 0.52, 0.51, 0.53, 0.5, 0.52]
    assert late_noise(series(*rise, *[0.86] * 12)) is None
    fallen = series(*rise, *(0.015 + 0.005 * np.sin(np.arange(12.0) ** 2)).tolist())
    assert late_noise(fallen) is None
    # A loss that falls has learned.
    assert late_noise(fallen, collapses=False) is not None


def test_few_objects_leave_much_open(make_facts: MakeFacts) -> None:
    # Two classes of 100 and 10 objects at 0.5: √(0.25·(1/100 + 1/10)) / 2.
    counts = np.array([[80, 0, 0], [0, 8, 0], [20, 2, 0]])
    objects = objects_of(with_matrix(make_facts("a"), counts))
    assert objects is not None
    assert share_sd(0.5, objects) == pytest.approx(math.sqrt(0.25 * 0.11) / 2)
    assert objects_of(make_facts("without")) is None


def test_the_larger_of_both_is_believed(make_facts: MakeFacts) -> None:
    facts = make_facts("a")
    epochs = np.arange(1, 101)
    for wobble, method in ((0.0001, OBJECTS), (0.05, LATE_EPOCHS)):
        values = 0.5 + wobble * np.where(epochs % 2 == 0, 1, -1)
        told = guess(metric(Series("m", epochs, values)), 0.5, facts, (100.0,))
        assert told is not None
        # Of the sampling error 0.05 of 100 objects two fifths are left on the same pictures.
        expected = math.hypot(1.4826 * wobble if method == LATE_EPOCHS else 0.02, 0.003)
        assert told == (pytest.approx(expected, rel=0.03), method)


def test_a_flat_curve_is_not_exact(make_facts: MakeFacts) -> None:
    epochs = np.arange(1, 31)
    flat = Series("m", epochs, 0.7 + 1e-5 * np.sin(epochs**2))
    told = guess(metric(flat), 0.7, make_facts("a"), None)
    assert told is not None
    assert told[0] == pytest.approx(0.003, abs=1e-5)


@pytest.mark.parametrize("count", [10, 12, 100, 235, 300])
def test_steps_tell_what_was_counted(count: int) -> None:
    parts = np.random.default_rng(count).integers(1, count, 40)
    assert counted_in(series(*np.round(parts / count, 5))) == count


def test_smooth_curves_and_few_values_count_nothing() -> None:
    random = np.random.default_rng(3)
    assert counted_in(series(*np.round(random.uniform(0, 1, 80), 5))) is None
    assert counted_in(series(*[0.1, 0.2, 0.3, 0.4] * 9)) is None
    assert counted_in(series(*np.linspace(0, 1, 31))) is None
    assert counted_in(None) is None


def test_recall_in_steps_tells_the_objects(make_facts: MakeFacts) -> None:
    stepped = make_facts("steps", recalls=[k / 20 for k in (3, 7, 9, 11, 13, 14, 15, 16, 17, 18)])
    assert counted_objects(stepped) == 20
    assert counted_objects(make_facts("plain")) is None


def test_a_matrix_is_believed_before_steps(make_facts: MakeFacts) -> None:
    recalls = [k / 20 for k in (3, 7, 9, 11, 13, 14, 15, 16, 17, 18)]
    assert objects_of(make_facts("steps", recalls=recalls)) == (20.0,)
    drawn = make_facts("drawn", recalls=recalls)
    assert objects_of(with_matrix(drawn, np.array([[60, 0], [30, 0]]))) == (90.0,)
