"""The columns of all runs, packed to the room that there is: what has to go is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reportgen.packing import PackedColumn, pack
from reportgen.page.many.bands import MAIN, Curves
from reportgen.read.table.results import FloatArray, IntArray
from reportgen.words import size

EPOCHS = "epoch"
COARSE = (4, 3)
"""Decimals that values are rounded to, step by step, where they do not fit."""
_SITE = "--site writes a page for each run, with all of them."


class Packed(NamedTuple):
    """What the page holds of the curves of all runs."""

    columns: tuple[PackedColumn, ...]
    """The epochs first."""
    lengths: tuple[int, ...]
    """Epochs of each run."""
    said: str
    """What had to be left out for want of room; empty for nothing."""


def packed(every: Sequence[Curves], runs: int, room: int | None) -> Packed:
    """All columns, exactly; where that is more than `room` bytes only metrics and losses, then
    those rounded, then none."""
    epochs: dict[int, IntArray] = {}
    for each in every:
        epochs |= {run: told for run, (told, _) in each.runs.items()}
    lengths = tuple(len(epochs.get(run, ())) for run in range(runs))
    first = pack(EPOCHS, {run: told.astype(float) for run, told in epochs.items()})
    for said, columns in _tries(every, room):
        made = (first, *columns)
        if room is None or sum(column.size for column in made) <= room:
            return Packed(made, lengths, said)
    said = f"The curves of single runs are left out: they take more room than there is. {_SITE}"
    return Packed((), lengths, said)


def _tries(
    every: Sequence[Curves], room: int | None
) -> Iterator[tuple[str, tuple[PackedColumn, ...]]]:
    whole = tuple(pack(each.name, _values(each)) for each in every)
    yield "", whole
    main = [each for each in every if each.name.startswith(MAIN)]
    kept = {each.name for each in main}
    limit = f"to stay within {size(room or 0)}"
    less = f"Columns that are neither metric nor loss are left out {limit}. {_SITE}"
    yield less, tuple(column for column in whole if column.name in kept)
    for decimals in COARSE:
        said = f"{less} The others are rounded to {decimals} decimals."
        yield said, tuple(pack(each.name, _values(each), decimals=decimals) for each in main)


def _values(each: Curves) -> Mapping[int, FloatArray]:
    return {run: values for run, (_, values) in each.runs.items()}
