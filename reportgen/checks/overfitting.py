"""Guide: "Signs of Problems": overfitting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reportgen import trend
from reportgen.checks.score import (
    LOSS_CHART,
    PROBLEMS,
    capital,
    loss_chart,
    score_chart,
    score_curve,
    short_score_name,
    too_short,
)
from reportgen.checks.wording import percent
from reportgen.checks.wording import score as three
from reportgen.facts import HeadFacts
from reportgen.read.results import Series
from reportgen.rule import Outcome, Verdict, check
from reportgen.trend import Rise

QUESTION = "Validation loss does not climb while training loss falls"
KEPT_BY_SCORE = "best.pt is kept by score, not by loss"
MOVED = 0.01
"""A change of mAP below one point is called none in a sentence."""


@dataclass(frozen=True)
class _Climb:
    """A validation loss that climbs while the training losses fall."""

    name: str
    """Name of the loss; empty for the sum of all."""
    rise: Rise
    weight: float
    """The climb as a share of all validation losses together at its start."""
    start: int
    """Epoch of the lowest value as the chart shows it, before the climb's peak."""
    end: int
    """The last epoch; that of the highest value where the climb has receded."""
    low: float
    high: float
    """The values at these two, as the chart shows them."""

    @property
    def receded(self) -> bool:
        """Whether more than half of the climb is gone at the end."""
        return self.rise.last - self.rise.low < self.rise.height / 2

    @property
    def shown(self) -> float:
        """The climb between the two values of the chart, as a share of the lower."""
        return self.high / self.low - 1 if self.low > 0 else 0.0


@dataclass(frozen=True)
class _Course:
    """What else the run did between two epochs."""

    train: Series
    score: Series
    """Trends of the training loss and of the score."""
    score_name: str
    mosaic_off: int
    best_epoch: int

    def training_falls(self, start: int, end: int) -> bool:
        """Whether training loss is lower at `end`, or at the last epoch with mosaic before it."""
        last = min(end, self.mosaic_off - 1) if start < self.mosaic_off - 1 else end
        return trend.at_epoch(self.train, last) < trend.at_epoch(self.train, start)

    def gained(self, start: int, end: int) -> float:
        """Change of the score's trend."""
        return trend.at_epoch(self.score, end) - trend.at_epoch(self.score, start)


@check(id="overfitting", title=QUESTION, guide=PROBLEMS)
def overfitting(
    train_loss: Series,
    val_loss: Series,
    val_losses: Mapping[str, Series],
    heads: tuple[HeadFacts, ...],
    headline_curve: Series,
    best_epoch: int,
    mosaic_off: int,
    *,
    rise: float = 0.015,
    noise: float = 1.5,
    share: float = 0.1,
    severe: float = 0.1,
    gain: float = 0.01,
    lost: float = 0.05,
) -> Outcome:
    """Use `best.pt`, not `last.pt`. Next time: more data or stronger augmentation, regularise
    (`weight_decay`, `dropout`), or a smaller `patience` so that training stops by itself.

    The trend of each validation loss, and of their sum, is followed from its lowest point on
    (after warm-up). It counts as a climb when it adds more than `rise` (1.5 %) to the sum of the
    validation losses, exceeds the loss's own noise (`noise` times its robust standard deviation
    about the trend), the lowest point lies `share` (a tenth, and at least 5 epochs) before the
    end, and the training losses fall meanwhile. The fall where mosaic augmentation is switched
    off is no evidence of that: training losses are compared up to there.

    Pass: no climb. Note: only single losses climb, or the climb has receded by the end, or it is
    below `severe` (10 %) while the score (mean mAP50-95 of the heads) has still risen by `gain`
    (one point, 0.01) since: early signs, and best.pt is kept by score. Note as well: no loss
    climbs, yet the score's trend ends `lost` (5 %) below its best, validation loss is past its
    lowest point, and training loss has fallen on to less than half of it. Warn: the sum climbs
    and stays up. Fail: by `severe` or more.

    Sentences name the lowest value as the chart marks it, where that lies before the climb, and
    measure from it; the verdict is decided by the trend, which a single epoch does not move. The
    guide says "validation loss increases while training loss decreases", with no number. 1.5 % is
    the middle of the range (1 to 2 %) that agrees best with people who judged a hundred real runs.
    """
    unknown = too_short(val_loss, QUESTION) or too_short(train_loss, QUESTION)
    if unknown:
        return unknown
    score = trend.trend(score_curve(heads, headline_curve))
    course = _Course(
        trend.trend(train_loss), score, short_score_name(heads), mosaic_off, best_epoch
    )
    total = trend.trend(trend.warmed_up(val_loss))
    every = {"": val_loss, **(val_losses if len(val_losses) > 1 else {})}
    lasting = [_climb(name, series, total, share) for name, series in every.items()]
    climbs = [
        climb
        for climb in lasting
        if climb
        and climb.weight > rise
        and climb.rise.height > noise * climb.rise.noise
        and course.training_falls(climb.rise.start, climb.rise.end)
    ]
    if climbs:
        limits = f"counts above {percent(rise)} of the validation loss and above its own ups and "
        limits += f"downs, fails from {percent(severe)} on; judged on the smoothed curve"
        return _judged(climbs, val_loss, course, severe, gain, limits)
    past = lasting[0] is not None and course.training_falls(lasting[0].rise.start, int(total.epochs[-1]))
    limits = f"counts above {percent(rise)} of the validation loss and above its own ups and downs"
    if past and _score_lost(score, lost) and _far_apart(course.train, total):
        return _lost(score_curve(heads, headline_curve), val_loss, train_loss, course, limits)
    return _sound(val_loss, train_loss, limits)


def _climb(name: str, series: Series, total: Series, share: float) -> _Climb | None:
    """The climb of a loss whose lowest point is long past; None when there is none."""
    settled = trend.warmed_up(series).known
    found = trend.rise(settled)
    if found is None or found.end - found.start < max(5, share * len(settled)):
        return None
    whole = trend.at_epoch(total, found.start)
    if whole <= 0:
        return None
    receded = found.last - found.low < found.height / 2
    # The smoothed minimum may lie some epochs off the lowest value that the chart marks.
    until = settled.values[settled.epochs <= max(found.peak, found.start)]
    low = int(np.argmin(until))
    high = low + int(np.argmax(settled.values[low:])) if receded else len(settled) - 1
    start, end = int(settled.epochs[low]), int(settled.epochs[high])
    ends = float(settled.values[low]), float(settled.values[high])
    return _Climb(name, found, found.height / whole, start, end, *ends)


def _score_lost(score: Series, lost: float) -> bool:
    """Whether the trend of the score ends `lost` below its best."""
    return bool(score.values.max() > 0 and score.values[-1] <= (1 - lost) * score.values.max())


def _far_apart(train: Series, val: Series) -> bool:
    """Whether the trend of training loss ends below half of that of validation loss."""
    return bool(train.values[-1] < val.values[-1] / 2)


def _judged(
    climbs: Sequence[_Climb],
    val_loss: Series,
    course: _Course,
    severe: float,
    gain: float,
    limits: str,
) -> Outcome:
    whole = next((climb for climb in climbs if not climb.name), None)
    parts = sorted((c for c in climbs if c.name), key=lambda climb: -climb.weight)
    main = whole or parts[0]
    gained = course.gained(main.start, main.rise.end)
    early = whole is None or main.receded or (main.rise.climb < severe and gained >= gain)
    loud = Verdict.FAIL if main.rise.climb >= severe else Verdict.WARN
    verdict = Verdict.NOTE if early else loud
    sentences = [
        _what_climbed(main, parts if whole else []),
        *_lowest_elsewhere(main, val_loss),
        _what_the_score_did(course, gained, gain),
        f"best.pt (epoch {course.best_epoch}) is the one to use.",
    ]
    return Outcome(
        verdict,
        _title(main, early),
        " ".join(sentences),
        epochs=(main.start, main.end),
        chart=loss_chart(main.name),
        measured={
            "rise": main.shown,
            "rise of the smoothed curve": main.rise.climb,
            "share of the validation loss": main.weight,
            "lowest": main.low,
            "at the end of the rise": main.high,
            "noise": main.rise.noise,
            "change of score": gained,
        },
        threshold=limits,
        remedy=None if verdict is not Verdict.NOTE else _note_remedy(main.receded),
    )


def _title(main: _Climb, early: bool) -> str:
    what = main.name or "Validation loss"
    if main.receded:
        return f"{what} rose for a while after epoch {main.start}"
    if main.name:
        return f"{main.name} creeps up in validation from epoch {main.start}"
    return f"{'First signs of overfitting' if early else 'Overfitting'} from epoch {main.start}"


def _what_climbed(main: _Climb, parts: Sequence[_Climb]) -> str:
    what = f"Validation {main.name}" if main.name else "Validation loss"
    back = ", and came back since" if main.receded else ""
    sentence = (
        f"{what} rose {percent(main.shown)} from its lowest, {main.low:.3g} at epoch {main.start}, "
        f"to {main.high:.3g} at epoch {main.end}{back}, while training loss kept falling."
    )
    if main.name:
        return f"{sentence} The validation losses together do not rise."
    if parts:
        driver = parts[0]
        return f"{sentence} {driver.name} drives it ({driver.low:.3g} to {driver.high:.3g})."
    return sentence


def _lowest_elsewhere(main: _Climb, val_loss: Series) -> list[str]:
    """Why the climb does not start at the lowest validation loss of all, where it does not."""
    lowest = int(val_loss.known.epochs[np.argmin(val_loss.known.values)])
    if main.name or lowest == main.start:
        return []
    if lowest < main.start:
        return [f"The still lower value at epoch {lowest} belongs to the warm-up."]
    return [f"It was lowest of all after that, at epoch {lowest}."]


def _what_the_score_did(course: _Course, gained: float, gain: float) -> str:
    if gained >= gain:
        return f"{capital(course.score_name)} still rose by {gained:.3f} meanwhile; {KEPT_BY_SCORE}."
    if gained <= -gain:
        return f"{capital(course.score_name)} fell by {-gained:.3f} meanwhile."
    return f"{capital(course.score_name)} hardly moved meanwhile ({gained:+.3f})."


def _note_remedy(receded: bool) -> str:
    if receded:
        return "Nothing to do. Use `best.pt`."
    return "Nothing to do for this run: use `best.pt`. Longer training would need more data or \
stronger augmentation."


def _lost(
    score: Series, val_loss: Series, train_loss: Series, course: _Course, limits: str
) -> Outcome:
    """The note on a score that falls while training loss falls on and validation loss stands."""
    known = score.known
    at = int(known.epochs[np.argmax(known.values)])
    top, end = float(known.values.max()), float(known.values[-1])
    val, train = float(val_loss.known.values[-1]), float(train_loss.known.values[-1])
    name = capital(course.score_name)
    return Outcome(
        Verdict.NOTE,
        f"{name} falls after epoch {at} while training loss falls on",
        f"{name} fell from {three(top)} (epoch {at}) to {three(end)}. Training loss went on down "
        f"to {train:.3g}, validation loss stands at {val:.3g} and no longer improves: the model "
        f"learns the training pictures by heart. best.pt (epoch {course.best_epoch}) is the one "
        "to use.",
        epochs=(at, int(known.epochs[-1])),
        chart=score_chart(score),
        measured={"best score": top, "score at the end": end, "validation loss": val},
        threshold=limits,
        remedy=_note_remedy(receded=False),
    )


def _sound(val_loss: Series, train_loss: Series, limits: str) -> Outcome:
    val = val_loss.known
    low, end = float(val.values.min()), float(val.values[-1])
    at = int(val.epochs[np.argmin(val.values)])
    seen = (
        f"Validation loss is lowest at epoch {at} ({low:.3g}) and ends at {end:.3g}; training "
        f"loss ends at {train_loss.known.values[-1]:.3g}."
    )
    measured = {"at the end": end, "lowest": low}
    return Outcome(
        Verdict.PASS, QUESTION, seen, chart=LOSS_CHART, measured=measured, threshold=limits
    )
