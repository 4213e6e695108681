"""What the checks say of each run: checks down, runs across."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from reportgen import words
from reportgen.comparison.model import Comparison
from reportgen.page.inputs import RunInput
from reportgen.page.judged.findings import named
from reportgen.page.judged.verdicts import FOLDED, badge
from reportgen.page.run.views import Badge, Link
from reportgen.rule import Finding, Verdict

GLYPHS = {
    Verdict.PASS: "✓",
    Verdict.NOTE: "i",
    Verdict.WARN: "▲",
    Verdict.FAIL: "■",
    Verdict.UNKNOWN: "?",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.ERROR: "!",
}


class FindingCell(NamedTuple):
    """What a check says of one run."""

    glyph: str
    badge: Badge | None
    link: Link | None


class FindingRow(NamedTuple):
    """One check over all runs."""

    title: str
    cells: tuple[FindingCell, ...]


class FindingsTable(NamedTuple):
    """What the checks say of each run; rows that ask nothing of the reader are folded."""

    open: tuple[FindingRow, ...]
    folded: tuple[FindingRow, ...]
    folded_count: str


def findings_table(told: Comparison, inputs: Sequence[RunInput]) -> FindingsTable:
    """Checks down, runs across; the worst first, and those that all runs pass folded."""
    by_run = [{finding.key: finding for finding in given.findings} for given in inputs]
    merged: dict[str, Finding] = {}
    for found in by_run:
        merged |= found
    rows: dict[bool, list[FindingRow]] = {True: [], False: []}
    for key in sorted(merged, key=lambda key: _weight(key, by_run)):
        quiet = all(_quiet(found.get(key)) for found in by_run)
        rows[quiet].append(_finding_row(key, words.capital(named(merged[key])), told, by_run))
    folded = tuple(rows[True])
    return FindingsTable(
        open=tuple(rows[False]), folded=folded, folded_count=words.count(len(folded), "check")
    )


def _quiet(finding: Finding | None) -> bool:
    return finding is None or finding.verdict in FOLDED


def _weight(key: str, by_run: Sequence[dict[str, Finding]]) -> tuple[int, int]:
    """Worst verdict first, then the one that more runs have."""
    seen = Counter(found[key].verdict for found in by_run if key in found)
    worst = min(seen, key=lambda verdict: verdict.severity)
    return worst.severity, -seen[worst]


def _finding_row(
    key: str, title: str, told: Comparison, by_run: Sequence[dict[str, Finding]]
) -> FindingRow:
    cells = (_finding_cell(by_run[run].get(key), run, told) for run in told.order)
    return FindingRow(title, tuple(cells))


def _finding_cell(finding: Finding | None, run: int, told: Comparison) -> FindingCell:
    if finding is None:
        return FindingCell("–", None, None)
    own = badge(finding.verdict)
    name = f"{own.word}: {finding.headed}, {told.runs[run].name}"
    link = None if _quiet(finding) else Link(f"#r{run + 1}-finding-{finding.key}", name)
    return FindingCell(GLYPHS[finding.verdict], own, link)
