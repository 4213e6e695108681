"""One process at a time works in a folder: of two at a site, each would list its own runs only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK = ".reportgen.lock"
"""The file that is locked where a folder cannot be. It stays: to remove it would be a race."""
_AGAIN = 0.2
"""Seconds until the next try, where the system cannot wait by itself."""


@contextmanager
def held(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold `folder` against other calls, and wait for one that does; then `waiting` is called.

    The system gives the lock back when the process ends, however it ends. A file system that knows
    no locks has none here either.
    """
    handle = _locked(folder, waiting)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: Path, waiting: Callable[[], None]) -> int | None:
    """What is open and locked; None where nothing can be locked."""
    # A folder can be locked itself where no lock needs a file that is open for writing.
    for path, flags in ((folder, os.O_RDONLY), (folder / LOCK, os.O_RDWR | os.O_CREAT)):
        with suppress(OSError):
            handle = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o644)
            try:
                _lock(handle, waiting)
            except BaseException:
                os.close(handle)
                raise
            return handle
    return None


def _lock(handle: int, waiting: Callable[[], None]) -> None:
    """Lock what is open. Raises OSError where there are no locks."""
    if sys.platform == "win32":
        import msvcrt

        told = False
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                return
            except PermissionError:
                told = told or waiting() is None
                time.sleep(_AGAIN)
    else:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
