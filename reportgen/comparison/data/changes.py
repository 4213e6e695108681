"""What changed together with what improved, run by run against the baseline. Never a cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen import words
from reportgen.comparison.data.arguments import ArgumentDifference
from reportgen.comparison.data.bars import FORBIDDING
from reportgen.comparison.ranking.contest import Contest
from reportgen.facts.run_facts import Facts


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
    facts: Sequence[Facts],
    same: Mapping[int, int],
) -> tuple[Change, ...]:
    """What each run but the baseline changed, and in which of `contests` it is clearly apart.

    The `same` are copies, each of another run: they stand in no contest.
    """
    return tuple(
        _change(run, differences, contests, baseline, names, facts, of=same.get(run))
        for run in range(len(names))
        if run != baseline
    )


def _change(
    run: int,
    differences: Sequence[ArgumentDifference],
    contests: Sequence[Contest],
    baseline: int,
    names: Sequence[str],
    facts: Sequence[Facts],
    *,
    of: int | None,
) -> Change:
    untold = [names[each] for each in (run, baseline) if not facts[each].known_args]
    changed = () if untold else _changed(run, differences, baseline)
    improved, worsened = _better(contests, run, baseline), _better(contests, baseline, run)
    shared = any(run in c.told and baseline in c.told for c in contests)
    if of is None:
        apart = [name for name in changed if name in FORBIDDING]
        went = _went(improved, worsened, shared=shared, apart=apart)
    else:
        went = f"it is a copy of {names[of]}"
    sentence = f"Against {names[baseline]}, {names[run]} {_what(changed, untold)}: {went}."
    if len(changed) > 1 and (improved or worsened):
        sentence += " Which of the changes mattered is not told."
    return Change(run, changed, improved, worsened, sentence)


def _changed(run: int, differences: Sequence[ArgumentDifference], baseline: int) -> tuple[str, ...]:
    """Arguments that a run has otherwise than the baseline, and that may bear on the results."""
    return tuple(
        each.name
        for each in differences
        if each.bears and each.values[run].differs_from(each.values[baseline])
    )


def _better(contests: Sequence[Contest], one: int, other: int) -> tuple[str, ...]:
    """The measures in which one run is clearly better than another."""
    return tuple(c.measure.label for c in contests if c.better(one, other))


def _what(changed: Sequence[str], untold: Sequence[str]) -> str:
    """What a run changed; `untold` are the runs whose arguments are not known."""
    if untold:
        tell = "tells" if len(untold) == 1 else "tell"
        return f"may have changed anything, as {words.few(untold)} {tell} no arguments"
    return f"changed {words.few(changed)}" if changed else "has the same arguments"


def _went(
    improved: Sequence[str], worsened: Sequence[str], *, shared: bool, apart: Sequence[str]
) -> str:
    """How the measures went; `shared` says whether both runs tell any of them.

    `apart` are the changed arguments that set what is validated: they forbid a winner.
    """
    if not shared:
        return "none of their numbers can be compared"
    parts = ((improved, "better"), (worsened, "worse"))
    said = [f"{words.few(labels)} clearly {how}" for labels, how in parts if labels]
    if apart:
        differ = "differs" if len(apart) == 1 else "differ"
        said.append(f"no winner is named where {words.few(apart)} of the validation {differ}")
    return "; ".join(said) or "no clear difference"
