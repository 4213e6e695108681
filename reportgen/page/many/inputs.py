"""What a page of very many runs is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reportgen.page.inputs import RunInput

if TYPE_CHECKING:
    from reportgen.comparison.model import Comparison

FULL_RUNS = 20
"""Runs up to which a page tells each in a section of its own. About as many as colours and
columns tell apart; twenty sections take some 2 MB."""


class ManyInput(NamedTuple):
    """All runs of a page that tells only some of them in full. Runs are told by their index."""

    inputs: Sequence[RunInput]
    comparison: Comparison
    full: Mapping[int, str]
    """The sections of runs that have one, by run: ``r1``."""
    order: Sequence[int]
    """All runs, best first."""
    room: int | None
    """Bytes for what is told of all runs: table, charts and packed columns; None: any."""
