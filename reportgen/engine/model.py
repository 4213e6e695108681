"""What every engine does, and what becomes of an item."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from reportgen.errors import ReportError

Item = TypeVar("Item")
Result = TypeVar("Result")
Sent = TypeVar("Sent")


class Lost(ReportError):
    """An item that took down the process that worked on it, whenever it was tried."""


@dataclass(frozen=True)
class Delivery(Generic[Result]):
    """What became of one item: its result, or why there is none."""

    value: Result | None = None
    error: Exception | None = None

    def result(self) -> Result:
        """The result. Raises what went wrong where there is none."""
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # None is a result like others


def sent_ahead(
    send: Callable[[Sequence[Item]], Sent], items: Sequence[Item], size: int, most: int
) -> Iterator[Sent]:
    """What `send` gives for `size` items after the other, in turn; at most `most` are under way."""
    sent: deque[Sent] = deque()
    for start in range(0, len(items), size):
        sent.append(send(items[start : start + size]))
        if len(sent) >= most:
            yield sent.popleft()
    while sent:
        yield sent.popleft()


class Engine(Protocol):
    """Works on items; a context, at whose end all that it has started is gone."""

    far: bool
    """Whether items and results travel between machines, so that each byte counts."""

    def __enter__(self) -> Engine:
        """Nothing is started yet: that is done when it pays."""

    def __exit__(self, *failure: object) -> None:
        """End all processes at once where something failed or was interrupted."""

    def results(
        self, work: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Delivery[Result]]:
        """The outcome of each item, in their order, as soon as it and those before it are there.

        `work` is a function of a module, or a `functools.partial` of one: it is sent to other
        processes, and so are items and results. What `work` raises is the item's outcome.
        """


def outcome_of(work: Callable[[Item], Result], item: Item) -> Delivery[Result]:
    """The outcome of one item, worked on here."""
    try:
        return Delivery(work(item))
    except Exception as error:
        return Delivery(error=error)


def outcomes_of(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Delivery[Result]]:
    """Those of several, as another process sends them back."""
    return [_sendable(outcome_of(work, item)) for item in items]


def _sendable(outcome: Delivery[Result]) -> Delivery[Result]:
    """An outcome whose error can be sent; in place of one that cannot, its text."""
    if outcome.error is None:
        return outcome
    import pickle

    try:
        pickle.loads(pickle.dumps(outcome.error))
    except Exception:
        kind = type(outcome.error).__name__
        return Delivery(error=RuntimeError(f"{kind}: {outcome.error}"))
    return outcome


def lost(item: object) -> Lost:
    """What is said of an item that no process survived."""
    shown = getattr(item, "shown", item)
    return Lost(
        f"{shown} ended the process that read it, twice. Report it alone, with -j 1, to see why."
    )
