"""What headline, answers and causes say of a run in the same words."""

from __future__ import annotations

import numpy as np

from reportgen import words
from reportgen.diagnosis.groups import LOW
from reportgen.facts.pace import seconds_an_epoch
from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import Series, known_of

NEXT_TO_NOTHING = 0.1
"""mAP50 below which nothing of use is learned, whatever the losses do: half of what the guide says
needs improvement, and where the state says that nothing was learned at all."""


def metric_name(facts: Facts) -> str:
    """The metric that the run is judged by: "mask mAP50-95", "top-1 accuracy"."""
    if facts.task is None:
        return "mAP50-95"
    head = facts.task.headline_head
    return f"{head.key} {head.main_word}" if len(facts.task.heads) > 1 else head.main_word


def reached(facts: Facts) -> str:
    """ "mask mAP50-95 0.587 at epoch 44": the best epoch in the numbers of results.csv."""
    if facts.headline is None or facts.best_epoch is None:
        return ""
    if facts.headline == 0:
        return f"{metric_name(facts)} 0 in every epoch"
    return (
        f"{metric_name(facts)} {words.number(facts.headline)} at epoch "
        f"{words.whole(facts.best_epoch)}"
    )


def to_come(facts: Facts) -> str:
    """ "11 of 50 epochs, about 19 min left": how far a training has come that goes on."""
    done, planned = facts.epochs_done or 0, facts.epochs_planned
    of = (
        f"{words.whole(done)} of {words.count(planned, 'epoch')}"
        if planned
        else words.count(done, "epoch")
    )
    moments = facts.run.moments
    left = seconds_left(facts, since=moments.since if moments else 0.0)
    return of if left is None else f"{of}, {about(left)} left"


def seconds_left(facts: Facts, *, pace: float | None = None, since: float = 0.0) -> float | None:
    """Seconds until the last planned epoch is trained; None where it cannot be told, and after it.

    `pace` is the seconds an epoch takes where results.csv has no times, `since` the seconds that
    have gone since the last one was written. A training with a ``time`` limit plans its epochs
    anew as it goes: there the limit counts. Early stopping is not foreseen.
    """
    since = max(0.0, since)
    table = facts.table
    if table is None:
        return None
    pace = seconds_an_epoch(table) or pace
    limit = facts.known_args.number("time")
    clock = table.columns.get("time")
    if limit and limit > 0 and clock is not None and np.isfinite(clock[-1]):
        return max(0.0, limit * 3600 - float(clock[-1]) - since)
    if pace is None or facts.epochs_planned is None or facts.epochs_done is None:
        return None
    epochs = facts.epochs_planned - facts.epochs_done
    return max(0.0, pace * epochs - min(since, pace)) if epochs > 0 else None


def about(seconds: float) -> str:
    """A time span as one says it of the future: ``under 1 min``, ``about 12 min``."""
    if seconds < 60:
        return "under 1 min"
    rounded = round(seconds / 60) * 60 if seconds < 36_000 else round(seconds / 600) * 600
    return f"about {words.duration(rounded)}"


def course_of(facts: Facts) -> str:
    """How the main metric and the training loss went, in the numbers of results.csv."""
    score = _went(metric_name(facts), facts.headline_curve, best=facts.best_epoch)
    told = "; ".join(filter(None, (score, _went("training loss", facts.train_loss))))
    return f"{words.capital(told)}." if told else ""


def _went(name: str, series: Series | None, best: int | None = None) -> str:
    known = known_of(series)
    if not len(known):
        return ""
    first, last = float(known.values[0]), float(known.values[-1])
    write = words.number if best is not None or name != "training loss" else "{:.3g}".format
    if len(known) == 1:
        only = " only" if len(series or ()) > 1 else ""
        return f"{name} is {write(last)} at epoch {words.whole(int(known.epochs[0]))}{only}"
    text = (
        f"{name} went from {write(first)} (epoch {words.whole(int(known.epochs[0]))}) to "
        f"{write(last)}"
    )
    text += f" (epoch {words.whole(int(known.epochs[-1]))})"
    if best is not None and best != int(known.epochs[-1]) and best != int(known.epochs[0]):
        value = known.at(best)
        if value > 0:
            by = " by all heads together" if value < last else ""
            text += f", {write(value)} at the best one{by} ({words.whole(best)})"
    return text


def found_little(facts: Facts) -> str:
    """ "finds next to nothing (mAP50 0.0535)": empty where a head reaches `NEXT_TO_NOTHING`."""
    best = _best_map50(facts)
    if best >= NEXT_TO_NOTHING:
        return ""
    return f"finds next to nothing (mAP50 {words.number(best)})"


def finds_enough(facts: Facts) -> bool:
    """Whether any head is above the guide's lowest tier of mAP50, or none tells it."""
    return _best_map50(facts) > LOW


def how_little(facts: Facts) -> str:
    """ "finds little (mAP50 0.112)", or next to nothing: empty where a model finds enough."""
    if finds_enough(facts):
        return ""
    return found_little(facts) or f"finds little (mAP50 {words.number(_best_map50(facts))})"


def _best_map50(facts: Facts) -> float:
    """The highest mAP50 of the heads at the best epoch; 1 where none tells it."""
    return max((head.map50 for head in facts.heads if head.map50 is not None), default=1.0)
