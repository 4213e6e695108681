"""Headline, questions and steps as the page words them, from findings given as literals."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reportgen.facts.run_facts import Facts
from reportgen.page.judged.questions import questions
from reportgen.page.judged.steps import steps
from reportgen.page.judged.verdicts import tallies
from reportgen.page.run.views import Question
from reportgen.page.text.prose import Prose
from reportgen.read.run import read_run
from reportgen.rule import Finding, Verdict
from tests.page.parts import MakeRun, finding, input_of


@pytest.fixture
def facts(make_run: MakeRun) -> Facts:
    return Facts(read_run(make_run()))


def asked(facts: Facts, found: Sequence[Finding], **more: Sequence[str]) -> tuple[Question, ...]:
    return questions("r1", input_of(facts, found), Prose(), **more)


def test_tallies_lead_to_the_first_finding_of_their_verdict() -> None:
    found = [
        finding("a", Verdict.WARN),
        finding("b", Verdict.WARN),
        finding("c", Verdict.PASS),
    ]
    assert [(tally.number, tally.words, tally.href) for tally in tallies(found, "r1")] == [
        (2, "warnings", "#r1-finding-a"),
        (1, "passed", "#r1-folded"),
    ]


def test_all_six_questions_are_answered(facts: Facts) -> None:
    found = [
        finding("learning", Verdict.PASS),
        finding("best-confidence", Verdict.PASS, head="mask", measured={"confidence": 0.3451}),
        finding("weak-classes", Verdict.PASS, title="No class is weak"),
        finding("missed-objects", Verdict.WARN, title="Many objects are missed"),
    ]
    six = asked(facts, found)
    assert [item.short for item in six] == [
        "Yes",
        "Unknown",  # the check on overfitting was switched off
        "0.345",
        "Some",
        "Yes",
        "Not compared yet",
    ]
    assert "Many objects are missed." in six[3].answer
    assert "reportgen RUN" in six[5].command


def test_an_answer_leads_to_what_it_rests_on(facts: Facts) -> None:
    found = [finding("learning", Verdict.PASS)]
    learns, *_, on, _ = asked(facts, found)
    assert [link.href for link in learns.links] == ["#r1-finding-learning"]
    assert [link.href for link in on.links] == ["#r1-cause-still-rising"]


def test_an_answer_is_not_repeated(make_run: MakeRun) -> None:
    six = asked(Facts(read_run(make_run(args={"save_hybrid": "true"}))), [])
    assert [item.answer for item in six].count("For the same reason.") == 4


def test_other_runs_of_the_page_are_what_it_is_compared_with(facts: Facts) -> None:
    assert asked(facts, [], others=["b", "c"])[5].short == "See the list"


def test_steps_lead_to_the_cause_that_calls_for_them(facts: Facts) -> None:
    shown = steps("r1", input_of(facts, []), Prose())
    assert [link.href for link in shown[0].links] == ["#r1-cause-still-rising"]
    assert shown[0].settings == ("epochs=100",)
    again = next(step for step in shown if "Train again" in step.title)
    assert "epochs=100" in again.command
    assert again.links == ()
