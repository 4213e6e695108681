"""The guess of a run's noise from its own epochs and from its validation objects."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from reportgen.comparison.measures import Measure
from reportgen.comparison.noise import LATE_EPOCHS, OBJECTS, guess, late_noise, sampling_sd
from reportgen.facts import Facts
from reportgen.read.plots import Confusion
from reportgen.read.results import Series
from tests.comparison.conftest import MakeFacts


def with_matrix(facts: Facts, counts: np.ndarray) -> Facts:
    """The run with a confusion matrix of these counts, background last."""
    names = tuple(f"class {i}" for i in range(len(counts) - 1))
    shares = counts / np.maximum(counts.sum(axis=0), 1)
    confusion = Confusion(names, shares, counts.astype(float))
    facts.run.__dict__["evidence"] = replace(facts.evidence, confusion=confusion)
    return facts


def metric(series: Series | None) -> Measure:
    return Measure("m", "m", lambda facts: 0.5, lambda facts: series)


def test_late_noise_is_that_of_the_end_about_the_trend() -> None:
    epochs = np.arange(1, 201)
    random = np.random.default_rng(0).normal(0, 0.02, 200)
    rising = 0.5 * (1 - np.exp(-epochs / 30)) + random
    rising[:40] += np.random.default_rng(1).normal(0, 0.3, 40)
    assert late_noise(Series("m", epochs, rising)) == pytest.approx(0.02, rel=0.2)
    assert late_noise(Series("m", epochs[:7], rising[:7])) is None
    assert late_noise(None) is None


def test_few_objects_leave_much_open(make_facts: MakeFacts) -> None:
    # Two classes of 100 and 10 objects at 0.5: √(0.25·(1/100 + 1/10)) / 2.
    counts = np.array([[80, 0, 0], [0, 8, 0], [20, 2, 0]])
    facts = with_matrix(make_facts("a"), counts)
    assert sampling_sd(facts, 0.5) == pytest.approx(math.sqrt(0.25 * 0.11) / 2)
    # At 0 it is not 0: none found of 110 is no proof that there is nothing.
    assert 0.001 < (sampling_sd(facts, 0.0) or 0) < 0.03
    assert sampling_sd(make_facts("without"), 0.5) is None


def test_the_larger_of_both_is_believed_up_to_what_seeds_were_seen_to_add(
    make_facts: MakeFacts,
) -> None:
    facts = with_matrix(make_facts("a"), np.array([[50, 0], [50, 0]]))
    epochs = np.arange(1, 101)
    for wobble, method in ((0.0001, OBJECTS), (0.05, LATE_EPOCHS)):
        values = 0.5 + wobble * np.where(epochs % 2 == 0, 1, -1)
        noise = guess(metric(Series("m", epochs, values)), 0.5, facts)
        assert noise is not None
        assert noise.method == method
        expected = math.hypot(1.4826 * wobble, 0.04) if method == LATE_EPOCHS else 0.05
        assert noise.sd == pytest.approx(expected, rel=0.03)


def test_a_flat_curve_is_not_exact(make_facts: MakeFacts) -> None:
    flat = Series("m", np.arange(1, 31), np.full(30, 0.7))
    noise = guess(metric(flat), 0.7, make_facts("a"))
    assert noise is not None
    assert noise.sd == 0.003
