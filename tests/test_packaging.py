"""What is installed is whole and works away from the checkout; what is released has its version."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from reportgen.about import __version__
from reportgen.cli.hook import folders_of, judge_files
from tests.conftest import ROOT, SAMPLES
from tests.support.traps import set_traps

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def run(*command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=300, env=clean, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive, built without asking anybody anything."""
    target = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", target, cwd=ROOT)
    return target


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A new virtual environment that borrows the packages of this one, but not this checkout."""
    folder = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    (packages,) = folder.glob("[Ll]ib/**/site-packages")
    # A folder in a .pth file is searched, but the .pth files in it are not read.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def install(environment: Path, *what: object) -> None:
    """Install into `environment`, also what stands among the borrowed packages already."""
    pip = [sys.executable, "-m", "pip", "--python", binary(environment, "python")]
    run(*pip, "install", "-q", "--no-deps", "--ignore-installed", *what)


def binary(environment: Path, name: str) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin") / name


def away(environment: Path, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command of that environment, in a folder that knows nothing of the checkout."""
    return run(binary(environment, "reportgen"), *arguments, cwd=folder)


# --- the wheel ------------------------------------------------------------------------------------


def test_the_wheel_works_away_from_the_checkout(
    built: Path, environment: Path, tmp_path: Path
) -> None:
    install(environment, "--no-index", *built.glob("*.whl"))
    shutil.copytree(SAMPLES / "segment-interrupted", tmp_path / "run")
    away(environment, tmp_path, "run", "--json", "run.json")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert (tmp_path / "run.json").stat().st_size > 1000
    place = run(
        binary(environment, "python"), "-c", "import reportgen; print(reportgen.__file__)", cwd="/"
    ).stdout
    assert str(environment) in place
    assert away(environment, tmp_path, "--version").stdout.split()[-1] == __version__
    assert run(binary(environment, "python"), "-m", "reportgen", "--version", cwd="/")


def test_an_editable_installation_works_away_from_the_checkout(
    environment: Path, tmp_path: Path
) -> None:
    install(environment, "--no-build-isolation", "--editable", ROOT)
    shutil.copytree(SAMPLES / "segment-interrupted", tmp_path / "run")
    away(environment, tmp_path, "run", "--no-read-pictures")
    assert (tmp_path / "report.html").stat().st_size > 100_000


def test_the_wheel_holds_every_file_of_the_program(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "reportgen").rglob("*")
        if path.is_file() and not {"__pycache__", ".mypy_cache"} & set(path.parts)
    }
    wanted |= {
        f"reportgen/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert wanted - held == set()
    assert {"reportgen/py.typed", "reportgen/templates/report.html.j2"} <= held
    others = {name.split("/")[0] for name in held} - {"reportgen"}
    assert others == {f"yolo_reportgen-{__version__}.dist-info"}, "no tests, no sample runs"


def test_the_wheel_carries_both_licences(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        licences = [name for name in archive.namelist() if "/licenses/" in name]
        metadata = archive.read(f"yolo_reportgen-{__version__}.dist-info/METADATA").decode()
    assert len(licences) == 2
    assert "License-Expression: MIT" in metadata
    assert f"Version: {__version__}\n" in metadata


# --- the source archive ---------------------------------------------------------------------------


def test_the_source_archive_builds_and_holds_what_its_tests_need(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        held = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    listed = (
        run("git", "ls-files", cwd=ROOT).stdout.splitlines() if (ROOT / ".git").exists() else []
    )
    there = {name for name in listed if (ROOT / name).is_file()}
    assert there - held == set(), "what is under version control is in the archive"
    assert not [
        name for name in held if "__pycache__" in name or name.startswith((".venv", "dist"))
    ]


# --- versions -------------------------------------------------------------------------------------


def test_the_version_stands_in_one_place() -> None:
    assert "version" not in PROJECT["project"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "reportgen/about.py"


def test_every_python_that_is_promised_is_tried() -> None:
    classifiers = PROJECT["project"]["classifiers"]
    named = [c.rsplit(" ", 1)[1] for c in classifiers if re.search(r":: 3\.\d+$", c)]
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert tuple(named) == PYTHONS
    assert tuple(workflow["jobs"]["test"]["strategy"]["matrix"]["python-version"]) == PYTHONS
    assert PROJECT["project"]["requires-python"] == f">={PYTHONS[0]}"


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert sections[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[[\d.]+\] - \d{4}-\d\d-\d\d", each) for each in sections[1:])
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


# --- the release ----------------------------------------------------------------------------------


def check_tag(root: Path, tag: str) -> tuple[int, str]:
    done = subprocess.run(
        ["bash", root / ".github/check_tag.sh", tag], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


def test_only_a_tag_that_is_the_version_is_released(tmp_path: Path) -> None:
    for name in (".github/check_tag.sh", "reportgen/about.py", "CHANGELOG.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / "reportgen/about.py").write_text('__version__ = "7.8.9"\n')
    assert "reportgen/about.py says 7.8.9" in check_tag(tmp_path, "v7.8.8")[1]
    code, message = check_tag(tmp_path, "v7.8.9")
    assert code == 1
    assert 'no section "## [7.8.9] - ' in message
    log = tmp_path / "CHANGELOG.md"
    log.write_text(
        log.read_text(encoding="utf-8") + "\n## [7x8x9] - 2030-01-02\n", encoding="utf-8"
    )
    assert check_tag(tmp_path, "v7.8.9")[0] == 1
    log.write_text(
        log.read_text(encoding="utf-8") + "\n## [7.8.9] - 2030-01-02\n", encoding="utf-8"
    )
    assert check_tag(tmp_path, "v7.8.9") == (0, "")


def test_the_release_needs_no_password() -> None:
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["publish"]["needs"] == "build"
    assert "secrets." not in text
    steps = " ".join(str(step.get("run", "")) for step in jobs["build"]["steps"])
    assert 'check_tag.sh "$GITHUB_REF_NAME"' in steps
    assert "twine check --strict" in steps


# --- pre-commit -----------------------------------------------------------------------------------

(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def hook(
    *arguments: object, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """What pre-commit runs: the entry, the arguments that a user gives it, the files."""
    python, *entry = HOOK["entry"].split()
    assert python == "python"
    # Pictures cost seconds, and whether a run passes here does not depend on them.
    command = [sys.executable, *entry, "--no-read-pictures", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, timeout=300)


def test_the_hook_stops_a_commit_of_a_run_that_fails(tmp_path: Path) -> None:
    for name in ("segment-short", "segment-overfit", "segment-interrupted"):
        shutil.copytree(SAMPLES / name, tmp_path / "runs" / name)
    bad = [f"runs/segment-overfit/{name}" for name in ("args.yaml", "results.csv")]
    good = "runs/segment-short/results.csv"
    done = hook(*bad, good, cwd=tmp_path)
    assert done.returncode == 3
    first, second = done.stderr.splitlines()[:2]
    assert first.startswith("runs/segment-overfit: fail, ")
    assert second == "runs/segment-short: note, train-longer"
    assert "fail: segment-overfit: Overfitting" in done.stderr
    assert hook(good, cwd=tmp_path).returncode == 0
    warned = "runs/segment-interrupted/args.yaml"
    assert hook(warned, cwd=tmp_path).returncode == 0
    assert hook("--fail-on", "warn", warned, cwd=tmp_path).returncode == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runs"], "nothing is written"


def test_nothing_of_the_repository_runs_in_the_hook(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "segment-overfit", tmp_path / "run")
    variables = set_traps(tmp_path)
    done = hook("run/results.csv", cwd=tmp_path, env={**os.environ, **variables})
    assert not (tmp_path / "SPRUNG").exists()
    assert done.returncode == 0
    assert "overfitting is off, by reportgen.yaml" in done.stderr
    assert hook("--no-found-settings", "run/results.csv", cwd=tmp_path).returncode == 3


def test_the_hook_says_what_is_wrong_in_one_sentence(tmp_path: Path) -> None:
    done = hook("nowhere/results.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: No such folder: nowhere.")
    assert hook("--no-such-option", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    "arguments", [["-o", "x.html"], ["--strict"], ["--watch"], ["--fail-on", "regression"]]
)
def test_the_hook_refuses_what_would_do_nothing(arguments: list[str]) -> None:
    with pytest.raises(click.UsageError, match=r"(has no effect here|compares nothing)"):
        judge_files([*arguments, "run/results.csv"])


def test_the_hook_says_nothing_of_what_passes_when_it_is_to_be_quiet(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = str(SAMPLES / "segment-short/results.csv")
    assert judge_files(["--no-read-pictures", run]) == 0
    assert "segment-short: note, train-longer\n" in capsys.readouterr().err
    assert judge_files(["--no-read-pictures", "-q", run]) == 0
    assert capsys.readouterr() == ("", "")
    assert judge_files(["--help"]) == 0
    assert "Usage:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "matches"),
    [
        ("results.csv", True),
        ("runs/train/results.csv", True),
        ("runs/train/args.yaml", True),
        ("runs/train/my_results.csv", False),
        ("runs/train/results.csv.bak", False),
        ("docs/other.yaml", False),
    ],
)
def test_the_hook_is_called_for_files_of_runs(file: str, matches: bool) -> None:
    assert bool(re.search(HOOK["files"], file)) is matches


def test_files_lead_to_their_run(tmp_path: Path) -> None:
    files = [tmp_path / "a/results.csv", tmp_path / "a/weights/best.pt", tmp_path / "b/args.yaml"]
    assert folders_of([*files, tmp_path]) == [tmp_path / "a", tmp_path / "b", tmp_path]


def test_constraints_pin_every_package_that_is_installed_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line) for line in lines)
    pinned = {re.sub(r"[._-]+", "-", line.partition("==")[0]).lower() for line in lines}
    assert len(pinned) == len(lines)
    project = PROJECT["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.sub(r"[._-]+", "-", re.split(r"[<>=\[;~! ]", item)[0]).lower() for item in named}
    assert names <= pinned
