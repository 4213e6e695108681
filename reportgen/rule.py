"""What a check is, and what it says; evaluation.py asks all of them.

A check is one function::

    @check(title="Masks are nearly as good as boxes", guide="Signs of problems", heads=("mask",))
    def mask_gap(box_map: float, mask_map: float, *, ratio: float = 0.75) -> Outcome:
        '''Lower `mask_ratio` (4 to 2 or 1).

        Warns when ... (what the rule is and where it comes from).
        '''

Its name, with hyphens, is its id. Positional parameters are facts, by name; keyword-only ones are
thresholds, which a config file may override. The docstring's first paragraph is the remedy, in
Markdown; the rest says which verdicts the check can give and when.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from reportgen import words
from reportgen.errors import ReportError
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.run_facts import Facts
from reportgen.measures import Answers, Measure

FINDINGS = "findings"
"""A check that names this parameter is given the findings of all others, and runs after them."""


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
RAISED = (Verdict.FAIL, Verdict.WARN, Verdict.NOTE)
"""Verdicts that ask for something."""


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
        return self._asked({**self.thresholds, **thresholds}) if thresholds else self._usual

    @cached_property
    def _usual(self) -> str:
        return self._asked(self.thresholds)

    def _asked(self, values: Mapping[str, Any]) -> str:
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

    @property
    def headed(self) -> str:
        """The title, with its head where it does not name it."""
        if self.head is None or self.head in self.title.lower():
            return self.title
        return f"{self.title} ({self.head})"


Settings = Mapping[str, "Mapping[str, Any] | None"]
"""By check id: thresholds that override the defaults; None switches the check off."""

Function = TypeVar("Function", bound=Callable[..., Outcome])


def check(
    *,
    title: str,
    guide: str,
    id: str = "",
    per_head: bool = False,
    heads: tuple[str, ...] = (),
    when_unknown: str = "",
    answers: Answers | None = None,
    measures: tuple[Measure, ...] = (),
    at_end: bool = False,
) -> Callable[[Function], Function]:
    """Declare a function as a check, with its name as `id` where none is given.

    `heads` are the heads that it judges: a task with none of them makes it *not applicable*; with
    `per_head` it runs once for each of them. One `at_end` judges what a training comes to, and only
    notes what it sees while that goes on. Raises TypeError at import when a positional
    parameter is no fact, when a threshold lacks its default, or when there is no remedy.
    """

    def declare(function: Function) -> Function:
        named = id or name_of(function)
        facts, thresholds = parameters_of(f"check {named}", function)
        documentation = documentation_of(f"check {named}", function)
        rule = Rule(
            id=named,
            title=title,
            guide=guide,
            function=function,
            facts=tuple(facts),
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
        _refuse_what_is_not_there(rule)
        function.rule = rule  # type: ignore[attr-defined]
        return function

    return declare


def _refuse_what_is_not_there(rule: Rule) -> None:
    """Raises TypeError for a parameter that is no fact, and for a title of another threshold."""
    for fact in rule.facts:
        of_head = rule.per_head and hasattr(HeadFacts, fact)
        if not (hasattr(Facts, fact) or of_head or fact == FINDINGS):
            from difflib import get_close_matches

            near = get_close_matches(fact, [*dir(Facts), *dir(HeadFacts)], n=1)
            meant = f"; did you mean {near[0]}?" if near else ";"
            raise TypeError(f"check {rule.id}: {fact} is no fact{meant} see reportgen/facts")
    for name in re.findall(r"\{(\w+)%?\}", rule.title):
        if name not in rule.thresholds:
            raise TypeError(f"check {rule.id}: its title names {name}, which is no threshold")


def name_of(function: Callable[..., Any]) -> str:
    """The id of what a function declares: its name, with hyphens."""
    return function.__name__.replace("_", "-")


def parameters_of(what: str, function: Callable[..., Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Positional parameters with their annotations, and keyword-only ones with their defaults.

    Raises TypeError, which begins with `what`, where a threshold has no default.
    """
    given: dict[str, str] = {}
    thresholds: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is not parameter.KEYWORD_ONLY:
            given[parameter.name] = str(parameter.annotation)  # Text: it is not evaluated.
        elif parameter.default is parameter.empty:
            raise TypeError(f"{what}: threshold {parameter.name} has no default")
        else:
            thresholds[parameter.name] = parameter.default
    return given, thresholds


def documentation_of(what: str, function: Callable[..., Any]) -> str:
    """The docstring. Raises TypeError, which begins with `what`, where there is none, and
    ReportError where Python leaves all of them out."""
    if sys.flags.optimize > 1:
        raise ReportError(
            "Python leaves docstrings out (PYTHONOPTIMIZE=2 or -OO), which hold what checks say. "
            "Run it without."
        )
    if not (documentation := inspect.getdoc(function)):
        raise TypeError(f"{what}: the docstring, which is its remedy, is missing")
    return documentation


def rules_of(functions: Iterable[object]) -> tuple[Rule, ...]:
    """The rules among `functions`, each id once. Raises TypeError when an id is used twice."""
    return tuple(declared(functions, "rule", Rule, "checks").values())


def declared(functions: Iterable[object], name: str, kind: Any, many: str) -> dict[str, Any]:
    """What a decorator left on `functions` as their attribute `name`, by id.

    `many` is the word for several of a `kind`. Raises TypeError when an id is used twice.
    """
    found: dict[str, Any] = {}
    for function in functions:
        item = getattr(function, name, None)
        if isinstance(item, kind) and found.setdefault(item.id, item).function is not item.function:
            raise TypeError(f"two {many} have the id {item.id}")
    return found
