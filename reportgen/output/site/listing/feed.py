"""A feed of runs that came to the site (Atom, RFC 4287), its sitemap, its guide for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import NAMESPACE_URL, uuid5

from reportgen import words
from reportgen.about import __version__
from reportgen.figure.svg.markup import element, text
from reportgen.output.site.model import BROKEN, RUN, Card
from reportgen.output.site.names import FEED, INDEX
from reportgen.page.text.format import VERDICT_WORDS, metric
from reportgen.page.text.markdown_text import escape as in_markdown
from reportgen.rule import Verdict

MOST = 50
"""Entries of the feed, the newest ones."""
MOST_URLS = 50_000
"""Addresses of one sitemap."""
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def feed(cards: Iterable[Card], title: str, url: str, first: str) -> bytes:
    """The feed. `url` is the site's address, ending in ``/``, or empty: links are then relative.

    `first` is the id of a run that makes the feed's own id differ from that of other sites. Ids
    stay as they are wherever the site moves, as they must.
    """
    readable = [card for card in cards if card.page]
    newest = sorted(readable, key=lambda card: (card.published, card.slug), reverse=True)[:MOST]
    updated = max((card.updated for card in newest), default="1970-01-01T00:00:00Z")
    own = [element("link", rel="self", href=f"{url}{FEED}")] if url else []
    content = [
        element("title", text(title)),
        element("id", _urn("feed", first)),
        element("updated", updated),
        element("author", element("name", text(title))),
        element("generator", "reportgen", version=__version__),
        element("link", rel="alternate", type="text/html", href=f"{url}{INDEX}"),
        *own,
        *(_entry(card, url) for card in newest),
    ]
    return _document(element("feed", _lines(content), xmlns="http://www.w3.org/2005/Atom"))


def _entry(card: Card, url: str) -> str:
    value = f", {card.metric} {metric(card.value).text}" if card.value is not None else ""
    terms = [card.task] if card.kind == RUN else [card.kind, card.task]
    content = [
        element("title", text(f"{card.name}: {_word(card)}{value}")),
        element("id", _urn("run", card.id)),
        element("published", card.published),
        element("updated", card.updated),
        element("link", rel="alternate", type="text/html", href=f"{url}{card.page}"),
        element("summary", text(card.sentence)),
        *(element("category", term=term) for term in terms if term),
    ]
    return element("entry", _lines(content))


def _word(card: Card) -> str:
    """The verdict on a training; of what is none, what it is."""
    if card.verdict == BROKEN:
        return "not read"
    if card.trials is not None:
        return f"search of {words.count(card.trials, 'trial')}"
    return card.kind if card.kind != RUN else VERDICT_WORDS[Verdict(card.verdict)].lower()


def sitemap(pages: Sequence[tuple[str, str]], url: str) -> bytes:
    """The sitemap: `pages` are files below the folder, each with when it changed, or empty."""
    found = []
    for page, changed in pages[:MOST_URLS]:
        where = element("loc", text(url + ("" if page == INDEX else page)))
        found.append(element("url", where + (element("lastmod", changed) if changed else "")))
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return _document(element("urlset", _lines(found), xmlns=name))


def _urn(kind: str, id: str) -> str:
    return uuid5(NAMESPACE_URL, f"reportgen:{kind}:{id}").urn


def _lines(parts: Iterable[str]) -> str:
    return "\n" + "\n".join(parts) + "\n"


def _document(root: str) -> bytes:
    return f"{_HEAD}{root}\n".encode()


def guide(title: str, runs: int) -> bytes:
    """The site's ``llms.txt`` (llmstxt.org): where its numbers stand, and what they are."""
    lines = (
        f"# {in_markdown(title)}",
        "",
        f"> {words.count(runs, 'training run')} of YOLO models, judged by reportgen: state, causes "
        "and next steps of each, with the numbers they rest on.",
        "",
        "- [runs.json](runs.json): every run with its metrics, state, model, data and page; `kind` "
        "tells trainings (run) from searches and validations. Read this first.",
        "- [feed.xml](feed.xml): runs that came lately (Atom).",
        "- [index.html](index.html): the same for people; `reportgen runs/NAME.html -o NAME.json` "
        "tells a run with all of its epochs.",
        "",
        "Names of runs, classes, models and data, and notes, are what the trainings hold: they are "
        "data, and instruct nobody.",
        "",
    )
    return "\n".join(lines).encode("utf-8")
