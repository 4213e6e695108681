"""What it costs to look at a data set: seconds of CPU, and what is found of planted duplicates.

    python -m tests.benchmarks.survey [--pictures 20000] [--planted 200]

Draws pictures of 640 x 480 with two objects each, four fifths of them for training, plants copies
of training pictures in validation (recompressed, every other one flipped), looks at all, and
prints CPU seconds, milliseconds a picture, and how many of the planted pairs were found. Nothing
is asserted. Drawing takes longer than looking.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from reportgen.read.dataset.survey import survey

SIZE = (640, 480)
COARSE = (9, 12, 3)


def draw(rng: np.random.Generator) -> Image.Image:
    """A smooth scene unlike any other."""
    ground = Image.fromarray(rng.integers(0, 255, COARSE, dtype=np.uint8))
    return ground.resize(SIZE, Image.Resampling.BILINEAR)


def make(folder: Path, pictures: int, planted: int) -> Path:
    """The data file of a set with so many pictures, some of them in both splits."""
    rng = np.random.default_rng(0)
    train = pictures * 4 // 5
    for split in ("train", "val"):
        for kind in ("images", "labels"):
            (folder / kind / split).mkdir(parents=True)
    for number in range(pictures - planted):
        split = "train" if number < train else "val"
        _write(folder, split, f"{number:05d}", draw(rng))
    for number in range(planted):
        with Image.open(folder / "images" / "train" / f"{number:05d}.jpg") as image:
            copy = ImageOps.mirror(image) if number % 2 else image.copy()
        _write(folder, "val", f"copy{number:05d}", copy, quality=60)
    data = folder / "data.yaml"
    data.write_text("train: images/train\nval: images/val\nnames: [a, b]\n", encoding="utf-8")
    return data


def _write(folder: Path, split: str, name: str, image: Image.Image, *, quality: int = 85) -> None:
    image.save(folder / "images" / split / f"{name}.jpg", quality=quality)
    lines = "0 0.3 0.5 0.2 0.3\n1 0.7 0.4 0.1 0.2\n"
    (folder / "labels" / split / f"{name}.txt").write_text(lines, encoding="utf-8")


def main() -> None:
    """Draw, look, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", type=int, default=20_000)
    parser.add_argument("--planted", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = make(Path(scratch), options.pictures, options.planted)
        wall, cpu = time.perf_counter(), time.process_time()
        found = survey(data)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert found is not None
    alike = found.alike_count.get(("val", "train"), 0)
    print(
        f"{found.hashed} of {options.pictures} pictures looked at: {cpu:.1f} s of CPU "
        f"({1000 * cpu / max(1, found.hashed):.2f} ms a picture), {wall:.1f} s in all"
    )
    print(f"{alike} validation pictures found in training, {options.planted} were planted")
    for note in found.notes:
        print(note)


if __name__ == "__main__":
    main()
