"""Which engine a call gets, and the one that works in this process, one item after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from reportgen.engine.model import Delivery, Engine, Item, Result, outcome_of
from reportgen.engine.ready import cores


class OneProcess:
    """The engine that needs nothing."""

    far = False

    def __enter__(self) -> OneProcess:
        """Nothing to start."""
        return self

    def __exit__(self, *failure: object) -> None:
        """Nothing to end."""

    def results(
        self, work: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Delivery[Result]]:
        """Each item's outcome, made when it is asked for."""
        return (outcome_of(work, item) for item in items)


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
