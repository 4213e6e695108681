"""The reliability diagram: the share that is right over the confidence, as a drawing."""

from __future__ import annotations

from markupsafe import Markup

from reportgen import words
from reportgen.anatomy.confidence import Bin, Calibration
from reportgen.figure.svg.markup import number

SIDE, MARGIN = 260, 44
"""Of the plot, and of its axes, in pixels."""


def reliability_svg(calibration: Calibration) -> Markup:
    """Bars of ten confidences with their intervals, against the line on which all would lie."""
    whole = SIDE + MARGIN + 12
    told = "; ".join(
        f"confidence {words.decimals(each.confidence, 2)}: "
        f"{words.whole(100 * each.right)} % right of {each.number}"
        for each in calibration.bins
    )
    parts = [
        f'<svg class="reliability" viewBox="0 0 {whole} {whole}" role="img" '
        f'aria-label="Reliability diagram. {told}.">',
        *(_grid(tenth) for tenth in range(0, 11, 2)),
        f'<path class="ideal" d="M{MARGIN} {SIDE + 8}L{MARGIN + SIDE} 8"/>',
        *(_bar(each) for each in calibration.bins),
        f'<text class="axis" x="{MARGIN + SIDE / 2}" y="{whole - 4}" text-anchor="middle">'
        "confidence</text>",
        f'<text class="axis" transform="translate(12 {8 + SIDE / 2}) rotate(-90)" '
        'text-anchor="middle">share that is right</text>',
        "</svg>",
    ]
    return Markup("".join(parts))


def _across(value: float) -> float:
    return round(MARGIN + value * SIDE, 1)


def _down(value: float) -> float:
    return round(8 + (1 - value) * SIDE, 1)


def _grid(tenth: int) -> str:
    share, written = tenth / 10, words.plain(tenth / 10)
    return (
        f'<path class="grid" d="M{MARGIN} {_down(share)}h{SIDE}"/>'
        f'<text class="tick" x="{MARGIN - 6}" y="{_down(share) + 4}" text-anchor="end">{written}'
        f'</text><text class="tick" x="{_across(share)}" y="{SIDE + 24}" text-anchor="middle">'
        f"{written}</text>"
    )


def _bar(each: Bin) -> str:
    left, right = _across(each.low) + 1, _across(each.high) - 1
    middle = (left + right) / 2
    low, high = each.interval
    return (
        f'<rect class="share" x="{left}" y="{_down(each.right)}" width="{number(right - left)}" '
        f'height="{number(each.right * SIDE)}"/>'
        f'<path class="interval" d="M{number(middle)} {_down(low)}V{_down(high)}"/>'
        f'<circle class="at" cx="{_across(each.confidence)}" cy="{_down(each.right)}" r="3"/>'
    )
