"""Text -> HTML: escaped, with light Markdown where it is ours, terms linked on first use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from markupsafe import Markup, escape

from reportgen.page.text.glossary import NAMES

# `loss` and `head` as such are everyday words; their entries are reached from the glossary.
_LINKED = sorted(set(NAMES) - {"loss", "head", "TP, FP, FN"}, key=len, reverse=True)
_TERM = re.compile(r"(?<![\w/-])(?:" + "|".join(map(re.escape, _LINKED)) + r")(?![\w-])")
_INLINE = re.compile(r"`([^`\n]+)`|\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\((https://[^\s)]+)\)")
_BLOCK = re.compile(r"(?m)\n\s*\n|^\s*(?:[-*+]|\d+\.)\s|^\s*(?:#|>|```)")
_SENTENCE_END = re.compile(r"(?<=[.?])\s+(?=[A-Z`*\d])")
_NO_PROSE = re.compile(r"<(script|style|textarea|pre)\b")
_BOUND = re.compile(
    r" (?:(?<=\d )(?:%|±|(?:[kMG]?B|h|min|m?s|px|points?|epochs?)\b)"
    r"|\d(?:(?<=[±≈] \d)|(?<=&lt; \d)|(?<=epoch \d)|(?<=epochs \d)))"
)
"""The space between a number and its unit, or what else it is read with."""
_HYPHEN = re.compile(r"-(?:95(?<=mAP50-95)|[15](?<=[Tt]op-[15])\b)")
"""The end of a metric's name: after a hyphen browsers break lines."""
_TEXT_ONLY = ("text", "tspan", "title", "desc", "option", "button", "th")
"""What tags begin with that hold no element, or whose parts stand in any order, as in a button."""


class Prose:
    """Turns text into HTML for one page, and remembers which terms it has linked."""

    def __init__(self) -> None:
        """Nothing is linked yet."""
        self._linked: set[str] = set()

    @property
    def terms(self) -> frozenset[str]:
        """Ids of the terms that the page uses."""
        return frozenset(self._linked)

    def plain(self, text: str) -> Markup:
        """Text as it stands. The first use of a term links to its entry in the glossary."""
        pieces: list[Markup] = []
        position = 0
        for id, name, start in _terms_in(text):
            if id in self._linked:
                continue
            self._linked.add(id)
            pieces.append(escape(text[position:start]))
            pieces.append(term_link(id, name))
            position = start + len(name)
        pieces.append(escape(text[position:]))
        return Markup("".join(pieces))

    def markdown(self, text: str) -> Markup:
        """Markdown of our own texts. Code, bold and https links are done here; lists and
        paragraphs are rare and go through the markdown package and a sanitiser.
        """
        return _blocks(text) if _BLOCK.search(text) else self._inline(text)

    def linked(self, text: str, addresses: Mapping[str, str]) -> Markup:
        """Light Markdown in which the first mention of each name is a link within the page."""
        names = sorted(addresses, key=len, reverse=True)
        name = next((name for name in names if name in text), None)
        if name is None:
            return self.markdown(text)
        before, after = text.split(name, 1)
        rest = {other: address for other, address in addresses.items() if other != name}
        link = Markup('<a href="{}">{}</a>').format(addresses[name], name)
        return self.linked(before, rest) + link + self.linked(after, rest)

    def _inline(self, text: str) -> Markup:
        pieces: list[Markup] = []
        position = 0
        for match in _INLINE.finditer(text):
            code, bold, label, address = match.groups()
            pieces.append(self.plain(text[position : match.start()]))
            if code:
                pieces.append(Markup(f"<code>{escape(code)}</code>"))
            elif bold:
                pieces.append(Markup(f"<strong>{escape(bold)}</strong>"))
            else:
                pieces.append(Markup('<a href="{}">{}</a>').format(address, label))
            position = match.end()
        pieces.append(self.plain(text[position:]))
        return Markup("".join(pieces))


def unbroken(html: str) -> str:
    """The document, in which no line breaks within ``18 %``, ``0.2 ± 0.1`` or ``mAP50-95``.

    A number and its unit stand apart by a no-break space, which a search for ``18 %`` finds in
    every browser. What scripts read, what is copied, and attributes stay as they are.
    """
    parts, done = [], 0
    while start := _NO_PROSE.search(html, done):
        end = html.find(f"</{start[1]}>", start.end())
        parts += [_bound(html[done : start.start()]), html[start.start() : end]]
        done = end
    return "".join([*parts, _bound(html[done:])])


def _bound(html: str) -> str:
    def bound(found: re.Match[str]) -> str:
        return found[0] if _tag(html, found.start()) is None else f"\u00a0{found[0][1:]}"

    def joined(found: re.Match[str]) -> str:
        tag = _tag(html, found.start())
        if tag is None or tag.startswith(_TEXT_ONLY):
            return found[0]
        return f'<span class="joined">{found[0]}</span>'

    html = _BOUND.sub(bound, html)
    return _HYPHEN.sub(joined, html)


def _tag(html: str, place: int) -> str | None:
    """The tag before a place, from its name on; None within one."""
    start = html.rfind("<", 0, place)
    end = html.find(">", start, place)
    return None if end < 0 <= start else html[start + 1 : end]


@lru_cache(maxsize=2048)
def _terms_in(text: str) -> tuple[tuple[str, str, int], ...]:
    """The terms of a text: id, as written, and where. Most texts stand on every page of a site."""
    return tuple((NAMES[found[0]], found[0], found.start()) for found in _TERM.finditer(text))


@cache
def term_link(id: str, text: str) -> Markup:
    """A link to an entry of the glossary."""
    return Markup('<a class="term" href="#term-{}">{}</a>').format(id, text)


def sentences(text: str) -> list[str]:
    """The sentences of a text, with their full stops."""
    return [part for part in _SENTENCE_END.split(text.strip()) if part]


def _blocks(text: str) -> Markup:
    import markdown
    import nh3

    html = markdown.markdown(text, output_format="html")
    tags = {"p", "ul", "ol", "li", "code", "pre", "strong", "em", "a"}
    return Markup(nh3.clean(html, tags=tags, url_schemes={"https"}, link_rel="noopener"))
