"""What the worst input within each limit costs, and how the cost grows towards it.

    python -m tests.benchmarks.bounds [CASE ...]

Every case is made at a quarter, at a half and at the whole of its size, and given to the command in
a process of its own. Printed are its CPU seconds and its largest memory at the whole size, and the
exponent with which the CPU time grows (1: linear), without what a small report costs.
Nothing is asserted: machines differ.
"""

from __future__ import annotations

import argparse
import io
import math
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = [
    "train/box_loss",
    "train/cls_loss",
    "train/dfl_loss",
    "metrics/precision(B)",
    "metrics/recall(B)",
    "metrics/mAP50(B)",
    "metrics/mAP50-95(B)",
    "val/box_loss",
    "val/cls_loss",
    "val/dfl_loss",
    "lr/pg0",
]


class Case(NamedTuple):
    """An input that grows."""

    what: str
    limit: str
    """What bounds it."""
    whole: int
    make: Callable[[Path, int], list[str]]
    """Fills a folder at a size, and returns the arguments of the command."""


class Cost(NamedTuple):
    """What one call came to."""

    seconds: float
    megabytes: float
    code: int
    said: str


def table_of(folder: Path, epochs: int, columns: int) -> None:
    """A results.csv of so many epochs and columns."""
    names = [*COLUMNS, *(f"extra/{place}" for place in range(columns))][:columns]
    with (folder / "results.csv").open("w", encoding="utf-8") as file:
        file.write(",".join(["epoch", *names]) + "\n")
        for epoch in range(1, epochs + 1):
            value = f"{1 / (1 + epoch / 100) + (epoch * 7919 % 100) / 1e4:.5f}"
            file.write(f"{epoch}," + ",".join([value] * columns) + "\n")


def run_in(folder: Path, epochs: int = 30, columns: int = 11) -> Path:
    """A small run."""
    folder.mkdir(parents=True, exist_ok=True)
    table_of(folder, epochs, columns)
    (folder / "args.yaml").write_text("task: detect\nmodel: yolo11n.pt\nepochs: 30\n")
    return folder


def epochs(folder: Path, size: int) -> list[str]:
    return [str(run_in(folder / "run", size, 60))]


def classes(folder: Path, size: int) -> list[str]:
    names = "".join(f"  {place}: class {place}\n" for place in range(size))
    (folder / "data.yaml").write_text(f"names:\n{names}")
    return [str(run_in(folder / "run")), "--data", str(folder / "data.yaml")]


def pictures(folder: Path, size: int) -> list[str]:
    from PIL import Image

    run = run_in(folder / "run")
    file = io.BytesIO()
    Image.effect_noise((400, 400), 90).resize((4_000, 4_000)).save(file, "JPEG", quality=30)
    for place in range(size):
        (run / f"val_batch{place}_pred.jpg").write_bytes(file.getvalue())
    return [str(run)]


def trials(folder: Path, size: int) -> list[str]:
    (folder / "tune").mkdir()
    with (folder / "tune" / "tune_results.csv").open("w", encoding="utf-8") as file:
        file.write("fitness,lr0,lrf,momentum,box,cls\n")
        for trial in range(size):
            values = [(trial * step % 997) / 997 for step in (3, 5, 7, 11, 13)]
            file.write(f"{(trial * 17 % 1009) / 1009:.5f}," + ",".join(map(repr, values)) + "\n")
    return [str(folder / "tune")]


def bare_folders(folder: Path, size: int) -> list[str]:
    for place in range(size):
        run = folder / "runs" / f"train{place}"
        run.mkdir(parents=True)
        (run / "args.yaml").write_text(f"task: detect\nmodel: yolo11n.pt\nseed: {place}\n")
    return [str(folder / "runs")]


def headers(folder: Path, size: int) -> list[str]:
    with tarfile.open(folder / "runs.tar", "w") as archive:
        for place in range(size):
            archive.addfile(tarfile.TarInfo(f"run/empty{place}"))
    return [str(folder / "runs.tar")]


def scans(folder: Path, size: int) -> list[str]:
    from PIL import Image

    run = run_in(folder / "run")
    file = io.BytesIO()
    Image.effect_noise((1_000, 1_000), 60).save(file, "JPEG", progressive=True)
    whole = file.getvalue()
    last = whole[whole.rindex(b"\xff\xda") : -2]
    (run / "val_batch0_pred.jpg").write_bytes(whole[:-2] + last * size + whole[-2:])
    return [str(run)]


def files(folder: Path, size: int) -> list[str]:
    run = run_in(folder / "run")
    for place in range(size):
        (run / f"other{place}.txt").write_bytes(b"x")
    return [str(run)]


def arguments(folder: Path, size: int) -> list[str]:
    run = run_in(folder / "run")
    lines = [f"argument{place}: {place}\n" for place in range(size)]
    (run / "args.yaml").write_text("".join(lines))
    return [str(run)]


CASES = {
    "epochs": Case("epochs × 60 columns", "`MAX_ROWS`, `MAX_CELLS`", 20_000, epochs),
    "classes": Case("names of classes", "`MAX_CLASSES`", 1_000, classes),
    "pictures": Case("pictures of 4,000 × 4,000", "`--max-size`", 200, pictures),
    "trials": Case("trials of a search", "`MAX_TRIALS`", 50_000, trials),
    "folders": Case("folders of only args.yaml", "`MAX_FOLDERS`", 3_000, bare_folders),
    "headers": Case("headers of a tar", "`MAX_ENTRIES`", 500_000, headers),
    "scans": Case("scans of a JPEG", "`MAX_SCANS`", 2_000, scans),
    "files": Case("files in a run", "`MAX_FILES`", 10_000, files),
    "arguments": Case("arguments", "`MAX_ITEMS`", 5_000, arguments),
}


def measured(command: list[str], place: Path) -> Cost:
    """The CPU time and the memory of a call."""
    start = [sys.executable, "-m", "reportgen", *command, "-q", "-o", str(place / "report.html")]
    with (place / "said").open("w+") as said:
        process = subprocess.Popen(start, stdout=said, stderr=said, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        said.seek(0)
        lines = said.read().strip().splitlines()
    seconds = usage.ru_utime + usage.ru_stime
    code = os.waitstatus_to_exitcode(status)
    return Cost(seconds, usage.ru_maxrss / 1024, code, lines[-1] if lines else "")


def exponent(costs: list[tuple[int, float]], least: float) -> float | None:
    """The slope of the time above `least` over the size, both as logarithms; None: it is flat."""
    points = [(math.log(size), math.log(max(cost - least, 1e-9))) for size, cost in costs]
    if costs[-1][1] - least < 0.5:
        return None
    (x1, y1), (x2, y2) = points[-2], points[-1]
    return (y2 - y1) / (x2 - x1)


def row(case: Case, least: float) -> str:
    """One case in a line of the table."""
    costs: list[tuple[int, float]] = []
    for size in (case.whole // 4, case.whole // 2, case.whole):
        with tempfile.TemporaryDirectory() as name:
            cost = measured(case.make(Path(name), size), Path(name))
        costs.append((size, cost.seconds))
    slope = exponent(costs, least)
    grows = "flat" if slope is None else f"{slope:.1f}"
    came = "a report" if cost.code == 0 else "one sentence"
    numbers = f"{cost.seconds:.1f} | {cost.megabytes:.0f} | {grows}"
    return f"| {case.whole:,} {case.what} | {case.limit} | {came} | {numbers} |"


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("cases", nargs="*", choices=[*CASES, []])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        least = measured([str(run_in(Path(name) / "run"))], Path(name)).seconds
    print("| input | bounded by | comes out | CPU s | MB | grows with size^ |")
    print("|---|---|---|--:|--:|--:|")
    for name in options.cases or CASES:
        print(row(CASES[name], least), flush=True)


if __name__ == "__main__":
    main()
