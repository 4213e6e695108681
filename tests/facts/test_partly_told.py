"""Logs of some heads only, or of mAP50 alone: judged by what they tell, ranked among their like."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.checks import all_rules
from reportgen.comparison.data.heads import common_head
from reportgen.diagnosis.diagnose import diagnose
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.rule import Verdict
from reportgen.tasks import LOOSE_BOX, TASK_BY_NAME, recognise

BOXES = ["metrics/mAP50(B)"]
POINTS = ["metrics/mAP50-95(P)", "metrics/mAP50(P)"]


@pytest.mark.parametrize(
    ("named", "columns", "task", "heads"),
    [
        (None, BOXES, "detect", ["box"]),
        ("detect", BOXES, "detect", ["box"]),
        (None, POINTS, "pose", ["pose"]),
        (None, [*POINTS, "metrics/mAP50-95(B)"], "pose", ["box", "pose"]),
        (None, ["metrics/mAP50-95(M)", *BOXES], "segment", ["mask"]),
        ("obb", BOXES, None, []),
        (None, ["metrics/recall(B)"], None, []),
    ],
)
def test_what_is_told_decides(
    named: str | None, columns: list[str], task: str | None, heads: list[str]
) -> None:
    told = recognise(named, columns)
    assert (told.name if told else None) == task
    assert [head.key for head in told.heads] if told else not heads


def loose(folder: Path, name: str, last: float) -> Facts:
    """A training of which a table tells losses and mAP50."""
    (run := folder / name).mkdir()
    rows = [f"{e},{2 / e + 0.4},{2.2 / e + 0.5},{last - last / e}" for e in range(1, 41)]
    header = "epoch,train/box_loss,val/box_loss,metrics/mAP50(B)"
    (run / "results.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return Facts(read_run(run))


def test_map50_alone_is_judged_and_named_as_what_it_is(tmp_path: Path) -> None:
    facts = loose(tmp_path, "one", 0.8)
    assert facts.task is not None
    assert facts.task.heads == (LOOSE_BOX,)
    assert facts.best_epoch == 40
    findings = {each.check: each for each in evaluate(all_rules(), facts)}
    assert findings["map50-tier"].verdict is Verdict.PASS
    assert findings["map-ratio"].verdict is Verdict.UNKNOWN
    assert findings["mask-gap"].verdict is Verdict.NOT_APPLICABLE
    diagnosis = diagnose(facts, list(findings.values()))
    assert "mAP50 0.780 at epoch 40" in diagnosis.headline
    assert "mAP50-95" not in diagnosis.headline


def test_it_has_no_rank_among_runs_that_tell_more(tmp_path: Path) -> None:
    """0.78 of mAP50 is no better than 0.6 of mAP50-95."""
    facts = [loose(tmp_path, name, 0.8) for name in ("one", "two", "three")]
    assert facts[0].task is not TASK_BY_NAME["detect"]
    full = tmp_path / "full"
    full.mkdir()
    rows = [f"{e},{2 / e},{0.6 - 0.6 / e},{0.8 - 0.8 / e}" for e in range(1, 41)]
    header = "epoch,train/box_loss,metrics/mAP50-95(B),metrics/mAP50(B)"
    (full / "results.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    common = common_head([*facts, Facts(read_run(full))])
    assert common is not None
    assert common.metric == "metrics/mAP50(B)"
    assert common.runs == (0, 1, 2)
    assert "no box head of this kind" in common.note
