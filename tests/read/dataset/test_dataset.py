"""Data sets with planted faults: what is found of them, and what is found besides."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from reportgen.checks.folder.dataset import (
    broken_labels,
    data_leak,
    outlined_labels,
    split_balance,
    tiny_objects,
)
from reportgen.facts.folder_facts import Survey
from reportgen.read.bounded import Unreadable
from reportgen.read.dataset import likeness
from reportgen.read.dataset.labels import read_labels
from reportgen.read.dataset.likeness import bits_set, likenesses, small
from reportgen.read.dataset.model import DataSet
from reportgen.read.dataset.places import _pictures_below, label_of
from reportgen.read.dataset.survey import survey
from reportgen.rule import Outcome, Verdict
from reportgen.tasks import TASKS, Task
from tests.support.command import hang_guard

SIZE = (320, 240)


def drawn(rng: np.random.Generator) -> Image.Image:
    """A scene of its own: a smooth ground and some shapes."""
    coarse = rng.integers(30, 220, (4, 5, 3)).astype(np.uint8)
    image = Image.fromarray(coarse).resize(SIZE, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    for _ in range(rng.integers(2, 7)):
        left, top = rng.integers(0, 240), rng.integers(0, 180)
        side = int(rng.integers(20, 90))
        colour = tuple(int(value) for value in rng.integers(0, 255, 3))
        pen.ellipse((left, top, left + side, top + side), fill=colour)
    return image


@cache
def pictures(number: int, seed: int) -> tuple[bytes, ...]:
    """The files of so many scenes: most tests begin with the same ones."""
    rng = np.random.default_rng(seed)
    files = [io.BytesIO() for _ in range(number)]
    for file in files:
        drawn(rng).save(file, "JPEG", quality=90)
    return tuple(file.getvalue() for file in files)


def write(folder: Path, *, train: int = 40, val: int = 20, seed: int = 0) -> Path:
    """A sound data set: two boxes a picture, classes in turn."""
    scenes = iter(pictures(train + val, seed))
    for split, number in (("train", train), ("val", val)):
        for kind in ("images", "labels"):
            (folder / kind / split).mkdir(parents=True, exist_ok=True)
        for index in range(number):
            picture = folder / "images" / split / f"{split}{index:03d}.jpg"
            picture.write_bytes(next(scenes))
            lines = [f"{(index + k) % 3} 0.{3 + k} 0.5 0.2 0.3" for k in (0, 1)]
            label(folder, split, index).write_text("\n".join(lines) + "\n")
    data = folder / "data.yaml"
    data.write_text("train: images/train\nval: images/val\nnames: [a, b, c]\n")
    return data


def label(folder: Path, split: str, index: int) -> Path:
    return folder / "labels" / split / f"{split}{index:03d}.txt"


def outline(folder: Path) -> None:
    """Make outlines of four corners of all boxes."""
    for path in sorted(folder.glob("labels/*/*.txt")):
        lines = []
        for line in path.read_text().splitlines():
            kind, *box = line.split()
            x, y, width, height = map(float, box)
            corners = [(x + dx * width / 2, y + dy * height / 2) for dx, dy in CORNERS]
            lines.append(
                " ".join([kind, *(f"{value:.4f}" for corner in corners for value in corner)])
            )
        path.write_text("\n".join(lines) + "\n")


CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))


def surveyed(data: Path, imgsz: float = 640) -> Survey:
    survey_of = survey.__globals__["_survey"]
    survey_of.cache_clear()
    return Survey(True, survey(data), imgsz)


def task_of(name: str) -> Task:
    return next(task for task in TASKS if task.name == name)


def told(data: Path) -> DataSet:
    found = surveyed(data).dataset
    assert found is not None
    return found


def test_a_sound_data_set_passes(tmp_path: Path) -> None:
    looked = surveyed(write(tmp_path))
    assert looked.dataset is not None
    assert looked.dataset.splits["train"].objects == (27, 27, 26)
    for check in (data_leak, broken_labels, tiny_objects, split_balance):
        assert check(looked).verdict is Verdict.PASS, check


# --- pictures of both splits ---------------------------------------------------------------------

Copy = Callable[[Image.Image, Path], None]
COPIES: dict[str, Copy] = {
    "same": lambda image, path: image.save(path, quality=90),
    "lower quality": lambda image, path: image.save(path, quality=25),
    "half the size": lambda image, path: image.resize((160, 120)).save(path),
    "flipped": lambda image, path: ImageOps.mirror(image).save(path, quality=90),
    "lighter": lambda image, path: image.point(lambda value: min(255, value + 20)).save(path),
    "as PNG": lambda image, path: image.save(path.with_suffix(".png")),
}


def test_planted_copies_across_the_split_are_found_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten copies of each sort among 200 and 100 pictures."""
    data = write(tmp_path, train=200, val=100)
    planted: dict[tuple[str, str], str] = {}
    for group, (sort, copy) in enumerate(COPIES.items()):
        for index in range(10):
            source = f"train{group * 10 + index:03d}.jpg"
            target = f"copy{group}-{index}.jpg"
            with Image.open(tmp_path / "images" / "train" / source) as image:
                copy(image.convert("RGB"), tmp_path / "images" / "val" / target)
            name = target.replace(".jpg", ".png") if sort == "as PNG" else target
            planted[f"train/{source}", f"val/{name}"] = sort
    looked = told(data)
    pairs = {(pair.name, pair.other_name) for pair in looked.likenesses}
    with capsys.disabled():
        for sort in COPIES:
            own = {pair for pair, kind in planted.items() if kind == sort}
            print(f"\n  copies, {sort}: {len(own & pairs)} of {len(own)} found", end="")
        print(f"\n  false alarms: {len(pairs - planted.keys())} among {looked.hashed} pictures")
    assert len(planted.keys() & pairs) >= 0.97 * len(planted)
    assert len(pairs - planted.keys()) == 0
    outcome = data_leak(surveyed(data))
    assert outcome.verdict is Verdict.WARN
    assert outcome.measured["pictures"] >= 58


def test_validation_pictures_that_are_the_training_pictures_fail(tmp_path: Path) -> None:
    data = write(tmp_path)
    data.write_text("train: images/train\nval: images/train\nnames: [a, b, c]\n")
    assert data_leak(surveyed(data)).verdict is Verdict.FAIL


def test_a_list_that_names_training_pictures_again_is_a_leak(tmp_path: Path) -> None:
    data = write(tmp_path)
    some = [f"./images/train/train{index:03d}.jpg" for index in range(15)]
    (tmp_path / "val.txt").write_text("\n".join(some) + "\n")
    data.write_text("train: images/train\nval: val.txt\nnames: [a, b, c]\n")
    outcome = data_leak(surveyed(data))
    assert outcome.verdict is Verdict.FAIL
    assert outcome.measured["share"] == 1.0


def test_even_pictures_are_like_no_other(tmp_path: Path) -> None:
    data = write(tmp_path, train=4, val=4)
    for split in ("train", "val"):
        for index in range(4):
            image = Image.new("RGB", SIZE, (90, 90, 90))
            image.save(tmp_path / "images" / split / f"{split}{index:03d}.jpg")
    assert not told(data).likenesses


def test_bits_are_counted_alike_without_the_newer_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).integers(0, 2**63, (7, 5)).astype(np.uint64)
    expected = [[bin(int(value)).count("1") for value in row] for row in values]
    assert bits_set(values).tolist() == expected
    monkeypatch.delattr(likeness.np, "bitwise_count", raising=False)
    assert bits_set(values).tolist() == expected


def test_few_pictures_have_no_likeness() -> None:
    assert list(likenesses(np.zeros((0, 16, 16)))) == []
    assert list(likenesses(np.random.default_rng(0).random((1, 16, 16)))) == []


# --- labels --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("0 0.5 0.5 0.2", "format"),
        ("person 0.5 0.5 0.2 0.2", "format"),
        ("0.5 0.5 0.5 0.2 0.2", "format"),
        ("-1 0.5 0.5 0.2 0.2", "format"),
        ("0 nan 0.5 0.2 0.2", "format"),
        ("3 0.5 0.5 0.2 0.2", "class"),
        ("0 0.95 0.5 0.4 0.2", "outside"),
        ("0 320 240 64 64", "outside"),
        ("0 0.5 0.5 0 0.2", "no-area"),
        ("0 0.1 0.1 0.2 0.2 0.3", "format"),
        ("1 0.5 0.5 0.2 0.2\n1 0.5 0.5 0.2 0.2", "doubled"),
    ],
)
def test_each_fault_of_a_label_is_told_by_its_line(line: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"2 0.5 0.5 0.1 0.1\n{line}\n")
    labels = read_labels(path, 3, keypoints=False)
    assert labels is not None
    assert [fault.why for fault in labels.faults] == [why]
    assert labels.faults[0].line == (3 if why == "doubled" else 2)
    assert len(labels.classes) == (3 if why == "doubled" else 1)


def test_a_box_among_outlines_is_taken_for_two_corners(tmp_path: Path) -> None:
    """A training reads each line of a file as an outline once one of them is."""
    path = tmp_path / "a.txt"
    path.write_text("1 0.1 0.2 0.5 0.2 0.5 0.8\n0 0.5 0.5 0.2 0.2\n")
    labels = read_labels(path, 3, keypoints=False)
    assert labels is not None
    assert [(fault.line, fault.why) for fault in labels.faults] == [(2, "mixed")]
    assert labels.classes.tolist() == [1]
    path.write_text("0 0.5 0.5 0.2 0.2 0.5 0.5 2\n0 0.5 0.5 0.3 0.2 0.5 0.5 2\n")
    points = read_labels(path, 3, keypoints=True)
    assert points is not None
    assert not points.faults


def test_outlines_and_keypoints_become_boxes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("1 0.1 0.2 0.5 0.2 0.5 0.8\n")
    outline = read_labels(path, 3, keypoints=False)
    assert outline is not None
    assert outline.boxes.tolist() == [[0.1, 0.2, 0.5, 0.8]]
    path.write_text("1 0.5 0.5 0.2 0.4 0.4 0.4 2 0.6 0.6 2\n")
    posed = read_labels(path, 3, keypoints=True)
    assert posed is not None
    np.testing.assert_allclose(posed.boxes, [[0.4, 0.3, 0.6, 0.7]])
    assert not posed.faults


def test_planted_faults_are_counted_and_shown(tmp_path: Path) -> None:
    data = write(tmp_path)
    for index in range(5):
        label(tmp_path, "train", index).write_text("7 0.5 0.5 0.2 0.2\n")
    label(tmp_path, "val", 0).write_bytes(b"\xff\xfe\x00broken\n")
    label(tmp_path, "val", 1).write_text("")
    label(tmp_path, "val", 2).unlink()
    looked = surveyed(data)
    assert looked.dataset is not None
    assert looked.dataset.splits["train"].fault_count == {"class": 5}
    assert (looked.dataset.splits["val"].empty, looked.dataset.splits["val"].unlabelled) == (2, 1)
    outcome = broken_labels(looked)
    assert outcome.verdict is Verdict.WARN
    assert "5 a class without a name" in outcome.seen
    assert "train/train000.txt, line 1" in outcome.seen


def test_boxes_where_outlines_are_learned_are_told(tmp_path: Path) -> None:
    data = write(tmp_path)
    segment, detect, obb = map(task_of, ("segment", "detect", "obb"))
    assert outlined_labels(surveyed(data), detect).verdict is Verdict.NOT_APPLICABLE
    outcome = outlined_labels(surveyed(data), segment)
    assert outcome.verdict is Verdict.FAIL
    assert outcome.title == "60 label files hold boxes only"
    outline(tmp_path)
    label(tmp_path, "val", 1).write_text("")
    assert outlined_labels(surveyed(data), segment).verdict is Verdict.PASS
    assert outlined_labels(surveyed(data), detect).verdict is Verdict.NOT_APPLICABLE
    label(tmp_path, "val", 3).write_text("0 0.5 0.5 0.2 0.2\n")
    one = outlined_labels(surveyed(data), obb)
    assert one.title == "1 label file holds boxes only"
    assert one.seen.startswith(
        "Label files with objects but no outline: 1 of 19 in val, such as val/val003.txt."
    )
    assert outlined_labels(Survey(False, None, 640), segment).verdict is Verdict.NOT_APPLICABLE
    assert outlined_labels(Survey(True, None, 640), segment).verdict is Verdict.UNKNOWN


def test_labels_that_are_not_found_are_told(tmp_path: Path) -> None:
    data = write(tmp_path)
    (tmp_path / "labels" / "val").rename(tmp_path / "labels" / "elsewhere")
    outcome = broken_labels(surveyed(data))
    assert outcome.verdict is Verdict.WARN
    assert "20 of 20 pictures of val have no labels" in outcome.seen


def test_tiny_objects_call_for_a_larger_size(tmp_path: Path) -> None:
    data = write(tmp_path)
    for index in range(40):
        label(tmp_path, "train", index).write_text(
            "0 0.5 0.5 0.01 0.01\n0 0.2 0.2 0.3 0.3\n" if index < 30 else "0 0.5 0.5 0.3 0.3\n"
        )
    outcome = tiny_objects(surveyed(data))
    assert outcome.verdict is Verdict.WARN
    # 3.2 x 2.4 pixels of 320 x 240, twice as large at 640: a side of 5.5.
    assert outcome.seen == (
        "43 % of the 70 objects are under 8 px at imgsz 640, 0 % at 1280 and 0 % at 2560."
    )
    assert tiny_objects(surveyed(data, imgsz=1280)).verdict is Verdict.PASS


def test_classes_of_one_split_only_and_uneven_shares_are_told(tmp_path: Path) -> None:
    data = write(tmp_path, train=60, val=60)
    assert split_balance(surveyed(data)).verdict is Verdict.PASS
    for index in range(60):
        label(tmp_path, "val", index).write_text(f"{index % 2} 0.5 0.5 0.2 0.2\n")
    outcome = split_balance(surveyed(data))
    assert outcome.verdict is Verdict.WARN
    assert outcome.title == "1 class is in one split only"
    for index in range(60):
        kind = 0 if index < 48 else 1 if index < 54 else 2
        lines = f"{kind} 0.5 0.5 0.2 0.2\n{kind} 0.2 0.2 0.2 0.2\n"
        label(tmp_path, "val", index).write_text(lines)
    assert "differ by more than chance explains: a, b and c" in split_balance(surveyed(data)).seen


# --- what is opened ------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [data_leak, broken_labels, tiny_objects, split_balance])
def test_without_data_the_checks_do_not_apply_and_out_of_reach_is_unknown(
    check: Callable[[Survey], Outcome], tmp_path: Path
) -> None:
    assert check(Survey(False, None, 640)).verdict is Verdict.NOT_APPLICABLE
    data = tmp_path / "data.yaml"
    data.write_text("path: /nowhere/at/all\ntrain: images\nval: images\nnames: [a, b]\n")
    assert check(surveyed(data)).verdict is Verdict.UNKNOWN


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    data = write(tmp_path / "set")
    secret = tmp_path / "secret.jpg"
    drawn(np.random.default_rng(9)).save(secret)
    (tmp_path / "set" / "images" / "val" / "link.jpg").symlink_to(secret)
    (tmp_path / "set" / "images" / "val" / "folder").symlink_to(tmp_path)
    looked = told(data)
    assert len(looked.splits["val"].pictures) == 20
    assert any("links out of" in note for note in looked.notes)


def test_a_pipe_in_place_of_a_label_does_not_wait(tmp_path: Path) -> None:
    data = write(tmp_path)
    label(tmp_path, "val", 3).unlink()
    os.mkfifo(label(tmp_path, "val", 3))
    assert told(data).splits["val"].unlabelled == 1


def test_a_pipe_in_place_of_a_picture_does_not_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.jpg")
    with hang_guard():
        assert small(tmp_path / "x.jpg") is None


def test_no_picture_runs_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its name ends in, Pillow takes PostScript for what it is, and calls Ghostscript."""
    Image.new("RGB", (64, 64)).save(tmp_path / "x.eps")
    (tmp_path / "x.eps").rename(tmp_path / "x.jpg")
    calls = list[object]()
    monkeypatch.setattr("PIL.EpsImagePlugin.Ghostscript", lambda *given: calls.append(given))
    assert small(tmp_path / "x.jpg") is None
    assert calls == []


def test_a_folder_of_many_files_is_walked_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(4):
        (tmp_path / f"d{place}").mkdir()
        (tmp_path / f"d{place}" / "x.jpg").touch()
    monkeypatch.setattr("reportgen.read.dataset.places.MAX_WALKED", 6)
    assert len(list(_pictures_below(tmp_path))) == 2


def test_addresses_are_never_fetched(tmp_path: Path) -> None:
    data = tmp_path / "data.yaml"
    data.write_text("train: https://example.org/images\nval: 7\nnames: [a]\n")
    assert survey(data) is None


def test_a_data_file_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        survey(tmp_path / "missing.yaml")


def test_large_sets_are_looked_at_in_part_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.read.dataset.survey.MOST_PICTURES", 30)
    looked = told(write(tmp_path))
    assert sum(len(split.pictures) for split in looked.splits.values()) == 30
    assert looked.splits["train"].listed == 40
    assert looked.notes == ("Of 60 pictures, 30 were looked at, evenly spread.",)


def test_no_more_time_is_taken_than_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.read.dataset.survey.MOST_SECONDS", -1.0)
    looked = told(write(tmp_path))
    assert looked.hashed == 0
    assert looked.splits["train"].objects == (27, 27, 26)
    assert "60 pictures were not opened" in looked.notes[0]


def test_progress_is_told(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    survey(write(tmp_path), lambda done, total: seen.append((done, total)))
    assert seen == [(50, 60), (60, 60)]


def test_what_lies_among_the_pictures_and_is_none_is_not_counted(tmp_path: Path) -> None:
    data = write(tmp_path, train=4, val=2)
    for name in ("._train000.jpg", ".hidden.png", "Thumbs.db", "notes.txt"):
        (tmp_path / "images" / "train" / name).write_bytes(b"none")
    assert told(data).splits["train"].listed == 4


def test_as_roboflow_writes_it(tmp_path: Path) -> None:
    write(tmp_path)
    for split in ("train", "val"):
        (tmp_path / split).mkdir()
        for kind in ("images", "labels"):
            (tmp_path / kind / split).rename(tmp_path / split / kind)
    data = tmp_path / "data.yaml"
    data.write_text("train: ../train/images\nval: ../val/images\nnames: [a, b, c]\n")
    assert told(data).splits["val"].objects == (13, 14, 13)


def test_the_label_of_a_picture_lies_beside_its_last_folder_of_images() -> None:
    assert label_of(Path("/a/images/b/images/val/x.y.jpg")) == Path(
        "/a/images/b/labels/val/x.y.txt"
    )
    assert label_of(Path("/a/val/x.jpg")) == Path("/a/val/x.txt")
