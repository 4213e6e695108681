"""SVG text: elements and escaped attributes, so that a drawing always parses as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape

# Characters that XML 1.0 does not allow, not even escaped.
_FORBIDDEN = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"

# A colour, be it the fallback of a variable.
_PAINT = r"(?:^|;)(fill|stroke):(?:var\(--[\w-]+,)?([^;)]+(?:\([^)]*\))?)"


def text(value: str) -> str:
    """`value` as XML text."""
    # Whatever is printable is allowed; only what is not needs the pattern, which is slow to make.
    return escape(value if value.isprintable() else re.sub(_FORBIDDEN, "\ufffd", value))


def element(tag: str, content: str | Iterable[str] = "", **attributes: object) -> str:
    """An element; `content` is markup already. ``class_`` is class, ``stroke_width`` stroke-width.

    Attributes that are None are left out; numbers are written with at most one decimal. What a
    style paints is written as attributes too, see `painted`.
    """
    style = attributes.get("style")
    painting = painted(style) if isinstance(style, str) else {}
    written = "".join(
        f' {_name(name)}="{_attribute(value)}"'
        for name, value in {**painting, **attributes}.items()
        if value is not None
    )
    inner = content if isinstance(content, str) else "".join(content)
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


@lru_cache(maxsize=256)
def painted(style: str) -> Mapping[str, str]:
    """The colours of a style in the light theme, as attributes: some viewers block all styles.

    Where styles count they go before the attributes.
    """
    return {found[1]: found[2] for found in re.finditer(_PAINT, style)}


def number(value: float) -> str:
    """At most one decimal, without a trailing zero."""
    text = f"{value:.1f}"
    if text[-2:] != ".0":
        return text
    return "0" if text == "-0.0" else text[:-2]


def coordinates(points: Iterable[tuple[float, float]]) -> str:
    """The ``points`` of a line, each as `number` has it: ``0,12.5 3.1,11``."""
    text = " ".join([f"{x:.1f},{y:.1f}" for x, y in points]) + " "
    return text.replace("-0.0", "0.0").replace(".0,", ",").replace(".0 ", " ")[:-1]


def percent(share: float) -> str:
    """A share of 1 as a percentage with at most two decimals."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-") if name != "viewBox" else name


def _attribute(value: object) -> str:
    return number(value) if isinstance(value, float) else text(str(value))
