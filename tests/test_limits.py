"""The limits that docs/bounds.md tells are those of the program."""

from __future__ import annotations

import re

from tests.benchmarks import bounds


def test_the_limits_in_the_table_of_bounds_are_those_of_the_program() -> None:
    table = bounds.DOCUMENT.read_text("utf-8")
    told = [bounds.limit(case.limit) for case in bounds.CASES.values()]
    assert [limit for limit in told if limit not in table] == []


def test_every_number_that_the_document_tells_of_a_limit_is_that_of_the_program() -> None:
    told = re.findall(r"(`([a-z_.]+\.[A-Z_]+)` [\d,]+)", bounds.DOCUMENT.read_text("utf-8"))
    assert len(told) > 60
    assert [text for text, name in told if text != bounds.limit(name)] == []
