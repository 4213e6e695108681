"""What a check is, what it says, and how all of them are evaluated.

A check is one function::

    @check(id="mask-gap", title="Masks are nearly as good as boxes", guide="Signs of problems",
           heads=("mask",))
    def mask_gap(box_map: float, mask_map: float, *, ratio: float = 0.75) -> Outcome:
        '''Lower `mask_ratio` (4 to 2 or 1).

        Warns when ... (what the rule is and where it comes from).
        '''

Positional parameters are facts, by name; keyword-only ones are thresholds, which a config file may
override. The docstring's first paragraph is the remedy, in Markdown; the rest says which verdicts
the check can give and when.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePath
from typing import Any, TypeVar

from reportgen import words
from reportgen.errors import line_in
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.run_facts import Facts
from reportgen.measures import Answers, Measure
from reportgen.read.redact import one_line, redact

FINDINGS = "findings"
"""A check that names this parameter is given the findings of all others, and runs after them."""


SO_FAR = "Nothing to do yet: the training goes on."
"""The remedy of a finding that only the end of a training can bear."""


class Verdict(StrEnum):
    """What a check says of a run."""

    FAIL = "fail"
    WARN = "warn"
    ERROR = "error"
    NOTE = "note"
    UNKNOWN = "unknown"
    PASS = "pass"
    NOT_APPLICABLE = "not-applicable"

    @property
    def severity(self) -> int:
        """0 for the worst; the order in which findings are shown."""
        return _SEVERITIES[self]


_SEVERITIES = {verdict: place for place, verdict in enumerate(Verdict)}
"""Asked for some hundred times a run."""


@dataclass(frozen=True)
class Outcome:
    """What one check saw."""

    verdict: Verdict
    title: str
    """The finding in a few words, e.g. "Overfitting from epoch 46". No full stop."""
    seen: str = ""
    """What was seen, with numbers and epochs, and what it means. Plain text, full sentences."""
    epochs: tuple[int, int] | None = None
    """The epochs in question, from and to."""
    chart: str | None = None
    """Id of the chart to look at."""
    measured: Mapping[str, float] = field(default_factory=dict)
    """The numbers that decided, by name; not finite ones are told as unknown."""
    threshold: str = ""
    """What the numbers were held against, in a few words: "warns above 5 %"."""
    remedy: str | None = None
    """In place of the check's own remedy. Empty: there is nothing to do."""
    grade: str = ""
    """What was measured in a word, where the check has grades: "excellent"."""


@dataclass(frozen=True)
class Rule:
    """A check as declared: the function and everything that is known without a run."""

    id: str
    title: str
    guide: str
    function: Callable[..., Outcome]
    facts: tuple[str, ...]
    thresholds: Mapping[str, Any]
    remedy: str
    documentation: str
    per_head: bool = False
    heads: tuple[str, ...] = ()
    when_unknown: str = ""
    """How to get what is missing, in place of the remedy when the outcome is unknown."""
    answers: Answers | None = None
    measures: tuple[Measure, ...] = ()
    """Numbers that others rely on, each told by at least one of its outcomes."""
    at_end: bool = False
    """Whether it judges what a training comes to: while that goes on it asks for nothing."""

    def question(self, thresholds: Mapping[str, Any] | None = None) -> str:
        """What a run that passes does, in the words of the thresholds in force.

        ``{level}`` in the declared title stands for a threshold, ``{weak%}`` for one as a share.
        """
        values = {**self.thresholds, **(thresholds or {})}

        def shown(match: re.Match[str]) -> str:
            value = values[match[1]]
            return words.percent(value) if match[2] else words.plain(value)

        return re.sub(r"\{(\w+)(%?)\}", shown, self.title)

    @property
    def own(self) -> bool:
        """Whether a user declared it, outside of this package."""
        return self.function.__module__.partition(".")[0] != __name__.partition(".")[0]

    @property
    def needs_findings(self) -> bool:
        """Whether it runs after all others, on their findings."""
        return FINDINGS in self.facts


@dataclass(frozen=True)
class Finding:
    """A check's outcome for one run, or for one head of it."""

    check: str
    verdict: Verdict
    title: str
    seen: str
    remedy: str
    """Markdown; empty when there is nothing to do."""
    guide: str
    head: str | None
    epochs: tuple[int, int] | None
    chart: str | None
    measured: Mapping[str, float]
    threshold: str
    question: str
    """The check's own title: what a run that passes does."""
    answers: Answers | None = None
    grade: str = ""

    @property
    def key(self) -> str:
        """Unique within a run; the permalink."""
        return f"{self.check}-{self.head}" if self.head else self.check


Settings = Mapping[str, "Mapping[str, Any] | None"]
"""By check id: thresholds that override the defaults; None switches the check off."""

Function = TypeVar("Function", bound=Callable[..., Outcome])


def check(
    *,
    id: str,
    title: str,
    guide: str,
    per_head: bool = False,
    heads: tuple[str, ...] = (),
    when_unknown: str = "",
    answers: Answers | None = None,
    measures: tuple[Measure, ...] = (),
    at_end: bool = False,
) -> Callable[[Function], Function]:
    """Declare a function as a check.

    `heads` are the heads that it judges: a task with none of them makes it *not applicable*; with
    `per_head` it runs once for each of them. One `at_end` judges what a training comes to, and only
    notes what it sees while that goes on. Raises TypeError at import when a positional
    parameter is no fact, when a threshold lacks its default, or when there is no remedy.
    """

    def declare(function: Function) -> Function:
        facts, thresholds = _signature(id, function, per_head)
        documentation = inspect.getdoc(function) or ""
        if not documentation:
            raise TypeError(f"check {id}: the docstring, which is its remedy, is missing")
        if unknown := set(re.findall(r"\{(\w+)%?\}", title)) - set(thresholds):
            raise TypeError(f"check {id}: its title names {unknown.pop()}, which is no threshold")
        rule = Rule(
            id=id,
            title=title,
            guide=guide,
            function=function,
            facts=facts,
            thresholds=thresholds,
            remedy=" ".join(documentation.split("\n\n")[0].split()),
            documentation=documentation,
            per_head=per_head,
            heads=heads,
            when_unknown=when_unknown,
            answers=answers,
            measures=measures,
            at_end=at_end,
        )
        function.rule = rule  # type: ignore[attr-defined]
        return function

    return declare


def _signature(
    id: str, function: Callable[..., Outcome], per_head: bool
) -> tuple[tuple[str, ...], dict[str, Any]]:
    facts: list[str] = []
    thresholds: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY:
            if parameter.default is parameter.empty:
                raise TypeError(f"check {id}: threshold {parameter.name} has no default")
            thresholds[parameter.name] = parameter.default
            continue
        known = hasattr(Facts, parameter.name) or parameter.name == FINDINGS
        if not known and not (per_head and hasattr(HeadFacts, parameter.name)):
            from difflib import get_close_matches

            near = get_close_matches(parameter.name, [*dir(Facts), *dir(HeadFacts)], n=1)
            meant = f"; did you mean {near[0]}?" if near else ";"
            raise TypeError(
                f"check {id}: {parameter.name} is no fact{meant} see reportgen/facts/run_facts.py"
            )
        facts.append(parameter.name)
    return tuple(facts), thresholds


def rules_of(functions: Iterable[object]) -> tuple[Rule, ...]:
    """The rules among `functions`, each id once. Raises TypeError when an id is used twice."""
    rules: dict[str, Rule] = {}
    for function in functions:
        rule = getattr(function, "rule", None)
        if not isinstance(rule, Rule):
            continue
        if rule.id in rules and rules[rule.id].function is not rule.function:
            raise TypeError(f"two checks have the id {rule.id}")
        rules[rule.id] = rule
    return tuple(rules.values())


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
            findings.append(_finding(rule, facts, head, thresholds, tuple(findings)))
    return sorted(findings, key=lambda finding: finding.verdict.severity)


def worst(findings: Iterable[Finding]) -> Verdict:
    """The run's verdict: that of its worst finding."""
    return min((f.verdict for f in findings), key=lambda v: v.severity, default=Verdict.UNKNOWN)


def _heads(rule: Rule, facts: Facts) -> Sequence[HeadFacts | None]:
    if not rule.per_head:
        return [None]
    return [head for head in facts.heads if head.head.key in rule.heads] or [None]


def _finding(
    rule: Rule,
    facts: Facts,
    head: HeadFacts | None,
    thresholds: Mapping[str, Any],
    before: tuple[Finding, ...],
) -> Finding:
    outcome = _outcome(rule, facts, head, thresholds, before)
    if outcome.remedy is not None:
        remedy = outcome.remedy
    elif outcome.verdict in (Verdict.FAIL, Verdict.WARN, Verdict.NOTE):
        remedy = rule.remedy
    else:
        remedy = rule.when_unknown if outcome.verdict is Verdict.UNKNOWN else ""
    said = facts.trainer.said
    if not facts.trainer.has_yolo and "`yolo " in remedy:
        remedy = ""  # There is no such command.
    return Finding(
        check=rule.id,
        verdict=outcome.verdict,
        title=said(outcome.title),
        seen=said(outcome.seen),
        remedy=said(remedy),
        guide=rule.guide,
        head=head.head.key if head else None,
        epochs=outcome.epochs,
        chart=outcome.chart,
        measured=outcome.measured,
        threshold=said(outcome.threshold),
        question=said(rule.question(thresholds)),
        answers=rule.answers,
        grade=outcome.grade,
    )


def _outcome(
    rule: Rule,
    facts: Facts,
    head: HeadFacts | None,
    thresholds: Mapping[str, Any],
    before: tuple[Finding, ...],
) -> Outcome:
    keys = {item.head.key for item in facts.heads}
    if rule.heads and keys and not keys & set(rule.heads):
        seen = _has_no_head(rule.heads, keys)
        return Outcome(Verdict.NOT_APPLICABLE, rule.question(thresholds), seen)
    try:
        values = [before if name == FINDINGS else _value(name, facts, head) for name in rule.facts]
        missing = [name for name, value in zip(rule.facts, values, strict=True) if value is None]
        if missing and (why := _out_of_reach(rule, facts, missing)):
            return Outcome(Verdict.NOT_APPLICABLE, rule.question(thresholds), why)
        if missing:
            return _unknown(rule, facts, missing, thresholds)
        outcome = rule.function(*values, **thresholds)
        outcome = _sound(outcome) if rule.own else outcome
        return _so_far(outcome) if rule.at_end and facts.goes_on else outcome
    except Exception as error:
        # A check that crashes costs its own finding, never the page.
        return Outcome(
            Verdict.ERROR, f"The check {rule.id} itself failed", _what_failed(rule, error)
        )


def _so_far(outcome: Outcome) -> Outcome:
    """What was seen of a training that goes on: a note, and nothing to be done about it yet."""
    if outcome.verdict not in (Verdict.FAIL, Verdict.WARN):
        return outcome
    return replace(outcome, verdict=Verdict.NOTE, remedy=SO_FAR)


def _sound(outcome: object) -> Outcome:
    """What a user's own check returned, as page and JSON can show it. Raises TypeError if not."""
    if not isinstance(outcome, Outcome):
        raise TypeError(f"it returned {type(outcome).__name__}, not Outcome")
    if not isinstance(outcome.verdict, Verdict):
        raise TypeError("verdict must be a Verdict")
    texts = ("title", "seen", "threshold", "grade", "chart", "remedy")
    for name in texts:
        if not isinstance(getattr(outcome, name), (str, type(None)) if name in texts[4:] else str):
            raise TypeError(f"{name} must be text")
    first, last = outcome.epochs or (0, 0)
    return replace(
        outcome,
        # Numbers of numpy are none that JSON can write.
        measured={str(name): float(value) for name, value in outcome.measured.items()},
        epochs=(int(first), int(last)) if outcome.epochs else None,
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
    text = one_line(redact(str(error)), 200)
    name = PurePath(code.co_filename).name
    return f"{name}, line {line}: {type(error).__name__}: {text}. The other findings stand."


def _has_no_head(needed: Collection[str], keys: Collection[str]) -> str:
    """Why a check of a head says nothing of this model."""
    if "class" in keys:
        return "Classification has no boxes, masks or keypoints to judge."
    return f"This model has no {' or '.join(needed)} head."


_TASK_UNKNOWN = "The task is unknown, so its metrics are not judged."
_OF_PLOTS = frozenset(("confusion", "drawn_map50"))
_NOT_IN_LOGS = frozenset(
    ("confusion", "f1_peak", "drawn_map50", "args", "epochs_planned", "best_val_losses",
     "precision", "recall", "precision_curve", "recall_curve")
)  # fmt: skip
"""Facts of plots, arguments and columns that trainers which write a log alone never tell."""


def _out_of_reach(rule: Rule, facts: Facts, missing: Collection[str]) -> str:
    """Why no run of this kind can be asked a check; empty where another one might answer."""
    if facts.table is None:
        return ""
    beyond = [name for name in missing if name in _NOT_IN_LOGS]
    if beyond and not facts.trainer.draws_plots:
        told = words.listed([fact_name(name, rule.per_head) for name in beyond])
        return f"{facts.trainer.name} does not tell {told}."
    if facts.unjudged_metrics and (rule.per_head or not _OF_PLOTS.isdisjoint(missing)):
        return _TASK_UNKNOWN
    return ""


def _value(name: str, facts: Facts, head: HeadFacts | None) -> Any:
    if head is not None and hasattr(HeadFacts, name):
        return getattr(head, name)
    # A per-head rule meets no head only when the task is unknown: then nothing of it is told.
    return getattr(facts, name, None)


def _unknown(
    rule: Rule, facts: Facts, missing: Sequence[str], thresholds: Mapping[str, Any]
) -> Outcome:
    """Not knowing is an outcome of its own, with the missing facts named."""
    if facts.table is None and not {"args", "epochs_planned"} & set(missing):
        seen = "There is no results.csv that can be read."
    elif facts.unjudged_metrics and "args" not in missing:
        seen = _TASK_UNKNOWN
    else:
        names = [fact_name(name, rule.per_head) for name in missing]
        listed = ", ".join(names[:-1]) + " or " + names[-1] if names[1:] else names[0]
        seen = f"This run does not tell {listed}."
    return Outcome(Verdict.UNKNOWN, rule.question(thresholds), seen)


def fact_name(name: str, per_head: bool = False) -> str:
    """How the page names a fact: the first sentence of its docstring."""
    owner = HeadFacts if per_head and hasattr(HeadFacts, name) else Facts
    # The first full stop that ends a sentence: not the one in best.pt.
    sentence = re.split(r"\.(?:\s|$)", inspect.getdoc(getattr(owner, name)) or name)[0]
    return sentence[0].lower() + sentence[1:]
