"""A run that another process has read is judged as one that was read here."""

from __future__ import annotations

import pickle
from pathlib import Path

from reportgen.api.judging import Reading, _judged
from reportgen.api.reading import read_run
from reportgen.output.json import to_json
from reportgen.read.folder.discover import FoundRun
from tests.conftest import SAMPLES, shared
from tests.diagnosis.runs import CORPORA

SPARE = Reading(spare=True, read_pictures=False)
"""As a call of many runs reads them: what is asked of a run later is told anew from its table."""
EVERY = 9
"""Of the shared runs one of so many is read; the tasks lie close together in them."""


def _folders() -> list[Path]:
    samples = sorted(path.parent for path in SAMPLES.rglob("results.csv"))
    root = shared()
    places = [root / corpus for corpus in CORPORA] if root else []
    others = sorted(path.parent for place in places for path in place.rglob("results.csv"))
    classes = [folder for folder in others if "classify" in folder.parts][::2]
    return [*samples, *classes, *others[::EVERY]]


def test_a_run_of_another_process_is_judged_alike() -> None:
    for folder in _folders():
        here = read_run(folder, read_pictures=False)
        found = FoundRun(folder, here.name, str(folder), named=True)
        there = pickle.loads(pickle.dumps(_judged(SPARE, found)))
        assert to_json([here.page_input]) == to_json([there.page_input]), folder
