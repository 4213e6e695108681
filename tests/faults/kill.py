"""``python -m tests.faults.kill [--moments N] [KIND ...]``: kill -9 at any time, and what is lost.

Each KIND is a call that writes: ``page`` (with JSON and Markdown), ``site``, ``watch`` of a
training that goes on, ``cluster`` (real scheduler and workers). A child process makes it and is
killed at a moment drawn from the time that it takes; after each kill every file that is there must
be whole, and the runs untouched. ``writers`` are 2 and 4 calls at once on one page and one site. In
the end one more call must find its way. Exit code 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

KINDS = ("page", "site", "watch", "cluster", "writers")


@dataclass
class Count:
    """What came of the kills."""

    kind: str
    moments: int = 0
    killed: int = 0
    """Children that were still at work when they were killed."""
    torn: int = 0
    """Moments after which a file was not whole."""
    changed: int = 0
    """Moments after which a run was not as before."""
    left_over: int = 0
    """Temporary files that lay about in the end, before the last call."""
    lost: int = 0
    """Runs that the last call did not tell of, and files that it left half written."""

    @property
    def sound(self) -> bool:
        return not (self.torn or self.changed or self.lost)

    def __str__(self) -> str:
        """The figures in a line."""
        return (
            f"{self.kind}: {self.moments} moments, {self.killed} killed at work; {self.torn} torn, "
            f"{self.changed} runs changed, {self.lost} lost; {self.left_over} temporary files left"
        )


def command(arguments: Sequence[object]) -> int:
    """The command in this process, silent; its exit code."""
    from reportgen.cli import main

    argv = ["reportgen", *map(str, arguments), "--no-read-pictures", "-q"]
    with patch.object(sys, "argv", argv):
        try:
            main()
        except SystemExit as stop:
            return int(stop.code or 0)
    return 0


def forked(work: Callable[[], int]) -> int:
    """The process id of a child that does the work and nothing else."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
            code = work()
    finally:
        os._exit(code)


def make_runs(folder: Path, count: int, epochs: int = 12) -> Path:
    """A folder of small runs that are no copies of each other."""
    from tests.benchmarks import scale

    scale.make_runs(folder, count, epochs=epochs, arguments=True)
    return folder


def state_of(folder: Path) -> str:
    """A hash of all that a folder holds."""
    digest = hashlib.blake2b()
    for path in sorted(folder.rglob("*")):
        digest.update(str(path).encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def is_whole(path: Path) -> bool:
    """Whether a file that the program writes has its end."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        try:
            return bool(json.loads(text))
        except ValueError:
            return False
    ends = {".html": "</html>\n", ".md": "-->\n", ".xml": ">\n"}
    return text.endswith(ends.get(path.suffix, ""))


def written(folder: Path) -> list[Path]:
    """The finished files in a folder of outputs."""
    return [path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."]


def temporary(folder: Path) -> int:
    return sum(path.is_file() and path.name[0] == "." for path in folder.rglob("*"))


def reports(place: Path) -> list[object]:
    """Options that write a report and two files beside it."""
    out = place / "out"
    return ["-o", out / "r.html", "--json", out / "r.json", "--markdown", out / "r.md"]


def names_in(place: Path, kind: str) -> set[str]:
    """The runs that the last call told of."""
    name = "runs.json" if kind == "site" else "r.json"
    content = json.loads((place / "out" / name).read_text(encoding="utf-8"))
    return {run["name"] for run in content["runs"]}


def kill_at_random(
    kind: str,
    place: Path,
    work: Callable[[], int],
    *,
    moments: int,
    seconds: float,
    meanwhile: Callable[[], None] = lambda: None,
) -> Count:
    """Begin `work` so many times, and kill it within so many seconds."""
    chance, count, out = random.Random(len(kind)), Count(kind), place / "out"
    for _ in range(moments):
        meanwhile()
        before = state_of(place / "runs")
        child = forked(work)
        moment = chance.uniform(0.0, 1.05) * seconds
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        count.moments += 1
        if os.WIFSIGNALED(status):
            count.killed += 1
        else:  # It takes less than was measured: on a busy machine far less.
            seconds = min(seconds, moment)
        count.torn += not all(map(is_whole, written(out)))
        count.changed += state_of(place / "runs") != before
    count.left_over = temporary(out)
    return count


def measured(work: Callable[[], int]) -> float:
    """Seconds that the work takes in a child."""
    started = time.monotonic()
    _, status = os.waitpid(forked(work), 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError("the call that is to be killed fails by itself")
    return time.monotonic() - started


def page_or_site(kind: str, place: Path, moments: int, *more: object) -> Count:
    """Kills of a call that writes a report, or a site, of six runs."""
    runs = make_runs(place / "runs", 6)
    (place / "out").mkdir()
    options = ["--site", place / "out"] if kind == "site" else reports(place)

    def work() -> int:
        return command([runs, *options, *more])

    if not more:  # What is imported here the children have, but no pool, which is nobody's child.
        command([runs, *options, "-j", 1])
    shutil.rmtree(place / "out")
    (place / "out").mkdir()
    seconds = measured(work)
    chance = random.Random(3)

    def afresh() -> None:
        """Of every second site some pages are gone, so that there is something to write."""
        for page in (place / "out" / "runs").glob("*"):
            if chance.random() < 0.4:
                page.unlink()

    count = kill_at_random(kind, place, work, moments=moments, seconds=seconds, meanwhile=afresh)
    measured(work)
    found = names_in(place, kind)
    count.lost = sum(run.name not in found for run in runs.iterdir())
    count.lost += sum(not is_whole(path) for path in written(place / "out"))
    return count


def watch(place: Path, moments: int) -> Count:
    """Kills of a watch, while the training that it watches writes an epoch before each."""
    from reportgen.cli import watch as module

    runs = make_runs(place / "runs", 1, epochs=300)
    (place / "out").mkdir()
    (run,) = runs.iterdir()
    table = run / "results.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:12]), encoding="utf-8")
    epochs = iter([*lines[12:], *[""] * moments])

    def work() -> int:
        for name in ("POLL", "EVERY", "SETTLED"):
            setattr(module, name, 0.01)
        return command([run, *reports(place), "--watch"])

    def epoch() -> None:
        with table.open("a", encoding="utf-8") as file:
            file.write(next(epochs, ""))

    command([run, *reports(place)])  # What is imported here the children have.
    count = kill_at_random("watch", place, work, moments=moments, seconds=0.6, meanwhile=epoch)
    measured(lambda: command([run, *reports(place)]))
    count.lost = int(names_in(place, "watch") != {run.name})
    count.lost += sum(not is_whole(path) for path in written(place / "out"))
    return count


def cluster(place: Path, moments: int) -> Count:
    """Kills of a call whose runs are read on a cluster; the cluster outlives them."""
    from tests.engine.test_cluster import Running

    running = Running(place)
    try:
        return page_or_site("cluster", place, moments, "--cluster", running.address)
    finally:
        running.close()


def writers(place: Path, calls: int, rounds: int) -> Count:
    """Several calls at once: on one report, and each with runs of its own on one site."""
    runs = sorted(make_runs(place / "runs", calls).iterdir())
    out, site = place / "out", place / "site"
    out.mkdir()
    count = Count(f"{calls} writers")
    for _ in range(rounds):
        shutil.rmtree(site, ignore_errors=True)
        page = [forked(lambda run=run: command([run, *reports(place)])) for run in runs]  # type: ignore[misc]
        sites = [forked(lambda run=run: command([run, "--site", site])) for run in runs]  # type: ignore[misc]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in page + sites]
        count.moments += 1
        count.torn += not all(map(is_whole, [*written(out), *written(site)])) or any(codes)
        told = json.loads((site / "runs.json").read_text(encoding="utf-8"))["runs"]
        count.lost += len(runs) - len({run["name"] for run in told} & {run.name for run in runs})
        count.lost += sum(not (site / f"runs/{run['slug']}.html").is_file() for run in told)
        count.lost += len(names_in(place, "page")) != 1
        count.left_over += temporary(out)
    return count


def counted(kind: str, moments: int) -> list[Count]:
    """What a kind of call comes to, in a folder of its own."""
    sizes = (2, 4) if kind == "writers" else (0,)
    found = []
    for calls in sizes:
        with tempfile.TemporaryDirectory(prefix="reportgen-kill-") as name:
            place = Path(name)
            if kind == "writers":
                found.append(writers(place, calls, max(1, moments // 10)))
            elif kind in ("page", "site"):
                found.append(page_or_site(kind, place, moments))
            else:
                found.append({"watch": watch, "cluster": cluster}[kind](place, moments))
    return found


def main() -> int:
    """Exit code 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill")
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], metavar="KIND")
    parser.add_argument("--moments", type=int, default=200, metavar="N")
    given = parser.parse_args()
    sound = True
    for kind in given.kinds or KINDS:
        for count in counted(kind, given.moments):
            print(count, flush=True)
            sound &= count.sound
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
