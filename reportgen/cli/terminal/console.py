"""What the command says on standard error: what was found, what was written, what was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen import words
from reportgen.cli.terminal.bests import bests

if TYPE_CHECKING:
    from reportgen.api import Run
    from reportgen.comparison.model import Comparison
    from reportgen.output.json import Reduced
    from reportgen.read.folder.discover import FoundRun, FoundRuns
    from reportgen.rule import Finding

STANDARD_OUTPUT = Path("-")
MOST_LOST_SAID = 10
MOST_RUNS_SAID = 8
MOST_FOUND_SAID = 20
LONGEST_LINE = 300


def say_what_was_found(found: FoundRuns, *, quiet: bool) -> None:
    """Which runs there are, when more or others were found than were named; what was left out."""
    if quiet:
        return
    _say_rows_alone(found)
    _say_runs(found)
    if found.left_out:
        many = len(found.left_out) > 1
        click.echo(
            f"{words.count(len(found.left_out), 'validation')} left out, as "
            f"{'they name' if many else 'it names'} the weights of no run found here: "
            f"{words.few(found.left_out)}. Name {'one' if many else 'it'} to report it.",
            err=True,
        )


def _say_runs(found: Sequence[FoundRun]) -> None:
    if all(run.named for run in found):
        return
    click.echo(f"{len(found)} run{'s' if len(found) != 1 else ''} found:", err=True)
    say_first([run.shown for run in found], MOST_FOUND_SAID, "{} more")


def say_first(lines: Sequence[str], most: int, more: str, indent: str = "  ") -> None:
    """The first lines, and how many there are besides: `more` has their place."""
    for line in lines[:most]:
        click.echo(f"{indent}{line}", err=True)
    if len(lines) > most:
        click.echo(f"  and {more.format(words.whole(len(lines) - most))}", err=True)


def _say_rows_alone(found: Sequence[FoundRun]) -> None:
    """Which old reports tell of runs that are not read back."""
    backs = filter(None, (run.told.read_back if run.told else None for run in found))
    for file, rows in sorted({(back.file, back.rows) for back in backs if back.rows}):
        click.echo(
            f"{file} tells {words.count(rows, 'other run')} in rows alone: only those with a "
            "section of their own are read back.",
            err=True,
        )


def say_what_was_written(
    output: Path,
    size: int,
    runs: Sequence[Run],
    reduced: Reduced,
    *,
    told: Comparison | None = None,
    limit: int | None = None,
) -> None:
    """One line with path, size and verdict, what the run comes down to, and what became smaller.

    Beside the headline of the only run its worst finding is told; of several runs how many have
    which state, the best of each set of data by `told`, and the headlines of a few. Of several
    whose pictures were reduced, the first is told. `limit` is the size aimed at.
    """
    from reportgen.evaluation import worst
    from reportgen.read.redact import echoed

    trained = [run for run in runs if not run.is_search]
    findings = [finding for run in runs for finding in run.findings]
    verdict = worst(findings).value if trained else "a search"
    where = "standard output" if output == STANDARD_OUTPUT else echoed(output)
    click.echo(f"{where} ({_size(size)}): {verdict}", err=True)
    _say_headlines(trained, told, alone=len(runs) == 1)
    if len(runs) == 1:
        _say_worst(findings)
    for _, sentence in reduced[:1]:
        click.echo(f"  {plain(sentence)}", err=True)
    if limit is not None and size > limit:
        click.echo(
            f"  The report is larger than {_size(limit)}, whatever is left out of it. "
            "--site writes a page for each run.",
            err=True,
        )


def _say_worst(findings: Sequence[Finding]) -> None:
    """The worst finding, where it is worth a look."""
    from reportgen.rule import Verdict

    worth = (Verdict.FAIL, Verdict.WARN, Verdict.ERROR, Verdict.NOTE)
    told = [finding for finding in findings if finding.verdict in worth]
    if told:
        finding = min(told, key=lambda finding: finding.verdict.severity)
        click.echo(f"  {finding.verdict.value}: {plain(finding.headed)}", err=True)


def _say_headlines(trained: Sequence[Run], told: Comparison | None, *, alone: bool) -> None:
    """Of several runs how many have which state and the best of each set of data; of few runs what
    each comes down to."""
    if len(trained) > 1:
        click.echo(f"  {_states(trained)}", err=True)
    if told is not None:
        lines = list(map(plain, bests(told)))
        say_first(lines, MOST_RUNS_SAID, "the best of {} more sets of data")
    for run in trained if len(trained) <= MOST_RUNS_SAID else ():
        prefix = "" if alone else f"{run.name}: "
        click.echo(f"  {plain(prefix + run.diagnosis.headline)}", err=True)


def _states(runs: Sequence[Run]) -> str:
    """How many runs have which state, in the words of its badge, the most frequent first."""
    words_of = [run.diagnosis.badge[1].partition(",")[0].partition(":")[0] for run in runs]
    counted = Counter(words_of).most_common()
    return ", ".join(f"{number} {state[0].lower()}{state[1:]}" for state, number in counted)


def say_what_is_missing(runs: Sequence[Run]) -> None:
    """The first of what could not be read, and how much more there is, in a line each."""
    lost = list(map(plain, lost_parts(runs)))
    say_first(lost, 1, "{} more not read; --strict lists them")


def _size(size: int) -> str:
    return (
        f"{words.decimals(size / 1e6, 1)} MB"
        if size >= 100_000
        else f"{words.decimals(size / 1e3, 0)} kB"
    )


def lost_parts(runs: Sequence[Run]) -> list[str]:
    """What could not be read, one sentence each."""
    from reportgen.rule import Verdict

    failed = chain.from_iterable(run.findings for run in runs)
    return [
        *(problem.sentence for run in runs for problem in run.lost),
        *(f"{finding.title}." for finding in failed if finding.verdict is Verdict.ERROR),
    ]


def say_what_was_lost(lost: Sequence[str]) -> None:
    """The first of what could not be read, a line each."""
    click.echo("Not all could be read (--strict):", err=True)
    say_first(list(map(plain, lost)), MOST_LOST_SAID, "{} more, in the report")


def plain(text: str) -> str:
    """Text of a run for a terminal, without characters that would steer it."""
    from reportgen.read.redact import one_line

    return one_line(text, LONGEST_LINE)
