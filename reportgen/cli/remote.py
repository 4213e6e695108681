"""Addresses on the command line: fetched before the job begins, and written to when it is done."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.publish import OUTPUTS
from reportgen.read.redact import show_as
from reportgen.read.remote.address import Address, is_address

if TYPE_CHECKING:
    from reportgen.output.site.far import FarSite

READ = ("data", "notes", "config")


@contextmanager
def brought_here(
    runs: Sequence[Path | Address], options: Mapping[str, Any]
) -> Iterator[tuple[tuple[Path, ...], dict[str, Any]]]:
    """The same command with local paths in place of addresses.

    What is written to an address is sent there at the end, whatever the exit code: a report that
    stops a pipeline is a report. Raises ReportError where an address cannot be reached.
    """
    if options["watch"]:
        raise click.UsageError("--watch needs folders of this machine. Leave the address out.")
    local = dict(options)
    fetched = _Fetched(options)
    for name in READ:
        local[name] = fetched.path(options[name])
    if is_address(options["baseline"] or ""):
        local["baseline"] = str(fetched.path(Address(options["baseline"])))
    with tempfile.TemporaryDirectory(prefix="reportgen-") as folder, _site(options) as site:
        targets = _targets(options, Path(folder))
        local |= {name: path for name, (path, _) in targets.items()}
        local["site"] = site.folder if site else options["site"]
        local["site_sent"] = site.send if site else None
        places = tuple(map(fetched.path, runs))
        _keep_what_is_read([address for _, address in targets.values()], fetched.known)
        try:
            yield places, local
        finally:
            _send(targets)
            if site and not _interrupted(sys.exc_info()[1]):
                site.send()


def _keep_what_is_read(targets: Sequence[Address], read: Mapping[Address, Path]) -> None:
    """Raise ReportError where a target is a file that was fetched; a report in a run is none."""
    from reportgen.read.kept import is_of_training, is_read

    for target in targets:
        for address, place in read.items():
            inside = target.below(address)
            local = place / (inside or "")
            if inside is not None and local.is_file() and (not inside or is_of_training(local)):
                raise is_read(str(target))


def _interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C ends the call. What it has made stands in the cache: the next one goes on."""
    return isinstance(error, KeyboardInterrupt) or isinstance(
        getattr(error, "__context__", None), KeyboardInterrupt
    )


def _site(options: Mapping[str, Any]) -> AbstractContextManager[FarSite | None]:
    """The site at an address that the command is to bring up to date, or nothing."""
    if not isinstance(options["site"], Address):
        return nullcontext()
    from reportgen.cli.site import say_waiting
    from reportgen.output.site.far import FarSite

    return FarSite(options["site"], options["cache"], say_waiting)


def _send(targets: Mapping[str, tuple[Path, Address]]) -> None:
    from reportgen.read.remote.target import send

    for path, address in targets.values():
        if path.is_file():
            send(path, address)


class _Fetched:
    """Local paths of addresses, each fetched once."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._cache: Path | None = options["cache"]
        self._quiet: bool = options["quiet"]
        self.known: dict[Address, Path] = {}
        """Local paths of the addresses that were fetched."""

    def path(self, given: Any) -> Any:
        """What was given, an address as its local path."""
        if not isinstance(given, Address):
            return given
        if given not in self.known:
            from reportgen.read.remote.bring import bring

            if not self._quiet:
                click.echo(f"Fetching {given}", err=True)
            self.known[given] = bring(given, self._cache, lambda text: click.echo(text, err=True))
        return self.known[given]


def _targets(options: Mapping[str, Any], folder: Path) -> dict[str, tuple[Path, Address]]:
    found = {}
    for name in OUTPUTS:
        if isinstance(address := options[name], Address):
            # Each has a folder of its own: two may be called the same.
            place = folder / name / (address.text.rstrip("/").rpartition("/")[2] or name)
            place.parent.mkdir()
            show_as(place, address.shown)
            found[name] = (place, address)
    return found
