"""The key figures of a run: metrics at the best epoch, the best confidence, the main curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from markupsafe import Markup

from reportgen import words
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import Line, LineChart
from reportgen.measures import Answers, Measure
from reportgen.page.inputs import RunInput
from reportgen.page.judged.verdicts import headline_name
from reportgen.page.run.drawings import drawing_of, epoch_charts
from reportgen.page.run.views import Drawing, Fact, KeyFigure, KeyFigures, KeyRow
from reportgen.page.text.format import HEAD_WORDS, metric
from reportgen.page.text.prose import Prose
from reportgen.rule import Finding, Verdict
from reportgen.tasks import BOX

_HERO_WIDTH, _HERO_HEIGHT = 960, 300


def key_figures(run: str, given: RunInput, prose: Prose) -> KeyFigures:
    """The metrics of every head at the best epoch."""
    facts = given.facts
    shown = (facts.task.headline_head if facts.task else BOX).metrics
    names = tuple(metric.name for metric in shown)
    return KeyFigures(
        headline=metric(facts.headline),
        headline_label=words.capital(headline_name(facts)),
        headline_epoch=_headline_epoch(facts),
        metrics=tuple(prose.plain(metric.word or metric.name) for metric in shown),
        rows=tuple(_row(head, names, given) for head in facts.heads),
        facts=tuple(_facts(run, given, prose)),
        hero=_hero(given),
        missing=figures_missing(facts),
    )


def _headline_epoch(facts: Facts) -> str:
    """The best epoch, and which one it is where releases of Ultralytics choose another."""
    if not facts.best_epoch:
        return ""
    other = facts.other_best_epoch
    return f"best epoch {facts.best_epoch}" + (
        f" ({other} if trained before 8.3.198)" if other else ""
    )


def _row(head: HeadFacts, names: Sequence[str], given: RunInput) -> KeyRow:
    facts, findings = given.facts, given.findings
    low = given.diagnosis.state.main == "plateau-low"
    headline = head.head.key == facts.headline_key
    figures = []
    for name in names:
        value = metric(facts.at_best(facts.metric(head.head.column(name))))
        # Nothing is to be said of 0, and a level is that of the head that the run is judged by.
        # "Levelled off low" and the guide's "excellent" side by side would be misread.
        quiet = value.text == "0" or not headline or low
        figures.append(KeyFigure(value, "" if quiet else _tier(findings, head.head.key, name)))
    return KeyRow(HEAD_WORDS[head.head.key], head.head.key, tuple(figures), headline)


def _tier(findings: Sequence[Finding], head: str, name: str) -> str:
    """The guide's word for one metric of one head, as a check grades it."""
    graded = (f.grade for f in findings if f.grade and f.head == head and name in f.measured)
    return next(graded, "")


def _facts(run: str, given: RunInput, prose: Prose) -> list[Fact]:
    judged = [f for f in given.findings if f.answers is Answers.BEST_CONFIDENCE]
    if judged and all(f.verdict is Verdict.NOT_APPLICABLE for f in judged):
        return []
    return [Fact(prose.plain("Best confidence"), *_confidence(run, given, judged))]


def _confidence(run: str, given: RunInput, found: Sequence[Finding]) -> tuple[str, Markup]:
    """The best confidence of the head that the run is judged by, or a link to why it is unknown.

    The table at the curves has that of every head. What a cause says not to trust is unknown.
    """
    answer = given.diagnosis.answers["confidence"]
    if answer.answer == words.UNKNOWN and answer.because:
        blocking = answer.because[0]
        if any(cause.id == blocking for cause in given.diagnosis.causes):
            return "", _why_unknown(f"{run}-cause-{blocking}")
    peaks = {f.head: f.measured.get(Measure.CONFIDENCE) for f in found}
    told = {head: words.decimals(peak, 3) for head, peak in peaks.items() if peak is not None}
    if told:
        return _of_head(told, given.facts.headline_key or None), Markup()
    if not found:
        return words.UNKNOWN, Markup()
    return "", _why_unknown(f"{run}-finding-{found[0].key}")


def _of_head(told: Mapping[str | None, str], headline: str | None) -> str:
    """What is told of the head that the run is judged by; else of each, where they differ."""
    if headline in told:
        return told[headline]
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return ", ".join(f"{head} {text}" for head, text in told.items())


def _why_unknown(place: str) -> Markup:
    """A link to where it is said."""
    link = Markup('<a href="#{}" aria-label="Why it is unknown">{}</a>')
    return link.format(place, words.UNKNOWN)


def figures_missing(facts: Facts) -> str:
    """Why a run has no key figures; empty where it has some. The verdict's sentence says more."""
    if facts.table is None:
        return "No figures without results.csv."
    if facts.unjudged_metrics:
        return "Which of its metrics counts is not known."
    if facts.best_epoch is None:
        return "No validation result above 0." if facts.heads else "No validation result."
    return ""


def _hero(given: RunInput) -> Markup | Drawing:
    """The main metric of each head over the epochs, with the best epoch: one glance, few words."""
    charts = {chart.id: chart for chart in epoch_charts(given.charts)}
    chart = charts.get("map") or charts.get(f"{given.facts.headline_key}-metrics")
    if chart is None or given.facts.best_epoch is None:
        return Markup()
    lines, y_title = _named_once(chart)
    highest = max((line.highest[1] for line in lines if line.values), default=1.0)
    main = replace(
        chart,
        lines=lines,
        marks=tuple(replace(mark, label="best") for mark in chart.marks if mark.kind == "best"),
        y_title="" if y_title in headline_name(given.facts) else y_title,
        y_range=(0.0, highest * 1.08 or 1.0),
    )
    return drawing_of(main, _HERO_WIDTH, _HERO_HEIGHT)


def _named_once(chart: LineChart) -> tuple[tuple[Line, ...], str]:
    """The leading lines and the title of their axis.

    Where they are one metric of several heads, the axis names it, once.
    """
    lines = tuple(filter(attrgetter("lead"), chart.lines)) or chart.lines[:1]
    heads, _, metrics = zip(*(line.label.rpartition(" ") for line in lines), strict=True)
    if len(set(metrics)) != 1 or not all(heads):
        return lines, chart.y_title
    labelled = (replace(line, label=head) for line, head in zip(lines, heads, strict=True))
    return tuple(labelled), metrics[0]
