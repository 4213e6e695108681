"""Which engine a call gets."""

from __future__ import annotations

from reportgen.engine.model import Engine
from reportgen.engine.one import OneProcess
from reportgen.engine.ready import cores


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
