"""The limits that docs/limits.md and docs/bounds.md tell are those of the program."""

from __future__ import annotations

from tests.benchmarks import bounds
from tests.generate import limits


def test_every_limit_is_told_with_its_number() -> None:
    told = limits.DOCUMENT.read_text(encoding="utf-8").splitlines()
    assert told == limits.document().splitlines(), "run python -m tests.generate.limits"


def test_the_limits_in_the_table_of_bounds_are_those_of_the_program() -> None:
    table = bounds.DOCUMENT.read_text("utf-8")
    told = [bounds.limit(case.limit) for case in bounds.CASES.values()]
    assert [limit for limit in told if limit not in table] == []
