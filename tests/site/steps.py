"""Sites as the command writes them, and what is asked of every file of one."""

from __future__ import annotations

import base64
import json
import os
import re
import sys
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import pytest

from reportgen.page.shell.assets import typical_folds
from tests.page.parts import Outline
from tests.support.command import hang_guard

NOW = "1700000000"
"""2023-11-14, as SOURCE_DATE_EPOCH says it."""


@dataclass(frozen=True)
class Published:
    """What came of a call."""

    folder: Path
    code: int
    err: str
    told: dict[str, Any]
    """runs.json, as this call left it; empty where there is none."""
    index: str
    """index.html, likewise."""

    @property
    def names(self) -> list[str]:
        """Names of the runs, as they stand in the index."""
        return [run["name"] for run in self.told["runs"]]

    def run(self, name: str) -> dict[str, Any]:
        """What runs.json says of a run."""
        return next(run for run in self.told["runs"] if run["name"] == name)


def folds_in(file: Path) -> list[str]:
    """The charts and the folds in the file beside a page of a site."""
    found = re.search(r'/folds"\]=(\[\[.*?\]\])', file.read_text("ascii"))
    assert found
    folds = []
    for like, packed in json.loads(found[1]):
        before = typical_folds()[like].encode()[-(2**15) :] if like >= 0 else b""
        unpacker = zlib.decompressobj(zdict=before)
        folds.append(unpacker.decompress(base64.b64decode(packed)).decode())
    return folds


def publish(
    capture: pytest.CaptureFixture[str], site: Path, *arguments: object, now: str = NOW
) -> Published:
    """Run ``reportgen ... --site site`` in this process, without reading plots."""
    from reportgen.cli import main

    # What a test has patched is patched in this process alone.
    argv = ["reportgen", "-j", "1", *map(str, arguments)]
    argv += ["--site", str(site), "--no-read-pictures"]
    capture.readouterr()
    code = 0
    with (
        patch.object(sys, "argv", argv),
        patch.dict(os.environ, {"SOURCE_DATE_EPOCH": now}),
        hang_guard(60),
    ):
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    # Read now: a later call writes the same files.
    found = {name: site / name for name in ("runs.json", "index.html")}
    texts = {name: path.read_text("utf-8") for name, path in found.items() if path.is_file()}
    told = json.loads(texts.get("runs.json", "{}"))
    return Published(site, code, capture.readouterr().err, told, texts.get("index.html", ""))


def contents(site: Path) -> dict[str, bytes]:
    """Every file of a site by its name."""
    files = [path for path in site.rglob("*") if path.is_file()]
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def times(site: Path) -> dict[str, int]:
    """When each file was written."""
    files = [path for path in site.rglob("*") if path.is_file()]
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in files}


def broken_links(site: Path) -> list[str]:
    """Links and sources of all pages that lead nowhere, or out of the site."""
    outlines = {path: Outline(path.read_text("utf-8")) for path in site.rglob("*.html")}
    ids = {path: set(outline.ids) for path, outline in outlines.items()}
    faults = []
    for page, outline in outlines.items():
        doubled = [id for id, number in Counter(outline.ids).items() if number > 1]
        faults += [f"{page.name}: id {id} twice" for id in doubled]
        text = page.read_text("utf-8")
        more = re.findall(r'data-src="([^"]+)"', text)
        # Icons come with the folds; without scripts, signs are the style sheet's.
        icons = re.findall(r'<use href="(#icon-[a-z-]+)"', text) if "data-fold" in text else []
        links = [link for link in outline.links if link not in icons]
        for link in [*links, *outline.sources, *more]:
            fault = _fault(site, page, link, ids)
            faults += [f"{page.relative_to(site)}: {link[:200]}: {fault}"] if fault else []
    return faults


def _fault(site: Path, page: Path, link: str, ids: dict[Path, set[str]]) -> str:
    parts = urlsplit(link)
    if parts.scheme in ("data", "https") or link.startswith("https://"):
        return ""  # the guide's and licences' addresses are in words of the page
    if link in ids[page]:
        return ""  # of a button that enlarges a picture
    if parts.scheme or parts.netloc or link.startswith("/"):
        return "leaves the site"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page.resolve()
    if not target.is_file() or site.resolve() not in target.parents:
        return "there is no such file"
    known = next((found for path, found in ids.items() if path.resolve() == target), None)
    if "=" in parts.fragment:  # a view of the index
        return "" if target.name == "index.html" else "only the index has views"
    if parts.fragment and known is not None and unquote(parts.fragment) not in known:
        return "there is no such place"
    return ""
