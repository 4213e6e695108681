"""The guide's six questions, answered from the findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from reportgen.page.run.verdicts import badge, finding_title
from reportgen.page.run.views import Link, Question
from reportgen.page.shell.format import count, sentence
from reportgen.page.shell.prose import Prose, sentences
from reportgen.rule import Finding, Verdict

_YES = {Verdict.PASS: "Yes", Verdict.NOTE: "Partly", Verdict.WARN: "Hardly", Verdict.FAIL: "No"}
_NO = {Verdict.PASS: "No", Verdict.NOTE: "Slightly", Verdict.WARN: "Yes", Verdict.FAIL: "Yes"}
_CLASSES = {Verdict.PASS: "None", Verdict.NOTE: "Some", Verdict.WARN: "Some", Verdict.FAIL: "Some"}


@dataclass(frozen=True)
class _Asked:
    """A question, the checks that answer it, most telling first, and the words for the answer."""

    question: str
    checks: tuple[str, ...]
    short: Mapping[Verdict, str]
    number: str = ""
    """The measured number that is the answer, where one is asked for."""
    level: str = ""
    """The check of each head that a plain yes needs to pass, or to note, in one head at least."""


_QUESTIONS = (
    _Asked(
        "Does the model learn?",
        ("learning", "diverged", "underfitting"),
        _YES,
        level="map50-tier",
    ),
    _Asked("Does it overfit?", ("overfitting",), _NO),
    _Asked("Which confidence should be used?", ("best-confidence",), {}, "confidence"),
    _Asked(
        "Which classes need attention?",
        ("weak-classes", "missed-objects", "confused-classes", "false-alarms", "class-imbalance"),
        _CLASSES,
    ),
)
_SEEN_SAYS_ALL = (Verdict.PASS, Verdict.NOT_APPLICABLE)
_KNOWN = (Verdict.PASS, Verdict.NOTE, Verdict.WARN, Verdict.FAIL)
LONGER = "train-longer"
"""The strategy of the next steps that answers the question whether to train on."""
_GO_ON = "Should training go on?"
_TRAINING_ON = (
    "still-improving",
    "early-plateau",
    "finished",
    "overfitting",
    "diverged",
    "learning",
)
_RAISED = (Verdict.NOTE, Verdict.WARN, Verdict.FAIL)


def questions(
    run: str,
    findings: Sequence[Finding],
    prose: Prose,
    *,
    others: Sequence[str] = (),
    more: Mapping[str, str] = MappingProxyType({}),
    brief: bool = False,
) -> tuple[Question, ...]:
    """The six questions; `others` are the names of the other runs on the page.

    `more` says what else is known, by the check that a question asks first. With `brief` what has
    a finding is answered in a word: where there are no figures, all six stand in the first view.
    """
    asked = [_answered(run, item, findings, prose, more) for item in _QUESTIONS]
    asked.append(_train_on(run, findings, prose))
    if brief:
        asked = [item._replace(answer=Markup()) if item.links else item for item in asked]
    return (*_without_repeats(asked), _compared(others))


def _without_repeats(asked: Sequence[Question]) -> list[Question]:
    """The same reason is not told twice in full."""
    told: set[str] = set()
    kept = []
    for item in asked:
        again = bool(item.answer) and item.answer in told
        told.add(item.answer)
        kept.append(item._replace(answer=Markup("For the same reason.")) if again else item)
    return kept


def _answered(
    run: str,
    asked: _Asked,
    findings: Sequence[Finding],
    prose: Prose,
    more: Mapping[str, str],
) -> Question:
    finding = _measured(findings, asked) or _telling(findings, asked.checks)
    if finding is None:
        return _not_asked(asked.question)
    if finding.verdict is Verdict.UNKNOWN:
        return _unknown(run, asked.question, finding)
    answer = _answer(finding)
    if asked.number in finding.measured:
        answer = " ".join(sentences(finding.seen)[:1])
    if finding.verdict in _KNOWN:
        answer = f"{answer} {more.get(asked.checks[0], '')}".strip()
    low = _low_level(findings, asked) if finding.verdict is Verdict.PASS else None
    if low is not None:
        return Question(
            asked.question,
            badge(low.verdict),
            "Yes, but hardly",
            prose.plain(f"{sentence(finding_title(low))} {answer}"),
            _links(run, low),
        )
    return Question(
        asked.question,
        badge(finding.verdict),
        _short(asked, finding),
        prose.plain(answer),
        _links(run, finding),
    )


def _low_level(findings: Sequence[Finding], asked: _Asked) -> Finding | None:
    """The best head's finding where no head reaches the level; None where one does, or unknown.

    Curves of a model that finds next to nothing may rise all the same.
    """
    found = [f for f in findings if asked.level and f.check == asked.level]
    if not found or any(finding.verdict is not Verdict.WARN for finding in found):
        return None
    return max(found, key=lambda finding: max(finding.measured.values(), default=0.0))


def _unknown(run: str, question: str, finding: Finding) -> Question:
    """In a word; the finding, one press away, has the reason and the way to get an answer."""
    link = Link(f"#{run}-finding-{finding.key}", "Why")
    return Question(question, badge(Verdict.UNKNOWN), "Unknown", Markup(), (link,))


def _short(asked: _Asked, finding: Finding) -> str:
    """The answer in a word, or the number that was asked for."""
    if finding.verdict is Verdict.ERROR:
        return "Unknown"
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return "Not applicable"
    if asked.number in finding.measured:
        return f"{finding.measured[asked.number]:.3f}"
    return asked.short.get(finding.verdict, "")


def _measured(findings: Sequence[Finding], asked: _Asked) -> Finding | None:
    """Where a number is asked for, that of the head by which the run is judged: the last one."""
    told = [f for f in findings if f.check in asked.checks and asked.number in f.measured]
    heads = {f.head: f for f in told}
    return next((heads[key] for key in ("mask", "pose", "box") if key in heads), None)


def _telling(findings: Sequence[Finding], checks: Sequence[str]) -> Finding | None:
    """The worst finding of the checks; of equally bad ones that of the check named first.

    Where the first check is unknown, that the others passed is no answer.
    """
    found = [f for f in findings if f.check in checks]
    judged = [f for f in found if f.verdict not in (Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)]
    asked = next((f for f in found if f.check == checks[0] and f.verdict is Verdict.UNKNOWN), None)
    if asked is not None and all(f.verdict is Verdict.PASS for f in judged):
        return asked
    return min(
        judged or found,
        key=lambda f: (f.verdict.severity, checks.index(f.check)),
        default=None,
    )


def _answer(finding: Finding) -> str:
    """What was found, in a sentence or two: the title, unless it passed, and the first numbers."""
    first = " ".join(sentences(finding.seen)[:1])
    if finding.verdict in _SEEN_SAYS_ALL:
        return first or sentence(finding.title)
    return f"{sentence(finding_title(finding))} {first}".strip()


def _train_on(run: str, findings: Sequence[Finding], prose: Prose) -> Question:
    """Whether to train on: for a rise that has not ended, or a plan that was cut or is too short.

    A level end tells little there: the learning rate has not wound down, or had no time to act.
    """
    found = {f.check: f for f in findings if f.check in _TRAINING_ON}
    finished = found.get("finished")
    known = _said(found, "still-improving", _KNOWN)
    if rising := _said(found, "still-improving", _RAISED):
        return _goes_on(run, "Yes", rising, prose)
    if finished and _is_to_be_finished(found):
        return _goes_on(run, "Yes", finished, prose, known)
    if longer := _longer(run, findings, prose):
        return longer
    if known is None:
        return _not_known_to_rise(run, found.get("still-improving"), finished, prose)
    return _goes_on(run, "No", _said(found, "early-plateau", _RAISED) or known, prose)


def _said(found: Mapping[str, Finding], check: str, verdicts: Sequence[Verdict]) -> Finding | None:
    """The finding of a check, where its verdict is one of these."""
    finding = found.get(check)
    return finding if finding and finding.verdict in verdicts else None


def _longer(run: str, findings: Sequence[Finding], prose: Prose) -> Question | None:
    """Yes, where the next steps say so; None where they do not."""
    for step in (step for finding in findings for step in finding.steps):
        if step.strategy == LONGER:
            link = Link(f"#{run}-next-steps", "Next steps")
            return Question(_GO_ON, badge(Verdict.NOTE), "Yes", prose.plain(step.reason), (link,))
    return None


def _goes_on(
    run: str, short: str, told: Finding, prose: Prose, also: Finding | None = None
) -> Question:
    answer = f"{_answer(told)} {_answer(also) if also else ''}".strip()
    return Question(_GO_ON, badge(told.verdict), short, prose.plain(answer), _links(run, told))


def _is_to_be_finished(found: Mapping[str, Finding]) -> bool:
    """Whether the training was cut short and is worth finishing, as the next steps have it."""
    verdicts = {check: finding.verdict for check, finding in found.items()}
    broken = Verdict.FAIL in (verdicts.get("diverged"), verdicts.get("learning"))
    serious = (Verdict.WARN, Verdict.FAIL)
    overfits = verdicts.get("overfitting") in serious
    return verdicts.get("finished") in serious and not broken and not overfits


def _not_known_to_rise(
    run: str, rising: Finding | None, finished: Finding | None, prose: Prose
) -> Question:
    """A training that was cut short is worth saying; else the reason stands with the finding."""
    if finished is not None and finished.verdict in _RAISED:
        answer, links = prose.plain(_answer(finished)), _links(run, finished)
        return Question(_GO_ON, badge(Verdict.UNKNOWN), "Unknown", answer, links)
    known = rising or finished
    return _not_asked(_GO_ON) if known is None else _unknown(run, _GO_ON, known)


def _compared(others: Sequence[str]) -> Question:
    question = "How does it compare with other runs?"
    if others:
        return Question(
            question,
            badge(Verdict.NOT_APPLICABLE),
            "See the list",
            Markup("This page holds {}; the list at the top shows their main metric.").format(
                count(len(others) + 1, "run")
            ),
            (Link("#runs", "List of runs"),),
        )
    return Question(
        question,
        badge(Verdict.NOT_APPLICABLE),
        "Name several",
        Markup(),
        command="reportgen RUN OTHER_RUN",
    )


def _not_asked(question: str) -> Question:
    return Question(
        question,
        badge(Verdict.UNKNOWN),
        "Not judged",
        Markup("The checks that answer this were switched off."),
    )


def _links(run: str, finding: Finding) -> tuple[Link, ...]:
    links = [Link(f"#{run}-finding-{finding.key}", "Finding")]
    return tuple(links)
