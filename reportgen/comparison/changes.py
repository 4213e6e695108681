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
    went = [f"{listed(improved)} clearly better"] if improved else []
    went += [f"{listed(worsened)} clearly worse"] if worsened else []
    with_it = "; ".join(went) if went else "no clear difference"
    several = " Which of the changes mattered is not told." if len(changed) > 1 and went else ""
    sentence = f"Against {names[baseline]}, {names[run]} {what}: {with_it}.{several}"
    return Change(run, changed, improved, worsened, sentence)
