"""Warnings by name of what changed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from reportgen.comparison.data.incomparable import (
    F1,
    MATRIX,
    Incomparable,
    incomparable,
    range_text,
)
from reportgen.comparison.ground import Ground
from reportgen.facts.run_facts import Facts
from tests.comparison.conftest import MakeFacts


def of_version(facts: Facts, oldest: str | None, newest: str | None) -> Facts:
    facts.__dict__["version_range"] = (oldest, newest)
    return facts


def by_change(*facts: Facts) -> dict[str, Incomparable]:
    return {item.change: item for item in incomparable(facts, range(len(facts)))}


def told(facts: Facts) -> Facts:
    return of_version(facts, "8.4.190", "8.4.190")


def test_like_runs_raise_no_warning(make_facts: MakeFacts) -> None:
    a, b = told(make_facts("a")), told(make_facts("b", seed=1))
    assert by_change(a, b) == {}


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [("imgsz", 640, 1024), ("split", "val", "test"), ("iou", 0.7, 0.5), ("conf", None, 0.25),
     ("single_cls", False, True)],
)  # fmt: skip
def test_a_setting_of_validation_is_named(
    make_facts: MakeFacts, name: str, first: object, second: object
) -> None:
    found = by_change(
        told(make_facts("a", **{name: "null" if first is None else first})),
        told(make_facts("b", **{name: second})),
    )
    assert list(found) == [name]
    assert found[name].certain
    assert "all metrics" in found[name].touches


@pytest.mark.parametrize("name", ["rect", "half", "augment"])
def test_what_a_training_does_not_validate_by_is_no_setting_of_validation(
    make_facts: MakeFacts, name: str
) -> None:
    assert by_change(told(make_facts("a")), told(make_facts("b", **{name: True}))) == {}


def test_a_default_that_only_one_run_names_is_no_difference(make_facts: MakeFacts) -> None:
    assert by_change(told(make_facts("a", iou=0.7)), told(make_facts("b"))) == {}
    assert list(by_change(told(make_facts("a", iou=0.6)), told(make_facts("b")))) == ["iou"]


@pytest.mark.parametrize(
    ("version", "touches"),
    [("8.3.103", "F1"), ("8.3.198", "best epoch"), ("8.4.37", "metrics"), ("8.4.103", "matrix"),
     ("8.4.106", "PR")],
)  # fmt: skip
def test_each_release_that_changed_numbers_is_named(
    make_facts: MakeFacts, version: str, touches: str
) -> None:
    before, last = version.rsplit(".", 1)
    older = f"{before}.{int(last) - 1}"
    found = by_change(
        of_version(make_facts("a"), older, older), of_version(make_facts("b"), version, version)
    )
    assert list(found) == [version]
    assert touches in " ".join(found[version].touches)
    assert found[version].differs == {0: older, 1: version}


def test_a_release_is_the_reason_of_what_it_changed_alone(make_facts: MakeFacts) -> None:
    older, newer = (of_version(make_facts("a"), v, v) for v in ("8.3.102", "8.3.103"))
    release = by_change(older, newer)["8.3.103"]
    ground = cast(Any, SimpleNamespace(incomparable=(release,)))
    assert Ground.changed(ground, F1) == release.sentence
    assert Ground.changed(ground, MATRIX) == ""


def test_an_unknown_release_is_said_to_be_unknown(make_facts: MakeFacts) -> None:
    a, b = told(make_facts("a")), of_version(make_facts("b", seed=1), "8.4.40", None)
    found = by_change(a, b)
    assert list(found) == ["version"]
    assert not found["version"].certain
    assert "8.4.103" in found["version"].sentence
    assert "8.4.37" not in found["version"].sentence
    assert found["version"].differs[1] == "8.4.40 or later"


def test_one_name_in_other_folders_may_be_other_data(make_facts: MakeFacts) -> None:
    a = told(make_facts("a", data="one/shapes.yaml"))
    moved = told(make_facts("c", data="two/shapes.yaml", seed=1))
    assert not by_change(a, moved)["data"].certain


def test_rect_is_no_setting_of_validation(make_facts: MakeFacts) -> None:
    assert by_change(told(make_facts("a", rect=True)), told(make_facts("b", rect=False))) == {}


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({"rate": 0.002}, "began with different learning rates (0.001 and 0.002)"),
        ({"first_loss": 1.2}, "began with different training losses"),
        ({"device": "0,1"}, "they differ in device (0 and 0,1)"),
        ({}, "the computations do not repeat exactly"),
    ],
)
def test_twins_say_what_differed(
    make_facts: MakeFacts, second: dict[str, object], why: str
) -> None:
    first = told(make_facts("a", 0.5, device="0", rate=0.001))
    kept: dict[str, object] = {"device": "0", "rate": 0.001, **second}
    other = told(make_facts("b", 0.6, **kept))
    assert why in by_change(first, other)["unexplained"].sentence


def test_folds_are_no_other_data_set(make_facts: MakeFacts) -> None:
    folds = [told(make_facts(f"f{k}", data=f"d/fold_{k}/data.yaml")) for k in (1, 2)]
    found = by_change(*folds)
    assert list(found) == ["fold"]
    assert "all metrics" not in found["fold"].touches


def test_other_results_with_the_same_seed_are_unexplained(make_facts: MakeFacts) -> None:
    found = by_change(told(make_facts("a", 0.5)), told(make_facts("b", 0.6)))
    assert list(found) == ["unexplained"]
    assert not found["unexplained"].certain


def test_ranges_in_words() -> None:
    assert range_text("8.3.9", None) == "8.3.9 or later"
    assert range_text(None, "8.0.161") == "8.0.161 or earlier"
    assert range_text(None, None) == "not told"
    assert range_text("8.4.1", "8.4.1") == "8.4.1"
    assert range_text("8.0.162", "8.3.8") == "8.0.162 to 8.3.8"
