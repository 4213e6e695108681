"""A value on its interval, drawn small enough for a cell of a table."""

from __future__ import annotations

from markupsafe import Markup

from reportgen.figure.svg.markup import number

PLOT_WIDTH = 120
"""Pixels of an interval in its cell."""

NO_DOT = Markup(f'<svg class="dot-plot" width="{PLOT_WIDTH}" height="14" aria-hidden="true"></svg>')
"""The place of a dot where there is no scale, so that the numbers stand below each other."""


def dot(value: float, low: float, high: float, reach: tuple[float, float]) -> Markup:
    """A dot on its interval, all of one group on one scale."""
    start, width = reach[0], (PLOT_WIDTH - 8) / (reach[1] - reach[0])
    x, left, right = (4 + (each - start) * width for each in (value, low, high))
    return Markup(
        f'<svg class="dot-plot" width="{PLOT_WIDTH}" height="14" viewBox="0 0 {PLOT_WIDTH} 14" '
        'aria-hidden="true">'
        f'<line x1="{number(left)}" x2="{number(right)}" y1="7" y2="7" stroke="currentColor"/>'
        f'<circle cx="{number(x)}" cy="7" r="3.5" fill="currentColor"/></svg>'
    )
