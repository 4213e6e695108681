"""Trains the runs of tests/data/planted: each with one cause planted, known beforehand.

    python -m tests.truth.planted.make WORK            the data sets, the base model, all runs
    python -m tests.truth.planted.make WORK frozen     one run

WORK/start.pt must hold a model that knows the shapes: best.pt of the sample run `segment-short`,
which `sample_runs/train.py` trains. Needs Ultralytics (8.4.190 was used), which the tests do not.
Everything is trained on the CPU from pictures drawn here; WORK/kept/<name> is what goes into
tests/data/planted, with its paths scrubbed.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2
import numpy as np

from sample_runs.make_pictures import DataSet, picture

NAMES = ("disc", "square", "triangle", "star", "ring segment", "cross")
SIDE = 128
COMMON = {
    "imgsz": SIDE,
    "device": "cpu",
    "workers": 0,
    "amp": False,
    "batch": 16,
    "exist_ok": True,
    "verbose": False,
}
CLEAR = DataSet((1, 4), (40, 110), (70, 140), 6, ())
KEPT = ("results.csv", "args.yaml", "confusion_matrix_normalized.png")
WHERE = re.compile(r"(?<=\s)/\S*/")
"""The folder of a whole path."""


def main(work: Path, only: str | None) -> None:
    """Draw, train and keep; what is there already is not made again."""
    work.mkdir(parents=True, exist_ok=True)
    os.chdir(work)
    data = draw_all()
    base = train_base(data["base"])
    for name, plant in PLANTS.items():
        if only in (None, name) and (only or not Path("kept", name).exists()):
            keep(name, plant(name, data, base))


# --- pictures ------------------------------------------------------------------------------------


def draw_all() -> dict[str, Path]:
    """The data sets, by name, as the paths of their yaml files."""
    draw("base", {"train": (240, 31), "val": (40, 32)})
    draw("small", {"train": (48, 41), "val": (24, 42)})
    draw("eight", {"train": (8, 51), "val": (16, 52)})
    unlabelled = draw("val-unlabelled", {"train": (48, 41), "val": (24, 42)})
    shutil.rmtree(unlabelled / "labels" / "val", ignore_errors=True)
    swapped = draw("class-order", {"train": (48, 41), "val": (24, 42)})
    renumber(swapped / "labels" / "val", [sorted(NAMES).index(name) for name in NAMES])
    shifted = draw("class-shift", {"train": (60, 71), "val": (30, 72)})
    renumber(shifted / "labels" / "val", [1, 2, 3, 4, 5, 0])
    draw("val-is-train", {"train": (48, 41)}, val="train")
    return {path.stem: path.resolve() for path in Path("data").glob("*.yaml")}


def draw(name: str, splits: dict[str, tuple[int, int]], val: str = "val") -> Path:
    """A data set: pictures and a seed by split; `val` names the split to validate on."""
    folder = Path("data", name)
    for split, (count, seed) in splits.items():
        rng = np.random.default_rng(seed)
        for kind in ("images", "labels"):
            (folder / kind / split).mkdir(parents=True, exist_ok=True)
        for index in range(count):
            image, lines = picture(CLEAR, rng)
            small = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
            cv2.imwrite(str(folder / "images" / split / f"{index:03d}.jpg"), small)
            labels = "\n".join(map(boxed, lines))
            (folder / "labels" / split / f"{index:03d}.txt").write_text(labels + "\n")
    names = "".join(f"  {index}: {label}\n" for index, label in enumerate(NAMES))
    folder.with_suffix(".yaml").write_text(
        f"path: {folder.resolve()}\ntrain: images/train\nval: images/{val}\nnames:\n{names}"
    )
    return folder


def boxed(line: str) -> str:
    """A label line of a polygon as one of its box."""
    kind, *values = line.split()
    points = np.array(values, dtype=float).reshape(-1, 2)
    low, high = points.min(axis=0), points.max(axis=0)
    numbers = (*((low + high) / 2), *(high - low))
    return f"{kind} " + " ".join(f"{value:.5f}" for value in numbers)


def renumber(labels: Path, order: Sequence[int]) -> None:
    """Number the classes anew, the old number 0 as `order[0]`: as a second tool would."""
    for file in labels.glob("*.txt"):
        lines = [line.split(" ", 1) for line in file.read_text().splitlines() if line]
        file.write_text("".join(f"{order[int(kind)]} {rest}\n" for kind, rest in lines))


# --- trainings -----------------------------------------------------------------------------------

Plant = Callable[[str, dict[str, Path], str], Path]


def train_base(data: Path) -> str:
    """The finished model that most plants start from; also kept as the sound run."""
    weights = Path("runs/base/weights/best.pt")
    if not weights.exists():
        start = str(Path("start.pt").resolve())
        keep("sound", train("base", "yolo11n.yaml", data, epochs=30, pretrained=start))
    start = Path("shapes.pt")
    shutil.copy(weights, start)
    return str(start.resolve())


def train(name: str, model: str, data: Path, **arguments: Any) -> Path:
    """One training of Ultralytics; its run folder."""
    from ultralytics import YOLO

    project = str(Path("runs").resolve())
    YOLO(model).train(name=name, project=project, data=str(data), **COMMON | arguments)
    return Path("runs", name)


def planted(data_name: str, **arguments: Any) -> Plant:
    """A plant that goes on from the finished model."""
    return lambda name, data, base: train(name, base, data[data_name], **arguments)


def scratch(data_name: str, **arguments: Any) -> Plant:
    """A plant that starts from nothing."""
    return lambda name, data, _: train(
        name, "yolo11n.yaml", data[data_name], pretrained=False, **arguments
    )


def resumed(name: str, data: dict[str, Path], base: str) -> Path:
    """A training that is killed in epoch 7 of 14, and resumed."""
    from ultralytics import YOLO

    class Killed(Exception):
        pass

    def kill(trainer: Any) -> None:
        if trainer.epoch == 6:
            raise Killed

    model = YOLO(base)
    model.add_callback("on_train_epoch_start", kill)
    project = str(Path("runs").resolve())
    try:
        model.train(name=name, project=project, data=str(data["small"]), **COMMON | {"epochs": 14})
    except Killed:
        YOLO(f"runs/{name}/weights/last.pt").train(resume=True)
    return Path("runs", name)


PLANTS: dict[str, Plant] = {
    "val-unlabelled": planted("val-unlabelled", epochs=12),
    "val-is-train": planted("val-is-train", epochs=12),
    "frozen": scratch("small", epochs=15, freeze=22),
    "rate-times-100": planted("small", epochs=12, optimizer="SGD", lr0=1.0, warmup_epochs=0),
    "rate-by-1000": scratch("small", epochs=15, optimizer="SGD", lr0=1e-5),
    "batch-2": planted("small", epochs=20, batch=2),
    "warm-up-only": scratch("small", epochs=15, warmup_epochs=20, optimizer="SGD", lr0=0.01),
    "class-order": planted("class-order", epochs=12),
    "class-shift": planted("class-shift", epochs=12),
    "mosaic-kept": planted("small", epochs=15, close_mosaic=0),
    "eight-pictures": scratch("eight", epochs=30),
    "resumed": resumed,
    "fine-tune-lost": planted("small", epochs=16, optimizer="SGD", lr0=0.01),
}


# --- what is kept --------------------------------------------------------------------------------


def keep(name: str, run: Path) -> None:
    """Copy what the tests need of a run folder, without the paths of this machine."""
    kept = Path("kept", name)
    # The matrix of a model that finds nothing shows nothing.
    scored = name not in (
        "val-unlabelled",
        "frozen",
        "rate-by-1000",
        "warm-up-only",
        "eight-pictures",
    )
    kept.mkdir(parents=True, exist_ok=True)
    for file in KEPT:
        if (run / file).exists() and (scored or not file.endswith(".png")):
            shutil.copy(run / file, kept / file)
    args = kept / "args.yaml"
    args.write_text(WHERE.sub("/home/u/", args.read_text()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if sys.argv[2:] else None)
