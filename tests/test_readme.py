"""What the README says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from reportgen import read_run, report
from reportgen.checks import all_rules
from reportgen.config import read_config
from tests import readme_checks
from tests.conftest import ROOT

TEXT = readme_checks.README.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def test_the_table_of_checks_is_that_of_the_program() -> None:
    assert readme_checks.table() in readme_checks.written(), "run python -m tests.readme_checks"


def test_the_two_commands_are_one_line_each() -> None:
    for name in ("report", "tests"):
        found = re.search(rf"<!-- command: {name} -->\n```sh\n([^\n]+)\n```", TEXT)
        assert found, f"no command marked {name}"


def test_the_config_example_is_valid(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    path = tmp_path / "reportgen.yaml"
    path.write_text(example)
    assert set(read_config(path, all_rules()).checks) == set(yaml.safe_load(example)["checks"])


def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = next(block for block in blocks("python") if "read_run" in block)
    example = example.replace("sample_runs/", f"{ROOT}/sample_runs/")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {"read_run": read_run, "report": report})
    assert (tmp_path / "report.html").stat().st_size > 1_000_000


def test_the_example_of_a_check_is_a_check() -> None:
    example = next(block for block in blocks("python") if "@check" in block)
    names: dict[str, object] = {}
    header = "from reportgen.rule import Outcome, Verdict, check\n"
    exec(compile(header + example, "README.md", "exec"), names)
    function = names["recall_floor"]
    assert function(0.1).verdict.value == "warn"  # type: ignore[operator]
    assert function(0.5).verdict.value == "pass"  # type: ignore[operator]


def test_links_lead_to_files_that_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        assert (ROOT / target).exists(), target
