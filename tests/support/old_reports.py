"""Old reports for tests: what a page holds, and pages around any content."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

from reportgen.api import read_run
from reportgen.output.json import document

BLOCK = re.compile(r'<script type="application/gzip" id="reportgen-report">([^<]*)</script>')


def document_of(*folders: Path, **options: Any) -> dict[str, Any]:
    """What a report of these runs holds, as JSON brings it back."""
    inputs = [read_run(folder, **options).page_input for folder in folders]
    content: dict[str, Any] = json.loads(json.dumps(document(inputs)))
    return content


def embedded_in(html: str) -> dict[str, Any]:
    """The JSON in the one block of a page."""
    (block,) = BLOCK.findall(html)
    content: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(block)))
    return content


def block(content: Any) -> str:
    """The element that holds `content`: text, bytes, or what is written as JSON."""
    data = content if isinstance(content, (str, bytes)) else json.dumps(content)
    packed = gzip.compress(data.encode() if isinstance(data, str) else data, 1, mtime=0)
    text = base64.b64encode(packed).decode()
    return f'<script type="application/gzip" id="reportgen-report">{text}</script>'


def page(path: Path, element: str) -> Path:
    """A page that holds `element` where reports hold theirs, and nothing else."""
    path.write_text(f"<!DOCTYPE html>\n<html><head><title>x</title>\n{element}\n</head></html>\n")
    return path
