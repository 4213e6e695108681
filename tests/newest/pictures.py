"""A handful of pictures for each task, in the layout that Ultralytics expects."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 64
NAMES = ("square", "bar")
SETS = {"train": 8, "val": 4}


def make(task: str, folder: Path) -> Path:
    """Write the pictures and labels of `task`; returns what ``data`` is to name."""
    random = np.random.default_rng(3)
    for split, number in SETS.items():
        for index in range(number):
            _write(task, folder, f"{split}/{index}", random)
    if task == "classify":
        return folder
    names = "".join(f"  {number}: {name}\n" for number, name in enumerate(NAMES))
    if task == "depth":
        names = "  0: depth\nnc: 1\ndepth_scale: 256\n"
    more = {"pose": "kpt_shape: [2, 3]\n", "semantic": "masks_dir: masks\n"}.get(task, "")
    text = f"path: {folder.resolve()}\ntrain: images/train\nval: images/val\n{more}names:\n{names}"
    data = folder / "data.yaml"
    data.write_text(text, encoding="utf-8")
    return data


def _write(task: str, folder: Path, name: str, random: np.random.Generator) -> None:
    kind = int(random.integers(2))
    wide, high = (24, 24) if kind == 0 else (36, 12)
    left, top = (int(random.integers(2, SIDE - size - 2)) for size in (wide, high))
    picture = random.integers(60, 100, (SIDE, SIDE, 3), dtype=np.uint8)
    picture[top : top + high, left : left + wide] = (220, 180 - 120 * kind, 60)
    split, index = name.split("/")
    place = f"{split}/{NAMES[kind]}/{index}.png" if task == "classify" else f"images/{name}.png"
    _save(folder / place, picture)
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[top : top + high, left : left + wide] = kind
    if task == "semantic":
        _save(folder / "masks" / f"{name}.png", mask)
    elif task == "depth":
        _save(folder / "depth" / f"{name}.png", (1_000 + 900 * mask.astype(np.uint16)))
    elif task != "classify":
        corners = ((left, top), (left + wide, top), (left + wide, top + high), (left, top + high))
        label = folder / "labels" / f"{name}.txt"
        label.parent.mkdir(parents=True, exist_ok=True)
        label.write_text(_label(task, kind, corners), encoding="utf-8")


def _label(task: str, kind: int, corners: tuple[tuple[int, int], ...]) -> str:
    points = [value / SIDE for corner in corners for value in corner]
    (left, top), (right, bottom) = corners[0], corners[2]
    box = ((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
    scaled = [value / SIDE for value in box]
    values = points if task in ("segment", "obb") else scaled
    if task == "pose":
        values = [*scaled, *points[:2], 2, *points[4:6], 2]
    return " ".join([str(kind), *(f"{value:.4f}" for value in values)]) + "\n"


def _save(path: Path, array: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path)
