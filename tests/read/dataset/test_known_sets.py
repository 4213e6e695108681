"""Data sets known by their name give class names where nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.read.dataset.known_sets import COCO, KNOWN, known_names
from reportgen.read.run import read_run


def test_the_table_is_of_the_sets_sizes() -> None:
    sizes = {name: len(known) for name, known in KNOWN.items()}
    assert sizes["coco"] == 80
    assert sizes["VOC"] == 20
    assert sizes["DOTAv1"] == 15
    assert sizes["DOTAv1.5"] == 16
    for known in KNOWN.values():
        assert len(set(known)) == len(known)


@pytest.mark.parametrize(
    ("data", "is_known"),
    [("coco8.yaml", True), ("coco", True), ("…/sets/coco8.yaml", False), ("my.yaml", False)],
)
def test_only_a_name_as_it_is_shipped_counts(data: str, is_known: bool) -> None:
    assert bool(known_names(data)) is is_known
    assert not known_names(None)


def test_names_of_a_known_set_and_where_they_are_from(make_run: Callable[..., Path]) -> None:
    names = read_run(make_run(args={"data": "coco128-seg.yaml"})).class_names
    assert names.names == COCO
    assert names.source == "the data set coco128-seg.yaml, by its name"
    own = make_run(args={"data": "coco8.yaml"}, files={"data.yaml": b"names: [a, b]\n"}, name="b")
    assert read_run(own).class_names.names == ("a", "b")


def test_a_pointer_in_place_of_weights_says_how_to_get_them(make_run: Callable[..., Path]) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    run = read_run(make_run(files={"weights/best.pt": pointer}))
    assert "Git LFS pointer" in run.problems[0].sentence
    assert "git lfs pull" in run.problems[0].sentence
