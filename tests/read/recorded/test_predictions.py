"""predictions.json beside the labels of the validation set: what was found in each picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from reportgen.read.plot.image import Declined
from reportgen.read.recorded.model import Recorded, Validated
from reportgen.read.recorded.predictions import read_predictions
from reportgen.tasks import TASK_BY_NAME

SIZE = (200, 100)
"""Of the pictures; what is told of boxes is in shares of the longer side."""
BOX = [20, 10, 40, 30]
"""Left, top, width, height in pixels."""
EDGES = [0.1, 0.05, 0.3, 0.2]
"""The same box in shares: left, top, right, bottom."""
LABEL = "0.2 0.25 0.2 0.3"
"""And as its label has it."""


def found(picture: Any, category: int, score: float, box: list[float] = BOX) -> dict[str, Any]:
    return {"image_id": picture, "category_id": category, "bbox": box, "score": score}


def read(folder: Path, content: Any, labels: dict[str, str], **more: Any) -> Recorded | Declined:
    """What is read of `content` beside a validation set with these labels; two classes."""
    for kind in ("images", "labels"):
        (folder / kind / "val").mkdir(parents=True, exist_ok=True)
    for stem, text in labels.items():
        Image.new("RGB", SIZE).save(folder / f"images/val/{stem}.jpg")
        (folder / f"labels/val/{stem}.txt").write_text(text)
    (folder / "data.yaml").write_text("val: images/val\nnames: [cat, dog]\n")
    path = folder / "predictions.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_predictions(path, folder / "data.yaml", "val", 640.0, more.get("task"))


def pictures(told: Recorded | Declined) -> dict[str, Validated]:
    assert isinstance(told, Recorded), told
    return {picture.name: picture for picture in told.pictures}


def test_boxes_stand_beside_the_labels_of_their_picture(tmp_path: Path) -> None:
    content = [found(7, 0, 0.5), found("b", 1, 0.4, [0, 0, 200, 100]), found(7, 1, 0.9)]
    told = read(tmp_path, content, {"007": f"0 {LABEL}\n", "b": f"1 {LABEL}\n", "c": ""})
    assert isinstance(told, Recorded)
    assert (told.names, told.seen, told.head) == (("cat", "dog"), 3, "box")
    assert (told.source, told.lowest) == ("predictions.json", 0.01)
    shown = pictures(told)
    first = shown["007.jpg"]
    assert (first.width, first.height, first.gain) == (*SIZE, 640 / 200)
    assert first.confidence.tolist() == [0.9, 0.5]
    assert first.found.classes.tolist() == [1, 0]
    assert np.allclose(first.found.edges, [EDGES, EDGES])
    assert first.truth.classes.tolist() == [0]
    assert np.allclose(first.truth.edges, [EDGES])
    assert np.allclose(shown["b.jpg"].found.edges, [[0, 0, 1, 0.5]])
    assert [len(shown["c.jpg"].truth), len(shown["c.jpg"].found)] == [0, 0]


def test_what_is_less_confident_than_one_in_a_hundred_is_left_out(tmp_path: Path) -> None:
    scores = (0.0099, 0.01, 0.5)
    told = pictures(read(tmp_path, [found("a", 0, score) for score in scores], {"a": ""}))
    assert told["a.jpg"].confidence.tolist() == [0.5, 0.01]


def test_of_one_picture_the_three_hundred_most_confident_are_kept(tmp_path: Path) -> None:
    told = pictures(read(tmp_path, [found("a", 0, 0.1 + n / 1_000) for n in range(310)], {"a": ""}))
    assert len(told["a.jpg"].confidence) == 300
    assert told["a.jpg"].confidence.min() == pytest.approx(0.11)


@pytest.mark.parametrize(
    ("categories", "labelled", "classes"),
    [
        ([0, 1], [0, 1], [0, 1]),
        ([1, 2], [0, 1], [0, 1]),  # 2 is no class of two: they are counted from 1 on.
        ([1, 1], [0, 0], [0, 0]),  # They fit the labels when they are counted from 1 on,
        ([1, 1], [1, 1], [1, 1]),  # and here as they are.
        ([1, 1], [], [1, 1]),  # Nothing tells: as they are.
        ([0, 2], [0, 1], [0]),  # 0 was given, so 2 is no class at all.
        ([1, 3], [0, 1], [0]),
    ],
)
def test_classes_count_from_0_or_from_1_on(
    tmp_path: Path, categories: list[int], labelled: list[int], classes: list[int]
) -> None:
    content = [found("a", category, 0.9 - at / 10) for at, category in enumerate(categories)]
    told = read(tmp_path, content, {"a": "".join(f"{kind} {LABEL}\n" for kind in labelled)})
    picture = pictures(told)["a.jpg"]
    assert picture.found.classes.tolist() == classes
    assert len(picture.confidence) == len(classes)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({}, "holds no list of boxes"),
        ("no json", "holds no list of boxes"),
        ([{"image_id": "a"}], "holds no list of boxes"),
        ([found("a", 0, float("nan"))], "holds no list of boxes"),
        ([found("a", 0, 0.5, [1, 2, 3])], "holds no list of boxes"),
        ([found("z", 0, 0.5)], "No picture of predictions.json is in the validation set"),
        ([], "No picture of predictions.json is in the validation set"),
    ],
)
def test_what_is_no_such_file_is_declined(tmp_path: Path, content: Any, sentence: str) -> None:
    told = read(tmp_path, content, {"a": ""})
    assert isinstance(told, Declined)
    assert sentence in told.reason


def test_turned_boxes_are_declined(tmp_path: Path) -> None:
    told = read(tmp_path, [found("a", 0, 0.5)], {"a": ""}, task=TASK_BY_NAME["obb"])
    assert isinstance(told, Declined)
    assert "turned boxes" in told.reason


def test_a_picture_that_is_none_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "images/val").mkdir(parents=True)
    (tmp_path / "images/val/z.jpg").write_bytes(b"no picture")
    told = read(tmp_path, [found("a", 0, 0.5), found("z", 0, 0.5)], {"a": ""})
    assert list(pictures(told)) == ["a.jpg"]
