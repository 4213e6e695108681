"""Make a small copy of a checkpoint for a sample run: everything but the numbers of its tensors.

    python sample_runs/strip_tensors.py runs/segment/train/weights/best.pt best.pt

The copy reads as the original does, in a hundredth of its size. It can no longer predict.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

# So that the same checkpoint gives the same copy; the earliest time that a zip archive can hold.
_TIME = (1980, 1, 1, 0, 0, 0)


def strip_tensors(source: Path, target: Path) -> None:
    """Copy the checkpoint `source` to `target` without the entries ``NAME/data/*``.

    Raises ValueError when `source` holds no ``NAME/data.pkl``, and whatever zipfile raises.
    """
    with zipfile.ZipFile(source) as archive:
        kept = [name for name in archive.namelist() if not _is_tensor(name)]
        if not any(name.endswith("/data.pkl") for name in kept):
            raise ValueError(f"{source} is no checkpoint: it holds no data.pkl.")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as copy:
            for name in kept:
                entry = zipfile.ZipInfo(name, _TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                copy.writestr(entry, archive.read(name))


def _is_tensor(name: str) -> bool:
    """Whether an entry is ``NAME/data/NUMBER``, as torch.save names them."""
    parts = name.split("/")
    return len(parts) == 3 and parts[1] == "data" and parts[2].isdigit()


if __name__ == "__main__":
    strip_tensors(Path(sys.argv[1]), Path(sys.argv[2]))
