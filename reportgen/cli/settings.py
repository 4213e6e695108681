"""What the command does with settings: finds those that count, shows them, writes a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.options import rules

if TYPE_CHECKING:
    from reportgen.config import Config, Departure
    from reportgen.rule import Rule


def config_of(options: Mapping[str, Any]) -> Config:
    """The settings that count for a call with these options. Says on stderr what is odd.

    Raises ReportError for settings that cannot be used.
    """
    from reportgen.config import effective_config

    config = effective_config(
        rules(),
        file=options["config"],
        options=options,
        found_settings=options["found_settings"],
    )
    if not options["quiet"]:
        for remark in config.remarks:
            click.echo(remark, err=True)
    return config


def departures_of(config: Config) -> tuple[Departure, ...]:
    """What these settings take from the checks or change in them."""
    from reportgen.config import departures

    return departures(config, rules())


def known_rules(options: Mapping[str, Any]) -> Sequence[Rule]:
    """All checks, the user's own among them."""
    return [*rules(), *config_of({**options, "quiet": True}).own_checks]


def shown_settings(options: Mapping[str, Any]) -> str:
    """The settings that count, in YAML, each with its origin."""
    from reportgen.config.show import shown

    return shown(config_of(options))


def write_sample_here() -> str:
    """Write a commented config into the current folder; what was done, in a sentence.

    Raises ReportError when there is one already.
    """
    from reportgen.config.sample import write_sample

    path = write_sample(Path(), rules())
    return f"{path} is written, with every setting as a comment. Delete the # before one to use it."
