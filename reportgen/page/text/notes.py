"""Notes to a run, written in Markdown: notes.md in its folder, or a file that the user names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markupsafe import Markup

from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.folder.marks import front_matter
from reportgen.read.redact import echoed, one_line, printable, redact
from reportgen.read.run import unreadable
from reportgen.read.secret.texts import hide_secrets

MAX_BYTES = 32 * 2**10
"""Longest notes. What turns Markdown into HTML takes time that grows with the square of it."""
MAX_MARKS = 400
"""Most opening brackets, and most quote marks in a line, each of which may look far ahead."""
MAX_LINE = 2_000
"""Longest line, in characters."""
_TAGS = "p br hr em strong del code pre blockquote ul ol li dl dt dd a table thead tbody tr th td"
TAGS = frozenset(_TAGS.split(" "))


@dataclass(frozen=True)
class Notes:
    """What the notes say, or why they cannot be shown."""

    html: Markup = field(default_factory=Markup)
    problem: str = ""


def notes(facts: Facts) -> Notes | None:
    """The notes of a run; None when there are none.

    Raises ReportError when the file that the user named cannot be read.
    """
    run = facts.run
    if run.notes_file:
        try:
            return Notes(to_html(front_matter(read_text(run.notes_file, MAX_BYTES))[1]))
        except Unreadable as error:
            shown = echoed(run.notes_file)
            raise ReportError(
                f"Notes file {shown} {error}. Check --notes, or notes in the config."
            ) from None
    for file in run.listing.of_kind("notes"):
        if run.read_back:
            return Notes(problem=f"The notes are in {run.read_back.file}, the report of this run.")
        try:
            return Notes(to_html(front_matter(read_text(run.folder / file.name, MAX_BYTES))[1]))
        except Unreadable as error:
            problem = unreadable(file.name, error)
            run.note(problem)
            return Notes(problem=problem.sentence)
    return None


def to_html(text: str) -> Markup:
    """Markdown as HTML of a few harmless elements, without credentials and paths.

    Markup in the text is shown as text or dropped; links lead to http, https and mailto only;
    pictures are left out. What is too tangled to be rendered safely is shown as it stands.
    """
    # A key has many lines: they are looked at as one text first.
    text = hide_secrets(text.expandtabs(4))
    lines = [redact(one_line(line, MAX_LINE)) for line in text.splitlines()]
    plain = "\n".join(lines)
    if any(plain.count(mark) > MAX_MARKS for mark in "[]<`!&") or _tangled(lines):
        return _as_it_stands(plain)
    return _rendered(plain)


def _tangled(lines: list[str]) -> bool:
    """Deep quotes and lists nest calls; long rows of one mark make regular expressions run."""
    return any(
        line.count(">") > 50 or line.count("*") + line.count("_") > 200 or line.startswith(" " * 80)
        for line in lines
    )


def _as_it_stands(text: str) -> Markup:
    return Markup("<pre>{}</pre>").format(text)


def _web_link(_tag: str, _attribute: str, value: str) -> str | None:
    """The link when it leads to the web or to mail; a relative one leads nowhere from a report."""
    return value if re.match(r"(?i)(?:https?://|mailto:)", value) else None


def _rendered(text: str) -> Markup:
    import nh3
    from markdown import Markdown

    # Headings start below those of the page's sections; their ids are removed by the cleaner.
    converter = Markdown(extensions=["tables", "fenced_code", "sane_lists"], output_format="html")
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    try:
        html = converter.convert(text)
    except (RecursionError, ValueError, IndexError, AttributeError, TypeError, KeyError):
        # Markdown itself stumbles over some texts.
        return _as_it_stands(text)
    for level in range(1, 7):
        html = html.replace(f"<h{level}>", "<p><strong>").replace(f"</h{level}>", "</strong></p>")
    cleaned = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_web_link,
        link_rel="noopener noreferrer nofollow",
    )
    # References such as &#x1b; and &#x202e; are characters by now.
    return Markup("\n".join(map(printable, cleaned.split("\n"))))
