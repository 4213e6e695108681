"""Matrices with fewer tick marks than cells: where the colours change tells the cells.

From 99 classes on seaborn marks every second or third cell, and Ultralytics 8.3.143 and its
neighbours the first four alone. The matrix is as high as its colour bar, its first mark stands in
the middle of its first cell, and every colour ends where a cell does: only one size fits all three.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportgen.read.matrix.colour import Floats
from reportgen.read.matrix.grid import MAX_SIZE, Bar, Grid, tick_marks
from reportgen.read.plot.axes import runs
from reportgen.read.plot.image import Rgba

LEAST_SIZE = 31
"""Smaller ones carry numbers, whose strokes are edges too."""

_SIDE_PROBE = 10
_LEAST_MARKS = 3
_CHANGE = 3  # The lightest shades that follow each other differ by 1, paper and they by 8.
_EDGE = 0.5  # Of a cell's side, along which a colour must change at once.
_NEAR = 0.1
_ON_EDGES = 0.95
_LEAST_EDGES = 0.5  # Of the lines between cells: of fewer, two sizes may fit.


def sparse_grid(pixels: Rgba, bar: Bar, under: Floats, scale: float) -> Grid | None:
    """The cells of the one size that fits marks (`under`: those below) and colours, else None."""
    under = _row(under, 1.6 * scale + 0.5)
    if len(under) < _LEAST_MARKS:
        return None
    sizes = range(LEAST_SIZE, MAX_SIZE + 1)
    grids = [_grid_of(size, bar, float(under[0]), scale) for size in sizes]
    fits = [grid for grid in grids if _fits(pixels[..., 0], grid, under)]
    return fits[0] if len(fits) == 1 else None


def _row(marks: Floats, off: float) -> Floats:
    """The rightmost marks that are evenly apart; left of them may be strokes of a label."""
    if len(marks) < _LEAST_MARKS:
        return marks
    apart = np.diff(marks)[::-1]
    uneven = np.abs(apart - apart[0]) > off
    return marks[-1 - int(uneven.argmax()) :] if uneven.any() else marks


def _grid_of(size: int, bar: Bar, first: float, scale: float) -> Grid:
    side = (bar.bottom - bar.top) / size
    return Grid(size, first - side / 2, bar.top, side, side, scale)


def _fits(red: NDArray[np.uint8], grid: Grid, under: Floats) -> bool:
    """Whether all marks stand in middles of cells, and all colours end at their edges."""
    off = 1.6 * grid.scale + 0.5
    if not _in_middles((under - grid.left) / grid.across, off / grid.across):
        return False
    probe = round(grid.left - _SIDE_PROBE * grid.scale)
    first, last = (round(grid.top + grid.down * end) for end in (0, grid.size))
    right = round(grid.left + grid.across * grid.size)
    if probe < 0 or right > red.shape[1]:
        return False
    beside = tick_marks(red[first:last, probe], grid.scale) + first
    inside = red[first:last, round(grid.left) : right].astype(np.int16)
    return (
        len(beside) >= _LEAST_MARKS
        and _in_middles((beside - grid.top) / grid.down, off / grid.down)
        and _on_edges(inside, grid.size)
        and _on_edges(inside.T, grid.size)
    )


def _in_middles(places: Floats, off: float) -> bool:
    """Whether places, counted in cells, are middles of different cells, the first among them."""
    cells = np.round(places - 0.5)
    near = np.abs(places - 0.5 - cells).max() <= off
    return bool(near and cells[0] == 0 and (np.diff(cells) >= 1).all())


def _on_edges(red: NDArray[np.int16], size: int) -> bool:
    """Whether colours change at the edges of `size` columns, at most of them, and nowhere else."""
    side = red.shape[1] / size
    changes = (np.abs(np.diff(red, axis=1)) >= _CHANGE).sum(axis=0)
    starts, ends = runs(changes >= _EDGE * side)
    if not len(starts):
        return False
    lines = (starts + ends + 1) / 2
    edges = np.round(lines / side)
    off = lines - edges * side
    near = np.abs(off - np.median(off)) <= _NEAR * side
    return bool(near.mean() >= _ON_EDGES and len(np.unique(edges[near])) >= _LEAST_EDGES * size)
