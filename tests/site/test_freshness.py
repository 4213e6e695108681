"""Whether a run has changed: its times tell, and after a checkout its content."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.output.site.state import load
from reportgen.read.folder import freshness
from reportgen.read.folder.discover import FoundRun
from reportgen.read.folder.freshness import fingerprint, stamp
from tests.conftest import segment_row
from tests.page.parts import png
from tests.site.steps import publish, times

MakeRun = Callable[..., Path]
Capture = pytest.CaptureFixture[str]
CHECKED_OUT = (1_600_000_000, 1_600_000_000)


@pytest.fixture
def runs(make_run: MakeRun) -> list[Path]:
    """Two runs on one data set."""
    return [
        make_run(
            [segment_row(epoch, train__box_loss=first) for epoch in range(1, 21)],
            args={"data": "shrimp.yaml", "name": name},
            files={"BoxPR_curve.png": png(), "weights/best.pt": b"PK" + bytes(99_998)},
            name=f"runs/{name}",
        )
        for name, first in (("first", 3.0), ("second", 3.1))
    ]


def check_out(folder: Path) -> None:
    """Give all files another time, as a checkout does."""
    for path in folder.rglob("*"):
        os.utime(path, CHECKED_OUT)


def swap_byte(path: Path, place: int) -> None:
    """Another content of the same size; the time becomes that of a checkout."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    os.utime(path, CHECKED_OUT)


def reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the runs that are read from now on."""
    from reportgen.api import read_run

    read: list[str] = []

    def noted(*arguments: object, **options: object) -> object:
        read.append(str(options["name"]))
        return read_run(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("reportgen.api.judging.read_run", noted)
    return read


def as_found(folder: Path) -> FoundRun:
    return FoundRun(folder, folder.name, str(folder), True)


def test_a_checkout_reads_no_run_again(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    publish(capfd, site, *runs)
    before = {name: time for name, time in times(site).items() if name != "runs.json"}
    read = reading(monkeypatch)
    for _ in range(2):
        check_out(tmp_path / "runs")
        done = publish(capfd, site, *runs, now="1800000000")
        assert read == []
        assert "0 written, 4 unchanged" in done.err
    assert {name: time for name, time in times(site).items() if name != "runs.json"} == before
    # A copy of the site broke off within a page: that page is made again, and no other.
    torn, whole = sorted((site / "runs").glob("*.html"))
    content = torn.read_bytes()
    torn.write_bytes(content[:5_000])
    publish(capfd, site, *runs, now="1800000000")
    assert len(read) == 1
    assert torn.read_bytes() == content
    assert times(site)[f"runs/{whole.name}"] == before[f"runs/{whole.name}"]


def test_after_a_checkout_times_tell_it_again(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the first call after it opens files of the runs."""
    site = tmp_path / "site"
    publish(capfd, site, *runs)
    check_out(tmp_path / "runs")
    publish(capfd, site, *runs)
    monkeypatch.setattr(freshness, "read_bytes", lambda *_: pytest.fail("opened"))
    assert publish(capfd, site, *runs).code == 0


@pytest.mark.parametrize(
    ("file", "place"), [("results.csv", -3), ("BoxPR_curve.png", -20), ("weights/best.pt", 500)]
)
def test_a_change_that_keeps_the_size_is_seen(
    runs: list[Path],
    tmp_path: Path,
    capfd: Capture,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    place: int,
) -> None:
    site = tmp_path / "site"
    publish(capfd, site, *runs)
    read = reading(monkeypatch)
    check_out(tmp_path / "runs")
    swap_byte(runs[1] / file, place)
    publish(capfd, site, *runs)
    # Once for its page; the comparison is of both.
    assert sorted(read) == ["first", "second", "second"]


def test_a_file_that_the_options_name_counts_by_its_content(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data.yaml"
    data.write_text("names: [shrimp]\n")
    site = tmp_path / "site"
    publish(capfd, site, *runs, "--data", data)
    read = reading(monkeypatch)
    os.utime(data, CHECKED_OUT)
    publish(capfd, site, *runs, "--data", data)
    assert read == []
    data.write_text("names: [krilll]\n")
    publish(capfd, site, *runs, "--data", data)
    assert set(read) == {"first", "second"}


def test_of_large_weights_the_ends_are_compared(
    runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A zip has its checksums at its end."""
    monkeypatch.setattr(freshness, "MAX_WHOLE", 50_000)
    monkeypatch.setattr(freshness, "ENDS", 100)
    found, weights = as_found(runs[0]), runs[0] / "weights" / "best.pt"
    before = fingerprint(found), stamp(found)
    check_out(runs[0])
    assert fingerprint(found) == before[0]
    assert stamp(found) != before[1]
    swap_byte(weights, 99_950)
    assert fingerprint(found) != before[0]


def test_of_another_large_file_the_time_stands_for_it(
    runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "MAX_WHOLE", 50_000)
    found, weights = as_found(runs[0]), runs[0] / "weights" / "best.pt"
    weights.write_bytes(bytes(100_000))
    before = fingerprint(found)
    swap_byte(weights, 500)
    assert fingerprint(found) != before


def test_no_more_of_a_run_is_read_than_is_stated(
    runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "MAX_OF_RUN", 500)
    opened: list[int] = []

    def noted(path: Path, limit: int) -> bytes:
        opened.append(path.stat().st_size)
        return path.read_bytes()

    monkeypatch.setattr(freshness, "read_bytes", noted)
    before = fingerprint(as_found(runs[0]))
    assert 0 < sum(opened) <= 500
    swap_byte(runs[0] / "weights" / "best.pt", 500)
    assert fingerprint(as_found(runs[0])) != before, "of the rest the time is told"


def test_a_site_of_before_there_were_stamps_goes_on(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    told = publish(capfd, site, *runs).told
    for run in told["runs"]:
        assert run.pop("stamp")
    (site / "runs.json").write_text(json.dumps(told))
    assert {card.stamp for card in load(site).cards.values()} == {""}
    read = reading(monkeypatch)
    done = publish(capfd, site, *runs)
    assert read == []
    assert all(run["stamp"] for run in done.told["runs"])


@pytest.mark.parametrize("place", ["val", "first/val"])
def test_a_validation_that_comes_later_is_seen(runs: list[Path], place: str) -> None:
    found, other = map(as_found, runs)
    before = [(stamp(each), fingerprint(each)) for each in (found, other)]
    folder = runs[0].parent / place
    folder.mkdir()
    (folder / "args.yaml").write_text("mode: val\nmodel: runs/first/weights/best.pt\n", "utf-8")
    (folder / "confusion_matrix.png").write_bytes(png())
    assert stamp(found) != before[0][0]
    told = fingerprint(found)
    assert told != before[0][1]
    assert (stamp(other), fingerprint(other)) == before[1], "it is of another run"
    check_out(folder)
    assert fingerprint(found) == told
    swap_byte(folder / "confusion_matrix.png", -1)
    assert fingerprint(found) != told
