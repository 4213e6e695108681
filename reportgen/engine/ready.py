"""The settings of a process that reads runs: the command's own, and each of a pool."""

from __future__ import annotations

import gc
import os
import warnings

COLLECTED_AT = 100_000
"""New objects from which on Python looks for cycles among them; its own 700 cost a run 20 ms."""


def calm() -> None:
    """The settings of a process that reads runs."""
    # There is no linear algebra here: starting a thread a core would only cost time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(COLLECTED_AT)
    if not os.environ.get("REPORTGEN_DEBUG"):
        # Numbers of a broken run overflow; what a library says of that helps nobody.
        warnings.simplefilter("ignore")


def cores() -> int:
    """The cores that this process may use; a batch job has fewer than the machine."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1
