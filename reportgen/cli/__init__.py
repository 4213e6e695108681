"""The command line: options, a few calls, one error boundary, the exit code.

numpy and what needs it are imported inside functions, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import Any

import click

from reportgen.cli.job import job_of, make, written
from reportgen.cli.options import rules, with_options
from reportgen.errors import ReportError

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130

EXAMPLES = """\b
Examples:
  reportgen runs/segment/train
  reportgen runs/segment -o all.html
  reportgen runs/segment/train -o - --json run.json > report.html
  reportgen --explain overfitting
"""


class _Interrupted(Exception):
    """Ctrl-C, under a name of its own: click prints an empty line when it meets the other."""


@click.command(epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("runs", metavar="RUN...", nargs=-1, type=click.Path(path_type=Path))
@with_options
def reportgen(runs: tuple[Path, ...], **options: Any) -> None:
    """Read YOLO training runs and write one HTML report that judges them.

    RUN is a training folder of Ultralytics (the one with results.csv), a folder above some, or a
    zip or tar archive of either. The report is a single file that opens offline. Nothing in a run
    folder is changed.

    \b
    Exit codes: 0 report written, 1 it could not be written, 2 wrong usage,
    4 report written, but a part of a run could not be read (with --strict).
    """
    if options["list_checks"]:
        click.echo(_list_of_checks())
        return
    if options["explain"]:
        click.echo(_explanation(options["explain"]))
        return
    if not runs:
        raise click.UsageError("Give at least one run folder, such as runs/segment/train.")
    try:
        make(runs, job_of(options))
    except KeyboardInterrupt:
        raise _Interrupted from None


def main() -> None:
    """Run the command; every failure ends in one sentence and an exit code, never a traceback."""
    # There is no linear algebra here: starting a thread a core would only cost time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not os.environ.get("REPORTGEN_DEBUG"):
        # Numbers of a broken run overflow; what a library says of that helps nobody.
        warnings.simplefilter("ignore")
    try:
        # Without its standalone mode, click hands an exit code back.
        code = reportgen(prog_name="reportgen", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except (_Interrupted, click.Abort, KeyboardInterrupt):
        what = "the report is written" if written else "nothing was written"
        click.echo(f"Interrupted; {what}.", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ReportError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(EXIT_FAILED)
    except BrokenPipeError:
        # The reader went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILED)
    except Exception as error:
        if os.environ.get("REPORTGEN_DEBUG"):
            raise
        click.echo(
            f"Error: reportgen itself failed ({type(error).__name__}: {error}). "
            "Please report this; with REPORTGEN_DEBUG=1 it prints where.",
            err=True,
        )
        sys.exit(EXIT_FAILED)


def _list_of_checks() -> str:
    from reportgen.output.explain import list_of_checks

    return list_of_checks(rules())


def _explanation(name: str) -> str:
    """A check in words: what it asks, its verdicts, its thresholds, its remedy."""
    from reportgen.config import nearest
    from reportgen.output.explain import explanation

    rule = next((rule for rule in rules() if rule.id == name), None)
    if rule is None:
        known = [rule.id for rule in rules()]
        raise click.UsageError(f"There is no check named {name!r}.{nearest(name, known)}")
    return explanation(rule)
