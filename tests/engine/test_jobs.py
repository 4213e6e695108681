"""``--jobs``: what is written does not depend on it."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reportgen.api import read_run
from reportgen.api.judging import Reading, judged_runs
from reportgen.engine.choose import OneProcess
from reportgen.engine.pool import Pool
from reportgen.output.json import to_json
from reportgen.read.folder.discover import open_runs
from tests.conftest import SAMPLES

OWN = '''
from reportgen import Outcome, Verdict, check

@check(id="shop-rule", title="Own", guide="Own")
def shop_rule(run_name: str) -> Outcome:
    """Do as the shop does."""
    return Outcome(Verdict.WARN, run_name)
'''


@pytest.fixture
def own_checks(tmp_path: Path) -> tuple[object, ...]:
    from reportgen.checks import all_rules
    from reportgen.config.own import load_own_checks

    file = tmp_path / "own.py"
    file.write_text(OWN, encoding="utf-8")
    return tuple(rule.function for rule in load_own_checks([file], all_rules()))


def test_runs_of_a_pool_are_those_of_one_process(
    tmp_path: Path, own_checks: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.engine.pool.LEARNT_AFTER", 0.0)
    for number in range(3):
        shutil.copytree(SAMPLES / "detect", tmp_path / f"runs/{number}")
    told = []
    with open_runs([tmp_path / "runs"]) as found:
        reading = Reading(own_checks=own_checks)  # type: ignore[arg-type]
        for engine in (OneProcess(), Pool(2, pays_from=0.0)):
            with engine:
                runs = [each.result() for each in judged_runs(found, reading, engine)]
            assert all(run.own_checks == own_checks for run in runs)
            told.append(to_json([run.page_input for run in runs], None))
        plain = read_run(found[0].folder, name=found[0].name)
    assert told[0] == told[1]
    assert '"shop-rule"' in told[1]
    assert "shop-rule" not in {finding.check for finding in plain.findings}


class Far(OneProcess):
    """Another machine: what it sends is counted."""

    far = True

    def __init__(self) -> None:
        self.sent = 0

    def results(self, work: Any, items: Any) -> Iterator[Any]:
        for outcome in super().results(*pickle.loads(pickle.dumps((work, items)))):
            content = pickle.dumps(outcome)
            self.sent += len(content)
            yield pickle.loads(content)


def test_runs_from_another_machine_are_the_same_and_come_packed() -> None:
    far = Far()
    told = []
    with open_runs([SAMPLES / "segment-good"]) as found:
        reading = Reading(spare=True)
        for engine in (OneProcess(), far):
            runs = [each.result() for each in judged_runs(found, reading, engine)]
            told.append(to_json([run.page_input for run in runs], None))
        plain = sum(len(pickle.dumps(each)) for each in judged_runs(found, reading, OneProcess()))
    assert told[0] == told[1]
    table = runs[0].table
    assert table is not None
    saved = sum(values.nbytes for values in table.columns.values())
    assert far.sent < plain - saved / 2
