"""How trainings began: what the first epoch tells, and when two of them are apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.comparison.lineage.beginnings import (
    batches_of_folds,
    begun_alike,
    first_loss,
    first_rate,
    other_loss,
    other_rate,
)
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run

COLUMNS = ["epoch", "train/box_loss", "train/cls_loss", "metrics/mAP50-95(B)", "lr/pg0"]
Begun = Callable[..., Facts]


@pytest.fixture
def begun(make_run: Callable[..., Path]) -> Begun:
    """A run that begins with a loss and a rate, at an epoch."""
    made = iter(range(1_000))

    def begin(loss: object = 4.0, rate: object = 0.01, epoch: int = 1) -> Facts:
        rows = [[epoch, loss, 0.0, 0.1, rate], [epoch + 1, 1.0, 0.0, 0.2, 0.02]]
        return Facts(read_run(make_run(rows, columns=COLUMNS, name=f"r{next(made)}")))

    return begin


@pytest.mark.parametrize(
    ("value", "told"), [(0.4, 0.4), (4.0, 4.0), (0, None), ("inf", None), ("nan", None)]
)
def test_the_first_loss_and_rate_are_numbers_above_0(
    begun: Begun, value: object, told: float | None
) -> None:
    assert first_loss(begun(loss=value)) == told
    if value != "inf":
        assert first_rate(begun(rate=value)) == told


def test_what_does_not_begin_at_epoch_1_tells_neither(begun: Begun) -> None:
    later = begun(epoch=2)
    assert (first_loss(later), first_rate(later)) == (None, None)
    assert not other_loss(later, begun(loss=9.0))
    assert not other_rate(later, begun(rate=9.0))


@pytest.mark.parametrize(
    ("loss", "apart"), [(4.31, False), (4.33, True), (3.71, False), (3.7, True)]
)
def test_losses_are_apart_from_8_percent_on(begun: Begun, loss: float, apart: bool) -> None:
    assert other_loss(begun(), begun(loss=loss)) is apart
    assert other_loss(begun(loss=loss), begun()) is apart


@pytest.mark.parametrize(("rate", "apart"), [(0.010009, False), (0.010011, True)])
def test_rates_are_apart_from_a_thousandth_on(begun: Begun, rate: float, apart: bool) -> None:
    assert other_rate(begun(), begun(rate=rate)) is apart
    assert other_rate(begun(rate=rate), begun()) is apart


def test_runs_that_began_alike_are_grouped_in_their_order(begun: Begun) -> None:
    facts = [begun(), begun(rate=0.02), begun(), begun(loss=5.0), begun(rate=0.02)]
    assert begun_alike(range(5), facts) == [[0, 2], [1, 4], [3]]
    assert begun_alike([4, 2, 0], facts) == [[4], [2, 0]]


def test_no_fold_stands_twice_in_a_batch(begun: Begun) -> None:
    rates = (0.01, 0.0101, 0.02, 0.0201)
    facts = [begun(rate=rate) for rate in rates]
    assert batches_of_folds(range(4), [1, 2, 1, 2], facts) == [[0, 1], [2, 3]]
    assert batches_of_folds(range(4), [1, 2, 3, 4], facts) == [[0, 1, 2, 3]]
    alike = [begun() for _ in range(5)]
    assert batches_of_folds(range(5), [1, 2, 1, 2, 1], alike) == [[0, 1], [2, 3], [4]]
