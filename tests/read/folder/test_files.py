"""Files are recognised by today's and by older names, and missing ones are named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.errors import ReportError
from reportgen.read.folder.below import find_runs
from reportgen.read.folder.files import list_files
from reportgen.read.folder.kinds import recognise_file
from reportgen.read.folder.run_names import name_runs
from reportgen.read.run import read_run
from reportgen.tasks import TASK_BY_NAME


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("results.csv", "results-csv"),
        ("args.yaml", "args"),
        ("opt.yaml", "args"),
        ("F1_curve.png", "box-f1-curve"),
        ("BoxF1_curve.png", "box-f1-curve"),
        ("MaskPR_curve.png", "mask-pr-curve"),
        ("PoseR_curve.png", "pose-r-curve"),
        ("confusion_matrix.png", "confusion-matrix"),
        ("labels.jpg", "labels"),
        ("train_batch1520.jpg", "train-batch"),
        ("val_batch0_pred.jpg", "val-pred"),
        ("weights/best.pt", "best-weights"),
    ],
)
def test_names_of_all_versions(name: str, key: str) -> None:
    kind = recognise_file(name)
    assert kind is not None
    assert kind.key == key


@pytest.mark.parametrize("name", ["my results.png", "results.csv.swp", "x/labels.jpg", ""])
def test_other_names_are_not_taken_for_them(name: str) -> None:
    assert recognise_file(name) is None


def test_batches_come_in_order_of_number(make_run: Callable[..., Path]) -> None:
    files = {f"train_batch{number}.jpg": b"x" for number in (10, 2, 0, 1520)}
    run = read_run(make_run(files=files))
    assert [number for number, _ in run.pictures.train_batches] == [0, 2, 10, 1520]


def test_validation_pictures_are_paired_by_number(make_run: Callable[..., Path]) -> None:
    files = {
        "val_batch0_labels.jpg": b"x",
        "val_batch0_pred.jpg": b"x",
        "val_batch2_pred.jpg": b"x",
    }
    pairs = read_run(make_run(files=files)).pictures.val_batches
    assert [(p.number, p.truth is not None, p.prediction is not None) for p in pairs] == [
        (0, True, True),
        (2, False, True),
    ]


def test_missing_files_are_those_that_the_task_writes(make_run: Callable[..., Path]) -> None:
    listing = list_files(make_run())
    segment = {kind.key for kind in listing.missing(TASK_BY_NAME["segment"])}
    assert {"mask-f1-curve", "box-f1-curve", "confusion-matrix", "best-weights"} <= segment
    assert "results-csv" not in segment
    classify = {kind.key for kind in listing.missing(TASK_BY_NAME["classify"])}
    assert not classify & {"box-f1-curve", "labels"}


def test_links_are_listed_as_left_out_and_never_followed(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    (folder / "labels.jpg").symlink_to("/etc/passwd")
    listing = list_files(folder)
    assert listing.left_out == 1
    assert not listing.of_kind("labels")


def test_a_fifo_is_not_opened(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    (folder / "results.csv").unlink()
    os.mkfifo(folder / "results.csv")
    assert read_run(folder).table is None


def test_a_folder_above_runs_gives_all_of_them(
    make_run: Callable[..., Path], tmp_path: Path
) -> None:
    make_run(name="exp/train")
    make_run(name="exp/train2")
    make_run(name="exp/.hidden/train3")
    found = find_runs(tmp_path).runs
    assert [path.name for path in found] == ["train", "train2"]


def test_names_are_as_short_as_tells_them_apart() -> None:
    folders = [Path("/a/one/train"), Path("/a/two/train"), Path("/a/two/val")]
    assert name_runs(folders) == ["one/train", "two/train", "val"]


def test_folders_that_hold_no_run_say_so(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="No training run"):
        find_runs(tmp_path)
    with pytest.raises(ReportError, match="No such folder"):
        find_runs(tmp_path / "absent")
    with pytest.raises(ReportError, match="Nothing of a training"):
        read_run(tmp_path)


def test_a_damaged_file_costs_its_own_part_only(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    (folder / "args.yaml").write_bytes(b"\x00\xff[")
    run = read_run(folder)
    assert run.table is not None
    assert [problem.file for problem in run.problems] == ["args.yaml"]
