"""How strongly the signs of a run speak for each state that is a matter of degree.

A state has a strength: a sum of one to three signs, each times its weight. The strongest is what
is told first (a conditional logit; McFadden 1974). The weights were fitted to what three readers
said of 191 real runs of 89 repositories, with a penalty on their squares; `docs/judgement.md` says
how that was done, what else was tried, and how well it does on repositories that it has not seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from reportgen.checks.course.overfitting import climbing, median_climb, overfits
from reportgen.checks.course.plateau import improves, levelled
from reportgen.checks.course.stability import swings
from reportgen.checks.level.masks import lags
from reportgen.facts.series.signs import Signs
from reportgen.facts.series.trend import WARM_UP


def _root(value: float) -> float:
    """The square root, with the sign of the value: small differences near 0 weigh most."""
    return math.copysign(math.sqrt(abs(value)), value)


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _odds(share: float) -> float:
    share = _between(share, 0.02, 0.98)
    return math.log(share / (1 - share))


def _gap(signs: Signs) -> float:
    return 1 - min(signs.mask_share, 1.0) if lags(signs) else 0.0


FEATURES: Mapping[str, Callable[[Signs], float]] = {
    "level": lambda signs: _odds(signs.level),
    "late record": lambda signs: _root(_between(signs.late_record, -1, 1)),
    "last record": lambda signs: _root(_between(signs.record / signs.top, -1, 1)),
    "gain": lambda signs: math.sqrt(max(signs.end_gain, 0.0)),
    "epochs": lambda signs: math.log(_between(signs.epochs, 10, 300)),
    "left": lambda signs: 1 - signs.done,
    "start": lambda signs: -math.log(1 - _between(signs.start, 0, 0.995)),
    "scatter": lambda signs: math.log(max(signs.late_scatter, 0.002)),
    "climb": lambda signs: math.sqrt(min(median_climb(signs), 0.12)),
    "lost": lambda signs: math.sqrt(_between(signs.lost, 0, 1)),
    "gap": _gap,
}
"""What the weights stand before."""

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "good": {"": 0.0},
    "train-longer": {"": 1.71, "late record": 16.97, "epochs": -1.82, "left": 4.0},
    "plateau-done": {"": -10.03, "gain": -46.41, "epochs": 2.89},
    "plateau-low": {"": 0.8, "level": -2.35, "late record": -0.41},
    "no-gain": {"": -11.77, "start": 4.47},
    "unstable": {"": 24.96, "scatter": 6.44, "last record": -5.55},
    "overfits": {"": -4.66, "climb": 30.45, "lost": 10.96},
    "mask-gap": {"": -5.76, "gap": 14.08},
}
"""By state: the weight of each sign, and under "" what it starts from."""


CONTENT = 0.6
"""mAP50 of the main head from which on an owner may be content. Of 191 real runs the readers call
none good that ends below 0.66, and none levelled off low that ends above 0.57."""
FLOOR = 0.3
"""Precision and recall below which the guide says that something is wrong; no reader calls good
what lies below."""


def _is_sound(signs: Signs) -> bool:
    return _contents(signs) and not overfits(signs)


def _contents(signs: Signs) -> bool:
    """Whether level, precision and recall are such that an owner may be content."""
    return signs.level >= CONTENT and signs.balance >= FLOOR


HOLDS: Mapping[str, Callable[[Signs], bool]] = {
    "train-longer": improves,
    "overfits": lambda signs: bool(climbing(signs)),
    "unstable": swings,
    "mask-gap": lags,
    "plateau-done": lambda signs: levelled(signs) and _is_sound(signs),
    "plateau-low": lambda signs: not _contents(signs) and not overfits(signs),
    "good": _is_sound,
    "no-gain": lambda signs: signs.first <= WARM_UP,
}
"""What a state takes for granted: the rule of its own check, so that the two never disagree.

Nobody calls a run good, or its plateau a limit of the data, while it plainly overfits, nor good
what ends low; and what came before the file begins cannot be told.
"""

Weights = Mapping[str, Mapping[str, float]]


def strengths(signs: Signs, weights: Weights = WEIGHTS) -> dict[str, float]:
    """The share of readers, 0 to 1, that would say each state first; 0 for what does not hold."""
    values = {name: feature(signs) for name, feature in FEATURES.items()} | {"": 1.0}
    sums = {
        state: sum(weight * values[name] for name, weight in parts.items())
        for state, parts in weights.items()
        if state not in HOLDS or HOLDS[state](signs)
    }
    return dict.fromkeys(weights, 0.0) | _softmax(sums)


def _softmax(sums: Mapping[str, float]) -> dict[str, float]:
    highest = max(sums.values())
    odds = {state: math.exp(value - highest) for state, value in sums.items()}
    whole = sum(odds.values())
    return {state: each / whole for state, each in odds.items()}
