"""Work in this process, one item after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from reportgen.engine.model import Delivery, Item, Result, outcome_of


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
