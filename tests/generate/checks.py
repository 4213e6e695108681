"""Writes the table of checks in docs/ from their declarations: python -m tests.generate.checks."""

from __future__ import annotations

import re

from reportgen.checks import all_rules
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "checks.md"
_TABLE = re.compile(r"(<!-- checks: [^\n]* -->\n).*?(<!-- /checks -->)", re.DOTALL)


def table() -> str:
    """The table in Markdown, one row a check."""
    rows = ["| check | what a sound run shows | section of the guide |", "|---|---|---|"]
    rows += [f"| `{rule.id}` | {rule.question()} | {rule.guide} |" for rule in all_rules()]
    return "\n".join(rows) + "\n"


def written() -> str:
    """The table as it stands in its document."""
    found = _TABLE.search(DOCUMENT.read_text(encoding="utf-8"))
    return found.group(0) if found else ""


def rewritten(text: str) -> str:
    """The document with the table of today."""
    return _TABLE.sub(lambda found: found.group(1) + table() + found.group(2), text)


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
