"""Folders that ``yolo val`` writes are no trainings, and belong to the run that they name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.api import read_run, render_report
from reportgen.output.json import document
from reportgen.read.folder.discover import find_runs
from reportgen.read.folder.validations import is_validation, validations_of
from tests.conftest import SAMPLES

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
    assert find_runs([tmp_path]) == [train, broken]


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
