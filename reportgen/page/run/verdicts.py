"""Badges, tallies and the one sentence that a run comes down to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reportgen.facts.run_facts import Facts
from reportgen.page.run.views import Badge, Tally
from reportgen.page.shell.format import HEAD_WORDS, TALLY_WORDS, VERDICT_WORDS, count
from reportgen.rule import Finding, Verdict, worst

FOLDED = (Verdict.PASS, Verdict.NOT_APPLICABLE)
"""Verdicts that ask nothing of the reader."""


def stale_plots(findings: Sequence[Finding]) -> Finding | None:
    """The warning that plots are not of the training that results.csv is of; None without one."""
    found = (f for f in findings if f.check == "sources-agree" and f.verdict is Verdict.WARN)
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


def finding_title(finding: Finding) -> str:
    """A finding's title, with its head where the title does not name it."""
    if finding.head is None or finding.head in finding.title.lower():
        return finding.title
    return f"{finding.title} ({finding.head})"


def headline_name(facts: Facts) -> str:
    """The metric that the run is compared by, such as ``mask mAP50-95``."""
    if facts.task is None:
        return "mAP50-95"
    head = facts.task.headline_head
    if len(facts.task.heads) == 1:
        return head.main_metric
    return f"{HEAD_WORDS[head.key].lower()} {head.main_metric}"


def verdict_sentence(facts: Facts, findings: Sequence[Finding]) -> str:
    """What the run comes down to, in one sentence: the worst that was found, and the weights."""
    if facts.table is None:
        return "Too little is known to judge this run: no readable results.csv."
    parts = [part for part in (_worst(findings), _weights(facts, findings)) if part]
    return f"{'; '.join(parts)}."


def _pressing(findings: Sequence[Finding]) -> list[Finding]:
    """Those of the worst verdict; none where that asks nothing of the reader."""
    verdict = worst(findings)
    if verdict not in (Verdict.FAIL, Verdict.WARN, Verdict.ERROR):
        return []
    return [finding for finding in findings if finding.verdict is verdict]


def _worst(findings: Sequence[Finding]) -> str:
    if pressing := _pressing(findings):
        first, *others = pressing
        if len(others) == 1:
            # Where each is worst, as behind a comma, stands with the finding.
            second, _, _ = finding_title(others[0]).partition(", ")
            return f"{finding_title(first)}; {_lower(second)}"
        more = f"; {len(others)} more {TALLY_WORDS[first.verdict][1]}" if others else ""
        return f"{finding_title(first)}{more}"
    unknown = sum(finding.verdict is Verdict.UNKNOWN for finding in findings)
    open_end = f", {count(unknown, 'check')} unknown" if unknown else ""
    return f"No warnings{open_end}"


def _weights(facts: Facts, findings: Sequence[Finding]) -> str:
    """The weights, where they are of some use; their number stands below the sentence."""
    useless = any(f.check == "map50-tier" and f.verdict is Verdict.WARN for f in findings)
    if facts.best_epoch is None or not facts.headline or useless:
        return ""
    # The epoch stands with the key figures, too: where two findings are named, that is enough.
    either = " or ".join(str(epoch) for epoch in facts.best_epochs or ())
    epoch = "" if len(_pressing(findings)) == 2 else f" (epoch {either})"
    return f"use best.pt{epoch}"


def _lower(title: str) -> str:
    """A title within a sentence: names such as ``mAP50`` and ``Top-1`` keep their spelling."""
    first = title.split(" ", maxsplit=1)[0]
    return title[0].lower() + title[1:] if first.isalpha() and first.istitle() else title
