"""Columns come back as they were, bit by bit, and small."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.packing import PackedColumn, pack, unpack
from tests.conftest import SAMPLES


def back(column: PackedColumn, lengths: list[int]) -> dict[int, Any]:
    return unpack(column.told, column.parts, lengths)


def assert_back(values: dict[int, Any], lengths: list[int]) -> PackedColumn:
    column = pack("x", values)
    found = back(column, lengths)
    assert found.keys() == {run for run, each in values.items() if len(each)} | set(column.plain)
    for run, each in found.items():
        np.testing.assert_array_equal(each, values[run])
    return column


numbers = st.one_of(
    st.decimals(-99, 99, places=5).map(float),
    st.floats(allow_nan=True, allow_infinity=True),
    st.just(float("nan")),
)


@given(st.lists(st.lists(numbers, min_size=1, max_size=12), min_size=1, max_size=8))
def test_any_numbers_come_back(runs: list[list[float]]) -> None:
    values = {run: np.array(each) for run, each in enumerate(runs)}
    assert_back(values, [len(each) for each in runs])


def test_one_broken_run_does_not_cost_the_others() -> None:
    draw = np.random.default_rng(0)
    good = {run: np.round(draw.random(300), 5) for run in range(100)}
    column = assert_back({**good, 100: np.array([1e30, np.inf, 0.1])}, [*[300] * 100, 3])
    assert column.plain == (100,)
    assert column.scale == 5


def test_gaps_cost_little_and_runs_may_lack_a_column() -> None:
    values = {0: np.array([np.nan, 0.5, np.nan, 0.25]), 3: np.array([np.nan, np.nan])}
    column = assert_back(values, [4, 0, 7, 2])
    assert column.runs == (0, 3)
    assert not column.plain
    often = np.where(np.arange(100) % 7, 0.5, np.nan)
    assert not assert_back({0: often}, [100]).plain


def test_a_learning_rate_keeps_all_its_digits() -> None:
    column = assert_back({0: np.array([1.23456e-05, 0.000333333, 0.01])}, [3])
    assert column.scale == 10


def test_real_tables_take_few_bytes() -> None:
    """Below 3 characters a value, where text takes about 9."""
    values = size = 0
    for file in SAMPLES.glob("*/results.csv"):
        with file.open(newline="", encoding="utf-8") as opened:
            _, *rows = csv.reader(opened)
        for column in np.array(rows, dtype=float).T:
            packed = assert_back({0: column}, [len(column)])
            values, size = values + len(column), size + len(packed.data)
    assert values > 1000
    assert size / values < 4


def test_rounding_is_asked_for() -> None:
    column = pack("x", {0: np.array([0.123456, 2.0])}, decimals=3)
    assert back(column, [2])[0].tolist() == [0.123, 2.0]


@pytest.mark.parametrize("damage", ["", "!", "eJwDAAAAAAE="])
def test_damaged_bytes_are_a_value_error(damage: str) -> None:
    column = pack("x", {0: np.arange(5.0)})
    with pytest.raises(ValueError):  # noqa: PT011  (of base64, zlib or our own)
        unpack(column.told, {"data": damage, "floats": "", "gaps": ""}, [5])
