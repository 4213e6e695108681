"""Writes the tables of docs/diagnosis.md: python -m tests.generate.diagnosis."""

from __future__ import annotations

import re

from reportgen.diagnosis.badge import BADGES, MEANINGS
from reportgen.diagnosis.causes import all_causes
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "diagnosis.md"


def states() -> str:
    """The table of states in Markdown."""
    rows = ["| state | badge | colour of | meaning |", "|---|---|---|---|"]
    rows += [
        f"| `{state}` | {word} | {verdict.value} | {MEANINGS[state]} |"
        for state, (verdict, word) in BADGES.items()
    ]
    return "\n".join(rows) + "\n"


def causes() -> str:
    """The table of causes in Markdown, one row a cause, in their order."""
    rows = ["| cause | what it is | what to do |", "|---|---|---|"]
    for rule in all_causes():
        remedy = " ".join(rule.documentation.split("\n\n")[0].split())
        rows.append(f"| `{rule.id}` | {rule.title} | {remedy} |")
    return "\n".join(rows) + "\n"


def rewritten(text: str) -> str:
    """The document with the tables of today."""
    for name, table in (("states", states()), ("causes", causes())):
        place = re.compile(rf"(<!-- {name}: [^\n]* -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = place.sub(lambda found, table=table: found.group(1) + table + found.group(2), text)
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
