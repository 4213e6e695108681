"""Validation pictures of runs that the reader compares, by batch number.

The pictures stand in the page once, in the runs' own sections; here are only their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.model import Comparison
from reportgen.page.compare.tables import LOW, PREDICTIONS, counted_low
from reportgen.page.inputs import ComparisonInput, RunInput
from reportgen.page.run.views import Link
from reportgen.page.section import RunSection
from reportgen.page.shell.script_data import script_json


class PredictionsView(NamedTuple):
    """What there is to compare by eye."""

    runs: tuple[tuple[int, str], ...]
    """Runs whose predictions are in the page: index and name."""
    first: int
    second: int
    links: tuple[Link, ...]
    """Where the predictions stand, for readers without JavaScript."""
    hints: tuple[str, ...]
    """Missed objects and false alarms, one sentence a run."""
    caveat: str
    missing: str
    data: Markup


def predictions_view(
    given: ComparisonInput, inputs: Sequence[RunInput], sections: Sequence[RunSection]
) -> PredictionsView:
    """Predictions by batch of all runs whose pictures are embedded."""
    told = given.comparison
    found = {run: _batches(section) for run, section in enumerate(sections)}
    shown = [run for run in _order(told) if found[run]]
    several = len(shown) > 1
    first, second = shown[:2] if several else (0, 0)
    if told.baseline in shown and told.baseline != first:
        second = told.baseline
    data: dict[str, Any] = {
        "id": given.id,
        "runs": {str(run): {"name": told.runs[run].name, "batches": found[run]} for run in shown},
    }
    return PredictionsView(
        runs=tuple((run, told.runs[run].name) for run in shown) if several else (),
        first=first,
        second=second,
        links=tuple(Link(f"#r{run + 1}-pictures", told.runs[run].name) for run in shown),
        hints=_hints(told, shown, inputs),
        caveat=_caveat(told),
        missing="" if several else _why(given, inputs),
        data=script_json(data),
    )


def _order(told: Comparison) -> list[int]:
    return [row.run for row in told.ranking.rows] if told.ranking else list(range(len(told.runs)))


def _batches(section: RunSection) -> dict[str, str]:
    """By batch number, the id of the picture of its predictions."""
    return {
        pair.id.rsplit("-", 1)[-1]: side.image.id
        for pair in section.pictures.pairs
        for side in pair.sides
        if side.key == "prediction"
    }


def _hints(told: Comparison, shown: Sequence[int], inputs: Sequence[RunInput]) -> tuple[str, ...]:
    item = next((item for item in told.checklist if item.id == PREDICTIONS), None)
    if item is None:
        return ()
    shares = {"objects missed": item.values, "false alarms": item.details["false alarms"]}
    found = []
    for run in shown:
        parts = [
            f"{text} {words.percent(share)}"
            for text, values in shares.items()
            if (share := values[run]) is not None
        ]
        if parts:
            low = LOW if counted_low(inputs[run]) else ""
            found.append(f"{told.runs[run].name}: {words.listed(parts)}{low}.")
    return tuple(found)


def _caveat(told: Comparison) -> str:
    apart = {item.change for item in told.incomparable}
    apart |= {item.name for item in told.argument_differences}
    if apart & {"data", "fold", "split", "imgsz", "batch", "rect"}:
        return (
            "The runs were validated with different settings: a batch of the same number may "
            "hold other pictures."
        )
    return "A batch of the same number holds the same pictures where data and settings agree."


def _why(given: ComparisonInput, inputs: Sequence[RunInput]) -> str:
    if any(each.facts.run.read_back for each in inputs):
        return (
            "Fewer than two runs have predictions in this file. Of a run that is read back from a "
            "report, the pictures stay there."
        )
    drawn = sum(bool(each.facts.run.pictures.val_batches) for each in inputs)
    if drawn > 1 and len(given.pictures) < len(given.comparison.runs):
        return (
            "Fewer than two runs have predictions in this file. Pictures of the other runs are "
            "left out to keep it small; --pictures all embeds them."
        )
    return "Fewer than two runs have pictures of their predictions (val_batch0_pred.jpg)."
