"""Badges, tallies and how findings are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reportgen.facts.run_facts import Facts
from reportgen.measures import Answers
from reportgen.page.run.views import Badge, Tally
from reportgen.page.text.format import HEAD_WORDS, TALLY_WORDS, VERDICT_WORDS
from reportgen.rule import Finding, Verdict

FOLDED = (Verdict.PASS, Verdict.NOT_APPLICABLE)
"""Verdicts that ask nothing of the reader."""


def stale_plots(findings: Sequence[Finding]) -> Finding | None:
    """The warning that plots are not of the training that results.csv is of; None without one."""
    found = (f for f in findings if f.answers is Answers.ONE_TRAINING and f.verdict is Verdict.WARN)
    return next(found, None)


def stale_intro(findings: Sequence[Finding]) -> str:
    """What stands before numbers from plots that may not be this run's; empty where they are."""
    stale = "Their mAP50 differs from results.csv: these plots may be of another training. "
    return stale if stale_plots(findings) else ""


def badge(verdict: Verdict) -> Badge:
    """A verdict as icon and word."""
    return Badge(verdict.value, VERDICT_WORDS[verdict])


def tallies(findings: Sequence[Finding], run: str) -> tuple[Tally, ...]:
    """How many findings each verdict has, worst first; each links to where they stand."""
    first: dict[Verdict, Finding] = {}
    for finding in findings:
        first.setdefault(finding.verdict, finding)
    numbers = Counter(finding.verdict for finding in findings)
    return tuple(
        Tally(
            badge(verdict),
            numbers[verdict],
            TALLY_WORDS[verdict][numbers[verdict] > 1],
            f"#{run}-folded" if verdict in FOLDED else f"#{run}-finding-{first[verdict].key}",
        )
        for verdict in Verdict
        if numbers[verdict]
    )


def headline_name(facts: Facts) -> str:
    """The metric that the run is compared by, such as ``mask mAP50-95``."""
    if facts.task is None:
        return "mAP50-95"
    head = facts.task.headline_head
    if len(facts.task.heads) == 1:
        return head.main_word
    return f"{HEAD_WORDS[head.key].lower()} {head.main_metric}"
