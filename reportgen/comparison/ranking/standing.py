"""Which runs have a place in a ranking: those that are sound, and that tests hold together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportgen.comparison.lineage.families import Family


def held_together(
    families: Iterable[int], tests: Iterable[tuple[int, int]]
) -> list[frozenset[int]]:
    """The families in parts, within each of which `tests` lead from one to another."""
    parts = [frozenset((family,)) for family in families]
    for pair in tests:
        touched = [part for part in parts if not part.isdisjoint(pair)]
        if len(touched) > 1:
            parts[parts.index(touched[0])] = touched[0] | touched[1]
            parts.remove(touched[1])
    return parts


def sound_values(
    values: Sequence[float | None], families: Sequence[Family], broken: frozenset[int]
) -> list[float | None]:
    """The values of runs without those of `broken` ones whose family has a sound run as well."""
    found = list(values)
    for family in families:
        if not broken.issuperset(family.runs):
            for run in broken.intersection(family.runs):
                found[run] = None
    return found
