"""Calls that write, of each kind, with runs and a place of their own."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.kill import command, is_whole, make_runs, written

KINDS = ("page", "site", "watch", "cache", "far", "recorder")
OLD = "old"


class Place:
    """Where a kind of call reads and writes."""

    def __init__(self, kind: str, folder: Path, stack: ExitStack) -> None:
        self.kind, self.folder, self.out = kind, folder, folder / "out"
        self.runs = make_runs(folder / "runs", 1 if kind == "watch" else 2)
        if kind == "watch":  # which ends where nothing was written for an hour
            for path in self.runs.rglob("*"):
                os.utime(path, (time.time() - 3_600,) * 2)
        self.out.mkdir()
        self.ready()
        self.address = ""
        if kind == "cache":
            from tests.remote.servers import http

            self.address = stack.enter_context(http(self.runs))[0] + "/"

    def ready(self) -> None:
        """What has to be there before a call."""
        if self.kind == "recorder":
            (self.out / "run" / "weights").mkdir(parents=True)
            for name in ("args.yaml", "results.csv"):
                shutil.copy(next(self.runs.iterdir()) / name, self.out / "run")

    def call(self) -> int:
        """The call, in this process alone; its exit code."""
        if self.kind == "recorder":
            return _train(self.out / "run")
        return command([self.address or self.runs, *self._options(), "-j", 1])

    def _options(self) -> list[object]:
        out, spare = self.out, self.folder
        report = ["-o", out / "r.html", "--json", out / "r.json"]
        names = {"markdown": "r.md", "junit": "r.xml", "sarif": "r.sarif.json"}
        return {
            "page": [
                *report,
                *(part for name in names for part in (f"--{name}", out / names[name])),
            ],
            "watch": [*report, "--watch"],
            "site": ["--site", out],
            "cache": ["-o", spare / "r.html", "--cache", out],
            "far": ["--site", f"file://{out}", "--cache", spare / "cache"],
        }[self.kind]

    def spoil(self) -> None:
        """Something is to be written again: old files, half a site, no cache."""
        if self.kind in ("page", "watch"):
            for path in written(self.out):
                path.write_text(OLD)
        elif self.kind == "cache":
            for part in self.out.iterdir():
                shutil.rmtree(part) if part.is_dir() else part.unlink()
        elif self.kind != "recorder":
            shutil.rmtree(self.out / "runs", ignore_errors=True)
            (self.out / "index.html").unlink(missing_ok=True)

    def torn(self) -> list[str]:
        """Finished files that are neither whole nor the old ones."""
        ours = [path for path in written(self.out) if path.suffix in (".html", ".json", ".xml")]
        if self.kind == "cache":
            ours = [path for path in ours if ".marks" in path.parts]
        return [path.name for path in ours if not is_whole(path) and path.read_text() != OLD]


def _train(run: Path) -> int:
    """The end of a training, and a recorded validation, with their log on standard error."""
    from reportgen.training import on_train_end
    from reportgen.training.beside import on_val_end, on_val_start
    from tests.training import fake_trainer
    from tests.training.test_recording import Validator

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    fake_trainer.pretend(pytest.MonkeyPatch(), "8.4.190")
    on_train_end(fake_trainer.trainer("8.4.190", run))
    validator = Validator("segment", run)
    on_val_start(validator)
    validator.validate()
    on_val_end(validator)
    return 0


def in_child(work: Callable[[], int], said: Path) -> int:
    """The exit code of the work in a child of its own, whose standard error goes to a file."""
    child = os.fork()
    if not child:
        code = 70
        try:
            for stream, path in ((1, Path(os.devnull)), (2, said)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
