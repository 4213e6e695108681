"""All checks asked of one run: what each sees, and why one sees nothing."""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath
from typing import Any

from reportgen import words
from reportgen.errors import line_in
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.run_facts import Facts
from reportgen.read.redact import one_line, redact
from reportgen.rule import FINDINGS, RAISED, Finding, Outcome, Rule, Settings, Verdict

SO_FAR = "Nothing to do yet: the training goes on."
"""The remedy of a finding that only the end of a training can bear."""


def evaluate(
    rules: Sequence[Rule], facts: Facts, settings: Settings | None = None
) -> list[Finding]:
    """Evaluate every rule that is not switched off. Findings come worst first."""
    settings = settings or {}
    findings: list[Finding] = []
    for rule in sorted(rules, key=lambda rule: rule.needs_findings):
        thresholds = settings.get(rule.id, {})
        if thresholds is None:
            continue
        for head in _heads(rule, facts):
            findings.append(_Asked(rule, facts, head, thresholds, tuple(findings)).finding())
    return sorted(findings, key=lambda finding: finding.verdict.severity)


def worst(findings: Iterable[Finding]) -> Verdict:
    """The run's verdict: that of its worst finding."""
    return min((f.verdict for f in findings), key=lambda v: v.severity, default=Verdict.UNKNOWN)


def _heads(rule: Rule, facts: Facts) -> Sequence[HeadFacts | None]:
    if not rule.per_head:
        return [None]
    return [head for head in facts.heads if head.head.key in rule.heads] or [None]


@dataclass(frozen=True)
class _Asked:
    """A check that is asked of a run, or of one head of it."""

    rule: Rule
    facts: Facts
    head: HeadFacts | None
    thresholds: Mapping[str, Any]
    before: tuple[Finding, ...]
    """What others have found."""

    def finding(self) -> Finding:
        """What it sees, with all that is said of it."""
        rule, said, outcome = self.rule, self.facts.said, self._outcome()
        remedy = self._remedy(outcome)
        if not self.facts.trainer.has_yolo and "`yolo " in remedy:
            remedy = ""  # There is no such command.
        return Finding(
            check=rule.id,
            verdict=outcome.verdict,
            title=said(outcome.title),
            seen=self.facts.said_of_files(outcome.seen),
            remedy=self.facts.said_of_files(remedy),
            guide=rule.guide,
            head=self.head.head.key if self.head else None,
            epochs=outcome.epochs,
            chart=outcome.chart,
            measured=outcome.measured,
            threshold=said(outcome.threshold),
            question=said(self._question),
            answers=rule.answers,
            grade=outcome.grade,
        )

    @property
    def _question(self) -> str:
        return self.rule.question(self.thresholds)

    def _remedy(self, outcome: Outcome) -> str:
        if outcome.remedy is not None:
            return outcome.remedy
        if outcome.verdict is Verdict.UNKNOWN:
            return self.rule.when_unknown
        return self.rule.remedy if outcome.verdict in RAISED else ""

    def _outcome(self) -> Outcome:
        rule, keys = self.rule, {item.head.key for item in self.facts.heads}
        if rule.heads and keys and not keys & set(rule.heads):
            seen = _has_no_head(rule.heads, keys)
            return Outcome(Verdict.NOT_APPLICABLE, self._question, seen)
        try:
            return self._answer()
        except Exception as error:
            # A check that crashes costs its own finding, never the page.
            title = f"The check {rule.id} itself failed"
            return Outcome(Verdict.ERROR, title, _what_failed(rule, error))

    def _answer(self) -> Outcome:
        rule = self.rule
        values = {name: self._value(name) for name in rule.facts}
        missing = [name for name, value in values.items() if value is None]
        if missing:
            return self._unknown(missing)
        outcome = rule.function(*values.values(), **self.thresholds)
        if rule.own:
            outcome = _sound(outcome)
        return _so_far(outcome) if rule.at_end and self.facts.goes_on else outcome

    def _value(self, name: str) -> Any:
        if name == FINDINGS:
            return self.before
        if self.head is not None and hasattr(HeadFacts, name):
            return getattr(self.head, name)
        # A per-head rule meets no head only when the task is unknown: then nothing of it is told.
        return getattr(self.facts, name, None)

    def _unknown(self, missing: Sequence[str]) -> Outcome:
        """Not knowing is an outcome of its own, with the missing facts named."""
        rule, facts = self.rule, self.facts
        if why := _out_of_reach(rule, facts, missing):
            return Outcome(Verdict.NOT_APPLICABLE, self._question, why)
        if facts.table is None and not {"args", "epochs_planned"} & set(missing):
            seen = "There is no results.csv that can be read."
        elif facts.unjudged_metrics and "args" not in missing:
            seen = _TASK_UNKNOWN
        elif _tells_no_metric(facts):
            seen = _NO_METRIC
        else:
            seen = f"Not in this run's files: {_listed(missing, rule)}."
        return Outcome(Verdict.UNKNOWN, self._question, seen)


def _so_far(outcome: Outcome) -> Outcome:
    """What was seen of a training that goes on: a note, and nothing to be done about it yet."""
    bad = outcome.verdict in (Verdict.FAIL, Verdict.WARN)
    return replace(outcome, verdict=Verdict.NOTE, remedy=SO_FAR) if bad else outcome


_FIELDS: dict[str, tuple[tuple[type, ...], str]] = {
    "verdict": ((Verdict,), "a Verdict"),
    **dict.fromkeys(("title", "seen", "threshold", "grade"), ((str,), "text")),
    **dict.fromkeys(("chart", "remedy"), ((str, type(None)), "text")),
}
"""What the fields of an outcome may hold."""


def _sound(outcome: object) -> Outcome:
    """What a user's own check returned, as page and JSON can show it. Raises TypeError if not."""
    if not isinstance(outcome, Outcome):
        raise TypeError(f"it returned {type(outcome).__name__}, not Outcome")
    for name, (kinds, what) in _FIELDS.items():
        if not isinstance(getattr(outcome, name), kinds):
            raise TypeError(f"{name} must be {what}")
    epochs = None
    if outcome.epochs:
        first, last = outcome.epochs
        epochs = int(first), int(last)
    return replace(
        outcome,
        # Numbers of numpy are none that JSON can write.
        measured={str(name): float(value) for name, value in outcome.measured.items()},
        epochs=epochs,
    )


def _what_failed(rule: Rule, error: Exception) -> str:
    """Why a check failed: of a user's own, the line to mend."""
    if not rule.own:
        return (
            f"It stopped with {type(error).__name__}. The other findings stand. "
            "Please report this, with results.csv and args.yaml."
        )
    code = rule.function.__code__
    line = line_in(error, code.co_filename) or code.co_firstlineno
    what = f"{type(error).__name__}: {one_line(redact(str(error)), 200)}"
    return f"{PurePath(code.co_filename).name}, line {line}: {what}. The other findings stand."


def _has_no_head(needed: Collection[str], keys: Collection[str]) -> str:
    """Why a check of a head says nothing of this model."""
    if "class" in keys:
        return "Classification has no boxes, masks or keypoints to judge."
    return f"This model has no {' or '.join(needed)} head."


_TASK_UNKNOWN = "The task is unknown, so its metrics are not judged."
_NO_METRIC = "results.csv tells no metric of a validation."
_OF_PLOTS = frozenset(("confusion", "drawn_map50"))
_NOT_IN_LOGS = frozenset(
    ("confusion", "f1_peak", "drawn_map50", "args", "epochs_planned", "best_val_losses",
     "precision", "recall", "precision_curve", "recall_curve")
)  # fmt: skip
"""Facts of plots, arguments and columns that trainers which write a log alone never tell."""


def _listed(names: Sequence[str], rule: Rule) -> str:
    return words.listed([fact_name(name, rule.per_head) for name in names])


def _out_of_reach(rule: Rule, facts: Facts, missing: Collection[str]) -> str:
    """Why no run of this kind can be asked a check; empty where another one might answer."""
    if facts.table is None:
        return ""
    beyond = [name for name in missing if name in _NOT_IN_LOGS]
    if beyond and not facts.trainer.draws_plots:
        return f"{facts.trainer.name} does not tell {_listed(beyond, rule)}."
    if facts.unjudged_metrics and (rule.per_head or not _OF_PLOTS.isdisjoint(missing)):
        return _TASK_UNKNOWN
    return _NO_METRIC if rule.per_head and _tells_no_metric(facts) else ""


def _tells_no_metric(facts: Facts) -> bool:
    """Whether all that there is of a run is a log of losses."""
    return facts.task is None and not facts.unjudged_metrics and not facts.trainer.draws_plots


@cache
def fact_name(name: str, per_head: bool = False) -> str:
    """How the page names a fact: the first sentence of its docstring."""
    owner = HeadFacts if per_head and hasattr(HeadFacts, name) else Facts
    # The first full stop that ends a sentence: not the one in best.pt.
    sentence = re.split(r"\.(?:\s|$)", inspect.getdoc(getattr(owner, name)) or name)[0]
    return sentence[0].lower() + sentence[1:]
