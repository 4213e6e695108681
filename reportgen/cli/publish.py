"""What a pipeline takes from a call: a summary, results for its own pages, and whether to stop."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import filterfalse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import urlsplit

import click

from reportgen.cli.options import rules
from reportgen.cli.terminal.console import plain, say_first
from reportgen.output.formats import Format, Material, all_formats

if TYPE_CHECKING:
    from reportgen.api import Run
    from reportgen.comparison import Comparison
    from reportgen.config import Departure
    from reportgen.facts.run_facts import Facts
    from reportgen.gate import Aim, Judgement, Limit
    from reportgen.output.json import Reduced
    from reportgen.output.markdown import Decision
    from reportgen.rule import Rule

EXIT_GATE = 3
MOST_SAID = 10
OUTPUTS = ("output", *(form.option for form in all_formats()))
"""Options that name a file to be written."""


@dataclass(frozen=True)
class Publishing:
    """What is written beside the report for a pipeline, and what stops it."""

    forms: Mapping[Format, Path] = field(default_factory=dict)
    """The formats that are asked for, and where they go."""
    report_url: str | None = None
    fail_on: tuple[Aim, ...] = ()
    limits: tuple[Limit, ...] = ()
    """What metrics must keep (--require)."""
    junit_warnings: Literal["skip", "fail"] = "skip"
    """What warnings are in JUnit."""
    departures: tuple[Departure, ...] = ()
    """Checks that are off and thresholds that moved: what is said wherever the gate speaks."""

    @property
    def places(self) -> tuple[Path, ...]:
        """The files that are written."""
        return tuple(self.forms.values())


def publishing_of(options: Mapping[str, Any], departures: tuple[Departure, ...]) -> Publishing:
    """What the command's options say of it. Raises UsageError where they do not go together."""
    if "regression" in options["fail_on"] and not options["baseline"]:
        raise click.UsageError(
            "--fail-on regression needs something to compare with. Name it with --baseline."
        )
    if options["report_url"] and not options["markdown"]:
        raise click.UsageError("--report-url stands in a summary. Write one with --markdown.")
    return Publishing(
        forms={form: options[form.option] for form in all_formats() if options[form.option]},
        report_url=_checked(options["report_url"]),
        fail_on=options["fail_on"],
        limits=tuple(map(_limit, options["require"])),
        junit_warnings=options["junit_warnings"],
        departures=departures,
    )


def each_its_own(places: Mapping[str, Path | None]) -> None:
    """Raise UsageError where two options, told by their names, are to write the same file.

    They are the same by what they are: also where one is a link to the other, or standard output.
    """
    taken: dict[object, str] = {}
    for option, path in places.items():
        if path is None:
            continue
        place = _identity(path)
        if place in taken:
            raise click.UsageError(f"--{taken[place]} and --{option} name the same file. Name two.")
        taken[place] = option


def _identity(path: Path) -> object:
    """What a path leads to: a file that is there by its number, else the path without links."""
    try:
        found = os.fstat(1) if str(path) == "-" else path.stat()
    except (OSError, ValueError):
        return str(path) if str(path) == "-" else os.path.realpath(path)
    # Some file systems number nothing.
    return (found.st_dev, found.st_ino) if found.st_ino else os.path.realpath(path)


class MadeReport(NamedTuple):
    """What the report came to, for what is written beside it."""

    runs: Sequence[Run]
    told: Comparison | None
    against: str | None
    """The baseline that the user named: an older run, which stands in the summary and is no test
    and no result of its own."""
    reduced: Reduced
    gate: Judgement | None
    lost: Sequence[str]
    """What could not be read, where --strict asks for it."""


def forms(
    made: MadeReport, publishing: Publishing, title: str | None, *, strict: bool
) -> dict[Path, str]:
    """What is written beside the page, by path."""
    if not publishing.forms:
        return {}
    runs = made.runs
    new = [run for run in runs if not run.is_search and run.name != made.against] or runs
    material = Material(
        inputs=[run.page_input for run in runs],
        comparison=made.told,
        judged=[run.page_input for run in new],
        names=[run.name for run in new],
        rules=lambda: _all_rules(runs),
        title=title,
        report_url=publishing.report_url,
        reduced=made.reduced,
        gate=decided(made.gate, publishing, made.lost, strict=strict),
        departures=publishing.departures,
        warnings_fail=publishing.junit_warnings == "fail",
    )
    return {path: form.text(material) for form, path in publishing.forms.items()}


def judged(
    runs: Sequence[Run],
    told: Comparison | None,
    fail_on: Sequence[Aim],
    limits: Sequence[Limit] = (),
    *,
    compared_with: str | None,
) -> Judgement | None:
    """What speaks against the runs; None where no gate was asked for.

    Raises UsageError for a limit on a metric that there is not.
    """
    if not fail_on and not limits:
        return None
    from reportgen.gate import judge

    trained = [run for run in runs if not run.is_search]
    facts, names = [run.facts for run in trained], [run.name for run in trained]
    _refuse_unknown_metrics(limits, facts)
    return judge(
        fail_on,
        facts,
        [run.findings for run in trained],
        diagnoses=[run.diagnosis for run in trained],
        comparison=told,
        baseline=names.index(compared_with) if compared_with in names else None,
        limits=limits,
    )


def _refuse_unknown_metrics(limits: Sequence[Limit], facts: Sequence[Facts]) -> None:
    from reportgen.gate import unknown_metric

    for limit in limits:
        meant = unknown_metric(limit, facts)
        if meant is not None:
            raise click.UsageError(f"There is no metric named {limit.metric}.{meant}")


def decided(
    judgement: Judgement | None, publishing: Publishing, lost: Sequence[str], *, strict: bool
) -> Decision | None:
    """What the summary tells of the gate: all that sets the exit code; None where nothing may."""
    options = [
        *(f"--fail-on {aim}" for aim in dict.fromkeys(publishing.fail_on)),
        *(f"--require {limit}" for limit in publishing.limits),
        *["--strict"] * strict,
    ]
    if not options:
        return None
    from reportgen.output.markdown import Decision

    if judgement is None:
        return Decision(tuple(options), tuple(lost))
    reasons = (*judgement.reasons, *lost)
    departures = publishing.departures
    return Decision(tuple(options), reasons, judgement.undecided, departures, judgement.states)


def closed(judgement: Judgement | None, publishing: Publishing, *, quiet: bool) -> bool:
    """Whether the gate stops the pipeline; says why, what could not be decided, and what is off.

    What settings took from the gate is said even to those who want to hear nothing but errors.
    """
    if judgement is None:
        return False
    _list(
        "Judged with other settings than the defaults (--fail-on):",
        [departure.sentence for departure in publishing.departures],
        most=len(publishing.departures),
    )
    if not quiet:
        _list("State (--fail-on):", judgement.states)
    from reportgen.gate import NOT_DECIDED

    said = (f"{NOT_DECIDED}: {text}" for text in judgement.undecided)
    _list("", list(filterfalse(judgement.reasons.__contains__, said)))
    asked = ["--fail-on"] * bool(publishing.fail_on) + ["--require"] * bool(publishing.limits)
    _list(f"Failed ({', '.join(asked or ['--fail-on'])}):", judgement.reasons)
    return bool(judgement.reasons)


def _list(heading: str, sentences: Sequence[str], *, most: int = MOST_SAID) -> None:
    """Say some sentences under a heading; nothing where there are none."""
    if sentences and heading:
        click.echo(heading, err=True)
    indent = "  " if heading else ""
    say_first(list(map(plain, sentences)), most, "{} more, in the report", indent)


def _limit(text: str) -> Limit:
    from reportgen.gate import limit_of

    try:
        return limit_of(text)
    except ValueError:
        raise click.UsageError(
            f"--require {text!r} is no limit. Write one such as 'mAP50-95(M) >= 0.45'."
        ) from None


def _checked(url: str | None) -> str | None:
    """An address that a reader can open, without a password that everyone would read."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        is_of_page = parts.hostname and parts.scheme.lower() in ("http", "https")
    except ValueError:
        is_of_page = False
    if not is_of_page:
        raise click.UsageError(
            "--report-url is no address of a page. Give one such as https://example.org/report.html."
        )
    if "@" in parts.netloc:
        raise click.UsageError(
            "--report-url holds a user name or a password, which everyone could read. Leave it out."
        )
    return url


def _all_rules(runs: Sequence[Run]) -> Sequence[Rule]:
    """The checks of the guide, then the user's own."""
    from reportgen.rule import rules_of

    own = [function for run in runs[:1] for function in run.own_checks]
    return rules_of([*(rule.function for rule in rules()), *own])
