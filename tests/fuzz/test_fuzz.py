"""A small budget of what ``python -m tests.fuzz`` does with a large one."""

from __future__ import annotations

import pytest

from tests.fuzz.run import fuzz, sources

GIBIBYTE = 1_024


@pytest.mark.parametrize("first", range(0, 40, 20))
def test_damaged_runs_give_a_report_or_one_sentence(first: int) -> None:
    tally = fuzz(range(first, first + 20), sources(), pictures_every=20)
    assert tally.faults == []
    assert tally.runs == 20
    assert tally.reports > 10
    assert tally.read_back > 1
    assert tally.memory < GIBIBYTE


def test_the_same_seed_damages_the_same() -> None:
    first, second = (fuzz(range(7, 9), sources()[:2], pictures_every=100) for _ in range(2))
    assert first.problems == second.problems
    assert (first.reports, first.declined) == (second.reports, second.declined)
