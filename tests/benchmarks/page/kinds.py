"""One page of each kind, to be looked at: of one run up to three hundred, a search, a site."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from reportgen import read_run, report
from reportgen.page.shell.renewal import Renewal, renewing
from tests.benchmarks.scale import make_runs

SAMPLES = Path(__file__).resolve().parents[3] / "sample_runs"
PICTURES = 8_000_000
"""Bytes of pictures that the page of one run holds."""
EPOCHS = 60
TRIALS = 60


def _copy(name: str, target: Path) -> Path:
    shutil.copytree(SAMPLES / name, target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755)
    return target


def _one(folder: Path) -> Path:
    """A sound run with so many validation pictures that all pictures take 8 MB."""
    run = _copy("segment-short", folder / "one")
    sides = [run / f"val_batch0_{side}.jpg" for side in ("labels", "pred")]
    each = sum(side.stat().st_size for side in sides)
    held = sum(path.stat().st_size for path in run.iterdir() if path.suffix in (".jpg", ".png"))
    for number in range(2, 2 + (PICTURES - held) // each):
        for side in sides:
            shutil.copyfile(side, run / side.name.replace("batch0", f"batch{number}"))
    return report(run, folder / "one.html")


def _recorded(folder: Path) -> Path:
    return report(SAMPLES / "segment-pictures", folder / "recorded.html")


def _two(folder: Path) -> Path:
    """Two runs with a recorded validation, on the same pictures."""
    other = _copy("segment-pictures", folder / "other")
    rows = list(csv.reader(io.StringIO((other / "results.csv").read_text("utf-8"))))
    text = "\n".join(",".join(row) for row in rows[:-3]) + "\n"
    (other / "results.csv").write_text(text, "utf-8")
    return report([SAMPLES / "segment-pictures", other], folder / "two.html")


def _made(count: int) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        runs = make_runs(folder / f"runs{count}", count, epochs=EPOCHS, arguments=True)
        return report(list(runs), folder / f"many{count}.html")

    return build


def _search(folder: Path) -> Path:
    draw = random.Random(2)
    names = ["lr0", "lrf", "momentum", "box", "cls", "dfl", "hsv_h", "mosaic", "mixup"]
    rows = [",".join(["fitness", *names])]
    for _ in range(TRIALS):
        values = [draw.random() for _ in names]
        rows.append(",".join(map(repr, [0.3 + 0.1 * values[0], *values])))
    tune = folder / "tune"
    tune.mkdir()
    (tune / "tune_results.csv").write_text("\n".join(rows), "utf-8")
    return report(tune, folder / "search.html")


def _site(folder: Path) -> Path:
    if (folder / "site").is_dir():
        return folder / "site" / "index.html"
    names = ("segment-short", "segment-overfit", "segment-interrupted", "detect")
    runs = [str(SAMPLES / name) for name in names]
    runs += map(str, make_runs(folder / "made", 30, epochs=EPOCHS, arguments=True))
    command = [sys.executable, "-m", "reportgen", *runs, "--site", str(folder / "site"), "-q"]
    subprocess.run(command, check=True)
    return folder / "site" / "index.html"


def _together(folder: Path) -> str:
    """The index of the site with eight runs ticked, as its address tells them."""
    index = _site(folder)
    runs = json.loads((index.parent / "runs.json").read_text("utf-8"))["runs"]
    return f"{index}#compare={','.join(run['id'] for run in runs[:8])}"


def _missing(folder: Path) -> Path:
    return _site(folder).with_name("404.html")


def _watch(folder: Path) -> Path:
    """A training that goes on: no plots yet, and the times of its files are those of its epochs."""
    run = _copy("segment-overfit", folder / "train")
    for path in (*run.glob("*.png"), *run.glob("val_batch*")):
        path.unlink()
    lines = (run / "results.csv").read_text("utf-8").splitlines(keepends=True)[:61]
    (run / "results.csv").write_text("".join(lines), "utf-8")
    seconds = float(
        dict(zip(*(line.split(",") for line in (lines[0], lines[-1])), strict=True))["time"]
    )
    now = time.time()
    for name, then in (("results.csv", now), ("args.yaml", now - seconds)):
        os.utime(run / name, (then, then))
    with renewing(Renewal(300, "12:00:00")):
        return report([read_run(run, read_pictures=False)], folder / "watch.html")


KINDS: dict[str, Callable[[Path], Path | str]] = {
    "one": _one,
    "recorded": _recorded,
    "two": _two,
    "14": _made(14),
    "40": _made(40),
    "300": _made(300),
    "search": _search,
    "site": _site,
    "together": _together,
    "404": _missing,
    "watch": _watch,
}
"""What builds a page of each kind in a folder."""
