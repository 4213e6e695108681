"""Several calls on one site at once, and calls that are killed: no page is lost, none unlisted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reportgen.lock import held
from reportgen.output.site.folder import Folder
from tests.conftest import segment_row

MakeRun = Callable[..., Path]
START = [sys.executable, "-c", "from reportgen.cli import main\nmain()"]


def begin(site: Path, runs: Sequence[Path], *more: str) -> subprocess.Popen[str]:
    command = [*START, *map(str, runs), "--site", str(site), "--no-read-pictures", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> str:
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def several(make_run: MakeRun, number: int) -> list[Path]:
    """Runs that are no copies of each other."""
    return [
        make_run(
            [segment_row(epoch, 20, time=float(place * 100 + epoch)) for epoch in range(1, 9)],
            name=f"run{place}",
            args={"seed": place},
        )
        for place in range(number)
    ]


def assert_whole(site: Path, names: Sequence[str]) -> None:
    """Every run is listed once, has its page, and is in the index; nothing else lies there."""
    told = json.loads((site / "runs.json").read_text(encoding="utf-8"))
    assert sorted(run["name"] for run in told["runs"]) == sorted(names)
    index = (site / "index.html").read_text(encoding="utf-8")
    pages = sorted(f"runs/{path.name}" for path in (site / "runs").iterdir())
    assert pages == sorted(f"runs/{run['slug']}.html" for run in told["runs"])
    for page in pages:
        assert page in index
        assert (site / page).read_text(encoding="utf-8").endswith("</html>\n")
    assert set(told["files"]) == {
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and path.name != ".reportgen.lock"
    }


@pytest.mark.parametrize("calls", [4])
def test_calls_at_once_lose_no_page(make_run: MakeRun, tmp_path: Path, calls: int) -> None:
    runs = several(make_run, 2 * calls)
    site = tmp_path / "site"
    parts = [runs[place::calls] for place in range(calls)]
    said = [end(process) for process in [begin(site, part) for part in parts]]
    assert_whole(site, [run.name for run in runs])
    assert sum("Another call is at work" in each for each in said) <= calls - 1
    assert "Pages: 0 written" in end(begin(site, runs)), "a call after them finds all there"


def test_a_call_waits_for_another_and_says_so(make_run: MakeRun, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with held(site, lambda: None):
        process = begin(site, several(make_run, 1))
        assert process.stderr is not None
        said = process.stderr.readline()
        assert said == "Another call is at work on this site. This one goes on after it.\n"
        assert not (site / "runs.json").exists()
    end(process)
    assert_whole(site, ["run0"])


def test_a_call_that_was_killed_at_its_worst_moment_is_gone_on_from(
    make_run: MakeRun, tmp_path: Path
) -> None:
    """When the lists are written but for the last, and a page is half written."""
    runs = several(make_run, 2)
    site = tmp_path / "site"
    end(begin(site, runs[:1]))
    for name in ("index.html", "runs.json"):
        (site / name).write_bytes((site / name).read_bytes())
    (site / "index.html").unlink()
    (site / "runs/.reportgen-half").write_text("<html>")
    end(begin(site, runs))
    assert_whole(site, ["run0", "run1"])


def test_where_a_folder_cannot_be_locked_a_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = os.open
    opened: list[str] = []

    def no_folders(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise OSError(21, "Is a directory")
        opened.append(Path(path).name)
        return genuine(path, flags, mode)

    monkeypatch.setattr(os, "open", no_folders)
    with held(tmp_path, lambda: None):
        assert opened == [".reportgen.lock"]
    monkeypatch.setattr(os, "open", lambda *_: no_folders(tmp_path, 0))
    with held(tmp_path, lambda: None):
        assert re.fullmatch(r"\.reportgen\.lock", "".join(opened)), "without locks it goes on"


def test_only_what_changes_is_written(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.prepare()
    told = [folder.put("runs/a.html", content) for content in (b"one", b"one", b"two")]
    assert told == [True, False, True]
    assert (folder.written, folder.unchanged) == (2, 1)
