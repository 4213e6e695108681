"""Work spread over processes of this machine, from where it pays.

The first items are worked on here, to learn what one takes. Only when what is left takes longer
than starting processes does, a pool is started. A process that dies takes the items that were sent
with it along; those are tried again, apart from all others, and halved until the one that does it
is alone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

from reportgen.engine.model import Delivery, Item, Result, lost, outcome_of, outcomes_of, sent_ahead
from reportgen.engine.ready import calm
from reportgen.errors import ReportError

PAYS_FROM = 3.0
"""Seconds of work from which a pool is started: below, starting it and sending cost more."""
LEARNT_AFTER = 0.4
"""Seconds after which it is known what an item takes."""
SENT_TOGETHER = 0.25
"""Seconds of work that one message holds."""
MOST_TOGETHER = 50
AHEAD = 3
"""Messages a process that are under way: results wait in memory for their turn."""


class _Sent(NamedTuple):
    """Items that went out together."""

    items: Sequence[Any]
    future: Future[list[Delivery[Any]]]
    processes: ProcessPoolExecutor


class Pool:
    """Up to `jobs` processes, this one among them until they are started."""

    far = False

    def __init__(self, jobs: int, *, pays_from: float = PAYS_FROM) -> None:
        """`pays_from` is how many seconds of work are left where processes are started."""
        self._jobs = jobs
        self._pays_from = pays_from
        self._processes: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        """Nothing is started before it pays."""
        return self

    def __exit__(self, *failure: object) -> None:
        """End the processes; at once, whatever they are at."""
        self._stop()

    def results(
        self, work: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Delivery[Result]]:
        """Each item's outcome in turn; see `Engine`."""
        begun, done = time.perf_counter(), 0
        spent = 0.0
        while done < len(items):
            each = spent / max(done, 1)
            if spent >= LEARNT_AFTER and each * (len(items) - done) >= self._pays_from:
                break
            yield outcome_of(work, items[done])
            done += 1
            spent = time.perf_counter() - begun
        if done < len(items):
            size = max(1, min(MOST_TOGETHER, int(SENT_TOGETHER * done / spent) if spent else 1))
            yield from self._spread(work, items[done:], size)

    def _spread(
        self, work: Callable[[Item], Result], items: Sequence[Item], size: int
    ) -> Iterator[Delivery[Result]]:
        for first in sent_ahead(partial(self._send, work), items, size, AHEAD * self._jobs):
            try:
                yield from first.future.result()
            except (BrokenProcessPool, CancelledError):
                if first.processes is self._processes:
                    self._stop()
                yield from _apart(work, first.items)

    def _send(self, work: Callable[[Item], Result], items: Sequence[Item]) -> _Sent:
        if self._processes is None:
            self._processes = _started(self._jobs, work)
        processes = self._processes
        try:
            return _Sent(items, _submitted(processes, outcomes_of, work, items), processes)
        except BrokenProcessPool:
            self._stop()
            return self._send(work, items)

    def _stop(self) -> None:
        if self._processes is not None:
            _end(self._processes)
            self._processes = None


def _apart(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Delivery[Result]]:
    """Outcomes of items that were with a process when it died: in one of their own, then halved."""
    process = _started(1, work)
    try:
        outcomes = _submitted(process, outcomes_of, work, items).result()
    except BrokenProcessPool:
        outcomes = None
    finally:
        _end(process)
    if outcomes is not None:
        yield from outcomes
    elif len(items) == 1:
        yield Delivery(error=lost(items[0]))
    else:
        middle = len(items) // 2
        yield from _apart(work, items[:middle])
        yield from _apart(work, items[middle:])


def _started(processes: int, work: Callable[..., Any]) -> ProcessPoolExecutor:
    """Processes that are known to live. Raises ReportError where none does."""
    function = getattr(work, "func", work)  # that of a partial
    try:
        started = ProcessPoolExecutor(processes, _context(function.__module__), initializer=_begin)
        _submitted(started, os.getpid).result()
    except (BrokenProcessPool, OSError, ImportError) as error:
        raise ReportError(
            f"No process could be started ({type(error).__name__}). Give -j 1 to do without."
        ) from None
    return started


def _submitted(processes: ProcessPoolExecutor, *call: Any) -> Future[Any]:
    """The future of a function and its arguments.

    This may start a process, which would run the script of this one again, unless that is written
    so. What is sent is of modules: the script is hidden from it.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        return processes.submit(*call)
    finally:
        sys.modules["__main__"] = main


def _context(module: str) -> Any:
    """How processes are started: from a clean one that has imported all, where that can be had.

    A plain fork copies locks that other threads hold; Windows has none, macOS no safe one.
    """
    if sys.platform == "linux":
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([module])
        return context
    return multiprocessing.get_context("spawn")


def _begin() -> None:
    """In a new process: Ctrl-C ends it silently; what is said of it is the first one's to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    calm()


def _end(processes: ProcessPoolExecutor) -> None:
    """End at once: a process in the middle of a run would finish it first."""
    # Python has a method for this from 3.14 on only.
    for process in list((processes._processes or {}).values()):
        with suppress(OSError, ValueError):
            process.kill()
    processes.shutdown(wait=False, cancel_futures=True)
