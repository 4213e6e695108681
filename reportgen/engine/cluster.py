"""Work on a cluster of Dask distributed: that at an address, or one started on this machine.

The same chunks and the same order as in a pool. What Dask does otherwise than one would think is
met here: versions that differ are only warned of, a dead scheduler ends a stream without a word,
and whatever is submitted then waits for ever.
"""

from __future__ import annotations

import gc
import logging
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

from reportgen.about import __version__
from reportgen.engine.model import Delivery, Item, Result, lost, outcomes_of, sent_ahead
from reportgen.engine.ready import calm, cores
from reportgen.errors import ReportError

LOCAL = "local"
EXTRA = "pip install yolo-reportgen[cluster]"
TOGETHER = 40
"""Items of one task: ten thousand tasks of one item keep a scheduler busier than the workers."""
AHEAD = 3
"""Tasks a worker that are under way: results wait in memory for their turn."""
CONNECT_SECONDS = 15
WORKERS_SECONDS = 60
"""How long the first worker is waited for: batch systems start them one by one."""
SILENT_SECONDS = 20
"""How long a scheduler may be away before it counts as gone."""
_ASKED = 0.05
"""Seconds between two looks at a task."""
_LOUD = ("distributed", "distributed.client", "distributed.core", "asyncio", "tornado")
"""Loggers that write tracebacks of their own where a scheduler goes away."""
_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": "268435456",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
"""Environment of workers: Dask has memory given back at each chance, which costs half the speed."""


class _Task(NamedTuple):
    """Items that went out together."""

    items: Sequence[Any]
    future: Any


class Cluster:
    """A scheduler and its workers."""

    far = True

    def __init__(self, address: str, jobs: int | None = None) -> None:
        """`address` is ``tcp://…`` of a scheduler, or ``local`` for one with `jobs` workers."""
        self._address, self._jobs = address, jobs or cores()
        self._client: Any = None
        self._local: Any = None
        self._main: ModuleType | None = None

    def __enter__(self) -> Cluster:
        """Connect. Raises ReportError where that is not possible, or where versions differ."""
        try:
            from distributed import Client
        except ImportError:
            raise ReportError(
                f"--cluster needs another package. Install it with: {EXTRA}"
            ) from None
        for name in _LOUD:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            if self._address == LOCAL:
                self._local = self._started()
            make: Any = Client
            patience = WORKERS_SECONDS if self._local else CONNECT_SECONDS
            self._client = make(self._local or self._address, timeout=patience)
        except Exception as error:
            self._close()
            raise ReportError(
                f"No scheduler answers at {self._address} ({type(error).__name__}). "
                "Check the address, or start one with: dask scheduler"
            ) from None
        try:
            self._check()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        """Leave the scheduler, and end the one that was started here."""
        self._close()

    def results(
        self, work: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Delivery[Result]]:
        """Each item's outcome in turn; see `Engine`.

        Raises ReportError where the scheduler goes away; what was told before is whole.
        """
        workers = max(1, len(self._client.nthreads()))
        size = max(1, min(TOGETHER, -(-len(items) // (2 * workers))))
        done = 0
        for task in sent_ahead(partial(self._sent, work), items, size, AHEAD * workers):
            for outcome in self._outcomes(work, task, (done, len(items))):
                done += 1
                yield outcome

    def _sent(self, work: Callable[[Item], Result], items: Sequence[Item]) -> _Task:
        # The same items may be asked for twice in a call: no result of before is meant.
        return _Task(items, self._client.submit(_outcomes_there, work, items, pure=False))

    def _outcomes(
        self, work: Callable[[Item], Result], task: _Task, place: tuple[int, int]
    ) -> Iterator[Delivery[Result]]:
        """Those of one task. One whose workers died is halved until the item is alone."""
        from distributed import KilledWorker

        self._wait(task.future, place)
        error = None
        outcomes: Sequence[Delivery[Result]] = []
        try:
            if task.future.status == "error":
                error = task.future.exception(timeout=CONNECT_SECONDS)
            else:
                outcomes = task.future.result(timeout=CONNECT_SECONDS)
        except (CancelledError, OSError):
            # It was done: what it gave is out of reach, for the scheduler went away since.
            raise self._gone(*place) from None
        # Else its worker would keep what came of it until Python looks for cycles here.
        task.future.release()
        if error is None:
            yield from outcomes
        elif not isinstance(error, KilledWorker):
            yield from (Delivery(error=error) for _ in task.items)
        elif len(task.items) == 1:
            yield Delivery(error=lost(task.items[0]))
        else:
            middle = len(task.items) // 2
            for half in (task.items[:middle], task.items[middle:]):
                yield from self._outcomes(work, self._sent(work, half), place)

    def _wait(self, future: Any, place: tuple[int, int]) -> None:
        """Until the task is done. Raises ReportError where the scheduler is gone."""
        silent = 0.0
        # Asked, not waited for: each time-out of Dask's own would keep what is at hand here.
        while not future.done():
            time.sleep(_ASKED)
            silent = 0.0 if self._client.status == "running" else silent + _ASKED
            if silent > SILENT_SECONDS:
                raise self._gone(*place)

    def _gone(self, done: int, total: int) -> ReportError:
        return ReportError(
            f"The scheduler at {self._address} went away; {done} of {total} runs were read. "
            "What was written stays: call again to go on."
        )

    def _check(self) -> None:
        """Raise ReportError unless there are workers, all with the versions of this process."""
        try:
            self._client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except Exception:
            raise ReportError(
                f"The scheduler at {self._address} has no workers. "
                f"Start some with: dask worker {self._address}"
            ) from None
        try:
            told = self._client.run(versions)
        except Exception:
            raise ReportError(
                f"The workers at {self._address} cannot load reportgen {__version__}. "
                f"Install it there: {EXTRA}"
            ) from None
        self._refuse_other_versions(told.values())

    def _refuse_other_versions(self, told: Iterable[Mapping[str, str]]) -> None:
        ours = versions()
        for theirs in told:
            differ = [name for name in ours if theirs[name] != ours[name]]
            if differ:
                raise ReportError(
                    f"A worker at {self._address} has {_listed(theirs, differ)}, this process "
                    f"{_listed(ours, differ)}. Install the same on both."
                )

    def _started(self) -> Any:
        """A scheduler and workers on this machine; they end with this process."""
        import dask
        import distributed

        make: Any = distributed.LocalCluster

        # Each worker would run the script of this process again, unless it is written so.
        self._main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        settings = {
            "distributed.nanny.pre-spawn-environ": {**_MEMORY},
            "distributed.scheduler.allowed-failures": 1,
            "distributed.worker.daemon": False,
            # A busy machine takes its time to start them.
            "distributed.comm.timeouts.connect": f"{WORKERS_SECONDS}s",
            # A sample of what it does every 10 ms, kept for an hour: 50 kB a run.
            "distributed.worker.profile.enabled": False,
        }
        with dask.config.set(settings):
            return make(
                n_workers=self._jobs,
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs=50,
            )

    def _close(self) -> None:
        for each in (self._client, self._local):
            if each is not None:
                with suppress(Exception):
                    each.close(timeout=CONNECT_SECONDS)
        self._client = self._local = None
        if self._main is not None:
            sys.modules["__main__"] = self._main
            self._main = None


def _outcomes_there(
    work: Callable[[Item], Result], items: Sequence[Item]
) -> list[Delivery[Result]]:
    """Those of a task, on a worker: it is somebody's, and left as it was."""
    before = gc.get_threshold()
    calm()
    try:
        return outcomes_of(work, items)
    finally:
        gc.set_threshold(*before)


def _listed(found: Mapping[str, str], names: Iterable[str]) -> str:
    return ", ".join(f"{name} {found[name]}" for name in names)


def versions() -> dict[str, str]:
    """What must be alike for results to mean the same, here or on a worker."""
    from importlib.metadata import version

    python = ".".join(platform.python_version_tuple()[:2])
    return {
        "reportgen": __version__,
        "Python": python,
        "numpy": version("numpy"),
        "distributed": version("distributed"),
    }
