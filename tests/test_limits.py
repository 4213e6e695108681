"""The limits that docs/bounds.md tells are those of the program."""

from __future__ import annotations

from tests.benchmarks import bounds


def test_the_limits_in_the_table_of_bounds_are_those_of_the_program() -> None:
    table = bounds.DOCUMENT.read_text("utf-8")
    told = [bounds.limit(case.limit) for case in bounds.CASES.values()]
    assert [limit for limit in told if limit not in table] == []
