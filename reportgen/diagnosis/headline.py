"""The one sentence that a run comes down to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from reportgen import words
from reportgen.checks.course.overfitting import turning
from reportgen.checks.level.masks import LEAST, NEARLY
from reportgen.diagnosis.badge import SLOWLY, UNSURE, is_too_good
from reportgen.diagnosis.cause import SERIOUS, Case
from reportgen.diagnosis.causes.rising import rises_at_end
from reportgen.diagnosis.closing import is_usable
from reportgen.diagnosis.groups import USE
from reportgen.diagnosis.model import Cause
from reportgen.diagnosis.told import found_little, metric_name, reached, to_come
from reportgen.facts.series.climbs import ERROR
from reportgen.read.table.results import known_of

NOTHING_TO_DO = "nothing needs to change"
TOLD_BESIDE = ("spike", "restarted", "time-limited", "stale-folder")
"""Causes that ask for nothing and yet belong to what is said first."""

OF_ITS_LENGTH = ("cut-short", "short-plan", "warm-up-only", "time-limited", "toy-data")
"""Causes of a run that is too short which its number of epochs says already, or its step."""
MUCH = 0.1
"""Share of its best level by which the main metric falls far."""
_ASKING = ("running", "unknown", "too-short", "train-longer")
"""States that ask for more, though no step can say how."""


def headline(case: Case, causes: Sequence[Cause]) -> str:
    """State, the cause that comes first, and what to do about it."""
    lead = next((cause for cause in causes if _leads(cause, case.state.main)), None)
    said = [_BY_STATE[case.state.main](case, lead or next(iter(causes), None))]
    if case.state.main == "validation-broken" and is_too_good(causes):
        said = [_with(UNSURE, lead)]
    if lead is None and case.state.main not in _ASKING:
        beside = next((c.title for c in causes if c.id in TOLD_BESIDE), _left_open(case, causes))
        said += [beside, NOTHING_TO_DO]
    elif lead and case.state.main != "good":  # There the cause alone says what is to be done.
        said.append(_do(lead, said[0]))
    return f"{'; '.join(filter(None, said))}."


def _leads(cause: Cause, state: str) -> bool:
    """Whether a cause asks for more than a confidence, which is no reason for a state but good."""
    asked = {step.treatment for step in cause.steps}
    return bool(asked if state == "good" else asked - USE)


def _left_open(case: Case, causes: Sequence[Cause]) -> str:
    """The worst finding that warns and that no cause explains; empty where there is none."""
    explained = set[str]().union(*(cause.explains for cause in causes))
    warned = [f for f in case.findings if f.verdict in SERIOUS and f.check not in explained]
    return words.mid_sentence(min(warned, key=lambda f: f.verdict.severity).title) if warned else ""


def _do(lead: Cause, said: str) -> str:
    """What to do about a cause; where a rate is said to be too high, to lower it is no news."""
    step = lead.steps[0]
    if step.settings and lead.title.startswith("the learning rate") and lead.title in said:
        return f"try {words.listed([f'{name}={value}' for name, value in step.settings.items()])}"
    return step.title[:1].lower() + step.title[1:]


def _with(word: str, lead: Cause | None, otherwise: str = "") -> str:
    told = lead.title if lead else otherwise
    return f"{word}: {told}" if told else word


def _good(case: Case, lead: Cause | None) -> str:
    at = _beside_boxes(case)
    return f"Good: {at}{_aside(lead)}" if at else f"Good{_aside(lead)}"


def _done(case: Case, lead: Cause | None) -> str:
    early = f", {lead.title}" if lead and lead.id == "converged" else _aside(lead)
    return f"Good, done early: {_beside_boxes(case)}{early}"


def _beside_boxes(case: Case) -> str:
    """What is reached, and the boxes' value where masks stay well below them."""
    at, signs, boxes = reached(case.facts), case.state.seen, case.facts.heads[:1]
    best = boxes[0].main_value if boxes else None
    apart = signs is not None and signs.box > LEAST and signs.mask_share < NEARLY
    return f"{at}, boxes {words.number(best)}" if at and best is not None and apart else at


def _aside(lead: Cause | None, but: Collection[str] = ()) -> str:
    """The first cause that calls for something, behind what is said; not one of those `but`."""
    return f"; {lead.title}" if lead and lead.steps and lead.id not in but else ""


def _overfits(case: Case, lead: Cause | None) -> str:
    climb, best, signs = case.traces.climb, case.facts.best_epoch, case.facts.signs
    usable = best is not None and is_usable(case)
    told = "Overfits"
    if climb is not None and signs is not None:
        rose = f"rose {words.percent(climb.rise)} while training loss fell"
        told += f" from epoch {words.whole(turning(signs))}: validation {climb.name} {rose}"
        # An error is what the metric leaves to 1: it is not said twice, in two numbers.
        told += _and_fell(case) if usable and climb.name != ERROR else ""
    if little := found_little(case.facts):
        return f"{told}; {little}"
    return f"{told}; epoch {words.whole(best)} is the one to use" if best and usable else told


def _and_fell(case: Case) -> str:
    """The fall of the main metric, behind what is said of the losses."""
    fell = _fell(case)
    return f", and {metric_name(case.facts)} went from {fell}" if fell else ""


def _fell(case: Case) -> str:
    """How far the main metric fell from its best epoch to the end, where that is `MUCH` of it."""
    curve, best = known_of(case.facts.headline_curve), case.facts.headline
    last = float(curve.values[-1]) if len(curve) else 0.0
    if not best or last > (1 - MUCH) * best:
        return ""
    return f"{words.number(best)} to {words.number(last)}"


def _level(word: str, case: Case, lead: Cause | None) -> str:
    at = reached(case.facts)
    return f"{word}: {at}; {lead.title}" if at and lead else _with(word, lead, at)


def _masks(case: Case, lead: Cause | None) -> str:
    """The state says that outlines are coarse, but not that there are none."""
    other = lead if lead and lead.id == "masks-empty" else None
    return _level("Masks lag behind", case, other)


def _low(case: Case, lead: Cause | None) -> str:
    slowly = rises_at_end(case.facts, case.finding("still-improving"))
    lost = case.state.seen is not None and case.state.seen.lost > MUCH
    if not slowly and lost and (fell := _fell(case)):
        since = f"fell after epoch {words.whole(case.facts.best_epoch or 0)} from {fell}"
        told = f"Levelled off low: {metric_name(case.facts)} {since}"
        return f"{told}; {lead.title}" if lead else told
    return _level(SLOWLY if slowly else "Levelled off low", case, lead)


def _diverged(case: Case, lead: Cause | None) -> str:
    finding = case.finding("diverged")
    told = lead is not None and lead.id == "training-lost"
    if finding and finding.measured and not told:
        # "Training diverged at epoch 7": one word for it is enough.
        title = finding.title.removeprefix("Training diverged ")
        joint = " " if title.startswith("at epoch") else ": "
        return f"Diverged{joint}{title[:1].lower()}{title[1:]}"
    return _with("Diverged", lead)


def _short(case: Case, lead: Cause | None) -> str:
    done, planned = case.facts.epochs_done or 0, case.facts.epochs_planned
    of = words.count(planned or done, case.facts.row_unit)
    if planned and planned != done:
        of = f"{words.whole(done)} of {of}"
    return f"Too short to judge: {of}{_aside(lead, OF_ITS_LENGTH)}"


def _running(case: Case, lead: Cause | None) -> str:
    best = reached(case.facts)
    so_far = f"; best so far {best}" if best else ""
    return f"Training: {to_come(case.facts)}{so_far}{_aside(lead)}"


def _why_unknown(case: Case) -> str:
    unjudged = [name.removeprefix("metrics/") for name in case.facts.unjudged_metrics]
    if not unjudged:
        return "results.csv tells no metric"
    shown = words.few(unjudged, 3)
    return f"the task is not known, so that {shown} {words.are(len(unjudged))} not judged"


_BY_STATE: dict[str, Callable[[Case, Cause | None], str]] = {
    "good": _good,
    "plateau-done": _done,
    "train-longer": lambda case, lead: _level("More to gain", case, lead),
    "overfits": _overfits,
    "unstable": lambda case, lead: _level("Unstable", case, lead),
    "plateau-low": _low,
    "no-gain": lambda case, lead: _with("No gain", lead),
    "mask-gap": _masks,
    "learned-nothing": lambda case, lead: _with("Learned nothing", lead),
    "diverged": _diverged,
    "validation-broken": lambda case, lead: _with("Validation broken", lead),
    "too-short": _short,
    "running": _running,
    "unknown": lambda case, lead: _with("Unknown", lead, _why_unknown(case)),
}
