"""Do the tests notice? One small change of the package at a time, and the tests nearest to it.

``python -m tests.benchmarks.mutation --mutants 200 --seeds 11`` draws that many places of the
package (a comparison, an operator, a number, a truth value), changes each in a copy of the last
commit, and runs the tests that are nearest to the module by imports, until one fails or each of the
three parts of them has computed for so many seconds. It prints the share that a test noticed, and
what no test did; one whose tests go on and on is told apart. The share is a lower bound: a test
farther off might notice more.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import resource
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from tests.benchmarks.nearest import FIRST, WHOLE, Imports

ROOT = Path(__file__).parents[2]
OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}
"""How each is written, and what stands in its place in a mutant."""
PARTS = (FIRST, len(WHOLE), 8)
"""Files of tests of each process for a mutant."""
OF_A_FILE, ENOUGH, ENDLESS = 6.0, 18.0, 60
"""Seconds of computing after which no more tests of a file begin, and none at all, and how many
more one at work may take."""
ENDLESSLY = "endlessly"
UNBEGUN = (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR)
"""Exit codes where no test began, as when conftest.py cannot be loaded."""
PRELOADED = ("numpy", "pandas", "plotly.graph_objects", "PIL.Image", "jinja2", "yaml", "click",
             "markdown", "nh3", "hypothesis", "jsonschema")  # fmt: skip
"""What the tests import and no mutant changes: the processes of all mutants share it."""


class Mutant(NamedTuple):
    """One change of one module: what stands between two places of its source is written anew."""

    module: str
    line: int
    start: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.module}:{self.line}: {before} -> {after}"

    def text(self, source: bytes) -> bytes:
        """The source of the module with the change."""
        return source[: self.start] + self.after.encode() + source[self.end :]


class Bounds:
    """Where the expressions of a source stand in its bytes."""

    def __init__(self, text: bytes) -> None:
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def of(self, node: ast.expr) -> tuple[int, int]:
        """From the first byte of a node to the one behind its last."""
        start = self._lines[node.lineno - 1] + node.col_offset
        return start, self._lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)


def mutants(module: str, source: bytes) -> Iterator[Mutant]:
    """Every change that may be drawn in one module."""
    bounds = Bounds(source)
    for node in _live(ast.parse(source)):
        if not isinstance(node, ast.expr):
            continue
        if isinstance(node, ast.Constant) and (after := _other(node.value)) is not None:
            start, end = bounds.of(node)
            yield Mutant(module, node.lineno, start, end, source[start:end].decode(), after)
        for left, operator, right in _pairs(node):
            start, end = bounds.of(left)[1], bounds.of(right)[0]
            # Brackets and comments between the two stay as they are.
            middle, (sign, other) = source[start:end].decode(), OPERATORS[operator]
            if middle.count(sign) == 1:
                after = middle.replace(sign, other)
                yield Mutant(module, left.end_lineno or 0, start, end, middle, after)


def _around(source: bytes, line: int) -> list[str]:
    """The names of what is defined around a line."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            names += [name] if (name := getattr(node, "name", "")) else []
            targets = [*getattr(node, "targets", ()), getattr(node, "target", None)]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names


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
    """What is executed: annotations, patterns and the parts of formatted text are left out.

    So is whether a zip is strict, which shows only where its parts are not of one length.
    """
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") or isinstance(node, ast.JoinedStr | ast.pattern):
            continue
        if isinstance(node, ast.keyword) and node.arg == "strict":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _live(child)


class Watch:
    """A plugin of pytest: notes the test that fails, and begins no more when enough is computed."""

    def __init__(self, told: Path) -> None:
        self.told, self.of_file = told, defaultdict[Path, float](float)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if self.of_file[item.path] > OF_A_FILE:
            pytest.skip("enough of this file")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        began = _computed()
        yield
        self.of_file[item.path] += _computed() - began
        if _computed() > ENOUGH:
            item.session.shouldstop = "enough"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.told.write_text(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.told.write_text(report.nodeid.split("::")[0])


def _computed() -> float:
    """Seconds that this process and those it began have computed."""
    return sum(os.times()[:4])


class Copy:
    """A copy of the last commit, in which one mutant at a time stands."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told = folder, folder / "failed"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        hashed = ("--invalidation-mode", "checked-hash", str(folder / "reportgen"))
        subprocess.run([sys.executable, "-m", "compileall", "-q", *hashed], check=True)
        self.imports = Imports(folder)
        self._pass: dict[str, bool] = {}

    def mutants(self) -> list[Mutant]:
        """Every change of the whole package."""
        modules = [path for path in self.imports.texts if path.startswith("reportgen/")]
        return [m for path in modules for m in mutants(path, (self.folder / path).read_bytes())]

    def noticed(self, mutant: Mutant) -> str | None:
        """The test that fails with the change and not without it; None if it goes on and on.

        Empty when all pass.
        """
        path = self.folder / mutant.module
        source, ends = path.read_bytes(), [0, *accumulate(PARTS)]
        near = self.imports.nearest(mutant.module, _around(source, mutant.line))
        for first, last in pairwise(ends):
            left_out: list[str] = []
            while files := near[first:last]:
                path.write_bytes(mutant.text(source))
                try:
                    failed = self._failed(files, left_out)
                finally:
                    path.write_bytes(source)
                if not failed:
                    break
                if failed == ENDLESSLY:
                    return None
                if self._passes(failed):
                    return failed
                left_out.append(failed)
        return ""

    def _passes(self, test: str) -> bool:
        if test not in self._pass:
            self._pass[test] = not self._failed([test], [])
        return self._pass[test]

    def _failed(self, tests: Sequence[str], left_out: Sequence[str]) -> str:
        """The first test that fails in a process of its own; empty if none does."""
        self.told.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            self._run([*tests, *(f"--deselect={test}" for test in left_out)])
        _, status = os.waitpid(child, 0)
        with suppress(ProcessLookupError):  # What the tests began ends with them.
            os.killpg(child, signal.SIGKILL)
        if os.WIFSIGNALED(status):
            return ENDLESSLY
        failed = self.told.read_text() if self.told.exists() else ""
        return failed or (tests[0] if os.WEXITSTATUS(status) in UNBEGUN else "")

    def _run(self, arguments: Sequence[str]) -> None:
        """The tests in this process, which ends with them."""
        code: int = pytest.ExitCode.INTERNAL_ERROR
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (int(ENOUGH) + ENDLESS,) * 2)
            signal.alarm(1200)
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            for name in [n for n in sys.modules if n.split(".")[0] in ("reportgen", "tests")]:
                del sys.modules[name]
            os.chdir(self.folder)
            sys.path[:] = [str(self.folder), *(p for p in sys.path if Path(p).resolve() != ROOT)]
            os.environ["PYTHONPATH"] = str(self.folder)
            quiet = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
            code = pytest.main([*quiet, *arguments], plugins=[Watch(self.told)])
        finally:
            os._exit(code)


def share(told: Sequence[str | None]) -> str:
    """How many were noticed, with the interval of Wilson (95 %)."""
    from reportgen.anatomy.interval import wilson

    counted, noticed = len(told) - told.count(None), sum(map(bool, told))
    low, high = wilson(noticed / counted, counted)
    return f"{noticed} of {counted} noticed: {noticed / counted:.0%} ({low:.0%} to {high:.0%})"


def main() -> None:
    """Draw, change, test, and say what went unnoticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--mutants", type=int, default=200, help="of each seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[11])
    parser.add_argument("--numbers", type=int, nargs="+", help="only these of each seed, from 0 on")
    options = parser.parse_args()
    for name in PRELOADED:
        importlib.import_module(name)
    with TemporaryDirectory() as folder:
        copy = Copy(Path(folder) / "copy")
        every = copy.mutants()
        for seed in options.seeds:
            drawn, told = random.Random(seed).sample(every, options.mutants), []
            for number in options.numbers or range(options.mutants):
                failed = copy.noticed(drawn[number])
                said = "endless " if failed is None else "noticed " if failed else "survived"
                print(number, said, drawn[number], failed or "", flush=True)
                told.append(failed)
            print(f"seed {seed}: {share(told)}", flush=True)


if __name__ == "__main__":
    main()
