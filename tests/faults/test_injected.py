"""A full or broken disk at every step of writing: old files stay, or new ones are whole.

The steps are counted in a call that succeeds: files that are opened, written, synchronised, moved,
made and removed below a folder. Then each of them fails once, in a call of its own.
"""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

from tests.faults.kill import is_whole, written
from tests.support.command import Done, command

MakeRun = Callable[..., Path]
Capture = pytest.CaptureFixture[str]
CHANGING = ("os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate", "os.link")


@dataclass
class Disk:
    """The steps of writing below a folder, one of which fails."""

    folder: str = ""
    """Where steps count; empty: nowhere."""
    failing: int = -1
    steps: list[str] = field(default_factory=list)

    def step(self, name: str) -> None:
        """Count a step. Raises OSError when it is the one that fails."""
        self.steps.append(name)
        number = len(self.steps) - 1
        if number == self.failing:
            code = (errno.ENOSPC, errno.EIO)[number % 2]
            raise OSError(code, os.strerror(code))

    def seen(self, event: str, arguments: tuple[Any, ...]) -> None:
        """What Python tells its auditors of."""
        if not self.folder or not isinstance(arguments[:1] and arguments[0], (str, bytes, Path)):
            return
        writes = event in CHANGING or (event == "open" and bool((arguments[2] or 0) & 0b11))
        if writes and os.fsdecode(arguments[0]).startswith(self.folder):
            self.step(event)


DISK = Disk()
_LISTENING: list[bool] = []


class Failing(io.BufferedWriter):
    """A file whose writing is a step."""

    def write(self, content: Any, /) -> int:
        half = memoryview(content)[: len(content) // 2]
        try:
            DISK.step("write")
        except OSError:
            super().write(half)
            raise
        return super().write(content)


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Counts the steps below ``tmp_path / "out"`` from when `folder` is set."""
    if not _LISTENING:  # One can never be removed.
        sys.addaudithook(lambda event, arguments: DISK.seen(event, arguments))
        _LISTENING.append(True)
    genuine, synchronise = os.fdopen, os.fsync

    def opened(handle: int, mode: str = "r", *more: Any, **options: Any) -> IO[Any]:
        if DISK.folder and mode == "wb":
            return Failing(io.FileIO(handle, "w"))
        return genuine(handle, mode, *more, **options)

    def synchronised(handle: int) -> None:
        if DISK.folder:
            DISK.step("fsync")
        synchronise(handle)

    monkeypatch.setattr(os, "fdopen", opened)
    monkeypatch.setattr(os, "fsync", synchronised)
    (tmp_path / "out").mkdir()
    yield DISK
    DISK.folder = ""


def called(disk: Disk, failing: int, call: Callable[[], Done], folder: Path) -> Done:
    """One call whose step of this number fails."""
    disk.failing, disk.steps, disk.folder = failing, [], str(folder)
    try:
        return call()
    finally:
        disk.folder = ""


def test_at_every_step_of_a_report_the_old_one_stays_or_the_new_one_is_whole(
    make_run: MakeRun, tmp_path: Path, capfd: Capture, disk: Disk
) -> None:
    run, out = make_run(), tmp_path / "out"
    more = ("--markdown", out / "r.md", "--junit", out / "r.xml", "-q")
    names = ["r.md", "r.xml", "report.html", "report.json"]

    def call() -> Done:
        return command(out, capfd, run, *more)

    assert called(disk, -1, call, out).code == 0
    steps = disk.steps.copy()
    assert {"open", "write", "fsync", "os.chmod", "os.rename"} <= set(steps)
    for number, step in enumerate(steps):
        for name in names:
            (out / name).write_text("old")
        done = called(disk, number, call, out)
        assert done.code == 1, (number, step)
        assert done.sentence.startswith("Error: Cannot write ")
        assert sorted(path.name for path in out.iterdir()) == names
        for path in written(out):
            assert is_whole(path) or path.read_text() == "old", (number, step)
        if step != "os.rename":
            assert all(path.read_text() == "old" for path in written(out))
        disk.failing = -1


def test_at_every_step_of_a_site_its_pages_are_whole_and_a_later_call_goes_on(
    make_run: MakeRun, tmp_path: Path, capfd: Capture, disk: Disk
) -> None:
    runs, site = [make_run(name="a"), make_run(name="b", args={"seed": 1})], tmp_path / "out"
    before = {run.name: (run / "args.yaml").read_bytes() for run in runs}

    def call(*folders: Path) -> Done:
        return command(tmp_path, capfd, *folders, "--site", site, "-q", "-o", tmp_path / "r.html")

    def spoil() -> None:
        """Something is to be written: the page is gone, the index is another."""
        (site / "index.html").write_text((site / "index.html").read_text() + " ")
        for page in (site / "runs").iterdir():
            page.unlink()

    assert call(runs[0]).code == 0
    spoil()
    assert called(disk, -1, lambda: call(runs[0]), site).code == 0
    steps = len(disk.steps)
    assert {"open", "write", "os.chmod", "os.rename"} <= set(disk.steps)
    for number in range(steps):
        spoil()
        done = called(disk, number, lambda: call(runs[0]), site)
        assert done.code in (0, 1)
        assert done.code == 0 or done.sentence.startswith("Error: Cannot write ")
        json.loads((site / "runs.json").read_text())
        for path in written(site):
            assert path.suffix != ".html" or path.read_text().rstrip().endswith("</html>"), path
    assert call(*runs).code == 0
    told = json.loads((site / "runs.json").read_text())["runs"]
    assert {run["name"] for run in told} == {"a", "b"}
    assert {run.name: (run / "args.yaml").read_bytes() for run in runs} == before
