"""Engines: the same outcomes in the same order, and what fails costs itself only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reportgen.engine import Engine, Lost, engine_for
from reportgen.engine.choose import OneProcess
from reportgen.engine.pool import Pool
from reportgen.errors import ReportError
from tests.conftest import ROOT
from tests.engine import work


@pytest.fixture(params=["here", "pool"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return OneProcess() if request.param == "here" else Pool(2, pays_from=0.0)


def test_outcomes_come_in_the_order_of_the_items(engine: Engine) -> None:
    with engine:
        told = [outcome.result() for outcome in engine.results(work.doubled, range(100))]
    assert [number for number, _ in told] == [2 * number for number in range(100)]
    pids = {pid for _, pid in told}
    # This process learns what an item takes, and a pool does the rest.
    assert os.getpid() in pids
    assert (len(pids) > 1) == isinstance(engine, Pool)


def test_an_error_is_the_outcome_of_its_item(engine: Engine) -> None:
    with engine:
        outcomes = list(engine.results(work.failing, range(6)))
    assert [outcome.value for outcome in outcomes] == [0, 1, 2, None, None, 5]
    assert isinstance(outcomes[3].error, ReportError)
    with pytest.raises(Exception, match="the fourth"):
        outcomes[4].result()


def test_what_ends_its_process_costs_itself_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.engine.pool.LEARNT_AFTER", 0.0)
    monkeypatch.setattr("reportgen.engine.pool.SENT_TOGETHER", 1e6)  # fifty in one message
    with Pool(2, pays_from=0.0) as engine:
        outcomes = list(engine.results(work.deadly, range(60)))
    rest = [number for number in range(60) if number != work.POISON]
    assert [outcome.value for outcome in outcomes if not outcome.error] == rest
    assert isinstance(outcomes[work.POISON].error, Lost)
    assert "13 ended the process that read it" in str(outcomes[work.POISON].error)


def test_little_work_starts_no_process() -> None:
    with engine_for(8) as engine:
        told = [outcome.result() for outcome in engine.results(work.doubled, range(60))]
    assert {pid for _, pid in told} == {os.getpid()}


def test_one_job_is_this_process() -> None:
    assert isinstance(engine_for(1), OneProcess)


def test_where_no_process_starts_one_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*given: object, **told: object) -> None:
        raise OSError("no semaphores here")

    monkeypatch.setattr("reportgen.engine.pool.ProcessPoolExecutor", refuse)
    with (
        Pool(2, pays_from=0.0) as engine,
        pytest.raises(ReportError, match=r"No process could be started \(OSError\)"),
    ):
        list(engine.results(work.doubled, range(100)))


SCRIPT = """
import os
from pathlib import Path
from reportgen.engine.pool import Pool
from tests.engine import work
print('begun', flush=True)
elsewhere = set()
with Pool(2, pays_from=0.0) as engine:
    for outcome in engine.results(work.doubled, range(100_000)):
        place = outcome.result()[1]
        if place != os.getpid() and not elsewhere:
            elsewhere.add(place)
            print('at work', flush=True)
"""


def test_ctrl_c_ends_all_processes_at_once(tmp_path: Path) -> None:
    """The script has no guard: its processes must not run it again."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    assert process.stdout.readline() == "at work\n"
    os.killpg(process.pid, signal.SIGINT)
    assert process.stdout.read() == ""  # nothing is run again, and nobody holds the pipe
    assert process.wait(300) != 0
