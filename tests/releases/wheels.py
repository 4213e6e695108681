"""The published releases, and their wheels, one at a time and each only once."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from tests.releases.source import Facts, facts

PACKAGE = "ultralytics"
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


def published() -> list[str]:
    """All releases from 8.0.0 on that the registry offers, the oldest first."""
    told = subprocess.run(
        [*_PIP, "index", "versions", PACKAGE], capture_output=True, text=True, check=True
    ).stdout
    versions = set(re.findall(r"(?<![\d.])8\.\d+\.\d+(?=[,\s]|$)", told))
    return sorted(versions, key=order)


def order(version: str) -> tuple[int, ...]:
    """What releases are sorted by."""
    return tuple(int(part) for part in version.split("."))


def wheel(version: str, cache: Path) -> Path:
    """The wheel of a release, out of `cache` where it lies there already."""
    found = list(cache.glob(f"{PACKAGE}-{version}-*.whl"))
    if not found:
        wanted = f"{PACKAGE}=={version}"
        subprocess.run(
            [*_PIP, "download", "--quiet", "--no-deps", "--dest", str(cache), wanted], check=True
        )
        found = list(cache.glob(f"{PACKAGE}-{version}-*.whl"))
    return found[0]


def changes(versions: Sequence[str], read: Callable[[str], Facts], step: int) -> dict[str, Facts]:
    """Facts of the releases on both sides of every change.

    Every `step`th release is read, and between two that differ the middle, until the two are
    neighbours. What changes and changes back within a step is not seen.
    """
    known: dict[str, Facts] = {}

    def at(place: int) -> Facts:
        version = versions[place]
        if version not in known:
            known[version] = read(version)
        return known[version]

    def between(low: int, high: int) -> None:
        if high - low > 1 and at(low) != at(high):
            middle = (low + high) // 2
            at(middle)
            between(low, middle)
            between(middle, high)

    last = len(versions) - 1
    places = [*range(0, last, step), last]
    for low, high in pairwise(places):
        at(low), at(high)
        between(low, high)
    return {version: known[version] for version in versions if version in known}


def read_from(cache: Path) -> Callable[[str], Facts]:
    """A reader of releases' facts by way of their wheels in `cache`."""

    def read(version: str) -> Facts:
        return facts(wheel(version, cache))

    return read
