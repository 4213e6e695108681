"""The workflow of the README: its steps are run, with a folder in place of GitHub."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, segment_row
from tests.support.documents import marked

WORKFLOW: dict[str, Any] = yaml.safe_load(marked("pages"))
Step = dict[str, Any]
STEPS: list[Step] = WORKFLOW["jobs"]["site"]["steps"]
MakeRun = Callable[..., Path]


def git(folder: Path, *arguments: object) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    line = ["git", *who, *map(str, arguments)]
    done = subprocess.run(line, cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def carry_out(checkout: Path, path: str, scratch: Path, steps: Sequence[Step] = STEPS) -> None:
    """Every step that is a command line, as a runner carries it out."""
    for step in steps:
        if "run" not in step or step["run"].startswith("pip "):
            continue
        told = dict.fromkeys(step.get("env", {}), "https://me.github.io/x")
        assert "${{" not in step["run"], "nothing is written into a script"
        scratch.mkdir(exist_ok=True)
        subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=checkout,
            check=True,
            env={
                **os.environ,
                **told,
                "PATH": path,
                "PYTHONPATH": str(ROOT),
                "RUNNER_TEMP": str(scratch),
            },
        )


def test_permissions_and_order() -> None:
    assert WORKFLOW["permissions"] == {"contents": "write", "pages": "write", "id-token": "write"}
    used = [step["uses"].split("@")[0] for step in STEPS if "uses" in step]
    assert used == [
        f"actions/{name}"
        for name in (
            "checkout",
            "setup-python",
            "configure-pages",
            "upload-pages-artifact",
            "deploy-pages",
        )
    ]


@pytest.mark.skipif(not shutil.which("git") or not shutil.which("bash"), reason="needs git, bash")
def test_runs_that_left_the_repository_stay_on_the_site(make_run: MakeRun, tmp_path: Path) -> None:
    starter = tmp_path / "bin" / "reportgen"
    starter.parent.mkdir()
    starter.write_text(f'#!/bin/sh\nexec {sys.executable} -m reportgen "$@"\n')
    starter.chmod(0o755)
    path = f"{starter.parent}:{os.environ['PATH']}"
    origin, pages = tmp_path / "origin.git", []
    git(tmp_path, "init", "--bare", "-q", origin)
    for number, name in enumerate(("first", "second")):
        checkout = tmp_path / f"checkout{number}"
        git(tmp_path, "init", "-q", checkout)
        git(checkout, "remote", "add", "origin", origin)
        run = make_run([segment_row(1, train__box_loss=number), segment_row(2)], name=name)
        shutil.copytree(run, checkout / "runs" / "segment" / name)
        carry_out(checkout, path, tmp_path / f"scratch{number}")
        pages.append(sorted(page.name for page in (checkout / "public" / "runs").iterdir()))
    assert len(pages[0]) == 1
    assert len(pages[1]) == 2
    assert set(pages[0]) < set(pages[1])
    kept = git(origin, "ls-tree", "-r", "--name-only", "site").split()
    assert {"index.html", "runs.json", "sitemap.xml", ".nojekyll"} <= set(kept)
    assert git(origin, "rev-list", "--count", "site").strip() == "1", "without history"


@pytest.mark.skipif(not shutil.which("git") or not shutil.which("bash"), reason="needs git, bash")
def test_a_repository_that_cannot_be_reached_is_not_taken_for_one_without_a_site(
    tmp_path: Path,
) -> None:
    """The site would be made anew, and what it kept be overwritten."""
    (kept,) = [step for step in STEPS if step.get("name") == "The site as it was"]
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "remote", "add", "origin", tmp_path / "gone.git")
    with pytest.raises(subprocess.CalledProcessError):
        carry_out(tmp_path, os.environ["PATH"], tmp_path / "scratch", [kept])
