"""A command repeats its run but for the named changes: over every run there is, and by example."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reportgen.diagnosis.commands import train_again
from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.facts.version import written_by
from reportgen.read.run import ReadRun, read_run
from reportgen.trainers.ultralytics import releases
from reportgen.trainers.ultralytics.commands import (
    AUTO_KEEPS,
    SET_BY_AUTO,
    alike,
    decides,
    train_command,
)
from reportgen.trainers.ultralytics.models import weights_of
from tests.conftest import SAMPLES, shared

NEW = ("8.4.190", "8.4.190")
LINE = re.compile(r"yolo [a-z]+ train( [a-z_0-9]+=[A-Za-z0-9_.+/-]+)+")
MAY_BE_LEFT_OUT = {"conf", "save_hybrid", "time", "freeze"}


def _runs() -> Iterator[ReadRun]:
    roots = [SAMPLES, *([folder] if (folder := shared()) else [])]
    for path in (path for root in roots for path in sorted(root.rglob("args.yaml"))):
        try:
            run = read_run(path.parent)
        except ReportError:
            continue
        if run.args.values.get("mode") == "train":
            yield run


def _value(text: str) -> Any:
    """As the command line reads it."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _parsed(text: str) -> dict[str, Any]:
    assert LINE.fullmatch(text), text
    return {
        name: _value(value) for name, _, value in (word.partition("=") for word in text.split()[3:])
    }


def test_a_command_repeats_every_run_in_its_own_release_and_in_todays() -> None:
    tried = 0
    for run in _runs():
        args, versions = run.args.values, written_by(run)
        command = train_command(str(args.get("task")), args, versions, {"epochs": "7"})
        typed = _parsed(command.text)
        assert typed.pop("epochs") == 7
        told = {sentence.split("=")[0].split()[0] for sentence in command.left_out}
        for release in {version or "8.4.190" for version in versions}:
            for name, value in args.items():
                if not decides(name) or name == "epochs" or name in told:
                    continue
                if args.get("optimizer") == "auto" and name in SET_BY_AUTO:
                    continue
                standard = releases.defaults(name, (release, release))
                got = typed.get(name, (standard or releases.defaults(name))[0])
                if name == "pretrained" and isinstance(value, str):
                    value = value.replace("\\", "/").rsplit("/", 1)[-1]
                assert alike(name, got, value), (run.folder, release, name, value, command.text)
        tried += 1
    assert tried >= 3


def test_what_is_left_out_is_rare_and_of_a_known_kind() -> None:
    for run in _runs():
        command = train_command("segment", run.args.values, written_by(run), {})
        for sentence in command.left_out:
            name = sentence.split("=")[0].split()[0]
            known = name in MAY_BE_LEFT_OUT or name == "It" or not releases.is_known_today(name)
            strange = "neither number" in sentence
            assert known or strange, sentence


def _command(args: dict[str, Any], changes: dict[str, str] | None = None, **more: Any) -> Any:
    base = {"model": "yolo11n-seg.pt", "data": "d.yaml", "epochs": 100, "imgsz": 640}
    return train_command("segment", {**base, **args}, NEW, changes or {}, **more)


def test_defaults_of_then_and_today_are_not_typed() -> None:
    line = "yolo segment train model=yolo11n-seg.pt data=d.yaml epochs=100 imgsz=640"
    args = {"patience": 100, "optimizer": "auto", "lr0": 0.01, "close_mosaic": 10, "cls": 0.5}
    assert _command(args).text == line
    assert _command({}).text == line


@pytest.mark.parametrize(
    ("name", "value", "typed"),
    [
        ("optimizer", "SGD", "SGD"),
        ("patience", 50, "50"),
        ("pretrained", False, "False"),
        ("pretrained", "/x/y/yolo11n-seg.pt", "yolo11n-seg.pt"),
        ("close_mosaic", 0, "0"),
        ("freeze", 10, "10"),
        ("freeze", [0, 1, 2], "3"),
        ("multi_scale", True, "0.5"),
        ("auto_augment", None, "None"),
        ("weight_decay", 0.000512345678, "0.000512345678"),
        ("lrf", 1e-05, "1e-05"),
        ("iou", 0.6, "0.6"),
        ("val", False, "False"),
    ],
)
def test_what_decides_is_carried(name: str, value: Any, typed: str) -> None:
    command = _command({name: value})
    assert f" {name}={typed}" in command.text
    assert not command.left_out


def test_an_old_default_is_typed_where_today_has_another() -> None:
    args = {"model": "yolov8n.pt", "patience": 50, "optimizer": "SGD", "pretrained": False}
    command = train_command("detect", args, ("8.0.100", "8.0.100"), {})
    assert {"patience=50", "optimizer=SGD", "pretrained=False"} <= set(command.text.split())


def test_the_rate_of_a_named_optimizer_stays_and_that_under_auto_does_not() -> None:
    assert "lr0=0.003" in _command({"optimizer": "SGD", "lr0": 0.003}).text
    assert "lr0" not in _command({"optimizer": "auto", "lr0": 0.003}).text


def test_what_auto_had_set_stays_where_an_optimizer_is_named() -> None:
    command = _command({"optimizer": "auto"}, {"optimizer": "AdamW", "lr0": "0.001"})
    assert all(f"{name}={value}" in command.text for name, value in AUTO_KEEPS.items())
    assert "momentum=0.9" in command.left_out[0]
    assert not _command({"optimizer": "SGD"}, {"optimizer": "AdamW"}).left_out


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("conf", 0.25, "conf=0.25 is left out: it hides"),
        ("save_hybrid", True, "save_hybrid=True is left out"),
        ("time", 2.0, "time=2 is left out: it ends"),
        ("freeze", 24, "freeze=24 is left out: it freezes every layer"),
        ("freeze", "range(0, 64)", "freeze is left out: it freezes every layer"),
        ("label_smoothing", 0.1, "no such argument after 8.3.37"),
        ("classes", [0, 2], "classes is left out"),
        ("auto_augment", "__import__('os').system('x')", "auto_augment is left out"),
        ("copy_paste_mode", "a b", "copy_paste_mode is left out"),
    ],
)
def test_suspects_and_what_cannot_be_typed_are_left_out_and_said(
    name: str, value: Any, why: str
) -> None:
    command = _command({name: value})
    assert f" {name}=" not in command.text
    assert why in " ".join(command.left_out)


def test_a_named_change_may_set_a_suspect_and_an_empty_one_drops_an_argument() -> None:
    assert "time=1" in _command({"time": 2.0}, {"time": "1"}).text
    assert "val" not in _command({"val": False}, {"val": ""}).text
    assert "val" not in _command({"val": False}, leave_out=["val"]).text


def test_a_resumed_run_names_its_first_model() -> None:
    resumed = {"model": "/runs/train/weights/last.pt", "resume": "/runs/train/weights/last.pt"}
    command = _command(resumed)
    assert "last.pt" not in command.text
    assert "model=MODEL " in command.text
    assert "with the model that it first started from" in command.left_out[0]
    told = _command(resumed, first_model="yolo11n-seg.pt")
    assert "model=yolo11n-seg.pt" in told.text
    assert "model=x.pt" in _command({"model": "x.pt", "resume": True}).text


@pytest.mark.parametrize(
    ("architecture", "weights"),
    [
        ("yolo11n-seg.yaml", "yolo11n-seg.pt"),
        ("/home/x/yolo26n-depth.yaml", "yolo26n-depth.pt"),
        ("my-own.yaml", None),
        ("yolo11n.pt", None),
        (None, None),
    ],
)
def test_the_first_model_by_its_architecture(architecture: str | None, weights: str | None) -> None:
    assert weights_of(architecture) == weights


def test_a_resumed_run_with_a_checkpoint_names_the_model_of_its_architecture(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "train"
    shutil.copytree(SAMPLES / "segment-short", folder)
    args = (folder / "args.yaml").read_text(encoding="utf-8")
    args = re.sub(r"^model: .*$", "model: runs/train/weights/last.pt", args, flags=re.MULTILINE)
    args = re.sub(r"^resume: .*$", "resume: runs/train/weights/last.pt", args, flags=re.MULTILINE)
    args = re.sub(r"^pretrained: .*$", "pretrained: true", args, flags=re.MULTILINE)
    (folder / "args.yaml").write_text(args, encoding="utf-8")
    command = train_again(Facts(read_run(folder)), {"epochs": "200"})
    assert "model=yolo11n-seg.pt" in command.text
    assert "last.pt" not in command.text
    assert "resumed" in command.left_out[0]
