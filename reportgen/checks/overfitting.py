"""Guide: "Signs of Problems": overfitting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from reportgen import words
from reportgen.checks.climb import Climb, Meanwhile, lasting_climbs
from reportgen.checks.score import (
    LOSS_CHART,
    PROBLEMS,
    capital,
    loss_chart,
    score_chart,
    short_score_name,
    too_short,
)
from reportgen.facts.course import FEWEST_EPOCHS, Course, Curve
from reportgen.read.table.results import Series
from reportgen.rule import Outcome, Verdict, check

QUESTION = "Validation loss does not climb while training loss falls"
KEPT_BY_SCORE = "best.pt is kept by score, not by loss"


@check(id="overfitting", title=QUESTION, guide=PROBLEMS)
def overfitting(
    train_loss: Series,
    val_loss: Series,
    val_losses: Mapping[str, Series],
    score: Series,
    course: Course,
    best_epochs: tuple[int, ...],
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
    validation losses, exceeds `noise` (1.5) times the loss's robust standard deviation about its
    trend, the lowest point lies `share` (a tenth, and at least 5 epochs) before the end, and the
    training losses fall meanwhile, the fall where mosaic is switched off left out.

    Pass: no climb. Note: only single losses climb, or the climb has receded by the end, or it is
    below `severe` (10 %) while the score (mean mAP50-95 of the heads) has risen by `gain` (0.01)
    since: best.pt is kept by score. Note as well: no loss climbs, yet the score ends `lost` (5 %)
    below its best, validation loss is past its lowest point, and training loss has fallen on to
    less than half of it. Warn: the sum climbs and stays up. Fail: by `severe` or more. Unknown:
    below 8 epochs after the warm-up, where the loss ends `rise` above its lowest.

    Sentences measure from the lowest value, as the chart marks it; the trend decides, as a single
    epoch does not move it. The guide gives no number. 1.5 % agrees best with people who judged a
    hundred real runs (1 to 2 % do nearly as well).
    """
    if unknown := too_short(val_loss, QUESTION) or too_short(train_loss, QUESTION):
        return unknown
    train, metric = course.of(train_loss), course.of(score)
    meanwhile = Meanwhile(train, metric, short_score_name(score), course.mosaic_off, best_epochs)
    every = {"": val_loss, **(val_losses if len(val_losses) > 1 else {})}
    lasting = lasting_climbs({n: course.of(s) for n, s in every.items()}, meanwhile, share)
    climbs = [climb for climb in lasting if climb.counts(rise, noise)]
    limits = _limits(rise, severe)
    if climbs:
        return _judged(climbs, every, meanwhile, severe, gain, limits)
    whole = course.of(val_loss)
    past_lowest = any(not climb.name for climb in lasting)
    if past_lowest and meanwhile.score_lost() >= lost and meanwhile.fits_training(whole):
        return _lost(score, val_loss, train_loss, meanwhile, limits)
    return _too_few_after_warm_up(whole, rise) or _sound(val_loss, train_loss, limits)


def _too_few_after_warm_up(val_loss: Curve, rise: float) -> Outcome | None:
    """*Unknown* where too few epochs are left to follow a loss that ends above its lowest."""
    left, known = val_loss.settled.known, val_loss.known.values
    if len(left) >= FEWEST_EPOCHS or known[-1] <= (1 + rise) * known.min():
        return None
    seen = (
        f"Validation loss ends at {words.number(known[-1])}, above its lowest of "
        f"{words.number(known.min())}, but only "
        f"{words.count(len(left), 'epoch')} with numbers come after the warm-up; a climb takes at "
        f"least {FEWEST_EPOCHS} to be told from chance."
    )
    measured = {"at the end": float(known[-1]), "lowest": float(known.min())}
    return Outcome(Verdict.UNKNOWN, QUESTION, seen, chart=LOSS_CHART, measured=measured)


def _limits(rise: float, severe: float) -> str:
    return (
        f"counts above {words.percent(rise)} of the validation loss and above its own ups "
        "and downs, "
        f"fails from {words.percent(severe)} on; judged on the smoothed curve"
    )


def _judged(
    climbs: Sequence[Climb],
    losses: Mapping[str, Series],
    meanwhile: Meanwhile,
    severe: float,
    gain: float,
    limits: str,
) -> Outcome:
    whole = next((climb for climb in climbs if not climb.name), None)
    parts = sorted((c for c in climbs if c.name), key=lambda climb: -climb.weight)
    main = whole or parts[0]
    gained = meanwhile.gained(main.start, main.end)
    strong = main.rise.climb >= severe
    early = whole is None or main.receded or (not strong and gained >= gain)
    sentences = [
        _what_climbed(main, parts),
        *_lowest_elsewhere(main, losses[main.name]),
        _what_the_score_did(meanwhile, gained, gain),
        f"best.pt ({meanwhile.best}) is the one to use.",
    ]
    return Outcome(
        Verdict.NOTE if early else Verdict.FAIL if strong else Verdict.WARN,
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
        remedy=_note_remedy(main.receded) if early else None,
    )


def _title(main: Climb, early: bool) -> str:
    what = main.name or "Validation loss"
    if main.receded:
        return f"{what} rose for a while after epoch {main.start}"
    if main.name:
        return f"{main.name} creeps up in validation from epoch {main.start}"
    return f"{'First signs of overfitting' if early else 'Overfitting'} from epoch {main.start}"


def _what_climbed(main: Climb, parts: Sequence[Climb]) -> str:
    what = f"Validation {main.name}" if main.name else "Validation loss"
    back = ", and came back since" if main.receded else ""
    sentence = (
        f"{what} rose {words.percent(main.shown)} from its lowest, {words.number(main.low)} "
        "at epoch "
        f"{main.start}, "
        f"to {words.number(main.high)} at epoch {main.end}{back}, while training loss kept falling."
    )
    if main.name:
        return f"{sentence} The validation losses together do not rise."
    if parts:
        driver = parts[0]
        return (
            f"{sentence} {driver.name} drives it ({words.number(driver.low)} to "
            f"{words.number(driver.high)})."
        )
    return sentence


def _lowest_elsewhere(main: Climb, loss: Series) -> list[str]:
    """Why the climb does not start at the lowest value of the loss, where it does not."""
    lowest = int(loss.known.epochs[np.argmin(loss.known.values)])
    if lowest == main.start:
        return []
    if lowest < main.start:
        return [f"The still lower value at epoch {lowest} belongs to the warm-up."]
    return [f"{main.name or 'It'} was lowest of all after that, at epoch {lowest}."]


def _what_the_score_did(meanwhile: Meanwhile, gained: float, gain: float) -> str:
    name = capital(meanwhile.score_name)
    if gained >= gain:
        return f"{name} still rose by {words.decimals(gained, 3)} meanwhile; {KEPT_BY_SCORE}."
    if gained <= -gain:
        return f"{name} fell by {words.decimals(-gained, 3)} meanwhile."
    return f"{name} hardly moved meanwhile ({gained:+.3f})."


def _note_remedy(receded: bool) -> str:
    if receded:
        return "Nothing to do. Use `best.pt`."
    return "Nothing to do for this run: use `best.pt`. Longer training would need more data or \
stronger augmentation."


def _lost(
    score: Series, val_loss: Series, train_loss: Series, meanwhile: Meanwhile, limits: str
) -> Outcome:
    """The note on a score that falls while training loss falls on and validation loss stands."""
    known = score.known
    at = int(known.epochs[np.argmax(known.values)])
    top, end = float(known.values.max()), float(known.values[-1])
    val, train = float(val_loss.known.values[-1]), float(train_loss.known.values[-1])
    name = capital(meanwhile.score_name)
    return Outcome(
        Verdict.NOTE,
        f"{name} falls after epoch {at} while training loss falls on",
        f"{name} fell from {words.number(top)} (epoch {at}) to {words.number(end)}. "
        "Training loss went on down "
        f"to {words.number(train)}, validation loss stands at {words.number(val)} and no "
        "longer improves: the model "
        f"learns the training pictures by heart. best.pt ({meanwhile.best}) is the one "
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
        f"Validation loss is lowest at epoch {at} ({words.number(low)}) and ends at "
        f"{words.number(end)}; training "
        f"loss ends at {words.number(train_loss.known.values[-1])}."
    )
    measured = {"at the end": end, "lowest": low}
    return Outcome(
        Verdict.PASS, QUESTION, seen, chart=LOSS_CHART, measured=measured, threshold=limits
    )
