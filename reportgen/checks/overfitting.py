"""Guide: "Signs of Problems": overfitting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen import trend
from reportgen.checks.score import LOSS_CHART, PROBLEMS, loss_chart, score_curve, too_short
from reportgen.checks.wording import percent
from reportgen.facts import HeadFacts
from reportgen.read.results import Series
from reportgen.rule import Outcome, Verdict, check
from reportgen.trend import Rise

QUESTION = "Validation loss does not climb while training loss falls"
KEPT_BY_SCORE = "best.pt is kept by score, not by loss"


@dataclass(frozen=True)
class _Climb:
    """A validation loss that climbs while the training losses fall."""

    name: str
    """Name of the loss; empty for the sum of all."""
    rise: Rise
    weight: float
    """The climb as a share of all validation losses together at its start."""


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
    noise: float = 1.0,
    share: float = 0.1,
    severe: float = 0.1,
    gain: float = 0.01,
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
    (one point, 0.01) since: early signs, and best.pt is kept by score. Warn: the sum climbs and
    stays up. Fail: by `severe` or more.

    The guide says "validation loss increases while training loss decreases", with no number. 1.5 %
    is the middle of the range (1 to 2 %) that agrees best with people who judged fifty real runs.
    """
    unknown = too_short(val_loss, QUESTION) or too_short(train_loss, QUESTION)
    if unknown:
        return unknown
    fall = _TrainingFall(trend.trend(train_loss), mosaic_off)
    total = trend.trend(trend.warmed_up(val_loss))
    every = {"": val_loss, **(val_losses if len(val_losses) > 1 else {})}
    climbs = []
    for name, series in every.items():
        climb = _climb(name, series, total, share)
        enough = climb and climb.weight > rise and climb.rise.height > noise * climb.rise.noise
        if climb and enough and fall.between(climb.rise.start, climb.rise.end):
            climbs.append(climb)
    limits = f"counts above {percent(rise)} of the validation loss and above its own noise"
    if not climbs:
        return _sound(val_loss, train_loss, limits)
    score = trend.trend(score_curve(heads, headline_curve))
    return _judged(climbs, score, best_epoch, severe, gain, limits)


@dataclass(frozen=True)
class _TrainingFall:
    """Whether training losses fall between two epochs, the drop at mosaic-off left out."""

    course: Series
    mosaic_off: int

    def between(self, start: int, end: int) -> bool:
        """True when the trend is lower at `end`, or at the last epoch with mosaic before it."""
        last = min(end, self.mosaic_off - 1) if start < self.mosaic_off - 1 else end
        return trend.at_epoch(self.course, last) < trend.at_epoch(self.course, start)


def _climb(name: str, series: Series, total: Series, share: float) -> _Climb | None:
    """The climb of a loss that has lasted long enough; None when there is none."""
    settled = trend.warmed_up(series)
    found = trend.rise(settled)
    if found is None or found.end - found.start < max(5, share * len(settled.known)):
        return None
    whole = trend.at_epoch(total, found.start)
    return _Climb(name, found, found.height / whole) if whole > 0 else None


def _judged(
    climbs: Sequence[_Climb],
    score: Series,
    best_epoch: int,
    severe: float,
    gain: float,
    limits: str,
) -> Outcome:
    whole = next((climb for climb in climbs if not climb.name), None)
    parts = sorted((c for c in climbs if c.name), key=lambda climb: -climb.weight)
    main = whole or parts[0]
    up = main.rise
    gained = trend.at_epoch(score, up.end) - trend.at_epoch(score, up.start)
    receded = up.last - up.low < up.height / 2
    early = whole is None or receded or (up.climb < severe and gained >= gain)
    loud = Verdict.FAIL if up.climb >= severe else Verdict.WARN
    verdict = Verdict.NOTE if early else loud
    return Outcome(
        verdict,
        _title(main, early, receded),
        _seen(main, parts if whole else [], score.name, gained, gain, best_epoch),
        epochs=(up.start, up.peak if receded else up.end),
        chart=loss_chart(main.name),
        measured={
            "rise": up.climb,
            "share of the validation loss": main.weight,
            "lowest": up.low,
            "highest": up.high,
            "at the end": up.last,
            "noise": up.noise,
            "change of score": gained,
        },
        threshold=limits,
        remedy=None if verdict is not Verdict.NOTE else _note_remedy(receded),
    )


def _title(main: _Climb, early: bool, receded: bool) -> str:
    what = main.name or "Validation loss"
    if receded:
        return f"{what} rose for a while after epoch {main.rise.start}"
    if main.name:
        return f"{main.name} creeps up in validation from epoch {main.rise.start}"
    return (
        f"{'First signs of overfitting' if early else 'Overfitting'} from epoch {main.rise.start}"
    )


def _seen(
    main: _Climb, parts: Sequence[_Climb], score: str, gained: float, gain: float, best: int
) -> str:
    up = main.rise
    what = f"Validation {main.name}" if main.name else "Validation loss"
    back = f", and came back to {up.last:.3g}" if up.last - up.low < up.height / 2 else ""
    sentences = [
        f"{what} rose {percent(up.climb)} ({up.low:.3g} to {up.high:.3g}) between epochs "
        f"{up.start} and {up.peak}{back}, while training loss kept falling."
    ]
    if main.name:
        sentences.append("The sum of the validation losses does not rise.")
    elif parts:
        share = parts[0].rise
        sentences.append(f"{parts[0].name} drives it ({share.low:.3g} to {share.high:.3g}).")
    if gained >= gain:
        sentences.append(f"The {score} still rose by {gained:.3f} meanwhile; {KEPT_BY_SCORE}.")
    elif gained <= -gain:
        sentences.append(f"The {score} fell by {-gained:.3f} meanwhile.")
    else:
        sentences.append(f"The {score} did not move by more than {gain:g} meanwhile.")
    sentences.append(f"best.pt (epoch {best}) is the one to use.")
    return " ".join(sentences)


def _note_remedy(receded: bool) -> str:
    if receded:
        return "Nothing to do. Use `best.pt`."
    return "Nothing to do for this run: use `best.pt`. Longer training would need more data or \
stronger augmentation."


def _sound(val_loss: Series, train_loss: Series, limits: str) -> Outcome:
    val, train = trend.trend(val_loss).values, trend.trend(train_loss).values
    seen = (
        f"Validation loss ends at {val[-1]:.3g}, its lowest level is {val.min():.3g}; "
        f"training loss ends at {train[-1]:.3g}."
    )
    measured = {"at the end": float(val[-1]), "lowest": float(val.min())}
    return Outcome(
        Verdict.PASS, QUESTION, seen, chart=LOSS_CHART, measured=measured, threshold=limits
    )
