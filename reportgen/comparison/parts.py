"""What a comparison is made of: rows of runs, their places, groups, a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reportgen.comparison.item import ChecklistItem
from reportgen.comparison.lineage.families import Family
from reportgen.comparison.noise.estimate import Noise
from reportgen.comparison.ranking.contest import Contest
from reportgen.comparison.ranking.measures import Peak
from reportgen.comparison.sweep.correlation import Correlation
from reportgen.rule import Verdict

Favour = Literal["recall", "precision", "balanced"]

FAVOURS: tuple[Favour, ...] = ("balanced", "recall", "precision")
"""What counts more: finding all objects, few false alarms, or neither."""


@dataclass(frozen=True)
class RunRow:
    """One run in the table of runs."""

    name: str
    """Unique among the runs."""
    task: str | None
    model: str | None
    data: str | None
    verdict: Verdict
    """That of its worst finding."""
    best_epoch: int | None
    epochs_done: int | None
    epochs_planned: int | None
    seconds: float | None
    """Training time."""
    metrics: Mapping[str, float | None]
    """Metrics of all heads at the best epoch, by column of results.csv."""
    peaks: Mapping[str, Peak | None]
    """Highest F1, F2 and F0.5 of the compared head with their confidences, by name."""
    val_losses: Mapping[str, float]
    """Validation losses at the best epoch by name; NaN where not told."""
    val_loss: float | None
    """Their sum."""
    final_train_losses: Mapping[str, float | None]
    """Mean training losses of the last twentieth of the epochs, by name."""
    final_train_loss: float | None
    """Their sum."""
    gap: float | None
    """How far the validation loss ends above the training loss, as a share of it."""
    trajectory: str
    """``still improving``, ``levels off early``, ``levels off`` or ``not told``."""
    speed: float | None = None
    """Milliseconds a picture in validation, where the training callback wrote it."""


@dataclass(frozen=True)
class Ranked:
    """The place of one run."""

    run: int
    rank: int | None
    """Its place by the metric, which ties share; None when it cannot be ranked."""
    tied_with: tuple[int, ...]
    """Runs that share the rank and cannot be told apart from it."""
    value: float | None
    noise: Noise | None
    """How much the value varies by chance; None when that is not told."""
    reason: str = ""
    """Why it has no rank, in a sentence."""


@dataclass(frozen=True)
class Ranking:
    """All runs, best first, by one metric."""

    metric: str
    """Column of results.csv, or ``F2(M)``, ``F0.5(M)``."""
    label: str
    """As a sentence names it."""
    rows: tuple[Ranked, ...]
    contest: Contest
    """The tests behind the ranks: `Contest.test` gives the difference of any two runs."""

    @property
    def why_none(self) -> str:
        """Why none of the runs has a rank, in a sentence; empty where one has."""
        first = self.rows[0] if self.rows else None
        return f"Nothing is ranked. {first.reason}" if first and first.rank is None else ""


@dataclass(frozen=True)
class Sweep:
    """Runs that differ in numbers of their arguments only: a search for good ones."""

    runs: tuple[int, ...]
    metric: str
    columns: Mapping[str, tuple[float | None, ...]]
    """Values of each argument that varies, one a run of `runs`."""
    fitness: tuple[float | None, ...]
    """The metric, one a run of `runs`."""
    correlations: tuple[Correlation, ...]
    """Strongest first."""
    also_vary: tuple[str, ...]
    """Arguments that vary as well and are no numbers."""


@dataclass(frozen=True)
class Ensemble:
    """Tied best runs that are strong on different classes."""

    runs: tuple[int, int]
    stronger: tuple[tuple[str, ...], tuple[str, ...]]
    """Classes that each finds clearly more of than the other."""
    sentence: str


@dataclass(frozen=True)
class ComparedGroup:
    """Runs that were validated on the same data, held against each other."""

    data: str
    """What the data is called."""
    known: tuple[str, ...]
    """How it is known that the data is one, each as the end of a sentence."""
    apart: tuple[str, ...]
    """What tells it from the data of other groups, each as the end of a sentence."""
    runs: tuple[int, ...]
    families: tuple[Family, ...]
    answer: str
    """In one sentence or two: which run is best, and whether the difference is real."""
    # What follows stays empty when the runs share no head, so that nothing can be compared.
    method: str = ""
    """How chance was told from difference, and what that assumes, in two sentences."""
    head: str | None = None
    """The head that is compared."""
    head_note: str = ""
    """What is compared when the tasks differ; empty otherwise."""
    rankings: Mapping[Favour, Ranking] = field(default_factory=dict)
    """By what is favoured."""
    favour_note: str = ""
    """How the choice changes with what is favoured."""
    checklist: tuple[ChecklistItem, ...] = ()
    """The guide's seven items, with an entry for every run of the comparison."""


@dataclass(frozen=True)
class Against:
    """What a run is against the baseline."""

    word: str
    """``clear``, ``may be chance``, ``baseline``, or why there is no test."""
    difference: float | None = None
    """In the metric that is ranked by, the run's minus the baseline's; None where not told."""
    margin: float | None = None
    """Half the width of its 95 % interval; None where it was not tested."""
    of_trends: bool = False
    """Whether the difference is that of the trends' maxima, as runs of unlike length are tested."""
