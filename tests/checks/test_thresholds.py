"""Titles, sentences and threshold lines follow the thresholds in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from reportgen import read_run, words
from reportgen.checks import all_rules
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.rule import Finding, Rule, Verdict
from tests.conftest import SAMPLES, shared

JUDGED = (Verdict.FAIL, Verdict.WARN, Verdict.NOTE, Verdict.PASS)
FRACTIONS = r"(?<!first )(?<!last )(?<!second )\b(half|third|quarter|fifth|tenth)\b(?! of them)"
"""Words that are a number, and so stay true for one threshold only."""
MOVED = (0.7, 1.3)
CASES = [(rule, name) for rule in all_rules() for name in rule.thresholds]


@cache
def facts() -> tuple[Facts, ...]:
    """The sample runs, pictures read, and every tenth labelled run."""
    folders = sorted(path.parent for path in SAMPLES.glob("*/results.csv"))
    root = shared()
    labelled = sorted((root / "labelled").rglob("results.csv"))[::10] if root else []
    pictured = sorted((root / "real-runs").rglob("confusion_matrix.png"))[::25] if root else []
    extra = [path.parent for path in (*labelled, *pictured)]
    return tuple(read_run(folder).facts for folder in _unique([*folders, *extra]))


def _unique(folders: list[Path]) -> list[Path]:
    return list(dict.fromkeys(folders))


def told(rule: Rule, **thresholds: float) -> Iterator[Finding]:
    for each in facts():
        yield from evaluate([rule], each, {rule.id: thresholds})


def forms(value: float) -> set[str]:
    """How a threshold is written: as it is, as a share, as a metric."""
    return {f"{value:g}", words.percent(value), words.number(value)}


def holds(text: str, value: float) -> bool:
    """Whether a text names a value, and not as a part of another number."""
    return any(
        re.search(rf"(?<![\d.,]){re.escape(form)}(?!\d|[.,]\d| %)", text) for form in forms(value)
    )


@pytest.mark.parametrize(("rule", "name"), CASES, ids=lambda case: getattr(case, "id", case))
def test_what_is_said_follows_the_threshold(rule: Rule, name: str) -> None:
    default = rule.thresholds[name]
    if not isinstance(default, (int, float)) or isinstance(default, bool):
        pytest.skip("it is no number")
    if any(forms(default) & forms(other) for key, other in rule.thresholds.items() if key != name):
        pytest.skip("another threshold is written alike")
    before = list(told(rule))
    for factor in MOVED:
        moved = type(default)(default * factor)
        after = list(told(rule, **{name: moved}))
        assert Verdict.ERROR not in {finding.verdict for finding in after}
        for old, new in zip(before, after, strict=True):
            if new.verdict not in JUDGED or old.verdict not in JUDGED:
                continue
            if holds(old.threshold, default) and old.threshold == new.threshold:
                pytest.fail(f"the line stays {new.threshold!r} with {name}={moved}")
            if holds(old.question, default) and name in rule.title:
                assert holds(new.question, moved), new.question


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_no_title_or_line_holds_a_number_of_its_own(rule: Rule) -> None:
    """Every figure of a declared title is a threshold, and no fraction is put into words."""
    title = re.sub(r"mAP50(-95)?|best\.pt|delta1|\{\w+%?\}", "", rule.title)
    assert not re.search(r"\d", title), rule.title
    for factor in (1.0, *MOVED):
        moved = {
            name: type(value)(value * factor)
            for name, value in rule.thresholds.items()
            if isinstance(value, (int, float)) and not isinstance(value, bool)
        }
        for finding in told(rule, **moved):
            if finding.verdict in JUDGED and rule.thresholds:
                assert not re.search(FRACTIONS, finding.threshold), finding.threshold


def test_words_of_a_share_agree_with_it() -> None:
    """ "Most are missed" is no matter of the floor that a user sets."""
    for check in ("recall-floor", "precision-floor", "weak-classes", "missed-objects"):
        rule = next(rule for rule in all_rules() if rule.id == check)
        for strict in (0.05, 0.5, 0.95):
            for finding in told(rule, **dict.fromkeys(rule.thresholds, strict)):
                shares = [float(s) for s in re.findall(r"([\d.]+) %", finding.seen)]
                if "most are" in finding.seen:
                    assert shares[0] < 50, finding.seen
