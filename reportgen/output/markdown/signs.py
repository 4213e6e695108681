"""Signs, lines and small curves that all parts of a summary share."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from reportgen.page.text.format import TALLY_WORDS, VERDICT_WORDS, metric
from reportgen.page.text.markdown_text import escape
from reportgen.read.table.results import Series
from reportgen.rule import Finding, Verdict

BARS = "▁▂▃▄▅▆▇█"
UNTOLD = "·"
WIDTH = 20


def sparkline(
    series: Series, low: float | None = None, high: float | None = None, width: int = WIDTH
) -> str:
    """The course of a series in at most `width` bars, each the mean of its epochs.

    From `low` to `high`, or else from its own lowest to its own highest mean. Epochs that tell
    nothing are a dot; empty where no epoch tells anything.
    """
    told = np.where(np.isfinite(series.values), series.values, np.nan)
    if not np.isfinite(told).any():
        return ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing
        means = [float(np.nanmean(part)) for part in np.array_split(told, min(width, len(told)))]
    known = list(filter(np.isfinite, means))
    bottom = min(known) if low is None else low
    top = max(known) if high is None else high
    return "".join(_bar(mean, bottom, top) for mean in means)


def _bar(value: float, bottom: float, top: float) -> str:
    if not np.isfinite(value):
        return UNTOLD
    share = (value - bottom) / (top - bottom) if np.isfinite(top - bottom) and top > bottom else 0.0
    return BARS[int(np.clip(share * len(BARS), 0, len(BARS) - 1))]


SIGNS = {
    Verdict.FAIL: "❌",
    Verdict.WARN: "⚠️",
    Verdict.ERROR: "💥",
    Verdict.NOTE: "ℹ️",
    Verdict.UNKNOWN: "❔",
    Verdict.PASS: "✅",
    Verdict.NOT_APPLICABLE: "➖",
}
"""A comment has no colours of its own: these are the signs that stand out in it."""
BAD = (Verdict.FAIL, Verdict.WARN, Verdict.ERROR)
"""Verdicts that a reviewer looks at first."""


def signed(verdict: Verdict, word: str = "") -> str:
    """``⚠️ Warn``, or the sign of a verdict with a word of its own."""
    return f"{SIGNS[verdict]} {word or VERDICT_WORDS[verdict]}"


def tally(findings: Iterable[Finding]) -> str:
    """``1 fail, 2 warnings, 10 passed``, worst first."""
    numbers = Counter(finding.verdict for finding in findings)
    shown = [verdict for verdict in Verdict if numbers[verdict]]
    return ", ".join(f"{numbers[v]} {TALLY_WORDS[v][numbers[v] > 1]}" for v in shown)


def bullet(finding: Finding, prefix: str = "") -> str:
    """A finding in one line of a list; `prefix` is escaped already."""
    title = escape(finding.headed, 200)
    return f"- {SIGNS[finding.verdict]} **{VERDICT_WORDS[finding.verdict]}:** {prefix}{title}"


def bullets(found: Sequence[tuple[str, Finding]], most: int) -> str:
    """The first `most` findings in a list, each with its prefix, and how many more there are."""
    lines = [bullet(finding, prefix) for prefix, finding in found[:most]]
    if len(found) > most:
        lines.append(f"- and {len(found) - most} more")
    return "\n".join(lines)


def number(value: float | None) -> str:
    """A metric or loss with three significant digits."""
    return metric(value).text
