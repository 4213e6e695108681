"""What many runs cost: seconds of processor, memory and bytes, by number of runs and by engine.

    python tests/benchmarks/scale.py [--runs 1,100,300,1000] [--engines one,pool,cluster] [--quick]
                                     [--site 500,2000] [--browser] [--multiqc PROGRAM]

Runs are made up: results.csv only, 300 epochs of 20 columns, noise in all of them, which packs
worst. `--quick` takes 1 and 40 runs of 60 epochs. Where MultiQC is installed, or named, its figures
for the same runs stand beside. It reads no training; it is given the numbers as custom content, a
line graph of each column and a table of the last epoch, and judges nothing. Nothing is asserted:
machines differ, how figures grow less so; below stands the exponent of that, from one number of
runs to the next, 1 where twice as many cost twice.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = (
    *(f"train/{loss}_loss" for loss in ("box", "seg", "cls", "dfl")),
    *(f"val/{loss}_loss" for loss in ("box", "seg", "cls", "dfl")),
    *(f"metrics/{name}({head})" for head in "BM" for name in ("precision", "recall")),
    *(f"metrics/{name}({head})" for head in "BM" for name in ("mAP50", "mAP50-95")),
    *(f"lr/pg{group}" for group in range(3)),
)
ENGINES = {"one": ("-j", "1"), "pool": (), "cluster": ("--cluster", "local")}


class Cost(NamedTuple):
    """What a command took."""

    cpu: float
    """Seconds of processor, those of a pool and of workers included (on Linux)."""
    wall: float
    memory: float
    """Most of the process that was called, in MB."""
    others: float
    """Most of one process of a pool, or of one worker, in MB; 0 where there is none."""
    size: float
    """Of what was written, in MB."""


def make_runs(
    folder: Path, count: int, *, epochs: int = 300, arguments: bool = False
) -> list[Path]:
    """Folders of made-up trainings, the same for the same numbers."""
    draw = np.random.default_rng(0)
    found = []
    for number in range(count):
        run = folder / f"r{number:05d}"
        run.mkdir(parents=True)
        _write_results(run / "results.csv", draw, epochs)
        if arguments:
            rate, batch = 10 ** draw.uniform(-4, -1), draw.choice([8, 16, 32])
            lines = ("task: segment", "mode: train", "model: yolo11n-seg.pt", "data: parts.yaml")
            more = (f"epochs: {epochs}", f"lr0: {rate:.5f}", f"batch: {batch}", f"seed: {number}")
            text = "\n".join((*lines, *more))
            (run / "args.yaml").write_text(f"{text}\n", encoding="utf-8")
        found.append(run)
    return found


def _write_results(file: Path, draw: np.random.Generator, epochs: int) -> None:
    epoch = np.arange(1, epochs + 1)
    pace, top = draw.uniform(epochs / 15, epochs / 3), draw.uniform(0.4, 0.9)
    course = 1 - np.exp(-epoch / pace)
    columns = [epoch, epoch * 30.5]
    for name in COLUMNS:
        noise = draw.normal(0, 0.01, epochs)
        if name.startswith("lr/"):
            columns.append(0.01 * (1 - epoch / epochs) + 1e-4)
        elif "loss" in name:
            columns.append(3.3 - 2.5 * course + noise)
        else:
            share = 0.7 if "50-95" in name else 1.0
            columns.append(np.clip(share * top * course + noise, 0, 1))
    header = ",".join(("epoch", "time", *COLUMNS))
    formats = ["%d", "%.2f", *["%.5f"] * len(COLUMNS)]
    table = np.column_stack(columns)
    np.savetxt(file, table, fmt=formats, delimiter=",", header=header, comments="")


def cost(command: Sequence[str | Path], written: Path) -> Cost:
    """Run a command to its end and measure it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled
    begun = time.perf_counter()
    called = subprocess.Popen(
        command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    )
    seconds: dict[int, float] = {}
    memory = 0.0
    ended, status, used = os.wait4(called.pid, os.WNOHANG)
    while not ended:
        for process, (spent, held) in _processes(called.pid).items():
            seconds[process] = spent
            memory = max(memory, held if process != called.pid else 0.0)
        time.sleep(0.2)
        # Of this process alone: the most of all that were called would be that of the largest.
        ended, status, used = os.wait4(called.pid, os.WNOHANG)
    wall = time.perf_counter() - begun
    called.returncode = os.waitstatus_to_exitcode(status)
    if called.returncode:
        raise subprocess.CalledProcessError(called.returncode, command)
    # Of the others those count as its own that it waited for, such as workers, not those of a pool.
    cpu = max(used.ru_utime + used.ru_stime, sum(seconds.values()))
    return Cost(cpu, wall, used.ru_maxrss / 1e3, memory, _bytes(written) / 1e6)


def _processes(leader: int) -> dict[int, tuple[float, float]]:
    """Of a command and of the processes that it has started the seconds, and the MB that each
    has."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            told = (process / "stat").read_text().rpartition(")")[2].split()
            if int(told[3]) == leader:
                seconds = (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
                held = int(told[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6
                found[int(process.name)] = (seconds, held)
    return found


def _bytes(place: Path) -> int:
    if place.is_file():
        return place.stat().st_size
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())


Growth = dict[str, list[tuple[int, float]]]
"""Of each engine the numbers of runs, and the seconds of processor that they cost."""


def of_pages(
    folder: Path,
    runs: Sequence[Path],
    engines: Sequence[str],
    growth: Growth,
    multiqc: str | None,
) -> Iterator[str]:
    """A line for each engine, and for MultiQC: the page of all runs."""
    chosen = folder / "chosen"
    shutil.rmtree(chosen, ignore_errors=True)
    chosen.mkdir()
    for run in runs:
        shutil.copytree(run, chosen / run.name)
    for engine in engines:
        page = folder / f"{engine}.html"
        command = [sys.executable, "-m", "reportgen", chosen, "-o", page, "-q", *ENGINES[engine]]
        told = cost(command, page)
        growth.setdefault(engine, []).append((len(runs), told.cpu))
        yield _line(len(runs), engine, told)
    if multiqc:
        given, out = folder / "content", folder / "multiqc"
        shutil.rmtree(out, ignore_errors=True)
        write_custom_content(given, runs)
        told = cost([multiqc, given, "-o", out, "-q", "--no-data-dir"], out)
        growth.setdefault("MultiQC", []).append((len(runs), told.cpu))
        yield _line(len(runs), "MultiQC", told)


def write_custom_content(folder: Path, runs: Sequence[Path]) -> None:
    """What MultiQC is given: a line graph of each column, a table of the last epoch of each run."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    tables = {run.name: np.loadtxt(run / "results.csv", delimiter=",", skiprows=1) for run in runs}
    last = {name: dict(zip(COLUMNS, table[-1, 2:], strict=True)) for name, table in tables.items()}
    content = {"id": "last", "plot_type": "table", "pconfig": {"id": "last_t"}, "data": last}
    (folder / "last_mqc.json").write_text(json.dumps(content), encoding="utf-8")
    for place, column in enumerate(COLUMNS, start=2):
        id = f"column{place}"
        content = {
            "id": id,
            "section_name": column,
            "plot_type": "linegraph",
            "pconfig": {"id": f"{id}_p", "title": column, "xlab": "epoch", "ylab": column},
            "data": {
                name: dict(zip(map(int, table[:, 0]), table[:, place], strict=True))
                for name, table in tables.items()
            },
        }
        (folder / f"{id}_mqc.json").write_text(json.dumps(content), encoding="utf-8")


def of_site(
    folder: Path, runs: Sequence[Path], engines: Sequence[str], growth: Growth
) -> Iterator[str]:
    """A line for each engine: a site of all runs."""
    for engine in engines:
        site = folder / f"site-{engine}-{len(runs)}"
        command = [sys.executable, "-m", "reportgen", *runs, "--site", site, "-q"]
        told = cost([*command, *ENGINES[engine]], site)
        growth.setdefault(f"site, {engine}", []).append((len(runs), told.cpu))
        yield _line(len(runs), f"site, {engine}", told)


def exponents(growth: Growth) -> Iterator[str]:
    """A line for each engine: how its seconds grow from one number of runs to the next."""
    for engine, costs in growth.items():
        steps = [
            f"{few:,} to {many:,}: {math.log(dear / cheap) / math.log(many / few):.2f}"
            for (few, cheap), (many, dear) in pairwise(costs)
        ]
        if steps:
            yield f"exponent, {engine}: {'; '.join(steps)}"


def _line(runs: int, what: str, told: Cost) -> str:
    return (
        f"{runs:>7,} {what:14} {told.cpu:8.1f} {told.cpu / runs * 1e3:9.1f} {told.wall:8.1f} "
        f"{told.memory:8.0f} {told.others:9.0f} {told.size:8.1f}"
    )


def of_browser(page: Path) -> str:
    """Milliseconds until the first chart stands, and until the table is sorted."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        view = browser.new_page(viewport={"width": 1400, "height": 1000})
        view.goto(page.as_uri())
        view.evaluate("document.getElementById('all-charts').scrollIntoView()")
        begun = time.perf_counter()
        view.locator("#all-charts .chart.is-live").first.wait_for(state="attached")
        first = (time.perf_counter() - begun) * 1e3
        sort = view.evaluate(
            """() => {
                const begin = performance.now();
                document.querySelectorAll('#all-table .sort')[4].click();
                return performance.now() - begin;
            }"""
        )
        browser.close()
    return f"browser: first chart {first:.0f} ms after it came into view, sorted in {sort:.0f} ms"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", default="1,100,300,1000")
    parser.add_argument("--engines", default="one,pool")
    parser.add_argument("--site", default="", metavar="RUNS")
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--multiqc", default=shutil.which("multiqc"), metavar="PROGRAM")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    counts = [1, 40] if options.quick else [int(number) for number in options.runs.split(",")]
    sites = [int(number) for number in options.site.split(",") if number]
    engines = ["one"] if options.quick else options.engines.split(",")
    growth: Growth = {}
    with tempfile.TemporaryDirectory() as place:
        folder, epochs = Path(place), 60 if options.quick else 300
        runs = make_runs(folder / "runs", max(*counts, *sites, 1), epochs=epochs)
        titles = ("runs", "engine", "CPU s", "ms a run", "wall s", "MB", "MB others", "written")
        print("{:>7} {:14} {:>8} {:>9} {:>8} {:>8} {:>9} {:>8}".format(*titles), flush=True)
        for number in counts:
            for line in of_pages(folder, runs[:number], engines, growth, options.multiqc):
                print(line, flush=True)
        if options.browser:
            print(of_browser(folder / f"{engines[0]}.html"))
        for number in sites:
            for line in of_site(folder, runs[:number], engines, growth):
                print(line, flush=True)
    print(*exponents(growth), sep="\n")


if __name__ == "__main__":
    main()
