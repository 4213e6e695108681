"""What stands at the end of every list of steps: the commands, and the question to the reader."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import itemgetter

from reportgen import words
from reportgen.diagnosis import commands
from reportgen.diagnosis.cause import Case
from reportgen.diagnosis.model import Cause, Step
from reportgen.diagnosis.told import finds_enough
from reportgen.measures import Measure
from reportgen.trainers.form.command import Command
from reportgen.trainers.form.trainer import BEST_FILE

UNUSABLE = (
    "learned-nothing",
    "validation-broken",
    "diverged",
    "too-short",
    "unknown",
    "running",
)
"""States in which the weights are not recommended."""
USABLE = 0.01
"""Best confidences below it belong to models whose predictions are all but certain to be wrong."""


def closing(case: Case, causes: Sequence[Cause], treated: Sequence[Step]) -> Iterator[Step]:
    """Train again with what the first step changes; use the run; what only the reader can tell."""
    yield from _train_again(case, treated)
    if is_usable(case) and not blocked("learning", causes):
        yield _use(case, causes)
        if not treated:
            yield _confirm(case)
    drawn = case.facts.listing.of_kind("train-batch") and not case.traces.classifies
    if case.state.main not in UNUSABLE and drawn:
        things = "objects" if case.facts.task and case.facts.task.finds_objects else "scenes"
        yield Step(
            "augmentation",
            "Do the augmented pictures look like those the model will meet?",
            f"Look at train_batch*.jpg: could {things} look like that in use, by angle, colour and "
            "size? Only you can tell.",
        )


def _train_again(case: Case, steps: Sequence[Step]) -> Iterator[Step]:
    """The training of this run with the first change that a step asks for.

    What any step takes out stays out: a command never brings back what the page warns of. What only
    saves time is for the next training, whatever that is: this one is not repeated for it.
    """
    steps = [step for step in steps if step.treatment != "fewer-epochs"]
    out = _taken_out(steps)
    for step in steps:
        changes = _changes(step)
        away = {name: "" for name in out if name not in changes}
        again = commands.train_again(case.facts, away | changes) if changes else commands.NONE
        if again.text:
            more = any(any(other.settings.values()) for other in steps if other is not step)
            yield _again(again, changes, away, more=more)
            return


def _changes(step: Step) -> dict[str, str]:
    """What a step changes of a training: `conf` is one of predicting."""
    return {name: value for name, value in step.settings.items() if name != "conf"}


def _taken_out(steps: Sequence[Step]) -> list[str]:
    return [name for step in steps for name, value in step.settings.items() if not value]


def _again(
    again: Command, changes: Mapping[str, str], away: Collection[str], *, more: bool
) -> Step:
    """The step that shows a command; `more` is whether other steps ask for changes as well."""
    but_for = " but for what follows" if again.left_out or away else ""
    reason = [f"All else stays as in this run{but_for}.", *again.left_out]
    if away:
        are = words.are(len(away))
        reason.append(f"{words.listed(list(away))} {are} left out, as advised above.")
    if more:
        reason.append("Try the other changes after it, one at a time.")
    one = "this change" if len(changes) == 1 else "these changes"
    shown = dict(filter(itemgetter(1), changes.items()))
    return Step("train-again", f"Train again with {one}", " ".join(reason), shown, again.text)


def blocked(question: str, causes: Sequence[Cause]) -> Cause | None:
    """The cause that stands in the way of an answer; None where none does."""
    return next((cause for cause in causes if question in cause.blocks), None)


def is_usable(case: Case) -> bool:
    """Whether the weights of the best epoch are worth using."""
    facts = case.facts
    if case.state.main in UNUSABLE or facts.best_epoch is None or not facts.headline:
        return False
    peak = case.finding("best-confidence")
    sure = peak is None or peak.measured.get(Measure.CONFIDENCE, 1.0) >= USABLE
    return sure and finds_enough(facts)


def _use(case: Case, causes: Sequence[Cause]) -> Step:
    facts = case.facts
    either = " or ".join(words.whole(epoch) for epoch in facts.best_epochs or ())
    confidence = None if blocked("confidence", causes) else confidence_of(case)
    at = ", at the confidence where precision and recall balance" if confidence else ""
    if not case.traces.has_best:
        return Step(
            "use",
            "Use this run",
            f"Epoch {either} is the one to use{at}; its weights are not in this folder.",
        )
    command = commands.predict(facts, BEST_FILE, confidence)
    reason = " ".join([f"best.pt (epoch {either}) is the one to use{at}.", *command.left_out])
    return Step("use", "Use this run", reason, command=command.text)


def confidence_of(case: Case) -> float | None:
    """The best confidence of the leading head; None where it is not told or of no use."""
    found = {f.head: f.measured for f in case.findings if Measure.CONFIDENCE in f.measured}
    measured = next(filter(None, map(found.get, ("mask", "pose", "box"))), {})
    value = measured.get(Measure.CONFIDENCE, 0.0)
    return value if value >= USABLE and measured.get(Measure.F1, 1.0) > 0 else None


def _confirm(case: Case) -> Step:
    best = case.traces.has_best
    command = commands.validate(case.facts, BEST_FILE, split="test") if best else commands.NONE
    return Step(
        "data-quality",
        "Confirm it on other pictures",
        "Look through the predictions, and validate on pictures that played no part so far. "
        f"At the best epoch it reaches {words.number(case.facts.headline or 0.0)}.",
        command=command.text,
    )
