"""The guide's six questions as the diagnosis answers them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from reportgen import words
from reportgen.diagnosis import QUESTIONS, Answer
from reportgen.page.inputs import RunInput
from reportgen.page.judged.verdicts import badge
from reportgen.page.run.views import Link, Question
from reportgen.page.text.prose import Prose
from reportgen.rule import Verdict

_VERDICTS = {
    "learning": {"yes": Verdict.PASS, "partly": Verdict.WARN, "hardly": Verdict.WARN},
    "overfitting": {"no": Verdict.PASS, "slightly": Verdict.NOTE, "yes": Verdict.WARN},
    "classes": {"none": Verdict.PASS, "some": Verdict.NOTE},
    "continue": {"yes": Verdict.NOTE, "goes-on": Verdict.NOTE, "no": Verdict.PASS},
}
_ALWAYS = {"unknown": Verdict.UNKNOWN, "not-applicable": Verdict.NOT_APPLICABLE}


def questions(
    run: str, given: RunInput, prose: Prose, *, others: Sequence[str] = ()
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
            _links(run, answer, given),
        )
        for key, answer in given.diagnosis.answers.items()
    ]
    return tuple(_without_repeats(asked))


def _verdict(key: str, answer: Answer) -> Verdict:
    """The verdict whose sign and colour an answer has."""
    if answer.answer in _ALWAYS:
        return _ALWAYS[answer.answer]
    if key == "learning" and answer.answer == "no":
        return Verdict.FAIL
    return _VERDICTS.get(key, {}).get(answer.answer, Verdict.PASS)


def _links(run: str, answer: Answer, given: RunInput) -> tuple[Link, ...]:
    """The first thing that an answer rests on, one press away."""
    # Of several findings of one check the first; a cause goes before findings of its name.
    links = {f.check: Link(f"#{run}-finding-{f.key}", "Finding") for f in given.findings[::-1]}
    links |= {c.id: Link(f"#{run}-cause-{c.id}", "Why") for c in given.diagnosis.causes}
    return tuple(links[name] for name in answer.because if name in links)[:1]


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
