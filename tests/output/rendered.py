"""Markdown as a site shows it: the elements that come of it, and its text as scripts find it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import markdown

FOLD = re.compile(r"^<details><summary>(.*)</summary>$", re.MULTILINE)
ZERO_WIDTH = "\u200b"

ACTIVE = {
    "mention": r"(?:^|[^\w`])@[\w\"]",
    "reference": r"#[\w\"]|(?:^|\W)!\d|~[\w\"]|%[\w\"{]|&\d|(?i:\b(?:gh|gl)-\d)",
    "ticket": r"\b[A-Z][A-Z0-9_]+-\d",
    "commit": r"\b[0-9a-f]{7,40}\b",
    "address": r"://|\bwww\.|\w@\w|(?<=\w)\.[^\W\d_]{2}",
    "emoji": r":[\w+-]+:",
    "formula": r"\$",
    "wiki": r"\[\[|\{\+|\[-",
}
"""What GitHub, GitLab and Jira look for in text that is no code."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.loose: list[str] = []
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside += tag in ("code", "a")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in ("code", "a")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        self.loose += [] if self.inside else [data]

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", {"data": data}))


class Rendered:
    """A summary, rendered: what is in its folds is read as Markdown, as sites do."""

    def __init__(self, text: str) -> None:
        """Render `text`."""
        self.folds = FOLD.findall(text)
        assert text.count("</details>") == len(self.folds)
        body = FOLD.sub("", text).replace("\n</details>\n", "\n")
        reader = _Reader()
        reader.feed(markdown.markdown(body, extensions=["tables"]))
        for fold in self.folds:
            reader.feed(f"{fold}\n")
        reader.close()
        self.elements = reader.elements
        self.tags = {tag for tag, _ in reader.elements}
        self.text = " ".join("".join(reader.texts).replace(ZERO_WIDTH, "").split())
        self.loose = reader.loose

    @property
    def active(self) -> list[tuple[str, str]]:
        """Text that a site would make a link, a mention or a picture of, and what it is."""
        return [
            (kind, text)
            for text in self.loose
            for kind, pattern in ACTIVE.items()
            if re.search(pattern, text)
        ]
