"""Writes docs/limits.md from the constants of the package: python -m tests.generate.limits."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "limits.md"
HEAD = """# Every limit in numbers

What is read of a run has a limit, and so has what a page, a summary or a site shows of it. Sizes of
files are in bytes, texts in characters. What a limit means stands beside it in its module; what the
worst input within the limits costs stands in [bounds.md](bounds.md). This page is written by
`python -m tests.generate.limits`.

| module of `reportgen` | at most |
|---|---|
"""
_NAME = re.compile(r"(?:MAX|MOST|LONGEST|LARGEST|HIGHEST)(?:_[A-Z_]+)?")


def document() -> str:
    """The document as the package has it, one row a module."""
    paths = sorted((ROOT / "reportgen").rglob("*.py"))
    rows = [
        f"| `{_module(path)}` | {', '.join(told)} |\n"
        for path in paths
        if (told := [*_limits(path)])
    ]
    return HEAD + "".join(rows)


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT / "reportgen").with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def _limits(path: Path) -> Iterator[str]:
    """The limits that a module defines, each with its number; shares are thresholds."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        for node in (each for target in targets if target for each in ast.walk(target)):
            if isinstance(node, ast.Name) and _NAME.fullmatch(node.id):
                value = getattr(importlib.import_module(f"reportgen.{_module(path)}"), node.id)
                if isinstance(value, int):
                    yield f"{node.id} {value:,}"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
