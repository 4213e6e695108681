"""Imports go one way: a module may import what stands left of its own, never right."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from tests.conftest import ROOT

LAYERS = (
    "about",
    "errors",
    "words",
    "values",
    "packing",
    "tasks",
    "trainers",
    "read",
    "write",
    "lock",
    "anatomy",
    "facts",
    "measures",
    "rule",
    "evaluation",
    "config",
    "figure",
    "checks",
    "diagnosis",
    "charts",
    "comparison",
    "gate",
    "page",
    "output",
    "engine",
    "api",
    "training",
    "cli",
)
MOST_MODULES = 12
MOST_TESTS = 16
FOREIGN = {"node_modules"}
# Siblings that must not know each other.
APART = [("checks", "charts"), ("charts", "checks"), ("page", "checks"), ("page", "charts")]


def imports(path: Path) -> Iterator[str]:
    """Layers that a module imports at run time, also inside functions."""
    for node in _running(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "reportgen" and len(parts) > 1:
                yield parts[1]


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _running(child)


def test_imports_go_down_only() -> None:
    faults = []
    for path in sorted((ROOT / "reportgen").rglob("*.py")):
        layer = path.relative_to(ROOT / "reportgen").with_suffix("").parts[0]
        if layer not in LAYERS:
            continue
        for target in imports(path):
            later = target in LAYERS and LAYERS.index(target) > LAYERS.index(layer)
            if later or (layer, target) in APART:
                faults.append(f"{path.relative_to(ROOT)} imports {target}")
    assert not faults


def test_no_modules_import_each_other_in_a_circle() -> None:
    paths = {_name(path): path for path in (ROOT / "reportgen").rglob("*.py")}
    graph = {name: _targets(path, name, set(paths)) for name, path in paths.items()}
    assert sum(map(len, graph.values())) > len(graph)
    tuple(TopologicalSorter(graph).static_order())  # raises CycleError, which names them


GATHERING = {
    "Entry",
    "Folder",
    "Gallery",
    "Linker",
    "Made",
    "Pairs",
    "Rows",
    "SiteState",
    "Work",
    "_Entry",
    "_Trials",
    "_Watch",
}
"""The only dataclasses that change: they gather what is read, or what is going to be written."""


def test_values_stay_as_they_were_made() -> None:
    """What one part of a report has read, another cannot change."""
    frozen, others = set(), set()
    for path in (ROOT / "reportgen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                told = [ast.unparse(each) for each in node.decorator_list]
                made = [text for text in told if text.startswith("dataclass")]
                kept = frozen if any("frozen=True" in text for text in made) else others
                kept |= {node.name} if made else set()
    assert len(frozen) > 100
    assert others == GATHERING


def test_no_name_stands_for_two_classes() -> None:
    names = [
        node.name
        for path in sorted((ROOT / "reportgen").rglob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_no_folder_is_too_full_to_see_through() -> None:
    for place, most in (("reportgen", MOST_MODULES), ("tests", MOST_TESTS)):
        modules = (ROOT / place).rglob("[!_]*.py")
        ours = [path for path in modules if not FOREIGN & {*path.parts}]
        folders = Counter(str(path.parent.relative_to(ROOT)) for path in ours)
        assert not {folder for folder, count in folders.items() if count > most}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _targets(path: Path, own: str, known: set[str]) -> set[str]:
    """The modules that one imports, for types as well; of ``from a import b`` the one there is."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names} & known
            found |= whole or {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    # A package's front imports its modules, and they are reached through it.
    return {name for name in found & known - {own} if not own.startswith(f"{name}.")}


def test_every_module_has_its_layer() -> None:
    found = {path.stem for path in (ROOT / "reportgen").glob("*.py")}
    found |= {path.parent.name for path in (ROOT / "reportgen").glob("*/*.py")}
    assert found - {"__init__", "__main__"} <= set(LAYERS)


def test_ultralytics_and_torch_are_never_imported() -> None:
    for path in (ROOT / "reportgen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.split(".")[0] for name in names} & {"ultralytics", "torch", "cv2"}
