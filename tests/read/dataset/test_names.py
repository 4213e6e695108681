"""Class names in a data.yaml, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.read.bounded import Unreadable
from reportgen.read.dataset.class_names import (
    ClassNames,
    names_of_data,
    validates_on_training,
)


def read(tmp_path: Path, text: str) -> tuple[str, ...]:
    (tmp_path / "data.yaml").write_text(text, encoding="utf-8")
    return names_of_data(tmp_path / "data.yaml")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("names: [cat, dog]", ("cat", "dog")),
        ("names:\n  1: dog\n  0: cat\n", ("cat", "dog")),
        ("names: [1, yes]", ("1", "True")),
        ("names: ['a\n\n b']", ("a b",)),
        ("names: [猫, 🐕]", ("猫", "🐕")),
    ],
)
def test_lists_and_numbered_mappings(tmp_path: Path, text: str, names: tuple[str, ...]) -> None:
    assert read(tmp_path, text) == names


@pytest.mark.parametrize(
    "text", ["nc: 3", "names: {1: cat}", "names: []", "names: [[1]]", "names: {a: b}", "- x"]
)
def test_anything_else_is_declined(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("train: a", None),
        ("val: a", None),
        ("train: a\nval: ''", None),
        ("train: a\nval: b", False),
        ("train: [a, ./B/]\nval: b", True),
        ("train: x\\a\nval: x/a/", True),
        ("train: [", None),
    ],
)
def test_pictures_are_in_both_sets_only_where_both_are_named(
    tmp_path: Path, text: str, told: bool | None
) -> None:
    (tmp_path / "data.yaml").write_text(text)
    assert validates_on_training(tmp_path / "data.yaml") is told


def test_the_plot_decides_how_many_classes_there_are() -> None:
    names = ClassNames(("cat", "dog"), "data.yaml")
    assert names.fitting(2) == ("cat", "dog")
    assert names.fitting(3) == ("class 0", "class 1", "class 2")


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text("names: {}[]-,01\n\"'ab*&", max_size=40))
def test_any_text_gives_names_or_a_reason(tmp_path: Path, text: str) -> None:
    try:
        assert all(isinstance(name, str) for name in read(tmp_path, text))
    except Unreadable as error:
        assert str(error)
