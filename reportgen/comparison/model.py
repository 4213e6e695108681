"""What a comparison says: all that a page, JSON or Markdown may draw from.

Runs are told by their index, from 0, in the order in which they were given; `runs` names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from reportgen.comparison.data.arguments import ArgumentDifference
from reportgen.comparison.data.changes import Change
from reportgen.comparison.data.incomparable import Incomparable
from reportgen.comparison.item import ChecklistItem
from reportgen.comparison.lineage.continuations import Continuation
from reportgen.comparison.lineage.copies import Copy
from reportgen.comparison.lineage.families import FOLDS, Family
from reportgen.comparison.names import family_name
from reportgen.comparison.parts import (
    Against,
    ComparedGroup,
    Ensemble,
    Favour,
    Ranked,
    Ranking,
    RunRow,
    Sweep,
)
from reportgen.comparison.ranking.contest import Contest

OTHER_DATA = "other data"
"""What is said of a run that was validated on other data than the one it is held against."""


@dataclass(frozen=True)
class Comparison:
    """Several runs held against each other."""

    runs: tuple[RunRow, ...]
    baseline: int
    favour: Favour
    answer: str
    """In a sentence or two: which runs are best, and whether the differences are real."""
    groups: tuple[ComparedGroup, ...]
    """By the data that they were validated on, the largest group first; copies are in none."""
    copies: tuple[Copy, ...]
    continuations: tuple[Continuation, ...]
    starts: tuple[int, ...]
    """Epochs that each run's course is drawn later, so that it begins where it went on from."""
    undecided: tuple[str, ...]
    """What cannot be decided and why, in sentences."""
    incomparable: tuple[Incomparable, ...]
    argument_differences: tuple[ArgumentDifference, ...]
    changes: tuple[Change, ...] = ()
    """What each run but the baseline changed, and what went with it."""
    sweep: Sweep | None = None
    ensembles: tuple[Ensemble, ...] = ()

    @property
    def first(self) -> ComparedGroup:
        """The group of most runs."""
        return self.groups[0]

    @property
    def families(self) -> tuple[Family, ...]:
        """Those of all groups."""
        return tuple(family for group in self.groups for family in group.families)

    @property
    def head(self) -> str | None:
        """The head that is compared in the first group."""
        return self.first.head

    @property
    def rankings(self) -> Mapping[Favour, Ranking]:
        """Those of the first group."""
        return self.first.rankings

    @property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        """That of the first group."""
        return self.first.checklist

    @property
    def ranking(self) -> Ranking | None:
        """The ranking of the first group by what is favoured."""
        return self.rankings.get(self.favour)

    @property
    def metric(self) -> str:
        """What the first group is ranked by; empty where nothing is ranked."""
        return self.ranking.metric if self.ranking else ""

    @property
    def best(self) -> int | None:
        """The run that stands first there; None when nothing can be compared."""
        rows = self.ranking.rows if self.ranking else ()
        return rows[0].run if rows and rows[0].rank else None

    @property
    def order(self) -> tuple[int, ...]:
        """All runs, group by group and best first, each copy after its original."""
        after: dict[int, list[int]] = {}
        for copy in filter(attrgetter("is_same"), self.copies):
            after.setdefault(copy.of, []).append(copy.run)
        found: list[int] = []
        for group in self.groups:
            ranking = group.rankings.get(self.favour)
            for run in [row.run for row in ranking.rows] if ranking else group.runs:
                found += [run, *after.get(run, [])]
        return tuple(found)

    def group_of(self, run: int) -> ComparedGroup | None:
        """The group of a run; None for a copy."""
        return next((group for group in self.groups if run in group.runs), None)

    def ranking_of(self, run: int) -> Ranking | None:
        """The ranking that a run stands in; None for a copy, and where nothing is compared."""
        group = self.group_of(run)
        return group.rankings.get(self.favour) if group else None

    def ranked(self, run: int) -> Ranked | None:
        """The place of a run among those of its group; None for a copy, and without a ranking."""
        ranking = self.ranking_of(run)
        return next((row for row in ranking.rows if row.run == run), None) if ranking else None

    def original(self, run: int) -> int | None:
        """The run that a run is a copy of; None for one that is none."""
        return next((c.of for c in self.copies if c.run == run and c.is_same), None)

    def placed(self, run: int) -> int:
        """The run whose place a run has: of a copy its original, else itself."""
        of = self.original(run)
        return run if of is None else of

    def is_alone(self, run: int) -> bool:
        """Whether no other run was validated on the same data, so that its rank says nothing."""
        group = self.group_of(run)
        return group is not None and len(group.runs) == 1

    @property
    def labels(self) -> tuple[str, ...]:
        """What the groups are ranked by, each once, that of the first group first."""
        told = [group.rankings[self.favour].label for group in self.groups if group.rankings]
        return tuple(dict.fromkeys(told))

    def shown_name(self, run: int) -> str:
        """The name of a run as a winner: of a fold that of all folds of its configuration."""
        ranking = self.ranking_of(run)
        if ranking is None:
            return self.runs[run].name
        family = ranking.contest.family(run)
        if family.kind != FOLDS:
            return self.runs[run].name
        return family_name([self.runs[each].name for each in family.runs])

    def against_baseline(self, run: int) -> Against:
        """A run held against the baseline."""
        ranking = self.ranking_of(run)
        if copied := self._copied(run):
            return Against(copied)
        if ranking is None:
            return Against("unknown")
        contest = ranking.contest
        if self.baseline not in contest.family_of:
            return Against(OTHER_DATA)
        return _tested(contest, run, self.baseline)

    def _copied(self, run: int) -> str:
        """What is said of the baseline and of copies; empty for other runs."""
        of = self.original(run)
        if run == self.baseline:
            return "baseline"
        if of is None:
            return ""
        return f"copy of {'the baseline' if of == self.baseline else self.runs[of].name}"


def _tested(contest: Contest, run: int, baseline: int) -> Against:
    """Two runs of one contest by its test, where there is one."""
    one, other = contest.values[run], contest.values[baseline]
    if one is None or other is None:
        return Against("unknown")
    if contest.barred.broken.intersection((run, baseline)):
        return Against("validation broken" if run in contest.barred.broken else "no sound baseline")
    test = contest.test(run, baseline)
    if test is None:
        why = contest.why_untested(run, baseline)
        if not why and contest.family(run).kind == FOLDS:
            return Against("other fold")
        return Against(why or "same configuration", one - other)
    if not test.seen:
        return Against("no difference", 0.0)
    word = "clear" if contest.differ(run, baseline) else "may be chance"
    return Against(word, test.value, test.margin, of_trends=test.unadjusted is not None)
