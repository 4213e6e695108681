"""Logs of other trainers: recognised, in canonical names, bounded, judged where that applies."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.charts import all_charts
from reportgen.checks import all_rules
from reportgen.diagnosis import diagnose
from reportgen.errors import ReportError
from reportgen.evaluation import evaluate, worst
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import LineChart
from reportgen.read.folder.below import find_runs
from reportgen.read.run import read_run
from reportgen.rule import Verdict
from reportgen.trainers import all_trainers, trainer_named
from reportgen.trainers.form.trainer import Log, NotALog
from reportgen.trainers.log.columns import canonical_names
from reportgen.trainers.log.points import _adds_up
from tests.support.told import GAP

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


def rf_detr() -> bytes:
    """As its release 1.11 writes it: rates by step, repeated losses, averaged weights beside."""
    names = "epoch,step,train/loss,train/loss_ce,train/loss_ce_enc,train/lr,train/lr_max,"
    rows = [f"{names}train/lr_min,val/AP/disc,val/F1,val/ema_mAP_50_95,val/mAP_50,val/mAP_50_95"]
    for e in EPOCHS:
        rows += [f"{e - 1},{e * 10 - 5},,,,1e-4,1e-4,3e-6,,,,,"]
        rows += [f"{e - 1},{e * 10},,,,,,,{_score(e)},0.9,0.99,0.95,{_score(e)}"]
        rows += [f"{e - 1},{e * 10},{_loss(e)},0.1,0.2,,,,,,,,"]
    return "\n".join(rows).encode()


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
    return events(
        {
            "epoch": [float(e - 1) for e in EPOCHS],
            "train/loss": [_loss(e) for e in EPOCHS],
            "val/accuracy": [_score(e) for e in EPOCHS],
            "val/loss": [_loss(e) + 0.1 for e in EPOCHS],
        }
    )


def events(told: dict[str, list[float]]) -> bytes:
    """An event file with the values of each tag, at steps 1, 2, ..."""
    records = [_record(_field(1, 1, struct.pack("<d", 1.0)) + _field(3, 2, b"brain.Event:2"))]
    for e in range(1, len(next(iter(told.values()))) + 1):
        for tag, number in ((tag, values[e - 1]) for tag, values in told.items()):
            value = _field(1, 2, tag.encode()) + _field(2, 5, struct.pack("<f", number))
            records.append(_record(_field(2, 0, bytes([e])) + _field(5, 2, _field(1, 2, value))))
    return b"".join(records)


def yolox(epochs: range = EPOCHS) -> bytes:
    start = "2024-01-01 12:00:00.000 | INFO     | yolox.core.trainer:"
    coco = " Average Precision  (AP) @[ IoU={} | area=   all | maxDets=100 ] = {}"
    lines = [f"{start}before_train:130 - args: Namespace(batch_size=8)", "│ seed │ None │"]
    for e in epochs:
        for n in (10, 20):
            losses = f"total_loss: 9.9, iou_loss: {_loss(e)}, l1_loss: 0.0, lr: 1.0e-03"
            lines.append(f"{start}after_iter:261 - epoch: {e}/20, iter: {n}/20, mem: 9Mb, {losses}")
        lines += [coco.format("0.50:0.95", _score(e)), coco.format("0.50     ", 0.9)]
        lines.append(coco.format("0.75     ", 0.1))
    return "\n".join(lines).encode()


LOGS: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("PyTorch Lightning", "metrics.csv", lightning, "classify"),
    ("RF-DETR", "metrics.csv", rf_detr, "detect"),
    ("Keras", "training.log", keras, "classify"),
    ("Hugging Face Trainer", "trainer_state.json", hugging_face, "classify"),
    ("Detectron2", "metrics.json", detectron2, "detect"),
    ("MMDetection", "20240101_120000.log.json", mmdetection, "detect"),
    ("YOLOX", "train_log.txt", yolox, "detect"),
    ("TensorBoard", "events.out.tfevents.1.host.2.0", tensorboard, "classify"),
]


READERS = [trainer for trainer in all_trainers() if trainer.read]


@pytest.mark.parametrize(("name", "file", "content", "task"), LOGS)
def test_a_log_is_a_run_in_canonical_names(
    tmp_path: Path, name: str, file: str, content: Callable[[], bytes], task: str
) -> None:
    folder = tmp_path / "logs" / "version_0"
    folder.mkdir(parents=True)
    (folder / file).write_bytes(content())
    assert find_runs(tmp_path).runs == [folder]
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


def _lightning_of(loss: Callable[[int], str], validated: Callable[[int], bool]) -> bytes:
    rows = ["epoch,step,train_loss,val_acc,val_loss"]
    for e in range(1, 49):
        rows += [f"{e - 1},{e * 10},{loss(e)},,"]
        rows += [f"{e - 1},{e * 10},,{_score(e)},{_loss(e)}"] if validated(e) else []
    return "\n".join(rows).encode()


def _keras_of(loss: Callable[[int], str]) -> bytes:
    rows = ["epoch,loss,val_accuracy,val_loss"]
    rows += [f"{e - 1},{loss(e)},{_score(e)},{_loss(e)}" for e in range(1, 49)]
    return "\n".join(rows).encode()


SELDOM = _lightning_of(lambda e: f"{_loss(e)}" if e % 3 == 1 else "", lambda e: e % 5 == 0)
LEFT_OUT = [
    ("metrics.csv", SELDOM),
    ("log.csv", _keras_of(lambda e: f"{_loss(e)}" if e < 48 else "NA")),
]


@pytest.mark.parametrize(("file", "content"), LEFT_OUT)
def test_what_a_log_leaves_out_is_not_lost(tmp_path: Path, file: str, content: bytes) -> None:
    """A loss that is told every so many steps or epochs is no NaN where it is not told."""
    (tmp_path / file).write_bytes(content)
    facts = Facts(read_run(tmp_path))
    findings = {finding.check: finding for finding in evaluate(all_rules(), facts)}
    assert findings["diverged"].seen == "Every loss is a number wherever it is told."
    diagnosis = diagnose(facts, list(findings.values()))
    assert diagnosis.state.main == "good"
    said = " ".join(cause.seen for cause in diagnosis.causes)
    assert "NaN" not in said
    assert "started from" not in said, "The first epochs were not validated."


def test_a_training_of_rf_detr_made_here_is_read() -> None:
    """Its precision is of masks or of boxes, and it does not say which."""
    facts = Facts(read_run(Path(__file__).parents[1] / "data" / "rf_detr"))
    assert facts.trainer.name == "RF-DETR"
    assert facts.task is not None
    assert facts.task.name == "segment"
    assert (facts.model, facts.epochs_planned, facts.epochs_done) == ("RFDETRSegNano", 2, 2)
    assert facts.headline == pytest.approx(0.02296, abs=1e-5)
    table = facts.run.table
    assert table is not None
    assert "metrics/precision" in table.columns
    assert not {"metrics/precision(B)", "metrics/precision(M)"} & set(table.columns)


AVERAGED = [
    ("metrics.csv", rf_detr()),
    (
        "log.txt",
        "\n".join(
            json.dumps(
                {"epoch": e - 1, "train_loss": _loss(e), "test_coco_eval_bbox": [_score(e), 0.9]}
                | {"ema_test_coco_eval_bbox": [0.99, 0.999]}
            )
            for e in EPOCHS
        ).encode(),
    ),
]


@pytest.mark.parametrize(("file", "content"), AVERAGED)
def test_the_best_of_averaged_weights_is_told(tmp_path: Path, file: str, content: bytes) -> None:
    """RF-DETR keeps the better of the two; the report judges those that were trained."""
    (tmp_path / file).write_bytes(content)
    facts = Facts(read_run(tmp_path))
    (said,) = [each.sentence for each in facts.run.problems if "EMA" in each.sentence]
    assert "mAP50-95 is 0.990 at epoch 1 at best" in said
    assert f"that of the trained ones {_score(20):.3f} at epoch 20." in said
    assert facts.headline == pytest.approx(_score(20))


def test_a_validation_that_tells_no_losses_is_not_broken(tmp_path: Path) -> None:
    """DETR and RF-DETR tell scores only: all 0 from scratch, they were measured."""
    lines = [
        json.dumps({"epoch": e, "train_loss": 20 - e / 5, "test_coco_eval_bbox": [0.0] * 12})
        for e in range(40)
    ]
    (tmp_path / "log.txt").write_text("\n".join(lines))
    facts = Facts(read_run(tmp_path))
    diagnosis = diagnose(facts, evaluate(all_rules(), facts))
    assert diagnosis.state.main == "learned-nothing"
    assert not [cause.seen for cause in diagnosis.causes if "exactly 0" in cause.seen]


def _nan(epoch: int) -> str:
    return f"{_loss(epoch)}" if epoch < 30 else "nan"


LOST = [("metrics.csv", _lightning_of(_nan, lambda e: True)), ("log.csv", _keras_of(_nan))]


@pytest.mark.parametrize(("file", "content"), LOST)
def test_a_loss_that_is_told_as_no_number_is_lost(
    tmp_path: Path, file: str, content: bytes
) -> None:
    (tmp_path / file).write_bytes(content)
    facts = Facts(read_run(tmp_path))
    findings = {finding.check: finding for finding in evaluate(all_rules(), facts)}
    assert findings["diverged"].verdict is Verdict.FAIL
    assert findings["diverged"].epochs == (30, 48)


def test_rf_detr_tells_its_arguments_and_its_own_learning_rate(tmp_path: Path) -> None:
    """What is usual is known of YOLO's optimizers only: 1e-4 is no low rate for a transformer."""
    told = {"epochs": 50, "batch_size": 8, "lr": 1e-4, "dataset_dir": "/home/me/drones"}
    told |= {"early_stopping": False, "early_stopping_patience": 10}
    model = {"model_name": "RFDETRNano", "resolution": 384, "pretrain_weights": None}
    config = {"train_config": told, "model_config": model, "class_names": ["disc"]}
    (tmp_path / "training_config.json").write_text(json.dumps(config))
    (tmp_path / "hparams.yaml").write_text("{}\n")
    rising = rf_detr().decode().splitlines()
    low = [re.sub(r"0\.\d+$", "0.02", row) for row in rising]
    (tmp_path / "metrics.csv").write_text("\n".join(low))
    facts = Facts(read_run(tmp_path))
    assert (facts.model, facts.epochs_planned, facts.data_name) == ("RFDETRNano", 50, "drones")
    assert facts.known_args.number("imgsz") == 384
    assert "patience" not in facts.known_args.values
    rates = facts.learning_rates or {}
    assert [series.values.max() for series in rates.values()] == [1e-4]
    diagnosis = diagnose(facts, evaluate(all_rules(), facts))
    said = " ".join([*(c.seen for c in diagnosis.causes), *(s.reason for s in diagnosis.steps)])
    assert "usual" not in said
    assert not [step.settings for step in diagnosis.steps if "lr0" in step.settings]


def test_a_training_of_yolox_that_begins_again_counts_anew() -> None:
    read = trainer_named("yolox").read
    assert read is not None
    log = read(yolox() + b"\n" + yolox(range(1, 4)))
    assert log.columns["epoch"] == [1, 2, 3]
    assert log.notes == ("Its epochs started over: the later values count.",)
    with pytest.raises(NotALog, match="ended before its first"):
        read(yolox(range(0)))


def test_scores_that_yolov6_writes_again_are_none(tmp_path: Path) -> None:
    """It validates more often towards the end, and writes at each epoch what the last one told."""
    validated = (20, 40, 51, 54, 57, 60)
    last = [max((v for v in validated if v <= e), default=0) for e in range(1, 61)]
    told = {"val/mAP@0.5": [0.9 - 4 / e if e else 0.0 for e in last]}
    told |= {"val/mAP@0.50:0.95": [0.6 - 4 / e if e else 0.0 for e in last]}
    told |= {"train/iou_loss": [3 / e + 0.5 for e in range(1, 61)]}
    (tmp_path / "events.out.tfevents.1.host.2.0").write_bytes(events(told))
    arguments = "conf_file: a.py\ndata_path: d.yaml\neval_interval: 20\nepochs: 60\n"
    (tmp_path / "args.yaml").write_text(arguments)
    facts = Facts(read_run(tmp_path))
    assert facts.trainer.name == "YOLOv6"
    assert facts.epochs_planned == 60
    assert facts.best_epoch == 60
    assert facts.run.table is not None
    column = facts.run.table.columns["metrics/mAP50-95(B)"]
    assert [bool(np.isfinite(value)) for value in column] == [e in validated for e in range(1, 61)]
    causes = diagnose(facts, evaluate(all_rules(), facts)).causes
    assert not [each.seen for each in causes if "0 epochs after" in each.seen]


def test_charts_count_what_the_log_counts(tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_bytes(detectron2())
    drawn = all_charts(Facts(read_run(tmp_path)))
    charts = [chart for chart in drawn if isinstance(chart, LineChart)]
    assert {chart.x_title for chart in charts} == {"Validation"}
    told = " ".join(f"{chart.subtitle} {chart.how_to_read} {chart.summary}" for chart in charts)
    assert "epoch" not in told.lower()


def test_the_two_logs_of_a_keras_training_are_one_run(tmp_path: Path) -> None:
    """Keras writes one folder for training and one for validation, with the same tags in both."""
    sides = {"train": 0.0, "validation": 0.1}
    for side, more in sides.items():
        losses, scores = [_loss(e) + more for e in EPOCHS], [_score(e) for e in EPOCHS]
        told = {"epoch_loss": losses, "epoch_accuracy": scores, "batch_loss": losses}
        folder = tmp_path / "logs" / side
        folder.mkdir(parents=True)
        (folder / "events.out.tfevents.1.host.2.0.v2").write_bytes(events(told))
    assert find_runs(tmp_path).runs == [tmp_path / "logs"]
    facts = Facts(read_run(tmp_path / "logs"))
    assert facts.epochs_done == 20
    assert facts.headline == pytest.approx(_score(20), abs=1e-6)
    assert facts.train_loss is not None
    assert facts.val_loss is not None
    np.testing.assert_allclose(facts.train_loss.values, [_loss(e) for e in EPOCHS], rtol=1e-6)
    np.testing.assert_allclose(facts.val_loss.values, [_loss(e) + 0.1 for e in EPOCHS], rtol=1e-6)
    # A data set has folders of these names as well.
    for side in sides:
        (tmp_path / "data" / side).mkdir(parents=True)
        (tmp_path / "data" / side / "0.jpg").write_bytes(b"")
    with pytest.raises(ReportError, match="No training run"):
        find_runs(tmp_path / "data")


def test_a_log_that_keeps_all_lacks_no_epochs_where_its_first_line_is_late(tmp_path: Path) -> None:
    """Hugging Face's Trainer logs every so many steps: of three epochs that may be the last."""
    state = json.loads(hugging_face())
    state["log_history"] = [each for each in state["log_history"] if each["epoch"] > 3]
    (tmp_path / "trainer_state.json").write_text(json.dumps(state))
    facts = Facts(read_run(tmp_path))
    assert facts.run.table is not None
    assert facts.run.table.epochs[0] == 4
    assert "first epochs" not in diagnose(facts, evaluate(all_rules(), facts)).headline


def test_a_log_that_tells_of_no_epoch_is_not_called_missing(tmp_path: Path) -> None:
    (tmp_path / "trainer_state.json").write_text(json.dumps({"log_history": []}))
    told = diagnose(facts := Facts(read_run(tmp_path)), evaluate(all_rules(), facts))
    assert "trainer_state.json cannot be read" in told.headline
    assert "it holds no values of an epoch" in told.causes[0].seen


def test_where_no_metric_is_told_no_check_of_a_head_is_asked(tmp_path: Path) -> None:
    """Of a log of losses alone the rest is unknown for one reason, which stands once."""
    rows = [f"{e},{e},{_loss(e)}" for e in EPOCHS]
    (tmp_path / "metrics.csv").write_text("\n".join(["epoch,step,train_loss", *rows]))
    facts = Facts(read_run(tmp_path))
    findings = evaluate(all_rules(), facts)
    by_check = {each.check: each for each in findings}
    assert by_check["map50-tier"].verdict is Verdict.NOT_APPLICABLE
    assert by_check["map50-tier"].seen == "metrics.csv tells no metric of a validation."
    unknown = {each.seen for each in findings if each.verdict is Verdict.UNKNOWN}
    assert unknown <= {
        "metrics.csv tells no metric of a validation.",
        "metrics.csv has no validation columns.",
    }


def test_of_the_checkpoints_of_a_training_the_last_tells_all(tmp_path: Path) -> None:
    for run, step in (("one", 500), ("one", 1500), ("one", 1000), ("two", 20)):
        folder = tmp_path / run / f"checkpoint-{step}"
        folder.mkdir(parents=True)
        (folder / "trainer_state.json").write_bytes(hugging_face())
    named = tmp_path / "one" / "checkpoint-500"
    last = [tmp_path / "one" / "checkpoint-1500", tmp_path / "two" / "checkpoint-20"]
    assert find_runs(tmp_path).runs == last
    assert find_runs(named).runs == [named]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("val_loss train_loss_epoch train_loss_step", "val/loss train/loss -"),
        ("loss lr-Adam hp_metric", "train/loss lr/pg0 -"),
        ("loss/val loss/train val/f1", "val/loss train/loss metrics/f1"),
        ("Loss_Train Loss_Val Accuracy_Test", "train/Loss val/Loss metrics/accuracy_top1"),
        ("total_val_loss total_loss", "val/total_loss train/total_loss"),
        ("accuracy eval_accuracy", "- metrics/accuracy_top1"),
        ("val_sparse_categorical_accuracy", "metrics/accuracy_top1"),
        ("val_acc test_acc", "metrics/accuracy_top1 -"),
        ("val_top_k_categorical_accuracy", "metrics/accuracy_top5"),
        ("acc val_acc val_mean_io_u", "- metrics/pixel_acc metrics/mIoU"),
        ("val_dice_coef val_accuracy", "metrics/dice_coef metrics/pixel_acc"),
        ("val/mAP_50_95 val/mAP_50 val/recall", "mAP50-95(B) mAP50(B) recall(B)"),
        (
            "Train_Loss/loss_iou Valid_Loss/loss_iou Valid_mAP@0.50 Valid_mAP@0.50:0.95",
            "train/Loss/loss_iou val/Loss/loss_iou mAP50(B) mAP50-95(B)",
        ),
        ("val_map val_precision", "metrics/map metrics/precision"),
        (
            "val/mAP_50 val/segm_mAP_50 val/precision val/recall",
            "mAP50(B) metrics/mAP50(M) metrics/precision metrics/recall",
        ),
        ("Valid_mAP@0.50:0.95 Valid_Top5", "mAP50-95(B) metrics/accuracy_top5"),
        (
            "Valid_mAP@0.50 Valid_Precision@0.50 Valid_Recall@0.50",
            "mAP50(B) metrics/Precision@0.50 metrics/Recall@0.50",
        ),
        ("val/mAP_50 Valid_Precision@0.50:0.95", "mAP50(B) metrics/Precision@0.50:0.95"),
        ("metrics/mAP_0.5:0.95 x/lr1 val/box_loss", "mAP50-95(B) lr/pg1 val/box_loss"),
        ("metrics/mAP50(B) train/box_loss", "mAP50(B) train/box_loss"),
    ],
)
def test_canonical_names(names: str, told: str) -> None:
    """A lone mAP may be of retrieval, and an accuracy beside an IoU is of pixels."""
    found = canonical_names(names.split())
    expected = [f"metrics/{n}" if n.endswith("(B)") else n for n in told.split()]
    assert [found.get(name, "-") for name in names.split()] == expected


def test_whose_a_metric_is_is_not_guessed() -> None:
    """Lightning's users log "accuracy" in training as in validation; a mAP is never of training."""
    lone = canonical_names(["train_loss", "accuracy"], bare_is_training=False)
    assert lone == {"train_loss": "train/loss", "accuracy": "metrics/accuracy"}
    beside = canonical_names(["val_loss", "accuracy"], bare_is_training=False)
    assert beside == {"val_loss": "val/loss"}
    precise = canonical_names(["loss", "mAP_50"], bare_is_training=False)
    assert precise == {"loss": "train/loss", "mAP_50": "metrics/mAP50(B)"}


@pytest.mark.parametrize(
    ("trainer", "lines", "rows", "told"),
    [
        (
            "mmdetection",
            [
                {"hook_msgs": {}},
                {"mode": "train", "epoch": 1, "iter": 5, "loss": 3.0},
                {"mode": "val", "epoch": 1, "iter": 9, "accuracy_top-1": 80.0},
            ],
            [1],
            {"train/loss": 3.0, "metrics/accuracy_top1": 0.8},
        ),
        (
            "mmdetection",
            [
                {"iter": 50, "loss": 1.5, "decode.loss_ce": 1.5, "step": 50},
                {"aAcc": 90.0, "mIoU": 50.0, "step": 50},
                {"iter": 100, "loss": 1.0, "step": 100},
            ],
            [1, 2],
            {"train/decode.loss_ce": 1.5, "metrics/mIoU": 0.5, "metrics/pixel_acc": 0.9},
        ),
        (
            "mmdetection",
            [{"mode": "train", "epoch": e, "iter": 5, "loss": 9.0} for e in (1, 2, 3)]
            + [{"mode": "train", "epoch": e, "iter": 5, "loss": 1.0} for e in (1, 2)],
            [1, 2],
            {"train/loss": 1.0},
        ),
        (
            "mmdetection",
            [{"epoch": 1, "iter": 5, "loss": 1.0}, {"coco/bbox_mAP": -1.0, "step": 1}],
            [1],
            {"metrics/mAP50-95(B)": float("nan")},
        ),
        (
            "detectron2",
            [{"iteration": i, "loss_cls": 9.0, "total_loss": 9.0} for i in (19, 39, 59)]
            + [{"iteration": 19, "loss_cls": 1.0, "validation_loss": 2.0, "bbox/AP": 0.9}],
            [1],
            {"train/loss_cls": 1.0, "val/loss": 2.0, "metrics/mAP50-95(B)": 0.009},
        ),
        (
            "detr",
            [
                {"train_lr": 1e-4, "train_loss": 9.0, "train_loss_ce": 2.0, "train_loss_ce_0": 3.0}
                | {"test_loss_ce": 1.5, "test_loss_ce_unscaled": 7.0, "epoch": 0}
                | {"test_coco_eval_bbox": [0.3, 0.5, 0.2], "ema_test_coco_eval_bbox": [1, 1, 1]}
            ],
            [0],
            {"train/loss_ce": 2.0, "val/loss_ce": 1.5, "metrics/mAP50-95(B)": 0.3},
        ),
        (
            "huggingface",
            [{"epoch": 0.1 * n, "eval_accuracy": 0.1 * n, "loss": 1.0 / n} for n in (1, 2, 3)],
            [1, 2, 3],
            {"metrics/accuracy_top1": 0.1, "train/loss": 1.0},
        ),
    ],
)
def test_logs_as_they_come(
    trainer: str, lines: list[dict[str, Any]], rows: list[int], told: dict[str, float]
) -> None:
    """Starts with empty lines, iterations for epochs, restarts in one file, percent, -1."""
    reader = next(each for each in READERS if each.key == trainer)
    content = "\n".join(map(json.dumps, lines))
    if trainer == "huggingface":
        content = json.dumps({"log_history": lines})
    assert reader.sniff is not None
    assert reader.sniff(content.encode())
    log = reader.read(content.encode())
    assert log.columns["epoch"] == rows
    first = {name: log.columns[name][0] for name in told}
    assert first == pytest.approx(told, nan_ok=True)
    assert not any(name.endswith(("_0", "_unscaled")) for name in log.columns)


@pytest.mark.parametrize(
    ("content", "epochs", "top"),
    [
        ("loss,val_loss,val_acc\n3,2,0.5\n2,1,0.6\n", [1, 2], [0.5, 0.6]),
        (",loss,val_loss,val_acc\n0,3,2,50\n1,2,1,60\n", [0, 1], [0.5, 0.6]),
        ("epoch,loss,val_acc\n0,3,0.5\n0,2,0.6\n0,1,0.7\n", [1, 2, 3], [0.5, 0.6, 0.7]),
    ],
)
def test_tables_of_keras_that_count_no_epochs(
    content: str, epochs: list[int], top: list[float]
) -> None:
    keras_reader = next(each for each in READERS if each.key == "keras")
    assert keras_reader.sniff(content.encode())
    log = keras_reader.read(content.encode())
    assert log.columns["epoch"] == epochs
    assert log.columns["metrics/accuracy_top1"] == top


def test_a_results_csv_of_another_program_is_read_by_its_names(tmp_path: Path) -> None:
    rows = [f"{e},{3 / e},{2 / e},{0.01},{0.1 * e}" for e in range(1, 6)]
    head = "epoch,box_loss,val_box_loss,lr,mAP50"
    (tmp_path / "results.csv").write_text("\n".join([head, *rows]))
    run = read_run(tmp_path)
    assert run.table is not None
    assert set(run.table.columns) == {
        "train/box_loss",
        "val/box_loss",
        "lr/pg0",
        "metrics/mAP50(B)",
    }


def test_a_training_appended_to_another_is_the_one_reported(tmp_path: Path) -> None:
    first = "epoch,loss,val_accuracy\n" + "".join(f"{e},9,0.1\n" for e in range(5))
    (tmp_path / "training.log").write_text(first + "".join(f"{e},1,0.9\n" for e in range(3)))
    run = read_run(tmp_path)
    assert run.table is not None
    assert run.table.columns["train/loss"].tolist() == [1.0, 1.0, 1.0]


def test_a_loss_told_every_so_many_steps_leaves_no_epoch_out(tmp_path: Path) -> None:
    rows = ["epoch,step,train_loss,val_loss"]
    for epoch in range(6):
        rows += [f"{epoch},{25 * epoch + 24},,{1 / (epoch + 1)}"]
        rows += [f"{epoch},{25 * epoch + 24},0.5,"] if epoch % 2 else []
    (tmp_path / "metrics.csv").write_text("\n".join(rows))
    run = read_run(tmp_path)
    assert run.table is not None
    assert run.table.epochs.tolist() == [1, 2, 3, 4, 5, 6]


def test_event_files_of_a_folder_are_one_log() -> None:
    """A restart writes a second file, whose steps replace those of the first."""
    reader = next(trainer for trainer in READERS if trainer.key == "tensorboard")
    assert reader.joined
    once, twice = reader.read(tensorboard()), reader.read(tensorboard() + tensorboard())
    assert twice == once


def _events(rows: list[tuple[int, dict[str, float]]]) -> bytes:
    records = [_record(_field(3, 2, b"brain.Event:2"))]
    for step, values in rows:
        for tag, number in values.items():
            value = _field(1, 2, tag.encode()) + _field(2, 5, struct.pack("<f", number))
            records.append(_record(_field(2, 0, bytes([step])) + _field(5, 2, _field(1, 2, value))))
    return b"".join(records)


@pytest.mark.parametrize(
    ("rows", "unit", "epochs", "told"),
    [
        (
            [(20, {"loss": 4.0}), (40, {"loss": 2.0, "bbox/AP": 40.0}), (60, {"loss": 1.0})],
            "validation",
            [1, 2],
            {"train/loss": [3.0, 1.0]},
        ),
        ([(20, {"loss": 4.0}), (60, {"loss": 1.0})], "logged step", [1, 2], {}),
        (
            [(0, {"x/lr0": 0.1, "metrics/mAP_0.5": 0.5}), (1, {"metrics/mAP_0.5": 0.75})],
            "epoch",
            [0, 1],
            {"metrics/mAP50(B)": [0.5, 0.75]},
        ),
        (
            [(0, {"total_loss": 3.0, "loss_a": 1.0, "loss_b": 2.0, "rpn/num_pos": 9.0})],
            "epoch",
            [0],
            {"train/loss_a": [1.0], "train/loss_b": [2.0]},
        ),
        (
            [(0, {"Train_L/loss": 3.0, "Train_L/loss_cls": 1.0, "Train_L/loss_iou": 2.0})],
            "epoch",
            [0],
            {"train/L/loss_cls": [1.0], "train/L/loss_iou": [2.0]},
        ),
    ],
)
def test_steps_of_tensorboard_are_epochs_where_none_is_left_out(
    rows: list[tuple[int, dict[str, float]]],
    unit: str,
    epochs: list[int],
    told: dict[str, list[float]],
) -> None:
    reader = next(trainer for trainer in READERS if trainer.key == "tensorboard")
    log = reader.read(_events(rows))
    assert (log.unit, log.columns["epoch"]) == (unit, epochs)
    assert {name: log.columns[name] for name in told} == told
    assert not {"train/total_loss", "train/L/loss"} & set(log.columns)
    assert not any("rpn" in name for name in log.columns)


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("0/9 1G 0.1 0.2 0.3 0.6 5 640 0.5 0.6 0.7 0.4 0.01 0.02 0.03", 11),
        ("0/9 1G 0.1 0.2 0.3 0.4 1.0 5 640 0.5 0.6 0.7 0.4 0.01 0.02 0.03", 12),
        ("0/9 1G 0.1 0.2 0.3 0.4 0.5 1.5 5 640 0.5 0.6 0.7 0.4 0.01 0.02 0.03", 13),
    ],
)
def test_results_txt_of_forks_for_faces_and_poses(line: str, columns: int) -> None:
    """Which losses there are is told by which numbers add up."""
    reader = next(trainer for trainer in READERS if trainer.key == "yolov7")
    log = reader.read(f"{line}\n".encode())
    assert len(log.columns) == columns
    assert log.columns["metrics/mAP50(B)"] == [0.7]
    assert log.columns["val/cls_loss"] == [0.03]
    with pytest.raises(NotALog):
        reader.read(b"0/9 1G 0.1 0.2 0.3 9.6 5 640 0.5 0.6 0.7 0.4 0.01 0.02 0.03\n")


@pytest.mark.parametrize(
    ("argument", "name"),
    [("v5_metric", "YOLOv7"), ("log_imgs", "YOLOv5"), ("kpt_label", "YOLOv5 or YOLOv7")],
)
def test_results_txt_is_of_whom_its_arguments_tell(
    tmp_path: Path, argument: str, name: str
) -> None:
    line = "0/9 1G 0.1 0.2 0.3 0.6 5 640 0.5 0.6 0.7 0.4 0.01 0.02 0.03"
    (tmp_path / "results.txt").write_text(line)
    (tmp_path / "opt.yaml").write_text(f"{argument}: 1\nepochs: 10\n")
    assert read_run(tmp_path).trainer.name == name


def test_what_is_said_of_a_text_model_names_no_picture(tmp_path: Path) -> None:
    (tmp_path / "trainer_state.json").write_bytes(hugging_face())
    facts = Facts(read_run(tmp_path))
    findings = evaluate(all_rules(), facts)
    told = diagnose(facts, findings)
    said = [told.headline, *(a.sentence for a in told.answers.values())]
    said += [text for step in told.steps for text in (step.title, step.reason, step.command)]
    said += [text for cause in told.causes for text in (cause.title, cause.seen)]
    said += [text for f in findings for text in (f.title, f.seen, f.remedy, f.threshold)]
    assert not re.search(r"\bpictures?\b|\bimages?\b|yolo |results\.csv|best\.pt", " ".join(said))


def test_what_is_said_of_validations_calls_them_no_epochs(tmp_path: Path) -> None:
    """Two of them an epoch: the forty rows of twenty epochs are no forty epochs."""
    history = [
        entry
        for row in range(1, 41)
        for entry in (
            {"epoch": row / 2, "step": row, "loss": 2 / row},
            {"epoch": row / 2, "step": row, "eval_loss": 2 / row, "eval_accuracy": 0.9 - 0.5 / row},
        )
    ]
    (tmp_path / "trainer_state.json").write_text(json.dumps({"log_history": history}))
    facts = Facts(read_run(tmp_path))
    assert facts.row_unit == "validation"
    told = diagnose(facts, evaluate(all_rules(), facts))
    said = [told.headline, *(cause.seen for cause in told.causes)]
    said += [answer.sentence for answer in told.answers.values()]
    assert any("validation 40" in text or "40 validations" in text for text in said)
    assert not re.search(r"\bepochs?\b(?!=)", " ".join(said))


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("An epoch of 3 epochs, epochs=3", "validation", "A validation of 3 validations, epochs=3"),
        ("Epoch 3 of 20 epochs", "line of the log", "Line of the log 3 of 20 lines of the log"),
        ("Epoch 3 of an epoch", "epoch", "Epoch 3 of an epoch"),
    ],
)
def test_rows_are_called_what_they_stand_for(text: str, unit: str, expected: str) -> None:
    assert all_trainers()[0].said(text, unit) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use `best.pt`, not `last.pt`.", "Use the best checkpoint, not the last checkpoint."),
        ("best.pt is kept; best.pt", "The best checkpoint is kept; the best checkpoint"),
        ("It fell. best.pt is older.", "It fell. The best checkpoint is older."),
        ("model=weights/best.pt", "model=weights/best.pt"),
    ],
)
def test_weights_are_called_by_their_file_only_where_the_trainer_names_it(
    text: str, expected: str
) -> None:
    assert trainer_named("keras").said(text) == expected
    assert trainer_named("yolov5").said(text) == text


def test_metrics_of_a_task_that_is_not_known_are_drawn_and_not_judged(tmp_path: Path) -> None:
    rows = [f"{e},{e},{1 / (e + 1)},{2 / (e + 1)},{0.5 * e}" for e in range(20)]
    (tmp_path / "metrics.csv").write_text(
        "\n".join(["epoch,step,train_loss,val_loss,val_r2", *rows])
    )
    facts = Facts(read_run(tmp_path))
    findings = evaluate(all_rules(), facts)
    assert facts.unjudged_metrics == ("metrics/r2",)
    assert "r2" in diagnose(facts, findings).headline
    assert [chart.title for chart in all_charts(facts) if chart.group == "metrics"] == ["r2"]
    per_head = {rule.id for rule in all_rules() if rule.per_head}
    assert {f.verdict for f in findings if f.check in per_head} == {Verdict.NOT_APPLICABLE}
    assert worst(findings) is Verdict.UNKNOWN


@pytest.mark.parametrize("file", [log[1] for log in LOGS])
@pytest.mark.parametrize("content", [b"", b"\0\xff", b"epoch\n1\n", b"{}", b"[" * 5_000])
def test_files_that_only_bear_the_name_are_no_run(
    tmp_path: Path, file: str, content: bytes
) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(ReportError, match=r"No training run|Nothing of a training"):
        read_run(find_runs(tmp_path).runs[0])


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


@pytest.mark.parametrize(
    ("total", "adds_up"),
    [
        ([3.0, 3.0, 3.0, 9.0], True),
        ([3.0, 3.0, 9.0, 9.0], False),  # Half of the sums are not most.
        ([3.06, 2.95, GAP, GAP], True),  # Within 2 %, of those that are told.
        ([3.07, 2.93, 3.0, 9.0], False),
        ([GAP, GAP, GAP, GAP], None),
    ],
)
def test_a_total_is_what_most_sums_of_the_parts_come_to(
    total: list[float], adds_up: bool | None
) -> None:
    assert _adds_up([[1.0] * 4, [2.0] * 4], total) is adds_up
