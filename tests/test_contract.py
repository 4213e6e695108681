"""Findings are asked by what checks declare: no check's id, no measure's name stands elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportgen.checks import all_rules
from reportgen.measures import Answers, Measure
from tests.conftest import ROOT

PACKAGE = ROOT / "reportgen"
KNOW_CHECKS = ("checks", "diagnosis")
"""Folders that may name a check: those that declare them, and those that explain them."""
COLUMNS = {("page/compare/columns.py", "best-epoch"), ("page/many/table.py", "best-epoch")}
"""Columns of a table that happen to be called as a check is."""
IDS = {rule.id for rule in all_rules()}
TELLING = {each for each in (*IDS, *Measure) if not each.isalnum()}
"""Names that no other thing has by chance, as `files` may."""


def named(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Literals that name a check or a measure, and those that a finding is asked by."""
    for node in ast.walk(tree):
        asked: list[ast.AST] = []
        if isinstance(node, ast.Constant) and node.value in TELLING:
            yield node.lineno, node.value
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            asked = sides if any(_is(side, "check", "measured") for side in sides) else []
        elif isinstance(node, ast.Subscript) and _is(node.value, "measured"):
            asked = [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_measured = node.func.attr == "get" and _is(node.func.value, "measured")
            asked = list(node.args[:1]) if of_measured or node.func.attr == "finding" else []
        for each in (part for side in asked for part in ast.walk(side)):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield each.lineno, each.value


def _is(node: ast.AST, *names: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in names


@pytest.mark.parametrize(
    "code",
    [
        "found = [f for f in findings if f.check == 'files']",
        "found = [f for f in findings if f.check in ('files', 'of mine')]",
        "said.get('map50-tier')",
        "finding.measured['share']",
        "finding.measured.get('share', 0)",
        "'share' in finding.measured",
        "case.finding('learning')",
    ],
)
def test_a_literal_that_a_finding_is_asked_by_is_found(code: str) -> None:
    assert list(named(ast.parse(code)))


def test_no_check_and_no_measure_is_named_outside_checks_and_diagnosis() -> None:
    found = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in (*KNOW_CHECKS, "measures.py")
        for _, name in named(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == COLUMNS


def test_no_measure_that_others_ask_for_is_named_twice() -> None:
    shared = {each.value for each in Measure if each in TELLING}
    for path in (path for folder in KNOW_CHECKS for path in (PACKAGE / folder).rglob("*.py")):
        assert not shared & _texts(path), path


def _texts(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_template_and_no_script_names_a_check() -> None:
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".j2", ".js", ".css") and "plotly" not in path.parts:
            text = path.read_text(encoding="utf-8")
            # An id with a hyphen between quotes.
            assert not [name for name in IDS if "-" in name and f'"{name}"' in text], path


def test_what_may_be_asked_is_declared_by_one_check_each() -> None:
    rules = all_rules()
    assert sorted(a for rule in rules if (a := rule.answers)) == sorted(Answers)
    assert sorted(each for rule in rules for each in rule.measures) == sorted(Measure)
