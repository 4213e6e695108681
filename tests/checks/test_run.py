"""How a run ended, which epoch is the best, which arguments and files stand in the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from reportgen.checks.folder.ending import best_epoch, finished
from reportgen.checks.folder.files import files
from reportgen.checks.folder.settings import settings
from reportgen.read.folder.files import Listing, RunFile
from reportgen.read.folder.kinds import FILE_KINDS, recognise_file
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable, Series
from reportgen.rule import Verdict
from reportgen.tasks import TASK_BY_NAME
from reportgen.trainers import all_trainers
from reportgen.trainers.form.fitness import NEW_FITNESS, OLD_FITNESS
from reportgen.trainers.form.release import ANY_RELEASE
from reportgen.trainers.form.trainer import LogTrainer
from reportgen.trainers.yolov5 import YOLOV5

BY = (all_trainers()[0], ANY_RELEASE)


def table(rows: int, **more: Any) -> EpochTable:
    return EpochTable(np.arange(1, rows + 1), {}, **more)


def listing(*names: str) -> Listing:
    return Listing(tuple(RunFile(name, 10, recognise_file(name)) for name in names))


PLOTS = listing("results.csv", "BoxF1_curve.png", "confusion_matrix.png")
BARE = listing("results.csv", "args.yaml")


@pytest.mark.parametrize(
    ("rows", "since_best", "args", "present", "verdict", "words"),
    [
        (100, 3, {}, PLOTS, "pass", "Completed"),
        (100, 80, {"patience": 50}, BARE, "pass", "Completed"),
        (104, 3, {}, PLOTS, "pass", "beyond its plan"),
        (60, 50, {"patience": 50}, BARE, "pass", "Stopped early"),
        (60, 49, {"patience": 50}, BARE, "warn", "Not finished"),
        (60, 50, {"patience": 0}, BARE, "warn", "Not finished"),
        (60, 49, {}, BARE, "warn", "Not finished"),
        (60, 5, {"patience": 50}, PLOTS, "note", "Ended before its plan"),
        (60, 5, {"patience": 50, "time": 2.0}, BARE, "pass", "time limit"),
        (60, 5, {"patience": 50, "time": 20.0}, BARE, "warn", "Not finished"),
    ],
)
def test_how_a_run_ended(
    rows: int, since_best: int, args: dict[str, Any], present: Listing, verdict: str, words: str
) -> None:
    outcome = finished(
        table(rows, seconds=7000.0), Args(args), 100, since_best, True, present, False, 0.0
    )
    assert outcome.verdict.value == verdict
    assert words in f"{outcome.title} {outcome.seen}"


def test_a_run_in_progress_may_show_a_cut_line() -> None:
    outcome = finished(table(6, last_row_cut=True), Args(), 100, 0, True, BARE, False, 0.0)
    assert "still running" in outcome.seen
    assert "is cut" in outcome.seen


def test_a_run_that_went_silent_is_not_said_to_be_still_running() -> None:
    outcome = finished(table(6), Args(), 100, 0, True, BARE, False, 720.0)
    assert "still running" not in outcome.seen
    assert "Nothing was written for 12 min" in outcome.seen


def test_a_resumed_run_is_named_as_such() -> None:
    assert (
        "resumed at epoch 40"
        in finished(table(100, resumed_at=(40,)), Args(), 100, 0, True, PLOTS, False, 0.0).seen
    )
    assert (
        "resumed"
        in finished(table(100), Args({"resume": "last.pt"}), 100, 0, True, PLOTS, False, 0.0).seen
    )
    assert (
        "resumed"
        not in finished(table(100), Args({"resume": False}), 100, 0, True, PLOTS, False, 0.0).seen
    )


def test_an_interrupted_run_is_told_how_to_go_on() -> None:
    with_last = finished(
        table(9), Args(), 100, 0, True, listing("results.csv", "weights/last.pt"), False, 0.0
    )
    assert with_last.remedy is None  # the check's own: resume
    assert "not in this folder" in (
        finished(table(9), Args(), 100, 0, True, BARE, False, 0.0).remedy or ""
    )


def test_a_run_that_never_scored_has_no_best_epoch_to_name() -> None:
    seen = finished(table(19), Args(), 100, 0, False, BARE, False, 0.0).seen
    assert "best epoch" not in seen
    assert "first score above 0, which never came" in seen
    off = finished(table(19), Args({"patience": 0}), 100, 2, True, BARE, False, 0.0).seen
    assert "early stopping is off (patience 0)" in off


def curve(*values: float) -> Series:
    return Series("m", np.arange(1, len(values) + 1), np.array(values))


SEGMENT = TASK_BY_NAME["segment"]


@pytest.mark.parametrize(
    ("values", "best", "verdict"),
    [((0.1, 0.5, 0.49), 2, "pass"), ((0.1, 0.5, 0.4), 2, "note"), ((0.1, 0.5), 2, "pass")],
)
def test_how_far_the_last_epoch_fell_behind(
    values: tuple[float, ...], best: int, verdict: str
) -> None:
    outcome = best_epoch(SEGMENT, (best,), curve(*values), (NEW_FITNESS,), (best,), *BY)
    assert outcome.verdict.value == verdict
    assert f"epoch {best}" in outcome.seen


def test_two_formulas_that_disagree_are_both_told() -> None:
    seen = best_epoch(
        SEGMENT, (2, 3), curve(0.1, 0.5, 0.5), (NEW_FITNESS, OLD_FITNESS), (), *BY
    ).seen
    assert "epoch 2 if Ultralytics from 8.3.198 on" in seen
    assert "epoch 3 if a version up to 8.3.197" in seen


def test_epochs_that_score_the_same_are_named() -> None:
    seen = best_epoch(SEGMENT, (3,), curve(0.1, 0.5, 0.5), (NEW_FITNESS,), (2, 3), *BY).seen
    assert "Epochs 2 and 3 score the same; the last is kept." in seen


def test_classification_is_kept_by_its_accuracies() -> None:
    by = (TASK_BY_NAME["classify"], (2,), curve(0.1, 0.5), (NEW_FITNESS,), ())
    assert "best.pt is of epoch 2, by the mean of top-1 and top-5." in best_epoch(*by, *BY).seen
    assert "by top-1." in best_epoch(*by, YOLOV5, ANY_RELEASE).seen
    log = LogTrainer("", "", "", "")
    assert "The best is epoch 2, by top-1 accuracy." in best_epoch(*by, log, ANY_RELEASE).seen


@pytest.mark.parametrize(
    ("args", "verdict", "words"),
    [
        ({}, "pass", "No argument"),
        ({"epochs": 100, "patience": 50, "close_mosaic": 10, "fraction": 1.0}, "pass", "No arg"),
        ({"val": False}, "warn", "val=False"),
        ({"fraction": 0.5}, "warn", "only 50 %"),
        ({"single_cls": True}, "note", "single_cls=True"),
        ({"epochs": 10, "close_mosaic": 10}, "note", "off from the first epoch"),
        ({"epochs": 5, "close_mosaic": 10}, "note", "never switched off"),
        ({"epochs": 5, "close_mosaic": 10, "mosaic": 0.0}, "pass", "No argument"),
        ({"epochs": 5, "close_mosaic": 10, "task": "classify"}, "pass", "No argument"),
        ({"epochs": 50, "patience": 100}, "note", "could never act"),
        ({"epochs": 50, "patience": 0}, "pass", "No argument"),
        ({"optimizer": "auto", "lr0": 0.001}, "note", "had no effect"),
        ({"optimizer": "auto", "lr0": 0.01}, "pass", "No argument"),
        ({"optimizer": "SGD", "lr0": 0.001}, "pass", "No argument"),
        ({"optimizer": "AdamW", "lr0": 0.01}, "note", "lr0=0.01 is a learning rate for SGD"),
        ({"optimizer": "AdamW", "lr0": 0.005}, "note", "lr0=0.005 is a learning rate for SGD"),
        ({"optimizer": "AdamW", "lr0": 0.0049}, "pass", "No argument"),
        ({"box": 0.02}, "note", "box=0.02: a tenth of the default or less"),
        ({"box": 1.0, "cls": 0.5, "dfl": 1.5}, "pass", "No argument"),
        ({"data": "/x/coco128-seg.yaml"}, "note", "ships it validates on its training"),
        ({"data": "coco8-seg.yaml"}, "pass", "No argument"),
        ({"task": "detect", "freeze": "range(0, 64)"}, "note", "nothing was frozen"),
        ({"task": "detect", "freeze": 10}, "pass", "No argument"),
        ({"fraction": "x", "epochs": None, "val": "no", "optimizer": 3}, "pass", "No argument"),
    ],
)
def test_what_the_arguments_give_away(args: dict[str, Any], verdict: str, words: str) -> None:
    outcome = settings(Args(args))
    assert outcome.verdict.value == verdict
    assert words in f"{outcome.title} {outcome.seen}"


@pytest.mark.parametrize(
    ("args", "optimizer"),
    [({"lr0": 0.0049}, "AdamW"), ({"lr0": 0.005}, "SGD"), ({"momentum": 0.5}, "SGD")],
)
def test_the_optimizer_to_name_is_the_one_that_such_a_rate_is_for(
    args: dict[str, Any], optimizer: str
) -> None:
    outcome = settings(Args({"optimizer": "auto", **args}))
    assert f"`optimizer={optimizer}`" in f"{outcome.seen} {outcome.remedy}"


def test_each_argument_has_its_sentence_and_the_worst_decides() -> None:
    outcome = settings(Args({"val": False, "single_cls": True, "epochs": 10, "patience": 10}))
    assert outcome.verdict is Verdict.WARN
    assert outcome.measured["arguments"] == 3
    assert outcome.seen.count(".") >= 3


def test_each_argument_of_a_sentence_is_counted() -> None:
    told = {"optimizer": "auto", "lr0": 0.02, "momentum": 0.5, "single_cls": True}
    outcome = settings(Args(told))
    assert outcome.title.startswith("3 arguments to look at: single_cls=True, lr0=0.02 and")


def kinds(*keys: str) -> tuple[Any, ...]:
    return tuple(kind for kind in FILE_KINDS if kind.key in keys)


@pytest.mark.parametrize(
    ("missing", "verdict"),
    [
        ((), "pass"),
        (("results-png",), "pass"),
        (("best-weights",), "note"),
        (("mask-f1-curve", "val-pred"), "note"),
        (("results-csv",), "warn"),
        (("args", "best-weights"), "warn"),
    ],
)
def test_missing_files(missing: tuple[str, ...], verdict: str) -> None:
    assert files(BARE, kinds(*missing), {}).verdict.value == verdict


def test_what_cannot_be_read_is_worse_than_what_is_missing() -> None:
    sentence = "results.csv could not be read: it is empty."
    outcome = files(BARE, kinds("val-pred"), {"results.csv": sentence})
    assert outcome.verdict.value == "warn"
    assert outcome.title == "results.csv cannot be read"
    assert outcome.seen.startswith(f"{sentence} No val_batch*_pred.jpg: ")
    assert (outcome.remedy or "").startswith("Copy `results.csv` anew from the machine")


def test_a_missing_file_is_named_with_what_it_costs_and_how_to_get_it() -> None:
    outcome = files(BARE, kinds("mask-f1-curve", "mask-p-curve", "val-pred"), {})
    assert "MaskF1_curve.png and 1 more are missing: the best confidence of the" in outcome.seen
    assert "No val_batch*_pred.jpg" in outcome.seen
    assert "yolo val" in (outcome.remedy or "")
