"""What findings of the plots come to: confidence and missed objects, by findings made for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reportgen.diagnosis import Diagnosis, diagnose
from reportgen.diagnosis.causes.classes import classes_confused
from reportgen.diagnosis.causes.data.names import called_otherwise
from reportgen.measures import Measure
from reportgen.read.plot.plots import Confusion
from reportgen.rule import Finding, Verdict
from tests.conftest import SAMPLES
from tests.diagnosis.other_trainers import mmdetection
from tests.diagnosis.runs import diagnosed
from tests.diagnosis.threads.curves import Curves

Change = Callable[[Finding], Finding]


def told_with(change: Change) -> Diagnosis:
    """What is said of a good segmentation with some findings changed."""
    run = diagnosed(SAMPLES / "segment-good", pictures=True)
    assert [change(finding) for finding in run.findings] != run.findings
    return diagnose(run.facts, [change(finding) for finding in run.findings])


def far_confidences(finding: Finding) -> Finding:
    if finding.check != "best-confidence":
        return finding
    value = {"box": 0.7, "mask": 0.6}[finding.head or ""]
    title = f"Best confidence for {finding.head} is {value}"
    measured = {**finding.measured, Measure.CONFIDENCE: value}
    return replace(finding, verdict=Verdict.NOTE, title=title, measured=measured)


def noted_misses(finding: Finding) -> Finding:
    if finding.check != "missed-objects":
        return finding
    title = "≈ 44 % of the objects are missed"
    return replace(finding, verdict=Verdict.NOTE, title=title)


def test_the_confidence_of_a_step_is_that_of_the_answer() -> None:
    told = told_with(far_confidences)
    steps = [step for step in told.steps if step.treatment == "confidence"]
    assert [step.settings["conf"] for step in steps] == [told.answers["confidence"].answer]


def test_what_a_good_model_misses_is_what_is_left_to_do() -> None:
    told = told_with(noted_misses)
    assert told.state.main == "good"
    assert "44 % of the objects are missed" in told.headline
    assert told.steps[0].treatment == "look-at-misses"


def test_what_is_missed_comes_before_epochs_that_could_be_saved(tmp_path: Path) -> None:
    c = Curves(200, model="yolov8n.pt").usual(train=0.6, pace=15).score(Curves(200).rising(0.6, 12))
    run = diagnosed(c.write(tmp_path / "train"))
    told = diagnose(run.facts, [noted_misses(finding) for finding in run.findings])
    assert told.state.main == "plateau-done"
    assert [step.treatment for step in told.steps[:2]] == ["look-at-misses", "fewer-epochs"]
    assert "are missed; look at what is missed" in told.headline


def test_classes_that_are_found_and_mixed_up_are_the_cause_of_a_low_level(tmp_path: Path) -> None:
    c = Curves(100, model="yolov8n.pt").usual(pace=10).score(Curves(100).rising(0.36, 5))
    run = diagnosed(c.write(tmp_path / "train"))
    mixed = np.array([[74, 72, 150], [125, 127, 250], [1, 1, 0]], dtype=float)
    matrix = Confusion(("ill", "well"), mixed / mixed.sum(axis=0), mixed)
    (finding,) = [f for f in run.findings if f.check == "confused-classes"]
    warned = replace(finding, verdict=Verdict.WARN, seen="63 % of ill is called well.")
    told = classes_confused(warned, matrix, run.told.state, run.facts, None)
    assert told is not None
    assert told.title == "objects are found, but their classes are mixed up"
    assert "99.5 % of the objects of a class are found" in told.seen
    missed = np.array([[74, 2, 150], [5, 77, 250], [121, 121, 0]], dtype=float)
    matrix = Confusion(("ill", "well"), missed / missed.sum(axis=0), missed)
    assert classes_confused(warned, matrix, run.told.state, run.facts, None) is None


def test_what_is_too_short_tells_its_epochs_of_those_planned(tmp_path: Path) -> None:
    for planned, told in ((3, "3 epochs;"), (100, "3 of 100 epochs;")):
        curves = Curves(3, epochs=planned).usual().rate()
        run = diagnosed(curves.score(curves.rising(0.6, 15)).write(tmp_path / str(planned)))
        assert run.told.headline.startswith(f"Too short to judge: {told}")


def test_losses_that_were_never_numbers_are_told_of_trainers_without_a_usual_rate(
    tmp_path: Path,
) -> None:
    columns = {name: np.zeros(20) for name in ("map50", "score")} | {"train": np.full(20, np.nan)}
    name, text = mmdetection(columns)
    (tmp_path / name).write_text(text, encoding="utf-8")
    told = diagnosed(tmp_path).told
    assert told.state.main == "diverged"
    assert told.headline.startswith("Diverged at epoch 1; ")
    assert told.causes[0].id == "never-finite"
    assert told.steps[0].treatment == "check-labels"


@pytest.mark.parametrize(
    ("called", "renumbered"),
    [
        ((1, 2, 3, 4, 5, 0), True),
        ((5, 4, 3, 2, 1, 0), True),
        ((0, 1, 2, 3, 4, 5), False),
        ((1, 0, 2, 3, 4, 5), False),  # Two swapped: the others tell that the order is right.
        ((6, 6, 6, 6, 6, 6), False),  # All by the name of a class that no object has.
    ],
)
def test_another_order_of_classes_is_told_from_other_confusions(
    called: tuple[int, ...], renumbered: bool
) -> None:
    """Of each class 70 of 100 objects are called by one name, 10 are missed."""
    shares = np.zeros((8, 8))
    shares[7, :6] = 0.1
    for true, name in enumerate(called):
        shares[:6, true] = 0.2 / 6
        shares[name, true] = 0.7
    shares[:, 6] = np.nan
    assert bool(called_otherwise(Confusion(tuple("abcdefg"), shares))) is renumbered


def test_classes_that_are_guessed_are_in_no_other_order() -> None:
    shares = np.full((7, 7), 0.15)
    shares[6, :6] = 0.1
    assert not called_otherwise(Confusion(tuple("abcdef"), shares))
