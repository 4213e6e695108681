"""The command line: options, a few calls, one error boundary, the exit code.

numpy and what needs it are imported inside functions, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.about import __version__
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
    from click.shell_completion import CompletionItem

    from reportgen.api import Pictures, Run
    from reportgen.comparison import Favour
    from reportgen.read.discover import FoundRun
    from reportgen.rule import Rule

EXIT_FAILED = 1
EXIT_PARTS_LOST = 4
EXIT_INTERRUPTED = 130
_written: list[bool] = []
"""Not empty when the files are in their places, for what is said of an interruption."""

EXAMPLES = """\b
Examples:
  reportgen runs/segment/train
  reportgen runs/segment -o all.html
  reportgen runs/segment/train -o - --json run.json > report.html
  reportgen --explain overfitting
"""


class _Interrupted(Exception):
    """Ctrl-C, under a name of its own: click prints an empty line when it meets the other."""


def _complete_check(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Ids of checks that begin with what was typed, for the shell."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(r.id, help=r.title) for r in _rules() if r.id.startswith(incomplete)]


@click.command(epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("runs", metavar="RUN...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default=Path("report.html"),
    show_default=True,
    help="Where to write the report; - is standard output.",
)
@click.option("--title", metavar="TEXT", help="Title of the report.")
@click.option(
    "-c",
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Thresholds of checks, and checks to leave out (YAML).",
)
@click.option(
    "--json",
    "json_path",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Also write everything the page knows as JSON; - is standard output.",
)
@click.option(
    "--data",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The data.yaml of the training, for class names that no checkpoint tells.",
)
@click.option(
    "--no-read-pictures",
    "read_pictures",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Do not read numbers back out of the plots (saves about a second).",
)
@click.option(
    "--notes",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Markdown notes to show, in place of the run's notes.md.",
)
@click.option(
    "--show-paths",
    is_flag=True,
    help="Show paths of the run whole; credentials stay hidden.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 4 when a part of a run could not be read; the report is written.",
)
@click.option(
    "--baseline",
    metavar="NAME|PATH",
    help="The run that others are compared with: one of those given, or one more folder "
    "[default: the first].",
)
@click.option(
    "--favour",
    type=click.Choice(["recall", "precision", "balanced"]),
    default="balanced",
    show_default=True,
    help="What the ranking of several runs goes by.",
)
@click.option(
    "--pictures",
    type=click.Choice(["best", "all", "none"]),
    default="best",
    show_default=True,
    help="Of several runs, whose pictures to embed; best includes the baseline's.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the report in the browser.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--list-checks", is_flag=True, help="List all checks and exit.")
@click.option(
    "--explain", metavar="CHECK", shell_complete=_complete_check, help="Explain a check and exit."
)
@click.version_option(__version__, prog_name="reportgen")
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
    if options["output"] == options["json_path"]:
        raise click.UsageError("--output and --json name the same file. Name two.")
    try:
        _make(runs, **{key: options[key] for key in _OPTIONS_OF_MAKE})
    except KeyboardInterrupt:
        raise _Interrupted from None


_OPTIONS_OF_MAKE = (
    *("output", "title", "config", "json_path"),
    *("data", "notes", "read_pictures", "show_paths", "strict", "open_page", "quiet"),
    *("baseline", "favour", "pictures"),
)


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
        what = "the report is written" if _written else "nothing was written"
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


def _make(
    folders: Sequence[Path],
    *,
    output: Path,
    title: str | None,
    config: Path | None,
    json_path: Path | None,
    data: Path | None,
    notes: Path | None,
    read_pictures: bool,
    show_paths: bool,
    strict: bool,
    open_page: bool,
    quiet: bool,
    baseline: str | None,
    **several: Any,
) -> None:
    """Read, judge, write; then say what was written."""
    from reportgen.config import Config, read_config
    from reportgen.read.baseline import open_with_baseline

    settings = read_config(config, _rules()) if config else Config()
    options: dict[str, Any] = {"settings": settings.checks, "data": data, "notes": notes}
    options |= {"read_pictures": read_pictures, "show_paths": show_paths}
    with open_with_baseline(folders, baseline) as (found, against):
        if notes and len(found) > 1:
            raise click.UsageError(f"--notes is for one run; there are {len(found)}. Name one.")
        say_what_was_found(found, quiet=quiet)
        with progress(len(found), quiet=quiet) as tick:
            runs, left_out = _read(found, options, tick)
            html, json = _texts(runs, title or settings.title, against or 0, **several)
        _write({json_path: json()} if json_path else {}, {output: html})
    if not quiet:
        say_what_was_written(output, len(html.encode(errors="replace")), runs)
    if open_page and output != STANDARD_OUTPUT:
        click.launch(output.resolve().as_uri())
    if strict and (lost := [*left_out, *lost_parts(runs)]):
        say_what_was_lost(lost)
        raise click.exceptions.Exit(EXIT_PARTS_LOST)


def _read(
    found: Sequence[FoundRun], options: dict[str, Any], tick: Any
) -> tuple[list[Run], list[str]]:
    """The runs, and why others are left out: of many found below a folder, one may be broken."""
    from reportgen.api import read_run

    runs, left_out = [], []
    for item in found:
        try:
            run = read_run(item.folder, name=item.name, **options)
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


def _texts(
    runs: Sequence[Run], title: str | None, baseline: int | str, favour: Favour, pictures: Pictures
) -> tuple[str, Callable[[], str]]:
    """The report, and what makes its JSON; several runs are compared once for both."""
    from reportgen.api import compare, render_report

    told = compare(runs, baseline=baseline, favour=favour) if len(runs) > 1 else None
    html = render_report(runs, title=title, pictures=pictures, comparison=told)

    def json() -> str:
        from reportgen.output.json import to_json

        return to_json([run.page_input for run in runs], told)

    return html, json


def _write(*outputs: dict[Path, str]) -> None:
    """Write all files or none; standard output takes its text when they are there."""
    from reportgen.page.render import write_all

    texts = {path: text for output in outputs for path, text in output.items()}
    shown = texts.pop(STANDARD_OUTPUT, None)
    write_all(texts)
    if texts:
        _written.append(True)
    if shown is not None:
        sys.stdout.buffer.write(shown.encode(errors="replace"))
        sys.stdout.buffer.flush()


def _rules() -> Sequence[Rule]:
    from reportgen.checks import all_rules

    return all_rules()


def _list_of_checks() -> str:
    from reportgen.output.explain import list_of_checks

    return list_of_checks(_rules())


def _explanation(name: str) -> str:
    """A check in words: what it asks, its verdicts, its thresholds, its remedy."""
    from reportgen.config import nearest
    from reportgen.output.explain import explanation

    rule = next((rule for rule in _rules() if rule.id == name), None)
    if rule is None:
        known = [rule.id for rule in _rules()]
        raise click.UsageError(f"There is no check named {name!r}.{nearest(name, known)}")
    return explanation(rule)
