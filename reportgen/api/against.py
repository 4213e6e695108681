"""Runs held against each other, for those who ask in Python."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.api.comparing import held
from reportgen.api.reading import read_all, trainings
from reportgen.api.run import Run

if TYPE_CHECKING:
    from reportgen.comparison import Comparison, Favour


def compare(
    runs: Sequence[Run | str | Path],
    *,
    baseline: int | str = 0,
    favour: Favour = "balanced",
    same_data: Sequence[str] = (),
) -> Comparison:
    """Hold two or more runs against each other: which is better, and whether it really is.

    `runs` are runs, run folders, archives of one, or old reports, which may tell several;
    hyperparameter searches among them are left out. `baseline` is the index or the name of the run
    that the others are held against. `favour` is ``balanced``, ``recall`` or ``precision``.
    `same_data` declares data alike whose files are named differently: patterns of the path or name
    of the data, or of a run's name, such as ``dogs-*``; as ``dogs=dogs-*`` they name the data, too.
    Raises ReportError when a run cannot be read, for fewer than two runs, and for a baseline that
    is none of them.
    In a notebook it shows itself as the report of its runs.
    """
    from reportgen.api.shown import shown

    read_runs = read_all(runs)
    told = held(read_runs, baseline, favour, same_data)
    return shown(told, trainings(read_runs))
