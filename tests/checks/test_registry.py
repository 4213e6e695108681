"""All checks together: names, sections of the guide, remedies, thresholds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportgen.checks import all_rules
from reportgen.rule import Outcome, Rule, Verdict, check, rules_of

IDS = """
learning settings diverged overfitting underfitting still-improving early-plateau erratic
box-loss-level cls-loss-level seg-loss-level dfl-loss-level map50-tier map-ratio precision-floor
recall-floor precision-recall-balance mask-gap best-confidence weak-classes confused-classes
missed-objects false-alarms class-imbalance finished best-epoch files sources-agree
small-validation validated separate-pictures data-leak broken-labels outlined-labels
tiny-objects split-balance miou-level rare-pixels depth-level
"""
NUMBERS = {
    "a tenth": 0.1,
    "a fifth": 0.2,
    "a quarter": 0.25,
    "half": 0.5,
    "three quarters": 0.75,
    "two points": 0.02,
    "ten points": 0.1,
}
"""What stands in a documentation in words."""


@pytest.fixture(params=all_rules(), ids=lambda rule: rule.id)
def rule(request: pytest.FixtureRequest) -> Rule:
    found: Rule = request.param
    return found


def test_the_guide_is_covered_by_checks_with_the_agreed_names() -> None:
    assert sorted(rule.id for rule in all_rules()) == sorted(IDS.split())


def test_every_check_has_a_remedy_and_says_which_verdicts_it_gives(rule: Rule) -> None:
    assert rule.remedy
    assert "\n\n" in rule.documentation
    said = rule.documentation.lower()
    assert "pass" in said


def _said(documentation: str, threshold: str) -> float | None:
    """The number behind a threshold's name: "`rise` (1.5 %)", "`often` (a tenth)"."""
    words = "|".join(NUMBERS)
    pattern = rf"`{threshold}`(?:,| \() ?(?:([\d.]+)( %)?|({words}))"
    found = re.search(pattern, " ".join(documentation.split()))
    if found is None:
        return None
    number, per_cent, word = found.groups()
    return NUMBERS[word] if word else float(number) / (100 if per_cent else 1)


def test_the_thresholds_that_are_documented_are_those_that_count() -> None:
    told = {
        (rule.id, name): (said, default)
        for rule in all_rules()
        for name, default in rule.thresholds.items()
        if (said := _said(rule.documentation, name)) is not None
    }
    assert len(told) > 40
    for threshold, (said, default) in told.items():
        assert said == pytest.approx(default), threshold


@pytest.mark.parametrize(
    ("threshold", "checks"),
    [
        ("record", {"still-improving", "early-plateau"}),
        ("clear", {"overfitting", "underfitting"}),
    ],
)
def test_checks_that_ask_the_same_ask_alike(threshold: str, checks: set[str]) -> None:
    found = {
        rule.id: rule.thresholds[threshold] for rule in all_rules() if threshold in rule.thresholds
    }
    assert checks <= found.keys()
    assert len(set(found.values())) == 1, found


def test_every_check_names_a_section_of_the_guide(rule: Rule, shared_folder: Path) -> None:
    text = (shared_folder / "guide" / "training-run-analysis-guide.md").read_text("utf-8")
    headings = [
        re.sub(r"^#+\s*|^\d+\.\s*|[*:]", "", re.sub(r"^#+\s*(\d+\.\s*)?", "", line)).strip()
        for line in text.splitlines()
        if line.startswith("#") or re.match(r"(\d+\.\s)?\*\*", line)
    ]
    for part in rule.guide.split(": "):
        assert any(heading.startswith(part) for heading in headings), part


def test_a_misspelt_fact_fails_at_import() -> None:
    with pytest.raises(TypeError, match="precison is no fact"):

        @check(id="new", title="t", guide="g")
        def new(precison: float) -> Outcome:
            """Remedy."""
            return Outcome(Verdict.PASS, "t")


def test_an_id_used_twice_fails() -> None:
    @check(id="twice", title="t", guide="g")
    def one() -> Outcome:
        """Remedy."""
        return Outcome(Verdict.PASS, "t")

    @check(id="twice", title="t", guide="g")
    def other() -> Outcome:
        """Remedy."""
        return Outcome(Verdict.PASS, "t")

    with pytest.raises(TypeError, match="two checks have the id twice"):
        rules_of([one, other])
