"""Folders that ``yolo val`` writes are no trainings, and belong to the run that they name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from reportgen.api import read_run
from reportgen.comparison.data.validations import validations
from reportgen.facts.run_facts import Facts
from reportgen.output.json import document
from reportgen.read.evidence import Evidence
from reportgen.read.folder.below import find_runs
from reportgen.read.folder.discover import open_runs
from reportgen.read.folder.validations import is_no_training, is_validation, validations_of
from reportgen.read.plot.plots import Confusion, ToldCurve
from reportgen.read.run import ReadRun
from reportgen.read.same_weights import same_weights
from tests.conftest import SAMPLES
from tests.support.command import command
from tests.support.reports import render_report

MakeRun = Callable[..., Path]


def validated(beside: Path, name: str, model: str | None, **args: str) -> Path:
    """A folder as ``yolo val`` writes it; without `model` it has no arguments."""
    folder = beside / name
    folder.mkdir(parents=True)
    if model is None:
        shutil.copy(SAMPLES / "segment-short" / "confusion_matrix.png", folder)
    else:
        told = {"task": "segment", "mode": "val", "model": model, "data": "shapes.yaml", **args}
        text = "".join(f"{key}: {value}\n" for key, value in told.items())
        (folder / "args.yaml").write_text(text, encoding="utf-8")
    return folder


def test_validations_are_no_trainings_whatever_they_are_called(
    make_run: MakeRun, tmp_path: Path
) -> None:
    train = make_run(name="train")
    for name, model in (("val", None), ("val-2", "best.pt"), ("on the test set", "x/best.pt")):
        assert is_validation(validated(tmp_path, name, model))
    broken = make_run(name="val-3", args={"mode": "train"})
    (broken / "results.csv").unlink()
    assert find_runs(tmp_path).runs == [train, broken]


@pytest.mark.parametrize(
    ("model", "named"),
    [
        ("runs/segment/train/weights/best.pt", True),
        ("/home/a/b/runs/segment/train/weights/last.pt", True),
        ("C:\\\\a\\\\runs\\\\segment\\\\train\\\\weights\\\\best.pt", True),
        ("train/weights/epoch10.pt", True),
        ("runs/segment/train2/weights/best.pt", False),
        ("other/train/weights/best.pt", False),
        ("weights/best.pt", False),
        ("yolo11n-seg.pt", False),
    ],
)
def test_a_validation_belongs_to_the_run_whose_weights_it_names(
    make_run: MakeRun, tmp_path: Path, model: str, named: bool
) -> None:
    train = make_run(name="segment/train")
    make_run(name="other/train")
    validation = validated(tmp_path / "segment", "val", model)
    assert validations_of(train) == ((validation,) if named else ())


@pytest.mark.parametrize(
    ("place", "model", "task", "named"),
    [
        ("runs/val", "runs/segment/train/weights/best.pt", "segment", True),
        ("runs", "../runs/segment/train/weights/best.pt", "segment", True),
        ("checked", "/home/a/runs/segment/train/weights/best.pt", "segment", True),
        ("runs/val", "segment/train/weights/best.pt", "segment", True),
        # A name alone may be of any run, and another project's run has another path.
        ("runs/val", "train/weights/best.pt", "segment", False),
        ("runs/val", "other/segment/train/weights/best.pt", "segment", False),
        ("runs/val", "runs/segment/train2/weights/best.pt", "segment", False),
        ("runs/val", "runs/segment/train/weights/best.pt", "pose", False),
    ],
)
def test_a_validation_elsewhere_belongs_to_the_run_that_its_path_names(
    make_run: MakeRun, tmp_path: Path, place: str, model: str, task: str, named: bool
) -> None:
    train = make_run(name="runs/segment/train", args={"task": "segment"})
    validation = validated(tmp_path / place, "exp", model, task=task)
    assert validations_of(train) == ((validation,) if named else ())
    assert find_runs(tmp_path).runs == [train]


@pytest.mark.parametrize(
    ("place", "model", "left_out"),
    [
        ("val", "runs/segment/train/weights/best.pt", False),
        ("val", "runs/segment/train9/weights/best.pt", True),
        ("val", "yolo11n-seg.pt", True),
        ("far/away/val", None, True),
        # What has no arguments may be the run's by its numbers, which its page tells.
        ("runs/segment/val", None, False),
        ("runs/segment/train/val", None, False),
    ],
)
def test_a_validation_of_no_run_that_is_found_is_said(
    make_run: MakeRun, tmp_path: Path, place: str, model: str | None, left_out: bool
) -> None:
    train = make_run(name="runs/segment/train", args={"task": "segment"})
    validation = validated(tmp_path, place, model)
    expected = (str(validation),) if left_out else ()
    with open_runs([tmp_path]) as found:
        assert [run.folder for run in found] == [train]
        assert found.left_out == expected
    with open_runs([tmp_path, validation]) as found:
        assert (len(found), found.left_out) == (2, ())


def test_the_command_says_which_validations_it_leaves_out(
    make_run: MakeRun, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    runs = make_run(name="runs/train").parent
    validated(runs, "val", "runs/detect/other/weights/best.pt")
    said = command(tmp_path / "out", capfd, runs).err
    assert "1 validation left out, as it names the weights of no run found here: " in said
    assert "Name it to report it." in said


def test_a_run_tells_its_validations_with_their_figures(make_run: MakeRun, tmp_path: Path) -> None:
    train = make_run(name="train", args={"data": "shapes.yaml"})
    own = validated(tmp_path, "val", "runs/segment/train/weights/best.pt")
    shutil.copy(SAMPLES / "segment-short" / "MaskPR_curve.png", own)
    validated(tmp_path, "val-2", "runs/segment/train/weights/best.pt", data="coco8-seg.yaml")
    validated(train, "on test", "weights/best.pt", split="test")
    run = read_run(train)
    told = document([run.page_input])["runs"][0]["validations"]
    assert [(v["name"], v["same_data"], v["split"]) for v in told] == [
        ("val", True, "val"),
        ("val-2", False, "val"),
        ("on test", True, "test"),
    ]
    assert told[0]["metrics"]["mAP50(M)"] == pytest.approx(0.456)
    page = render_report([run])
    assert 'id="r1-validations"' in page
    assert "<td>other: coco8-seg.yaml</td>" in page
    assert "the run&#39;s own, split test" in page


def test_a_validation_by_itself_is_told_as_one(tmp_path: Path) -> None:
    run = read_run(validated(tmp_path, "checked", "x/train/weights/best.pt"))
    assert run.is_validation
    assert run.diagnosis.headline == "Unknown: a validation, no training."
    assert run.diagnosis.steps == ()


@pytest.mark.parametrize(
    ("where", "files", "expected"),
    [
        ("runs/test/exp", ["confusion_matrix.png"], True),
        ("runs/detect/val_fold_1", ["BoxPR_curve.png", "val_batch0_pred.jpg"], True),
        ("docs/images", ["BoxPR_curve.png", "confusion_matrix.png"], False),
        ("docs/images", ["BoxPR_curve.png", "val_batch0_pred.jpg", "labels.jpg"], False),
        ("runs/test/exp", ["confusion_matrix.png", "weights.txt", "train_batch0.jpg"], False),
    ],
)
def test_what_a_validation_leaves_tells_it_where_its_name_does_not(
    tmp_path: Path, where: str, files: list[str], expected: bool
) -> None:
    (folder := tmp_path / where).mkdir(parents=True)
    for name in files:
        (folder / name).touch()
    assert is_validation(folder) is expected


@pytest.mark.parametrize("mode", ["predict", "track", "export"])
def test_what_other_modes_leave_is_no_training(
    make_run: MakeRun, tmp_path: Path, mode: str
) -> None:
    train = make_run(name="train")
    (other := tmp_path / "predict").mkdir()
    (other / "args.yaml").write_text(f"task: segment\nmode: {mode}\n", encoding="utf-8")
    assert is_no_training(other)
    assert not is_validation(other)
    assert find_runs(tmp_path).runs == [train]


def seen(
    counts: list[list[float]], map50: float = 0.8, f1: float = 0.78, confidence: float = 0.4
) -> Evidence:
    """What plots tell: a matrix, and the legends of two curves."""
    x = np.linspace(0, 1, 3)

    def curve(kind: str, value: float, at: float | None) -> ToldCurve:
        return ToldCurve("box", kind, x, x, value, at, (), None, None, (), "picture", f"{kind}.png")

    told = np.array(counts)
    names = tuple(f"class {number}" for number in range(len(counts) - 1))
    curves = {"PR": curve("PR", map50, None), "F1": curve("F1", f1, confidence)}
    return Evidence({"box": curves}, Confusion(names, told / told.sum(axis=0), told))


OWN = [[700.0, 10.0, 50.0], [5.0, 180.0, 20.0], [95.0, 10.0, 0.0]]
FEW = [[17.0, 0.0, 2.0], [0.0, 9.0, 1.0], [3.0, 1.0, 0.0]]


@pytest.mark.parametrize(
    ("counts", "map50", "f1", "confidence", "expected"),
    [
        # One object of 1,000 goes elsewhere, as on another device.
        ([[699.0, 10.0, 58.0], [5.0, 180.0, 20.0], [96.0, 10.0, 0.0]], 0.804, 0.77, 0.3, True),
        # Seven do: other weights, on the same data.
        ([[693.0, 10.0, 58.0], [5.0, 180.0, 20.0], [102.0, 10.0, 0.0]], 0.8, 0.78, 0.4, False),
        # Other data: another number of objects.
        ([[701.0, 10.0, 50.0], [5.0, 180.0, 20.0], [95.0, 10.0, 0.0]], 0.8, 0.78, 0.4, False),
        # The same matrix, another mAP50, or another highest F1.
        (OWN, 0.8049, 0.7909, 0.9, True),
        (OWN, 0.8051, 0.78, 0.4, False),
        (OWN, 0.8, 0.7911, 0.4, False),
        # Another number of classes.
        ([[700.0, 50.0], [100.0, 0.0]], 0.8, 0.78, 0.4, False),
    ],
)
def test_weights_are_told_by_where_each_object_goes(
    counts: list[list[float]], map50: float, f1: float, confidence: float, expected: bool
) -> None:
    assert same_weights(seen(OWN), seen(counts, map50, f1, confidence)) is expected


@pytest.mark.parametrize(
    ("map50", "f1", "confidence", "expected"),
    [
        (0.8014, 0.7786, 0.4024, True),
        (0.8, 0.78, 0.4026, False),
        (0.8016, 0.78, 0.4, False),
        (0.8, 0.7784, 0.4, False),
    ],
)
def test_few_objects_tell_no_weights_but_what_is_printed_does(
    map50: float, f1: float, confidence: float, expected: bool
) -> None:
    assert same_weights(seen(FEW), seen(FEW, map50, f1, confidence)) is expected


def test_no_legend_and_no_counts_tell_no_weights() -> None:
    assert not same_weights(Evidence(), Evidence())


@pytest.mark.parametrize(("rival", "expected"), [(0.7, ["val"]), (0.8, [])])
def test_a_validation_without_arguments_belongs_to_the_one_training_with_its_numbers(
    make_run: MakeRun,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rival: float,
    expected: list[str],
) -> None:
    train = make_run(name="train")
    make_run(name="train2")
    validated(tmp_path, "val", None)
    map50 = {"train": 0.8, "val": 0.8, "train2": rival}
    monkeypatch.setattr(
        ReadRun, "evidence", property(lambda run: seen(OWN, map50[run.folder.name]))
    )
    run = read_run(train).page_input.facts.run
    assert [each.folder.name for each in run.validations] == expected
    assert [each.alike for each in validations(Facts(run))] == ["same"] * len(expected)
