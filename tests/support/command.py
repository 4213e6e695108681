"""The command without a process of its own: what it writes, says and returns."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from json import dumps
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest.mock import patch

import pytest

from tests.support.old_reports import embedded_in

HANGS_AFTER = 10
"""Seconds after which a run counts as hanging."""


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    code: int
    out: str
    err: str
    html: str
    json: str

    @property
    def embedded(self) -> str:
        """The JSON in the page, which is packed there."""
        return dumps(embedded_in(self.html), ensure_ascii=False)

    @property
    def sentence(self) -> str:
        """The one line that a failed command says."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


class Hangs(BaseException):
    """What is guarded takes too long; not an Exception, so that nothing swallows it."""


@contextmanager
def hang_guard(seconds: int = HANGS_AFTER) -> Iterator[None]:
    """Fails the test when what it guards takes longer; where there are no alarms, never.

    `seconds` are of computing, which a busy machine does not lengthen; waiting may take six times
    as long.
    """
    if not hasattr(signal, "SIGPROF"):
        yield
        return

    def stop(*_: object) -> None:
        raise Hangs(f"took longer than {seconds} s")

    before = [signal.signal(number, stop) for number in (signal.SIGALRM, signal.SIGPROF)]
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(6 * seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before[0])
        signal.signal(signal.SIGPROF, before[1])


def command(
    target: Path, capture: pytest.CaptureFixture[str], *arguments: object, pictures: bool = False
) -> Done:
    """Run ``reportgen ... -o target/report.html --json target/report.json`` in this process."""
    from reportgen.cli import main

    html, json = target / "report.html", target / "report.json"
    argv: list[Any] = ["reportgen", *arguments]
    argv += [] if "-o" in arguments else ["-o", html]
    argv += [] if "--json" in arguments else ["--json", json]
    if not pictures:
        argv.append("--no-read-pictures")
    capture.readouterr()
    code = 0
    with patch.object(sys, "argv", list(map(str, argv))), hang_guard():
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    said = capture.readouterr()
    page, told = [
        path.read_text(encoding="utf-8") if path.exists() else "" for path in (html, json)
    ]
    return Done(code, said.out, said.err, letters(page), told)


def called(*arguments: object, cwd: Path) -> CompletedProcess[bytes]:
    """Run ``reportgen ...`` in a folder, in this process: what it says on both streams."""
    from reportgen.cli import main

    argv = ["reportgen", *map(str, arguments)]
    out, err = BytesIO(), BytesIO()
    streams = {
        name: TextIOWrapper(told, encoding="utf-8", write_through=True)
        for name, told in (("stdout", out), ("stderr", err))
    }
    code = 0
    with chdir(cwd), patch.multiple(sys, argv=argv, **streams), hang_guard(60):
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    return CompletedProcess(argv, code, out.getvalue(), err.getvalue())


def letters(html: str) -> str:
    """The page with letters for the references to those beyond ASCII; markup stays as it is.

    A space at which no line breaks is a space, and names that are kept whole are plain text.
    """
    html = re.sub(r'<span class="joined">(.*?)</span>', r"\1", html)
    return re.sub(r"&#(\d{3,});", lambda found: chr(int(found[1])), html).replace("\xa0", " ")
