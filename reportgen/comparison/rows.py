"""Facts and findings of a run -> its row in the table of runs."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.comparison.data.heads import Common
from reportgen.comparison.data.losses import final, gap
from reportgen.comparison.parts import RunRow
from reportgen.comparison.ranking.measures import peak_of
from reportgen.evaluation import worst
from reportgen.facts.run_facts import Facts
from reportgen.measures import Answers
from reportgen.rule import Finding, Verdict

_PEAKS = {"F1": 1.0, "F2": 2.0, "F0.5": 0.5}


def row(name: str, facts: Facts, findings: Sequence[Finding], common: Common | None) -> RunRow:
    """The row of one run under its unique `name`."""
    head = common.of(facts) if common else None
    train = {name: final(series) for name, series in facts.losses[0].items()}
    return RunRow(
        name=name,
        task=facts.task_name,
        model=facts.model,
        data=facts.data_name,
        verdict=worst(findings),
        best_epoch=facts.best_epoch,
        epochs_done=facts.epochs_done,
        epochs_planned=facts.epochs_planned,
        seconds=facts.seconds,
        speed=facts.milliseconds_a_picture,
        metrics=_metrics(facts),
        peaks={key: peak_of(head, beta) if head else None for key, beta in _PEAKS.items()},
        val_losses=facts.best_val_losses or {},
        val_loss=facts.at_best(facts.val_loss),
        final_train_losses=train,
        final_train_loss=final(facts.train_loss),
        gap=gap(facts),
        trajectory=trajectory(findings),
    )


def trajectory(findings: Sequence[Finding]) -> str:
    """Where the metrics were heading, by what the checks on gains and on levelling off say."""
    said = {finding.answers: finding.verdict for finding in findings}
    gains, level = said.get(Answers.GAINS_TO_COME), said.get(Answers.LEVELLED_OFF)
    if gains is Verdict.NOTE:
        return "still improving"
    if level is Verdict.NOTE:
        return "levels off early"
    return "levels off" if gains is level is Verdict.PASS else "not told"


def _metrics(facts: Facts) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for head in facts.heads:
        for each in head.head.metrics:
            column = head.head.column(each.name)
            found[column] = facts.at_best(facts.metric(column))
    return found
