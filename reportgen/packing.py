"""Columns of numbers of many runs, packed for one file, and unpacked to the very same numbers.

A column holds the values of all runs that have it, one run after the other. Numbers of a table
are decimals: as multiples of a power of ten they are whole, and whole numbers pack well:

1. whole numbers of 10^-`scale`, the least one that meets every value exactly;
2. differences from epoch to epoch, the first of a run from 0;
3. zigzag (0, -1, 1, -2 become 0, 1, 2, 3), so that small ones have high bytes of 0;
4. byte planes: all lowest bytes, then all second ones, up to `width`;
5. deflate (RFC 1950), base64.

A run that has no such form, since it holds infinity or numbers too far from its scale, stands
beside the others as plain 64-bit floats. NaN has no whole number: it repeats the value before it,
and its place is kept. `packed-columns.js` unpacks the same in the browser.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

MOST_DECIMALS = 12
"""A learning rate of 1.23456e-7 has that many."""
MOST_PLAIN = 0.02
"""Share of runs that may stand as plain floats where that gives the others a smaller scale."""
_POWERS = np.array([[10.0**decimals] for decimals in range(MOST_DECIMALS + 1)])
_LEVEL = 6
_LARGEST = 2**30
"""Whole numbers stay below it, and so do their differences below 2^31."""


@dataclass(frozen=True)
class PackedColumn:
    """A packed column. `told` is what the page says of it beside the bytes."""

    name: str
    scale: int
    width: int
    """Bytes a value; 0 where every run is plain."""
    runs: tuple[int, ...]
    """Runs that have it as whole numbers, in order."""
    plain: tuple[int, ...] = ()
    """Runs that have it as floats."""
    data: str = ""
    """The whole numbers, in base64."""
    floats: str = ""
    gaps: str = ""
    """One bit a whole number: set where it is NaN; empty where none is."""

    @property
    def size(self) -> int:
        """Characters that it takes in a page."""
        return len(self.data) + len(self.floats) + len(self.gaps) + 6 * len(self.plain) + 200

    @property
    def told(self) -> dict[str, Any]:
        """All but the bytes, for JSON."""
        return {
            "name": self.name,
            "scale": self.scale,
            "width": self.width,
            "runs": list(self.runs),
            "plain": list(self.plain),
        }

    @property
    def parts(self) -> dict[str, str]:
        """The bytes, in base64."""
        return {"data": self.data, "floats": self.floats, "gaps": self.gaps}


def pack(
    name: str,
    values: Mapping[int, FloatArray],
    *,
    decimals: int | None = None,
    known: int | None = None,
) -> PackedColumn:
    """The column of the runs that have it, by their index; each has one value an epoch.

    With `decimals` values are rounded to that many, where they have more: then they are not the
    same when they are unpacked. `known` is what `decimals_of` says of every run, where it is known.
    """
    if decimals is not None:
        values = {run: np.round(each, decimals) for run, each in values.items()}
    fit = {run: decimals_of(each) if known is None else known for run, each in values.items()}
    scale, plain = _scale(values, fit)
    whole = {run: each for run, each in values.items() if run not in plain and len(each)}
    floats = np.concatenate([np.empty(0), *map(values.__getitem__, plain)])
    if not whole:
        return PackedColumn(name, 0, 0, (), plain, floats=deflated(_planes(floats, 8)))
    every = np.concatenate(list(whole.values()))
    starts = np.cumsum([0, *map(len, whole.values())])[:-1]
    gaps = np.isnan(every)
    numbers = np.rint(_filled(every, gaps, starts) * 10.0**scale).astype(np.int64)
    steps = np.diff(numbers, prepend=0)
    steps[starts] = numbers[starts]
    zigzag = ((steps << 1) ^ (steps >> 63)).astype(np.uint32)
    width = max(1, -(-int(zigzag.max()).bit_length() // 8))
    return PackedColumn(
        name,
        scale,
        width,
        tuple(whole),
        plain,
        data=deflated(_planes(zigzag, 4, width)),
        floats=deflated(_planes(floats, 8)) if plain else "",
        gaps=deflated(np.packbits(gaps, bitorder="little").tobytes()) if gaps.any() else "",
    )


def pack_alike(columns: Mapping[str, FloatArray]) -> list[tuple[tuple[str, ...], PackedColumn]]:
    """The columns of one run, those with as many decimals together; each group by its names."""
    alike: dict[int, dict[str, FloatArray]] = {}
    for name, values in columns.items():
        alike.setdefault(decimals_of(values), {})[name] = values
    return [
        (tuple(group), pack("", dict(enumerate(group.values())), known=decimals))
        for decimals, group in alike.items()
    ]


def unpack(
    told: Mapping[str, Any], parts: Mapping[str, str], lengths: Sequence[int]
) -> dict[int, FloatArray]:
    """The values by run; `told` and `parts` (data, floats, gaps) as `PackedColumn` has them.

    `lengths` is how many epochs each run has. Raises ValueError for what no column is.
    """
    width, scale = int(told["width"]), int(told["scale"])
    runs, plain = [*map(int, told["runs"])], [*map(int, told["plain"])]
    if not (0 <= width <= 4 and 0 <= scale <= MOST_DECIMALS):
        raise ValueError("no such column")
    found: dict[int, FloatArray] = {}
    if runs:
        counts = list(map(lengths.__getitem__, runs))
        every = _unpacked_whole(parts, counts, width) / 10.0**scale
        if parts.get("gaps"):
            bits = np.frombuffer(inflated(parts["gaps"], -(-len(every) // 8)), np.uint8)
            every[np.unpackbits(bits, bitorder="little")[: len(every)].astype(bool)] = np.nan
        found |= dict(zip(runs, np.split(every, np.cumsum(counts)[:-1]), strict=True))
    if plain:
        counts = list(map(lengths.__getitem__, plain))
        every = _joined(inflated(parts["floats"], sum(counts) * 8), 8, 8).view("<f8")
        found |= dict(zip(plain, np.split(every, np.cumsum(counts)[:-1]), strict=True))
    return found


def _unpacked_whole(parts: Mapping[str, str], counts: Sequence[int], width: int) -> FloatArray:
    """The whole numbers of runs of so many epochs, which are told as steps in each run."""
    zigzag = _joined(inflated(parts["data"], sum(counts) * width), width, 4).view("<u4")
    steps = (zigzag >> 1).astype(np.int64) ^ -(zigzag & 1).astype(np.int64)
    numbers = np.cumsum(steps)
    before = np.concatenate([[0], numbers])[np.cumsum([0, *counts])[:-1]]
    return np.asarray(numbers - np.repeat(before, counts), dtype=np.float64)


def _scale(values: Mapping[int, FloatArray], fit: Mapping[int, int]) -> tuple[int, tuple[int, ...]]:
    """The least decimals that nearly all runs need, and the runs that stand as plain floats.

    `fit` is how many each needs by itself.
    """
    needed = sorted(decimals for decimals in fit.values() if decimals <= MOST_DECIMALS)
    scale = needed[-1] if needed else 0
    rare = int(MOST_PLAIN * len(values))
    if rare and len(needed) > rare and needed[-1 - rare] < scale:
        scale = needed[-1 - rare]
    plain = {run for run, each in values.items() if fit[run] > scale or not _holds(each, scale)}
    return scale, tuple(sorted(plain))


@np.errstate(over="ignore")
def decimals_of(values: FloatArray) -> int:
    """The least decimals that meet every value exactly; one more than the most where none do."""
    known = values[~np.isnan(values)]
    first = known[:16]  # tells of most that they are too few
    able = (np.rint(first * _POWERS) / _POWERS == first).all(axis=1)
    for decimals in np.flatnonzero(able).tolist():
        power = _POWERS[decimals, 0]
        if (np.rint(known * power) / power == known).all():
            return int(decimals)
    return MOST_DECIMALS + 1


def _holds(values: FloatArray, decimals: int) -> bool:
    known = values[~np.isnan(values)]
    return not len(known) or bool(np.abs(known).max() < _LARGEST / 10.0**decimals)


def _filled(
    values: FloatArray, gaps: npt.NDArray[np.bool_], starts: npt.NDArray[np.int64]
) -> FloatArray:
    """The values, where one is NaN that before it, or 0 at the start of a run."""
    if not gaps.any():
        return values
    place = np.where(gaps, 0, np.arange(len(values)))
    place[starts] = starts
    last = np.maximum.accumulate(place)
    return np.nan_to_num(values[last], nan=0.0)


def _planes(values: npt.NDArray[Any], bytes_each: int, kept: int | None = None) -> bytes:
    """All lowest bytes, then all second ones; the highest that are kept last."""
    little = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<")))
    planes = little.view(np.uint8).reshape(-1, bytes_each).T[: kept or bytes_each]
    return bytes(planes.tobytes())


def _joined(planes: bytes, width: int, bytes_each: int) -> npt.NDArray[np.uint8]:
    """The bytes of the values, each with those that were not kept as 0."""
    kept = np.frombuffer(planes, np.uint8).reshape(width, -1)
    whole = np.zeros((kept.shape[1], bytes_each), np.uint8)
    whole[:, :width] = kept.T
    return whole.reshape(-1)


def deflated(content: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(zlib.compress(content, _LEVEL)).decode("ascii")


def inflated(text: str, length: int) -> bytes:
    """Exactly `length` bytes of such a text. Raises ValueError for fewer, more, or another text."""
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(base64.b64decode(text, validate=True), length + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if len(content) != length:
        raise ValueError("a column of another length")
    return content
