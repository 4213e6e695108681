"""What a user changes in how the page looks: a logo, an accent colour, templates of his own."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from reportgen.errors import ReportError
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.redact import echoed, one_line

MAX_LOGO = 200_000
"""Largest logo in bytes: every page carries it."""
LEAST_CONTRAST = 4.5
"""Of text and its ground (WCAG 2.2, success criterion 1.4.3, level AA)."""
LIGHT_GROUNDS = ("#ffffff", "#f5f6f7")
DARK_GROUNDS = ("#14171a", "#1d2125")
"""``--ground`` and ``--surface`` of report.css: what links stand on."""
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """What the user changes in how the page looks."""

    logo: Path | None = None
    """PNG, JPEG, WebP or SVG of at most 200 kB."""
    accent: str | None = None
    """The colour of links and marks, ``#rrggbb``. It is made darker on light and lighter on dark
    ground as far as reading it asks for."""
    templates: Path | None = None
    """A folder with templates in place of those of the same name, as ``partials/footer.html.j2``.
    They are code: name none that a stranger wrote."""


class Brand(NamedTuple):
    """A look, ready for the page."""

    logo: Markup = Markup()
    """A data URI; empty without a logo."""
    alt: str = ""
    """What the logo shows."""
    style: Markup = Markup()
    """CSS of the accent; empty without one."""
    templates: Path | None = None


PLAIN = Brand()


def brand_of(look: Look | None) -> Brand:
    """The look, read and checked. Raises ReportError for a logo or a colour that is none."""
    if look is None or look == Look():
        return PLAIN
    return Brand(
        logo=_logo(look.logo) if look.logo else Markup(),
        alt=_alt(look.logo) if look.logo else "",
        style=accent_style(look.accent) if look.accent else Markup(),
        templates=look.templates,
    )


# --- the logo ------------------------------------------------------------------------------------


def _logo(path: Path) -> Markup:
    from reportgen.page.brand.logo import as_picture

    try:
        content = read_bytes(path, MAX_LOGO)
        mime, content = as_picture(content)
    except Unreadable as error:
        raise ReportError(f"Logo {echoed(path)} {error}. Check the setting logo.") from None
    # Base64 holds nothing that could end an attribute. As an image an SVG runs and loads nothing.
    return Markup(f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}")


def _alt(path: Path) -> str:
    """A file's name in words: ``acme-robotics.svg`` shows "acme robotics"."""
    return one_line(re.sub(r"[-_.\s]+", " ", path.stem).strip(), 80) or "Logo"


# --- the accent ----------------------------------------------------------------------------------


def accent_style(colour: str) -> Markup:
    """The style sheet that makes `colour` the accent of both themes, legible in each.

    Raises ReportError when it is no ``#rrggbb``.
    """
    if not _COLOUR.fullmatch(colour):
        raise ReportError(
            f"The accent {one_line(colour, 40)!r} is no colour. Write it as in #1f5fae."
        )
    light = legible(colour, LIGHT_GROUNDS)
    dark = legible(colour, DARK_GROUNDS)
    # The selectors are those of report.css; paper is always light.
    return Markup(
        f":root {{ --accent: {light}; }}\n"
        "@media screen and (prefers-color-scheme: dark) {\n"
        f':root:not([data-theme="light"]) {{ --accent: {dark}; }}\n}}\n'
        f'@media screen {{ :root[data-theme="dark"] {{ --accent: {dark}; }} }}'
    )


def legible(colour: str, grounds: tuple[str, ...]) -> str:
    """`colour`, mixed with as little black or white as gives enough contrast on all `grounds`.

    Colours are ``#rrggbb``; the grounds are all light or all dark.
    """
    aim = 0 if luminance(grounds[0]) > 0.5 else 255
    parts = _parts(colour)
    for percent in range(101):
        mixed = tuple(round(part + (aim - part) * percent / 100) for part in parts)
        found = "#" + "".join(f"{part:02x}" for part in mixed)
        if min(map(partial(contrast, found), grounds)) >= LEAST_CONTRAST:
            break
    return found


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1, as WCAG 2.2 defines it."""
    shares = [part / 255 for part in _parts(colour)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
