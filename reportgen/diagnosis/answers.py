"""The guide's six questions, answered from state and causes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen import words
from reportgen.checks.matrix.shares import stated
from reportgen.checks.wording import named
from reportgen.diagnosis.about_confidence import (
    about_confidence,
    class_confidences,
    for_single_classes,
    leading_head,
    no_confidence,
)
from reportgen.diagnosis.cause import SERIOUS, Case
from reportgen.diagnosis.closing import blocked, confidence_of
from reportgen.diagnosis.groups import BY_HEART, LOW, MORE_EPOCHS
from reportgen.diagnosis.model import Answer, Cause, Certainty, Step, first_of
from reportgen.diagnosis.told import (
    course_of,
    finds_enough,
    found_little,
    how_little,
    to_come,
)
from reportgen.read.table.results import known_of
from reportgen.rule import RAISED, Verdict

NO_TABLE = "No results.csv can be read."
NOTHING_LEARNED = "It learned nothing, so this cannot be told."
CLASS_CHECKS = (
    "weak-classes",
    "missed-objects",
    "confused-classes",
    "false-alarms",
    "class-imbalance",
)
LEARNS = {
    "good": "yes",
    "plateau-done": "yes",
    "train-longer": "yes",
    "overfits": "yes",
    "unstable": "yes",
    "mask-gap": "yes",
    "plateau-low": "partly",
    "no-gain": "hardly",
    "learned-nothing": "no",
    "diverged": "no",
}
"""By state; all others do not tell it."""
UNTOLD = ("too-short", "validation-broken", "diverged", "learned-nothing")
"""States in which nothing is said about overfitting, unless a step treats it."""
WEAK, MOST_NAMED = 0.5, 4
TRAILS = 0.2
"""Share by which a class trails the best one to be named, though it is not weak."""


def answers(case: Case, causes: Sequence[Cause], steps: Sequence[Step]) -> dict[str, Answer]:
    """The answers by the keys of `QUESTIONS`, in their order."""
    return {
        "learning": _learning(case, causes),
        "overfitting": _overfitting(case, causes),
        "confidence": _confidence(case, causes),
        "classes": _classes(case, causes),
        "continue": _continue(case, causes, steps),
        "compare": _compare(causes),
    }


def _blocked(case: Case, causes: Sequence[Cause], question: str) -> Answer | None:
    """Unknown, for the cause that stands in the way; None where none does."""
    cause = blocked(question, causes)
    if cause is None:
        return None
    told = NOTHING_LEARNED if case.state.main == "learned-nothing" else _cannot(cause)
    return Answer("unknown", told, (cause.id,))


def _cannot(cause: Cause) -> str:
    return f"{words.capital(cause.title)}, so this cannot be told."


# --- learning --------------------------------------------------------------------------------


def _learning(case: Case, causes: Sequence[Cause]) -> Answer:
    if unknown := _blocked(case, causes, "learning"):
        return unknown
    if case.facts.table is None:
        return Answer("unknown", NO_TABLE, ("results-missing",))
    answer, course = _how_it_learns(case), course_of(case.facts)
    if answer in ("hardly", "partly") and (little := how_little(case.facts)):
        course = f"It {little}. {course}"
    mend = case.state.main == "learned-nothing"
    lead = next((cause for cause in causes if cause.steps or not mend), None)
    if answer in ("yes", "unknown") or lead is None:
        short = " Too few epochs to tell." if case.state.main == "too-short" else ""
        sentence = f"{course}{short}".strip()
        return Answer(answer, sentence or "results.csv does not tell it.", ("learning",))
    return Answer(answer, f"{words.capital(lead.title)}. {course}".strip(), (lead.id, "learning"))


def _how_it_learns(case: Case) -> str:
    """What the state says, but for the level that the main metric comes to."""
    answer, signs = LEARNS.get(case.state.main, "unknown"), case.facts.signs
    if case.state.main == "unknown" and signs is not None and signs.level > LOW:
        answer = "yes"  # Whatever else is not told.
    if answer in ("yes", "partly") and found_little(case.facts):
        return "hardly"
    return answer if answer != "yes" or finds_enough(case.facts) else "partly"


# --- overfitting -----------------------------------------------------------------------------


def _overfitting(case: Case, causes: Sequence[Cause]) -> Answer:
    cause = first_of(causes, BY_HEART)
    if cause is not None and cause.steps:
        word = "slightly" if cause.certainty is Certainty.POSSIBLE else "yes"
        return Answer(word, _first(cause.seen), (cause.id, "overfitting"))
    return _overfitting_untold(case, causes) or _not_overfitting(case)


def _overfitting_untold(case: Case, causes: Sequence[Cause]) -> Answer | None:
    """Unknown, where something stands in the way; None where nothing does."""
    if unknown := _blocked(case, causes, "overfitting"):
        return unknown
    if case.state.main == "validation-broken" and causes:
        return Answer("unknown", _cannot(causes[0]), (causes[0].id,))
    finding = case.finding("overfitting")
    if case.state.main in UNTOLD or not len(known_of(case.facts.val_loss)):
        return Answer("unknown", _why_untold(case), ("overfitting",))
    if finding is None or finding.verdict is Verdict.UNKNOWN:
        why = finding.seen if finding else "The check on overfitting was switched off."
        return Answer("unknown", _first(why), ("overfitting",))
    if finding.verdict in SERIOUS and causes:
        # What climbed is no learning by heart: something that is told first stands in the way.
        return Answer("unknown", _cannot(causes[0]), (causes[0].id,))
    return None


KEPT = 0.01
"""Share of its top below which a score that ends lower has lost nothing."""


def _not_overfitting(case: Case) -> Answer:
    finding = case.finding("overfitting")
    if finding is None or finding.verdict is not Verdict.NOTE:
        return Answer("no", _loss_end(case), ("overfitting",))
    seen = case.state.seen
    kept = seen is not None and seen.lost < KEPT
    matters = "but the score loses nothing by it" if kept else "too little to matter"
    creeps = words.capital(f"{finding.title}, {matters}.")
    return Answer("no", f"{creeps} {_loss_end(case)}", ("overfitting",))


def _why_untold(case: Case) -> str:
    if case.state.main == "learned-nothing":
        return NOTHING_LEARNED
    if case.state.main == "diverged":
        return "The training broke down before that could be told."
    if case.state.main == "too-short":
        return "Too few epochs to tell."
    if case.facts.table is None:
        return NO_TABLE
    if case.facts.val_loss is not None:
        return "No score is known, and losses alone are not judged."
    return "No validation loss is told."


def _loss_end(case: Case) -> str:
    val, train = known_of(case.facts.val_loss), known_of(case.facts.train_loss)
    if not len(val) or not len(train):
        return "No validation loss climbs while its training loss falls."
    at = int(val.epochs[np.argmin(val.values)])
    return (
        f"Validation loss is lowest at epoch {words.whole(at)} ({words.number(val.values.min())}) "
        f"and ends at {words.number(val.values[-1])}; training loss ends at "
        f"{words.number(train.values[-1])}."
    )


# --- confidence ------------------------------------------------------------------------------


def _confidence(case: Case, causes: Sequence[Cause]) -> Answer:
    task = case.facts.task
    if task is not None and not task.finds_objects:
        seen = f"{words.capital(task.label)} has no confidence threshold to choose."
        return Answer("not-applicable", seen)
    if unknown := _blocked(case, causes, "confidence"):
        return unknown
    value = confidence_of(case)
    if value is None:
        return Answer("unknown", no_confidence(case), ("best-confidence",))
    head = leading_head(case)
    classes = class_confidences(head.curves.get("F1"), value) if head else ()
    said = [about_confidence(case, value), for_single_classes(classes)]
    sentence = " ".join(filter(None, said))
    return Answer(words.decimals(value, 3), sentence, ("best-confidence",), classes)


# --- classes ---------------------------------------------------------------------------------


def _classes(case: Case, causes: Sequence[Cause]) -> Answer:
    if unknown := _blocked(case, causes, "classes"):
        return unknown
    found = [f for check in CLASS_CHECKS if (f := case.finding(check)) is not None]
    if not found:
        return Answer("unknown", "The checks that answer this were switched off.")
    raised = [f for f in found if f.verdict in RAISED]
    if raised:
        worst = min(raised, key=lambda f: f.verdict.severity)
        more = _least_found(case) if worst.check != "weak-classes" else ""
        parts = (f"{worst.title}.", _first(worst.seen), more, _lost(case))
        return Answer("some", " ".join(filter(None, parts)), tuple(f.check for f in raised))
    first = found[0]
    if first.verdict in (Verdict.UNKNOWN, Verdict.NOT_APPLICABLE):
        return Answer(first.verdict.value, _first(first.seen), (first.check,))
    seen = _first(first.seen)
    said = (seen, _least_found(case, seen), _lost(case))
    return Answer("none", " ".join(filter(None, said)), (first.check,))


def _lost(case: Case) -> str:
    """What most mistakes have in common, where the validation was recorded picture by picture."""
    if case.facts.anatomy is None:
        return ""
    from reportgen.anatomy.words import lost

    told = lost(case.facts.anatomy)
    return told.sentence if told.part else ""


def _least_found(case: Case, said: str = "") -> str:
    """The classes that are found and named right least; empty when none is weak or trails, or
    `said` names the only one.
    """
    confusion = case.facts.confusion
    if confusion is None or len(confusion.names) < 2:
        return ""
    correct = confusion.judged
    order = np.argsort(correct)[: np.isfinite(correct).sum()].tolist()  # NaN goes last
    weak = [index for index in order if correct[index] < WEAK]
    if order and not weak and correct[order[0]] <= correct[order[-1]] - TRAILS:
        weak = order[:1]
    if len(weak) == 1 and named(confusion.names[weak[0]]) in said:
        return ""
    names = [f"{named(confusion.names[i])} ({stated(correct[i], confusion)})" for i in weak]
    return (
        f"{words.capital(confusion.right)} least: {words.few(names, MOST_NAMED)}." if names else ""
    )


# --- continue, compare -----------------------------------------------------------------------


def _continue(case: Case, causes: Sequence[Cause], steps: Sequence[Step]) -> Answer:
    if case.state.main == "running":
        return Answer("goes-on", f"It goes on: {to_come(case.facts)}.", ("still-running",))
    longer = next((step for step in steps if step.treatment in MORE_EPOCHS), None)
    if longer is not None:
        calls = [c.id for c in causes if any(s.treatment == longer.treatment for s in c.steps)]
        return Answer("yes", longer.reason, tuple(calls))
    if unknown := _blocked(case, causes, "continue"):
        return unknown
    if case.state.main == "unknown":
        told = NO_TABLE if case.facts.table is None else "results.csv does not tell it."
        return Answer("unknown", told, ("still-improving",))
    return _no_further(case, causes)


def _no_further(case: Case, causes: Sequence[Cause]) -> Answer:
    """Why no step trains longer: it has levelled off, or something is to be mended first."""
    mended = (c for c in causes if any(step.treatment != "confidence" for step in c.steps))
    lead = next(mended, causes[0] if causes else None)
    over = first_of(causes, "converged", "data-limit")
    if over is not None and case.state.main in ("good", "plateau-done", "plateau-low"):
        return Answer("no", over.seen, _id(over))
    if lead is None:
        return Answer("no", "It has levelled off.")
    first = f" Before training on: {words.mid_sentence(lead.steps[0].title)}." if lead.steps else ""
    return Answer("no", f"{words.capital(lead.title)}.{first}", _id(lead))


def _id(cause: Cause | None) -> tuple[str, ...]:
    return (cause.id,) if cause else ()


def _compare(causes: Sequence[Cause]) -> Answer:
    titles = {cause.id: cause.title for cause in causes}
    apart = tuple(id for id in titles if id in ("validation-filtered", "validation-leak"))
    if apart:
        return Answer(
            "not-compared",
            f"Compare it only with runs of the same setting: {titles[apart[0]]}.",
            apart,
        )
    if "restarted" in titles:
        return Answer(
            "not-compared",
            "It continues an earlier run, so that the two are not independent.",
            ("restarted",),
        )
    return Answer("not-compared", "Name a second run to compare it with.")


def _first(text: str) -> str:
    """The first sentence of a text."""
    head, found, _ = text.partition(". ")
    return f"{head}." if found else text
