"""The main job: read, judge, write; then say what was written, and set the exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.options import rules
from reportgen.console import (
    STANDARD_OUTPUT,
    lost_parts,
    progress,
    say_what_was_found,
    say_what_was_lost,
    say_what_was_written,
)
from reportgen.errors import ReportError

if TYPE_CHECKING:
    from reportgen.api import Pictures, Run
    from reportgen.comparison import Comparison, Favour
    from reportgen.read.discover import FoundRun
    from reportgen.rule import Settings

EXIT_PARTS_LOST = 4
REPORT = Path("report.html")
"""Where the report is written when nothing is said."""
written: list[bool] = []
"""Not empty when the files are in their places, for what is said of an interruption."""


@dataclass(frozen=True)
class Job:
    """What one call of the command is to do: its options and its config file, resolved."""

    output: Path
    title: str | None
    checks: Settings
    json: Path | None
    data: Path | None
    notes: Path | None
    read_pictures: bool
    show_paths: bool
    strict: bool
    open_page: bool
    quiet: bool
    baseline: str | None
    favour: Favour
    pictures: Pictures


def job_of(options: Mapping[str, Any]) -> Job:
    """The job that the command's options describe.

    Raises ReportError for a config file that cannot be used, UsageError for options that do not go
    together.
    """
    from reportgen.config import Config, read_config

    if options["json"] and options["json"] == (options["output"] or REPORT):
        raise click.UsageError("--output and --json name the same file. Name two.")
    config = read_config(options["config"], rules()) if options["config"] else Config()
    names = ("json", "data", "notes", "read_pictures", "show_paths", "strict", "open_page")
    return Job(
        output=options["output"] or REPORT,
        title=options["title"] or config.title,
        checks=config.checks,
        **{name: options[name] for name in (*names, "quiet", "baseline", "favour", "pictures")},
    )


def make(folders: Sequence[Path], job: Job) -> None:
    """Read, judge, write; then say what was written. Raises ReportError where that fails."""
    from reportgen.read.baseline import open_with_baseline

    with open_with_baseline(folders, job.baseline) as (found, against):
        if job.notes and len(found) > 1:
            raise click.UsageError(f"--notes is for one run; there are {len(found)}. Name one.")
        say_what_was_found(found, quiet=job.quiet)
        with progress(len(found), quiet=job.quiet) as tick:
            runs, left_out = _read(found, job, tick)
            told = _compared(runs, against, job)
            html = _report(runs, told, job)
        _write({**_other_forms(runs, told, job), job.output: html})
    if not job.quiet:
        say_what_was_written(job.output, len(html.encode(errors="replace")), runs)
    if job.open_page and job.output != STANDARD_OUTPUT:
        click.launch(job.output.resolve().as_uri())
    if job.strict and (lost := [*left_out, *lost_parts(runs)]):
        say_what_was_lost(lost)
        raise click.exceptions.Exit(EXIT_PARTS_LOST)


def _read(found: Sequence[FoundRun], job: Job, tick: Any) -> tuple[list[Run], list[str]]:
    """The runs, and why others are left out: of many found below a folder, one may be broken."""
    from reportgen.api import read_run

    runs, left_out = [], []
    for item in found:
        try:
            run = read_run(
                item.folder,
                name=item.name,
                settings=job.checks,
                data=job.data,
                notes=job.notes,
                read_pictures=job.read_pictures,
                show_paths=job.show_paths,
            )
        except ReportError as error:
            if len(found) == 1 or item.named:
                raise
            left_out.append(f"{item.shown} is left out: nothing of a training can be read there.")
            click.echo(left_out[-1], err=True)
            last = error
        else:
            _ = run.findings, run.page_input  # judged here, so that the progress bar is honest
            runs.append(run)
        tick()
    if not runs:
        raise last
    return runs, left_out


def _compared(runs: Sequence[Run], baseline: str | None, job: Job) -> Comparison | None:
    """Several runs held against each other, once for all forms of the report."""
    if len(runs) < 2:
        return None
    from reportgen.api import compare

    return compare(runs, baseline=baseline or 0, favour=job.favour)


def _report(runs: Sequence[Run], told: Comparison | None, job: Job) -> str:
    from reportgen.api import render_report

    return render_report(runs, title=job.title, pictures=job.pictures, comparison=told)


def _other_forms(runs: Sequence[Run], told: Comparison | None, job: Job) -> dict[Path, str]:
    """What is written beside the report, by path: one line a form that was asked for."""
    inputs = [run.page_input for run in runs]
    texts: dict[Path, str] = {}
    if job.json:
        from reportgen.output.json import to_json

        texts[job.json] = to_json(inputs, told)
    return texts


def _write(texts: Mapping[Path, str]) -> None:
    """Write all files or none; standard output takes its text when they are there."""
    from reportgen.page.render import write_all

    files = {path: text for path, text in texts.items() if path != STANDARD_OUTPUT}
    write_all(files)
    if files:
        written.append(True)
    if STANDARD_OUTPUT in texts:
        sys.stdout.buffer.write(texts[STANDARD_OUTPUT].encode(errors="replace"))
        sys.stdout.buffer.flush()
