"""What the README and docs/ say is so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from reportgen import read_run, report
from tests.conftest import ROOT, SAMPLES
from tests.generate import checks
from tests.support.documents import DOCUMENTS, marked, text

TEXT = text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def test_the_table_of_checks_is_that_of_the_program() -> None:
    assert checks.table() in checks.written(), "run python -m tests.generate.checks"


def test_the_two_commands_are_one_line_each() -> None:
    for name in ("report", "tests"):
        found = re.search(rf"<!-- command: {name} -->\n```sh\n([^\n]+)\n```", TEXT)
        assert found, f"no command marked {name}"


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[str], str]:
    """Runs a line as it stands in the README, in an empty folder; what it prints."""
    starter = tmp_path / "bin" / "reportgen"
    starter.parent.mkdir()
    starter.write_text(f'#!/bin/sh\nexec {sys.executable} -m reportgen "$@"\n')
    starter.chmod(0o755)
    path = f"{starter.parent}:{os.environ['PATH']}"

    def run(line: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=tmp_path,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


REPORT = f"reportgen {SAMPLES / 'segment-interrupted'} --no-read-pictures "


def test_the_example_of_settings_counts_where_it_is_found(
    tmp_path: Path, shell: Callable[[str], str]
) -> None:
    (tmp_path / "reportgen.yaml").write_text(marked("settings"))
    (tmp_path / "acme-robotics.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'></svg>")
    (tmp_path / "notes.md").write_text("Seen on **deck**.")
    shell(REPORT + "--json r.json")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    for part in ("<title>Shrimp, third attempt", 'alt="acme robotics"', "<strong>deck</strong>"):
        assert part in html
    assert "--accent: #b3201f" in html
    assert '"erratic"' not in (tmp_path / "r.json").read_text()
    shown = yaml.safe_load(shell("reportgen --show-config"))
    assert shown["checks"] == yaml.safe_load(marked("settings"))["checks"]


def test_the_example_of_variables_counts(shell: Callable[[str], str]) -> None:
    assert yaml.safe_load(shell(marked("environment"))) == {
        "title": "Build 417",
        "checks": {"overfitting": {"rise": 0.1}, "erratic": False},
    }


def test_the_example_of_own_checks_counts_with_c(
    tmp_path: Path, shell: Callable[[str], str]
) -> None:
    (tmp_path / "my_checks.py").write_text(marked("my_checks.py"))
    (tmp_path / "c.yaml").write_text(marked("own checks"))
    shell(REPORT + "-c c.yaml")
    assert "of 100 epochs" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_example_of_templates_counts_with_c(
    tmp_path: Path, shell: Callable[[str], str]
) -> None:
    footer = tmp_path / "our-templates" / "partials" / "footer.html.j2"
    footer.parent.mkdir(parents=True)
    footer.write_text(marked("partials/footer.html.j2"))
    (tmp_path / "c.yaml").write_text(marked("templates"))
    shell(REPORT + "-c c.yaml")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert html.index("Ask the vision team.") < html.index("Made by reportgen")


def test_init_writes_what_the_readme_says(tmp_path: Path, shell: Callable[[str], str]) -> None:
    shell("reportgen --init")
    assert "#own_checks: [my_checks.py]" in (tmp_path / "reportgen.yaml").read_text()


def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = next(block for block in blocks("python") if "read_run" in block)
    example = example.replace("sample_runs/", f"{ROOT}/sample_runs/")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {"read_run": read_run, "report": report})
    assert (tmp_path / "report.html").stat().st_size > 1_000_000


def test_the_example_of_a_check_is_a_check() -> None:
    example = next(block for block in blocks("python") if "def recall_floor" in block)
    names: dict[str, object] = {}
    header = "from reportgen.rule import Outcome, Verdict, check\n"
    exec(compile(header + example, "README.md", "exec"), names)
    function = names["recall_floor"]
    assert function(0.1).verdict.value == "warn"  # type: ignore[operator]
    assert function(0.5).verdict.value == "pass"  # type: ignore[operator]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files_and_headings_that_exist(document: Path) -> None:
    for target in re.findall(r"\]\(([^):]+)\)", document.read_text(encoding="utf-8")):
        name, _, heading = target.partition("#")
        path = document.parent / name if name else document
        assert path.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
            assert heading in anchors, target


def test_the_readme_is_short_and_leads_to_every_document() -> None:
    readme = DOCUMENTS[0].read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 180
    assert [path.name for path in DOCUMENTS[1:] if path.name not in readme] == []
