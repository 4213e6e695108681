"""The options of the command, grouped by what they are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reportgen.about import __version__
from reportgen.cli.places import Place, Target, told
from reportgen.cli.sizes import Size
from reportgen.output.formats import all_formats

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from reportgen.rule import Rule

Command = TypeVar("Command", bound=Callable[..., Any])
Option = Callable[[Command], Command]

_FILE = Place(dir_okay=False)
_FILE_OR_DASH = Target(dir_okay=False, allow_dash=True)
_FOLDER = Target(file_okay=False)


def _formats(group: str) -> tuple[Option[Any], ...]:
    """The options of what is written beside the page."""
    return tuple(
        click.option(f"--{each.option}", metavar="FILE", type=_FILE_OR_DASH, help=each.help)
        for each in all_formats()
        if each.group == group
    )


def rules() -> Sequence[Rule]:
    """All checks; imported when asked for, since numpy comes with them."""
    from reportgen.checks import all_rules

    return all_rules()


def _complete_check(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Ids of checks, causes and states that begin with what was typed, for the shell."""
    from click.shell_completion import CompletionItem

    from reportgen.output.explain import names_to_explain

    known = names_to_explain(rules())
    return [CompletionItem(name) for name in known if name.startswith(incomplete)]


def same_data(
    context: click.Context, _: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    """The patterns; what follows a bare ``--same-data`` and exists is a run and no pattern."""
    taken = [text for text in given if Path(text).exists()]
    context.meta[TAKEN_RUNS] = [Path(text) for text in taken]
    return tuple("*" if text in taken else text for text in given)


TAKEN_RUNS = "reportgen.taken_runs"
"""Runs that the command's parser took for the value of the option before them."""

WRITING = (
    click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=_FILE_OR_DASH,
        help="Where to write the report; - is standard output.  [default: report.html]",
    ),
    click.option("--title", metavar="TEXT", help="Title of the report."),
    *_formats("report"),
    click.option(
        "--max-size",
        "max_bytes",
        metavar="SIZE",
        type=Size(),
        default="25MB",
        show_default=True,
        help="Reduce pictures until the report is no larger; none: never.",
    ),
    click.option("--open", "open_page", is_flag=True, help="Open the report in the browser."),
    click.option(
        "--watch",
        is_flag=True,
        help="Write the report again while the training goes on, until it has ended.",
    ),
)
SITE = (
    click.option(
        "--site",
        metavar="DIR",
        type=_FOLDER,
        help="Write a folder to publish: an index, a page a run, comparisons, a feed. Only "
        "what changed is written anew; without -o no report.html beside it.",
    ),
    click.option(
        "--site-url",
        metavar="URL",
        help="Where the site will be, for its sitemap and its feed.",
    ),
    click.option("--prune", is_flag=True, help="Drop runs from the site that are gone from disk."),
)
SETTINGS = (
    click.option(
        "-c",
        "--config",
        metavar="FILE",
        type=_FILE,
        help="Title, logo, notes, thresholds, own checks and more (YAML), over reportgen.yaml.",
    ),
    click.option(
        "--no-found-settings",
        "found_settings",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Leave a reportgen.yaml of this folder or above alone: for runs of strangers.",
    ),
    click.option(
        "--show-config", is_flag=True, help="Show the settings that count, with their origin."
    ),
    click.option("--init", is_flag=True, help="Write a commented reportgen.yaml to this folder."),
)
READING = (
    click.option(
        "--data",
        metavar="FILE",
        type=_FILE,
        help="The data.yaml of the training: class names, and the pictures and labels to look at.",
    ),
    click.option(
        "--no-read-pictures",
        "read_pictures",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Do not read numbers back out of the plots (saves about a second).",
    ),
    click.option(
        "--notes",
        metavar="FILE",
        type=_FILE,
        help="Markdown notes to show, in place of the run's notes.md.",
    ),
    click.option(
        "--show-paths",
        is_flag=True,
        help="Show paths of the run whole; credentials stay hidden.",
    ),
    click.option(
        "-j",
        "--jobs",
        metavar="N",
        type=click.IntRange(min=1),
        help="Processes that read runs, from some seconds of work on.  [default: one a core]",
    ),
    click.option(
        "--cluster",
        metavar="ADDRESS",
        envvar="DASK_SCHEDULER_ADDRESS",
        help="Read runs on a cluster of Dask: tcp://… of its scheduler, or local to start one. "
        "Also DASK_SCHEDULER_ADDRESS.",
    ),
    click.option(
        "--cache",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where what is fetched from addresses is kept; where it is named, judged runs too, "
        "so that the next call reads what has changed. It may be deleted.  "
        "[default: ~/.cache/reportgen]",
    ),
    click.option(
        "--strict",
        is_flag=True,
        help="Exit with 4 when a part of a run could not be read; the report is written.",
    ),
)
COMPARING = (
    click.option(
        "--baseline",
        metavar="NAME|PATH",
        callback=told,
        help="The run that others are compared with: one of those given, or one more folder "
        "[default: the first].",
    ),
    click.option(
        "--favour",
        type=click.Choice(["recall", "precision", "balanced"]),
        default="balanced",
        show_default=True,
        help="What the ranking of several runs goes by.",
    ),
    click.option(
        "--full-runs",
        metavar="N",
        type=click.IntRange(min=1),
        default=20,
        show_default=True,
        help="Of more runs the best, the baseline and those named keep a section each; the others "
        "are rows of a table.",
    ),
    click.option(
        "--same-data",
        metavar="[PATTERN]",
        is_flag=False,
        flag_value="*",
        multiple=True,
        callback=same_data,
        help="The runs have the same data, though its files are named differently: all of them, or "
        "those whose data a pattern fits, as in 'dogs-*'; 'dogs=dogs-*' names it, too.",
    ),
    click.option(
        "--pictures",
        type=click.Choice(["best", "all", "none"]),
        default="best",
        show_default=True,
        help="Of several runs, whose pictures to embed; best includes the baseline's.",
    ),
)
PUBLISHING = (
    *_formats("pipelines"),
    click.option(
        "--report-url",
        metavar="URL",
        help="Where the report will be opened; the summary links to it.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["fail", "warn", "regression", "undecided"]),
        multiple=True,
        help="Exit with 3 for a failed check, a warning or worse, a run that is clearly worse "
        "than --baseline, or what cannot be decided; may be given several times.",
    ),
    click.option(
        "--require",
        metavar="LIMIT",
        multiple=True,
        help="Exit with 3 where a metric at the best epoch breaks a limit such as "
        "'mAP50-95(M) >= 0.45'; may be given several times.",
    ),
    click.option(
        "--junit-warnings",
        type=click.Choice(["skip", "fail"]),
        default="skip",
        show_default=True,
        help="What warnings are in JUnit: skipped test cases, or failures.",
    ),
)
ABOUT = (
    click.option(
        "--brief",
        is_flag=False,
        flag_value="json",
        type=click.Choice(["json", "text"]),
        help="Print what the runs come down to, at most 2 kB of JSON, or of text with --brief "
        "text. No report is written unless -o names one.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
    click.option("--list-checks", is_flag=True, help="List all checks and exit."),
    click.option(
        "--explain",
        metavar="ID",
        shell_complete=_complete_check,
        help="Explain a check, a cause or a state, and exit.",
    ),
    click.option(
        "--help-all",
        is_flag=True,
        expose_value=False,
        help="Show all options, exit codes, files and variables, and exit.",
    ),
    click.version_option(__version__, prog_name="reportgen"),
)
GROUPS: dict[str, tuple[Option[Any], ...]] = {
    "The report": WRITING,
    "Reading a run": READING,
    "Several runs": COMPARING,
    "Pull requests and pipelines": PUBLISHING,
    "A site of all runs": SITE,
    "Settings": SETTINGS,
    "Other": ABOUT,
}
"""The options under the headings of ``--help``."""


def with_options(command: Command) -> Command:
    """The command with all options, in the order in which they stand here."""
    for option in reversed([option for group in GROUPS.values() for option in group]):
        command = option(command)
    return command
