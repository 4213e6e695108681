"""A site whose files are damaged is gone on from: ``python -m tests.fuzz --sites N``."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.kill import command, make_runs
from tests.fuzz.mutate import MAX_SIZE, cut, json_values, some_bytes
from tests.support.command import Hangs


@dataclass
class Sites:
    """What came of the damaged sites."""

    cases: int = 0
    mended: int = 0
    """Sites that list all runs again after the next call."""
    declined: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The figures in a line."""
        return (
            f"{self.cases} damaged sites: {self.mended} whole after the next call, "
            f"{self.declined} declined in a sentence, {len(self.faults)} faults"
        )


def fuzz_sites(seeds: Sequence[int]) -> Sites:
    """Damage a file of a site a seed, and publish into it again."""
    tally = Sites()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        runs = make_runs(place / "runs", 3)
        command([runs, "--site", place / "sound"])
        for seed in seeds:
            tally.cases += 1
            shutil.copytree(place / "sound", place / "site")
            try:
                what = _damage(place / "site", random.Random(seed))
                _publish(runs, place / "site", tally)
            except (Exception, Hangs):
                words = traceback.format_exc().strip().splitlines()
                tally.faults.append(f"seed {seed} ({what}): {' | '.join(words[-3:])}")
            shutil.rmtree(place / "site")
    return tally


def _damage(site: Path, chance: random.Random) -> str:
    """Damage a file, the state most often; which it was."""
    files = sorted(path for path in site.rglob("*") if path.is_file() and path.name[0] != ".")
    path = site / "runs.json" if chance.random() < 0.7 else chance.choice(files)
    kind = chance.choice((json_values, json_values, some_bytes, cut))
    kind = kind if path.suffix == ".json" or kind is not json_values else some_bytes
    path.write_bytes(kind(path.read_bytes(), chance)[:MAX_SIZE])
    return f"{path.name}: {kind.__name__}"


def _publish(runs: Path, site: Path, tally: Sites) -> None:
    """The next call: every run is listed and has its page, or one sentence was said."""
    code = command([runs, "--site", site])
    if code:
        assert code == 1, f"exit code {code}"
        tally.declined += 1
        return
    told = json.loads((site / "runs.json").read_text(encoding="utf-8"))["runs"]
    assert {run.name for run in runs.iterdir()} <= {run["name"] for run in told}, "a run is lost"
    for run in told:
        page = site / f"runs/{run['slug']}.html"
        if page.exists():
            assert page.read_bytes().endswith(b"</html>\n"), "a page is torn"
    tally.mended += 1
