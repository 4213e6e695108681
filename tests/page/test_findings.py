"""Findings: worst first, each sentence once, the unknown together, the passed folded."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reportgen.facts.run_facts import Facts
from reportgen.figure.model.chart import Chart
from reportgen.figure.model.lines import LineChart
from reportgen.page.judged.card_views import FindingsView
from reportgen.page.judged.findings import findings_view
from reportgen.page.run.drawings import find_chart, focused
from reportgen.page.text.prose import Prose
from reportgen.read.run import read_run
from reportgen.rule import Finding, Verdict
from tests.page.parts import MakeRun, finding, given, input_of


@pytest.fixture
def facts(make_run: MakeRun) -> Facts:
    return Facts(read_run(make_run()))


def view(facts: Facts, findings: Sequence[Finding]) -> FindingsView:
    return findings_view("r1", input_of(facts, findings), Prose())


def test_what_asks_for_nothing_is_folded(facts: Facts) -> None:
    shown = view(
        facts,
        [
            finding("a", Verdict.WARN),
            finding("b", Verdict.PASS),
            finding("c", Verdict.NOT_APPLICABLE),
        ],
    )
    assert [card.id for card in shown.cards] == ["r1-finding-a"]
    assert [item.id for item in shown.folded] == ["r1-finding-b", "r1-finding-c"]
    assert [(tally.number, tally.words) for tally in shown.tallies] == [(1, "passed"), (1, "n/a")]


def test_a_card_tells_epochs_threshold_and_guide(facts: Facts) -> None:
    (card,) = view(
        facts, [finding("a", Verdict.FAIL, epochs=(46, 100), threshold="warns above 5 %")]
    ).cards
    assert {field.label: field.value for field in card.details} == {
        "Epochs": "46 to 100",
        "Threshold": "warns above 5 %",
        "Guide": "Guide section",
    }


def test_the_head_is_named_where_the_title_does_not(facts: Facts) -> None:
    shown = view(
        facts,
        [
            finding("a", Verdict.WARN, head="mask", title="Recall is low"),
            finding("b", Verdict.WARN, head="mask", title="Mask recall is low"),
        ],
    )
    assert "(mask)" in shown.cards[0].title
    assert "(mask)" not in shown.cards[1].title


def test_no_sentence_is_said_twice(facts: Facts) -> None:
    same = {"seen": "Labels may be wrong. Box only.", "remedy": "Look at the labels first."}
    first, second = view(
        facts,
        [
            finding("a", Verdict.WARN, head="box", **same),
            finding("a", Verdict.WARN, head="mask", **{**same, "seen": "Labels may be wrong."}),
        ],
    ).cards
    assert first.seen == "Labels may be wrong. Box only."
    assert second.seen == ""
    assert first.remedy == "Look at the labels first."
    assert 'href="#r1-finding-a-box"' in second.remedy


def test_unknown_for_the_same_reason_stands_together(facts: Facts) -> None:
    reason = {"seen": "Not in this run's files: the confusion matrix."}
    shown = view(
        facts,
        [
            finding("a", Verdict.UNKNOWN, **reason, remedy="Validate again."),
            finding("b", Verdict.UNKNOWN, **reason, remedy="Look at the picture."),
            finding("c", Verdict.UNKNOWN, seen="Something else is missing."),
        ],
    )
    together, alone = shown.cards
    assert [member.id for member in together.members] == ["r1-finding-a", "r1-finding-b"]
    assert [member.name for member in together.members] == ["a", "b"]
    assert together.remedy == "Validate again."
    assert "files: the" in together.title
    assert alone.members == ()


def test_names_from_the_run_are_escaped(facts: Facts) -> None:
    (card,) = view(
        facts, [finding("a", Verdict.WARN, title="<b>x</b>", seen="Class <script> is weak.")]
    ).cards
    assert card.title == "&lt;b&gt;x&lt;/b&gt;"
    assert card.seen == "Class &lt;script&gt; is weak."


def test_what_a_cause_explains_is_folded_under_it(make_run: MakeRun) -> None:
    facts = Facts(read_run(make_run(args={"save_hybrid": "true"})))
    shown = view(facts, [finding("settings", Verdict.WARN), finding("a", Verdict.WARN)])
    cause = next(cause for cause in shown.causes if cause.id == "r1-cause-validation-leak")
    assert [card.id for card in cause.cards] == ["r1-finding-settings"]
    assert (cause.certainty, cause.explained) == ("certain", "1 finding")
    assert [card.id for card in shown.cards] == ["r1-finding-a"]
    assert all(link.href.startswith("#r1-step-") for link in cause.steps)


def test_a_chart_that_is_not_drawn_leads_to_its_pictures(facts: Facts) -> None:
    shown = view(facts, [finding("a", Verdict.WARN, chart="confusion-matrix")])
    assert shown.cards[0].evidence is None
    assert [link.href for link in shown.cards[0].links] == ["#r1-confusion"]


def test_a_small_chart_shows_the_metric_that_the_finding_is_about(make_run: MakeRun) -> None:
    told = given(make_run())
    low = finding("recall-floor", Verdict.WARN, head="box", title="Box recall is only 0.1")
    behind = finding("best-epoch", Verdict.NOTE, title="The last epoch is behind")
    tier = finding("map50-tier", Verdict.WARN, head="mask", title="Mask mAP50 is 0.1")
    chart = find_chart(told.charts, "box-metrics")
    wide = find_chart(told.charts, "map")
    assert isinstance(chart, LineChart)
    assert isinstance(wide, LineChart)

    def labels(shown: Chart) -> list[str]:
        assert isinstance(shown, LineChart)
        return [line.label for line in shown.lines if line.points]

    assert labels(focused(chart, low)) == ["recall"]
    assert labels(focused(chart, behind)) == ["mAP50-95"]
    assert labels(focused(wide, tier)) == ["mask mAP50"]
    one = focused(chart, low)
    assert isinstance(one, LineChart)
    assert [line.lead for line in one.lines] == [True]
    assert one.y_range == (0.0, one.lines[0].highest[1] * 1.05)


def test_what_could_not_be_judged_does_not_claim_a_sound_run(facts: Facts) -> None:
    shown = view(facts, [finding("a", Verdict.UNKNOWN, title="All is well", seen="No file.")])
    assert shown.cards[0].title == "Not judged whether all is well"
    shown = view(facts, [finding("a", Verdict.UNKNOWN, title="How many is unknown")])
    assert shown.cards[0].title == "How many is unknown"
