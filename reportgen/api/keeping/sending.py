"""The table of a run as it travels between machines: packed, as a page of many runs has it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reportgen.packing import FloatArray, PackedColumn, pack, pack_alike, unpack
from reportgen.read.table.results import EpochTable


@dataclass(frozen=True)
class PackedTable:
    """A table of epochs in a fifth of its bytes; see `reportgen.packing`."""

    bare: EpochTable
    """The table without its numbers."""
    order: tuple[str, ...]
    """Its columns."""
    length: int
    epochs: PackedColumn
    alike: tuple[tuple[tuple[str, ...], PackedColumn], ...]
    """Columns with as many decimals, each group by its names."""

    def table(self) -> EpochTable:
        """The very same numbers again."""
        found: dict[str, FloatArray] = {}
        for names, column in self.alike:
            found |= dict(zip(names, self._unpacked(column, len(names)), strict=True))
        (epochs,) = self._unpacked(self.epochs, 1)
        columns = {name: found[name] for name in self.order}
        return replace(self.bare, epochs=epochs.astype(np.int64), columns=columns)

    def _unpacked(self, column: PackedColumn, number: int) -> list[FloatArray]:
        told = unpack(column.told, column.parts, [self.length] * number)
        return [told[place] for place in range(number)]


def packed_table(table: EpochTable) -> PackedTable:
    """The table, to be sent."""
    return PackedTable(
        replace(table, epochs=np.empty(0, np.int64), columns={}),
        tuple(table.columns),
        len(table.epochs),
        pack("", {0: table.epochs.astype(np.float64)}, known=0),
        tuple(pack_alike(table.columns)),
    )
