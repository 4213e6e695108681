"""``--cache``: a second call reads what has changed, and shows nothing that is no longer so."""

from __future__ import annotations

import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from reportgen.api.judging import Reading
from reportgen.api.keeping.coded import Coder, Uncoded
from reportgen.api.keeping.store import Kept
from reportgen.api.run import Run
from reportgen.cli.job import Job
from reportgen.engine.choose import OneProcess
from reportgen.read.folder.discover import open_runs
from tests.conftest import SAMPLES, segment_row
from tests.support.command import command
from tests.support.reports import render_report

MakeRun = Callable[..., Path]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def runs(make_run: MakeRun) -> Path:
    """A folder of three runs, some days old."""
    for number in range(3):
        rows = [segment_row(epoch, train__box_loss=3 + number / 10) for epoch in range(1, 21)]
        folder = make_run(rows, name=f"runs/{number}")
    return folder.parent


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the runs that are read."""
    from reportgen.api import read_run

    names: list[str] = []

    def noted(*arguments: object, **options: object) -> object:
        names.append(str(options["name"]))
        return read_run(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("reportgen.api.judging.read_run", noted)
    return names


def judged(place: Path, cache: Path, reading: Reading | None = None) -> list[Run]:
    reading = reading or Reading()
    with open_runs([place]) as found:
        kept = Kept(cache, reading)
        return [each.result() for each in kept.judged(found, OneProcess())]


def entries(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.json"))


def test_a_second_call_reads_what_has_changed_and_writes_the_same_report(
    runs: Path, tmp_path: Path, capfd: Capture, read: list[str]
) -> None:
    def report(*options: object) -> str:
        return command(tmp_path, capfd, runs, "-j", 1, *options).html

    first = report("--cache", tmp_path / "cache")
    assert sorted(read) == ["0", "1", "2"]
    assert report("--cache", tmp_path / "cache") == first
    assert len(read) == 3
    results = runs / "1" / "results.csv"
    results.write_text(results.read_text("utf-8").replace("2.9", "2.8"), "utf-8")
    changed = report("--cache", tmp_path / "cache")
    assert read[3:] == ["1"]
    assert changed == report() != first


def test_only_the_content_counts_where_times_have_changed(
    runs: Path, tmp_path: Path, read: list[str]
) -> None:
    results = runs / "2" / "results.csv"
    before = results.stat()
    judged(runs, tmp_path / "cache")
    for path in runs.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    judged(runs, tmp_path / "cache")
    assert len(read) == 3
    # Another content of the same size, and a program that sets the time back.
    results.write_text(results.read_text("utf-8").replace("2.9", "2.8"), "utf-8")
    os.utime(results, ns=(before.st_atime_ns, before.st_mtime_ns))
    judged(runs, tmp_path / "cache")
    assert read[3:] == ["2"]


def test_what_changes_while_it_is_read_is_read_again(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was made of it then: what is kept is of the files before."""
    from reportgen.api import judging

    results = runs / "0" / "results.csv"
    original = judging._judged

    def meanwhile(reading: Reading, found: object) -> Run:
        run = original(reading, found)  # type: ignore[arg-type]
        results.write_text(results.read_text("utf-8").replace("2.9", "2.8"), "utf-8")
        return run

    monkeypatch.setattr(judging, "_judged", meanwhile)
    judged(runs / "0", tmp_path / "cache")
    monkeypatch.setattr(judging, "_judged", original)
    (run,) = judged(runs / "0", tmp_path / "cache")
    assert run.table is not None
    assert run.table.columns["train/cls_loss"][0] == 2.8


@pytest.mark.parametrize(
    "other",
    [
        Reading(settings={"erratic": None}),
        Reading(show_paths=True),
        Reading(read_pictures=False),
    ],
)
def test_other_settings_read_anew(
    runs: Path, tmp_path: Path, read: list[str], other: Reading
) -> None:
    judged(runs / "0", tmp_path / "cache")
    (run,) = judged(runs / "0", tmp_path / "cache", other)
    assert read == ["0", "0"]
    assert run.settings == other.settings


def test_another_release_reads_anew(
    runs: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(runs / "0", tmp_path / "cache")
    monkeypatch.setattr("reportgen.api.keeping.store.release", lambda: "another")
    judged(runs / "0", tmp_path / "cache")
    assert read == ["0", "0"]
    assert len(entries(tmp_path / "cache")) == 1, "the cache grows with runs, not with calls"


def sealed(entry: Path, told: object) -> bytes:
    """An entry with another content, as somebody would write it who knows how."""
    head = json.loads(entry.read_bytes().partition(b"\n")[0])
    rest = zlib.compress(json.dumps(told).encode())
    return json.dumps(head | {"sum": sha256(rest).hexdigest()}).encode() + b"\n" + rest


DAMAGES: dict[str, Callable[[Path], bytes]] = {
    "empty": lambda _: b"",
    "no JSON": lambda _: b"\x00\n",
    "no mapping": lambda _: b"[]\nx",
    "deep": lambda _: b"[" * 100_000,
    "cut": lambda entry: entry.read_bytes()[:-9],
    "a bit": lambda entry: entry.read_bytes()[:-9] + b"\x01" + entry.read_bytes()[-8:],
    "not deflated": lambda entry: entry.read_bytes().partition(b"\n")[0] + b"\nx",
    "no run": lambda entry: sealed(entry, {"run": 1, "classes": []}),
    "no such class": lambda entry: sealed(entry, {"run": 1, "classes": ["reportgen.rule:Nix"]}),
    "a call": lambda entry: sealed(
        entry, {"run": ["named", 0, "x"], "classes": ["reportgen.read.bounded:read_bytes"]}
    ),
    "of another package": lambda entry: sealed(
        entry, {"run": ["made", 0, {}], "classes": ["subprocess:Popen"]}
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_costs_itself(
    runs: Path, tmp_path: Path, read: list[str], damage: str
) -> None:
    cache = tmp_path / "cache"
    before = judged(runs, cache)
    broken = entries(cache)[1]
    broken.write_bytes(DAMAGES[damage](broken))
    after = judged(runs, cache)
    assert len(read) == 4
    assert [run.findings for run in after] == [run.findings for run in before]
    judged(runs, cache)
    assert len(read) == 4, "it was written anew"


@pytest.mark.parametrize("sample", ["segment-pictures", "segment-short", "semantic"])
def test_a_run_comes_back_as_it_was(sample: str, tmp_path: Path, read: list[str]) -> None:
    first, again = (judged(SAMPLES / sample, tmp_path / "cache")[0] for _ in range(2))
    assert len(read) == 1
    assert "findings" in again.__dict__, "it is not judged again"
    assert "evidence" in again.__dict__
    assert again.failures is not first.failures
    assert render_report([again]) == render_report([first])


def test_a_run_of_an_archive_is_known_by_its_content(
    runs: Path, tmp_path: Path, read: list[str]
) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "all"), "zip", runs))
    judged(archive, tmp_path / "cache")
    again = judged(archive, tmp_path / "cache")
    assert len(read) == 3
    assert len({run.folder for run in again}) == 3


def test_a_training_that_goes_on_and_pictures_elsewhere_are_looked_at_each_time(
    runs: Path, tmp_path: Path, capfd: Capture, read: list[str]
) -> None:
    cache, now = tmp_path / "cache", time.time()
    (runs / "0" / "args.yaml").write_text("task: segment\nepochs: 50\n", encoding="utf-8")
    os.utime(runs / "0" / "args.yaml", (now - 200, now - 200))
    for _ in range(2):
        judged(runs / "0", cache)
    assert read == ["0", "0"]
    (tmp_path / "data.yaml").write_text("names: [cat]\n", encoding="utf-8")
    for _ in range(2):
        command(tmp_path, capfd, runs / "1", "--data", tmp_path / "data.yaml", "--cache", cache)
    assert entries(cache) == []


def test_two_calls_at_once_leave_whole_entries(runs: Path, tmp_path: Path, read: list[str]) -> None:
    cache = tmp_path / "cache"
    threads = [Thread(target=judged, args=(runs, cache)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read.clear()
    judged(runs, cache)
    assert read == []
    assert not list(cache.rglob(".part-*"))


def test_values_come_back_as_they_were(tmp_path: Path) -> None:
    values: Sequence[object] = (
        (1, [2.5, None], {"a": {True}, 1: frozenset({"b"})}, b"\x00", "ü\ud800"),
        float("inf"),
        tmp_path / "x" / "y",
        Path("elsewhere"),
        np.float64(0.1),
    )
    coder = Coder(tmp_path, ())
    told = json.loads(json.dumps(coder.written(values)))
    assert Coder(tmp_path, (), coder.classes).read(told) == values
    moved = Coder(Path("/other"), ()).read(told)
    assert moved[2] == Path("/other/x/y")
    array = np.arange(6, dtype=np.int64).reshape(2, 3)
    back = coder.read(coder.written(array))
    assert (back.dtype, back.tolist()) == (array.dtype, array.tolist())
    for none_of_ours in (object(), np.array([object()]), lambda: None, Job):
        with pytest.raises(Uncoded):
            coder.written(none_of_ours)
