"""The masthead and the key figures: what stands there is this run's, and told once."""

from __future__ import annotations

from reportgen.diagnosis import diagnose
from reportgen.figure.model.lines import LineChart
from reportgen.page.evidence.curve_points import told_rows
from reportgen.page.inputs import RunInput
from reportgen.page.run.key_figures import key_figures
from reportgen.page.run.views import KeyFigures
from reportgen.page.text.prose import Prose
from reportgen.rule import Finding, Verdict
from tests.conftest import sample
from tests.page.parts import MakeRun, finding, given

CLASSIFY = ("epoch", "train/loss", "metrics/accuracy_top1", "metrics/accuracy_top5", "val/loss")
CONFIDENCE = finding("best-confidence", Verdict.NOTE, head="mask", measured={"confidence": 0.5})
STALE = finding("sources-agree", Verdict.WARN, title="Plots are of another training")


def figures(told: RunInput, *findings: Finding) -> KeyFigures:
    diagnosis = diagnose(told.facts, findings)
    return key_figures("r1", told._replace(findings=findings, diagnosis=diagnosis), Prose())


def test_plots_of_another_training_are_in_doubt_wherever_they_speak(make_run: MakeRun) -> None:
    told = given(make_run())
    assert figures(told, CONFIDENCE).facts[0].note == ""
    fact = figures(told, CONFIDENCE, STALE).facts[0]
    assert fact.value == ""
    assert "unknown" in fact.note
    assert "#r1-cause-sources-disagree" in fact.note
    answers = diagnose(told.facts, [CONFIDENCE, STALE]).answers
    assert [answers[key].answer for key in ("confidence", "classes")] == ["unknown"] * 2
    assert all(answers[key].because == ("sources-disagree",) for key in ("confidence", "classes"))


def test_a_classification_has_neither_confidence_nor_mosaic(make_run: MakeRun) -> None:
    rows = [(epoch, 2 / epoch, 0.5, 0.9, 2 / epoch) for epoch in range(1, 21)]
    settings = {"task": "classify", "model": "yolo11n-cls.pt", "close_mosaic": 5}
    told = given(make_run(rows, columns=CLASSIFY, args=settings))
    assert key_figures("r1", told, Prose()).facts == ()
    charts = [chart for chart in told.charts if isinstance(chart, LineChart)]
    assert charts
    assert {mark.kind for chart in charts for mark in chart.marks} <= {"best", "lowest-val-loss"}


def test_heads_that_agree_share_the_rows_on_confidence() -> None:
    rows, alike = told_rows(sample("segment-short").facts)
    assert {row.key for row in rows} == {"mask"}
    assert alike == "Box: every number lies within 0.01 of these."
    rows, alike = told_rows(sample("detect").facts)
    assert {row.key for row in rows} == {"box"}
    assert alike == ""
