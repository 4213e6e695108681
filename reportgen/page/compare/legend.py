"""The legend: runs with their colours, those without one, and those that paper has no room for."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.names import short_names
from reportgen.figure.model.palette import MOST_RUNS
from reportgen.page.inputs import QUIET, ComparisonInput
from reportgen.page.shell.script_data import script_json

MOST_PRINTED = 6
"""Runs side by side that a sheet of paper has room for."""


class RunKey(NamedTuple):
    """One run in the legend and in the headers of tables."""

    id: str
    name: str
    role: str
    baseline: bool
    printed: bool
    """Whether tables over the runs have it on paper, which holds few columns."""
    short: str = ""
    """The name where room is scarce."""
    of: str = ""
    """The run that it continues, by its short name; empty for others."""


def legend_keys(given: ComparisonInput) -> tuple[RunKey, ...]:
    """All runs, best first; on paper the first and the baseline."""
    told = given.comparison
    ordered = told.order
    printed = {told.baseline, *ordered[: MOST_PRINTED - 1]}
    if len(printed) < MOST_PRINTED:
        printed |= set(ordered[:MOST_PRINTED])
    short = short_names([run.name for run in told.runs])
    of = {each.run: short[each.of] for each in told.continuations}
    return tuple(
        RunKey(
            f"r{run + 1}",
            told.runs[run].name,
            given.roles[run],
            baseline=run == told.baseline,
            printed=run in printed,
            short=short[run],
            of=of.get(run, ""),
        )
        for run in ordered
    )


def paper_note(given: ComparisonInput) -> str:
    """What is said on paper of runs that tables leave out there; empty when there are none."""
    total = len(given.roles)
    if total <= MOST_PRINTED:
        return ""
    return (
        f"On paper, tables over the runs show the best and the baseline, {MOST_PRINTED} of "
        f"{total}; the page itself shows all."
    )


def quiet_note(given: ComparisonInput) -> str:
    """What is said of runs without a colour; empty when all have one."""
    quiet = given.roles.count(QUIET)
    if not quiet:
        return ""
    return (
        f"The best run, the middle one and the baseline have a colour; the other "
        f"{words.count(quiet, 'run')} are the grey band from the lowest to the highest. "
        f"Up to {MOST_RUNS} runs can be shown at once."
    )


def quiet_names(given: ComparisonInput) -> Markup:
    """Their names as JSON."""
    runs = zip(given.roles, given.comparison.runs, strict=True)
    return script_json([run.name for role, run in runs if role == QUIET])
