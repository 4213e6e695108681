"""Draws the synthetic data sets that the sample runs were trained on.

    python make_pictures.py easy       large, clear shapes: 600 training and 80 validation pictures
    python make_pictures.py clear      the same with a colour for each class: 240 and 80 pictures
    python make_pictures.py shapes     small shapes of low contrast: 160 and 48 pictures
    python make_pictures.py coloured   shapes with a colour for each class: 260 and 80 pictures

Writes a folder of that name, in the layout that Ultralytics expects, and NAME.yaml beside it.
Needs numpy and opencv-python-headless. Six classes, the rarest 13 times rarer than the commonest;
the coloured ones are equally frequent.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

NAMES = ("disc", "square", "triangle", "star", "ring segment", "cross")
SHARES = (0.38, 0.26, 0.16, 0.11, 0.06, 0.03)
EVEN = (1 / 6,) * 6
COLOURS = (
    (40, 40, 220),
    (60, 190, 60),
    (220, 90, 40),
    (40, 200, 220),
    (200, 60, 190),
    (230, 230, 230),
)
SIDE = 320  # pixels


@dataclass(frozen=True)
class DataSet:
    objects: tuple[int, int]  # fewest, and one more than most, in a picture
    radius: tuple[float, float]  # pixels
    contrast: tuple[float, float]  # grey levels against the background
    texture: float  # standard deviation in grey levels
    splits: tuple[tuple[str, int, int], ...]  # name, pictures, seed
    shares: tuple[float, ...] = SHARES
    coloured: bool = False  # whether each class has a colour of its own


DATA_SETS = {
    "easy": DataSet((2, 6), (28, 78), (60, 130), 8, (("train", 600, 21), ("val", 80, 22))),
    "clear": DataSet(
        (2, 6), (28, 78), (60, 130), 8, (("train", 240, 41), ("val", 80, 42)), EVEN, coloured=True
    ),
    "shapes": DataSet((2, 9), (12, 48), (18, 80), 14, (("train", 160, 1), ("val", 48, 2))),
    "coloured": DataSet(
        (2, 7), (20, 64), (60, 130), 8, (("train", 260, 31), ("val", 80, 32)), EVEN, coloured=True
    ),
}


def outline(kind: int, radius: float, rng: np.random.Generator) -> np.ndarray:
    """Corners of a shape around 0, turned by a random angle; float, shape (n, 2), pixels."""
    turn = rng.uniform(0, 2 * np.pi)
    name = NAMES[kind]
    if name == "disc":
        angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        points = np.c_[np.cos(angle), np.sin(angle) * rng.uniform(0.75, 1)]
    elif name == "square":
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        points = corners * [1, rng.uniform(0.6, 1)] * 0.85
    elif name == "triangle":
        angle = np.array([0, 2.1, 4.2]) + rng.normal(0, 0.12, 3)
        points = np.c_[np.cos(angle), np.sin(angle)]
    elif name == "star":
        angle = np.arange(10) * np.pi / 5
        reach = np.where(np.arange(10) % 2, 0.45, 1)
        points = np.c_[np.cos(angle) * reach, np.sin(angle) * reach]
    elif name == "ring segment":
        angle = np.linspace(0, rng.uniform(2.2, 4.2), 24)
        arc = np.c_[np.cos(angle), np.sin(angle)]
        points = np.r_[arc, arc[::-1] * 0.55]
    else:
        w = 0.32
        quarter = [[-w, -1], [w, -1], [w, -w], [1, -w], [1, w], [w, w]]
        points = np.array(quarter + [[-x, -y] for x, y in quarter])
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return points @ rotation.T * radius


def background(rng: np.random.Generator) -> np.ndarray:
    """A smooth coloured ground with some noise; uint8, shape (SIDE, SIDE, 3)."""
    patches = rng.uniform(40, 215, (rng.integers(2, 7), rng.integers(2, 7), 3)).astype(np.float32)
    ground = cv2.resize(patches, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    noise = rng.normal(0, 18, (SIDE // 4, SIDE // 4, 3)).astype(np.float32)
    return np.clip(ground + cv2.resize(noise, (SIDE, SIDE)), 0, 255).astype(np.uint8)


def picture(data: DataSet, rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """One picture and its label lines (class and polygon, 0 to 1)."""
    image, labels = background(rng), []
    taken = np.zeros((SIDE, SIDE), np.uint8)
    for _ in range(rng.integers(*data.objects)):
        kind = rng.choice(len(NAMES), p=data.shares)
        radius = rng.uniform(*data.radius)
        centre = rng.uniform(0.08 * SIDE, 0.92 * SIDE, 2)
        points = np.clip(outline(kind, radius, rng) + centre, 0, SIDE - 1)
        mask = np.zeros((SIDE, SIDE), np.uint8)
        cv2.fillPoly(mask, [points.astype(np.int32)], 1)
        if mask.sum() < 80 or (mask & taken).sum() > 0.25 * mask.sum():
            continue
        taken |= mask
        image = paint(image, mask, kind, data, rng)
        labels.append(f"{kind} " + " ".join(f"{v:.5f}" for v in (points / SIDE).ravel()))
    image = cv2.GaussianBlur(image, (3, 3), 0)
    return np.clip(image + rng.normal(0, 6, image.shape), 0, 255).astype(np.uint8), labels


def paint(
    image: np.ndarray, mask: np.ndarray, kind: int, data: DataSet, rng: np.random.Generator
) -> np.ndarray:
    """The picture with one more object: of its class's colour, or lighter or darker than before."""
    sign = rng.choice([-1, 1], 3)
    colour = np.clip(image[mask > 0].mean(0) + sign * rng.uniform(*data.contrast, 3), 0, 255)
    if data.coloured:
        colour = np.clip(np.array(COLOURS[kind]) + rng.normal(0, 18, 3), 0, 255)
    grain = rng.normal(0, data.texture, (SIDE // 8, SIDE // 8, 3)).astype(np.float32)
    opacity = mask[..., None] * rng.uniform(0.7, 1)
    painted = image * (1 - opacity) + (colour + cv2.resize(grain, (SIDE, SIDE))) * opacity
    return np.clip(painted, 0, 255).astype(np.uint8)


def write(name: str) -> None:
    data = DATA_SETS[name]
    for split, count, seed in data.splits:
        rng = np.random.default_rng(seed)
        images, labels = Path(name, "images", split), Path(name, "labels", split)
        images.mkdir(parents=True, exist_ok=True)
        labels.mkdir(parents=True, exist_ok=True)
        for index in range(count):
            image, lines = picture(data, rng)
            stem = f"{split}_{index:04d}"
            cv2.imwrite(str(images / f"{stem}.jpg"), image, [cv2.IMWRITE_JPEG_QUALITY, 88])
            (labels / f"{stem}.txt").write_text("\n".join(lines) + "\n")
    names = "".join(f"  {index}: {label}\n" for index, label in enumerate(NAMES))
    place = f"path: {Path(name).resolve()}\ntrain: images/train\nval: images/val\n"
    Path(f"{name}.yaml").write_text(f"{place}names:\n{names}")


if __name__ == "__main__":
    write(sys.argv[1])
