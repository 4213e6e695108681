"""results.csv, another log, or what a checkpoint holds -> the table of a training.

What the file holds differs by version and by accident; run by run the traps are: padded names,
epochs counted from 0, epochs written twice after a resume, a second training appended to the
first, validation that was skipped and stands as 0, NaN and inf, rows that are cut short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from reportgen import words
from reportgen.read.bounded import Unreadable, read_bytes, read_text, refuse_pointer
from reportgen.read.redact import one_line, redact
from reportgen.read.table.results import EpochTable, FloatArray, IntArray
from reportgen.read.table.rows import MAX_COLUMNS, MAX_NAME, MAX_ROWS, Rows, read_rows
from reportgen.trainers.form.trainer import Log, NotALog, Trainer
from reportgen.values import MAX_EPOCH

MAX_BYTES = 32 * 2**20
MAX_CELLS = 500_000
"""Most numbers that are kept; columns after those are left out. 3,000 epochs of 30 columns are
90,000."""
MOST_OF_ONE_TRAINING = 60
"""Columns that are kept in any case. The widest results.csv of Ultralytics has some 30."""
MAX_SECONDS = 10**12
"""Longest training; 30,000 years are no time that was measured."""
LARGEST = float(np.finfo(np.float32).max)
SMALLEST = float(np.finfo(np.float32).smallest_subnormal)
"""Trainings compute with numbers of 32 bits: beyond these lie infinity and 0 (IEEE 754)."""


def read_results(path: Path) -> EpochTable:
    """Read one results.csv.

    Raises `Unreadable`, with the reason, when there is no epoch in it that can be read.
    """
    text = read_text(path, MAX_BYTES)
    rows = read_rows(text)
    if "epoch" not in rows.names:
        raise Unreadable("has no column named epoch")
    if not len(rows.values):
        raise Unreadable("holds no complete row")
    return _order(rows)


def read_log(paths: Sequence[Path], trainer: Trainer, folder: Path) -> EpochTable:
    """Read the log of a trainer that writes no csv file of one row an epoch; its parts in order.

    `paths` lie in `folder`, or in a folder of it. Raises `Unreadable` as `read_results` does.
    """
    try:
        log = _log_of(paths, trainer, folder)
    except NotALog as error:
        raise Unreadable(str(error)) from None
    except Unreadable:
        raise
    except Exception:
        # Whatever a stranger's bytes lead to, the page must come out.
        raise Unreadable("is damaged") from None
    names = {
        name: one_line(redact(name), MAX_NAME).strip() for name in list(log.columns)[:MAX_COLUMNS]
    }
    table = table_of({shown: log.columns[name][:MAX_ROWS] for name, shown in names.items()})
    return replace(table, notes=(*log.notes, *table.notes), log=trainer.key, unit=log.unit)


def _log_of(paths: Sequence[Path], trainer: Trainer, folder: Path) -> Log:
    if trainer.joined:
        parents = ["" if path.parent == folder else path.parent.name for path in paths]
        return trainer.joined(list(zip(parents, map(_content, paths), strict=True)))
    assert trainer.read
    return trainer.read(_content(paths[0]))


def _content(path: Path) -> bytes:
    content = read_bytes(path, MAX_BYTES)
    refuse_pointer(content)
    return content


def table_of(columns: Mapping[str, Sequence[float]]) -> EpochTable:
    """The same from columns of equal length, as a checkpoint holds them.

    Raises `Unreadable` when there is no column ``epoch`` or no row with an epoch.
    """
    rows = Rows(list(columns), padded=False)
    rows.values = np.array([*zip(*columns.values(), strict=True)], dtype=np.float64)
    if "epoch" not in rows.names or not len(rows.values):
        raise Unreadable("holds no epochs")
    return _order(rows)


def as_computed(values: FloatArray) -> FloatArray:
    """Numbers as a training can hold them: infinite above `LARGEST`, 0 below `SMALLEST`.

    No sum, square or axis of what comes out overflows in 64 bits.
    """
    size = np.abs(values)
    too_large, too_small = size > LARGEST, size < SMALLEST
    if not (too_large | too_small).any():
        return values
    signs = np.copysign(1.0, values)
    return np.where(too_large, signs * np.inf, np.where(too_small, 0.0, values))


def _order(rows: Rows) -> EpochTable:
    """Put every epoch once and in order; the later of two rows of an epoch wins."""
    column = rows.names.index("epoch")
    table, from_zero = _current_training(_with_epoch(rows, column), column, rows.notes)
    epochs = table[:, column].astype(np.int64) + int(from_zero)
    time = table[:, rows.names.index("time")] if "time" in rows.names else None
    starts = _sittings(epochs, time)
    kept = _last_of_each(epochs)
    if len(kept) < len(epochs):
        repeated = len(epochs) - len(kept)
        told = words.count(repeated, "epoch stands", "epochs stand")
        rows.notes.append(f"{told} twice (resumed run); the later row counts.")
    columns = _columns(rows, table[kept])
    if from_zero:
        rows.notes.append("The file counts epochs from 0; the report counts them from 1.")
    return EpochTable(
        epochs=epochs[kept],
        columns=columns,
        padded=rows.padded,
        counted_from_zero=from_zero,
        resumed_at=tuple(int(epochs[start]) for start in starts[1:]),
        seconds=_duration(time, starts),
        last_row_cut=rows.last_row_cut,
        notes=tuple(rows.notes),
        written_names=rows.written_names,
    )


def _with_epoch(rows: Rows, column: int) -> FloatArray:
    """The rows with a number of an epoch, as computed. Raises `Unreadable` where there is none."""
    read = rows.values
    table = as_computed(read)
    if beyond := int(((table != read) & ~np.isnan(read)).sum()):
        rows.notes.append(
            f"{beyond} cell(s) hold numbers too large or too small for 32 bits, in which trainings "
            "compute: they count as infinite or as 0."
        )
    epochs = table[:, column]
    sound = (
        np.isfinite(epochs) & (epochs == np.floor(epochs)) & (epochs >= 0) & (epochs < MAX_EPOCH)
    )
    if not sound.any():
        raise Unreadable("holds no row with an epoch number")
    if not sound.all():
        rows.notes.append(f"Left out {int((~sound).sum())} row(s) without an epoch number.")
        table = table[sound]
    return table


def _columns(rows: Rows, table: FloatArray) -> dict[str, FloatArray]:
    """The columns but that of epochs, as many as are reported."""
    names = [(index, name) for index, name in enumerate(rows.names) if name not in ("", "epoch")]
    most = max(MOST_OF_ONE_TRAINING, MAX_CELLS // len(table))
    if len(names) > most:
        rows.notes.append(
            f"Only the first {words.whole(most)} of {words.whole(len(names))} columns are reported."
        )
    return {name: np.ascontiguousarray(table[:, index]) for index, name in names[:most]}


def _current_training(table: FloatArray, column: int, notes: list[str]) -> tuple[FloatArray, bool]:
    """Drop trainings that an earlier start with ``exist_ok`` left above the last one.

    A sitting that begins at the first epoch again is a new training; one that begins later is a
    resume and belongs to it. Returns the rows and whether they count from 0.
    """
    epochs = table[:, column].astype(np.int64)
    starts = _sittings(epochs)
    if len(starts) > 2 and len(np.unique(epochs)) == len(epochs):
        # Neither a resume nor a new start steps back that often without an epoch twice.
        notes.append("The rows stood in another order than that of the epochs.")
        table = table[np.argsort(epochs)]
        return table, bool(table[0, column] == 0)
    restarts = [start for start in starts[1:] if epochs[start] <= min(1, epochs[0])]
    if restarts:
        notes.append(
            f"The file holds {len(restarts) + 1} trainings one after the other; "
            "the last one is reported."
        )
        table = table[restarts[-1] :]
    return table, bool(table[0, column] == 0)


def _sittings(epochs: IntArray, time: FloatArray | None = None) -> list[int]:
    """Row index of the first row of each sitting: where the epoch or the clock steps back."""
    back = np.diff(epochs) <= 0
    if time is not None:
        back |= time[1:] < time[:-1]
    return [0, *(int(row) + 1 for row in np.flatnonzero(back))]


def _duration(time: FloatArray | None, starts: list[int]) -> float | None:
    """Seconds of training. ``time`` counts from the start of each sitting, so they add up."""
    if time is None:
        return None
    ends = [*(start - 1 for start in starts[1:]), len(time) - 1]
    seconds = sum(time[ends].tolist())  # Without numpy's warning where it overflows.
    return seconds if 0 < seconds <= MAX_SECONDS else None


def _last_of_each(epochs: IntArray) -> IntArray:
    """Row indices, in order of epoch, of the last row that each epoch has."""
    rows = {epoch: row for row, epoch in enumerate(epochs.tolist())}
    return np.array([rows[epoch] for epoch in sorted(rows)], dtype=np.int64)
