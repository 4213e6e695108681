"""Whatever happens while a report is written, the old one is whole, or the new one is."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.errors import ReportError
from reportgen.write import write, write_all
from tests.support.command import command

MakeRun = Callable[..., Path]
TIMES = 200
OLD, NEW = "old " * 50_000, "new " * 50_000


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from reportgen.write import write

path, times = Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(5)

def writer(letter):
    child = os.fork()
    if child == 0:
        while True:
            write(path, letter * 200_000)
    return child

def whole():
    text = path.read_text()
    return len(text) == 200_000 and len(set(text)) == 1

steady = writer("s")
torn = 0
for number in range(times):
    child = writer("k")
    time.sleep(chance.uniform(0.001, 0.012))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    torn += not whole()
os.kill(steady, signal.SIGKILL)
os.waitpid(steady, 0)
print(torn, len(list(path.parent.iterdir())) - 1)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_killed_at_any_moment_and_with_two_writers_the_file_is_whole(tmp_path: Path) -> None:
    """Two processes write the same report over and over; one of them is killed, 200 times."""
    path = tmp_path / "report.html"
    path.write_text("o" * 200_000)
    command = [sys.executable, "-c", KILLER, str(path), str(TIMES)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    torn, left_over = map(int, done.stdout.split())
    assert torn == 0
    # Those that were caught in the midst of writing leave their temporary file, and only that.
    assert 0 < left_over <= TIMES + 1
    left = [file.name for file in tmp_path.iterdir() if file != path]
    assert all(name.startswith(".report.html.") for name in left)


@pytest.mark.parametrize("step", ["write", "fsync", "chmod", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_an_error_at_any_step_leaves_the_old_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    path = tmp_path / "report.html"
    path.write_text(OLD)

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    owner: object = os if step == "fsync" else Path
    if step == "write":
        monkeypatch.setattr(os, "fdopen", _failing_file(number))
    else:
        monkeypatch.setattr(owner, step, fail)
    with pytest.raises(ReportError, match=r"Cannot write .*Choose another place"):
        write(path, NEW)
    monkeypatch.undo()
    assert path.read_text() == OLD
    assert names_in(tmp_path) == ["report.html"]


def _failing_file(number: int) -> Callable[..., object]:
    genuine = os.fdopen

    def opened(handle: int, mode: str) -> object:
        file = genuine(handle, mode)

        class Full:
            def __enter__(self) -> Full:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def write(self, content: bytes) -> None:
                file.write(content[: len(content) // 2])
                raise OSError(number, os.strerror(number))

        return Full()

    return opened


def test_of_two_files_none_is_replaced_when_the_second_fails(tmp_path: Path) -> None:
    (tmp_path / "r.html").write_text(OLD)
    with pytest.raises(ReportError, match=r"none/r\.json"):
        write_all({tmp_path / "r.html": NEW, tmp_path / "none" / "r.json": "{}"})
    assert (tmp_path / "r.html").read_text() == OLD
    assert names_in(tmp_path) == ["r.html"]


@pytest.fixture
def small_disk() -> Path:
    """A file system of 64 kB; only where it may be mounted."""
    folder = Path(tempfile.mkdtemp())
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        folder.rmdir()
        pytest.skip("a file system cannot be mounted here")
    yield folder  # type: ignore[misc]
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def test_on_a_full_disk_the_old_report_stays(
    make_run: MakeRun, small_disk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = small_disk / "report.html"
    path.write_text("old")
    for _ in range(3):
        done = command(tmp_path, capfd, make_run(), "-o", path)
        assert done.code == 1
        assert "No space left on device. Choose another place" in done.sentence
        assert path.read_text() == "old"
        assert names_in(small_disk) == ["report.html"]


def test_a_read_only_place_is_one_sentence(
    make_run: MakeRun, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    done = command(tmp_path, capfd, make_run(), "-o", "/proc/report.html")
    if sys.platform == "linux":
        assert done.code == 1
        assert "Cannot write /proc/report.html" in done.sentence


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no FIFOs")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    write(pipe, "through")
    assert reader.communicate(timeout=120)[0] == b"through"
    assert pipe.is_fifo()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.html").write_text(OLD)
    (tmp_path / "link.html").symlink_to("real.html")
    write(tmp_path / "link.html", "new")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_text() == "new"


# --- Ctrl-C ----------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT")
def test_ctrl_c_ends_with_one_line_and_nothing_half_written(
    make_run: MakeRun, tmp_path: Path
) -> None:
    runs = [make_run(name=f"runs/{number}") for number in range(40)]
    target = tmp_path / "out"
    target.mkdir()
    codes = set()
    for delay in (0.0, 0.1, 0.3, 0.6):
        (target / "report.html").write_text("old")
        # It says that it is ready where Ctrl-C is already looked for.
        begun = "print('ready', flush=True) or reportgen(standalone_mode=False)"
        code = f"from reportgen.cli import main, reportgen\nmain(lambda: {begun})"
        arguments = [*map(str, runs), "--json", "r.json"]
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            cwd=target, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05 + delay)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=300)
        codes.add(process.returncode)
        assert "Traceback" not in said
        if process.returncode == 130:
            # While options are read, click begins a new line behind the ^C of the terminal.
            assert said.removeprefix("\n") == "Interrupted; nothing was written.\n"
            assert (target / "report.html").read_text() == "old"
            assert names_in(target) == ["report.html"]
        else:
            assert process.returncode == 0
            assert (target / "report.html").read_text().endswith("</html>\n")
        (target / "r.json").unlink(missing_ok=True)
    assert 130 in codes
