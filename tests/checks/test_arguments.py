"""Ultralytics' arguments: what counts as a default, over all releases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reportgen.trainers.ultralytics.arguments import ARGUMENTS, differs


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("epochs", 100, False),
        ("epochs", 300, True),
        ("patience", 50, False),  # up to 8.1
        ("patience", 100, False),
        ("patience", 20, True),
        ("optimizer", "auto", False),
        ("optimizer", "SGD", False),  # up to 8.0.1xx
        ("optimizer", "AdamW", True),
        ("lr0", 0.01, False),
        ("lr0", 0.01 * (1 + 1e-12), False),
        ("lr0", 0.001, True),
        ("multi_scale", False, False),
        ("multi_scale", 0.0, False),
        ("multi_scale", True, True),
        ("cache", None, False),
        ("single_cls", 0, True),  # a number is no flag
        ("model", "yolo11n.pt", False),  # has no default
        ("freeze", [0, 1], True),
        ("no_such_argument", 1, None),
    ],
)
def test_what_differs_from_the_defaults(name: str, value: Any, expected: bool | None) -> None:
    assert differs(name, value) is expected


def test_every_argument_is_explained() -> None:
    for argument in ARGUMENTS.values():
        assert argument.group
        assert argument.meaning[0].islower() or not argument.meaning[0].isalpha()
        assert not argument.meaning.endswith(".")


def test_the_arguments_of_real_runs_are_known(shared_folder: Path) -> None:
    """A run of the current release shows no unknown argument."""
    for path in (shared_folder / "trained").glob("*/args.yaml"):
        args = yaml.safe_load(path.read_text("utf-8"))
        assert set(args) <= set(ARGUMENTS)
