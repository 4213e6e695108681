"""``--watch``: a training that grows beside it, in a time that the tests make themselves."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest

from reportgen import read_run
from reportgen.cli import reportgen
from reportgen.cli.job import Job, job_of
from reportgen.cli.job import make as real_make
from reportgen.cli.watch import EVERY, Clock, watch
from reportgen.cli.watch.changes import snapshot
from reportgen.cli.watch.course import (
    Stillness,
    ending,
    line,
    progress,
)
from reportgen.cli.watch.live import Live
from reportgen.diagnosis.told import about, seconds_left
from reportgen.errors import ReportError
from reportgen.facts.pace import seconds_an_epoch
from reportgen.page.shell.renewal import renewal
from reportgen.read.redact import echoed
from tests.conftest import SEGMENT_COLUMNS, segment_row

HOUR = 3600.0
BEGAN = 1_750_000_000.0
"""The time of day at which each test begins, in seconds since 1970."""
EPOCHS = 6
EPOCH_SECONDS = 60.0
MAKING = 0.5
"""Seconds that a pretended report takes."""


@dataclass
class Training:
    """A training that goes on while somebody sleeps, and a record of the reports made of it."""

    folder: Path
    target: Path
    now: float = 0.0
    events: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    reports: list[tuple[float, int, bool]] = field(default_factory=list)
    """When, of how many epochs, and whether it was the last one."""
    make: Callable[[Sequence[Path], Job], None] | None = None
    slept: int = 0

    def clock(self) -> Clock:
        return Clock(now=lambda: self.now, sleep=self.sleep, wall=lambda: BEGAN + self.now)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept += 1
        assert self.slept < 20_000, "it never ends"
        self.now += seconds
        while self.events and self.events[0][0] <= self.now:
            self.events.pop(0)[1]()

    def at(self, seconds: float, event: Callable[[], None]) -> None:
        self.events.append((seconds, event))
        self.events.sort(key=lambda each: each[0])

    def write(self, name: str, content: str | bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (BEGAN + self.now, BEGAN + self.now))

    def epochs(self, number: int, *, cut: bool = False, planned: int = EPOCHS) -> None:
        """results.csv with so many epochs; with `cut`, half of the next line as well."""
        rows = [
            segment_row(epoch, planned, time=EPOCH_SECONDS * epoch)
            for epoch in range(1, number + 2)
        ]
        lines = [",".join(map(str, row)) for row in rows]
        half = lines[number][:40] if cut else ""
        self.write("results.csv", "\n".join([",".join(SEGMENT_COLUMNS), *lines[:number], half]))

    def begin(self, **args: object) -> None:
        settings = {"task": "segment", "epochs": EPOCHS, "patience": 100, **args}
        self.write("args.yaml", "".join(f"{key}: {value}\n" for key, value in settings.items()))

    def plan(self, *, first: float = 30.0, epochs: int = EPOCHS, plots: bool = True) -> float:
        """A training from its beginning to its end; returns when it is through."""
        self.at(first, self.begin)
        for number in range(1, epochs + 1):
            end = first + number * EPOCH_SECONDS
            self.at(end - 0.3, lambda number=number: self.epochs(number - 1, cut=True))  # type: ignore[misc]
            self.at(end, lambda number=number: self.epochs(number))  # type: ignore[misc]
        if plots:
            self.at(end + 20, lambda: self.write("BoxPR_curve.png", b"no picture"))
        return end

    def record(self, folders: Sequence[Path], job: Job) -> None:
        """In place of a report: notes that one was made, and takes a while."""
        path = self.folder / "results.csv"
        epochs = path.read_text().count("\n") - 1 if path.exists() else 0
        self.reports.append((self.now, epochs, not job.quiet))
        self.now += MAKING

    def watch(self, *options: str, runs: Sequence[Path] = ()) -> None:
        watch(
            runs or [self.folder],
            job(self.target, *options),
            clock=self.clock(),
            make=self.make or self.record,
        )


def job(target: Path, *options: str) -> Job:
    arguments = ["run", "-o", str(target), *options]
    return job_of(reportgen.make_context("reportgen", arguments).params)


@pytest.fixture
def training(tmp_path: Path) -> Training:
    return Training(tmp_path / "train", tmp_path / "report.html")


# --- when a report is made ------------------------------------------------------------------------


def test_every_epoch_is_reported_once_and_the_watch_ends(training: Training) -> None:
    end = training.plan()
    training.watch()
    seen = [epochs for _, epochs, last in training.reports if not last]
    assert sorted(set(seen)) == list(range(1, EPOCHS + 1))
    # Half a line and then the whole is one change, not two; the plots are one more.
    assert len(seen) == EPOCHS + 1
    assert [last for *_, last in training.reports].count(True) == 1
    when, epochs, last = training.reports[-1]
    assert (epochs, last) == (EPOCHS, True)
    assert end + 20 < when < end + 60


def test_nothing_is_made_while_nothing_changes_but_once_where_an_epoch_is_late(
    training: Training,
) -> None:
    """A page that says "Training" of a run that was killed would say so for good."""
    training.begin()
    training.epochs(2)
    training.at(600, lambda: training.epochs(3))
    training.at(601, lambda: training.at(2000, raises_interrupt))
    with pytest.raises(KeyboardInterrupt):
        training.watch()
    assert [epochs for _, epochs, _ in training.reports] == [2, 2, 3, 3]


def raises_interrupt() -> None:
    raise KeyboardInterrupt


def test_a_file_that_changes_all_the_time_is_reported_every_few_seconds(training: Training) -> None:
    training.begin(epochs=1000)
    for step in range(1, 200):
        training.at(step / 2, lambda number=step: training.epochs(number, planned=1000))  # type: ignore[misc]
    training.at(100, raises_interrupt)
    with pytest.raises(KeyboardInterrupt):
        training.watch()
    times = [when for when, *_ in training.reports]
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps) >= EVERY
    assert max(gaps) < 20
    assert MAKING * len(times) <= 100 / 10, "most of the time is the training's"


def test_a_log_that_grows_by_itself_is_no_change(training: Training) -> None:
    training.begin()
    training.epochs(2)
    for second in range(20, 100, 5):
        training.at(second, lambda: training.write("events.out.tfevents.1", os.urandom(9)))
        training.at(second, lambda: training.write("report.html", os.urandom(9)))
    training.at(120, raises_interrupt)
    with pytest.raises(KeyboardInterrupt):
        training.watch()
    assert len(training.reports) == 1


def test_a_run_that_is_not_there_yet_is_waited_for(
    training: Training, capsys: pytest.CaptureFixture[str]
) -> None:
    training.plan(first=2 * HOUR)
    training.watch()
    assert training.reports[0][0] > 2 * HOUR + EPOCH_SECONDS, "there is nothing before an epoch"
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("Waiting for the first epoch or trial in ")
    assert "Ctrl-C" in said[0]


# --- when it ends ---------------------------------------------------------------------------------


def test_a_finished_run_is_reported_and_that_is_all(
    training: Training, capsys: pytest.CaptureFixture[str]
) -> None:
    training.now = -HOUR
    training.begin()
    training.epochs(EPOCHS)
    training.now = 0.0
    training.watch()
    assert training.now < 10
    assert [last for *_, last in training.reports] == [True]
    assert "goes on" not in capsys.readouterr().err


def test_without_plots_the_last_validation_has_some_minutes(training: Training) -> None:
    end = training.plan(plots=False)
    training.watch()
    assert end + 290 < training.now < end + 330


def test_plots_of_an_older_training_end_nothing(training: Training) -> None:
    training.write("BoxPR_curve.png", b"older")
    training.now = 1.0
    training.begin()
    training.epochs(2)
    assert not snapshot([training.folder]).runs[0].plots_drawn
    training.at(900, raises_interrupt)
    with pytest.raises(KeyboardInterrupt):
        training.watch()


def test_an_early_stop_ends_it(training: Training, capsys: pytest.CaptureFixture[str]) -> None:
    training.begin(epochs=100, patience=3)
    best = [segment_row(epoch, 100, time=60 * epoch) for epoch in (1, 2)]
    flat = [[epoch, 60 * epoch, *best[0][2:]] for epoch in (3, 4, 5)]
    lines = [",".join(map(str, row)) for row in (SEGMENT_COLUMNS, *best, *flat)]
    training.write("results.csv", "\n".join(lines) + "\n")
    training.now = 20
    training.write("MaskF1_curve.png", b"new")
    training.watch()
    assert "Stopped early after 5 of 100 epochs." in capsys.readouterr().err
    assert training.now < 60


def test_a_training_that_went_silent_is_given_up_after_a_long_time(
    training: Training, capsys: pytest.CaptureFixture[str]
) -> None:
    training.begin()
    training.epochs(3)
    training.watch()
    assert 1800 <= training.now < 1830
    said = capsys.readouterr().err
    assert "Not finished: 3 of 6 epochs, and nothing has changed for 30 min." in said
    assert "watch again" in said
    assert training.reports[-1][2], "the page renews itself no more"


def test_long_epochs_are_given_more_time(training: Training) -> None:
    training.begin()
    row = segment_row(1, EPOCHS, time=2 * HOUR)
    training.write("results.csv", f"{','.join(SEGMENT_COLUMNS)}\n{','.join(map(str, row))}\n")
    run = read_run(training.folder)
    assert ending(run, Stillness(19 * HOUR, 0, plots_drawn=False)) is None
    assert ending(run, Stillness(20 * HOUR, 0, plots_drawn=False)) is not None


def test_a_run_without_epochs_never_ends(make_run: Callable[..., Path]) -> None:
    run = read_run(make_run([]))
    assert run.table is None
    assert ending(run, Stillness(10 * HOUR, 10 * HOUR, plots_drawn=True)) is None


def test_of_several_runs_all_must_have_ended(training: Training, tmp_path: Path) -> None:
    other = Training(tmp_path / "other", training.target)
    other.begin()
    other.epochs(EPOCHS)
    end = training.plan()
    training.watch(runs=[other.folder, training.folder])
    assert training.now > end
    assert len(training.reports) >= EPOCHS


def search_table(trials: int) -> str:
    return "fitness,lr0\n" + "".join(f"0.{trial + 10},0.01\n" for trial in range(1, trials + 1))


def test_a_search_is_watched_until_its_last_trial(
    training: Training, capsys: pytest.CaptureFixture[str]
) -> None:
    def trials(done: int) -> None:
        told = f"# {done}/3 iterations complete ✅ ({600 * done}.0s)\nlr0: 0.01\n"
        training.write("best_hyperparameters.yaml", told)
        training.write("tune_results.csv", search_table(done))

    for done in (1, 2, 3):
        training.at(600.0 * done, lambda done=done: trials(done))  # type: ignore[misc]
    training.watch()
    assert 1800 < training.now < 1830
    assert len(training.reports) == 4
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("Waiting for the first epoch or trial in ")
    assert "train: 2 of 3 trials, best fitness 0.120 (trial 2), about 10 min left" in said
    assert "Completed: 3 of 3 trials." in said


def test_a_search_that_tells_no_plan_is_given_up_after_a_long_time(
    training: Training, capsys: pytest.CaptureFixture[str]
) -> None:
    training.write("tune_results.csv", search_table(4))
    training.watch()
    assert 1800 <= training.now < 1830
    assert "4 trials, and nothing has changed for 30 min." in capsys.readouterr().err
    run = read_run(training.folder)
    assert ending(run, Stillness(5 * HOUR, 0, plots_drawn=False), pace=HOUR) is None
    assert ending(run, Stillness(10 * HOUR, 0, plots_drawn=False), pace=HOUR) is not None


def test_a_run_that_vanishes_is_said_to_be_gone(
    training: Training, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Training(tmp_path / "other", training.target)
    for each in (other, training):
        each.begin()
        each.epochs(2)
    training.at(30, lambda: shutil.rmtree(other.folder))
    training.at(HOUR, raises_interrupt)
    with pytest.raises(KeyboardInterrupt):
        training.watch(runs=[training.folder, other.folder])
    said = [line for line in capsys.readouterr().err.splitlines() if "is gone" in line]
    assert said == [f"{echoed(other.folder)} is gone. It is waited for."]


def test_when_all_runs_have_vanished_nothing_is_reported(
    training: Training, capsys: pytest.CaptureFixture[str]
) -> None:
    training.make = real_make
    training.begin()
    training.epochs(2)
    training.at(30, lambda: shutil.rmtree(training.folder))
    training.at(HOUR, raises_interrupt)
    with pytest.raises(KeyboardInterrupt):
        training.watch()
    said = capsys.readouterr().err
    assert "is gone. It is waited for." in said
    assert "failed" not in said


# --- what is said and written ---------------------------------------------------------------------


def test_the_pages_renew_themselves_until_the_last_one(training: Training) -> None:
    pages: list[str] = []
    states: list[str] = []

    def make(folders: Sequence[Path], job: Job) -> None:
        real_make(folders, job)
        pages.append(training.target.read_text(encoding="utf-8"))

    training.make = make
    training.begin()
    training.epochs(4)
    training.at(100, lambda: training.epochs(EPOCHS))
    training.at(101, lambda: training.write("BoxPR_curve.png", b"no picture"))
    training.watch("--no-read-pictures")
    assert len(pages) >= 3
    for page in pages[:-1]:
        # An epoch takes a minute: nothing new is to be had before.
        assert 'data-seconds="60"' in page
        assert "Written at " in page
        if "Training: 4 of 6" in page:
            states.append("running")
            assert "min left" in page
            assert "Not finished" not in page
    assert 'data-seconds="0" hidden' in pages[-1]
    assert "The training was going on" not in pages[-1]
    assert states == ["running"]
    assert "Training: " not in pages[-1]
    real_make([training.folder], job(training.target, "--no-read-pictures"))
    assert "reportgenPlace" not in training.target.read_text(encoding="utf-8"), "only while watched"


def test_the_line_tells_epoch_losses_best_and_time_left(make_run: Callable[..., Path]) -> None:
    rows = [segment_row(epoch, 20, time=90.0 * epoch) for epoch in range(1, 9)]
    run = read_run(make_run(rows))
    left = seconds_left(run.facts)
    assert left == pytest.approx(12 * 90)
    told = line(run, left, 200)
    assert told == (
        "train: epoch 8 of 20, loss train 8.80, val 9.60, "
        "best epoch 8: mAP50-95(M) 0.168, about 18 min left"
    )
    for columns in range(30, 120):
        assert len(line(run, left, columns)) <= columns
    assert line(run, left, 70) == (
        "epoch 8 of 20, best epoch 8: mAP50-95(M) 0.168, about 18 min left"
    )
    assert line(run, None, 30) == "train: epoch 8 of 20"


def test_a_hostile_name_cannot_steer_the_terminal(make_run: Callable[..., Path]) -> None:
    run = read_run(make_run(), name="a\x1b[2J\rb\u202eü" + "x" * 500)
    told = line(run, None, 200)
    assert told.isprintable()
    assert told.isascii()
    assert len(told) < 150


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under 1 min"),
        (59.9, "under 1 min"),
        (61, "about 1 min"),
        (5399, "about 1 h 30 min"),
        (36_100, "about 10 h 00 min"),
    ],
)
def test_the_time_left_is_said_as_about(seconds: float, words: str) -> None:
    assert about(seconds) == words


def test_the_pace_is_that_of_the_latest_epochs(make_run: Callable[..., Path]) -> None:
    times = [100, *(100 + 10 * n for n in range(1, 13))]
    rows = [segment_row(e, 20, time=float(t)) for e, t in enumerate(times, start=1)]
    assert seconds_an_epoch(read_run(make_run(rows)).table) == 10.0  # type: ignore[arg-type]


def test_the_clock_of_a_resumed_run_counts_anew(make_run: Callable[..., Path]) -> None:
    times = [100, 200, 300, 7, 14]
    rows = [segment_row(e, 20, time=float(t)) for e, t in enumerate(times, start=1)]
    assert seconds_an_epoch(read_run(make_run(rows)).table) == 7.0  # type: ignore[arg-type]


def test_a_time_limit_counts_in_place_of_the_epochs(make_run: Callable[..., Path]) -> None:
    rows = [segment_row(epoch, 20, time=600.0 * epoch) for epoch in range(1, 4)]
    facts = read_run(make_run(rows, args={"time": 1.0})).facts
    assert seconds_left(facts) == 1800


def test_without_a_time_column_the_watch_takes_the_time(make_run: Callable[..., Path]) -> None:
    columns = [name for name in SEGMENT_COLUMNS if name != "time"]
    rows = [[v for i, v in enumerate(segment_row(e)) if i != 1] for e in range(1, 6)]
    facts = read_run(make_run(rows, columns=columns)).facts
    assert seconds_left(facts) is None
    assert seconds_left(facts, pace=20) == 15 * 20
    assert seconds_left(facts, pace=20, since=15) == 15 * 20 - 15


def test_another_training_in_the_same_folder_has_its_own_pace(training: Training) -> None:
    """A pace over both would be of neither."""

    def epochs(number: int) -> None:
        rows = [segment_row(epoch, EPOCHS) for epoch in range(1, number + 1)]
        columns = [name for name in SEGMENT_COLUMNS if name != "time"]
        cells = [[v for i, v in enumerate(row) if i != 1] for row in rows]
        lines = [",".join(map(str, row)) for row in (columns, *cells)]
        training.write("results.csv", "\n".join(lines) + "\n")

    training.begin()
    epochs(5)
    for second, number in ((100, 1), (200, 2), (300, 3)):
        training.at(second, lambda number=number: epochs(number))  # type: ignore[misc]
    training.at(310, raises_interrupt)
    seen: list[float | None] = []
    training.make = lambda folders, job: seen.append(renewal().seconds)  # type: ignore[union-attr,func-returns-value]
    with pytest.raises(KeyboardInterrupt):
        training.watch()
    assert seen[-1] == 100


@pytest.mark.parametrize(
    ("since", "told"),
    [(100, "about 16 min left"), (400, "nothing new for 6 min"), (90_000, "nothing new for 25 h")],
)
def test_what_is_late_has_no_time_left(
    make_run: Callable[..., Path], since: float, told: str
) -> None:
    """A run that was interrupted yesterday will not be through in a few minutes."""
    rows = [segment_row(epoch, 20, time=90.0 * epoch) for epoch in range(1, 9)]
    shown = progress(read_run(make_run(rows)), 200, pace=None, since=since)
    assert f", {told}" in shown


def test_a_time_that_is_no_number_foretells_nothing(make_run: Callable[..., Path]) -> None:
    rows = [segment_row(epoch, 20, time=float("nan")) for epoch in range(1, 4)]
    assert seconds_left(read_run(make_run(rows, args={"time": 1.0})).facts) is None


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_has_one_line_and_a_pipe_one_an_epoch() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        live = Live(stream, quiet=False)
        live.show("epoch 1, about 12 min left", "1")
        live.show("epoch 1, about 11 min left", "1")
        live.show("epoch 2", "2")
        live.say("Done.")
    assert pipe.getvalue() == "epoch 1, about 12 min left\nepoch 2\nDone.\n"
    first, second, third = terminal.getvalue().split("\r")[1:]
    assert second == "epoch 1, about 11 min left"
    assert third.startswith("epoch 2" + " " * (len(first) - len("epoch 2")))
    assert third.endswith("\nDone.\n")


def test_quiet_says_nothing(training: Training, capsys: pytest.CaptureFixture[str]) -> None:
    training.plan()
    training.watch("--quiet")
    assert capsys.readouterr() == ("", "")


# --- what goes wrong ------------------------------------------------------------------------------


def test_a_regression_against_nothing_new_is_said_before_the_training(training: Training) -> None:
    options = ("--baseline", str(training.folder), "--fail-on", "regression")
    with pytest.raises(click.UsageError, match="needs a run beside the baseline"):
        training.watch(*options)
    assert training.reports == []


def test_what_cannot_be_watched_is_wrong_usage(training: Training, tmp_path: Path) -> None:
    archive = tmp_path / "runs.zip"
    archive.write_bytes(b"PK")
    with pytest.raises(click.UsageError, match=r"Name one in place of -\."):
        watch([training.folder], job(Path("-")))
    with pytest.raises(click.UsageError, match=r"is for run folders; .*runs\.zip is a file"):
        watch([archive], job(tmp_path / "r.html"))


def test_a_first_report_that_fails_ends_it_and_a_later_one_is_tried_again(
    training: Training, capsys: pytest.CaptureFixture[str]
) -> None:
    training.plan()
    outcomes = iter([None, ReportError("The disk is full."), KeyError("\x1b"), None])

    def make(folders: Sequence[Path], job: Job) -> None:
        if (error := next(outcomes, None)) is not None:
            raise error
        training.record(folders, job)

    training.make = make
    training.watch()
    said = capsys.readouterr().err
    assert "The disk is full. It is tried again with the next change." in said
    assert "reportgen itself failed (KeyError). It is tried again" in said
    assert training.reports[-1][1:] == (EPOCHS, True)

    def fails(folders: Sequence[Path], job: Job) -> None:
        raise ReportError("Cannot write.")

    training.make = fails
    with pytest.raises(ReportError):
        training.watch()


def test_a_gate_counts_at_the_end_only(training: Training) -> None:
    training.plan()

    def make(folders: Sequence[Path], job: Job) -> None:
        training.record(folders, job)
        if job.publishing.fail_on or job.strict:
            raise click.exceptions.Exit(3)

    training.make = make
    with pytest.raises(click.exceptions.Exit):
        training.watch("--fail-on", "warn", "--strict")
    assert len(training.reports) > EPOCHS


def test_ctrl_c_leaves_the_report_as_it_was_written(training: Training, tmp_path: Path) -> None:
    training.now = time.time() - BEGAN
    training.begin()
    training.epochs(3)
    command = [sys.executable, "-m", "reportgen", "--watch", training.folder]
    process: subprocess.Popen[Any] = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert any("is written while" in line for line in process.stderr)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "Interrupted; the report is written."
    assert "Traceback" not in said
    assert (tmp_path / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
