"""How validation losses climb while the model goes on learning the training pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reportgen.facts.series import trend
from reportgen.facts.series.course import Course, Curve
from reportgen.facts.series.trend import WARM_UP
from reportgen.read.table.results import FloatArray, Series

NEAR = 0.12
"""Share of the epochs gone by that the trend looks at to either side."""
END = 0.05
"""Share of the epochs whose mean counts as the end of a loss; 2 epochs at least."""
ERROR = "top-1 error"
"""What is judged as a further validation loss where classes are told apart: 1 - top-1 accuracy."""


def its_training_loss(name: str) -> str:
    """What falls while a validation loss of this name rises; an error has no loss of its own."""
    return "training loss" if name == ERROR else "its training loss"


LEAST_ERROR = 0.02
"""Errors below it are taken for it: near 0 a few pictures would be many times as many."""
BEFORE = 5
"""Epochs before the resume whose median is the level to come back to."""
JUMP = 0.1
"""A validation loss that is higher by this share in the first epochs has been thrown back."""
BACK = 0.05
"""It has recovered once it is no higher than by this share."""

LAST = 5
"""Epochs whose median is how a training loss ends."""

Losses = Mapping[str, Series]


@dataclass(frozen=True)
class Climb:
    """How far a validation loss stands above its lowest level at the end, by its trend."""

    name: str
    start: int
    """Epoch of the lowest level after the warm-up."""
    low: float
    """That level."""
    end: float
    """The mean level of the last epochs."""
    noise: float
    """Robust standard deviation about the trend, as a share of `low`."""
    after: int
    """Told epochs after the lowest level."""
    fell: float
    """How far the training loss of the same name fell from that epoch on, as a share of it."""
    pictures: int | None = None
    """How many pictures an error was counted on; None for a loss, and where they do not tell."""
    fell_noise: float = 0.0
    """Robust standard deviation of the training loss about its trend, as the same share."""
    above: bool = True
    """Whether it ends above the training loss; so where there is none, and for an error."""

    @property
    def share(self) -> float:
        """The climb as a share of the lowest level; 0 or more."""
        return max(self.end / self.low - 1, 0.0)

    @property
    def standard_error(self) -> float:
        """That of an error's climb, were other pictures drawn, as a share of the lowest level.

        Of the difference of two shares of so many pictures each; 0 for a loss.
        """
        if not self.pictures:
            return 0.0
        shares = (min(self.low, 1.0), min(self.end, 1.0))
        variance = sum(share * (1 - share) for share in shares) / self.pictures
        return math.sqrt(variance) / self.low


def judged_losses(
    val: Losses, train: Losses, train_loss: Series | None, score: Series | None
) -> tuple[Losses, Losses]:
    """The validation losses by name, and the training losses that they are held against.

    With top-1 accuracy as the score its error is one of them. Many releases of Ultralytics take the
    softmax twice before the validation loss of classes, which squeezes it into a narrow range (two
    classes: 0.31 to 1.31), in which it hardly climbs while the accuracy falls.
    """
    if score is None or "accuracy" not in score.name or train_loss is None or not val:
        return val, train
    error = Series(ERROR, score.epochs, np.maximum(1 - score.values, LEAST_ERROR))
    return {**val, ERROR: error}, {**train, ERROR: train_loss}


def climbs_of(val: Losses, train: Losses, course: Course) -> tuple[Climb, ...]:
    """A climb for each validation loss that tells 8 epochs; those that do not climb have 0.

    The jump of a loss where mosaic is switched off, and setbacks by a resume, are left out.
    """
    curves = {name: course.judged(loss) for name, loss in val.items()}
    found = (
        _climb(name, curve, train.get(name), course)
        for name, curve in curves.items()
        if curve.long_enough
    )
    return tuple(filter(None, found))


def turn_of(loss: Series | None, course: Course) -> int:
    """The epoch after the warm-up at which a loss is lowest; 0 without 8 epochs.

    The lowest value near the lowest level of its trend: one that a reader finds in results.csv, and
    no dip of one epoch elsewhere.
    """
    curve = course.judged(loss) if loss is not None else None
    if curve is None or not curve.long_enough:
        return 0
    at = _lowest(curve)
    near = slice(max(at - round(NEAR * at), curve.warm_up), at + round(NEAR * at) + 1)
    return int(curve.known.epochs[near][np.argmin(curve.known.values[near])])


def _lowest(curve: Curve) -> int:
    """Place of the lowest level after the warm-up among the told epochs."""
    values = curve.trend.values
    first = min(curve.warm_up, len(values) - 2)
    return first + int(np.argmin(values[first:]))


def _last_best(curve: Curve) -> int:
    """Place of the last epoch with the lowest value: an error that is met again has not climbed."""
    known = curve.known.values
    return int(np.flatnonzero(known <= known.min())[-1])


def _climb(name: str, curve: Curve, train: Series | None, course: Course) -> Climb | None:
    values, epochs = curve.trend.values, curve.trend.epochs
    at = max(_lowest(curve), _last_best(curve) if name == ERROR else 0)
    low = float(values[at])
    if low <= 0:
        return None
    since, trained = int(epochs[at]), course.of(train) if train is not None else None
    level = trained.at(since) if trained else 0.0
    last = trained.known.values[-LAST:] if trained and name != ERROR else np.empty(0)
    return Climb(
        name=name,
        start=since,
        low=low,
        end=float(values[-max(2, int(END * len(values))) :].mean()),
        after=len(values) - 1 - at,
        noise=curve.noise / low,
        pictures=counted_on(1 - curve.known.values) if name == ERROR else None,
        fell=_fall(trained, since, course.mosaic_off) if trained else 1.0,
        fell_noise=trained.noise / level if trained and level > 0 else 0.0,
        above=not len(last) or float(values[-1]) > trend.median(last),
    )


def counted_on(shares: FloatArray, most: int = 5000) -> int | None:
    """The number of pictures that shares with five decimals were counted on, of `most` at most.

    The smallest that all of them are multiples of one over; None with fewer than five different
    ones, which many numbers would fit.
    """
    values = np.unique(shares[(shares > LEAST_ERROR) & (shares < 1)])
    if len(values) < 5:
        return None
    counts = np.arange(2, most + 1)[:, None]
    off = np.abs(values * counts - np.round(values * counts)) / counts
    fits = np.flatnonzero((off <= 0.6e-5).all(axis=1))
    return int(fits[0]) + 2 if len(fits) else None


def _fall(train: Curve, since: int, mosaic_off: int) -> float:
    """The fall of a training loss from an epoch on, as a share; what mosaic takes is left out."""
    if not len(train.known):
        return 0.0
    last = int(train.known.epochs[-1])
    until = mosaic_off - 1 if since + WARM_UP < mosaic_off <= last else last
    level = train.at(since)
    return 1 - train.at(until) / level if level > 0 else 0.0


def setback(loss: Series | None, resumed: int) -> tuple[int, int] | None:
    """First and last epoch that a resume at epoch `resumed` threw the validation loss back for.

    None without a jump, and where the loss never comes back: that is no setback but how the
    training went on. Weights are restored by a resume, the running state of the optimizer often
    not, so that losses jump and recover.
    """
    if loss is None:
        return None
    before = loss.values[loss.epochs < resumed][-BEFORE:]
    after = loss.epochs >= resumed
    values, epochs = loss.values[after], loss.epochs[after]
    level = trend.median(before[np.isfinite(before)])
    if not len(values) or not np.isfinite(level) or not values[0] > (1 + JUMP) * level:
        return None
    back = np.flatnonzero(values <= (1 + BACK) * level)
    return (resumed, int(epochs[back[0]]) - 1) if back.size else None
