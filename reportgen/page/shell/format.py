"""How the page writes numbers, sizes, times and names."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from reportgen.rule import Verdict

UNKNOWN = "unknown"

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
HEAD_WORDS = {"box": "Box", "mask": "Mask", "pose": "Pose", "class": "Class"}


@dataclass(frozen=True)
class Number:
    """A number twice: as it is shown, and with all the digits that the run gave."""

    text: str
    full: str = ""
    """Empty when the text says it all."""


def metric(value: float | None) -> Number:
    """A metric or loss with three significant digits."""
    if value is None or not math.isfinite(value):
        return Number(UNKNOWN)
    text = "0" if value == 0 else f"{value:#.3g}".rstrip(".")
    full = exact(value)
    return Number(text, "" if full == text else full)


def exact(value: float) -> str:
    """The shortest text that gives the same number again: the digits of results.csv."""
    if math.isnan(value):
        return "nan"
    return repr(float(value)).removesuffix(".0")


def size(count: int) -> str:
    """A file size, such as ``1.2 MB`` (1 MB is a million bytes)."""
    if count < 1_000:
        return f"{count} B"
    value = count / 1_000
    for unit in ("kB", "MB", "GB"):
        # 999.6 would be written as 1000: the next unit takes it.
        if value < 999.5 or unit == "GB":
            break
        value /= 1_000
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"


def duration(seconds: float | None) -> str | None:
    """A time span, such as ``2 h 05 min``; None when it is not told."""
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return None
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 1:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def count(number: int, one: str, many: str = "") -> str:
    """``1 run``, ``2 runs``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """Text that starts with a capital and ends in a full stop, where it is no metric's name."""
    text = text.strip()
    if not text:
        return ""
    first = text.split(maxsplit=1)[0]
    if first.islower() and first.isalpha():
        text = text[0].upper() + text[1:]
    return text if text[-1] in ".?:" else f"{text}."


def file_name(name: str) -> str:
    """A run's name as a file name that every system takes."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "run"
