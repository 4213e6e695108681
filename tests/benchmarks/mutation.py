"""Do the tests notice? One small change of the package at a time, and the tests that execute it.

``python -m tests.benchmarks.mutation --mutants 200 --seeds 11`` draws that many places of the
package (a comparison, an operator, a number, a truth value), and runs the suite once to learn which
tests execute them. Then it changes each in a copy of the last commit and runs those tests, the
quickest first. It prints the share that a test noticed, and what no test did; one whose tests go on
and on is told apart. What was measured is kept below ``~/.cache/reportgen-mutation``.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from reportgen.anatomy.interval import wilson
from tests.benchmarks import executed
from tests.benchmarks.executed import Bounds, Place, Recorded, Sources

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
    place: Place
    """The whole expression that it is in."""

    def __str__(self) -> str:
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.module}:{self.line}: {before} -> {after}"

    def text(self, source: bytes) -> bytes:
        """The source of the module with the change."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def mutants(module: str, source: bytes) -> Iterator[Mutant]:
    """Every change that may be drawn in one module."""
    bounds = Bounds(source)
    for node in _live(ast.parse(source)):
        if not isinstance(node, ast.expr):
            continue
        place = Place(module, *bounds.of(node))
        if isinstance(node, ast.Constant) and (after := _other(node.value)) is not None:
            before = source[place.start : place.end].decode()
            yield Mutant(module, node.lineno, place.start, place.end, before, after, place)
        for left, operator, right in _pairs(node):
            start, end = bounds.of(left)[1], bounds.of(right)[0]
            # Brackets and comments between the two stay as they are.
            middle, (sign, other) = source[start:end].decode(), OPERATORS[operator]
            if middle.count(sign) == 1:
                after = middle.replace(sign, other)
                yield Mutant(module, left.end_lineno or 0, start, end, middle, after, place)


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
    """What is executed: annotations, patterns and the parts of formatted text are left out."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") or isinstance(node, ast.JoinedStr | ast.pattern):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _live(child)


def copied(folder: Path) -> Path:
    """A copy of the last commit, to change; compiled, and compiled anew whatever changes."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    hashed = ("--invalidation-mode", "checked-hash", str(folder / "reportgen"))
    subprocess.run([sys.executable, "-m", "compileall", "-q", *hashed], check=True)
    return folder


class Copy:
    """A copy in which one mutant at a time stands."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = copied(folder), folder / "asked.json"
        self._pass: dict[str, bool] = {}

    def noticed(self, mutant: Mutant, tests: Sequence[list[str]]) -> bool | None:
        """Whether any test fails with the change and not without it; None if they go on and on.

        Each list of tests gets a process of its own: most mutants go no further than the first.
        """
        path = self.folder / mutant.module
        for some in tests:
            while some:
                source = path.read_bytes()
                path.write_bytes(mutant.text(source))
                try:
                    failed = self._failed(some)
                except subprocess.TimeoutExpired:
                    return None
                finally:
                    path.write_bytes(source)
                if failed is None:
                    break
                if self._passes(failed):
                    return True
                some = [test for test in some if test != failed]
        return False

    def _passes(self, test: str) -> bool:
        if test not in self._pass:
            self._pass[test] = self._failed([test]) is None
        return self._pass[test]

    def _failed(self, tests: Sequence[str]) -> str | None:
        """The first test that fails; the first of all if they cannot even be collected."""
        self.asked.write_text(json.dumps(tests))
        failed = self.asked.with_suffix(".failed")
        failed.unlink(missing_ok=True)
        files = dict.fromkeys(test.split("::")[0] for test in tests)
        quiet = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", executed.__name__)
        running = subprocess.Popen(
            [sys.executable, "-m", "pytest", *quiet, *files],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), executed.SELECT: str(self.asked)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = running.wait(LONGEST)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
        if code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return None
        return failed.read_text() if failed.exists() else tests[0]


def drawn(sources: Sources, number: int, seed: int) -> list[Mutant]:
    """Mutants over the whole package, each place as likely as any other."""
    places = [each for s in sources.modules.values() for each in mutants(s.module, s.text)]
    return random.Random(seed).sample(places, number)


def recorded(chosen: Sequence[Mutant], folder: Path, jobs: int) -> Recorded:
    """Which tests execute the mutants: measured once for a commit, and kept beside it."""
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=ROOT, text=True).strip()
    named = sha256(json.dumps(chosen).encode()).hexdigest()[:12]
    kept = Path.home() / ".cache/reportgen-mutation" / f"{commit[:12]}-{named}"
    if not kept.exists():
        executed.record(copied(folder / "probed"), kept, [m.place for m in chosen], jobs)
    return Recorded(kept, folder / "copy-0")


def share(told: Sequence[bool | None]) -> str:
    """How many were noticed, with the interval of Wilson (95 %)."""
    counted, noticed = len(told) - told.count(None), told.count(True)
    low, high = wilson(noticed / counted, counted)
    return f"{noticed} of {counted} noticed: {noticed / counted:.0%} ({low:.0%} to {high:.0%})"


def main() -> None:
    """Draw, change, test, and say what went unnoticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--mutants", type=int, default=200, help="of each seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[11])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for job in range(options.jobs):
            copies.put(Copy(Path(folder) / f"copy-{job}"))
        sources = Sources(Path(folder) / "copy-0")
        chosen = [m for seed in options.seeds for m in drawn(sources, options.mutants, seed)]
        known = recorded(chosen, Path(folder), options.jobs)

        def tried(number: int) -> bool | None:
            tests = known.tests_of(number, chosen[number].module)
            copy = copies.get()
            try:
                killed = copy.noticed(chosen[number], tests)
            finally:
                copies.put(copy)
            said = {True: "noticed ", False: "survived", None: "endless "}[killed]
            print(said, chosen[number], f"({len(tests[0])} and {len(tests[1])} tests)", flush=True)
            return killed

        with ThreadPoolExecutor(options.jobs) as pool:
            told = list(pool.map(tried, range(len(chosen))))
    for place, seed in enumerate(options.seeds):
        of_seed = told[place * options.mutants : (place + 1) * options.mutants]
        print(f"seed {seed}: {share(of_seed)}")


if __name__ == "__main__":
    main()
