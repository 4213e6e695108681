"""Guide: "Next Steps for Improvement": what to do next, ranked, from all other findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reportgen.checks.commands import predict_command, train_command, validate_command
from reportgen.checks.plateau import LATE_GAIN
from reportgen.checks.situation import Situation, is_broken, is_short, is_unfinished, step
from reportgen.checks.sources import FEW_IN_ALL
from reportgen.checks.strategies import (
    FIRST_AID,
    SHORT,
    STRATEGIES,
    UNFINISHED,
    Strategy,
    train_at_all,
)
from reportgen.checks.wording import joined, plural
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable
from reportgen.rule import Finding, Outcome, Step, Verdict, check
from reportgen.tasks import CLASS, Task

STEEP = 0.1
"""Share of its highest value that a score gained in the last epochs: there is much to come."""


@check(
    id="next-steps",
    title="What to do next",
    guide="Next Steps for Improvement",
    when_unknown="Give a run with `results.csv`: the steps follow from its findings.",
)
def next_steps(
    findings: tuple[Finding, ...], task: Task, known_args: Args, table: EpochTable, run_name: str
) -> Outcome:
    """Follow the steps in their order, one or two at a time.

    Always passes: the findings have judged already, and this only derives what to do. Of the
    guide's ten strategies those come that a note, a warning or a failure calls for, the most
    severe first. After a divergence, or when nothing was learned, the learning rate comes first
    and nothing else but the labels. An interrupted run is finished first, and one planned for 10
    epochs or fewer is trained longer before anything else is tried, unless they overfit. Otherwise
    "Train longer" comes only where scores still rise and nothing overfits (the guide says: after
    early stopping); ensembles only in a comparison; whether the augmentation matches the use is
    put last, as a question. Commands stand before it: one to train again with all changes, one to
    use this run.
    """
    situation = Situation(findings, task, known_args, run_name, _peak_rate(table))
    steps = _called_for(situation)
    called = len(steps)
    if called:
        title = f"{plural(called, 'step')} towards a better model"
        order = "Most important first: " if called > 1 else "One thing to do: "
        seen = f"{order}{joined([_lower(s.title) for s in steps], 12)}."
    else:
        title = "Nothing has to change"
        seen = "No finding calls for another training: use this model and watch it at work."
    steps += _closing(situation, steps)
    if situation.is_yolov5:
        steps = [replace(s, command="") for s in steps if s.strategy not in ("train-again", "use")]
    return Outcome(Verdict.PASS, title, seen, measured={"steps": called}, steps=tuple(steps))


def _peak_rate(table: EpochTable) -> float | None:
    """The highest learning rate that all parameter groups reached.

    The biases start far higher (`warmup_bias_lr`), so the lowest of the groups' peaks is meant.
    """
    peaks = [
        float(np.nanmax(values))
        for name, values in table.columns.items()
        if name.startswith("lr/pg") and np.isfinite(values).any()
    ]
    peak = min(peaks, default=0.0)
    return peak if np.isfinite(peak) and peak > 0 else None


def _called_for(situation: Situation) -> list[Step]:
    """The steps that the findings call for, the most important first."""
    if is_broken(situation):
        return _ranked(situation, FIRST_AID)
    if is_unfinished(situation):
        return _ranked(situation, UNFINISHED)
    if is_short(situation):
        return [train_at_all(situation), *_ranked(situation, SHORT)]
    return _ranked(situation, STRATEGIES)


def _ranked(situation: Situation, strategies: Sequence[Strategy]) -> list[Step]:
    """The steps that are called for, by the severity of the worst finding behind each."""
    severity: dict[str, int] = {}
    for finding in situation.findings:
        known = severity.get(finding.check, finding.verdict.severity)
        severity[finding.check] = min(known, _severity(finding))
    steps = [found for strategy in strategies if (found := strategy(situation)) is not None]
    return sorted(steps, key=lambda s: min(severity[check] for check in s.findings))


def _severity(finding: Finding) -> int:
    """How severe a finding is.

    Two notes weigh as much as warnings: a score that still rises steeply, and a validation set so
    small that no other step can be judged by it.
    """
    steep = finding.measured.get(LATE_GAIN, 0.0) >= STEEP
    if finding.verdict is Verdict.NOTE and (steep or FEW_IN_ALL in finding.measured):
        return Verdict.WARN.severity
    return finding.verdict.severity


def _closing(situation: Situation, steps: Sequence[Step]) -> list[Step]:
    """The commands to copy, and the question that comes last."""
    changes = {name: value for s in steps for name, value in s.settings.items() if name != "conf"}
    closing = [_train_again(situation, situation.model, changes)] if situation.model else []
    closing = closing if changes else []
    if is_broken(situation):
        return closing
    if not situation.serious("map50-tier") and not situation.is_unusable:
        closing.append(_use_now(situation))
    if not steps:
        closing.append(_look_closer(situation))
    if situation.task.headline_head is not CLASS:
        closing.append(_question())
    return closing


def _train_again(situation: Situation, model: str, changes: dict[str, str]) -> Step:
    command = train_command(situation.task, situation.args, model, situation.data, changes)
    but_for = " but for what follows" if command.left_out else ""
    advice = " ".join([f"All else stays as in this run{but_for}.", *command.left_out])
    advice += " To know which change helped, make one at a time." if len(changes) > 1 else ""
    advice += situation.caveat(model="model" not in changes, data=True)
    return step("train-again", "Train again with these changes", advice, (), changes, command.text)


def _use_now(situation: Situation) -> Step:
    confidence = situation.confidence
    advice = (
        "best.pt is the epoch to use, at the confidence where precision and recall balance."
        if confidence is not None
        else "best.pt is the epoch to use."
    )
    command = predict_command(situation.task, situation.weights("best.pt"), confidence)
    advice += situation.caveat(weights=True)
    return step("use", "Use this run", advice, (), command=command)


def _look_closer(situation: Situation) -> Step:
    advice = "Look through the predictions, and validate on pictures that played no part so far."
    advice += situation.caveat(weights=True, data=True)
    weights = situation.weights("best.pt")
    command = validate_command(situation.task, weights, situation.data, split="test")
    return step("data-quality", "Confirm it on other pictures", advice, (), command=command)


def _question() -> Step:
    return step(
        "augmentation",
        "Do the augmented pictures look like those the model will meet?",
        "Look at train_batch*.jpg: flips, colours, sizes and mosaic should be such as can occur in "
        "use. Only you can tell.",
        (),
    )


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
