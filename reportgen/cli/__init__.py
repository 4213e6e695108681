"""The command line: options, a few calls, one error boundary, the exit code.

numpy and what needs it are imported inside functions, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.help import HELP_WIDTH, Manual
from reportgen.cli.job import WRITTEN, Job, job_of, make
from reportgen.cli.options import TAKEN_RUNS, with_options
from reportgen.cli.places import Place, has_address
from reportgen.cli.terminal.boundary import drop_output, pour, streams, told
from reportgen.engine.ready import calm
from reportgen.errors import ReportError

if TYPE_CHECKING:
    from reportgen.rule import Rule

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130


class _Interrupted(Exception):
    """Ctrl-C, under a name of its own: click prints an empty line when it meets the other.

    Its text says what was written until then.
    """


@click.command(
    cls=Manual,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": HELP_WIDTH},
)
@click.argument("runs", metavar="RUN...", nargs=-1, type=Place())
@with_options
def reportgen(runs: tuple[Path, ...], **options: Any) -> None:
    """Read YOLO training runs and write one HTML report that judges them.

    RUN is a training folder (with results.csv), a folder above some, a zip or tar archive of
    either, an address, or an old report. Nothing in a run folder is changed.

    The report is a single file that opens offline. Folders of Ultralytics are read best; those of
    other trainers are read as far as they tell.
    """
    if answer := _answer(options):
        pour(f"{answer}\n")
        return
    runs = (*click.get_current_context().meta.get(TAKEN_RUNS, ()), *runs)
    if not runs:
        raise click.UsageError("Give at least one run folder, such as runs/segment/train.")
    try:
        if has_address(runs, options):
            from reportgen.cli.remote import brought_here

            with brought_here(runs, options) as (local, rewritten):
                _make_all(local, job_of(rewritten))
        else:
            _carry_out(runs, job_of(options), watching=options["watch"])
    except KeyboardInterrupt:
        written = WRITTEN in click.get_current_context().meta
        raise _Interrupted("the report is written" if written else "nothing was written") from None


def _carry_out(runs: Sequence[Path], job: Job, *, watching: bool) -> None:
    if watching:
        from reportgen.cli.watch import watch

        watch(runs, job, make=_make_all)
    else:
        _make_all(runs, job)


def _make_all(runs: Sequence[Path], job: Job) -> None:
    if job.site:
        from reportgen.cli.site import make_site

        make_site(runs, job, job.site)
    if not (job.site and job.site.alone):
        make(runs, job)


def main(command: Callable[[], object] | None = None) -> None:
    """Run the command; every failure ends in one sentence and an exit code, never a traceback.

    `command` is another one than ``reportgen``, with its exit code.
    """
    calm()
    with streams():
        sys.exit(_code_of(command))


def _code_of(command: Callable[[], object] | None) -> int:
    try:
        # Without its standalone mode, click hands an exit code back.
        code = command() if command else reportgen(prog_name="reportgen", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except (_Interrupted, click.Abort, KeyboardInterrupt) as error:
        click.echo(f"Interrupted; {str(error) or 'nothing was written'}.", err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        _say_printable(error)
        return error.exit_code
    except ReportError as error:
        click.echo(f"Error: {error}", err=True)
    except BrokenPipeError:
        drop_output()  # The reader went away; there is nobody left to tell.
    except Exception as error:
        if os.environ.get("REPORTGEN_DEBUG"):
            raise
        unknown = (
            f"reportgen itself failed ({type(error).__name__}: {error}). "
            "Please report this; with REPORTGEN_DEBUG=1 it prints where."
        )
        click.echo(f"Error: {told(error) or unknown}", err=True)
    return EXIT_FAILED


def _say_printable(error: click.ClickException) -> None:
    """A failure as click says it, which echoes what was typed."""
    from reportgen.read.redact import printable

    error.show(shown := StringIO())
    click.echo("\n".join(map(printable, shown.getvalue().splitlines())), err=True)


def _answer(options: Mapping[str, Any]) -> str:
    """What is asked for in place of a report; empty for nothing."""
    from reportgen.cli import settings

    if options["list_checks"]:
        from reportgen.output.explain import list_of_checks

        return list_of_checks(settings.known_rules(options))
    if options["explain"]:
        return _explanation(options["explain"], settings.known_rules(options))
    if options["show_config"]:
        return settings.shown_settings(options)
    return settings.write_sample_here() if options["init"] else ""


def _explanation(name: str, rules: Sequence[Rule]) -> str:
    """A check, a cause or a state in words; all of them that bear the name."""
    from reportgen.config import nearest
    from reportgen.output.explain import explained, names_to_explain

    text = explained(name, rules)
    if not text:
        known = names_to_explain(rules)
        raise click.UsageError(f"There is no check named {name!r}.{nearest(name, known)}")
    return text
