"""The guide's six questions as the diagnosis answers them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from reportgen import words
from reportgen.diagnosis import QUESTIONS, Answer, Diagnosis
from reportgen.page.run.verdicts import badge
from reportgen.page.run.views import Link, Question
from reportgen.page.shell.prose import Prose
from reportgen.rule import Finding, Verdict

_VERDICTS = {
    "learning": {"yes": Verdict.PASS, "partly": Verdict.WARN, "hardly": Verdict.WARN},
    "overfitting": {"no": Verdict.PASS, "slightly": Verdict.NOTE, "yes": Verdict.WARN},
    "classes": {"none": Verdict.PASS, "some": Verdict.NOTE},
    "continue": {"yes": Verdict.NOTE, "goes-on": Verdict.NOTE, "no": Verdict.PASS},
}
_ALWAYS = {"unknown": Verdict.UNKNOWN, "not-applicable": Verdict.NOT_APPLICABLE}


def questions(
    run: str,
    findings: Sequence[Finding],
    diagnosis: Diagnosis,
    prose: Prose,
    *,
    others: Sequence[str] = (),
) -> tuple[Question, ...]:
    """The six questions; `others` are the names of the other runs on the page."""
    asked = [
        _compared(others)
        if key == "compare"
        else Question(
            QUESTIONS[key],
            badge(_verdict(key, answer)),
            answer.answer.replace("-", " ").capitalize(),
            prose.plain(answer.sentence),
            _links(run, answer, findings, diagnosis),
        )
        for key, answer in diagnosis.answers.items()
    ]
    return tuple(_without_repeats(asked))


def _verdict(key: str, answer: Answer) -> Verdict:
    """The verdict whose sign and colour an answer has."""
    if answer.answer in _ALWAYS:
        return _ALWAYS[answer.answer]
    if key == "learning" and answer.answer == "no":
        return Verdict.FAIL
    return _VERDICTS.get(key, {}).get(answer.answer, Verdict.PASS)


def _links(
    run: str, answer: Answer, findings: Sequence[Finding], diagnosis: Diagnosis
) -> tuple[Link, ...]:
    """The first thing that an answer rests on, one press away."""
    causes = {cause.id for cause in diagnosis.causes}
    for name in answer.because:
        if name in causes:
            return (Link(f"#{run}-cause-{name}", "Why"),)
        found = next((finding for finding in findings if finding.check == name), None)
        if found is not None:
            return (Link(f"#{run}-finding-{found.key}", "Finding"),)
    return ()


def _without_repeats(asked: Sequence[Question]) -> list[Question]:
    """The same reason is not told twice in full."""
    told: set[str] = set()
    kept = []
    for item in asked:
        again = bool(item.answer) and item.answer in told
        told.add(item.answer)
        kept.append(item._replace(answer=Markup("For the same reason.")) if again else item)
    return kept


def _compared(others: Sequence[str]) -> Question:
    question = QUESTIONS["compare"]
    if others:
        return Question(
            question,
            badge(Verdict.NOT_APPLICABLE),
            "See the list",
            Markup("This page holds {}; the list at the top shows their main metric.").format(
                words.count(len(others) + 1, "run")
            ),
            (Link("#runs", "List of runs"),),
        )
    return Question(
        question,
        badge(Verdict.NOT_APPLICABLE),
        "Not compared yet",
        Markup("Add a run:"),
        command="reportgen RUN OTHER_RUN",
    )
