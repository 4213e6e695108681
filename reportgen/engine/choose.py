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


def engine_for(jobs: int | None = None, cluster: str | None = None) -> Engine:
    """The cluster at an address, else a pool of `jobs` processes (None: one a core).

    One job is this process. ``local`` is a cluster that is started here, with `jobs` workers.
    """
    if cluster:
        from reportgen.engine.cluster import Cluster

        return Cluster(cluster, jobs)
    number = cores() if jobs is None else jobs
    if number < 2:
        return OneProcess()
    from reportgen.engine.pool import Pool

    return Pool(number)
