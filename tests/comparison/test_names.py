"""What a comparison calls its runs: in sentences, and where room is scarce."""

from __future__ import annotations

from reportgen.comparison.names import short_names, spoken

DEEP = ["LiuZhenz701+YOLOv8-Seg/runs/segment/train", "LiuZhenz701+YOLOv8-Seg/runs/segment/train2"]


def test_a_folder_that_all_lie_in_is_not_said_again_and_again() -> None:
    assert spoken(DEEP) == short_names(DEEP) == ("train", "train2")
    assert spoken(DEEP[:1]) == tuple(DEEP[:1])


def test_a_short_name_stays_whole_wherever_it_stands() -> None:
    folds = ("fold_1", "fold_2", "fold_10")
    assert short_names(folds) == folds
    assert short_names(("segment/train", "pose/train")) == ("segment/train", "pose/train")


def test_of_long_names_the_words_go_that_all_begin_with() -> None:
    long = ["yolo11s_potholes_250imgs_100epochs", "yolo11s_potholes_250imgs_200epochs"]
    assert short_names(long) == ("100epochs", "200epochs")
    assert spoken(long) == tuple(long)
