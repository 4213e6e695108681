"""A page that renews itself: while a training is watched, its report is written again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Renewal(NamedTuple):
    """How a page that is open follows the file that it was opened from."""

    seconds: int
    """Seconds from one reload to the next; 0: no more, the training has ended."""
    written: str = ""
    """The time of day at which the page was written, as it is shown."""


_renewal: ContextVar[Renewal | None] = ContextVar("renewal", default=None)
"""No argument: `--watch` alone sets it, and all that makes a page would have to hand it on."""


@contextmanager
def renewing(renewal: Renewal) -> Iterator[None]:
    """Pages that are rendered within it renew themselves."""
    token = _renewal.set(renewal)
    try:
        yield
    finally:
        _renewal.reset(token)


def renewal() -> Renewal | None:
    """How the page that is rendered now renews itself; None: it does not, as most do."""
    return _renewal.get()
