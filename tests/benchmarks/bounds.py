"""What the worst input within each limit costs, and how the cost grows towards it.

    python -m tests.benchmarks.bounds [CASE ...] [--write]

Every case is made at a quarter, at a half and at the whole of its size, and given to the command in
a process of its own. Printed are the CPU seconds of all its processes and the largest memory of the
first at the whole size, and the exponent with which the CPU time grows (1: linear), without what a
small report costs. `--write` puts the table into docs/bounds.md. Nothing is asserted: machines
differ.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import math
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
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


DOCUMENT = ROOT / "docs/bounds.md"
START, END = "<!-- bounds -->", "<!-- /bounds -->"
"""Between these stands the table."""
CALL = """
import sys
from tests.support.memory import peak_bytes
from reportgen.cli import main
try:
    main()
finally:
    print("PEAK", peak_bytes(), file=sys.stderr)
"""


class Case(NamedTuple):
    """An input that grows."""

    what: str
    limit: str
    """What bounds it: a module of `reportgen`, and a constant in it."""
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


def columns(folder: Path, size: int) -> list[str]:
    return [str(run_in(folder / "run", 250, size))]


def classes(folder: Path, size: int) -> list[str]:
    """Results by class of two heads, and a confusion matrix."""
    run = run_in(folder / "run")
    shares = [(place * 7919 % 1009) / 1009 for place in range(size)]
    told = ("precision", "recall", "f1", "mAP50", "mAP50-95")
    head = {"class_index": list(range(size)), **dict.fromkeys(told, shares)}
    counts = [[(row * 31 + column) % 7 for column in range(size + 1)] for row in range(size + 1)]
    content = {
        "format": 1,
        "task": "segment",
        "weights": "best.pt",
        "names": [f"class {place}" for place in range(size)],
        "images": 1_000,
        "instances": [50] * size,
        "heads": {"box": {**head, "curves": {}}, "mask": {**head, "curves": {}}},
        "confusion": {"counts": counts, "confidence": 0.25},
        "missing": {},
    }
    (run / "reportgen.json").write_text(json.dumps(content, separators=(",", ":")))
    return [str(run)]


def runs(folder: Path, size: int) -> list[str]:
    from tests.benchmarks.scale import make_runs

    make_runs(folder / "runs", size, epochs=60, arguments=True)
    return [str(folder / "runs")]


def notes(folder: Path, size: int) -> list[str]:
    run = run_in(folder / "run")
    (run / "notes.md").write_text(
        ("> - *a* `b` [c](https://d.example) password=x\n" * size)[: size * 40]
    )
    return [str(run)]


def old_report(folder: Path, size: int) -> list[str]:
    """A report of many epochs, read back."""
    run = run_in(folder / "run", size, 24)
    whole = [sys.executable, "-m", "reportgen", str(run), "-q", "-o", str(folder / "old.html")]
    subprocess.run(whole, cwd=ROOT, check=True)
    return [str(folder / "old.html")]


def bomb(folder: Path, size: int) -> list[str]:
    """Megabytes of nothing in an archive."""
    with (
        zipfile.ZipFile(folder / "runs.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("run/results.csv", "w") as file,
    ):
        for _ in range(size):
            file.write(bytes(2**20))
    return [str(folder / "runs.zip")]


def pickles(folder: Path, size: int) -> list[str]:
    """A checkpoint of so many instructions."""
    run = run_in(folder / "run")
    (run / "weights").mkdir()
    with zipfile.ZipFile(run / "weights/best.pt", "w") as archive:
        archive.writestr("best/data.pkl", b"\x80\x02}" + b"K\x01K\x02s" * (size // 3) + b".")
    return [str(run)]


def nested(folder: Path, size: int) -> list[str]:
    """Arguments of one large YAML."""
    run = run_in(folder / "run")
    (run / "args.yaml").write_text("task: detect\nclasses: [" + "1," * size + "1]\n")
    return [str(run)]


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


def line_ends(folder: Path, size: int) -> list[str]:
    """Pictures of 512 kB as `MOST_PAIRS` allows, four CRs lost in each chunk of 64 kB."""
    chance = random.Random(0)
    chunks = b"".join(_png_chunk(_with_line_ends(chance)) for _ in range(8))
    content = b"\x89PNG\r\n\x1a\n" + chunks + _png_chunk(b"", b"IEND")
    run = run_in(folder / "run")
    for place in range(size):
        (run / f"val_batch{place}_pred.png").write_bytes(content.replace(b"\r\n", b"\n"))
    return [str(run)]


def _with_line_ends(chance: random.Random) -> bytes:
    body = bytearray(chance.randbytes(2**16).replace(b"\n", b"x").replace(b"\r", b"y"))
    for place in chance.sample(range(1, len(body)), 255):
        body[place] = ord("\n")
    found = [place for place, byte in enumerate(body) if byte == ord("\n") and place]
    for place in chance.sample(found, 4):
        body[place - 1] = ord("\r")
    return bytes(body)


def _png_chunk(body: bytes, kind: bytes = b"IDAT") -> bytes:
    check = zlib.crc32(kind + body).to_bytes(4)
    return len(body).to_bytes(4) + kind + body + check


def arguments(folder: Path, size: int) -> list[str]:
    run = run_in(folder / "run")
    lines = [f"argument{place}: {place}\n" for place in range(size)]
    (run / "args.yaml").write_text("".join(lines))
    return [str(run)]


CASES = {
    "epochs": Case("epochs × 60 columns", "read.table.rows.MAX_READ_CELLS", 20_000, epochs),
    "columns": Case("columns × 250 epochs", "read.table.rows.MAX_COLUMNS", 2_000, columns),
    "classes": Case("classes of two heads", "read.exact.json.MAX_MATRIX", 1_000, classes),
    "pictures": Case("pictures of 4,000 × 4,000", "page.picture.budget.MAX_BYTES", 200, pictures),
    "scans": Case("scans of a JPEG", "page.picture.bare.MAX_SCANNED", 2_000, scans),
    "line_ends": Case(
        "pictures of changed line ends", "read.plot.line_ends.MOST_PAIRS", 200, line_ends
    ),
    "trials": Case("trials of a search", "read.table.tune.MAX_TRIALS", 50_000, trials),
    "runs": Case("runs compared", "read.folder.below.MAX_FOLDERS", 400, runs),
    "folders": Case(
        "folders of only args.yaml", "read.folder.below.MAX_FOLDERS", 3_000, bare_folders
    ),
    "files": Case("files in a run", "read.folder.files.MAX_FILES", 10_000, files),
    "arguments": Case("arguments", "read.table.args.MAX_ITEMS", 5_000, arguments),
    "nested": Case("values of an argument", "read.table.args.MAX_BYTES", 60_000, nested),
    "notes": Case("lines of notes", "page.text.notes.MAX_BYTES", 800, notes),
    "headers": Case("headers of a tar", "read.folder.archive.MAX_ENTRIES", 500_000, headers),
    "bomb": Case("MiB of zeros in a zip", "read.folder.archive.MAX_RATIO", 400, bomb),
    "pickles": Case(
        "instructions of a pickle", "read.checkpoint.machine.MAX_INSTRUCTIONS", 500_000, pickles
    ),
    "report": Case(
        "epochs × 24 of an old report", "read.earlier.report.MAX_VALUES", 20_000, old_report
    ),
}


def limit(where: str) -> str:
    """A limit's name and its number."""
    module, _, name = where.rpartition(".")
    value = getattr(importlib.import_module(f"reportgen.{module}"), name)
    return f"`{module}.{name}` {value:,}"


def measured(command: list[str], place: Path) -> Cost:
    """The CPU time and the memory of a call."""
    start = [sys.executable, "-c", CALL, *command, "-q", "-o", str(place / "report.html")]
    with (place / "said").open("w+") as said:
        process = subprocess.Popen(start, stdout=said, stderr=said, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        said.seek(0)
        text = said.read()
    seconds = usage.ru_utime + usage.ru_stime
    code = os.waitstatus_to_exitcode(status)
    peak = re.search(r"PEAK (\d+)", text)
    lines = re.sub(r"PEAK \d+", "", text).strip().splitlines()
    return Cost(seconds, int(peak[1]) / 2**20 if peak else 0.0, code, lines[-1] if lines else "")


def exponent(costs: list[tuple[int, float]], least: float) -> float | None:
    """The slope of the time above `least` over the size, both as logarithms; None: it is flat."""
    if costs[-1][1] - least < 0.5:
        return None
    points = [(math.log(size), math.log(max(cost - least, 1e-9))) for size, cost in costs]
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
    return f"| {case.whole:,} {case.what} | {limit(case.limit)} | {came} | {numbers} |"


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("cases", nargs="*", choices=[*CASES, []], metavar="CASE")
    parser.add_argument("--write", action="store_true", help="put the table into docs/bounds.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        least = measured([str(run_in(Path(name) / "run"))], Path(name)).seconds
    lines = [
        "| input | bounded by | comes out | CPU s | MiB | grows with size^ |",
        "|---|---|---|--:|--:|--:|",
    ]
    print("\n".join(lines), flush=True)
    for name in options.cases or CASES:
        lines.append(row(CASES[name], least))
        print(lines[-1], flush=True)
    if options.write:
        before, _, rest = DOCUMENT.read_text("utf-8").partition(START)
        after = rest.partition(END)[2]
        table = "\n".join(lines)
        DOCUMENT.write_text(f"{before}{START}\n{table}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
