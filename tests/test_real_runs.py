"""Every real run gives a report: no traceback, no check that fails by itself, nothing private."""

from __future__ import annotations

import re
import time
import warnings
from pathlib import Path

import pytest

from reportgen import read_run
from reportgen.api import render_report
from reportgen.output.json import to_json
from reportgen.rule import Verdict
from tests.conftest import real_runs, shared

# Names of persons and machines that stand in paths of the real runs' args.yaml.
_HOME = re.compile(r"(?:/home/|/Users/|\\Users\\)([A-Za-z0-9_. -]+?)[/\\\s'\"]")
_GENERIC = {"user", "ubuntu", "admin", "data", "work", "u", "student", "studio", "yolo", "pc"}


def _runs() -> list[Path]:
    return real_runs() or [Path("shared-material-is-absent")]


def _id(path: Path) -> str:
    folder = shared()
    return str(path.relative_to(folder / "real-runs")) if folder else str(path)


@pytest.mark.parametrize("folder", _runs(), ids=_id)
def test_a_real_run_gives_a_report(shared_folder: Path, folder: Path) -> None:
    started = time.monotonic()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = read_run(folder)
        html = render_report([run])
        text = to_json([run.page_input])
    assert time.monotonic() - started < 30  # a guard against hanging, no measure of speed
    assert html.startswith("<!DOCTYPE html>")
    assert not [f for f in run.findings if f.verdict is Verdict.ERROR]
    for secret in _private(folder):
        assert secret not in html
        assert secret not in text


def _private(folder: Path) -> set[str]:
    """Home directories and signatures that this run's args.yaml holds."""
    found = set()
    for name in ("args.yaml", "opt.yaml"):
        path = folder / name
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            found |= {f"/{user}/" for user in _HOME.findall(text) if user.lower() not in _GENERIC}
            found |= set(re.findall(r"Signature=(\w{16,})", text))
    return found
