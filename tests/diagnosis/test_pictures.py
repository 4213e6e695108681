"""What the pictures of a data set say of a run: by themselves, and in the diagnosis."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen import words
from reportgen.diagnosis.cause import SERIOUS
from reportgen.diagnosis.headline import NOTHING_TO_DO
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from tests.conftest import SAMPLES
from tests.diagnosis.runs import Diagnosed, every_run, judged
from tests.read.dataset.test_dataset import label, outline, write


def shared_pictures(folder: Path, number: int) -> None:
    for index in range(number):
        train = folder / f"images/train/train{index:03d}.jpg"
        shutil.copyfile(train, folder / f"images/val/val{index:03d}.jpg")


def few_shared(folder: Path) -> None:
    shared_pictures(folder, 3)


def most_shared(folder: Path) -> None:
    shared_pictures(folder, 15)


def faulty(folder: Path) -> None:
    for index in range(5):
        label(folder, "train", index).write_text("9 0.5 0.5 0.2 0.2\n")


def tiny(folder: Path) -> None:
    for index in range(40):
        label(folder, "train", index).write_text("0 0.5 0.5 0.002 0.002\n")


def uneven(folder: Path) -> None:
    for index in range(20):
        label(folder, "val", index).write_text("0 0.5 0.5 0.2 0.2\n")


def boxed(folder: Path) -> None:
    for index in range(20):
        label(folder, "val", index).write_text(
            "0 0.5 0.5 0.2 0.2\n1 0.2 0.2 0.2 0.2\n2 0.8 0.8 0.1 0.2\n"
        )


def judged_on(folder: Path, plant: Callable[[Path], None] | None) -> Diagnosed:
    data = write(folder)
    if plant and plant is not boxed:
        plant(folder)
    outline(folder)  # of a run that learns masks
    if plant is boxed:
        plant(folder)
    run = read_run(SAMPLES / "segment-good")
    return judged(Facts(replace(run, data_file=data, reads_plots=False)))


@pytest.mark.parametrize(
    ("plant", "cause", "step"),
    [
        (few_shared, "shared-pictures", "part-splits"),
        (most_shared, "shared-pictures", "part-splits"),
        (faulty, "faulty-labels", "mend-labels"),
        (tiny, "tiny-objects", "image-size"),
        (uneven, "uneven-splits", "split-anew"),
        (boxed, "boxes-for-outlines", "outline-objects"),
    ],
)
def test_what_is_wrong_with_the_pictures_is_a_cause_with_a_step(
    plant: Callable[[Path], None], cause: str, step: str, tmp_path: Path
) -> None:
    told = judged_on(tmp_path, plant).told
    found = next(each for each in told.causes if each.id == cause)
    assert [each.treatment for each in found.steps] == [step]
    assert told.steps[0].treatment == step
    assert found.title in told.headline
    assert NOTHING_TO_DO not in told.headline


def test_pictures_without_labels_are_to_be_labelled_not_mended(tmp_path: Path) -> None:
    def bare(folder: Path) -> None:
        for index in range(25):
            label(folder, "train", index).unlink()

    told = judged_on(tmp_path, bare).told
    assert "labels are missing" in told.headline
    assert told.steps[0].title == "Label the pictures that have no labels"


def test_a_validation_that_was_mostly_trained_on_measures_nothing_new(tmp_path: Path) -> None:
    told = judged_on(tmp_path, most_shared).told
    assert told.state.main == "validation-broken"
    assert told.answers["overfitting"].answer == "unknown"


def test_a_sound_data_set_changes_nothing(tmp_path: Path) -> None:
    told = judged_on(tmp_path, None).told
    assert told.headline == judged(Facts(read_run(SAMPLES / "segment-good"))).told.headline


def test_nothing_needs_to_change_only_where_each_warning_is_explained_or_named() -> None:
    for run in every_run():
        if not run.told.headline.endswith(f"{NOTHING_TO_DO}."):
            continue
        explained = {check for cause in run.told.causes for check in cause.explains}
        left = [f for f in run.findings if f.verdict in SERIOUS and f.check not in explained]
        named = [words.mid_sentence(f.title) in run.told.headline for f in left]
        assert not left or any(named), run.name
