"""What changed together with what improved, run by run against the baseline. Never a cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.comparison.arguments import ArgumentDifference
from reportgen.comparison.contest import Contest
from reportgen.comparison.words import listed


@dataclass(frozen=True)
class Change:
    """One run against the baseline. Runs are told by their index."""

    run: int
    arguments: tuple[str, ...]
    """Arguments that differ and may bear on the results."""
    improved: tuple[str, ...]
    """Labels of measures in which it is clearly better than the baseline."""
    worsened: tuple[str, ...]
    sentence: str


def changes(
    differences: Sequence[ArgumentDifference],
    contests: Sequence[Contest],
    baseline: int,
    names: Sequence[str],
) -> tuple[Change, ...]:
    """What each run but the baseline changed, and in which of `contests` it is clearly apart."""
    return tuple(
        _change(run, differences, contests, baseline, names)
        for run in range(len(names))
        if run != baseline
    )


def _change(
    run: int,
    differences: Sequence[ArgumentDifference],
    contests: Sequence[Contest],
    baseline: int,
    names: Sequence[str],
) -> Change:
    changed = tuple(
        each.name
        for each in differences
        if each.bears and each.values[run].text != each.values[baseline].text
    )
    improved = tuple(c.measure.label for c in contests if c.better(run, baseline))
    worsened = tuple(c.measure.label for c in contests if c.better(baseline, run))
    what = f"changed {listed(changed)}" if changed else "has the same arguments"
    sentence = f"Against {names[baseline]}, {names[run]} {what}: {_went(improved, worsened)}."
    if len(changed) > 1 and (improved or worsened):
        sentence += " Which of the changes mattered is not told."
    return Change(run, changed, improved, worsened, sentence)


def _went(improved: Sequence[str], worsened: Sequence[str]) -> str:
    parts = ((improved, "better"), (worsened, "worse"))
    said = [f"{listed(labels)} clearly {how}" for labels, how in parts if labels]
    return "; ".join(said) or "no clear difference"
