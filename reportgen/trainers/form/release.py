"""Releases of a trainer: how they are told apart, and ranges of them."""

from __future__ import annotations

import re
from functools import lru_cache

VersionRange = tuple["str | None", "str | None"]
"""Oldest and newest release; None is an open end."""
ANY_RELEASE: VersionRange = (None, None)


@lru_cache(maxsize=1024)  # the same few hundred releases are compared thousands of times
def parse(version: str | None) -> tuple[int, ...] | None:
    """``8.3.92`` as (8, 3, 92), to compare by; None when it is no version."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})\.(\d{1,6})", version or "")
    return tuple(int(part) for part in found.groups()) if found else None


def is_from(versions: VersionRange, first: str) -> bool | None:
    """Whether a run was written by release `first` or a later one; None when that is not told."""
    oldest, newest, bound = parse(versions[0]), parse(versions[1]), parse(first)
    assert bound is not None
    if oldest and oldest >= bound:
        return True
    return False if newest and newest < bound else None


def meet(one: VersionRange, other: VersionRange) -> bool:
    """Whether two ranges have a release in common."""
    return not (_before(one[1], other[0]) or _before(other[1], one[0]))


def common(one: VersionRange, other: VersionRange) -> VersionRange | None:
    """The releases that two ranges have in common; None: none."""
    if not meet(one, other):
        return None
    oldest = max((v for v in (one[0], other[0]) if v), key=_order, default=None)
    newest = min((v for v in (one[1], other[1]) if v), key=_order, default=None)
    return oldest, newest


def _order(version: str) -> tuple[int, ...]:
    return parse(version) or ()


def _before(newest: str | None, oldest: str | None) -> bool:
    last, first = parse(newest), parse(oldest)
    return last is not None and first is not None and last < first
