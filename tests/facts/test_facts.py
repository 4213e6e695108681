"""Facts: what a run tells, and that it does not tell more."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.trainers.form.fitness import NEW_FITNESS, OLD_FITNESS
from tests.conftest import SEGMENT_COLUMNS, segment_row


def facts_of(folder: Path) -> Facts:
    return Facts(read_run(folder))


def test_the_best_epoch_is_the_last_of_equal_ones(make_run: Callable[..., Path]) -> None:
    rows = [segment_row(epoch) for epoch in (1, 2, 3)] + [segment_row(3) for _ in range(2)]
    for epoch, row in enumerate(rows, start=1):
        row[0] = epoch
    assert facts_of(make_run(rows)).best_epoch == 5


def test_the_old_fitness_weighs_map50_and_may_name_another_epoch(
    make_run: Callable[..., Path],
) -> None:
    high_map50 = {"metrics/mAP50(B)": 0.9, "metrics/mAP50(M)": 0.9}
    rows = [segment_row(e) for e in range(1, 21)]
    strong = dict(zip(SEGMENT_COLUMNS, rows[18], strict=True)) | high_map50
    rows[18] = list(strong.values())
    folder = make_run(rows)
    facts = facts_of(folder)
    assert facts.fitness_formulas == (NEW_FITNESS, OLD_FITNESS)
    assert (facts.best_epoch, facts.other_best_epoch) == (20, 19)
    # Padded names belong to a version of the old formula: then there is no doubt.
    text = (folder / "results.csv").read_text().splitlines()
    padded = ",".join(f"{name:>23}" for name in SEGMENT_COLUMNS if name != "time")
    rows_without_time = [
        ",".join(c for i, c in enumerate(r.split(",")) if i != 1) for r in text[1:]
    ]
    (folder / "results.csv").write_text("\n".join([padded, *rows_without_time]) + "\n")
    old = facts_of(folder)
    assert (old.best_epoch, old.other_best_epoch) == (19, None)


def test_a_run_whose_metrics_never_left_zero_has_no_best_epoch(
    make_run: Callable[..., Path],
) -> None:
    zero = {f"metrics/{m}({h})": 0.0 for h in "BM" for m in ("mAP50", "mAP50-95")}
    rows = [
        list((dict(zip(SEGMENT_COLUMNS, segment_row(e), strict=True)) | zero).values())
        for e in range(1, 6)
    ]
    facts = facts_of(make_run(rows))
    assert facts.best_epoch is None
    assert facts.headline is None


def test_losses_that_are_zero_throughout_are_not_used(make_run: Callable[..., Path]) -> None:
    columns = [*SEGMENT_COLUMNS, "train/sem_loss", "val/sem_loss"]
    rows = [[*segment_row(e), 0, 0] for e in range(1, 5)]
    facts = facts_of(make_run(rows, columns=columns))
    assert "sem_loss" not in (facts.train_losses or {})
    assert facts.version_range == ("8.4.0", None)


def test_the_sum_of_losses_is_unknown_where_one_is(make_run: Callable[..., Path]) -> None:
    rows = [segment_row(e) for e in range(1, 5)]
    rows[1] = segment_row(2, val__seg_loss=float("nan"))
    facts = facts_of(make_run(rows))
    assert facts.val_loss is not None
    assert math.isnan(facts.val_loss.at(2))
    assert facts.val_loss.at(3) == pytest.approx(sum(segment_row(3)[14:18]))


@pytest.mark.parametrize(
    ("args", "first"),
    [
        ({}, 11),
        ({"close_mosaic": 5}, 16),
        ({"close_mosaic": 0}, 21),
        ({"mosaic": 0.0}, 21),
        ({"epochs": 100}, 91),
    ],
)
def test_where_mosaic_ends(
    make_run: Callable[..., Path], args: dict[str, object], first: int
) -> None:
    assert facts_of(make_run(args=args)).mosaic_off == first


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("coco8-seg.yaml", "coco8-seg.yaml"),
        ("shrimp/data.yaml", "shrimp/data.yaml"),
        ("data.yaml", "data.yaml"),
        ("/home/u/sets/shrimp/data.yaml", "shrimp/data.yaml"),
        ("C:\\Users\\bob\\data.yaml", "data.yaml"),
        ("https://x.example/sets/a.zip?token=1", "a.zip"),
    ],
)
def test_the_data_set_is_named_without_its_folder(
    make_run: Callable[..., Path], data: str, name: str
) -> None:
    assert facts_of(make_run(args={"data": data})).data_name == name


@pytest.mark.parametrize(("told", "known"), [(1, 1), (0, None), (-1, None)])
def test_planned_epochs(make_run: Callable[..., Path], told: int, known: int | None) -> None:
    assert facts_of(make_run(args={"epochs": told})).epochs_planned == known


@pytest.mark.parametrize(("told", "known"), [(50, 50), (0, 0), (None, None), (".nan", None)])
def test_patience(make_run: Callable[..., Path], told: object, known: int | None) -> None:
    args = {"patience": "null" if told is None else told}
    assert facts_of(make_run(args=args)).patience == known


@pytest.mark.parametrize(("top5", "best"), [(True, 2), (False, 1)])
def test_the_fitness_of_classification_is_the_mean_of_what_it_tells(
    make_run: Callable[..., Path], top5: bool, best: int
) -> None:
    columns = ["epoch", "train/loss", "metrics/accuracy_top1", "val/loss"]
    rows: list[list[object]] = [[1, 2.0, 0.6, 1.5], [2, 1.0, 0.5, 1.2]]
    if top5:
        columns.append("metrics/accuracy_top5")
        rows = [[*rows[0], 0.7], [*rows[1], 0.9]]
    args = {"task": "classify", "model": "yolo11n-cls.pt"}
    facts = facts_of(make_run(rows, columns=columns, args=args))
    assert facts.best_epoch == best
    # It has a single loss, which is their sum.
    assert facts.val_loss is not None
    assert facts.val_loss.values.tolist() == [1.5, 1.2]
    assert facts.lowest_val_loss_epoch == 2


def test_learning_rates_of_any_number_of_groups(make_run: Callable[..., Path]) -> None:
    columns = ["epoch", *(f"lr/pg{i}" for i in range(8)), "lr/other"]
    rates = facts_of(make_run([[1, *range(8), 9]], columns=columns)).learning_rates
    assert list(rates or {}) == [f"lr/pg{i}" for i in range(8)]
