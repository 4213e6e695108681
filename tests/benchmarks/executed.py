"""Which tests execute a place of the package: one measured run, and what it tells.

In a copy of the project each place gets a probe, which writes down the test at work. What is
executed when a module is imported, such as a threshold, has probes where its name is mentioned.
A plugin of pytest as well: it names the test at work, or keeps the tests that were asked for.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest

RECORD, SELECT = "MUTATION_RECORD", "MUTATION_SELECT"
"""Environment: the folder that a measured run fills; the file that names the tests to run."""
LEFT_OUT = ("browser", "fuzz", "benchmarks", "releases", "newest", "scripts")
ONCE = ("every_run", "every_and_made")
"""Read once for the tests of several files: what one of them executes concerns them all."""
GOLDEN = ("tests/test_golden.py", "tests/test_json.py", "tests/figure/test_golden.py")
"""These hold whole documents against what they should be."""
ENOUGH = 40.0
"""Seconds, as they were measured, of tests near a place, and as many of others."""
FILES = 10
"""Files of other tests: to read hundreds of tests takes longer than to run some."""
PROBE = """
def _probe(place, seen=set(), open=__import__("os").open, write=__import__("os").write):
    import os
    test = os.environ.get("MUTATION_TEST")
    if test and (place, test) not in seen:
        seen.add((place, test))
        log = open(os.environ["MUTATION_RECORD"] + "/hits", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        write(log, f"{place}\\t{test}\\n".encode())
        os.close(log)
__import__("builtins")._probe = _probe
"""


class Place(NamedTuple):
    """An expression of a module, by its bounds in the source."""

    module: str
    start: int
    end: int


class Bounds:
    """Where the nodes of a source stand in its bytes."""

    def __init__(self, text: bytes) -> None:
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def of(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """From the first byte of a node to the one behind its last."""
        start = self._lines[node.lineno - 1] + node.col_offset
        return start, self._lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)


class Source:
    """A module: its expressions with their bounds, and what is executed when it is imported."""

    def __init__(self, module: str, text: bytes) -> None:
        self.module, self.text = module, text
        self.bounds = Bounds(text).of
        self.imported: list[tuple[ast.stmt, int, int]] = []
        self.mentions: list[tuple[str, Place, bool]] = []
        """A name, the expression that mentions it, whether that is executed on import."""
        for statement in ast.parse(text).body:
            self._walk(statement, imported=True)

    def _walk(self, node: ast.AST, *, imported: bool) -> None:
        if imported and isinstance(node, ast.stmt):
            first = min([node, *getattr(node, "decorator_list", ())], key=lambda n: n.lineno)
            self.imported.append((node, self.bounds(first)[0], self.bounds(node)[1]))
        if isinstance(node, ast.expr):
            names = list(_mentioned(node))
            place = Place(self.module, *self.bounds(node))
            self.mentions += [(name, place, imported) for name in names]
        if isinstance(node, ast.JoinedStr | ast.pattern):
            return
        for name, value in ast.iter_fields(node):
            called = name == "body" and isinstance(node, _CALLED)
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and name not in ("annotation", "returns"):
                    self._walk(child, imported=imported and not called)


_CALLED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _mentioned(node: ast.expr) -> Iterator[str]:
    """What an expression names: the parts of a formatted text have no bounds of their own."""
    for part in ast.walk(node) if isinstance(node, ast.JoinedStr) else [node]:
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            yield part.id
        elif isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Load):
            yield part.attr


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    for target in (*getattr(node, "targets", ()), getattr(node, "target", None)):
        if target is not None:
            yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))


class Sources:
    """All modules of the package in a copy of the project."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        paths = sorted((copy / "reportgen").rglob("*.py"))
        names = [path.relative_to(copy).as_posix() for path in paths]
        self.modules = {n: Source(n, p.read_bytes()) for n, p in zip(names, paths, strict=True)}
        self._users: dict[str, list[tuple[Place, bool]]] = defaultdict(list)
        for source in self.modules.values():
            for name, place, imported in source.mentions:
                self._users[name].append((place, imported))

    def places_of(self, place: Place) -> set[Place]:
        """The expression itself, and what uses it if it is executed on import."""
        found, waiting, names = {place}, [place], set[str]()
        while waiting:
            user = waiting.pop()
            node = self._imported(user)
            if node is None:
                continue
            found |= self._first_of(node, user.module)
            for name in set(_bound(node)) - names:
                names.add(name)
                for user, imported in self._users[name]:
                    found.add(user)
                    waiting += [user] if imported else []
        return found

    def _imported(self, place: Place) -> ast.stmt | None:
        """The innermost statement around a place, if the place is executed on import."""
        source = self.modules[place.module]
        around = [s for s in source.imported if s[1] <= place.start and place.end <= s[2]]
        if not around:
            return None
        node = max(around, key=lambda s: s[1])[0]
        if isinstance(node, _CALLED):
            begins = source.bounds(node.body[0])[0]
            return node if place.end <= begins else None
        return node

    def _first_of(self, node: ast.stmt, module: str) -> set[Place]:
        """The first expression of a function: what stands in its head matters when it is called."""
        if not isinstance(node, _CALLED):
            return set()
        inside = [m[1] for m in self.modules[module].mentions if not m[2]]
        begins, ends = self.modules[module].bounds(node)
        return set(sorted(p for p in inside if begins <= p.start and p.end <= ends)[:1])

    def write_probes(self, places: Sequence[Place]) -> None:
        """Write the modules anew, each place with a probe that tells its number."""
        inserted: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for number, place in enumerate(places):
            for module, start, end in self.places_of(place):
                inserted[module].append((start, end, number))
        for module, probes in inserted.items():
            text = _probed(self.modules[module].text, probes)
            (self.copy / module).write_bytes(text)
        (self.copy / "sitecustomize.py").write_text(PROBE)


def _probed(text: bytes, probes: Iterable[tuple[int, int, int]]) -> bytes:
    """A source with its probes: an expression's value stays what it is."""
    numbers: dict[tuple[int, int], list[int]] = defaultdict(list)
    for start, end, number in probes:
        numbers[start, end].append(number)
    edits: list[tuple[int, int, int, bytes]] = []
    for (start, end), those in numbers.items():
        calls = " or ".join(f"_probe({number})" for number in sorted(those))
        # At one place the outer expression opens first and closes last.
        edits += [(start, 1, -end, f"({calls} or (".encode()), (end, 0, -start, b"))")]
    parts, at = list[bytes](), 0
    for place, _, _, insert in sorted(edits):
        parts += [text[at:place], insert]
        at = place
    return b"".join([*parts, text[at:]])


def record(copy: Path, folder: Path, places: Sequence[Place], jobs: int) -> None:
    """Run the suite in a copy with probes, and leave in a folder which test executes what."""
    begun = folder.with_suffix(".begun")
    shutil.rmtree(begun, ignore_errors=True)
    begun.mkdir(parents=True)
    Sources(copy).write_probes(places)
    left_out = [f"--ignore=tests/{name}" for name in LEFT_OUT]
    command = [sys.executable, "-m", "pytest", "-q", "-p", __name__, "-n", str(jobs)]
    settings = {**os.environ, RECORD: str(begun), "PYTHONPATH": str(copy)}
    subprocess.run([*command, *left_out], cwd=copy, env=settings, check=False)
    begun.rename(folder)


class Recorded:
    """What a measured run left: which tests execute each place, and the time of each test."""

    def __init__(self, folder: Path, copy: Path) -> None:
        self.seconds: dict[str, float] = {}
        for path in folder.glob("seconds-*"):
            for line in path.read_text().splitlines():
                test, seconds = line.rsplit("\t", 1)
                self.seconds[test] = float(seconds)
        self._of_file: dict[str, list[str]] = defaultdict(list)
        for test in self.seconds:
            self._of_file[_file(test)].append(test)
        self._text = {file: (copy / file).read_text(encoding="utf-8") for file in self._of_file}
        self._hits: dict[int, set[str]] = defaultdict(set)
        for line in (folder / "hits").read_text().splitlines():
            number, test = line.split("\t", 1)
            self._hits[int(number)] |= self._meant(test)

    def _meant(self, test: str) -> set[str]:
        """The test; all of its file if what it executed may have been kept for the others."""
        if test in self._of_file:
            return set(self._of_file[test])
        text = self._text[_file(test)]
        if any(name in text for name in ONCE):
            return {
                t
                for f, told in self._text.items()
                if any(n in told for n in ONCE)
                for t in self._of_file[f]
            }
        return set(self._of_file[_file(test)]) if "@cache\n" in text else {test}

    def tests_of(self, number: int, module: str) -> tuple[list[str], list[str]]:
        """Tests that execute a place: those near it, and others, both the quickest first.

        Near are files that name the module, and those that hold much of what is written.
        """
        name = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        hits = sorted(self._hits[number] & self.seconds.keys(), key=self.seconds.__getitem__)
        near = {file for file, text in self._text.items() if name in text} | set(GOLDEN)
        others = list(dict.fromkeys(_file(test) for test in hits if _file(test) not in near))
        return self._enough(hits, near), self._enough(hits, set(others[:FILES]))

    def _enough(self, tests: list[str], files: set[str]) -> list[str]:
        those = [test for test in tests if _file(test) in files]
        spent = accumulate(self.seconds[test] for test in those)
        return [test for test, seconds in zip(those, spent, strict=True) if seconds <= ENOUGH]


def _file(test: str) -> str:
    return test.split("::")[0]


class _Recorder:
    """Names the test at work, and keeps how long each took."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        file = _file(item.nodeid)
        if file != self.file:
            self.file = file
            _forget()
        os.environ["MUTATION_TEST"] = file
        yield
        os.environ["MUTATION_TEST"] = item.nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and not report.skipped:
            with (self.folder / f"seconds-{os.getpid()}").open("a", encoding="utf-8") as file:
                file.write(f"{report.nodeid}\t{report.duration:.3f}\n")


def _forget() -> None:
    """Empty what functions remember: else the first test alone would execute them."""
    for name, module in list(sys.modules.items()):
        if name.startswith("reportgen"):
            for value in list(vars(module).values()):
                getattr(value, "cache_clear", lambda: None)()


class _Selector:
    """Keeps the tests that were asked for, in their order, and notes the one that fails."""

    def __init__(self, asked: Path) -> None:
        self.asked = asked

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        there = {item.nodeid: item for item in items}
        items[:] = [there[name] for name in json.loads(self.asked.read_text()) if name in there]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.asked.with_suffix(".failed").write_text(report.nodeid)


def pytest_configure(config: pytest.Config) -> None:
    """Take the part that the environment asks for; in a run of several processes, in each."""
    folder, asked = os.environ.get(RECORD), os.environ.get(SELECT)
    if folder and not config.getoption("numprocesses", None):
        config.pluginmanager.register(_Recorder(Path(folder)))
    if asked:
        config.pluginmanager.register(_Selector(Path(asked)))
