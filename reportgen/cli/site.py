"""--site: one folder to publish, from the command's options to what is said of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.terminal.console import (
    lost_parts,
    say_what_was_found,
    say_what_was_lost,
)
from reportgen.cli.terminal.progress import progress
from reportgen.errors import ReportError
from reportgen.read.redact import echoed

if TYPE_CHECKING:
    from reportgen.api import Run
    from reportgen.api.comparing import Pictures
    from reportgen.api.judging import Reading
    from reportgen.cli.job import Job
    from reportgen.cli.site_options import SiteJob
    from reportgen.comparison import Comparison, Favour
    from reportgen.engine import Engine
    from reportgen.output.site.pages import Asked, MadePage
    from reportgen.output.site.work import Maker, Options
    from reportgen.output.site.write import Written
    from reportgen.page.brand.look import Look
    from reportgen.page.document import Page

MOST = 1_000_000_000
"""Bytes of a site on GitHub Pages (docs.github.com, "GitHub Pages limits")."""
WARNED_FROM = 800_000_000
EXIT_PARTS_LOST = 4
EXIT_INTERRUPTED = 130


def make_site(folders: Sequence[Path], job: Job, site: SiteJob) -> None:
    """Bring the site up to date with the runs; then say what was written.

    Raises ReportError where that fails, UsageError for notes of several runs.
    """
    from reportgen.cli.job import with_notes_of_one
    from reportgen.engine import engine_for
    from reportgen.output.site.write import write_site
    from reportgen.read.earlier.baseline import open_with_baseline

    with open_with_baseline(folders, job.baseline, show_paths=job.show_paths) as (found, against):
        job = with_notes_of_one(job, len(found), quiet=True)
        say_what_was_found(found, quiet=job.quiet)
        options = _options(job, site, against)
        try:
            with (
                engine_for(job.jobs, job.cluster) as engine,
                progress(len(found), quiet=job.quiet) as tick,
            ):
                maker = _maker(job, engine)
                sent = site.sent or (lambda: None)
                done = write_site(site.folder, found, maker, options, tick, say_waiting, sent)
        except KeyboardInterrupt:
            # Every file is whole: the same call goes on from here.
            click.echo(
                f"Interrupted; {echoed(site.folder)} is not complete. Run it again.", err=True
            )
            sys.exit(EXIT_INTERRUPTED)
    _say(site, done, job)
    if job.open_page and site.alone:
        click.launch((site.folder / "index.html").resolve().as_uri())
    if job.strict and site.alone and (all_lost := [*done.said, *dict.fromkeys(done.lost)]):
        say_what_was_lost(all_lost)
        raise click.exceptions.Exit(EXIT_PARTS_LOST)


def _options(job: Job, site: SiteJob, against: str | None) -> Options:
    from reportgen.output.site.work import Options

    return Options(job.title, site.url, site.prune, against, _settings(job))


def say_waiting() -> None:
    """Say that another call has the site."""
    click.echo("Another call is at work on this site. This one goes on after it.", err=True)


@dataclass(frozen=True)
class _Pages:
    """How runs are read and pages made of them; it can be sent to other processes."""

    reading: Reading
    pictures: Pictures
    max_bytes: int | None
    look: Look | None
    favour: Favour
    same_data: Sequence[str]

    def make(self, asked: Asked) -> MadePage:
        """The page of a run. Raises NoRun where nothing of it can be read."""
        from reportgen.comparison import SameData
        from reportgen.output.site.pages import NoRun, run_page

        try:
            run = self.reading.run(asked.found)
        except ReportError:
            raise NoRun from None
        page = self._page([run], None, None)
        same_data = tuple(map(SameData.of, self.same_data))
        return run_page(run, page, asked, same_data, lost_parts([run]))

    def comparison(self, runs: Sequence[Run], title: str) -> Page:
        """The page of several, the baseline first."""
        from reportgen.api import compare

        told = compare(runs, favour=self.favour, same_data=self.same_data)
        return self._page(runs, title, told)

    def _page(self, runs: Sequence[Run], title: str | None, told: Comparison | None) -> Page:
        """A page; that of a single run is not read back from what stands in it."""
        from reportgen.api.reporting import Wanted, build_report

        embeds = told is not None
        wanted = Wanted(title, self.pictures, self.max_bytes, self.look, embeds=embeds)
        return build_report(runs, told, wanted)


def _maker(job: Job, engine: Engine) -> Maker:
    """Reads and builds as the options say."""
    from reportgen.output.site.work import Maker
    from reportgen.page.brand.look import brand_of

    how = (job.pictures, job.max_bytes, job.look, job.favour, job.same_data)
    pages = _Pages(job.reading, *how)
    return Maker(
        read=job.reading.run,
        make=pages.make,
        comparison=pages.comparison,
        make_all=lambda asked: engine.results(pages.make, asked),
        brand=brand_of(job.look),
    )


def _settings(job: Job) -> list[str]:
    """All of the options that pages depend on, with the content of each file that they name."""
    from reportgen.read.folder.freshness import content_of

    contents = [content_of(path) for path in job.named_files if path.is_file()]
    shown = (job.checks, job.data, job.notes, job.read_pictures, job.show_paths, job.favour)
    written = (job.pictures, job.max_bytes, job.look, job.same_data)
    return [repr(shown), repr(written), *contents]


def _say(site: SiteJob, done: Written, job: Job) -> None:
    from reportgen import words

    for sentence in done.said:
        click.echo(sentence, err=True)
    if not job.quiet:
        click.echo(
            f"{echoed(site.folder)}: {words.count(done.runs, 'run')}, "
            f"{words.count(done.files, 'file')}, {words.size(done.bytes)}. Pages: "
            f"{words.whole(done.written)} written, {words.whole(done.unchanged)} unchanged, "
            f"{words.whole(done.removed)} removed.",
            err=True,
        )
        if not done.url:
            click.echo("No sitemap: --site-url tells the address that it needs.", err=True)
    if done.bytes >= WARNED_FROM:
        click.echo(
            f"Warning: GitHub Pages takes {words.size(MOST)} at most. Reduce the pictures "
            "of every page "
            "with --max-size 1MB, leave them out with --pictures none, or drop runs with --prune.",
            err=True,
        )
