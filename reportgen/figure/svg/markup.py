"""SVG text: elements and escaped attributes, so that a drawing always parses as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

# Characters that XML 1.0 does not allow, not even escaped.
_FORBIDDEN = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def text(value: str) -> str:
    """`value` as XML text."""
    # Whatever is printable is allowed; only what is not needs the pattern, which is slow to make.
    return escape(value if value.isprintable() else re.sub(_FORBIDDEN, "\ufffd", value))


def element(tag: str, content: str | Iterable[str] = "", **attributes: object) -> str:
    """An element; `content` is markup already. ``class_`` is class, ``stroke_width`` stroke-width.

    Attributes that are None are left out; numbers are written with at most one decimal.
    """
    written = "".join(
        f' {_name(name)}="{_attribute(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    inner = content if isinstance(content, str) else "".join(content)
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


def number(value: float) -> str:
    """At most one decimal, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0").replace("-0", "-0" if value <= -0.05 else "0", 1)


def percent(share: float) -> str:
    """A share of 1 as a percentage with at most two decimals."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-") if name != "viewBox" else name


def _attribute(value: object) -> str:
    return number(value) if isinstance(value, float) else text(str(value))
