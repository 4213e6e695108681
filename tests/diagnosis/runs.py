"""Every run there is, read and diagnosed once a session: from results.csv, without pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from reportgen.checks import all_rules
from reportgen.diagnosis import Diagnosis, diagnose
from reportgen.errors import ReportError
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.rule import Finding
from tests.conftest import SAMPLES, shared
from tests.diagnosis.made import made
from tests.diagnosis.other_trainers import logs
from tests.diagnosis.threads.every_situation import SITUATIONS

MADE = (*range(40), 716)
"""Seeds of the runs that are made by chance: of 1,500 that were tried 716 once broke a rule."""
TABLES = ("results.csv", "results.txt", "metrics.csv")
"""What the tables of a training are called, by Ultralytics, YOLOv7 and RF-DETR."""
CORPORA = ("real-runs", "real-runs-2", "labelled", "trained", "cases/threads")


class Diagnosed(NamedTuple):
    """A run with what is said of it."""

    folder: Path
    facts: Facts
    findings: list[Finding]
    told: Diagnosis

    @property
    def name(self) -> str:
        """Where it lies, for a message."""
        return "/".join(self.folder.parts[-4:])

    @property
    def advice(self) -> str:
        """Headline, steps and commands in one text."""
        steps = [f"{s.title} {s.reason} {s.command}" for s in self.told.steps]
        return " ".join([self.told.headline, *steps])


def diagnosed(folder: Path, *, pictures: bool = False) -> Diagnosed:
    """A folder read, judged and diagnosed."""
    return judged(Facts(replace(read_run(folder), reads_plots=pictures)))


def judged(facts: Facts) -> Diagnosed:
    """What is said of a run that is read."""
    findings = evaluate(all_rules(), facts)
    return Diagnosed(facts.run.folder, facts, findings, diagnose(facts, findings))


@cache
def every_run() -> tuple[Diagnosed, ...]:
    """All runs of all corpora, and logs of other trainers.

    The sample runs and the logs alone where there is no shared material.
    """
    with TemporaryDirectory() as folder:
        return (*_every_run(), *map(diagnosed, logs(Path(folder))))


@cache
def every_and_made() -> tuple[Diagnosed, ...]:
    """Every run there is, the situations that people asked about, and some made by chance."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        asked = [diagnosed(make().write(place / name)) for name, (make, _, _) in SITUATIONS.items()]
        chance = [diagnosed(made(seed, place / f"made-{seed}")) for seed in MADE]
    return (*every_run(), *asked, *chance)


def _every_run() -> Iterator[Diagnosed]:
    root = shared()
    places = [SAMPLES, *(root / corpus for corpus in (CORPORA if root else ()))]
    for place in places:
        for path in sorted(each for name in TABLES for each in place.rglob(name)):
            try:
                yield diagnosed(path.parent)
            except ReportError:
                continue
