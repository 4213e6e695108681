"""Checks of the user's own: Python files with functions declared by ``@check``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from reportgen.errors import ReportError, line_in
from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.redact import echoed, one_line
from reportgen.rule import Rule

MAX_BYTES = 2**20
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What an id may be: it stands in links of the page and in the JSON."""


def load_own_checks(files: Iterable[Path], known: Sequence[Rule]) -> tuple[Rule, ...]:
    """The checks that the files declare, in the order of files and lines. The files are run.

    `known` are the checks that there are already. Raises ReportError, with file and line, for a
    file that cannot be run, that declares no check, and for an id that is taken.
    """
    rules: dict[str, Rule] = {rule.id: rule for rule in known}
    own: list[Rule] = []
    for number, file in enumerate(files):
        for rule in _declared(_run(file, f"reportgen_own_checks_{number}"), file):
            _usable(rule, file, rules)
            rules[rule.id] = rule
            own.append(rule)
    return tuple(own)


def _run(file: Path, name: str) -> ModuleType:
    """The file as a module. It is compiled here, so that nothing is written beside it."""
    try:
        source = read_text(file, MAX_BYTES)
    except Unreadable as error:
        raise ReportError(f"Own checks {echoed(file)} {error}. Check own_checks.") from None
    module = ModuleType(name)
    module.__file__ = str(file)
    # Dataclasses and type hints look their module up.
    sys.modules[name] = module
    try:
        # Without `dont_inherit` it would be compiled under the future statements of this one.
        exec(compile(source, str(file), "exec", dont_inherit=True), module.__dict__)
    except (Exception, SystemExit) as error:
        line = error.lineno if isinstance(error, SyntaxError) else line_in(error, str(file))
        raise ReportError(
            f"Own checks {echoed(file)}, line {line or 1}: {type(error).__name__}: "
            f"{one_line(str(error), 300)}. Mend it, or take the file out of own_checks."
        ) from None
    return module


def _declared(module: ModuleType, file: Path) -> list[Rule]:
    """The rules of a module, by line; those that it imports are not its own."""
    own = []
    for function in vars(module).values():
        rule = getattr(function, "rule", None)
        if isinstance(rule, Rule) and rule.function.__module__ == module.__name__:
            own.append(rule)
    if not own:
        raise ReportError(f"Own checks {echoed(file)} declares no check. Declare one with @check.")
    return own


def _usable(rule: Rule, file: Path, taken: Mapping[str, Rule]) -> None:
    """Raises ReportError for an id that is taken, or that cannot stand in a link."""
    where = f"{echoed(file)}, line {rule.function.__code__.co_firstlineno}"
    if not ID.fullmatch(rule.id):
        raise ReportError(
            f"{where}: the id {one_line(rule.id, 80)!r} must be of small letters, digits and "
            "single hyphens."
        )
    if rule.id in taken:
        raise ReportError(f"{where}: there is a check {rule.id} already. Choose another id.")
