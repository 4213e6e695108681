"""A hook for pre-commit: ``python -m reportgen.cli.hook [OPTIONS] FILE...`` judges committed runs.

pre-commit hands over files, such as runs/train/results.csv; the runs that they belong to are read
and judged, and nothing is written. Options are those of the command, as far as they bear on that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from reportgen.cli import main, reportgen
from reportgen.cli.job import job_of
from reportgen.cli.publish import EXIT_GATE, closed, judged
from reportgen.read.redact import echoed

TAKEN = ("runs", "fail_on", "config", "data", "read_pictures", "quiet", "found_settings")
"""Parameters of the command that bear on a judgement."""


def folders_of(files: Iterable[Path]) -> list[Path]:
    """The run folders that files belong to, each once, in their order; a folder is one itself."""
    found: dict[Path, None] = {}
    for file in files:
        folder = file if file.is_dir() else file.parent
        found[folder.parent if folder.name == "weights" else folder] = None
    return list(found)


def judge_files(arguments: Sequence[str]) -> int:
    """Judge the runs of the files among `arguments`; the exit code: 3 when one does not pass.

    Without ``--fail-on`` a fail is what stops a commit. Raises what the command raises.
    """
    from reportgen.api import read_run

    try:
        context = reportgen.make_context("reportgen", list(arguments))
    except click.exceptions.Exit as answered:  # --help and --version
        return answered.exit_code
    _check_options(context)
    options: dict[str, Any] = context.params
    folders = folders_of(options.pop("runs"))
    job = job_of(options)
    runs = [
        read_run(
            folder,
            name=echoed(folder),
            settings=job.checks,
            data=job.data,
            read_pictures=job.read_pictures,
            own_checks=job.own_checks,
        )
        for folder in folders
    ]
    for run in runs if not job.quiet else ():
        click.echo(f"{run.name}: {run.verdict.value}, {run.diagnosis.state.main}", err=True)
    aims = job.publishing.fail_on or ("fail",)
    judgement = judged(runs, None, aims, compared_with=None)
    return EXIT_GATE if closed(judgement, job.publishing, quiet=job.quiet) else 0


def _check_options(context: click.Context) -> None:
    """Raise UsageError for what would do nothing here, such as a file to write."""
    for option in context.command.params:
        source = context.get_parameter_source(option.name or "")
        if source is ParameterSource.COMMANDLINE and option.name not in TAKEN:
            raise click.UsageError(
                f"{option.opts[-1]} has no effect here: the hook judges runs and writes nothing. "
                "Leave it out."
            )
    if "regression" in context.params["fail_on"]:
        raise click.UsageError("The hook compares nothing. Give --fail-on fail or --fail-on warn.")


if __name__ == "__main__":
    main(lambda: judge_files(sys.argv[1:]))
