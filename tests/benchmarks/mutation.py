"""Do the tests notice? One small change of the package at a time, and the tests that are near it.

``python -m tests.benchmarks.mutation --mutants 200 --seed 11`` draws that many places of the
package (a comparison, an operator, a number, a truth value), changes each in a copy, and runs the
tests that import the changed module, then those of what imports it and of its folder. It prints the
share that a test noticed, and what no test did. An hour or two on two cores.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PARTS = ("reportgen", "templates", "tests", "sample_runs", "docs", ".github")
OPERATORS: dict[type[ast.AST], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.And: "or",
    ast.Or: "and",
}
ALWAYS = ("tests/test_golden.py", "tests/test_json.py", "tests/test_cli.py", "tests/test_words.py")
"""Run last: they go through most of the package."""
SLOW = tuple(f"tests/{name}" for name in ("browser", "fuzz", "benchmarks", "releases", "newest"))
NEAREST = 12
"""Files of tests that are run for a mutant, beside those that are always run."""
LONGEST = 900.0
"""Seconds for the tests of one mutant. One that takes longer is told apart, and not counted."""


class Mutant(NamedTuple):
    """One change of one module: what stands between two places of its source is written anew."""

    module: str
    line: int
    start: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.before}  ->  {self.after}"

    def text(self, source: bytes) -> bytes:
        """The source of the module with the change."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def mutants(module: str, source: bytes) -> Iterator[Mutant]:
    """Every change that may be drawn in one module."""
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))

    def between(line: int, start: int, end: int, after: str) -> Mutant:
        return Mutant(module, line, start, end, source[start:end].decode(), after)

    for node in _live(ast.parse(source)):
        if isinstance(node, ast.Constant) and (after := _other(node.value)) is not None:
            start = lines[node.lineno - 1] + node.col_offset
            end = lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            yield between(node.lineno, start, end, after)
        for left, operator, right in _pairs(node):
            start = lines[(left.end_lineno or 0) - 1] + (left.end_col_offset or 0)
            end = lines[right.lineno - 1] + right.col_offset
            # Brackets and comments between the two stay as they are.
            middle, sign = source[start:end].decode(), _SIGNS[operator]
            if middle.count(sign) == 1:
                after = middle.replace(sign, OPERATORS[operator])
                yield between(left.end_lineno or 0, start, end, after)


_SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.And: "and",
    ast.Or: "or",
}


def _pairs(node: ast.AST) -> Iterator[tuple[ast.expr, type[ast.AST], ast.expr]]:
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        yield from zip(sides, map(type, node.ops), sides[1:], strict=False)
    elif isinstance(node, ast.BoolOp):
        yield node.values[0], type(node.op), node.values[1]
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield node.left, type(node.op), node.right


def _other(value: object) -> str | None:
    if isinstance(value, bool):
        return str(not value)
    if isinstance(value, int):
        return str(value + 1 if value < 16 else 2 * value)
    return repr(value * 1.3 or 0.3) if isinstance(value, float) else None


def _live(node: ast.AST) -> Iterator[ast.AST]:
    """What is executed: annotations and the parts of text that is formatted are left out."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") or isinstance(node, ast.JoinedStr):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _live(child)


class Map:
    """Which tests are near a module: by what imports what."""

    def __init__(self) -> None:
        self.modules = {
            path.relative_to(ROOT).as_posix(): _imported(path)
            for path in sorted((ROOT / "reportgen").rglob("*.py"))
        }
        self.tests = {
            path.relative_to(ROOT).as_posix(): _imported(path)
            for path in sorted((ROOT / "tests").rglob("test_*.py"))
            if not path.relative_to(ROOT).as_posix().startswith(SLOW)
        }

    def tests_of(self, module: str) -> list[str]:
        """The nearest first."""
        folders = reversed(Path(module).parent.parts[1:])
        users = [name for name, told in self.modules.items() if _dotted(module) in told]
        near = [
            *self._of_tests(module),
            *(test for user in users for test in self._of_tests(user)),
            *(test for each in folders for test in self.tests if f"/{each}/" in test),
        ]
        return list(dict.fromkeys([*list(dict.fromkeys(near))[:NEAREST], *ALWAYS]))

    def _of_tests(self, module: str) -> list[str]:
        return [test for test, told in self.tests.items() if _dotted(module) in told]


def _dotted(module: str) -> str:
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def copied(folder: Path) -> Path:
    """A copy of the project, to change."""
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    return folder


def noticed(copy: Path, mutant: Mutant, tests: list[str]) -> bool | None:
    """Whether any of the tests fails with the change; None where they do not come to an end."""
    path = copy / mutant.module
    source = path.read_bytes()
    path.write_bytes(mutant.text(source))
    shared = os.environ.get("REPORTGEN_SHARED", str(ROOT.parent / "shared"))
    settings = {**os.environ, "PYTHONPATH": str(copy), "REPORTGEN_SHARED": shared}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p"]
    try:
        done = subprocess.run(
            [*command, "no:xdist", *tests],
            cwd=copy,
            env={**settings, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return None
    finally:
        path.write_bytes(source)
    return done.returncode != 0


def drawn(number: int, seed: int) -> list[Mutant]:
    """Mutants over the whole package, each place as likely as any other."""
    paths = sorted((ROOT / "reportgen").rglob("*.py"))
    names = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    places = [each for name, source in names.items() for each in mutants(name, source)]
    return random.Random(seed).sample(places, number)


def main() -> None:
    """Draw, change, test, and say what went unnoticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    near, began = Map(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for job in range(options.jobs):
            copies.put(copied(Path(folder) / f"copy-{job}"))

        def tried(mutant: Mutant) -> bool | None:
            copy = copies.get()
            try:
                killed = noticed(copy, mutant, near.tests_of(mutant.module))
            finally:
                copies.put(copy)
            said = {True: "noticed ", False: "survived", None: "too slow"}[killed]
            print(said, mutant, flush=True)
            return killed

        with ThreadPoolExecutor(options.jobs) as pool:
            told = list(pool.map(tried, drawn(options.mutants, options.seed)))
    counted, minutes = len(told) - told.count(None), (time.monotonic() - began) / 60
    share = told.count(True) / max(counted, 1)
    print(f"{told.count(True)} of {counted} noticed: {share:.0%}, in {minutes:.0f} minutes")


if __name__ == "__main__":
    main()
