"""A hook for pre-commit: ``python -m reportgen.cli.hook [OPTIONS] FILE...`` judges committed runs.

pre-commit hands over files, such as runs/train/results.csv; the runs that they belong to are read
and judged, and nothing is written. Options are those of the command.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from reportgen.cli import main, reportgen
from reportgen.cli.job import job_of
from reportgen.cli.publish import EXIT_GATE, closed
from reportgen.read.redact import echoed


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

    options: dict[str, Any] = reportgen.make_context("reportgen", list(arguments)).params
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
    for run in runs:
        click.echo(f"{run.name}: {run.verdict.value}", err=True)
    aims = job.publishing.fail_on or ("fail",)
    return EXIT_GATE if closed(runs, None, aims, compared_with=None, quiet=job.quiet) else 0


if __name__ == "__main__":
    main(lambda: judge_files(sys.argv[1:]))
