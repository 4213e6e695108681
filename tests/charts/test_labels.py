"""Short names of runs: never two alike, by what differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.charts.labels import LONGEST, labels


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (("train", "train2"), ("train", "train2")),
        (
            ("yolo11s_250imgs_100epochs", "yolo11s_250imgs_200epochs"),
            ("…100epochs", "…200epochs"),
        ),
        (
            ("runs-a-long-name-small-final", "runs-a-long-name-large-final"),
            ("…small…", "…large…"),
        ),
        # What all share is left out in the middle, too.
        (
            ("yolo11s_250imgs_200epochs", "yolo11s_250imgs_100epochs", "yolo11m_250imgs_100epochs"),
            ("yolo11s…200epochs", "yolo11s…100epochs", "yolo11m…100epochs"),
        ),
        # A number stays whole.
        (
            ("experiment_lr0.01_seed_1_final", "experiment_lr0.001_seed_1_final"),
            ("…lr0.01…", "…lr0.001…"),
        ),
        # A number does not say what it is of.
        (
            ("sweep/seed=1/a-long-name-of-it", "sweep/seed=2/a-long-name-of-it"),
            ("…seed=1…", "…seed=2…"),
        ),
        # One is the beginning of the other: nothing may be left of neither.
        (("yolo11s_250imgs_epochs", "yolo11s_250imgs_epochs_2"), ("…epochs", "…epochs_2")),
    ],
)
def test_what_all_share_is_left_out(names: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    assert labels(names) == wanted


def test_names_that_differ_in_the_middle_only() -> None:
    names = [f"{'a' * 20}{letter}{'b' * 20}" for letter in "xyz"]
    assert len(set(labels(names))) == 3


@given(st.lists(st.text("ab_-1", min_size=1, max_size=60), min_size=1, max_size=12, unique=True))
def test_labels_are_unique_and_short(names: list[str]) -> None:
    made = labels(names)
    assert len(set(made)) == len(names)
    assert all(0 < len(label) <= LONGEST for label in made)
