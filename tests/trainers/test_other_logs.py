"""Logs of other trainers: recognised, in canonical names, bounded, judged where that applies."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.checks import all_rules
from reportgen.diagnosis import diagnose
from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.read.folder.discover import find_runs
from reportgen.read.run import read_run
from reportgen.rule import Verdict, evaluate
from reportgen.trainers import all_trainers
from reportgen.trainers.points import canonical
from reportgen.trainers.trainer import Log, NotALog

EPOCHS = range(1, 21)


def _loss(epoch: int) -> float:
    return 2.0 / epoch


def _score(epoch: int) -> float:
    return 0.9 - 0.5 / epoch


def lightning() -> bytes:
    rows = ["epoch,lr-Adam,step,train_loss_epoch,train_loss_step,val_acc,val_loss,test_loss"]
    for e in EPOCHS:
        rows += [f"{e - 1},0.001,{e * 10},,{_loss(e) + 1},,,", f"{e - 1},,{e * 10},{_loss(e)},,,,"]
        rows += [f"{e - 1},,{e * 10},,,{_score(e)},{_loss(e) + 0.1},"]
    return "\n".join([*rows, "20,,400,,,0.1,9,9"]).encode()


def keras() -> bytes:
    rows = ["epoch,accuracy,loss,lr,val_accuracy,val_loss"]
    rows += [f"{e - 1},0.99,{_loss(e)},0.001,{_score(e)},{_loss(e) + 0.1}" for e in EPOCHS]
    return "\n".join(rows).encode()


def hugging_face() -> bytes:
    history: list[dict[str, Any]] = []
    for e in EPOCHS:
        history += [{"epoch": e - 0.5, "loss": _loss(e), "learning_rate": 1e-4, "step": e}]
        history += [{"epoch": float(e), "eval_loss": _loss(e) + 0.1, "eval_accuracy": _score(e)}]
        history[-1] |= {"eval_runtime": 3.0, "eval_samples_per_second": 9.0, "step": e}
    return json.dumps({"best_metric": None, "epoch": 20.0, "log_history": history}).encode()


def detectron2() -> bytes:
    lines = []
    for e in EPOCHS:
        lines += [{"iteration": 20 * e - 10, "loss_cls": _loss(e), "total_loss": 9.0, "lr": 0.01}]
        lines += [{"iteration": 20 * e, "bbox/AP": 100 * _score(e), "bbox/AP50": 90.0}]
    return "\n".join(map(json.dumps, lines)).encode()


def mmdetection() -> bytes:
    lines: list[dict[str, Any]] = [{"env_info": "x", "seed": 0}]
    for e in EPOCHS:
        lines += [{"mode": "train", "epoch": e, "iter": 50, "lr": 0.01, "loss_cls": _loss(e)}]
        lines += [{"mode": "val", "epoch": e, "iter": 9, "bbox_mAP": _score(e), "bbox_mAP_50": 0.9}]
    return "\n".join(map(json.dumps, lines)).encode()


def _field(number: int, kind: int, content: bytes) -> bytes:
    return bytes([number << 3 | kind]) + (bytes([len(content)]) if kind == 2 else b"") + content


def _record(content: bytes) -> bytes:
    return struct.pack("<Q", len(content)) + b"crc." + content + b"crc."


def tensorboard() -> bytes:
    records = [_record(_field(1, 1, struct.pack("<d", 1.0)) + _field(3, 2, b"brain.Event:2"))]
    for e in EPOCHS:
        values = {"epoch": float(e - 1), "train/loss": _loss(e), "val/accuracy": _score(e)}
        for tag, number in (values | {"val/loss": _loss(e) + 0.1}).items():
            value = _field(1, 2, tag.encode()) + _field(2, 5, struct.pack("<f", number))
            records.append(_record(_field(2, 0, bytes([e])) + _field(5, 2, _field(1, 2, value))))
    return b"".join(records)


LOGS: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("PyTorch Lightning", "metrics.csv", lightning, "classify"),
    ("Keras", "training.log", keras, "classify"),
    ("Hugging Face Trainer", "trainer_state.json", hugging_face, "classify"),
    ("Detectron2", "metrics.json", detectron2, "detect"),
    ("MMDetection", "20240101_120000.log.json", mmdetection, "detect"),
    ("TensorBoard", "events.out.tfevents.1.host.2.0", tensorboard, "classify"),
]


@pytest.mark.parametrize(("name", "file", "content", "task"), LOGS)
def test_a_log_is_a_run_in_canonical_names(
    tmp_path: Path, name: str, file: str, content: Callable[[], bytes], task: str
) -> None:
    folder = tmp_path / "logs" / "version_0"
    folder.mkdir(parents=True)
    (folder / file).write_bytes(content())
    assert find_runs([tmp_path]) == [folder]
    facts = Facts(read_run(folder))
    assert facts.trainer.name == name
    assert facts.task is not None
    assert facts.task.name == task
    assert facts.epochs_done == 20
    assert facts.best_epoch == 20
    assert facts.headline == pytest.approx(_score(20), abs=1e-6)
    assert facts.train_loss is not None
    np.testing.assert_allclose(facts.train_loss.values, [_loss(e) for e in EPOCHS], rtol=1e-6)
    if task == "classify":
        assert facts.val_loss is not None
        np.testing.assert_allclose(facts.val_loss.values, [_loss(e) + 0.1 for e in EPOCHS])
    findings = evaluate(all_rules(), facts)
    assert not [finding.title for finding in findings if finding.verdict is Verdict.ERROR]
    judged = {finding.check: finding.verdict for finding in findings}
    assert judged["learning"] is Verdict.PASS
    assert judged["box-loss-level"] in (Verdict.NOT_APPLICABLE, Verdict.UNKNOWN)
    steps = diagnose(facts, findings).steps
    assert not [step.title for step in steps if "yolo " in step.command]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("val_loss", "val/loss"),
        ("train_loss_epoch", "train/loss"),
        ("loss", "train/loss"),
        ("eval_accuracy", "metrics/accuracy_top1"),
        ("val_acc", "metrics/accuracy_top1"),
        ("val_sparse_categorical_accuracy", "metrics/accuracy_top1"),
        ("accuracy", None),
        ("lr-Adam", "lr/pg0"),
        ("val_map_50", "metrics/mAP50(B)"),
        ("val/f1", "metrics/f1"),
        ("hp_metric", None),
    ],
)
def test_canonical_names(name: str, told: str | None) -> None:
    assert canonical(name) == told


@pytest.mark.parametrize("file", [log[1] for log in LOGS])
@pytest.mark.parametrize("content", [b"", b"\0\xff", b"epoch\n1\n", b"{}", b"[" * 5_000])
def test_files_that_only_bear_the_name_are_no_run(
    tmp_path: Path, file: str, content: bytes
) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(ReportError, match=r"No training run|Nothing of a training"):
        read_run(find_runs([tmp_path])[0])


READERS = [trainer for trainer in all_trainers() if trainer.read]


@pytest.mark.parametrize("trainer", READERS, ids=lambda trainer: trainer.key)
@given(data=st.binary(max_size=400))
def test_hostile_bytes_are_refused_or_read(trainer: Any, data: bytes) -> None:
    for content in (data, tensorboard()[:200] + data, b'{"log_history": [' + data, b"{" + data):
        try:
            log = trainer.read(content)
        except NotALog:
            continue
        assert isinstance(log, Log)
        assert len({len(values) for values in log.columns.values()}) == 1


def test_lengths_that_lie_allocate_nothing() -> None:
    trainer = next(trainer for trainer in READERS if trainer.key == "tensorboard")
    huge = struct.pack("<Q", 2**62) + b"crc."
    with pytest.raises(NotALog):
        trainer.read(huge + b"x" * 100)
    assert len(trainer.read(tensorboard() + huge).columns["epoch"]) == 20


@pytest.mark.parametrize("name", ["results (1).csv", "results - Copy.csv", "results — копия.csv"])
def test_a_copy_of_results_is_read_where_nothing_else_is(
    make_run: Callable[..., Path], name: str
) -> None:
    folder = make_run()
    (folder / "results.csv").rename(folder / name)
    run = read_run(folder)
    assert run.table is not None
    assert f"There is no results.csv; {name} was read in its place." in [
        problem.sentence for problem in run.problems
    ]
