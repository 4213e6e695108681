"""What reading the pictures of a run costs, against merely decoding them.

    python tests/benchmarks/reading_pictures.py RUN_FOLDER [REPEATS]

Prints, for the curve pictures and confusion matrices of the folder, the CPU time of decoding each
with Pillow, of reading its numbers (decoding included), and the ratio of the sums. The aim is a
ratio of 2, the limit 3.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from PIL import Image

from reportgen.read.plot.curves import read_curve


def best_time(work: Callable[[], object], repeats: int) -> float:
    """Smallest CPU time of several runs of `work`, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def decode(path: Path) -> None:
    """Read the file and decode the picture, nothing else."""
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        image.load()


def reader(path: Path) -> Callable[[], object] | None:
    """What reads the picture, or None when nothing does."""
    name = path.stem.removeprefix("Box").removeprefix("Mask").removeprefix("Pose")
    if name in ("F1_curve", "P_curve", "R_curve", "PR_curve"):
        return lambda: read_curve(path, name.removesuffix("_curve"))  # type: ignore[arg-type]
    if name.startswith("confusion_matrix"):
        return _matrix_reader(path)
    return None


def _matrix_reader(path: Path) -> Callable[[], object] | None:
    """`read_matrix` on the picture."""
    try:
        read_matrix = import_module("reportgen.read.matrix.picture").read_matrix
    except (ImportError, AttributeError):
        return None
    return lambda: read_matrix(path)


def main(folder: Path, repeats: int = 3) -> float:
    """Measure every picture of the folder; returns the ratio of the sums."""
    decoding = reading = 0.0
    for path in sorted(folder.glob("*.png")):
        read = reader(path)
        if read is None:
            continue
        floor, whole = best_time(partial(decode, path), repeats), best_time(read, repeats)
        decoding, reading = decoding + floor, reading + whole
        print(f"{path.name:36} decoding {floor * 1e3:6.1f} ms   reading {whole * 1e3:6.1f} ms")
    ratio = reading / decoding if decoding else float("nan")
    print(f"sum: decoding {decoding * 1e3:.0f} ms, reading {reading * 1e3:.0f} ms, {ratio:.2f} x")
    return ratio


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
