"""What one release says of itself: read out of its wheel as an archive, parsed, never imported.

Only facts leave here: defaults, the names of tasks, and which of two known ways a
release goes. No text of its code does.
"""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Facts = dict[str, Any]
ROOTS = ("ultralytics/", "ultralytics/yolo/")
"""Where the package's files stand, today and up to 8.0.1xx."""
NO_ARGUMENTS = ("hydra", "defaults")
"""Keys of the first releases' configuration that are no argument of a training."""


def facts(wheel: Path) -> Facts:
    """Everything that the table holds, of one release. Raises KeyError where a file is missing."""
    with zipfile.ZipFile(wheel) as archive:
        files = Files(archive)
        return {
            "arguments": _arguments(files),
            "tasks": _tasks(files),
            "ties restart patience": _ties_restart_patience(files),
            "fitness": _fitness(files),
            "class fitness": _class_fitness(files),
            "mask_ratio heeded": _mask_ratio_heeded(files),
            "auto": _auto(files),
            "values are evaluated": _values_are_evaluated(files),
        }


class Files:
    """The Python and YAML files of a wheel, by their path in the package."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())

    def text(self, *paths: str) -> str:
        """The first file there is of these, below either root of a package; empty: none."""
        for path in paths:
            for root in ROOTS:
                if root + path in self._names:
                    return self._archive.read(root + path).decode("utf-8")
        return ""

    def tree(self, *paths: str) -> ast.Module:
        """The same, parsed."""
        return ast.parse(self.text(*paths))


def _arguments(files: Files) -> dict[str, Any]:
    text = files.text("cfg/default.yaml", "configs/default.yaml")
    values = yaml.safe_load(text)
    # "None" is what some releases wrote for nothing.
    return {
        name: None if value == "None" else value
        for name, value in values.items()
        if name not in NO_ARGUMENTS
    }


def _tasks(files: Files) -> list[str]:
    """``TASKS`` of the command line; the first releases had none."""
    for value in _assigned(files.tree("cfg/__init__.py"), "TASKS"):
        found = sorted(_strings(value))
        if found:
            return found
    return []


def _ties_restart_patience(files: Files) -> bool | None:
    """Whether the early stopper takes a tie for a gain (``>=``); None: it has no stopper."""
    for node in _named(files.tree("utils/torch_utils.py"), ast.ClassDef, "EarlyStopping"):
        for compare in _all(node, ast.Compare):
            if _reads(compare.left, "fitness") and _reads(compare.comparators[0], "best_fitness"):
                return isinstance(compare.ops[0], ast.GtE)
    return None


def _fitness(files: Files) -> list[float]:
    """Weights of mAP50 and mAP50-95 in the fitness of one head."""
    for node in _named(files.tree("utils/metrics.py"), ast.ClassDef, "Metric"):
        for function in _named(node, ast.FunctionDef, "fitness"):
            for value in _assigned(function, "w"):
                return [float(weight) for weight in ast.literal_eval(value)][2:]
    raise KeyError("fitness")


def _class_fitness(files: Files) -> str:
    """``top5``, or ``mean`` of top-1 and top-5."""
    for node in _named(files.tree("utils/metrics.py"), ast.ClassDef, "ClassifyMetrics"):
        for function in _named(node, ast.FunctionDef, "fitness"):
            read = {n.attr for n in _all(function, ast.Attribute)}
            return "mean" if {"top1", "top5"} <= read else "top5"
    raise KeyError("class fitness")


def _mask_ratio_heeded(files: Files) -> bool:
    """Whether the mask loss keeps the masks' size; else it shrinks them to the prototypes'."""
    for tree in (files.tree("utils/loss.py"), files.tree("v8/segment/train.py")):
        for name in ("v8SegmentationLoss", "SegLoss"):
            for node in _named(tree, ast.ClassDef, name):
                resized = {
                    ast.unparse(call.args[0]).split("[")[0]
                    for call in _all(node, ast.Call)
                    if _reads(call.func, "interpolate") and call.args
                }
                if resized & {"masks", "proto"}:
                    return "masks" not in resized
    raise KeyError("mask_ratio")


def _auto(files: Files) -> list[Any] | None:
    """``optimizer=auto``: [for trainings of more steps than, that optimizer, else that one]."""
    for node in _named(files.tree("engine/trainer.py"), ast.FunctionDef, "build_optimizer"):
        for assigned in _all(node, ast.Assign):
            if _reads_all(assigned.targets[0], ("name", "lr", "momentum")):
                return _choice(assigned.value)
    return None


def _choice(value: ast.expr) -> list[Any]:
    """Of ``(name, rate, ...) if more steps than ... else (name, rate, ...)``, or one for all."""
    if isinstance(value, ast.IfExp) and isinstance(value.test, ast.Compare):
        steps = ast.literal_eval(value.test.comparators[0])
        return [steps, _strings(value.body)[0], _strings(value.orelse)[0]]
    return [0, _strings(value)[0], _strings(value)[0]]


def _values_are_evaluated(files: Files) -> bool:
    """Whether values on the command line are evaluated as Python."""
    tree = files.tree("cfg/__init__.py", "cli.py")
    return any(isinstance(c.func, ast.Name) and c.func.id == "eval" for c in _all(tree, ast.Call))


def _all(tree: ast.AST, kind: type[Any]) -> Iterator[Any]:
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def _named(tree: ast.AST, kind: type[Any], name: str) -> Iterator[Any]:
    return (node for node in _all(tree, kind) if node.name == name)


def _assigned(tree: ast.AST, name: str) -> Iterator[ast.expr]:
    """Values that are assigned to a name, or to an attribute of that name."""
    for node in _all(tree, ast.Assign):
        if any(_reads(target, name) for target in node.targets):
            yield node.value


def _reads(node: ast.AST, name: str) -> bool:
    found = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
    return bool(found == name)


def _reads_all(node: ast.AST, names: tuple[str, ...]) -> bool:
    parts = node.elts if isinstance(node, ast.Tuple) else []
    return len(parts) == len(names) and all(map(_reads, parts, names))


def _strings(node: ast.AST) -> list[str]:
    return [n.value for n in _all(node, ast.Constant) if isinstance(n.value, str)]
