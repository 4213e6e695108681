"""The command as a user meets it; the first tests in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen import read_run, report
from reportgen.errors import ReportError
from tests.conftest import SAMPLES
from tests.support.command import called, command


def run(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "reportgen", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, timeout=300, env={**os.environ, **environment}
    )


def test_a_run_becomes_report_html_in_the_current_folder(tmp_path: Path) -> None:
    done = run(SAMPLES / "segment-short", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "report.html").read_bytes().startswith(b"<!DOCTYPE html>")
    lines = done.stderr.decode().splitlines()
    assert lines[0].startswith("report.html (")
    assert "MB): " in lines[0]
    assert 2 <= len(lines) <= 3
    assert done.stdout == b""


def test_standard_output_takes_the_report_and_nothing_else(tmp_path: Path) -> None:
    done = run(SAMPLES / "detect", "-o", "-", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(b"<!DOCTYPE html>")
    assert done.stdout.rstrip().endswith(b"</html>")
    assert list(tmp_path.iterdir()) == []


def test_quiet_says_nothing(tmp_path: Path) -> None:
    done = run(SAMPLES / "detect", "-q", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_folder_above_runs_lists_and_reports_all_of_them(tmp_path: Path) -> None:
    done = called(SAMPLES, "--json", "runs.json", cwd=tmp_path)
    assert done.returncode == 0
    assert "7 runs found" in done.stderr.decode()
    names = [item["name"] for item in json.loads((tmp_path / "runs.json").read_text())["runs"]]
    assert names == [
        "detect",
        "segment-good",
        "segment-interrupted",
        "segment-overfit",
        "segment-pictures",
        "segment-short",
        "semantic",
    ]


def test_the_title_is_escaped(tmp_path: Path) -> None:
    called(SAMPLES / "segment-interrupted", "--title", "<b>Shrimp & co</b>", cwd=tmp_path)
    html = (tmp_path / "report.html").read_text()
    assert "&lt;b&gt;Shrimp &amp; co&lt;/b&gt;" in html
    assert "<b>Shrimp" not in html


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "Give at least one run folder"),
        (["absent"], 1, "No such folder: absent."),
        (["."], 1, "No training run in ."),
        (["--no-such-option"], 2, "--no-such-option"),
        (["--explain", "overfiting"], 2, "Did you mean overfitting?"),
        ([SAMPLES / "detect", "-o", "none/report.html"], 1, "none"),
        ([SAMPLES / "detect", "-c", "absent.yaml"], 1, "absent.yaml is missing"),
        ([SAMPLES / "detect", "-o", "x", "--json", "x"], 2, "name the same file"),
        ([SAMPLES / "detect" / "args.yaml"], 1, "args.yaml is a file of a run."),
        ([SAMPLES / "segment-short" / "weights" / "best.pt"], 1, "best.pt is a file of a run."),
        ([""], 2, "it is empty. Is a variable of the shell not set?"),
        ([SAMPLES / "detect", "--baseline", ""], 2, "Is a variable of the shell not set?"),
        ([SAMPLES / "detect", "-o", ""], 2, "Is a variable of the shell not set?"),
        ([SAMPLES / "detect", "-o", "--quiet"], 2, "--quiet is an option. Name a file"),
        ([SAMPLES / "detect", "--site", "--quiet"], 2, "--quiet is an option."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_an_exit_code(
    tmp_path: Path, arguments: list[object], code: int, message: str
) -> None:
    done = called(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert message in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert not (tmp_path / "report.html").exists()


def test_an_old_report_outlives_a_failed_new_one(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("old")
    assert called("absent", cwd=tmp_path).returncode == 1
    assert (tmp_path / "report.html").read_text() == "old"


def test_an_old_report_stands_for_its_run_and_is_not_written_over(tmp_path: Path) -> None:
    old = tmp_path / "report.html"
    assert called(SAMPLES / "segment-interrupted", "-o", old, cwd=tmp_path).returncode == 0
    before = old.read_bytes()
    done = called("report.html", SAMPLES / "segment-interrupted", cwd=tmp_path)
    assert done.returncode == 1
    assert "report.html is read, so it is not written over." in done.stderr.decode()
    assert old.read_bytes() == before
    arguments = (SAMPLES / "segment-interrupted", "--baseline", "report.html")
    done = called(*arguments, "-o", "new.html", "--json", "new.json", cwd=tmp_path)
    assert done.returncode == 0
    told = json.loads((tmp_path / "new.json").read_text())
    names = ["segment-interrupted", "segment-interrupted (report.html)"]
    assert [each["name"] for each in told["runs"]] == names
    assert told["comparison"]["baseline"] == names[1]
    done = called("new.html", "-o", "again.html", cwd=tmp_path)
    assert done.returncode == 0
    assert f"  {names[1]} in new.html" in done.stderr.decode().splitlines()


@pytest.mark.parametrize(
    ("option", "file"),
    [
        ("-o", "run/results.csv"),
        ("--json", "run/args.yaml"),
        ("--json", "run/reportgen.json"),
        ("--markdown", "run/notes.md"),
        ("--sarif", "run/weights/best.pt"),
        ("-o", "link.html"),
        ("-o", "settings.yaml"),
        ("--junit", "data.yaml"),
        ("-o", "run.zip"),
        ("-o", "old.zip"),
        ("--json", "reportgen.yaml"),
        ("-o", "logo.png"),
        ("--markdown", "looks/partials/footer.html.j2"),
    ],
)
def test_what_is_read_is_not_written_over(tmp_path: Path, option: str, file: str) -> None:
    shutil.copytree(SAMPLES / "segment-interrupted", tmp_path / "run")
    shutil.make_archive(str(tmp_path / "run"), "zip", tmp_path / "run")
    (tmp_path / "run" / "weights").mkdir(exist_ok=True)
    for name in ("run/reportgen.json", "run/notes.md", "run/weights/best.pt"):
        (tmp_path / name).write_text("{}")
    shutil.copy(tmp_path / "run.zip", tmp_path / "old.zip")
    shutil.copy(SAMPLES / "detect" / "BoxR_curve.png", tmp_path / "logo.png")
    (tmp_path / "looks" / "partials").mkdir(parents=True)
    (tmp_path / "looks" / "partials" / "footer.html.j2").write_text("")
    (tmp_path / "reportgen.yaml").write_text("title: Shrimp")
    (tmp_path / "data.yaml").write_text("names: [a]")
    (tmp_path / "settings.yaml").write_text("logo: logo.png\ntemplates: looks")
    (tmp_path / "link.html").symlink_to("run/results.csv")
    before = (tmp_path / file).read_bytes()
    given = ["run.zip" if file == "run.zip" else "run", "-c", "settings.yaml"]
    given += ["--data", "data.yaml", "--baseline", "old.zip"]
    done = called(*given, "-q", option, file, cwd=tmp_path)
    sentence = f"Error: {file} is read, so it is not written over. Name another file.\n"
    assert (done.returncode, done.stderr.decode()) == (1, sentence)
    assert (tmp_path / file).read_bytes() == before


def test_from_python_what_is_read_is_not_written_over_either(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(SAMPLES / "segment-interrupted", folder)
    old = report(folder, tmp_path / "old.html")
    archive = Path(shutil.make_archive(str(tmp_path / "run"), "zip", folder))
    for runs, target in (
        (folder, folder / "results.csv"),
        (old, old),
        (archive, archive),
        ([read_run(old), str(archive)], archive),
        (read_run(old), old),
    ):
        before = target.read_bytes()
        with pytest.raises(ReportError, match=f"{target.name} is read, so it is not written over"):
            report(runs, target)
        assert target.read_bytes() == before


def test_a_report_in_the_run_folder_is_written_again(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "segment-interrupted", tmp_path / "run")
    for _ in range(2):
        done = called("run", "-o", "run/report.html", "--json", "run/numbers.json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr


def test_what_could_not_be_read_is_said(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "segment-interrupted", tmp_path / "run")
    (tmp_path / "run" / "results.csv").write_bytes(b"\x93\xff" * 500)
    said = called("run", cwd=tmp_path).stderr.decode()
    assert "\n  results.csv could not be read: " in said
    assert called("run", "--strict", cwd=tmp_path).stderr.decode().count("results.csv could") == 1
    assert called("run", "-q", cwd=tmp_path).stderr == b""


def test_what_may_not_be_read_is_no_wrong_usage(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told when it is opened, with the exit code of that."""
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    assert command(tmp_path, capfd, SAMPLES / "detect").code == 0


def test_a_run_given_twice_is_compared_with_itself(tmp_path: Path) -> None:
    given = [SAMPLES / "segment-interrupted"] * 2
    assert called(*given, "--json", "r.json", cwd=tmp_path).returncode == 0
    told = json.loads((tmp_path / "r.json").read_text())["comparison"]
    names = ["segment-interrupted", "segment-interrupted (2)"]
    assert [each["name"] for each in told["runs"]] == names
    assert "it is a copy of it" in told["answer"]
    assert {item["winner"] for item in told["checklist"]} == {None}
    assert told["argument_differences"] == []


def test_nothing_in_the_run_folder_changes(make_run: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_run()
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert called(folder, "-o", tmp_path / "r.html", cwd=tmp_path).returncode == 0
    assert before == {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()
    }


def test_checks_are_listed_and_explained(tmp_path: Path) -> None:
    listed = called("--list-checks", cwd=tmp_path).stdout.decode()
    assert "overfitting" in listed
    explained = called("--explain", "overfitting", cwd=tmp_path).stdout.decode()
    assert "Remedy:" in explained
    assert "Thresholds" in explained


def test_a_config_file_changes_thresholds_and_switches_checks_off(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        "title: From the file\nchecks: {erratic: off, map50-tier: {good: 0.9, excellent: 0.95}}\n"
    )
    done = called(SAMPLES / "segment-short", "-c", "c.yaml", "--json", "r.json", cwd=tmp_path)
    assert done.returncode == 0
    findings = json.loads((tmp_path / "r.json").read_text())["runs"][0]["findings"]
    assert not [f for f in findings if f["check"] == "erratic"]
    assert {f["verdict"] for f in findings if f["check"] == "map50-tier"} == {"note"}
    assert "From the file" in (tmp_path / "report.html").read_text()


def test_help_needs_neither_numpy_nor_pandas() -> None:
    code = (
        "import sys; sys.argv = ['reportgen', '--help']\nfrom reportgen.cli import main\ntry: "
        "main()\nexcept SystemExit: pass\nprint(sorted({'numpy', 'pandas', 'plotly', 'PIL', "
        "'markdown', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "Examples:" in done.stdout


def test_a_report_needs_neither_pandas_nor_plotly(tmp_path: Path) -> None:
    code = (
        "import sys; from reportgen import read_run, report\n"
        f"report(read_run({str(SAMPLES / 'segment-interrupted')!r}), 'r.html')\n"
        "print(sorted({'pandas', 'plotly'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=tmp_path
    )
    assert done.stdout.strip() == "[]"


def test_the_shell_completes_names_of_checks(tmp_path: Path) -> None:
    done = run(
        cwd=tmp_path,
        _REPORTGEN_COMPLETE="bash_complete",
        COMP_WORDS="reportgen --explain overf",
        COMP_CWORD="2",
    )
    assert "overfitting" in done.stdout.decode()
