"""Runs the program on damaged runs, and counts what came of it."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportgen import read_run
from reportgen.api import Run
from reportgen.errors import ReportError
from reportgen.output.json import to_json
from reportgen.rule import Verdict
from tests.conftest import SAMPLES, shared
from tests.fuzz.mutate import damage, json_values, some_bytes
from tests.hostile.stranger import checkpoint
from tests.support.command import HANGS_AFTER, Hangs, hang_guard
from tests.support.memory import peak_bytes
from tests.support.old_reports import block, embedded_in, page
from tests.support.reports import render_report

TOO_LARGE = 3 * 2**20
"""Files of real runs above it are left out of the copies: pictures of which there are enough."""


@dataclass
class Tally:
    """What came of the damaged runs."""

    runs: int = 0
    reports: int = 0
    read_back: int = 0
    """Of the runs whose report was damaged as well and read back, those that gave a report."""
    declined: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)
    """Seed and last words of each run that ended in anything else."""
    problems: Counter[str] = field(default_factory=Counter)

    @property
    def memory(self) -> int:
        """Most MiB that this process took."""
        return peak_bytes() // 2**20

    def __str__(self) -> str:
        """The figures, a line each."""
        return (
            f"{self.runs} damaged runs: {self.reports} reports, {self.declined} declined in one "
            f"sentence, {len(self.faults)} faults; {self.read_back} damaged reports read back; "
            f"slowest {self.slowest:.2f} s of computing, at most {self.memory} MiB"
        )


def sources() -> list[Path]:
    """Folders to damage: the sample runs, and of the real ones each that holds enough."""
    found = [path.parent for path in sorted(SAMPLES.glob("*/results.csv"))]
    root = shared()
    if root is not None:
        found += sorted({path.parent for path in (root / "real-runs").rglob("*.yaml")})
    return found


def fuzz(seeds: Sequence[int], folders: Sequence[Path], *, pictures_every: int = 10) -> Tally:
    """Damage and report one run a seed; numbers are read from the plots of one in so many."""
    tally = Tally()
    for seed in seeds:
        chance = random.Random(seed)
        with tempfile.TemporaryDirectory() as temporary:
            folder = copied(chance.choice(list(folders)), Path(temporary) / "run", chance)
            told = damage(folder, chance)
            try:
                html = _one(folder, tally, pictures=seed % pictures_every == 0)
                if html:
                    told.append("and its report")
                    _old_report(html, folder.with_suffix(".html"), tally, chance)
            except (Exception, Hangs):
                words = traceback.format_exc().strip().splitlines()
                tally.faults.append(f"seed {seed} ({', '.join(told)}): {' | '.join(words[-4:])}")
    return tally


def copied(source: Path, target: Path, chance: random.Random) -> Path:
    """A copy that may be written to, with a checkpoint and notes, which real runs lack."""
    target.mkdir()
    for path in sorted(source.rglob("*")):
        if (
            path.is_file()
            and path.stat().st_size < TOO_LARGE
            and path.parent in (source, source / "weights")
        ):
            place = target / path.relative_to(source)
            place.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, place)
    if chance.random() < 0.3 and not (target / "weights").exists():
        (target / "weights").mkdir()
        names = {number: f"class {number}" for number in range(chance.choice((1, 5, 80)))}
        content = checkpoint(names, {"epochs": 10, "task": "segment"}, "8.3.92")
        (target / "weights" / "best.pt").write_bytes(content)
    if chance.random() < 0.1:
        (target / "notes.md").write_text("# Notes\n\n- a *list*\n- [link](https://a.example)\n")
    if chance.random() < 0.1:
        (target / "reportgen.json").write_text(
            json.dumps({"format": 1, "names": ["a"], "heads": {}})
        )
    return target


def _old_report(html: str, path: Path, tally: Tally, chance: random.Random) -> None:
    """The report with other values in its JSON, or other bytes in its page, as a run."""
    if chance.random() < 0.8:
        content = json.dumps(embedded_in(html)).encode()
        page(path, block(json_values(content, chance)))
    else:
        path.write_bytes(some_bytes(html.encode()[:40_000], chance))
    with hang_guard(HANGS_AFTER), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            _sound([read_run(path)])
        except ReportError as error:
            assert "\n" not in str(error), error
        else:
            tally.read_back += 1


def _sound(runs: Sequence[Run]) -> str:
    """The page of the runs, whose every section could be made."""
    html, text = render_report(runs), to_json([run.page_input for run in runs])
    assert html.rstrip().endswith("</html>")
    json.loads(text, parse_constant=_no_constant)
    for run in runs:
        failed = [problem for problem in run.failures if problem.section]
        assert not failed, failed
        wrong = [f.title + f.seen for f in run.findings if f.verdict is Verdict.ERROR]
        assert not wrong, wrong
    return html


def _one(folder: Path, tally: Tally, *, pictures: bool) -> str:
    """The page that the run gives; empty where it is declined."""
    before = _state(folder)
    started = time.process_time()
    tally.runs += 1
    html = ""
    with hang_guard(HANGS_AFTER), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            run = read_run(folder, read_pictures=pictures)
            html = _sound([run])
        except ReportError as error:
            assert "\n" not in str(error), error
            tally.declined += 1
        else:
            tally.reports += 1
            tally.problems.update(problem.file or problem.section for problem in run.lost)
    tally.slowest = max(tally.slowest, time.process_time() - started)
    assert _state(folder) == before, "the run folder was changed"
    return html


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _state(folder: Path) -> str:
    """A hash of all names, contents and times in the folder."""
    digest = hashlib.blake2b()
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        digest.update(f"{path}|{status.st_mtime_ns}|{status.st_size}".encode(errors="replace"))
        if path.is_file() and not path.is_symlink():
            digest.update(path.read_bytes())
    return digest.hexdigest()
