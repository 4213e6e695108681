"""The main job: read, judge, write; then say what was written, and set the exit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from reportgen.cli.publish import (
    EXIT_GATE,
    OUTPUTS,
    MadeReport,
    Publishing,
    closed,
    each_its_own,
    forms,
    judged,
    publishing_of,
)
from reportgen.cli.terminal.boundary import pour
from reportgen.cli.terminal.console import (
    STANDARD_OUTPUT,
    lost_parts,
    say_what_is_missing,
    say_what_was_found,
    say_what_was_lost,
    say_what_was_written,
)
from reportgen.cli.terminal.progress import progress, say_pictures
from reportgen.errors import ReportError

if TYPE_CHECKING:
    from reportgen.api import OwnCheck, Pictures, Run
    from reportgen.api.judging import Reading
    from reportgen.api.keeping.store import Kept
    from reportgen.cli.site_options import SiteJob
    from reportgen.comparison import Comparison, Favour
    from reportgen.gate import Judgement
    from reportgen.output.json import Reduced
    from reportgen.page.brand.look import Look
    from reportgen.read.folder.discover import FoundRun
    from reportgen.rule import Settings

EXIT_PARTS_LOST = 4
UNREADABLE = "nothing of a training can be read there."
REPORT = Path("report.html")
"""Where the report is written when nothing is said."""
WRITTEN = "reportgen.written"
"""In the command's context when the files are in their places, for what an interruption says."""


@dataclass(frozen=True)
class Job:
    """What one call of the command is to do: its options and its config file, resolved."""

    output: Path
    title: str | None
    checks: Settings
    data: Path | None
    notes: Path | None
    read_pictures: bool
    show_paths: bool
    strict: bool
    open_page: bool
    quiet: bool
    brief: str | None
    """``json`` or ``text``: what is printed in place of a report; None: nothing."""
    report_asked: bool
    """Whether -o names a place for the report."""
    baseline: str | None
    favour: Favour
    pictures: Pictures
    notes_asked: bool = False
    """Whether the notes are of the option; else they are of a config, for every call."""
    own_checks: Sequence[OwnCheck] = ()
    look: Look | None = None
    config_files: Sequence[Path] = ()
    """The files that its settings are from."""
    max_bytes: int | None = None
    """Largest size of the report; None: any."""
    publishing: Publishing = field(default_factory=Publishing)
    site: SiteJob | None = None
    full_runs: int = 20
    """Runs up to which each has a section of its own."""
    same_data: tuple[str, ...] = ()
    """Data that is declared alike: ``PATTERN``, ``NAME=PATTERN``."""
    jobs: int | None = None
    """Processes that read runs; None: one a core."""
    cluster: str | None = None
    """Address of a Dask scheduler, or ``local``; None: no cluster."""
    cache: Path | None = None
    """Where judged runs are kept for the next call; None: nowhere."""

    @property
    def writes_report(self) -> bool:
        """Whether the report is written: not where a few lines of it are all that is asked for."""
        return self.report_asked or not self.brief

    @property
    def reading(self) -> Reading:
        """How runs are read and judged."""
        from reportgen.api.judging import Reading

        return Reading(
            settings=self.checks,
            own_checks=self.own_checks,
            data=self.data,
            progress=None if self.quiet else say_pictures,
            notes=self.notes,
            read_pictures=self.read_pictures,
            show_paths=self.show_paths,
        )

    @property
    def named_files(self) -> list[Path]:
        """The files that options and settings name, beside those of runs and settings."""
        look = self.look
        single = (self.data, self.notes, look.logo if look else None)
        checks = (Path(function.__code__.co_filename) for function in self.own_checks)
        templates = sorted(look.templates.rglob("*.j2")) if look and look.templates else []
        return [*filter(None, single), *checks, *templates]


def job_of(options: Mapping[str, Any]) -> Job:
    """The job that the command's options describe.

    Raises ReportError for a config file that cannot be used, UsageError for options that do not go
    together.
    """
    from reportgen.cli.settings import config_of, departures_of
    from reportgen.page.brand.look import Look

    output = options["output"] or REPORT
    each_its_own({**{name: options[name] for name in OUTPUTS}, "output": output})
    config = config_of(options)
    names = ("data", "read_pictures", "show_paths", "strict", "open_page", "max_bytes", "quiet")
    others = ("brief", "baseline", "favour", "pictures", "jobs", "cluster", "full_runs", "cache")
    return Job(
        output=output,
        report_asked=options["output"] is not None,
        title=config.title,
        checks=config.checks,
        notes=config.notes,
        notes_asked=bool(options["notes"]),
        own_checks=tuple(rule.function for rule in config.own_checks),
        look=Look(config.logo, config.accent, config.templates),
        config_files=config.files,
        publishing=publishing_of(options, departures_of(config)),
        site=_site_of(options),
        same_data=(*options["same_data"], *config.same_data),
        **{name: options[name] for name in (*names, *others)},
    )


def _site_of(options: Mapping[str, Any]) -> SiteJob | None:
    if not any(options[name] for name in ("site", "site_url", "prune")):
        return None
    from reportgen.cli.site_options import site_of

    return site_of(options)


def make(folders: Sequence[Path], job: Job) -> None:
    """Read, judge, write; then say what was written. Raises ReportError where that fails."""
    from reportgen.read.earlier.baseline import open_with_baseline

    with open_with_baseline(folders, job.baseline, show_paths=job.show_paths) as (found, against):
        job = with_notes_of_one(job, len(found), quiet=job.quiet)
        _check_what_is_read(folders, found, job)
        say_what_was_found(found, quiet=job.quiet)
        with progress(len(found), quiet=job.quiet) as tick:
            runs, left_out = _read(found, job, tick)
            told = _compared(runs, against, job)
            named = [run.name for run in found if run.named]
            html, reduced = _report(runs, told, job, named) if job.writes_report else ("", ())
        lost = [*left_out, *lost_parts(runs)] if job.strict else []
        aims, limits = job.publishing.fail_on, job.publishing.limits
        gate = judged(runs, told, aims, limits, compared_with=against)
        made = MadeReport(runs, told, against, reduced, gate, lost)
        texts = _brief(made, job) | forms(made, job.publishing, job.title, strict=job.strict)
        _write({**texts, job.output: html} if job.writes_report else texts)
    if job.writes_report:
        _show(html, made, job)
    _stop(gate, lost, job)


def _show(html: str, made: MadeReport, job: Job) -> None:
    """Say what was written, and open it where that is asked for."""
    if not job.quiet:
        size = len(html.encode(errors="replace"))
        say_what_was_written(
            job.output, size, made.runs, made.reduced, told=made.told, limit=job.max_bytes
        )
    if not job.quiet and not job.strict:
        say_what_is_missing(made.runs)
    if job.open_page and job.output != STANDARD_OUTPUT:
        click.launch(job.output.resolve().as_uri())


def _stop(gate: Judgement | None, lost: Sequence[str], job: Job) -> None:
    """Set the exit code when the report is written: that of the gate before that of --strict."""
    if lost:
        say_what_was_lost(lost)
    if closed(gate, job.publishing, quiet=job.quiet):
        raise click.exceptions.Exit(EXIT_GATE)
    if lost:
        raise click.exceptions.Exit(EXIT_PARTS_LOST)


def with_notes_of_one(job: Job, runs: int, *, quiet: bool) -> Job:
    """The job, without notes where it is of several runs: they have none in common."""
    if not job.notes or runs < 2:
        return job
    if job.notes_asked:
        raise click.UsageError(f"--notes is for one run; there are {runs}. Name one.")
    if not quiet:
        click.echo(f"The notes of the config are left out: there are {runs} runs.", err=True)
    return replace(job, notes=None)


def _check_what_is_read(folders: Sequence[Path], found: Sequence[FoundRun], job: Job) -> None:
    """There is something to compare, and nothing of it is written over."""
    if "regression" in job.publishing.fail_on and len(found) < 2:
        refuse_nothing_new()
    places = (job.output, *job.publishing.places)
    given = [*folders, *([Path(job.baseline)] if job.baseline else [])]
    runs = [run.folder for run in found if not run.told]
    files = [*given, *job.config_files, *job.named_files]
    from reportgen.read.kept import keep_what_is_read

    keep_what_is_read(filter(None, places), files, runs)


def refuse_nothing_new() -> NoReturn:
    """Raise UsageError for a gate that has nothing but the baseline."""
    raise click.UsageError(
        "--fail-on regression needs a run beside the baseline. Give the new one."
    )


def _read(found: Sequence[FoundRun], job: Job, tick: Any) -> tuple[list[Run], list[str]]:
    """The runs, and why others are left out: of many found below a folder, one may be broken."""
    from reportgen.api.judging import judged_runs
    from reportgen.engine import engine_for

    runs, left_out, last = [], [], None
    # One run needs no pool, nor what is imported for one.
    with engine_for(1 if len(found) == 1 else job.jobs, job.cluster) as engine:
        reading = replace(job.reading, spare=len(found) > job.full_runs)
        kept = _kept(job, reading)
        outcomes = kept.judged(found, engine) if kept else judged_runs(found, reading, engine)
        for item, outcome in zip(found, outcomes, strict=True):
            why = _left_out_for(item, outcome.error) if len(found) > 1 else ""
            if why:
                last = outcome.error
                left_out.append(f"{item.shown} is left out: {why}")
                click.echo(left_out[-1], err=True)
            else:
                runs.append(outcome.result())
            tick()
    if not runs:
        assert last is not None
        raise last
    return runs, left_out


def _kept(job: Job, reading: Reading) -> Kept | None:
    """What calls before have judged, where that is asked for.

    With a data file pictures and labels are looked at, of which no file of a run tells a change.
    """
    if job.cache is None or job.data:
        return None
    from reportgen.api.keeping.store import Kept

    return Kept(job.cache, reading)


def _left_out_for(item: FoundRun, error: Exception | None) -> str:
    """Why a run is left out of several; empty where it is not, or where that ends the call."""
    from reportgen.engine import Lost

    if isinstance(error, Lost):
        return str(error)
    return UNREADABLE if isinstance(error, ReportError) and not item.named else ""


def _compared(runs: Sequence[Run], baseline: str | None, job: Job) -> Comparison | None:
    """Several runs held against each other, once for all forms of the report."""
    from reportgen.api import compare, trainings

    if len(trainings(runs)) < 2:
        return None
    return compare(runs, baseline=baseline or 0, favour=job.favour, same_data=job.same_data)


def _report(
    runs: Sequence[Run], told: Comparison | None, job: Job, named: Sequence[str]
) -> tuple[str, Reduced]:
    """The report, and what was done to its pictures to keep it small."""
    from reportgen.api.reporting import Wanted, drawn_report

    wanted = Wanted(job.title, job.pictures, job.max_bytes, job.look, job.full_runs, named)
    page, html = drawn_report(runs, told, wanted)
    return html, page.reduced


def _brief(made: MadeReport, job: Job) -> dict[Path, str]:
    """What the runs come down to in a few lines, where that is asked for."""
    if not job.brief:
        return {}
    from reportgen.output.brief import brief_json, brief_text

    form = brief_json if job.brief == "json" else brief_text
    return {STANDARD_OUTPUT: form([run.page_input for run in made.runs])}


def _write(texts: Mapping[Path, str]) -> None:
    """Write all files or none; standard output takes its text when they are there."""
    from reportgen.write import write_all

    files = {path: text for path, text in texts.items() if path != STANDARD_OUTPUT}
    write_all(files)
    context = click.get_current_context(silent=True)
    if files and context:
        context.meta[WRITTEN] = True
    if STANDARD_OUTPUT in texts:
        pour(texts[STANDARD_OUTPUT])
