"""Parts of a folder that belong together, and classes that are too rare to judge."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from reportgen.checks.folder.sources import small_validation, sources_agree, wilson
from reportgen.facts.head_facts import HeadFacts
from reportgen.read.plot.plots import Confusion
from reportgen.rule import Verdict
from reportgen.tasks import BOX, MASK


def heads(box: float | None, mask: float | None) -> tuple[HeadFacts, ...]:
    given: Any = (SimpleNamespace(head=BOX, map50=box), SimpleNamespace(head=MASK, map50=mask))
    return cast("tuple[HeadFacts, ...]", given)


@pytest.mark.parametrize(
    ("drawn", "told", "verdict"),
    [
        (0.700, 0.7005, Verdict.PASS),
        (0.700, 0.685, Verdict.NOTE),
        (0.887, 0.489, Verdict.WARN),
    ],
)
def test_the_drawn_map50_is_held_against_results_csv(
    drawn: float, told: float, verdict: Verdict
) -> None:
    outcome = sources_agree({"mask": drawn}, heads(0.9, told))
    assert outcome.verdict is verdict
    assert outcome.chart == "mask-pr"
    assert f"{drawn:.3f}" in outcome.seen


def test_the_head_that_is_further_off_counts() -> None:
    outcome = sources_agree({"box": 0.5, "mask": 0.9}, heads(0.5, 0.4))
    assert outcome.verdict is Verdict.WARN
    assert "mask" in outcome.seen


def test_without_a_head_that_has_both_it_is_unknown() -> None:
    assert sources_agree({"box": 0.5}, heads(None, 0.4)).verdict is Verdict.UNKNOWN


def confusion(objects: list[float]) -> Confusion:
    counts = np.zeros((3, 3))
    counts[0, 0], counts[1, 1] = objects[0] * 0.5, objects[1] * 0.5
    counts[2, 0], counts[2, 1] = objects[0] * 0.5, objects[1] * 0.5
    shares = np.array([[0.5, 0, 0], [0, 0.5, 0], [0.5, 0.5, 0]])
    return Confusion(("cat", "dog"), shares, counts)


def test_counts_that_only_some_classes_have_are_no_total() -> None:
    """Of a matrix without printed numbers only the empty cells are certain: 0 is not their sum."""
    told = confusion([math.nan, 0])
    assert told.total is None
    assert not told.abounds_in_false_alarms
    outcome = small_validation(told)
    assert "dog (none at all)" in outcome.seen
    assert "objects in all" not in outcome.measured
    assert small_validation(confusion([math.nan, 30])).verdict is Verdict.UNKNOWN
    assert small_validation(confusion([3, 4])).measured["objects in all"] == 7


def test_rare_classes_are_named_with_an_interval() -> None:
    outcome = small_validation(confusion([100, 10]))
    assert outcome.verdict is Verdict.NOTE
    assert "dog (10; found 50 %, 95 % interval 24 % to 76 %)" in outcome.seen
    assert outcome.title.startswith("1 class has")


def test_enough_objects_pass_and_absent_ones_are_named() -> None:
    assert small_validation(confusion([100, 30])).verdict is Verdict.PASS
    assert "dog (none at all)" in small_validation(confusion([100, 0])).seen


def test_without_counts_it_is_unknown() -> None:
    shares = np.array([[1.0, 0], [0, 1]])
    assert small_validation(Confusion(("a", "b"), shares)).verdict is Verdict.UNKNOWN


def test_wilsons_interval_is_that_of_the_tables() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, and 0 of 20.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0.0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
