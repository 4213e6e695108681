"""Facts and findings of several runs -> Comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from reportgen import words
from reportgen.comparison.checklist import checklist
from reportgen.comparison.data.arguments import argument_differences
from reportgen.comparison.data.bars import bars
from reportgen.comparison.data.changes import changes
from reportgen.comparison.data.groups import DataGroup, data_groups
from reportgen.comparison.data.heads import Common, common_head
from reportgen.comparison.data.incomparable import incomparable, incomparable_in
from reportgen.comparison.data.same_data import SameData
from reportgen.comparison.ensemble import ensembles
from reportgen.comparison.ground import Ground
from reportgen.comparison.lineage.continuations import Continuation, continuations, starts
from reportgen.comparison.lineage.copies import Copy, copies
from reportgen.comparison.lineage.families import families
from reportgen.comparison.model import Comparison
from reportgen.comparison.names import spoken, unique
from reportgen.comparison.parts import FAVOURS, ComparedGroup, Ensemble, Favour, RunRow, Sweep
from reportgen.comparison.ranking.against import undecided
from reportgen.comparison.ranking.contest import Contest
from reportgen.comparison.ranking.hold import hold
from reportgen.comparison.ranking.measures import favoured
from reportgen.comparison.ranking.order import favour_note, ranking
from reportgen.comparison.rows import row
from reportgen.comparison.sentences.answer import NOTHING, answer
from reportgen.comparison.sentences.method import method
from reportgen.comparison.sentences.overall import ToldGroup, overall
from reportgen.comparison.sweep.runs import find_sweep
from reportgen.diagnosis.state import state_of
from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.rule import Finding


def compare(
    facts: Sequence[Facts],
    findings: Sequence[Sequence[Finding]] = (),
    states: Sequence[str] = (),
    *,
    baseline: int | str = 0,
    favour: Favour = "balanced",
    same_data: Sequence[SameData] = (),
) -> Comparison:
    """Hold two or more runs against each other.

    `findings` and `states` are those of each run, or none at all: states are then those of the
    curves. `baseline` is the index or name of the run that the others are held against; `favour` is
    what the rankings go by; `same_data` declares data alike whose files are named differently.
    Raises ReportError for fewer than two runs, or a baseline or favour that there is not.
    """
    given = _given(facts, states, baseline, favour)
    differences = argument_differences(facts)
    same = copies(facts, given.spoken, differences, given.baseline)
    copied = {copy.run: copy.of for copy in same if copy.is_same}
    among = [run for run in range(len(facts)) if run not in copied]
    going_on = continuations(facts, among)
    groups = [
        _judged(group, given, going_on)
        for group in data_groups(facts, families(facts, among), same_data)
    ]
    told = tuple(each.group for each in groups)
    every = [contest for each in groups for contest in each.contests]
    return Comparison(
        runs=_rows(given, findings, groups, same),
        baseline=given.baseline,
        favour=favour,
        answer=overall([_told(each, favour) for each in told], same, given.spoken),
        groups=told,
        copies=same,
        continuations=going_on,
        starts=starts(facts, going_on),
        undecided=undecided(facts, given.spoken, told, favour, given.baseline),
        incomparable=incomparable_in(facts, [each.runs for each in told]),
        argument_differences=differences,
        changes=changes(differences, every, given.baseline, given.spoken, facts, copied),
        sweep=_sweep(facts, told),
        ensembles=_ensembles(given, told),
    )


class _Given(NamedTuple):
    facts: Sequence[Facts]
    names: Sequence[str]
    spoken: Sequence[str]
    """The names as sentences write them."""
    states: Sequence[str]
    baseline: int
    favour: Favour


def _given(
    facts: Sequence[Facts], states: Sequence[str], baseline: int | str, favour: Favour
) -> _Given:
    """What is compared, and by what. Raises ReportError where that cannot be."""
    if len(facts) < 2:
        raise ReportError("There is nothing to compare. Give at least two runs.")
    if favour not in FAVOURS:
        raise ReportError(f"Cannot favour {favour!r}. Choose one of {', '.join(FAVOURS)}.")
    names = unique([each.run_name for each in facts])
    states = states or [state_of(each).main for each in facts]
    return _Given(facts, names, spoken(names), states, _index(baseline, names), favour)


class _Judged(NamedTuple):
    group: ComparedGroup
    common: Common | None
    contests: Sequence[Contest]


def _index(baseline: int | str, names: Sequence[str]) -> int:
    """The index of the baseline among the runs."""
    if baseline in names:
        return names.index(str(baseline))
    if isinstance(baseline, int) and 0 <= baseline < len(names):
        return baseline
    raise ReportError(f"The baseline {baseline!r} is none of the runs: {words.few(names, 8)}.")


def _judged(found: DataGroup, given: _Given, going_on: Sequence[Continuation]) -> _Judged:
    """A group with all that needs a head that its runs share."""
    facts, names = given.facts, given.spoken
    common = common_head(facts, found.runs)
    about = ComparedGroup(found.data, found.known, found.apart, found.runs, found.families, NOTHING)
    if common is None:
        return _Judged(about, None, ())
    barred = bars(facts, found.runs, going_on, names, given.states)
    apart = incomparable(facts, found.runs)
    validated = frozenset(run for run in found.runs if facts[run].run.is_validation)
    rankings = {
        aim: ranking(
            hold(favoured(common, aim), facts, found.families, barred, baseline=given.baseline),
            common,
            validated,
        )
        for aim in FAVOURS
    }
    main, chosen = rankings["balanced"].contest, rankings[given.favour].contest
    later = frozenset(each.run for each in going_on)
    ground = Ground(facts, names, common, main, apart, found.runs, barred, later)
    judged = replace(
        about,
        answer=answer(chosen, facts, names, apart, going_on),
        method=method(chosen),
        head=common.head.key,
        head_note=common.note,
        rankings=rankings,
        favour_note=favour_note(rankings, given.favour, names),
        checklist=checklist(ground),
    )
    return _Judged(judged, common, ground.contests)


def _rows(
    given: _Given,
    findings: Sequence[Sequence[Finding]],
    groups: Sequence[_Judged],
    same: Sequence[Copy],
) -> tuple[RunRow, ...]:
    """What each run tells at the head that its group shares; a copy at that of its original."""
    heads = {run: each.common for each in groups for run in each.group.runs}
    heads |= {copy.run: heads[copy.of] for copy in filter(attrgetter("is_same"), same)}
    return tuple(
        row(name, each, findings[run] if run < len(findings) else (), heads[run])
        for run, (name, each) in enumerate(zip(given.names, given.facts, strict=True))
    )


def _ensembles(given: _Given, groups: Sequence[ComparedGroup]) -> tuple[Ensemble, ...]:
    """What the leading runs of each group find together, by what is favoured."""
    ranked = [group.rankings[given.favour] for group in groups if given.favour in group.rankings]
    return tuple(
        found
        for each in ranked
        for found in ensembles(given.facts, each.contest.front, given.spoken)
    )


def _told(group: ComparedGroup, favour: Favour) -> ToldGroup:
    ranking = group.rankings.get(favour)
    best = ranking.rows[0].run if ranking and ranking.rows[0].rank else None
    return ToldGroup(group.data, group.runs, group.answer, best)


def _sweep(facts: Sequence[Facts], groups: Sequence[ComparedGroup]) -> Sweep | None:
    """The largest sweep among the runs of one group."""
    found = [
        sweep
        for group in groups
        if (main := group.rankings.get("balanced"))
        and (sweep := find_sweep(facts, group.runs, main.contest.values, main.metric))
    ]
    return max(found, key=lambda sweep: len(sweep.runs), default=None)
