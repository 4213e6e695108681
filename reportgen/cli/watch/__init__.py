"""``--watch``: the report is written again while a training goes on, until it has ended.

Names, times and sizes of files are looked at every second or so; the report is made only when one
has changed, and never takes more than a small share of the time from the training beside it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import filterfalse
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.job import Job, make, refuse_nothing_new
from reportgen.cli.terminal.console import STANDARD_OUTPUT
from reportgen.cli.watch.changes import RunFiles, Snapshot, snapshot
from reportgen.cli.watch.live import Live
from reportgen.errors import ReportError
from reportgen.read.redact import echoed

if TYPE_CHECKING:
    from reportgen.api import Run
    from reportgen.cli.watch.course import End, Stillness

POLL = 1.0
"""Seconds between two looks at the files."""
EVERY = 5.0
"""Least seconds between two reports."""
SHARE = 0.1
"""Most of the time that looking and reporting may take; a training needs the processor itself."""
SETTLED = 1.0
"""A file that changed so many seconds ago is taken for written to its end."""
UNSETTLED = 10.0
"""Files that change all the time are reported after so many seconds all the same."""
SHORTEST_RENEWAL, LONGEST_RENEWAL = 10, 300
"""Seconds between two reloads of a page that is open: as long as an epoch, within these."""


@dataclass(frozen=True)
class Clock:
    """The time, and waiting; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    wall: Callable[[], float] = time.time
    """Seconds since 1970, as files have it."""


def watch(
    folders: Sequence[Path],
    job: Job,
    *,
    clock: Clock | None = None,
    make: Callable[[Sequence[Path], Job], None] = make,
) -> None:
    """Make the report again whenever a run has changed; return when all runs have ended.

    The last report is made as without a watch: with its messages, its gate and its exit code.
    Raises UsageError for what cannot be watched, ReportError when the first report cannot be
    written.
    """
    _refuse_what_cannot_be_watched(folders, job)
    live = Live(sys.stderr, quiet=job.quiet)
    try:
        _Watch(tuple(folders), job, clock or Clock(), make, live).go()
    finally:
        live.close()


def _refuse_what_cannot_be_watched(folders: Sequence[Path], job: Job) -> None:
    if STANDARD_OUTPUT in (job.output, *job.publishing.places):
        raise click.UsageError("--watch writes files again and again. Name one in place of -.")
    if archive := next(filter(Path.is_file, folders), None):
        raise click.UsageError(f"--watch is for run folders; {echoed(archive)} is a file.")
    if "regression" in job.publishing.fail_on and _only_baseline(folders, job.baseline):
        refuse_nothing_new()  # Now, not after hours of training.


def _only_baseline(folders: Sequence[Path], baseline: str | None) -> bool:
    named = baseline and os.path.realpath(baseline)
    return all(os.path.realpath(folder) == named for folder in folders)


@dataclass
class _Watch:
    folders: tuple[Path, ...]
    job: Job
    clock: Clock
    make: Callable[[Sequence[Path], Job], None]
    live: Live
    seen: Snapshot = field(default_factory=Snapshot)
    """What there was at the last look."""
    reported: Snapshot | None = None
    """What the last report was made of."""
    runs: dict[Path, Run] = field(default_factory=dict)
    changed: float = 0.0
    """When a change was last seen."""
    unreported: float | None = None
    """When the first change was seen that is in no report."""
    next_report: float = 0.0
    reported_going: frozenset[Path] = frozenset()
    """The runs that the last report says are still training."""
    firsts: dict[Path, tuple[int, float]] = field(default_factory=dict)
    """The first epoch that was seen of each run, and when."""
    paces: dict[Path, float] = field(default_factory=dict)
    """Seconds an epoch of each run, as far as seen."""

    def go(self) -> None:
        """Look, report, wait; until all runs have ended."""
        self.changed = self.clock.now()
        while True:
            started = self.clock.now()
            self._look()
            looked = self.clock.now() - started
            if ends := self._ends():
                break
            if self._due():
                self._report()
            self._show()
            self.clock.sleep(max(POLL, looked * (1 / SHARE - 1)))
        self._say_ends(ends)
        self._last()

    def _say_ends(self, ends: Sequence[End]) -> None:
        for end in dict.fromkeys(ends):
            self.live.say(end.sentence)
        if any(end.given_up for end in ends):
            self.live.say("It is no longer waited for; watch again when it goes on.")

    def _look(self) -> None:
        """See what has changed, and read the results of the runs that did."""
        current, now = snapshot(self.folders), self.clock.now()
        if current == self.seen:
            return
        self.changed = now
        if self.unreported is None and current.begun:
            self.unreported = now
        self._say_gone(current)
        before = set(self.seen.runs)
        self.seen = current
        same = filter(before.__contains__, current.runs)
        self.runs = {run.folder: self.runs[run.folder] for run in same}
        for files in filterfalse(before.__contains__, current.runs):
            self._read(files, now)

    def _read(self, files: RunFiles, now: float) -> None:
        from reportgen.api import read_run
        from reportgen.cli.watch.course import steps_done

        try:
            # Whether it goes on is what the watch itself finds out.
            run = replace(read_run(files.folder, read_pictures=False), moments=None)
        except ReportError:
            return  # It went away again while it was looked at.
        self.runs[files.folder] = run
        done = steps_done(run)
        first, since = self.firsts.setdefault(files.folder, (done, now))
        if done > first:
            self.paces[files.folder] = (now - since) / (done - first)
        elif done < first:  # Another training has begun in this folder.
            self.firsts[files.folder] = done, now
            self.paces.pop(files.folder, None)

    def _due(self) -> bool:
        """Whether there is a change to report that is complete, and not too soon.

        That a run has stopped, though its files stay as they are, is one; that all runs are gone
        is none that could be reported.
        """
        now = self.clock.now()
        if now < self.next_report or not self.seen.runs:
            return False
        if self.unreported is None or self.seen == self.reported:
            # A page that says "Training" of what has stopped would say so for good.
            return not self.reported_going <= frozenset(self._going_on())
        return now - self.changed >= SETTLED or now - self.unreported >= UNSETTLED

    def _say_gone(self, current: Snapshot) -> None:
        for folder in current.missing if self.seen.runs else ():
            if folder not in self.seen.missing:
                self.live.say(f"{echoed(folder)} is gone. It is waited for.")

    def _report(self) -> None:
        from reportgen.page.shell.renewal import Renewal, renewing
        from reportgen.read.folder.moments import watching

        started, made_of = self.clock.now(), self.seen
        written = time.strftime("%H:%M:%S", time.localtime(self.clock.wall()))
        first = self.reported is None
        job = replace(
            self.job,
            quiet=True,
            open_page=self.job.open_page and first,
            strict=False,
            publishing=replace(self.job.publishing, fail_on=()),
        )
        try:
            going = self._going_on()
            self.reported_going = frozenset(going)
            with renewing(Renewal(self._renewal(), written)), watching(going):
                self.make(list(filterfalse(made_of.missing.__contains__, self.folders)), job)
        except Exception as error:
            if first:
                raise
            # It may be of a file that was just being written; the last report tells of it.
            ours = isinstance(error, ReportError)
            what = str(error) if ours else f"reportgen itself failed ({type(error).__name__})."
            self.live.say(f"{what} It is tried again with the next change.")
        if first:
            self.live.say(f"{echoed(self.job.output)} is written while the training goes on.")
        self.reported, self.unreported, now = made_of, None, self.clock.now()
        self.next_report = now + max(EVERY, (now - started) * (1 / SHARE - 1))

    def _going_on(self) -> list[Path]:
        """The runs whose next epoch is to come, and is not late."""
        from reportgen.cli.watch.course import ending, is_late, seconds_a_step

        going_on = []
        for files in self.seen.runs:
            run = self.runs.get(files.folder)
            if run is None or not files.csv_time or ending(run, self._still(files)):
                continue
            pace = seconds_a_step(run) or self.paces.get(files.folder)
            if not is_late(self.clock.wall() - files.csv_time / 1e9, pace):
                going_on.append(files.folder)
        return going_on

    def _renewal(self) -> int:
        """Seconds after which an open page may expect something new: those of an epoch."""
        from reportgen.cli.watch.course import seconds_a_step

        paces = [seconds_a_step(run) or self.paces.get(folder) for folder, run in self.runs.items()]
        pace = min(filter(None, paces), default=SHORTEST_RENEWAL)
        return round(min(LONGEST_RENEWAL, max(SHORTEST_RENEWAL, pace)))

    def _ends(self) -> list[End]:
        """Why nothing more is waited for, one entry a run; empty while a run goes on."""
        from reportgen.cli.watch.course import ending

        if self.seen.missing:
            return []
        ends: list[End] = []
        for files in self.seen.runs:
            still, run = self._still(files), self.runs.get(files.folder)
            end = ending(run, still, pace=self.paces.get(files.folder)) if run else None
            if end is None:
                return []
            ends.append(end)
        return ends

    def _still(self, files: RunFiles) -> Stillness:
        from reportgen.cli.watch.course import Stillness

        return Stillness(
            watched=self.clock.now() - self.changed,
            written=self.clock.wall() - files.newest,
            # Of runs that were found, not named, the next one may begin when one has ended.
            plots_drawn=files.plots_drawn and files.folder in self.folders,
        )

    def _show(self) -> None:
        """The live line: of the run that was written to last."""
        from reportgen.cli.watch.course import progress, steps_done

        begun = [files for files in self.seen.runs if files.csv_time and files.folder in self.runs]
        if not begun:
            names = ", ".join(echoed(folder) for folder in self.folders)
            text = f"Waiting for the first epoch or trial in {names} (Ctrl-C ends this)"
            self.live.show(text[: self.live.columns], "waiting")
            return
        newest = max(begun, key=lambda files: files.csv_time)
        run = self.runs[newest.folder]
        since = self.clock.wall() - newest.csv_time / 1e9
        pace = self.paces.get(newest.folder)
        text = progress(run, self.live.columns, pace=pace, since=since)
        self.live.show(text, f"{newest.folder} {steps_done(run)}")

    def _last(self) -> None:
        """The report that stays: it renews itself no more, and says what any report says."""
        from reportgen.page.shell.renewal import Renewal, renewing

        self.live.close()
        with renewing(Renewal(0)):
            self.make(self.folders, replace(self.job, open_page=False))
