"""A cluster of real processes: scheduler and workers as a user starts them."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from socket import socket

import pytest

from reportgen.engine import Lost
from reportgen.engine.cluster import Cluster
from reportgen.errors import ReportError
from tests.conftest import ROOT
from tests.engine import work

# Asked without an import: of several processes of tests each would pay for it.
pytestmark = pytest.mark.skipif(find_spec("distributed") is None, reason="needs distributed")
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "OPENBLAS_NUM_THREADS": "1",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
}


def started(place: Path, *command: str) -> subprocess.Popen[bytes]:
    log = (place / f"{time.monotonic_ns()}.log").open("wb")
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
        env=ENVIRONMENT,
        cwd=place,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(300)


class Running:
    """A scheduler that answers, and two workers that are on their way."""

    def __init__(self, place: Path, workers: int = 2) -> None:
        from distributed.utils import json_load_robust

        # The scheduler takes a port that is free and says which in a file, as on real clusters.
        told = ("--no-dashboard", "--scheduler-file", str(place / "scheduler.json"))
        scheduler = ("--host", "127.0.0.1", "--port", "0", "--idle-timeout", "120s")
        self.scheduler = started(place, "scheduler", *told, *scheduler)
        options = (*told, "--nthreads", "1", "--death-timeout", "300")
        self.workers = [started(place, "worker", *options) for _ in range(workers)]
        self.address = json_load_robust(place / "scheduler.json", timeout=300)["address"]

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            ended(process)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    cluster = Running(tmp_path)
    try:
        yield cluster
    finally:
        cluster.close()


def test_a_killed_worker_costs_nothing_and_a_deadly_run_itself(running: Running) -> None:
    with Cluster(running.address) as engine:
        found = []
        for outcome in engine.results(work.doubled, range(300)):
            found.append(outcome.result())
            if len(found) == 60:
                os.kill(found[-1][1], signal.SIGKILL)
        assert [number for number, _ in found] == [2 * number for number in range(300)]
        assert os.getpid() not in {pid for _, pid in found}
        outcomes = list(engine.results(work.deadly, range(20)))
    rest = [number for number in range(20) if number != work.POISON]
    assert [outcome.value for outcome in outcomes if not outcome.error] == rest
    assert isinstance(outcomes[work.POISON].error, Lost)


@pytest.fixture
def no_collections() -> Iterator[None]:
    """Python looks for no cycles, as the command hardly ever does."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collections")
def test_workers_keep_nothing_that_they_have_sent(running: Running) -> None:
    with Cluster(running.address) as engine:
        assert len([*engine.results(work.doubled, range(400))]) == 400
        for _ in range(2400):  # That it may go arrives a little later.
            if not any(kept := engine._client.run(work.kept).values()):
                break
            time.sleep(0.05)
    assert [*kept] == [0, 0]


def test_a_scheduler_that_goes_away_is_one_sentence(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []

    def read_on() -> None:
        with Cluster(running.address) as engine:
            for outcome in engine.results(work.doubled, range(3000)):
                found.append(outcome.result())
                if len(found) == 80:
                    # Not before: on a busy machine the workers are longer on their way.
                    monkeypatch.setattr("reportgen.engine.cluster.SILENT_SECONDS", 2)
                    ended(running.scheduler)

    with pytest.raises(ReportError, match=r"went away; \d+ of 3000 runs were read"):
        read_on()
    assert len(found) >= 80


@pytest.mark.parametrize("lost", [CancelledError(), TimeoutError()])
def test_a_scheduler_that_goes_away_with_what_was_done_is_one_sentence(
    running: Running, monkeypatch: pytest.MonkeyPatch, lost: Exception
) -> None:
    """Between the last look at a task and the taking of what it gave."""

    def out_of_reach(*_: object, **__: object) -> None:
        raise lost

    monkeypatch.setattr("distributed.Future.result", out_of_reach)
    with (
        pytest.raises(ReportError, match="went away; 0 of 3 runs were read"),
        Cluster(running.address) as engine,
    ):
        list(engine.results(work.doubled, range(3)))


def test_versions_that_differ_are_refused(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.engine.cluster.__version__", "99.0")
    with pytest.raises(ReportError, match=r"has reportgen .*, this process reportgen 99\.0"):
        Cluster(running.address).__enter__()
    monkeypatch.setattr("reportgen.engine.cluster.versions", work.absent)
    with pytest.raises(ReportError, match="cannot load reportgen"):
        Cluster(running.address).__enter__()


def test_no_scheduler_and_no_workers_are_one_sentence_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.engine.cluster.CONNECT_SECONDS", 3)
    monkeypatch.setattr("reportgen.engine.cluster.WORKERS_SECONDS", 1)
    with closing(socket()) as silent:
        silent.bind(("127.0.0.1", 0))  # Its own, and nobody listens there.
        with pytest.raises(ReportError, match="No scheduler answers at tcp://127"):
            Cluster(f"tcp://127.0.0.1:{silent.getsockname()[1]}").__enter__()
    monkeypatch.setattr("reportgen.engine.cluster.CONNECT_SECONDS", 15)
    alone = Running(tmp_path, workers=0)
    try:
        with pytest.raises(ReportError, match=f"has no workers. Start .* {alone.address}"):
            Cluster(alone.address).__enter__()
    finally:
        alone.close()


def test_a_cluster_of_this_machine_reads_the_same(tmp_path: Path) -> None:
    """Through the command, as ``--cluster local``."""
    from tests.benchmarks.scale import make_runs

    make_runs(tmp_path / "runs", 5, epochs=30, arguments=True)
    pages = []
    for options in ((), ("--cluster", "local", "-j", "2")):
        page = tmp_path / f"{len(pages)}.html"
        command = [sys.executable, "-m", "reportgen", tmp_path / "runs", "-q", "-o", page]
        subprocess.run([*command, *options], check=True, env=ENVIRONMENT, timeout=300)
        pages.append(page.read_bytes())
    assert pages[0] == pages[1]


def test_without_the_extra_one_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ReportError, match=r"pip install yolo-reportgen\[cluster\]"):
        Cluster("local").__enter__()
