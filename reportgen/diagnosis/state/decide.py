"""Signs -> the state of a run: what is certain by definition, then what is a matter of degree."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from reportgen.checks.course.overfitting import CLEAR, median_climb
from reportgen.checks.course.plateau import FULL, is_full
from reportgen.diagnosis.state.strength import HOLDS, WEIGHTS, strengths
from reportgen.facts.run_facts import Facts
from reportgen.facts.series.course import FEWEST_EPOCHS
from reportgen.facts.series.signs import Signs
from reportgen.facts.series.trend import WARM_UP
from reportgen.read.table.results import known_of
from reportgen.trainers.ultralytics.models import is_new_to

STATES = (
    "good",
    "train-longer",
    "overfits",
    "plateau-low",
    "plateau-done",
    "unstable",
    "diverged",
    "learned-nothing",
    "too-short",
    "no-gain",
    "validation-broken",
    "mask-gap",
    "running",
    "unknown",
)
"""What a run may be in. The README of the labelled runs says what people mean by them."""
FEWEST = WARM_UP + FEWEST_EPOCHS
"""Epochs that a trend after the warm-up takes; with fewer the run is too short."""
SHORT = 15
"""Epochs below which a run that was cut before half of its plan is too short."""
NOTHING = 0.1
"""mAP50 that no head reaches at the end where nothing was learned."""
SOMETHING = 0.02
"""What mAP50 of the main head gains where something was learned, however little. Of runs that
readers call learned nothing none gains 0.005; the least of the others gains 0.04."""
SOUND = 0.3
"""mAP50 from which on the guide calls a model good: what falls from there was learned, and lost."""
COLLAPSED = 0.2
"""Share of the highest mAP50 below which what was learned is lost."""
BLOWN_UP = 3.0
"""Multiple of its lowest level at which a training loss has blown up: see the check diverged."""
FALLING = 0.05
"""Share that training loss falls where there was something to learn."""
AT_ONCE = 0.9
"""Share of its top that a perfect score has from the first epochs on where it cannot be right. Of
real runs that become perfect none lies between 0.3 and 0.98."""
MINOR = ("overfits", "unstable", "mask-gap")
"""States that are named as well wherever their check raises something."""
TOLD_EARLY = ("validation-broken", "diverged", "overfits", "unstable")
"""States that are named beside ``running``: a training may be stopped for them."""
OFTEN = 0.2
"""Share of the readers that would say a state first, from which on it is named as well."""


@dataclass(frozen=True)
class State:
    """What a run is in: what an expert would tell its owner first, and what else holds."""

    main: str
    """One of `STATES`."""
    also: tuple[str, ...]
    """Further ones that hold, the most pressing first; never `main` itself."""
    seen: Signs | None
    """The numbers that decided; None where the run tells none."""

    def holds(self, name: str) -> bool:
        """Whether a state is the main one, or holds besides."""
        return name in (self.main, *self.also)


def state_of(facts: Facts) -> State:
    """The state of a run; ``running`` while its training goes on."""
    found = _ended(facts)
    if not facts.goes_on:
        return found
    also = tuple(state for state in (found.main, *found.also) if state in TOLD_EARLY)
    return State("running", also, found.seen)


def _ended(facts: Facts) -> State:
    """The state of a training that has ended; ``unknown`` without a score in any epoch.

    Where there are scores to tell and no epoch was validated, validation is broken.
    """
    signs = facts.signs
    if signs is None:
        table = facts.table if facts.headline_curve else None
        broken = table is not None and not table.validated.any()
        return State("validation-broken" if broken else "unknown", (), None)
    said = list(dict.fromkeys(certain(signs) or _likely(signs, new=_is_new(facts))))
    return State(said[0], tuple(said[1:]), signs)


def certain(signs: Signs) -> list[str]:
    """The states that hold by their definition, the most pressing first."""
    nothing, broken = _learned_nothing(signs), _validation_broken(signs)
    # What rests on a validation that cannot be right is not told beside it.
    untold = ("learned-nothing", "overfits") if broken else ()
    rules = (
        ("validation-broken", broken),
        ("diverged", signs.train_broken and not signs.train_told),
        ("too-short", signs.epochs < FEWEST and not soon_full(signs)),
        ("diverged", _diverged(signs)),
        ("overfits", nothing and signs.reached >= NOTHING and median_climb(signs) > CLEAR),
        ("learned-nothing", nothing),
        ("overfits", nothing and median_climb(signs) > CLEAR),
        ("diverged", signs.train_broken),
        ("too-short", signs.epochs < SHORT and signs.done < 0.5 and not signs.by_itself),
    )
    return [name for name, holds in rules if holds and name not in untold]


def _learned_nothing(signs: Signs) -> bool:
    """Whether nothing was learned: what was good at first and fell was, or was brought along."""
    low = signs.level_any < NOTHING and signs.reached < SOUND
    return (low and signs.gained < SOMETHING) or signs.chance


def soon_full(signs: Signs) -> bool:
    """Whether few epochs were enough: long enough for a trend, they leave no object to be found."""
    return signs.epochs >= FEWEST_EPOCHS and (is_full(signs) or signs.level >= FULL)


def _diverged(signs: Signs) -> bool:
    """Whether what had been learned is gone for good."""
    if signs.train_broken and signs.reached >= NOTHING:
        return True
    # Masks or key points alone may be gone, with the boxes as good as before.
    ends = ((signs.reached, signs.level_any), (signs.reached_main, signs.level))
    collapsed = any(top >= SOUND and level < COLLAPSED * top for top, level in ends)
    return collapsed or signs.blown_up >= BLOWN_UP


def _validation_broken(signs: Signs) -> bool:
    at_once = signs.perfect and signs.start > AT_ONCE
    return (signs.blind and signs.train_fall > FALLING) or at_once


def _is_new(facts: Facts) -> bool:
    """Whether the weights learned the task here: published ones, trained on other pictures.

    Not where no later epoch beat the warm-up: whatever the weights are called, nothing was gained,
    unless no epoch could have been better, or the first was far from it.
    """
    full = facts.signs is not None and is_full(facts.signs)
    began_best = facts.best_epoch is not None and facts.best_epoch <= WARM_UP and not full
    return is_new_to(facts.model, facts.data_name) and not (began_best and _began_high(facts))


def _began_high(facts: Facts) -> bool:
    """Whether the first epoch has most of what the best has."""
    known = known_of(facts.headline_curve).values
    return bool(len(known)) and bool(known[0] > AT_ONCE * (facts.headline or 0.0))


def _likely(signs: Signs, *, new: bool) -> list[str]:
    """The states that are a matter of degree, the likeliest first.

    After that those whose own check raises something, however little it matters. A good level that
    is `new` to the weights was learned, were it in the first epoch.
    """
    weights = dict(WEIGHTS)
    if new and HOLDS["good"](signs):
        weights.pop("no-gain", None)
    found = strengths(signs, weights)
    ordered = sorted(found, key=lambda state: -found[state])
    often = takewhile(lambda state: found[state] >= OFTEN, ordered[1:])
    return [ordered[0], *often, *(state for state in MINOR if HOLDS[state](signs))]
