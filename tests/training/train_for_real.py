"""Trains a tiny model with an installed Ultralytics, and checks what the callback then wrote.

    python -m tests.training.train_for_real [segment|detect|pose|obb|classify ...] [--epochs N]
                                            [--keep FOLDER] [--command]

Needs reportgen and any Ultralytics from 8.0 on in the same environment, no GPU and no network; some
15 seconds a task and two epochs. It draws two dozen pictures, trains from scratch, and compares
``reportgen.json`` with what the validator held and with the plots of the same run, and
``reportgen-pictures.json`` with the labels that were drawn and, counted anew as the library does,
with its mAP50; best.pt is then validated once more by ``python -m reportgen.training val``, which
must record the same. What keeping costs of the validation's time is printed. ``--command`` trains
through ``python -m reportgen.training`` instead of `attach`. Exit code 1 when anything differs.
pytest does not collect it, as Ultralytics is no dependency of the tests.
"""

from __future__ import annotations

import argparse
import math
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from reportgen.anatomy.anatomy import Anatomy
from reportgen.read.exact import Exact
from reportgen.read.exact.json import read_exact
from reportgen.read.plot.curves import PlottedCurve, read_curve
from reportgen.read.recorded.file import read_recorded
from reportgen.read.recorded.model import Recorded
from reportgen.training import attach
from reportgen.training.recording import recorder_of

SIDE = 96  # pixels
NAMES = ("disc", "square", "triangle", "never seen")
LARGEST_DIFFERENCE = 0.006
LARGEST_MAP_DIFFERENCE = 0.02
"""Ultralytics counts predictions from confidence 0.001 on, of which those below 0.01 are not kept;
and it reads curves at other places than COCO."""
HARDLY = 0.1
"""A model with a lower mAP50 may find so little that its mistakes are not recorded."""
OF_VAL = ("imgsz", "batch", "workers", "device")
RECORDED = "reportgen-pictures.json"
PIXEL = 1 / 1800  # Of the width of a plot: on a steep line it is worth more than the height of one.
ARGUMENTS: dict[str, Any] = {
    "imgsz": SIDE,
    "batch": 8,
    "workers": 0,
    "device": "cpu",
    "pretrained": False,
    "optimizer": "AdamW",
    "lr0": 0.004,
    "mosaic": 0.0,
    "warmup_epochs": 1.0,
    "exist_ok": True,
}


def outline(kind: int, rng: np.random.Generator) -> np.ndarray:
    """Corners of a disc, square or triangle somewhere in the picture; shape (n, 2), 0 to 1."""
    corners = (24, 4, 3)[kind]
    angle = rng.uniform(0, 2 * np.pi) + np.arange(corners) * 2 * np.pi / corners
    centre, radius = rng.uniform(0.25, 0.75, 2), rng.uniform(0.12, 0.22)
    return centre + radius * np.c_[np.cos(angle), np.sin(angle)]


def label(task: str, kind: int, points: np.ndarray) -> str:
    """One line of a label file."""
    low, high = points.min(axis=0), points.max(axis=0)
    box = [*(low + high) / 2, *(high - low)]
    if task == "segment":
        values = list(points.ravel())
    elif task == "obb":
        centre, half = (low + high) / 2, (high - low) / 2
        turn = np.array([[0.8, -0.6], [0.6, 0.8]])
        corners = np.array([(-1, -0.5), (1, -0.5), (1, 0.5), (-1, 0.5)]) * half
        values = list((corners @ turn.T + centre).ravel())
    elif task == "pose":
        kind = 0
        values = [*box, *points[0], 2, *points[1], 2, *points[2], 2]
    else:
        values = box
    return " ".join([str(kind), *(f"{value:.5f}" for value in values)])


def draw(folder: Path, task: str, split: str, count: int, seed: int) -> None:
    """Pictures and labels of one split, in the layout that Ultralytics expects."""
    rng = np.random.default_rng(seed)
    for index in range(count):
        noise = rng.normal(110, 12, (SIDE, SIDE, 3)).clip(0, 255).astype(np.uint8)
        picture, lines = Image.fromarray(noise), []
        first = int(rng.integers(3))
        for kind in [first] if task == "classify" else [first, *rng.integers(0, 3, 2)]:
            points = outline(int(kind), rng)
            colour = tuple(int(v) for v in rng.integers(0, 255, 3))
            ImageDraw.Draw(picture).polygon([tuple(p) for p in points * SIDE], fill=colour)
            lines.append(label(task, int(kind), points))
        if task == "classify":
            place = folder / split / NAMES[first]
            place.mkdir(parents=True, exist_ok=True)
        else:
            place, labels = folder / "images" / split, folder / "labels" / split
            place.mkdir(parents=True, exist_ok=True)
            labels.mkdir(parents=True, exist_ok=True)
            (labels / f"{index:03}.txt").write_text("\n".join(lines) + "\n")
        picture.save(place / f"{index:03}.png")


def data_set(folder: Path, task: str) -> Path:
    """Draws the data of a task; the path to give as ``data``."""
    draw(folder, task, "train", 24, 1)
    draw(folder, task, "val", 16, 2)
    if task == "classify":
        return folder
    names = NAMES[:1] if task == "pose" else NAMES
    lines = [f"path: {folder}", "train: images/train", "val: images/val"]
    if task == "pose":
        lines += ["kpt_shape: [3, 3]", "flip_idx: [0, 1, 2]"]
    lines += ["names:", *(f"  {index}: {name}" for index, name in enumerate(names))]
    path = folder / "data.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


def train(task: str, options: argparse.Namespace, folder: Path) -> tuple[Path, Any]:
    """Trains; the run folder, and the validator where it can be had."""
    suffix = {"segment": "-seg", "pose": "-pose", "obb": "-obb", "classify": "-cls"}.get(task, "")
    model = f"yolov8n{suffix}.yaml"
    data = data_set(folder / f"data-{task}", task)
    arguments = {**ARGUMENTS, "data": str(data), "epochs": options.epochs}
    arguments |= {"project": str(folder / "runs"), "name": task}
    if options.command:
        words = [f"{key}={value}" for key, value in arguments.items()]
        sys.argv = ["yolo", task, "train", f"model={model}", *words]
        runpy.run_module("reportgen.training", run_name="__main__")
        return folder / "runs" / task, None
    from ultralytics import YOLO

    yolo = YOLO(model)
    kept: list[Any] = []
    attach(yolo)
    yolo.add_callback("on_train_end", kept.append)
    yolo.train(**arguments)
    return Path(kept[0].save_dir), kept[0].validator


def check(task: str, run: Path, validator: Any, epochs: int) -> list[str]:
    """What is wrong with the files in the run folder; one sentence each."""
    exact = read_exact(run / "reportgen.json")
    if not isinstance(exact, Exact):
        return [exact.reason]
    wrong = [] if (run / "report.html").is_file() else ["There is no report.html."]
    if (exact.task, exact.weights, exact.epochs) != (task, "best.pt", epochs):
        wrong.append(f"Unexpected: {exact.task}, {exact.weights}, {exact.epochs} epochs.")
    if validator is not None:
        wrong += against_validator(exact, validator)
        print(cost(validator))
    wrong += against_plots(exact, run)
    print(summary(exact))
    return wrong + ([] if task == "classify" else against_labels(exact, run))


def against_labels(exact: Exact, run: Path) -> list[str]:
    """What was recorded in each picture against the labels, in the training and once more."""
    data = f"data={run.parent.parent / f'data-{exact.task}' / 'data.yaml'}"
    weights = f"model={run / 'weights' / 'best.pt'}"
    again = [exact.task, "val", weights, data, *(f"{key}={ARGUMENTS[key]}" for key in OF_VAL)]
    records = [read_recorded(run / RECORDED)]
    command = [sys.executable, "-m", "reportgen.training", *again, f"project={run.parent}"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return [f"The validation failed: {done.stderr.strip().splitlines()[-1:]}"]
    records.append(read_recorded(run / RECORDED))
    wrong = []
    for record in records:
        if not isinstance(record, Recorded):
            hardly = all(float(head.map50.mean()) < HARDLY for head in exact.heads.values())
            print(f"  {record.reason}")
            wrong += [] if hardly else [record.reason]
            continue
        anatomy = Anatomy(record)
        objects = np.bincount(anatomy.table.truth_class, minlength=len(record.names)).tolist()
        box = exact.heads.get(record.head)
        told = float(box.map50.mean()) if box is not None else 0.0
        anew = min(counted_anew(record), key=lambda map50: abs(map50 - told))
        print(f"  {record.head}: {anatomy.count}, mAP50 {anatomy.map50:.4f}")
        print(f"  as the library counts {anew:.4f}, by the validator {told:.4f}")
        if (record.task, len(record.pictures)) != (exact.task, 16):
            wrong.append(f"Recorded: {record.task}, {len(record.pictures)} pictures.")
        if objects != list(exact.instances or ()):
            wrong.append(f"Recorded objects {objects}, validated {exact.instances}.")
        # On a busy machine NMS runs out of time, in one validation sooner than in the other.
        if record is records[0] and abs(anew - told) > LARGEST_MAP_DIFFERENCE:
            wrong.append(f"mAP50 {anew:.4f} as recorded, {told:.4f} as validated.")
    return wrong


def counted_anew(record: Recorded) -> tuple[float, float]:
    """mAP50 as Ultralytics counts it, in old and in late releases.

    A prediction may take the label that it overlaps most, and no other; COCO gives it the best one
    that is left. Exactly one half, as coarse masks often overlap, is less: a trifle is added to
    each union.
    """
    each = [_average_precisions(record, kind) for kind in range(len(record.names))]
    old, late = np.mean([values for values in each if values is not None], axis=0).tolist()
    return old, late


def _average_precisions(record: Recorded, kind: int) -> tuple[float, float] | None:
    """Average precision of one class at an overlap of 0.5; None where none is labelled.

    Beyond the highest recall precision falls to 0 slowly in old releases, at once in late ones.
    """
    labelled, found = 0, []
    for picture in record.pictures:
        true, predicted = picture.truth.classes == kind, picture.found.classes == kind
        overlap = picture.overlap[true][:, predicted]
        taken: set[int] = set()
        labelled += int(true.sum())
        for confidence, column in zip(picture.confidence[predicted], overlap.T, strict=True):
            fits = bool(column.size) and column.max() > 0.5
            hit = fits and int(column.argmax()) not in taken
            found.append((confidence, hit))
            taken |= {int(column.argmax())} if hit else set()
    if not labelled or not found:
        return (0.0, 0.0) if labelled else None
    right = np.array([hit for _, hit in sorted(found, key=lambda each: -each[0])]).cumsum()
    precision = right / np.arange(1, len(right) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    recall, heights = np.r_[0, right / labelled], np.r_[1, envelope, 0]
    old, late = (
        float(np.interp(np.linspace(0, 1, 101), np.r_[recall, end], heights).mean())
        for end in (1, recall[-1])
    )
    return old, late


def cost(validator: Any) -> str:
    """What keeping took of the last validation's time, in one line."""
    recorder = recorder_of(validator)
    if recorder is None:
        return "  Nothing was recorded."
    whole = sum(validator.speed.values()) / 1000 * recorder.passed
    return (
        f"  keeping took {recorder.seconds:.3f} s, {recorder.seconds / whole:.1%} of {whole:.2f} s"
    )


def against_validator(exact: Exact, validator: Any) -> list[str]:
    """Means, as Ultralytics computes them itself, against the means of what was written."""
    wrong = []
    for key, attribute in (("box", "box"), ("mask", "seg"), ("pose", "pose")):
        head = exact.heads.get(key)
        if head is None:
            continue
        means = getattr(validator.metrics, attribute).mean_results()
        ours = [head.precision, head.recall, head.map50, head.map50_95]
        if not np.allclose([values.mean() for values in ours], means, atol=2e-6):
            wrong.append(f"{key}: other means than the validator's.")
    matrix = np.asarray(validator.confusion_matrix.matrix)
    if exact.confusion is not None and exact.confusion.counts.sum() != matrix.sum():
        wrong.append("Another confusion matrix than the validator's.")
    return wrong


def against_plots(exact: Exact, run: Path) -> list[str]:
    """Curves read from the pictures of the run against those written; legends must be equal."""
    wrong = []
    for key, head in exact.heads.items():
        for kind, curve in head.curves.items():
            names = [f"{key.capitalize()}{kind}_curve.png", f"{kind}_curve.png"]
            path = next((run / name for name in names if (run / name).is_file()), run / names[0])
            read = read_curve(path, kind)
            if not isinstance(read, PlottedCurve):
                print(f"  {path.name}: {read.reason}")
                continue
            if not same_legend(read.legend, curve.legend):
                wrong.append(f"{path.name}: legend {read.legend}, written {curve.legend}.")
            steep = np.abs(np.gradient(curve.mean, curve.x))
            apart = (np.abs(read.mean - curve.mean) - PIXEL * steep)[1:-1]
            for start, stop in read.drops:
                apart[(curve.x[1:-1] >= start - 0.005) & (curve.x[1:-1] <= stop + 0.005)] = 0
            print(f"  {path.name}: {curve.legend}, apart by {np.nanmax(apart):.4f}")
            if np.nanmax(apart) > LARGEST_DIFFERENCE:
                wrong.append(f"{path.name}: apart by {np.nanmax(apart):.4f}.")
    return wrong


def same_legend(first: Any, second: Any) -> bool:
    """Equal, but for the last decimal of a value that lies between two."""
    if (first.confidence is None) != (second.confidence is None):
        return False
    near = math.isclose(first.value, second.value, abs_tol=1e-9)
    return near and first.confidence == second.confidence


def summary(exact: Exact) -> str:
    """What was written, in a few lines."""
    counts = None if exact.confusion is None else exact.confusion.counts.astype(int).tolist()
    lines = [
        f"  {exact.ultralytics} {exact.task} of {exact.weights}: {exact.names}, "
        f"{exact.images} pictures, instances {exact.instances}",
        f"  confusion {counts} from {exact.confusion and exact.confusion.confidence}",
    ]
    for key, head in exact.heads.items():
        maps = np.round(head.map50, 3).tolist()
        lines.append(f"  {key}: classes {head.class_index}, mAP50 {maps}, {list(head.curves)}")
    lines += [f"  missing {part}: {why}" for part, why in exact.missing.items()]
    return "\n".join(lines)


def main() -> int:
    """Train and check each task; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description="Train tiny models and check reportgen.json.")
    parser.add_argument("tasks", nargs="*", default=["segment"])
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--command", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("YOLO_OFFLINE", "true")
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        for task in options.tasks:
            run, validator = train(task, options, folder)
            print(f"{task}: {run}")
            wrong += check(task, run, validator, options.epochs)
    print("\n".join(f"WRONG: {sentence}" for sentence in wrong) or "All right.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
