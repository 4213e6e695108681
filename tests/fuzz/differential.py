"""What must be the same of a damaged run: ``python -m tests.fuzz --same N``.

One process and a pool write the same JSON; the page holds what the JSON says; a report that is read
back tells the results and the findings of the run that it was made of.
"""

from __future__ import annotations

import json
import random
import tempfile
import traceback
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.kill import command
from tests.fuzz.mutate import damage
from tests.fuzz.run import copied, sources
from tests.support.command import Hangs
from tests.support.old_reports import embedded_in


@dataclass
class Same:
    """What was compared, and what was not the same."""

    cases: int = 0
    compared: int = 0
    """Groups of runs that gave a report."""
    read_back: int = 0
    """Reports that were read back."""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The figures in a line."""
        return (
            f"{self.cases} groups of damaged runs: {self.compared} gave a report, the same by one "
            f"process, by a pool and in the page; {self.read_back} read back; "
            f"{len(self.faults)} differences"
        )


def differences(seeds: Sequence[int], folders: Sequence[Path] | None = None) -> Same:
    """Compare a group of two damaged runs a seed."""
    tally, known = Same(), list(folders or sources())
    for seed in seeds:
        chance = random.Random(seed)
        tally.cases += 1
        with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            place = Path(name)
            (place / "runs").mkdir()
            for run in ("a", "b"):
                damage(copied(chance.choice(known), place / "runs" / run, chance), chance)
            try:
                _compare(place, tally)
            except (Exception, Hangs):
                words = traceback.format_exc().strip().splitlines()
                tally.faults.append(f"seed {seed}: {' | '.join(words[-3:])}")
    return tally


def _compare(place: Path, tally: Same) -> None:
    one, pool = (_written(place, name, jobs) for name, jobs in (("one", 1), ("pool", 2)))
    assert (one is None) == (pool is None), "one process and a pool end otherwise"
    if one is None:
        return
    tally.compared += 1
    assert one == pool, "one process and a pool tell otherwise"
    html = (place / "one.html").read_text(encoding="utf-8")
    # A search stands last on the page.
    held, told = (
        sorted(runs, key=lambda run: run["name"])
        for runs in (embedded_in(html)["runs"], one["runs"])
    )
    assert held == told, "the page holds otherwise than the JSON"
    back = _written(place, "back", 1, place / "one.json")
    assert back is not None, "our own report is declined"
    tally.read_back += 1
    for run, again in zip(one["runs"], back["runs"], strict=True):
        assert _results(run) == _results(again), "results are read back otherwise"
        assert _judged(run) == _judged(again), "a report that is read back is judged otherwise"


def _written(place: Path, name: str, jobs: int, *given: Path) -> Any:
    """The JSON of a call; None where it wrote none."""
    html, text = place / f"{name}.html", place / f"{name}.json"
    runs = given or (place / "runs",)
    code = command([*runs, "-o", html, "--json", text, "-j", jobs])
    return None if code else json.loads(text.read_text(encoding="utf-8"))


def _results(run: Mapping[str, Any]) -> Any:
    return run["results"]


def _judged(run: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Checks with their verdicts."""
    return [(each["check"], each["head"], each["verdict"]) for each in run["findings"]]
