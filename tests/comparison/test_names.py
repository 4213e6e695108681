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


def test_nor_do_the_words_stay_that_all_end_with() -> None:
    grid = [f"yolov8s_bs{size}_lr{rate}_potholes_v2" for size in (8, 16) for rate in (0.1, 0.01)]
    assert short_names(grid) == ("bs8_lr0.1", "bs8_lr0.01", "bs16_lr0.1", "bs16_lr0.01")
    # A bare number does not say what it is of.
    assert short_names(["potholes_100_epochs", "potholes_200_epochs"]) == (
        "100_epochs",
        "200_epochs",
    )
    assert short_names(["a-very-long-name", "a-very-long-name-2"]) == ("name", "name-2")
