"""One run in a summary: its key figures, findings with remedies, steps, and trend lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum, auto

import numpy as np

from reportgen import words
from reportgen.diagnosis import Step
from reportgen.facts.run_facts import Facts
from reportgen.output.markdown.blocks import Block
from reportgen.output.markdown.signs import BAD, SIGNS, bullets, number, sparkline
from reportgen.page.inputs import RunInput
from reportgen.page.run.summary import epochs_text
from reportgen.page.text.format import HEAD_WORDS, VERDICT_WORDS
from reportgen.page.text.markdown_text import escape, name, prose, table
from reportgen.read.table.results import Series
from reportgen.rule import Finding, Verdict

MOST_BULLETS = 8
MOST_STEPS = 12
BREAK = "  \n"
"""A new line that all readers of Markdown keep."""


class Weight(IntEnum):
    """What goes first when the summary is too long: the highest."""

    FIGURES = auto()
    CAUSES = auto()
    WORST = auto()
    RUNS = auto()
    CHECKLIST = auto()
    ARGUMENTS = auto()
    EACH = auto()
    FAIL = auto()
    WARN = auto()
    STEPS = auto()
    NOTE = auto()
    UNKNOWN = auto()
    TREND = auto()


_BY_VERDICT = {
    Verdict.FAIL: Weight.FAIL,
    Verdict.WARN: Weight.WARN,
    Verdict.ERROR: Weight.WARN,
    Verdict.NOTE: Weight.NOTE,
    Verdict.UNKNOWN: Weight.UNKNOWN,
}


def single(given: RunInput) -> Iterator[Block]:
    """The only run: what matters in sight, the rest in folds by what it is."""
    bad = [finding for finding in given.findings if finding.verdict in BAD]
    yield from _figures(given.facts)
    if bad:
        yield Block(bullets([("", f) for f in bad], MOST_BULLETS), Weight.WORST, "findings list")
    yield from details(bad, f"What was seen and what to do ({words.count(len(bad), 'finding')})")
    notes = _of(given.findings, Verdict.NOTE)
    yield from details(notes, words.count(len(notes), "note"))
    yield from _causes(given, "Causes")
    yield from _steps(given, "Next steps")
    unknown = _of(given.findings, Verdict.UNKNOWN)
    yield from details(unknown, f"{len(unknown)} unknown")
    yield from _trends(given.facts, "Trends")


def one_of_several(given: RunInput, fold: str) -> Iterator[Block]:
    """A run among others: all of it in one fold, but its headline, which stands above."""
    yield from (b._replace(fold=fold, weight=Weight.EACH) for b in _figures(given.facts))
    # What is not known of one run among others is in the report.
    known = [f for f in given.findings if f.verdict is not Verdict.UNKNOWN]
    yield from details([f for f in known if f.verdict in _BY_VERDICT], fold)
    yield from _steps(given, fold, heading="**Next steps**\n\n")
    yield from _trends(given.facts, fold)


def search(given: RunInput) -> str:
    """A hyperparameter search in one sentence."""
    tune = given.facts.run.tune
    trials = words.count(len(tune.trials), "trial") if tune else "no trial"
    text = f"**{name(given.facts.run_name)}:** a hyperparameter search of {trials}"
    if tune is None or tune.best_index is None:
        return f"{text}; none reached a fitness above 0."
    fitness = number(float(tune.fitness[tune.best_index]))
    return (
        f"{text}; trial {int(tune.trials[tune.best_index])} is best, with a fitness of {fitness}."
    )


def details(findings: Sequence[Finding], fold: str) -> Iterator[Block]:
    """Findings with what was seen and what to do, a block each."""
    for finding in findings:
        verdict = finding.verdict
        title = escape(finding.headed, 200)
        text = f"{SIGNS[verdict]} **{title}** ({VERDICT_WORDS[verdict].lower()})"
        text += BREAK + escape(finding.seen) if finding.seen else ""
        text += f"{BREAK}*What to do:* {prose(finding.remedy)}" if finding.remedy else ""
        what = {Verdict.NOTE: "note", Verdict.UNKNOWN: "unknown check"}.get(verdict, "finding")
        yield Block(text, _BY_VERDICT[verdict], what, fold)


def _of(findings: Sequence[Finding], verdict: Verdict) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is verdict]


# --- key figures -----------------------------------------------------------------------------


def _figures(facts: Facts) -> Iterator[Block]:
    """Metrics of every head at the best epoch, and what was trained for how long."""
    if facts.best_epoch is None:
        why = "no epoch was validated with a result above 0"
        why = why if facts.table else "results.csv is missing or cannot be read"
        yield Block(f"There are no figures: {why}.", Weight.FIGURES, "summary line")
    elif facts.heads:
        yield Block(_metrics(facts), Weight.FIGURES, "metric table")
    line = " · ".join(_about(facts))
    if line:
        yield Block(line, Weight.FIGURES, "summary line")


def _metrics(facts: Facts) -> str:
    names = [metric.name for metric in facts.heads[-1].head.metrics]
    rows = []
    for head in facts.heads:
        curves = [facts.metric(head.head.column(metric)) for metric in names]
        values = [number(facts.at_best(curve)) for curve in curves]
        trend = sparkline(curves[0]) if curves[0] is not None else ""
        rows.append([HEAD_WORDS[head.head.key], f"**{values[0]}**", *values[1:], trend])
    titles = list(map(escape, names))
    trend_of = f"{titles[0]} by epoch"
    numbers = frozenset(range(1, len(names) + 1))
    return table(["Head", *titles, trend_of], rows, numbers)


def _about(facts: Facts) -> Iterator[str]:
    if facts.best_epoch is not None:
        other = f" (or {facts.other_best_epoch})" if facts.other_best_epoch else ""
        yield f"Best epoch {facts.best_epoch}{other}"
    if done := epochs_text(facts):
        yield f"{done} epochs"
    if told := words.duration(facts.seconds):
        yield told
    if facts.model:
        yield escape(facts.model, 80)
    if facts.data_name:
        yield f"on {escape(facts.data_name, 80)}"
    size = facts.known_args.number("imgsz")
    if size is not None and np.isfinite(size):
        yield f"imgsz {words.plain(size)}"


# --- causes, steps and trends ----------------------------------------------------------------


def _causes(given: RunInput, fold: str) -> Iterator[Block]:
    """The causes, each with its certainty and what it rests on."""
    told = [
        f"- **{escape(words.capital(cause.title), 200)}** ({cause.certainty.value}). "
        f"{escape(cause.seen, 300)}"
        for cause in given.diagnosis.causes
    ]
    if told:
        yield Block("\n".join(told), Weight.CAUSES, "causes list", fold)


def _steps(given: RunInput, fold: str, heading: str = "") -> Iterator[Block]:
    steps = given.diagnosis.steps[:MOST_STEPS]
    if steps:
        lines = [f"{place}. {_step(step)}" for place, step in enumerate(steps, start=1)]
        yield Block(heading + "\n".join(lines), Weight.STEPS, "steps list", fold)


def _step(step: Step) -> str:
    changes = [escape(words.setting(key, value), 80) for key, value in step.settings.items()]
    reason = f" {escape(step.reason, 300)}" if not step.command else ""
    arguments = f" ({', '.join(changes[:10])})" if changes else ""
    stop = "" if step.title.endswith("?") and not arguments else "."
    return f"**{escape(step.title, 120)}**{arguments}{stop}{reason}"


def _trends(facts: Facts, fold: str) -> Iterator[Block]:
    """The sums of the losses, where they are told."""
    curves = [("Training loss", facts.train_loss), ("Validation loss", facts.val_loss)]
    rows = [row for label, curve in curves if curve is not None and (row := _trend(label, curve))]
    if rows:
        text = table(["Sum of losses", "first", "by epoch", "last"], rows, frozenset({1, 3}))
        yield Block(text, Weight.TREND, "trend line", fold)


def _trend(label: str, curve: Series) -> list[str]:
    values = curve.known.values
    if not len(values):
        return []
    return [label, number(float(values[0])), sparkline(curve), number(float(values[-1]))]
