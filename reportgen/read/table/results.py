"""The table of a training: one numpy column a name, one row an epoch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Series:
    """One quantity over the epochs. NaN where the run does not tell it."""

    name: str
    epochs: IntArray
    """Epoch numbers, counted from 1, strictly increasing; shape (n,)."""
    values: FloatArray
    """One value an epoch; shape (n,)."""

    def at(self, epoch: int) -> float:
        """Value at `epoch`; NaN when the run has no such epoch."""
        found = np.flatnonzero(self.epochs == epoch)
        return float(self.values[found[0]]) if found.size else float("nan")

    @property
    def known(self) -> Series:
        """The same without the epochs whose value is NaN or infinite."""
        return self if self._known is None else self._known

    @cached_property
    def _known(self) -> Series | None:
        """None where all are told."""
        keep = np.isfinite(self.values)
        return None if keep.all() else Series(self.name, self.epochs[keep], self.values[keep])

    def __len__(self) -> int:
        """Number of epochs, told or not."""
        return len(self.epochs)


def known_of(series: Series | None) -> Series:
    """The epochs of a series that are told; none where there is no series."""
    return series.known if series is not None else Series("", np.empty(0, int), np.empty(0))


@dataclass(frozen=True, eq=False)
class EpochTable:
    """results.csv, cleaned: every epoch once, in order, counted from 1."""

    epochs: IntArray
    """Epoch numbers from 1, strictly increasing; shape (n,), n >= 1."""
    columns: dict[str, FloatArray]
    """Each column but ``epoch`` by its stripped name, in the file's order; shape (n,) each."""
    padded: bool = False
    """Names were padded with spaces, as Ultralytics up to 8.3.8 writes them."""
    counted_from_zero: bool = False
    """The file counts its first epoch as 0, as Ultralytics up to 8.0.161 does."""
    resumed_at: tuple[int, ...] = ()
    """First epoch of each continuation after an interruption."""
    seconds: float | None = None
    """Training time over all sittings; None when the file has no ``time`` column."""
    last_row_cut: bool = False
    """The last line is incomplete: the file is still being written, or the run was killed."""
    notes: tuple[str, ...] = ()
    """What was odd about the file and how it was read, one sentence each."""
    written_names: frozenset[str] = frozenset()
    """Names of the columns as the file has them, which tell whose it is."""
    log: str = ""
    """Key of the trainer whose log it was, where that is no csv file of one row an epoch."""
    unit: str = "epoch"
    """What a row stands for, in the singular, where the trainer counts no epochs."""

    def series(self, name: str) -> Series | None:
        """A column over the epochs; None when the file has no such column."""
        values = self.columns.get(name)
        return None if values is None else Series(name, self.epochs, values)

    def of(self, prefix: str) -> dict[str, FloatArray]:
        """The columns whose names begin so: ``train/``, ``val/`` or ``metrics/``."""
        return {name: told for name, told in self.columns.items() if name.startswith(prefix)}

    def lost(self, name: str) -> npt.NDArray[np.bool_]:
        """Where a column tells no number: NaN or infinity; shape (n,).

        The log of another trainer has NaN where it tells nothing, and nothing was lost.
        """
        values = self.columns[name]
        return np.isinf(values) if self.log else ~np.isfinite(values)

    def lost_since(self, name: str) -> int | None:
        """First epoch from which on a column tells no number; None where its last value is one."""
        told = np.flatnonzero(~np.isnan(self.columns[name]) | (not self.log))
        lost = self.lost(name)[told]
        if not lost.size or not lost[-1]:
            return None
        sound = np.flatnonzero(~lost)
        return int(self.epochs[told[sound[-1] + 1 if sound.size else 0]])

    def frame(self) -> pd.DataFrame:
        """The table as a pandas DataFrame, indexed by epoch."""
        import pandas as pd

        frame: pd.DataFrame = pd.DataFrame(self.columns, index=pd.Index(self.epochs, name="epoch"))
        return frame

    @cached_property
    def elapsed(self) -> FloatArray | None:
        """Seconds of training until the end of each epoch, over all sittings; shape (n,).

        None when the file has no ``time`` column, or one whose clock does not go forward.
        """
        time = self.columns.get("time")
        if time is None or not np.all(np.isfinite(time)):
            return None
        # The clock begins anew with each sitting.
        first = np.isin(self.epochs, self.resumed_at)
        before = np.where(first, np.concatenate([[0.0], time[:-1]]), 0.0)
        elapsed: FloatArray = time + np.cumsum(before)
        sound = elapsed[0] > 0 and np.all(np.diff(elapsed) > 0)
        return elapsed if sound else None

    @cached_property
    def validated(self) -> npt.NDArray[np.bool_]:
        """Which epochs were validated; shape (n,).

        A skipped validation is written as 0 in every validation loss, with metrics that are 0 or
        those of the epoch before. A model that has learned nothing has metrics of 0 as well, but
        its validation losses are not 0.
        """
        losses, metrics = self.of("val/"), self.of("metrics/")
        if not losses:
            return np.ones(len(self.epochs), dtype=bool)
        all_zero: npt.NDArray[np.bool_] = np.all(np.stack([*losses.values()]) == 0, axis=0)
        if not metrics:
            return ~all_zero
        table = np.stack([*metrics.values()])
        unchanged = np.zeros(len(self.epochs), dtype=bool)
        unchanged[1:] = np.all(table[:, 1:] == table[:, :-1], axis=0)
        skipped: npt.NDArray[np.bool_] = all_zero & (unchanged | np.all(table == 0, axis=0))
        return ~skipped
