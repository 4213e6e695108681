"""Findings from literals, pages from run folders, and a look at what their HTML holds."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from reportgen.charts import all_charts
from reportgen.checks import all_rules
from reportgen.diagnosis import diagnose
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.page.build import build_page
from reportgen.page.inputs import RunInput
from reportgen.page.shell.render import render
from reportgen.read.run import read_run
from reportgen.rule import Finding, Verdict

MakeRun = Callable[..., Path]


def finding(check: str, verdict: Verdict, **changed: Any) -> Finding:
    values: dict[str, Any] = {
        "title": f"Title of {check}",
        "seen": f"Seen by {check}.",
        "remedy": "",
        "guide": "Guide section",
        "head": None,
        "epochs": None,
        "chart": None,
        "measured": {},
        "threshold": "",
        "question": "",
    }
    return Finding(check=check, verdict=verdict, **{**values, **changed})


def input_of(facts: Facts, findings: Sequence[Finding]) -> RunInput:
    """A run as the page is given it, with findings of one's own and no charts."""
    return RunInput(facts, findings, diagnose(facts, findings), ())


def given(folder: Path) -> RunInput:
    """A run folder as the program hands it to the page."""
    facts = Facts(read_run(folder))
    findings = evaluate(all_rules(), facts)
    return RunInput(facts, findings, diagnose(facts, findings), all_charts(facts))


def html_of(*folders: Path) -> str:
    return render(build_page([given(folder) for folder in folders]))


class Outline(HTMLParser):
    """Ids, links, headings, scripts and visible text of a page."""

    VOID = frozenset({"meta", "img", "input", "br", "link", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.tags: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.policy = ""
        self.text = ""
        self._script: dict[str, str | None] | None = None
        self._silent = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        self.links += [str(values[name]) for name in ("href", "data-zoom") if name in values]
        self.sources += [
            str(values[name]) for name in ("src", "srcset", "action") if name in values
        ]
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "data-copy"):
            self.links += [f"#{id}" for id in str(values.get(name) or "").split()]
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(values["content"])
        if tag == "script":
            self._script = values
        if tag in ("script", "style"):
            self._silent = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts.append((self._script, data))
        elif not self._silent:
            self.text += data


def png(width: int = 4, height: int = 3) -> bytes:
    """A whole PNG of one grey."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    rows = (b"\0" + b"\x80" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def jpeg(width: int = 4, height: int = 3) -> bytes:
    """A whole JPEG of one grey, as Ultralytics writes its own."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("L", (width, height), 128).save(file, "JPEG")
    return file.getvalue()
