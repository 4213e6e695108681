"""The seam for trainers: who wrote a folder, and that a further one is one file."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.trainers import Clues, all_trainers, trainer_of
from reportgen.trainers.form.release import ANY_RELEASE
from reportgen.trainers.form.trainer import NotALog
from reportgen.trainers.yolov7 import read
from tests.conftest import ROOT, SAMPLES

LINES = """
     0/2     2.06G   0.06   0.016   0.025    0.10      23       640  0.005    0.48  0.002  0.0004   0.034   0.015   0.011
     1/2     12.8G   0.05   0.015   nan      0.09      27       640  0.107    0.51  0.505  0.3007   0.032   0.014   x
     2/2     12.8G   0.04
"""  # noqa: E501


def test_lines_of_yolov7_are_columns_of_today() -> None:
    log = read(LINES.encode())
    assert log.columns["epoch"] == [0.0, 1.0]
    assert log.columns["train/box_loss"] == [0.06, 0.05]
    assert log.columns["metrics/mAP50(B)"] == [0.002, 0.505]
    assert log.columns["metrics/mAP50-95(B)"] == [0.0004, 0.3007]
    assert log.columns["val/box_loss"] == [0.034, 0.032]
    assert np.isnan(log.columns["val/cls_loss"][1])
    assert log.notes == ("Left out 1 line(s) that tell of no epoch.",)


def test_a_run_of_another_process_names_its_trainer() -> None:
    for trainer in all_trainers():
        assert pickle.loads(pickle.dumps(trainer)) is trainer


@pytest.mark.parametrize("content", [b"", b"a b c\n", b"\xff\xfe\x00", b"1/2 " * 15])
def test_what_is_no_such_log_is_refused(content: bytes) -> None:
    with pytest.raises(NotALog):
        read(content.replace(b"1/2 ", b"x/2 "))


def test_a_folder_of_yolov7_is_a_run(tmp_path: Path) -> None:
    (tmp_path / "results.txt").write_text(LINES, encoding="utf-8")
    (tmp_path / "opt.yaml").write_text("hyp: data/hyp.p5.yaml\nepochs: 3\n", encoding="utf-8")
    (tmp_path / "hyp.yaml").write_text("lr0: 0.01\nloss_ota: 1\n", encoding="utf-8")
    facts = Facts(read_run(tmp_path))
    assert facts.trainer.name == "YOLOv7"
    assert facts.task is not None
    assert facts.task.name == "detect"
    assert facts.best_epoch == 2
    assert facts.known_args.number("hyp.lr0") == 0.01
    assert facts.version_range == ANY_RELEASE


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("real-runs-2/ASDLII+data_yolov7/runs/train/exp", "YOLOv7"),
        ("real-runs-2/FishStalkers+yolov5_obb/runs/train/exp4", "YOLOv5"),
        ("real-runs-2/Bryce399+PetWatch---Yolov9/runs/train/exp", "YOLOv9"),
        ("real-runs-2/denislesha28+Yolov11-food-classification/runs/detect/train", "Ultralytics"),
    ],
)
def test_real_folders_and_who_wrote_them(shared_folder: Path, folder: str, name: str) -> None:
    facts = Facts(read_run(shared_folder / folder))
    assert facts.trainer.name == name
    assert facts.best_epoch is not None
    assert facts.headline is not None
    assert facts.mosaic_off > (facts.epochs_planned or 0) or facts.trainer.has_yolo


def test_a_folder_that_tells_nothing_is_ultralytics() -> None:
    assert trainer_of(Clues()).key == "ultralytics"
    for sample in SAMPLES.iterdir():
        if (sample / "results.csv").exists():
            assert read_run(sample).trainer.key == "ultralytics"


def test_no_two_trainers_give_one_column_two_names() -> None:
    names: dict[str, str] = {}
    for trainer in all_trainers():
        for written, canonical in trainer.columns.items():
            assert names.setdefault(written, canonical) == canonical


FURTHER = '''
"""A trainer that nobody has."""
from reportgen.trainers.form.trainer import Log, Trainer

def read(content: bytes) -> Log:
    rows = [line.split("|") for line in content.decode().splitlines()]
    return Log({"epoch": [float(a) for a, _ in rows],
                "metrics/mAP50(B)": [float(b) for _, b in rows],
                "metrics/mAP50-95(B)": [float(b) for _, b in rows]})

FURTHER = Trainer("further", "Further", r"further\\.log", "further.log", read=read)
'''
TRIED = """
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
facts = Facts(read_run("run"))
print(facts.trainer.name, facts.best_epoch, facts.headline)
"""


def test_a_further_trainer_is_one_file(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "reportgen", tmp_path / "reportgen", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tmp_path / "reportgen" / "trainers" / "further.py").write_text(FURTHER, encoding="utf-8")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "further.log").write_text("1|0.2\n2|0.5\n3|0.4\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TRIED],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["Further", "2", "0.5"], done.stderr
