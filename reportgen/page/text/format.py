"""How the page writes numbers, sizes, times and names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen import words
from reportgen.rule import Verdict
from reportgen.tasks import HEADS

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.FAIL: "Fail",
    Verdict.WARN: "Warn",
    Verdict.ERROR: "Error",
    Verdict.NOTE: "Note",
    Verdict.UNKNOWN: "Unknown",
    Verdict.PASS: "Pass",
    Verdict.NOT_APPLICABLE: "Not applicable",
}
TALLY_WORDS: dict[Verdict, tuple[str, str]] = {
    Verdict.FAIL: ("fail", "fails"),
    Verdict.WARN: ("warning", "warnings"),
    Verdict.ERROR: ("error", "errors"),
    Verdict.NOTE: ("note", "notes"),
    Verdict.UNKNOWN: ("unknown", "unknown"),
    Verdict.PASS: ("passed", "passed"),
    Verdict.NOT_APPLICABLE: ("n/a", "n/a"),
}
"""One finding, several findings."""
HEAD_WORDS = {head.key: head.key.capitalize() for head in HEADS}


@dataclass(frozen=True)
class Number:
    """A number twice: as it is shown, and with all the digits that the run gave."""

    text: str
    full: str = ""
    """Empty when the text says it all."""


def metric(value: float | None) -> Number:
    """A metric or loss as it is shown, with the digits of results.csv beside it."""
    text = words.number(value)
    if value is None or text == words.UNKNOWN:
        return Number(text)
    full = words.exact(value)
    return Number(text, "" if full == text else full)


def difference(value: float, margin: float = 0.0) -> str:
    """A difference with its sign, three significant digits, and no more decimals than `margin`."""
    return words.signed(value, words.beside(abs(value), margin))


def file_name(name: str) -> str:
    """A run's name as a file name that every system takes."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "run"
