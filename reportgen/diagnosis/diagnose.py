"""Facts and findings -> the diagnosis: state, causes, steps, answers, headline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reportgen import words
from reportgen.diagnosis import answers, headline
from reportgen.diagnosis.badge import badge_of
from reportgen.diagnosis.cause import Case, CauseRule, look_for
from reportgen.diagnosis.causes import all_causes
from reportgen.diagnosis.closing import closing
from reportgen.diagnosis.groups import BY_HEART
from reportgen.diagnosis.model import Cause, Certainty, Diagnosis, Step, Told, first_of
from reportgen.diagnosis.state import TOLD_EARLY, State, state_of
from reportgen.diagnosis.steps import all_treatments
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.measures import Measure
from reportgen.read.table.args import Args
from reportgen.rule import RAISED, Finding, Verdict

EXPLAINED = (*RAISED, Verdict.UNKNOWN)
"""Verdicts of findings that a cause can explain; what passes needs no reason."""
SURE = (Certainty.CERTAIN, Certainty.LIKELY)
BROKEN = ("validation-broken", "learned-nothing", "diverged", "too-short", "unknown")
BESIDE_BROKEN = ("overfits", "unstable")
"""States that may hold beside one of these."""
MOST_STEPS = 5
"""More than these nobody follows; what is left out is the least important."""
Found = Sequence[tuple[CauseRule, Told]]


def diagnose(facts: Facts, findings: Sequence[Finding]) -> Diagnosis:
    """What a run comes down to; everything that is advised or answered is made here."""
    case = Case(facts, Traces(facts), tuple(findings), _consistent(state_of(facts)))
    found = look_for(all_causes(), case)
    case, found = _corrected(case, found)
    steps = _steps(case, found)
    causes = tuple(_cause(case, rule, told, steps) for rule, told in found)
    # Without a step it is moot, as its steps are: "does it overfit" is answered by them.
    causes = tuple(cause for cause in causes if cause.steps or cause.id != BY_HEART)
    if first_of(causes, BY_HEART) is None:
        also = tuple(state for state in case.state.also if state != "overfits")
        case = replace(case, state=replace(case.state, also=also))
    treated = tuple(steps.values())
    every = (*treated, *closing(case, causes, treated))
    told = Diagnosis(
        state=case.state,
        badge=badge_of(case.state, causes, facts, _weak_classes(case, causes)),
        headline=headline.headline(case, causes),
        causes=causes,
        answers=answers.answers(case, causes, every),
        steps=every,
    )
    return _in_words_of(facts, told)


def _in_words_of(facts: Facts, told: Diagnosis) -> Diagnosis:
    """The same with files and examples as the trainer calls them."""
    said = facts.said

    def step(each: Step) -> Step:
        return replace(each, title=said(each.title), reason=facts.said_of_files(each.reason))

    def cause(each: Cause) -> Cause:
        steps = tuple(map(step, each.steps))
        return replace(each, title=said(each.title), seen=said(each.seen), steps=steps)

    return replace(
        told,
        headline=said(told.headline),
        causes=tuple(map(cause, told.causes)),
        answers={key: replace(a, sentence=said(a.sentence)) for key, a in told.answers.items()},
        steps=tuple(map(step, told.steps)),
    )


def _corrected(
    case: Case, found: list[tuple[CauseRule, Told]]
) -> tuple[Case, list[tuple[CauseRule, Told]]]:
    """The case and its causes with the state that a cause knows better than the curves."""
    better = next((told.state for _, told in found if told.state), case.state.main)
    if better == case.state.main:
        return case, found
    if case.state.main == "running":  # What becomes of it, nobody knows better than its end.
        told_early = (better,) if better in TOLD_EARLY else ()
        also = tuple(dict.fromkeys((*told_early, *case.state.also)))
        state = replace(case.state, also=also)
    else:
        state = _consistent(replace(case.state, main=better))
    case = replace(case, state=state)
    return case, look_for(all_causes(), case)


def _consistent(state: State) -> State:
    """A state without those that it excludes: what is broken does not rise, nor level off."""
    beside = set(state.also) - {state.main}
    if state.main in BROKEN:
        beside = set() if state.main == "validation-broken" else set(BESIDE_BROKEN)
    return replace(state, also=tuple(each for each in state.also if each in beside))


def _steps(case: Case, found: Found) -> Mapping[str, Step]:
    """The step of each treatment that is called for and that nothing speaks against."""
    steps: dict[str, Step] = {}
    settings: dict[str, str] = {}
    for rule, told in found:
        others = (t.moot for r, t in found if r is not rule and t.certainty in SURE)
        out = set(steps).union(*others)
        for name in told.steps:
            if name in out or len(steps) == MOST_STEPS:
                continue
            step = _step(case, name, told)
            # One argument cannot be set to two values.
            if step is None or any(settings.get(k, v) != v for k, v in step.settings.items()):
                continue
            settings |= step.settings
            steps[name] = step
    return steps


def _step(case: Case, name: str, told: Told) -> Step | None:
    treatment = all_treatments()[name]
    advice = treatment.function(case, told)
    if advice is None:
        return None
    args = case.facts.known_args
    if advice.settings and all(_is_set(args, *each) for each in advice.settings.items()):
        return None
    reason = " ".join([f"{words.capital(told.title)}.", advice.reason, *advice.command.left_out])
    settings = dict(advice.settings)
    return Step(treatment.strategy, advice.title, reason, settings, advice.command.text, name)


def _is_set(args: Args, name: str, value: str) -> bool:
    """Whether an argument was this already; an empty value takes it out."""
    now, number = args.values.get(name), args.number(name)
    if number is None:
        return value == ("" if now is None else str(now))
    try:
        return float(value) == number
    except ValueError:
        return False


def _cause(case: Case, rule: CauseRule, told: Told, steps: Mapping[str, Step]) -> Cause:
    raised = {f.check for f in case.findings if f.verdict in EXPLAINED}
    return Cause(
        id=rule.id,
        certainty=told.certainty,
        title=told.title,
        seen=told.seen,
        explains=tuple(filter(raised.__contains__, dict.fromkeys(told.explains))),
        steps=tuple(steps[name] for name in told.steps if name in steps),
        blocks=told.answers,
    )


def _weak_classes(case: Case, causes: Sequence[Cause]) -> int:
    """How many classes are called weak; none where their evidence is not to be trusted."""
    told = any(cause.id == "weak-classes" for cause in causes)
    finding = case.finding("weak-classes") if told else None
    return int(finding.measured.get(Measure.WEAK_CLASSES, 0)) if finding else 0
