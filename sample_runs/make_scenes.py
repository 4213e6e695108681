"""Draws scenes for the tasks that judge every pixel: what each pixel shows, and how far it is.

python sample_runs/make_scenes.py FOLDER makes FOLDER/semantic and FOLDER/depth in the layout of
Ultralytics, each with a data.yaml. Ground, sky, trees and posts; all from the seed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 128
NAMES = ("ground", "sky", "tree", "post")
SCALE = 256
"""A depth map holds metres times this."""
SETS = {"train": 48, "val": 16}


def scene(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Picture (SIDE, SIDE, 3), class and metres of every pixel (SIDE, SIDE)."""
    rows = np.arange(SIDE)[:, None]
    horizon = int(random.integers(SIDE // 3, SIDE // 2))
    classes = np.where(rows < horizon, 1, 0) * np.ones((1, SIDE), int)
    ground = 60.0 / np.maximum(rows - horizon + 3, 3)
    metres = np.where(rows < horizon, 40.0, ground) * np.ones((1, SIDE))
    colours = np.array([(96, 112, 72), (150, 190, 225), (40, 90, 45), (120, 100, 90)], float)
    colours += random.normal(0, 12, colours.shape)
    for _ in range(int(random.integers(2, 6))):
        kind = int(random.choice([2, 3], p=[0.75, 0.25]))
        foot = int(random.integers(horizon + 8, SIDE - 2))
        far = float(60.0 / (foot - horizon + 3))
        wide, tall = (int(size / far) for size in ((70, 110) if kind == 2 else (14, 80)))
        left, top = int(random.integers(-10, SIDE)), max(0, foot - tall - 6)
        body = (slice(top, foot), slice(max(0, left), min(SIDE, left + wide + 3)))
        nearer = metres[body] > far
        classes[body] = np.where(nearer, kind, classes[body])
        metres[body] = np.where(nearer, far, metres[body])
    haze = np.clip(metres / 40, 0, 1)[..., None]
    picture = colours[classes] * (1 - 0.6 * haze) + 200 * 0.6 * haze
    picture += random.normal(0, 9, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8), classes.astype(np.uint8), metres


def main(folder: Path) -> None:
    """Write both data sets."""
    random = np.random.default_rng(7)
    for split, number in SETS.items():
        for index in range(number):
            picture, classes, metres = scene(random)
            name = f"{split}/{index:03}.png"
            for task, maps, values in (
                ("semantic", "masks", classes),
                ("depth", "depth", np.round(metres * SCALE).astype(np.uint16)),
            ):
                for kind, array in (("images", picture), (maps, values)):
                    path = folder / task / kind / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    Image.fromarray(array).save(path)
    names = "".join(f"  {number}: {name}\n" for number, name in enumerate(NAMES))
    head = "path: {}\ntrain: images/train\nval: images/val\n"
    for task, rest in (
        ("semantic", f"masks_dir: masks\nnames:\n{names}"),
        ("depth", f"depth_scale: {SCALE}\nmax_depth: 50\nnc: 1\nnames:\n  0: depth\n"),
    ):
        text = head.format((folder / task).resolve()) + rest
        (folder / task / "data.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
