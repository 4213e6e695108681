"""Work for engines: of a module, since it is sent to other processes."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from reportgen.errors import ReportError

POISON = 13


def doubled(number: int) -> tuple[int, int]:
    """Twice the number, and the process that it was doubled in."""
    time.sleep(0.01)
    return 2 * number, os.getpid()


def deadly(number: int) -> int:
    """The number; the unlucky one ends its process as the kernel does when memory runs out."""
    if number == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def kept(dask_worker: Any) -> int:
    """Results that a worker of Dask holds."""
    return len(dask_worker.data)


class Unsendable(Exception):
    """An error that arrives nowhere: it is made of two things and pickled as of one."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


def failing(number: int) -> int:
    """The number; two fail, each in its way."""
    if number == 3:
        raise ReportError("The third is broken. Mend it.")
    if number == 4:
        raise Unsendable("the", "fourth")
    return number


def absent() -> dict[str, str]:
    """What a worker says that has not what it is to run."""
    raise ImportError("no such module here")
