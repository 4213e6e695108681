"""The state ``running``: of a training that goes on, and of nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen import read_run
from reportgen.api import Run
from reportgen.diagnosis.groups import MORE_EPOCHS
from reportgen.read.folder.moments import watching
from reportgen.rule import Verdict
from tests.conftest import segment_row

EPOCH = 30.0
"""Seconds an epoch takes."""
Make = Callable[..., Path]


@pytest.fixture
def training(make_run: Make) -> Callable[..., Path]:
    """A folder of so many epochs of 50, last written `ago` seconds ago, begun when it began."""

    def make(
        done: int = 11, *, ago: float = 5.0, begun: float | None = None, **args: object
    ) -> Path:
        rows = [segment_row(epoch, 50, time=EPOCH * epoch) for epoch in range(1, done + 1)]
        folder = make_run(rows, args={"task": "segment", "epochs": 50, "patience": 100, **args})
        now = time.time() - ago
        began = now - EPOCH * done if begun is None else time.time() - begun
        os.utime(folder / "results.csv", (now, now))
        os.utime(folder / "args.yaml", (began, began))
        return folder

    return make


def read(folder: Path) -> Run:
    return read_run(folder, read_pictures=False)


def state(folder: Path) -> str:
    return read(folder).diagnosis.state.main


def test_it_says_how_far_it_is_and_how_long_it_takes(training: Make) -> None:
    told = read(training()).diagnosis
    assert told.state.main == "running"
    assert told.badge == ("note", "Training: 11 of 50")
    # 39 epochs of 30 s less the 5 s that have gone: 19 minutes.
    assert told.headline == (
        "Training: 11 of 50 epochs, about 19 min left; "
        "best so far mask mAP50-95 0.0924 at epoch 11."
    )
    assert told.beside_badge.startswith("About 19 min left; best so far")
    goes_on = told.answers["continue"]
    assert (goes_on.answer, goes_on.sentence) == (
        "goes-on",
        "It goes on: 11 of 50 epochs, about 19 min left.",
    )


def test_nothing_warns_that_it_is_unfinished_and_no_step_goes_on(training: Make) -> None:
    run = read(training())
    (finished,) = [finding for finding in run.findings if finding.check == "finished"]
    assert (finished.verdict, finished.title) == (
        Verdict.NOTE,
        "Still training: 11 of 50 epochs",
    )
    assert not {step.treatment for step in run.diagnosis.steps} & MORE_EPOCHS
    assert "resume" not in " ".join(step.command for step in run.diagnosis.steps)
    assert "cut-short" not in {cause.id for cause in run.diagnosis.causes}


def test_what_only_the_end_can_bear_does_not_alarm_before_it(training: Make) -> None:
    """Metrics of the first epochs are low, and say nothing about the training."""
    alarming = {"map50-tier", "recall-floor", "precision-floor", "underfitting", "learning"}
    through = {f.check for f in read(training(ago=86_400)).findings if f.verdict is Verdict.WARN}
    assert through & alarming
    findings = read(training()).findings
    assert not {f.check for f in findings if f.verdict in (Verdict.WARN, Verdict.FAIL)} & alarming
    eased = [f for f in findings if f.check in through & alarming]
    assert {f.verdict for f in eased} == {Verdict.NOTE}
    assert all("Nothing to do yet" in finding.remedy for finding in eased)


def test_a_training_that_was_killed_is_said_to_have_gone_silent(training: Make) -> None:
    run = read(training(ago=720.0))
    (finished,) = [finding for finding in run.findings if finding.check == "finished"]
    assert "Nothing was written for 12 min" in finished.seen
    assert run.diagnosis.state.main != "running"
    (old,) = [f for f in read(training(ago=200_000)).findings if f.check == "finished"]
    assert "Nothing was written" not in old.seen, "it is plain that it has ended"


def test_what_was_silent_for_an_hour_is_not_so_for_ever(training: Make) -> None:
    """What is kept of a run beyond this call says what does not change by itself."""
    assert [read(training(ago=ago)).facts.holds_for_now for ago in (5, 720, -3600)] == [True] * 3
    assert not read(training(ago=200_000)).facts.holds_for_now
    assert not read(training(50, ago=720)).facts.holds_for_now, "it has reached its plan"


def test_a_folder_alone_counts_within_two_epochs_only(training: Make) -> None:
    assert state(training(ago=2 * EPOCH - 5)) == "running"
    assert state(training(ago=2 * EPOCH + 5)) != "running"
    assert state(training(ago=86_400)) != "running"
    assert state(training(ago=-3600)) != "running", "a clock that is wrong"


def test_a_copy_or_a_checkout_of_now_is_no_training(training: Make) -> None:
    assert state(training(ago=1, begun=1)) != "running"
    assert state(training(ago=1, begun=20)) != "running"


def test_what_is_through_does_not_go_on(training: Make) -> None:
    assert state(training(50)) != "running"
    folder = training(11, time=0.05)
    assert state(folder) != "running", "its time limit of 3 minutes is reached"
    folder = training()
    (folder / "MaskPR_curve.png").write_bytes(b"no picture")
    assert state(folder) != "running", "plots of the final validation are newer"


def test_without_args_or_times_only_a_watch_knows(training: Make) -> None:
    folder = training()
    (folder / "args.yaml").unlink()
    assert state(folder) != "running"
    with watching([folder]):
        told = read(folder).diagnosis
    assert told.state.main == "running"
    assert told.headline.startswith("Training: 11 epochs; best so far")


def test_a_training_that_goes_wrong_is_told_so_beside_it(make_run: Make) -> None:
    rows = [segment_row(epoch, 50, time=EPOCH * epoch) for epoch in range(1, 21)]
    for row in rows[9:]:
        row[2:6] = [float("nan")] * 4
    folder = make_run(rows, args={"task": "segment", "epochs": 50})
    with watching([folder]):
        told = read(folder).diagnosis
    assert (told.state.main, told.state.also[0]) == ("running", "diverged")
