"""What runs of different tasks can be compared by."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reportgen.comparison.data.heads import common_head
from reportgen.tasks import TASK_BY_NAME


def common(*tasks: str | None) -> Any:
    facts: list[Any] = [
        SimpleNamespace(task=TASK_BY_NAME[name] if name else None) for name in tasks
    ]
    return common_head(facts)


@pytest.mark.parametrize(
    ("tasks", "head", "runs"),
    [
        (("segment", "segment"), "mask", (0, 1)),
        (("segment", "detect"), "box", (0, 1)),
        (("pose", "segment", "detect"), "box", (0, 1, 2)),
        (("pose", "pose"), "pose", (0, 1)),
        (("classify", "classify"), "class", (0, 1)),
        (("segment", "segment", "classify"), "mask", (0, 1)),
        (("obb", "obb", "detect"), "box", (0, 1)),
        (("segment", None), "mask", (0,)),
    ],
)
def test_the_most_demanding_head_that_most_runs_share(
    tasks: tuple[str | None, ...], head: str, runs: tuple[int, ...]
) -> None:
    found = common(*tasks)
    assert (found.head.key, found.runs) == (head, runs)
    assert bool(found.note) == (len(set(tasks)) > 1)


def test_turned_boxes_are_no_upright_ones() -> None:
    """Their metrics share a column, but not what it means."""
    found = common("obb", "obb", "detect")
    upright: Any = SimpleNamespace(task=TASK_BY_NAME["detect"])
    assert found.turned
    assert found.of(upright) is None


def test_no_task_nothing_to_compare() -> None:
    assert common(None, None) is None


def test_mask_and_box_are_named(shared_folder: Path) -> None:
    assert common("segment", "segment").metric == "metrics/mAP50-95(M)"
    note = common("segment", "detect").note
    assert "box" in note
    assert "instance segmentation" in note
