"""What is written where: nothing of another is lost, and a place that takes nothing says so."""

from __future__ import annotations

import errno
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from reportgen import write as writer
from reportgen.cli.terminal.boundary import streams, told
from reportgen.errors import ReportError
from tests.conftest import SAMPLES
from tests.support.command import called

START = [sys.executable, "-m", "reportgen"]


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("--markdown", "README.md"),
        ("-o", "index.html"),
        ("--json", "data.json"),
        ("--junit", "deep/down/a.xml"),
        ("--sarif", "a.sarif"),
    ],
)
def test_nothing_in_a_run_is_written_over_that_is_not_ours(
    tmp_path: Path, option: str, name: str
) -> None:
    folder = tmp_path / "run"
    shutil.copytree(SAMPLES / "segment-interrupted", folder)
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine: <!-- reportgen --> reportgen\nmore")
    done = called(folder, "-q", "--no-read-pictures", option, file, cwd=tmp_path)
    assert done.returncode == 1
    assert b"lies in a run and was not made by reportgen, so it is not written over." in done.stderr
    assert file.read_text().startswith("mine")
    file.unlink()
    for _ in range(2):  # There is nothing, then there is what we wrote.
        done = called(folder, "-q", "--no-read-pictures", option, file, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")


def test_two_outputs_that_are_one_file_are_refused_by_what_they_are(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "segment-interrupted", tmp_path / "run")
    (tmp_path / "a.html").write_text("old")
    (tmp_path / "link.html").symlink_to("a.html")
    os.link(tmp_path / "a.html", tmp_path / "hard.html")
    (tmp_path / "new.html").symlink_to("nowhere.html")
    (tmp_path / "here").symlink_to(".")
    pairs = [("a.html", "link.html"), ("a.html", "hard.html"), ("new.html", "nowhere.html")]
    pairs += [("b.html", "here/b.html"), ("b.html", "./x/../b.html"), ("-", "/dev/stdout")]
    for one, other in pairs:
        done = called("run", "-o", one, "--json", other, cwd=tmp_path)
        assert done.returncode == 2, (one, other)
        assert b"--output and --json name the same file. Name two." in done.stderr
    assert (tmp_path / "a.html").read_text() == "old"
    with (tmp_path / "out.html").open("wb") as file:
        command = [*START, "run", "-o", "out.html", "--json", "-"]
        done = subprocess.run(command, stdout=file, stderr=subprocess.PIPE, cwd=tmp_path)
    assert done.returncode == 2, "standard output is that file"


@pytest.mark.parametrize("name", ["nope/", "new/deep/"])
def test_a_folder_is_no_file_to_write(tmp_path: Path, name: str) -> None:
    done = called(SAMPLES / "segment-interrupted", "-o", name, cwd=tmp_path)
    assert done.returncode == 2
    assert f"{name} is a folder. Name a file in it.".encode() in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_loop_of_links_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    given = [SAMPLES / "segment-interrupted", "-q", "--no-read-pictures"]
    for option in ("-o", "--json", "--markdown"):
        done = called(*given, option, "a", cwd=tmp_path)
        assert done.returncode == 1
        assert done.stderr.startswith(b"Error: Cannot write a: Too many levels of symbolic links")
        assert done.stderr.count(b"\n") == 1


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["--help"], ["--list-checks"], ["--version"], None])
def test_a_full_standard_output_is_one_sentence(
    tmp_path: Path, arguments: list[str] | None
) -> None:
    arguments = arguments or [str(SAMPLES / "segment-interrupted"), "-q", "-o", "-"]
    with FULL.open("wb") as full:
        command = [*START, *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, cwd=tmp_path)
    sentence = b"Error: Cannot write to standard output: No space left on device. Name a file.\n"
    assert (done.returncode, done.stderr) == (1, sentence)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell of POSIX")
def test_a_closed_standard_output_is_one_sentence(tmp_path: Path) -> None:
    given = [str(SAMPLES / "segment-interrupted"), "-q", "--no-read-pictures", "-o"]
    line = shlex.join([*START, *given])
    done = subprocess.run(f"{line} - >&-", shell=True, capture_output=True, cwd=tmp_path)
    sentence = b"Error: Cannot write to standard output: it is closed. Name a file.\n"
    assert (done.returncode, done.stderr) == (1, sentence)
    for asked in ("--list-checks", "--explain overfitting", "--show-config"):
        done = subprocess.run(
            f"{shlex.join(START)} {asked} >&-", shell=True, capture_output=True, cwd=tmp_path
        )
        assert (done.returncode, done.stderr) == (1, sentence)
    # Of two runs a progress is told, which asks what standard error is.
    done = subprocess.run(f"{line} a.html >&- 2>&- <&-", shell=True, cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "a.html").exists()


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("kind", ["full", "closed", "nobody reads it"])
def test_a_standard_error_that_fails_fails_nothing(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    piped = os.fdopen(writes, "w")
    before = {"full": FULL.open("w"), "closed": None}.get(kind, piped)
    monkeypatch.setattr(sys, "stderr", before)
    with streams():
        assert not sys.stderr.isatty()
        sys.stderr.write("a line\n" * 3_000)
        click.echo("and one more", err=True)
        sys.stderr.flush()
    assert sys.stderr is before
    if before is not None:
        before.close()


def test_a_current_folder_that_is_gone_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = FileNotFoundError(errno.ENOENT, "No such file or directory")
    assert "The system refused" in str(told(error))
    monkeypatch.setattr(os, "getcwd", (tmp_path / "gone").readlink)
    assert str(told(error)) == "The current folder is gone. Change to one that is there."


def test_python_without_docstrings_is_one_sentence(tmp_path: Path) -> None:
    start = [sys.executable, "-OO", "-m", "reportgen", str(SAMPLES / "segment-short")]
    done = subprocess.run([*start, "-o", tmp_path / "a.html"], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        "Error: Python leaves docstrings out (PYTHONOPTIMIZE=2 or -OO), which hold what checks "
        "say. Run it without."
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_a_pipe_that_nobody_reads_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(writer, "READER_WITHIN", 0.2)
    with pytest.raises(ReportError, match=r"Cannot write .*pipe: nobody reads from it\."):
        writer.write(tmp_path / "pipe", "text")


@pytest.mark.parametrize("moment", ["9" * 30, "-1", "soon", "１", "1e9", "9" * 5_000])
def test_a_moment_that_is_none_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
    done = called(SAMPLES / "segment-interrupted", "-q", "--site", "site", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: SOURCE_DATE_EPOCH is no moment: ")
    assert done.stderr.count(b"\n") == 1


def test_failures_of_the_system_are_told_as_such() -> None:
    full = told(OSError(errno.EMFILE, "Too many open files", "/x/y"))
    assert str(full) == "The system refused: /x/y: Too many open files. Try again."
    for error in (MemoryError(), OSError(errno.ENOMEM, "Cannot allocate memory")):
        assert "not enough memory" in str(told(error))
    try:
        try:
            raise OSError("libx.so: failed to map segment from shared object")
        except OSError as first:
            raise ImportError("numpy cannot be imported") from first
    except ImportError as error:
        assert "not enough memory" in str(told(error))
    assert told(KeyError("a fault of ours")) is None
