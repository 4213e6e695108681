"""The form of a check: what is declared, what is refused, what becomes of an outcome."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.evaluation import evaluate, worst
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.rule import Finding, Outcome, Verdict, check, rules_of


@pytest.fixture
def facts(make_run: Callable[..., Path]) -> Facts:
    return Facts(read_run(make_run()))


def only(function: object, facts: Facts, **settings: object) -> list[Finding]:
    return evaluate(rules_of([function]), facts, settings or None)  # type: ignore[arg-type]


@check(id="headline", title="The headline is high", guide="Any", when_unknown="Look elsewhere.")
def headline_is_high(headline: float, *, bound: float = 0.4) -> Outcome:
    """Do better.

    Warns below 0.4.
    """
    verdict = Verdict.PASS if headline >= bound else Verdict.WARN
    return Outcome(verdict, "Seen", f"{headline:.2f}", measured={"headline": headline})


def test_a_fact_is_given_by_name_and_a_threshold_by_setting(facts: Facts) -> None:
    assert [f.verdict for f in only(headline_is_high, facts)] == [Verdict.PASS]
    assert [f.verdict for f in only(headline_is_high, facts, headline={"bound": 0.9})] == [
        Verdict.WARN
    ]


def test_the_remedy_is_the_first_paragraph_and_only_for_what_is_wrong(facts: Facts) -> None:
    assert only(headline_is_high, facts)[0].remedy == ""
    assert only(headline_is_high, facts, headline={"bound": 0.9})[0].remedy == "Do better."


def test_a_check_that_is_off_gives_no_finding(facts: Facts) -> None:
    assert only(headline_is_high, facts, headline=None) == []


def test_a_fact_that_is_not_told_makes_the_finding_unknown(make_run: Callable[..., Path]) -> None:
    folder = make_run([[1, 2.0]], columns=["epoch", "train/box_loss"])
    (finding,) = only(headline_is_high, Facts(read_run(folder)))
    assert finding.verdict is Verdict.UNKNOWN
    assert "the main metric at the best epoch" in finding.seen
    assert finding.remedy == "Look elsewhere."


def test_a_check_per_head_gives_a_finding_a_head(facts: Facts) -> None:
    @check(id="h", title="t", guide="g", per_head=True, heads=("box", "mask"))
    def both(map50: float) -> Outcome:
        """Remedy."""
        return Outcome(Verdict.PASS, "t")

    findings = only(both, facts)
    assert [f.head for f in findings] == ["box", "mask"]
    assert [f.key for f in findings] == ["h-box", "h-mask"]


def test_a_head_that_the_model_lacks_is_not_applicable(facts: Facts) -> None:
    @check(id="p", title="t", guide="g", heads=("pose",))
    def pose_only(headline: float) -> Outcome:
        """Remedy."""
        raise AssertionError

    (finding,) = only(pose_only, facts)
    assert finding.verdict is Verdict.NOT_APPLICABLE
    assert "pose" in finding.seen


def test_a_check_that_crashes_costs_only_itself(facts: Facts) -> None:
    @check(id="broken", title="t", guide="g")
    def broken(headline: float) -> Outcome:
        """Remedy."""
        raise ZeroDivisionError

    (finding,) = only(broken, facts)
    assert finding.verdict is Verdict.ERROR
    assert "ZeroDivisionError" in finding.seen


def test_a_check_may_ask_for_the_findings_of_all_others(facts: Facts) -> None:
    @check(id="after", title="t", guide="g")
    def after(findings: tuple[Finding, ...]) -> Outcome:
        """Remedy."""
        return Outcome(Verdict.PASS, ", ".join(f.check for f in findings))

    found = evaluate(rules_of([after, headline_is_high]), facts)
    assert {f.title for f in found if f.check == "after"} == {"headline"}


def test_mistakes_in_a_declaration_are_told_at_import() -> None:
    with pytest.raises(TypeError, match="headlin is no fact"):

        @check(id="a", title="t", guide="g")
        def misspelt(headlin: float) -> Outcome:
            """Remedy."""
            return Outcome(Verdict.PASS, "t")

    with pytest.raises(TypeError, match="threshold bound has no default"):

        @check(id="a", title="t", guide="g")
        def no_default(headline: float, *, bound: float) -> Outcome:
            """Remedy."""
            return Outcome(Verdict.PASS, "t")

    with pytest.raises(TypeError, match="remedy, is missing"):

        @check(id="a", title="t", guide="g")
        def no_remedy(headline: float) -> Outcome:
            return Outcome(Verdict.PASS, "t")


def test_an_id_is_used_once() -> None:
    @check(id="headline", title="t", guide="g")
    def other(headline: float) -> Outcome:
        """Remedy."""
        return Outcome(Verdict.PASS, "t")

    with pytest.raises(TypeError, match="two checks have the id headline"):
        rules_of([headline_is_high, other])


def test_the_worst_finding_is_the_verdict_and_comes_first(facts: Facts) -> None:
    @check(id="fails", title="t", guide="g")
    def fails(headline: float) -> Outcome:
        """Remedy."""
        return Outcome(Verdict.FAIL, "t")

    found = evaluate(rules_of([headline_is_high, fails]), facts)
    assert [f.verdict for f in found] == [Verdict.FAIL, Verdict.PASS]
    assert worst(found) is Verdict.FAIL
    assert worst([]) is Verdict.UNKNOWN


def test_a_check_bears_the_name_of_its_function_or_the_id_that_is_given() -> None:
    def is_long_enough(epochs_done: int) -> Outcome:
        """Train on."""
        return Outcome(Verdict.PASS, f"{epochs_done} epochs")

    declare = check(title="t", guide="g")
    assert rules_of([declare(is_long_enough)])[0].id == "is-long-enough"
    declare = check(id="long", title="t", guide="g")
    assert rules_of([declare(is_long_enough)])[0].id == "long"
