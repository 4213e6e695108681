"""Paths on the command line: one that was meant."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import click

from reportgen.read.remote.address import Address, is_address

UNSET = "it is empty. Is a variable of the shell not set?"


class Place(click.Path):
    """A path, which need not be there. What is wrong with one is told when it is opened."""

    def __init__(self, **told: Any) -> None:
        """`told` is what click asks for besides."""
        super().__init__(path_type=Path, readable=False, **told)

    def convert(
        self,
        value: str | PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """The path, or the address.

        Fails with wrong usage for an empty one, which would be the current folder.
        """
        if not str(value):
            self.fail(UNSET, param, ctx)
        if is_address(str(value)):
            return Address(str(value))
        return super().convert(value, param, ctx)


class Target(Place):
    """A path to write to."""

    def convert(
        self,
        value: str | PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """The path. Fails with wrong usage for an option that follows in its place."""
        if str(value).startswith("--"):
            self.fail(f"{value} is an option. Name a file, ./{value} for this one.", param, ctx)
        if not self.dir_okay and str(value).endswith(("/", os.sep)):
            self.fail(f"{value} is a folder. Name a file in it.", param, ctx)
        return super().convert(value, param, ctx)


def told(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """What was given for an option that takes a name or a path; BadParameter for an empty one."""
    if value == "":
        raise click.BadParameter(UNSET, context, parameter)
    return value


def has_address(runs: Sequence[object], options: Mapping[str, Any]) -> bool:
    """Whether anything on the command line lies elsewhere than on this machine."""
    given = (*runs, *options.values())
    return any(isinstance(each, Address) for each in given) or is_address(options["baseline"] or "")
