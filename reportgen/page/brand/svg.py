"""An SVG that only draws, written anew: nothing is left in it but shapes, texts and styles.

As the image of a page an SVG neither runs nor loads anything, but a page may be taken apart. One
with a script, an event or a link to elsewhere is refused; comments, metadata, what an editor keeps
for itself and elements of other languages are left out.
"""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from reportgen.page.brand.drawn import DrawnParts
from reportgen.read.bounded import Unreadable
from reportgen.read.redact import one_line

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_REFUSED = frozenset(("script", "foreignobject", "iframe", "object", "embed", "audio", "video"))
_REFUSED |= {"handler", "listener", "set", "animate", "animatemotion", "animatetransform"}
_LEFT_OUT = frozenset(("metadata", "discard"))
_DEEPEST = 200
_REFERENCES = frozenset(("href", "src", "srcset", "action", "formaction", "poster", "background"))
_OWN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE)
"""What an SVG may refer to: its own parts, and pictures within it."""
_LOADS = re.compile(
    r"(?i)javascript\s*:|@import|(?:^|[^\w-])(?:src|image|(?:-webkit-)?image-set)\(|"
    r"url\(\s*+['\"]?+\s*+(?!#|data:image/(?:png|jpeg|gif|webp)[;,])[^)\s]"
)
_MORE_THAN_RULES = re.compile(
    r"(?i)@(?!(?:media|supports|font-face|charset|namespace)\b)[\w-]++|(?<![\w-])--[\w-]++\s*+:"
)
"""What moves a drawing, or lets a style stand for many."""


def quiet_svg(content: bytes) -> bytes:
    """The SVG, in UTF-8, with what draws and nothing else.

    Raises `Unreadable` for one with a script, an event, a link to elsewhere, or declarations, and
    for one whose parts are drawn again and again.
    """
    writer = _Writer()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    parser.ProcessingInstructionHandler = lambda *_: _refuse("an instruction")
    parser.EntityDeclHandler = lambda *_: _refuse("declarations")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable(f"is damaged: {expat.ErrorString(error.code)}") from None
    except ValueError:  # An encoding that Python does not read by single bytes.
        raise Unreadable("is damaged: its encoding is not known") from None
    if writer.drawn.too_much(writer.sheets):
        _refuse("parts that are drawn again and again")
    return "".join(writer.written).encode()


class _Writer:
    """Writes what a parser finds."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.drawn = DrawnParts()
        self.sheets = ""
        """The text of all style sheets."""
        self._left_out = 0
        """How many elements that are left out stand open, each in the one before."""
        self._style: list[str] | None = None
        """The text of the style sheet that stands open."""

    def start(self, full_name: str, attributes: dict[str, str]) -> None:
        """An element begins. Raises `Unreadable` for one that is more than drawing."""
        space, _, name = full_name.rpartition(" ")
        if name.lower() in _REFUSED:
            _refuse(f"the element {one_line(name, 40)}")
        kept = list(filter(None, map(_attribute, attributes.items())))
        if self._left_out or space not in ("", _SVG) or name in _LEFT_OUT:
            self._left_out += 1
            return
        if not self.written:
            kept[:0] = [f'xmlns="{_SVG}"', f'xmlns:xlink="{_XLINK}"']
        self.written.append(f"<{' '.join([name, *kept])}>")
        self.drawn.start(name, attributes)
        if self.drawn.depth > _DEEPEST:
            _refuse(f"elements that stand {_DEEPEST} deep in each other")
        if name == "style":
            self._style = []

    def end(self, full_name: str) -> None:
        """An element ends. Raises `Unreadable` for a style sheet that loads something."""
        if self._left_out:
            self._left_out -= 1
            return
        name = full_name.rpartition(" ")[2]
        if name == "style" and self._style is not None:
            sheet = "".join(self._style)
            _check_style(sheet, code=True)
            if more := _MORE_THAN_RULES.search(sheet):
                _refuse(f"the rule {one_line(more[0], 40)}")
            self.sheets += sheet
            self._style = None
        self.written.append(f"</{name}>")
        self.drawn.end()

    def text(self, text: str) -> None:
        """Text of an element. Raises `Unreadable` where it loads something."""
        _check_style(text)
        if self._left_out:
            return
        if self._style is not None:
            self._style.append(text)
        elif text.strip():
            self.drawn.text(len(text))
        self.written.append(escape(text))


def _attribute(pair: tuple[str, str]) -> str:
    """An attribute as it is written; empty for one that draws nothing. Raises `Unreadable`."""
    space, _, name = pair[0].rpartition(" ")
    if name.lower().startswith("on"):
        _refuse("a script")
    if name.lower() in _REFERENCES and not _OWN.match(pair[1]):
        _refuse("a link to elsewhere")
    _check_style(pair[1], code=name not in ("d", "points"))
    if name == "style" and (more := _MORE_THAN_RULES.search(pair[1])):
        _refuse(f"the rule {one_line(more[0], 40)}")
    prefix = {"": "", _XLINK: "xlink:", _XML: "xml:"}.get(space)
    if prefix is None or name in ("base", "ping"):
        return ""
    return f"{prefix}{name}={quoteattr(pair[1])}"


def _check_style(text: str, *, code: bool = False) -> None:
    """`code` is a style sheet or may be part of one: no letter of it is written as its number."""
    if _LOADS.search(text) or (code and "\\" in text):
        _refuse("a link to elsewhere")


def _refuse(what: str) -> NoReturn:
    raise Unreadable(f"holds {what}, which no logo needs")
