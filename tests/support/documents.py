"""The README and what it leads to, as the tests read them."""

from __future__ import annotations

import re

from tests.conftest import ROOT

DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))


def text() -> str:
    """All documents in one."""
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)


def marked(name: str) -> str:
    """The block of code after ``<!-- example: name -->``, whichever document it is in."""
    pattern = rf"<!-- example: {re.escape(name)} -->\n```\w+\n(.*?)^```"
    found = re.findall(pattern, text(), re.DOTALL | re.MULTILINE)
    assert len(found) == 1, f"{len(found)} examples are marked {name}"
    return str(found[0])
