"""Which files of tests are nearest to a module: by what they import, and by what they name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile
from pathlib import Path

LEFT_OUT = ("browser", "fuzz", "benchmarks", "releases", "newest", "scripts")
FIRST, FEW = 8, 12
"""Files of tests that come before `WHOLE`; files that may name something, for that to tell which
are near."""
WHOLE = (
    "tests/test_layers.py",
    "tests/test_limits.py",
    "tests/diagnosis/test_made.py",
    "tests/comparison/test_held.py",
    "tests/site/test_held.py",
    "tests/diagnosis/threads/test_situations.py",
    "tests/test_golden.py",
    "tests/output/test_json.py",
)
"""These hold whole documents against what they should be, or look at all modules: in seconds. The
quickest come first, so that none is left out for the time of others."""


class Imports:
    """What each file of a checkout imports: of the package, and of the tests' own modules."""

    def __init__(self, root: Path) -> None:
        paths = [
            *sorted((root / "reportgen").rglob("*.py")),
            *sorted((root / "tests").rglob("*.py")),
        ]
        self.texts = {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths
        }
        self._file_of = {_name(path): path for path in self.texts}
        self.imported = {path: set(self._of(path)) for path in self.texts}

    def _of(self, path: str) -> Iterator[str]:
        for node in ast.walk(ast.parse(self.texts[path])):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            yield from (self._file_of[name] for name in names if name in self._file_of)

    @cached_property
    def tests(self) -> list[str]:
        """The files of tests that need no browser and take no benchmark's time."""
        found = [path for path in self.texts if path.rpartition("/")[2].startswith("test_")]
        return [path for path in found if path.split("/")[1] not in LEFT_OUT]

    def distances(self, module: str) -> dict[str, int]:
        """How many imports lead from each file to a module; who never reaches it is absent."""
        users: dict[str, set[str]] = {path: set() for path in self.texts}
        for user, imported in self.imported.items():
            for path in imported:
                users[path].add(user)
        for path in self.texts:  # A package may find its modules by itself, as those of checks.
            folder = Path(path.removesuffix("/__init__.py")).parent
            users[path] |= {f"{folder}/__init__.py"} & self.texts.keys()
        found, edge = {module: 0}, {module}
        while edge:
            edge = {user for path in edge for user in users[path]} - found.keys()
            found |= dict.fromkeys(edge, max(found.values()) + 1)
        return found

    def nearest(self, module: str, names: list[str]) -> list[str]:
        """Files of tests that reach a module, those of `WHOLE` after the first `FIRST`.

        First who names what few others name of what is changed, and stands in folders of the same
        names; then who is fewest imports away.
        """
        far = self.distances(module)
        named = dict.fromkeys(self.tests, 0.0)
        for name in names:  # A cause is told apart by its name with hyphens.
            form = re.compile(rf"\b{re.escape(name).replace('_', '[_-]')}\b")
            naming = [path for path in self.tests if form.search(self.texts[path])]
            if len(naming) <= FEW:
                for path in naming:
                    named[path] += 1 / len(naming)
        near = sorted(
            (path for path in self.tests if path in far),
            key=lambda path: (
                -named[path] - _shared(path, module),
                far[path],
                len(self.texts[path]),
            ),
        )
        others = [path for path in near if path not in WHOLE]
        whole = [path for path in WHOLE if path in far or path.count("/") == 1]
        return [*others[:FIRST], *whole, *others[FIRST:]]


def _shared(path: str, module: str) -> int:
    """How many folders, from the second on, two files have in common."""
    pairs = zip(path.split("/")[1:-1], module.split("/")[1:-1], strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
