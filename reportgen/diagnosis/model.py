"""What a diagnosis is made of: causes with their certainty, answers, steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, NamedTuple

from reportgen import words
from reportgen.diagnosis.state import State
from reportgen.rule import Finding


class Certainty(StrEnum):
    """How sure a cause is."""

    CERTAIN = "certain"
    """The files say it themselves, or it follows from what they say."""
    LIKELY = "likely"
    """What is seen hardly has another explanation."""
    POSSIBLE = "possible"
    """One explanation among others."""

    @property
    def rank(self) -> int:
        """0 for the surest; the order in which causes are told."""
        return list(Certainty).index(self)


Weight = Literal[-1, 0, 1, 2]


@dataclass(frozen=True)
class Told:
    """What a cause's function says when it holds; None in its place when it does not."""

    certainty: Certainty
    title: str
    """The cause in a few words, as the headline names it. No full stop."""
    seen: str
    """What it rests on, with numbers and epochs. Plain text, full sentences."""
    steps: tuple[str, ...] = ()
    """Names of treatments (`diagnosis/steps`), most important first."""
    explains: tuple[str, ...] = ()
    """Ids of checks whose findings it explains; those that ask for nothing do not count."""
    moot: frozenset[str] = frozenset()
    """Names of treatments that are pointless, or cannot be judged, while it holds."""
    answers: frozenset[str] = frozenset()
    """Questions that cannot be answered while it holds: ``confidence``, ``classes``."""
    data: Mapping[str, float] = field(default_factory=dict)
    """Numbers that a treatment needs."""
    state: str = ""
    """The state that the run is in if this holds, whatever its curves look like; empty: theirs."""
    weight: Weight = 0
    """-1: nothing else matters beside it; 0: why the run is as it is; 1: worth doing besides; 2:
    worth knowing."""
    fallback: bool = False
    """Told only where no other cause of weight 0 explains any of what it explains."""


@dataclass(frozen=True)
class Step:
    """One thing to do next."""

    strategy: str
    """Key of the guide's strategy, e.g. ``train-longer``."""
    title: str
    reason: str
    """Why this run calls for it."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Arguments to change and their new values, as typed on the command line."""
    command: str = ""
    """A command to copy; empty when there is none."""
    treatment: str = ""
    """Name of the treatment; empty for what stands at the end of every list."""


@dataclass(frozen=True)
class Cause:
    """A cause that holds for a run."""

    id: str
    certainty: Certainty
    title: str
    seen: str
    explains: tuple[str, ...]
    """Ids of checks: those of the raised findings that it explains."""
    steps: tuple[Step, ...]
    """What it calls for, as far as nothing speaks against it."""
    blocks: frozenset[str] = frozenset()
    """Questions that cannot be answered while it holds."""


class ClassConfidence(NamedTuple):
    """A class that would want another confidence than the one that is best for all together."""

    name: str
    confidence: float
    """Where its own F1 is highest, in [0, 1]."""
    f1: float
    """Its highest F1."""
    f1_at_common: float
    """Its F1 at the common confidence."""


def first_of(causes: Iterable[Cause], *ids: str) -> Cause | None:
    """The first cause that has one of these ids; None where none of them is told."""
    return next((cause for cause in causes if cause.id in ids), None)


@dataclass(frozen=True)
class Answer:
    """The answer to one of the guide's six questions."""

    answer: str
    """In a word or a number: ``yes``, ``no``, ``slightly``, ``unknown``, ``0.345``."""
    sentence: str
    because: tuple[str, ...] = ()
    """Ids of the causes and checks that it rests on."""
    classes: tuple[ClassConfidence, ...] = ()
    """Of the confidence: classes that would want another, those that lose most first."""


QUESTIONS = {
    "learning": "Does the model learn?",
    "overfitting": "Does it overfit?",
    "confidence": "Which confidence should be used?",
    "classes": "Which classes need attention?",
    "continue": "Should training go on?",
    "compare": "How does it compare with other runs?",
}
"""The guide's six questions by their key."""


@dataclass(frozen=True)
class Diagnosis:
    """What a run comes down to: everything that is said of it is said from here."""

    state: State
    badge: tuple[str, str]
    """The verdict whose colour it has, and the words: ``("pass", "Good, two classes weak")``."""
    headline: str
    """One sentence."""
    causes: tuple[Cause, ...]
    """The surest and gravest first."""
    answers: Mapping[str, Answer]
    """By the keys of `QUESTIONS`, in their order."""
    steps: tuple[Step, ...]
    """Most important first; the commands and the question to the reader come last."""

    @property
    def beside_badge(self) -> str:
        """The headline without the words that the badge says just before it."""
        badge = self.badge[1]
        for said in (badge, badge.partition(", ")[0], badge.partition(": ")[0]):
            rest = self.headline.removeprefix(said).removeprefix(" epochs").lstrip(" ,;:")
            if self.headline.startswith(said) and rest.strip("."):
                return words.sentence(rest)
        return self.headline

    def explaining(self, check: str) -> Cause | None:
        """The first cause that explains the finding of a check; None: none does."""
        return next((cause for cause in self.causes if check in cause.explains), None)

    def advised(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with what to do about each, so that nothing is advised past the steps.

        What a cause explains is treated by the steps of that cause, and by nothing where it calls
        for none; what no cause explains keeps the remedy of its check.
        """
        return [self._advised(finding) for finding in findings]

    def _advised(self, finding: Finding) -> Finding:
        cause = self.explaining(finding.check) if finding.remedy else None
        if cause is None:
            return finding
        return replace(finding, remedy=" ".join(words.sentence(s.title) for s in cause.steps))
