"""Which engine a call gets."""

from __future__ import annotations

import os

from reportgen.engine.model import Engine
from reportgen.engine.one import OneProcess


def cores() -> int:
    """The cores that this process may use; a batch job has fewer than the machine."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1


def engine_for(jobs: int | None = None) -> Engine:
    """A pool of `jobs` processes (None: one a core), or this process where that is one."""
    number = cores() if jobs is None else jobs
    if number < 2:
        return OneProcess()
    from reportgen.engine.pool import Pool

    return Pool(number)
