"""What headline, answers and causes say of a run in the same words."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.score import capital as capital
from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import Series


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
    return f"{metric_name(facts)} {words.number(facts.headline)} at epoch {facts.best_epoch:,}"


def course_of(facts: Facts) -> str:
    """How the main metric and the training loss went, in the numbers of results.csv."""
    words = [
        _went(metric_name(facts), facts.headline_curve, best=facts.best_epoch),
        _went("training loss", facts.train_loss),
    ]
    told = "; ".join(word for word in words if word)
    return f"{capital(told)}." if told else ""


def _went(name: str, series: Series | None, best: int | None = None) -> str:
    known = series.known if series else None
    if known is None or not len(known):
        return ""
    first, last = float(known.values[0]), float(known.values[-1])
    write = words.number if best is not None or name != "training loss" else "{:.3g}".format
    text = f"{name} went from {write(first)} (epoch {int(known.epochs[0]):,}) to {write(last)}"
    text += f" (epoch {int(known.epochs[-1]):,})"
    if best is not None and best != int(known.epochs[-1]) and best != int(known.epochs[0]):
        value = known.at(best)
        if value == value:
            text += f", {write(value)} at the best one ({best:,})"
    return text
