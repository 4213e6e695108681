from __future__ import annotations

from dataclasses import replace

import pytest

from tests.figure.samples import CHART, NAN, VAL, empty, single


def test_a_line_needs_a_value_for_each_epoch() -> None:
    with pytest.raises(ValueError, match="4 epochs, 1 values"):
        replace(VAL, y=(1.0,))


@pytest.mark.parametrize("epochs", [(1, 3, 2, 4), (1, 1, 2, 3)])
def test_epochs_of_a_line_increase(epochs: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must increase"):
        replace(VAL, x=epochs)


def test_gaps_part_a_line() -> None:
    assert VAL.segments == (((1, 4.0), (2, 2.0)), ((4, 3.0),))
    assert replace(VAL, y=(NAN, 1.0, float("inf"), NAN)).segments == (((2, 1.0),),)


def test_all_epochs_are_in_view_and_no_epoch_0() -> None:
    for chart in (CHART, single(), empty()):
        low, high = chart.x_range
        assert 0 < low < chart.epochs[0]
        assert high > chart.epochs[1]
