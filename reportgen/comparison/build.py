"""Facts and findings of several runs -> Comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportgen import words
from reportgen.comparison.answer import NOTHING, answer, method
from reportgen.comparison.checklist import Ground, checklist
from reportgen.comparison.data.arguments import argument_differences
from reportgen.comparison.data.changes import changes
from reportgen.comparison.data.families import families
from reportgen.comparison.data.heads import Common, common_head
from reportgen.comparison.data.incomparable import incomparable
from reportgen.comparison.ensemble import ensembles
from reportgen.comparison.model import FAVOURS, Comparison, Favour
from reportgen.comparison.names import spoken, unique
from reportgen.comparison.ranking.contest import hold
from reportgen.comparison.ranking.measures import favoured
from reportgen.comparison.ranking.order import favour_note, ranking
from reportgen.comparison.rows import row
from reportgen.comparison.sweep.runs import find_sweep
from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.rule import Finding


def compare(
    facts: Sequence[Facts],
    findings: Sequence[Sequence[Finding]] = (),
    *,
    baseline: int | str = 0,
    favour: Favour = "balanced",
) -> Comparison:
    """Hold two or more runs against each other.

    `findings` are those of each run, or none at all; `baseline` is the index or name of the run
    that the others are held against; `favour` is what the ranking goes by.
    Raises ReportError for fewer than two runs, or a baseline or favour that there is not.
    """
    if len(facts) < 2:
        raise ReportError("There is nothing to compare. Give at least two runs.")
    if favour not in FAVOURS:
        raise ReportError(f"Cannot favour {favour!r}. Choose one of {', '.join(FAVOURS)}.")
    names = unique([each.run_name for each in facts])
    told = [findings[i] if i < len(findings) else () for i in range(len(facts))]
    common = common_head(facts)
    comparison = Comparison(
        runs=tuple(
            row(name, each, said, common)
            for name, each, said in zip(names, facts, told, strict=True)
        ),
        baseline=_index(baseline, names),
        favour=favour,
        answer=NOTHING,
        families=families(facts),
        incomparable=incomparable(facts),
        argument_differences=argument_differences(facts),
    )
    return comparison if common is None else _judged(comparison, facts, spoken(names), common)


def _index(baseline: int | str, names: Sequence[str]) -> int:
    """The index of the baseline among the runs."""
    if baseline in names:
        return names.index(str(baseline))
    if isinstance(baseline, int) and 0 <= baseline < len(names):
        return baseline
    raise ReportError(f"The baseline {baseline!r} is none of the runs: {words.few(names, 8)}.")


def _judged(
    comparison: Comparison, facts: Sequence[Facts], names: Sequence[str], common: Common
) -> Comparison:
    """`comparison` with all that needs a head that runs share."""
    apart = comparison.incomparable
    rankings = {
        aim: ranking(aim, hold(favoured(common, aim), facts, comparison.families), common)
        for aim in FAVOURS
    }
    main, chosen = rankings["balanced"].contest, rankings[comparison.favour].contest
    ground = Ground(facts, names, common, main, apart)
    return replace(
        comparison,
        answer=answer(chosen, names, apart),
        method=method(chosen),
        head=common.head.key,
        head_note=common.note,
        rankings=rankings,
        favour_note=favour_note(rankings, comparison.favour, names),
        checklist=checklist(ground),
        changes=changes(
            comparison.argument_differences, ground.contests, comparison.baseline, names, facts
        ),
        sweep=find_sweep(facts, main.values, main.measure.key),
        ensembles=ensembles(facts, chosen.front, names),
    )
