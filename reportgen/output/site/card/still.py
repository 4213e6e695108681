"""What of a section stays on a page of a site for those without scripts: a drawing or a table."""

from __future__ import annotations

import re
from html import unescape

from reportgen.figure.svg.matrix import named_matrix

DRAWING = re.compile(r'(<div class="chart-static">)(<svg.*?</svg>)(?=</div>)', re.DOTALL)
_TITLE = re.compile(r"<title>([^<]*)</title>")
_CLASS_LINE = re.compile(r'<g [^>]*class="line role-[a-z]+ class"[^>]*>.*?</g>')
_MATRIX = re.compile(
    r'<p class="matrix-label".*?</p>\s*<div class="scroll-x">\s*<table class="matrix.*?</table>'
    r"\s*</div>",
    re.DOTALL,
)
_SUMMARY_LINE = re.compile(r'<p class="visually-hidden">(.*?)</p>')
_LARGE = re.compile(r'<div class="matrix-drawing"[^>]*>(<svg.*?</svg>)(?=</div>)', re.DOTALL)
_ROW = re.compile(r'<tr><th scope="row"><span>(.*?)</span></th>(.*?)</tr>', re.DOTALL)
_SHADE = re.compile(r'<td class="m([0-9x])">')
_DATA = re.compile(r" data-[a-z-]+(?=[ >])")
MOST_STILL = 5_000
"""Characters of a matrix that stands as a table without scripts: of about a dozen classes."""


def still(content: str) -> str:
    """What shows the most of a section that goes, as long as it is small: for no scripts."""
    if "data-matrix-label" in content:
        return _still_matrix(content)
    drawing = DRAWING.search(content)
    if drawing and "-group-losses" in content:
        return drawing[2]
    if drawing and 'data-curve="F1"' in content:
        title, means = _TITLE.findall(drawing[2])[0], _CLASS_LINE.sub("", drawing[2])
        return f'<p class="label">{title}</p>{means}'
    return ""


def _still_matrix(content: str) -> str:
    """The table of a small matrix; of a larger one what is said of it, and a drawing."""
    table, drawing = _MATRIX.search(content), _LARGE.search(content)
    if table and len(table[0]) <= MOST_STILL:
        return _DATA.sub("", table[0])
    rows = _ROW.findall(table[0]) if table else []
    names = [unescape(name) for name, _ in rows]
    shades = [[-1 if each == "x" else int(each) for each in _SHADE.findall(row)] for _, row in rows]
    drawn = named_matrix(names, shades) if rows else drawing[1] if drawing else ""
    said = _SUMMARY_LINE.search(content)
    return f'<p>{said[1] if said else ""}</p><div class="scroll-x">{drawn}</div>'
