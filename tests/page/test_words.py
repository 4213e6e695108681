"""The verdict sentence, the six questions and the steps, from findings given as literals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportgen.facts.run_facts import Facts
from reportgen.page.run.questions import questions
from reportgen.page.run.steps import steps, steps_missing
from reportgen.page.run.verdicts import tallies, verdict_sentence
from reportgen.page.shell.prose import Prose
from reportgen.read.run import read_run
from reportgen.rule import Finding, Verdict
from tests.page.parts import MakeRun, finding, step


@pytest.fixture
def facts(make_run: MakeRun) -> Facts:
    return Facts(read_run(make_run()))


def test_the_sentence_names_the_worst_and_the_weights(facts: Facts) -> None:
    found = [finding("overfitting", Verdict.FAIL, title="Overfitting from epoch 17")]
    assert verdict_sentence(facts, found) == ("Overfitting from epoch 17; use best.pt (epoch 20).")


def test_both_epochs_that_the_weights_may_be_of_are_named(facts: Facts) -> None:
    facts.__dict__["best_epochs"] = (20, 23)
    found = [finding("overfitting", Verdict.FAIL, title="Overfitting from epoch 17")]
    assert verdict_sentence(facts, found).endswith("; use best.pt (epoch 20 or 23).")


def test_a_second_finding_as_bad_is_named(facts: Facts) -> None:
    found = [finding(name, Verdict.WARN, title=f"{name} is low") for name in ("Recall", "MAP")]
    assert verdict_sentence(facts, found).startswith("Recall is low; MAP is low; ")
    assert verdict_sentence(facts, found[::-1]).startswith("MAP is low; recall is low; ")


def test_equally_bad_findings_are_counted(facts: Facts) -> None:
    found = [finding(name, Verdict.WARN, title=f"{name} is low") for name in ("A", "B", "C")]
    assert verdict_sentence(facts, found).startswith("A is low; 2 more warnings; ")


def test_weights_that_find_next_to_nothing_are_not_advised(facts: Facts) -> None:
    found = [finding("map50-tier", Verdict.WARN, head="mask", title="mAP50 is low")]
    assert "best.pt" not in verdict_sentence(facts, found)


def test_not_knowing_is_no_pass(facts: Facts) -> None:
    found = [finding("a", Verdict.UNKNOWN), finding("b", Verdict.PASS)]
    assert verdict_sentence(facts, found).startswith("No warnings, 1 check unknown; ")


def test_without_results_it_is_said_that_little_is_known(make_run: MakeRun) -> None:
    folder = make_run()
    (folder / "results.csv").unlink()
    sentence = verdict_sentence(Facts(read_run(folder)), [finding("a", Verdict.UNKNOWN)])
    assert sentence.startswith("Too little is known")


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


def test_all_six_questions_are_answered_from_the_findings() -> None:
    found = [
        finding("learning", Verdict.PASS, title="losses fall"),
        finding("overfitting", Verdict.FAIL, title="Overfitting from epoch 17"),
        finding("best-confidence", Verdict.PASS, measured={"confidence": 0.3451}),
        finding("weak-classes", Verdict.PASS, title="No class is weak"),
        finding("missed-objects", Verdict.WARN, title="Many objects are missed"),
        finding("still-improving", Verdict.PASS, title="The curve is level"),
    ]
    asked = questions("r1", found, Prose())
    assert [item.short for item in asked[:5]] == ["Yes", "Yes", "0.345", "Some", "No"]
    assert "Many objects are missed." in asked[3].answer
    assert asked[1].links[0].href == "#r1-finding-overfitting"
    assert "reportgen RUN" in asked[5].command


def test_a_missing_check_is_said_to_be_switched_off() -> None:
    asked = questions("r1", [], Prose())
    assert [item.short for item in asked[:5]] == ["Not judged"] * 5


def test_what_is_unknown_is_said_in_a_word_and_leads_to_its_reason() -> None:
    reason = {"seen": "There is no results.csv that can be read."}
    asked = questions(
        "r1",
        [
            finding("learning", Verdict.UNKNOWN, **reason),
            finding("finished", Verdict.UNKNOWN, **reason),
        ],
        Prose(),
    )
    for item, check in ((asked[0], "learning"), (asked[4], "finished")):
        assert (item.short, item.answer) == ("Unknown", "")
        assert item.links[0].href == f"#r1-finding-{check}"


def test_without_figures_a_word_and_the_finding_are_the_answer() -> None:
    found = [finding("learning", Verdict.FAIL, title="It learns nothing", seen="Losses are level.")]
    asked = questions("r1", found, Prose(), brief=True)
    assert (asked[0].short, asked[0].answer) == ("No", "")
    assert asked[0].links[0].href == "#r1-finding-learning"
    assert asked[1].answer


def test_passing_something_else_is_no_answer() -> None:
    found = [finding("learning", Verdict.UNKNOWN), finding("diverged", Verdict.PASS)]
    assert questions("r1", found, Prose())[0].short == "Unknown"
    found = [finding("learning", Verdict.UNKNOWN), finding("diverged", Verdict.FAIL)]
    assert questions("r1", found, Prose())[0].short == "No"


def test_an_answer_is_not_repeated() -> None:
    told = {"title": "Training diverged", "seen": "Every loss is nan."}
    found = [finding(check, Verdict.FAIL, **told) for check in ("diverged", "overfitting")]
    asked = questions("r1", found, Prose())
    assert asked[1].answer == "For the same reason."


def test_training_goes_on_only_where_the_curve_still_rises() -> None:
    flat = finding("early-plateau", Verdict.NOTE, title="Metrics level off by epoch 22")
    rising = finding("still-improving", Verdict.NOTE, title="mAP50-95 still rises")
    level = finding("still-improving", Verdict.PASS, title="The curve is level")
    assert questions("r1", [rising, flat], Prose())[4].short == "Yes"
    no = questions("r1", [level, flat], Prose())[4]
    assert no.short == "No"
    assert "level off by epoch 22" in no.answer


def test_a_yes_where_no_head_reaches_the_fair_level_is_hardly_one() -> None:
    learned = finding("learning", Verdict.PASS, title="Losses fall", seen="Loss went down.")

    def tier(head: str, verdict: Verdict, value: float) -> Finding:
        title = f"{head} mAP50 is {value}: needs improvement"
        return finding("map50-tier", verdict, head=head, title=title, measured={"mAP50": value})

    low = [tier("box", Verdict.WARN, 0.05), tier("mask", Verdict.WARN, 0.11)]
    asked = questions("r1", [learned, *low], Prose())[0]
    assert (asked.short, asked.badge.key) == ("Yes, but hardly", "warn")
    assert asked.answer.striptags() == "Mask mAP50 is 0.11: needs improvement. Loss went down."
    assert asked.links[0].href == f"#r1-finding-{low[1].key}"
    fair = [low[0], tier("mask", Verdict.NOTE, 0.25)]
    assert questions("r1", [learned, *fair], Prose())[0].short == "Yes"


def test_a_training_that_was_cut_short_is_to_go_on_as_the_steps_say() -> None:
    level = finding("still-improving", Verdict.PASS, title="The curve is level")
    cut = finding("finished", Verdict.WARN, title="Not finished: 9 of 100 epochs")
    asked = questions("r1", [level, cut], Prose())[4]
    assert asked.short == "Yes"
    assert "Not finished: 9 of 100 epochs." in asked.answer
    early = [finding("still-improving", Verdict.UNKNOWN), cut]
    assert questions("r1", early, Prose())[4].short == "Yes"
    for check in ("overfitting", "learning", "diverged"):
        against = finding(check, Verdict.FAIL)
        assert questions("r1", [level, cut, against], Prose())[4].short == "No", check


def test_a_level_end_of_a_training_that_was_too_short_is_no_reason_to_stop() -> None:
    level = finding("still-improving", Verdict.PASS, title="The curve is level")
    longer = replace(
        step("Train for 100 epochs", "10 epochs show little."), strategy="train-longer"
    )
    asked = questions("r1", [level, finding("next-steps", Verdict.PASS, steps=(longer,))], Prose())
    assert (asked[4].short, asked[4].answer) == ("Yes", "10 epochs show little.")
    assert asked[4].links[0].href == "#r1-next-steps"


def test_steps_link_the_findings_that_their_reason_names() -> None:
    found = [
        finding("overfitting", Verdict.FAIL, title="Overfitting from epoch 17"),
        finding(
            "next-steps",
            Verdict.NOTE,
            steps=(
                step("Augment", "Overfitting from epoch 17. More variety helps.", "overfitting"),
                step("Train", "All else stays.", "overfitting", command="yolo train epochs=200"),
            ),
        ),
    ]
    first, second = steps("r1", found, Prose())
    assert first.reason.startswith(
        '<a href="#r1-finding-overfitting">Overfitting from epoch 17</a>'
    )
    assert first.links == ()
    assert [link.href for link in second.links] == ["#r1-finding-overfitting"]
    assert second.command == "yolo train epochs=200"
    assert first.settings == ("epochs=200",)


def test_no_steps_is_said() -> None:
    assert "switched off" in steps_missing([])
    assert steps_missing([finding("next-steps", Verdict.PASS, seen="Nothing.")]) == "Nothing."
