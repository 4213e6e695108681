"""Causes on made runs: variants of what people report."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reportgen.diagnosis.causes.data.names import called_otherwise, named_right
from reportgen.diagnosis.causes.data.validation_set import validation_too_small
from reportgen.diagnosis.causes.folder import rows_missing
from reportgen.diagnosis.causes.loaded import fine_tune_lost
from reportgen.diagnosis.model import Certainty
from reportgen.diagnosis.state import State
from reportgen.diagnosis.steps.length import _would_end
from reportgen.diagnosis.traces import Traces
from reportgen.read.data_name import is_toy
from reportgen.read.table.results import Series
from tests.conftest import segment_row
from tests.diagnosis.runs import Diagnosed, diagnosed
from tests.page.parts import MakeRun
from tests.support.told import confusion

NAN = float("nan")
TRAIN = ("train__box_loss", "train__seg_loss", "train__cls_loss", "train__dfl_loss")
VAL = ("val__box_loss", "val__seg_loss", "val__cls_loss", "val__dfl_loss")
METRICS = [
    f"metrics__{name}({head})"
    for name in ("precision", "recall", "mAP50", "mAP50-95")
    for head in "BM"
]


def made(make_run: MakeRun, change: Any, epochs: int = 40, **args: object) -> Diagnosed:
    """A run whose rows `change` has its way with: epoch -> columns to change."""
    rows = [segment_row(epoch, epochs, **change(epoch)) for epoch in range(1, epochs + 1)]
    return diagnosed(make_run(rows, args={"epochs": epochs, **args}))


def lead(run: Diagnosed) -> str:
    return run.told.causes[0].id


def zeros(names: Any) -> dict[str, float]:
    return dict.fromkeys(names, 0.0)


def test_losses_that_are_no_numbers_at_once_call_for_full_precision(make_run: MakeRun) -> None:
    run = made(make_run, lambda e: dict.fromkeys((*TRAIN, *VAL), NAN) | zeros(METRICS))
    assert run.told.state.main == "diverged"
    assert lead(run) == "precision-overflow"
    assert {"amp": "False"}.items() <= run.told.steps[0].settings.items()
    off = made(make_run, lambda e: dict.fromkeys(TRAIN, NAN) | zeros(METRICS), amp="false")
    assert lead(off) != "precision-overflow"


@pytest.mark.parametrize("classes", [5.0, NAN, float("inf")])
def test_no_labelled_object_in_validation(make_run: MakeRun, classes: float) -> None:
    loss = zeros(VAL) | {"val__cls_loss": classes} | zeros(METRICS)
    run = made(make_run, lambda e: loss)
    assert (run.told.state.main, lead(run)) == ("validation-broken", "validation-empty")
    assert not {"lr0", "imgsz", "model"} & {n for s in run.told.steps for n in s.settings}


def test_no_object_assigned_in_training(make_run: MakeRun) -> None:
    run = made(make_run, lambda e: {"train__box_loss": 0.0} | zeros(METRICS))
    assert (run.told.state.main, lead(run)) == ("learned-nothing", "nothing-assigned")


def test_labels_of_boxes_hold_no_masks(make_run: MakeRun) -> None:
    run = made(make_run, lambda e: {"train__seg_loss": 0.0})
    assert "masks-empty" in {cause.id for cause in run.told.causes}


def test_a_sound_run_has_no_broken_cause(make_run: MakeRun) -> None:
    run = made(make_run, lambda e: {})
    assert not {"validation-empty", "validation-overflow", "nothing-assigned", "spike"} & {
        cause.id for cause in run.told.causes
    }


@pytest.mark.parametrize(("freeze", "told"), [(23, True), ("[0]", False), ("null", False)])
def test_frozen_layers(make_run: MakeRun, freeze: object, told: bool) -> None:
    low = dict.fromkeys(METRICS, 0.05)
    run = made(make_run, lambda e: {k: v * min(e, 10) for k, v in low.items()}, freeze=freeze)
    assert ("frozen-layers" in {cause.id for cause in run.told.causes}) is told


def test_perfect_from_the_start_is_not_believed(make_run: MakeRun) -> None:
    run = made(make_run, lambda e: dict.fromkeys(METRICS, 0.995))
    assert run.told.state.main == "validation-broken"
    assert run.told.answers["learning"].answer == "unknown"


@pytest.mark.parametrize(("objects", "blocked"), [(1.0, True), (5.0, True), (6.0, False)])
def test_a_handful_of_objects_tells_nothing_of_a_model(objects: float, blocked: bool) -> None:
    traces: Any = SimpleNamespace(objects=objects, quantum=None, pictures=None, classifies=False)
    told = validation_too_small(traces, State("unstable", (), None))
    assert told is not None
    assert ("learning" in told.answers) is blocked


@pytest.mark.parametrize(("objects", "state"), [(4.0, "unstable"), (6.0, "")])
def test_a_handful_of_objects_shows_no_learning_by_heart(objects: float, state: str) -> None:
    traces: Any = SimpleNamespace(objects=objects, quantum=None, pictures=None, classifies=False)
    told = validation_too_small(traces, State("overfits", (), None))
    assert told is not None
    assert told.state == state


@pytest.mark.parametrize(("objects", "sure"), [(7.0, False), (30.0, True), (None, True)])
def test_a_gain_of_nothing_is_sure_only_where_enough_objects_show_it(
    objects: float | None, sure: bool
) -> None:
    facts: Any = SimpleNamespace(
        model="yolov8n.pt",
        data_name="data.yaml",
        epochs_planned=5,
        epochs_done=5,
        best_epoch=4,
        heads=(),
    )
    traces: Any = SimpleNamespace(
        facts=SimpleNamespace(headline_curve=None),
        objects=objects,
        own_weights=False,
        quantum=None,
        pictures=None,
        classifies=False,
        goes_on=False,
    )
    traces.counts = partial(Traces.counts, traces)
    scores = Series("map", np.arange(1.0, 6.0), np.array([0.17, 0.03, 0.12, 0.3, 0.1]))
    lost = fine_tune_lost(facts, traces, scores, None)
    few = validation_too_small(traces, State("no-gain", (), None))
    assert lost is not None
    assert lost.certainty is (Certainty.LIKELY if sure else Certainty.POSSIBLE)
    assert (few is None) is sure
    assert few is None or few.weight < lost.weight


@pytest.mark.parametrize(
    ("best", "ends"),
    [
        ([1, 2, 30], True),
        ([1, 2, 30, 95], False),  # Too late to save anything.
        ([1, 2, 60], False),  # Patience would have missed the best epoch.
    ],
)
def test_patience_is_advised_where_it_would_have_ended_at_the_same_best_epoch(
    best: list[int], ends: bool
) -> None:
    epochs = np.arange(1, 101)
    fitness = np.searchsorted(best, epochs, side="right") / 10
    assert _would_end(Series("fitness", epochs, fitness), 40) is ends


@pytest.mark.parametrize(
    ("name", "toy"),
    [
        ("coco8.yaml", True), ("coco8-pose.yaml", True), ("dota8.yaml", True), ("mnist160", True),
        ("cityscapes8.yaml", True), ("depth8.yaml", True), ("coco12-formats.yaml", True),
        ("coco128.yaml", False), ("coco.yaml", False), ("mycoco8.yaml", False),
    ],
)  # fmt: skip
def test_the_sets_for_trying_out_are_known(name: str, toy: bool) -> None:
    assert is_toy(name) is toy


def test_an_unstable_run_that_rises_by_points_to_the_end_is_trained_on_second(
    shared_folder: Path,
) -> None:
    run = diagnosed(shared_folder / "labelled/runs/vjivandro+segmentation/runs/segment/train2")
    steps = [step.treatment for step in run.told.steps]
    assert steps[:2] == ["enlarge-validation", "longer"]


@pytest.mark.parametrize(
    ("right", "wrong", "missed", "told"),
    [
        (2, 4, 0, True),  # A quarter of what is found by its own name, half by another.
        (3, 4, 0, False),
        (2, 3, 0, False),  # No one name for half of them.
        (1, 2, 4, True),
        (0, 3, 5, False),  # Most are not found.
    ],
)
def test_classes_go_by_other_names_where_most_are_found_and_called_by_one(
    right: int, wrong: int, missed: int, told: bool
) -> None:
    rest = 8 - right - wrong - missed
    cells = np.zeros((5, 5))
    for at in range(4):
        for row, count in ((at, right), ((at + 1) % 4, wrong), ((at + 2) % 4, rest), (4, missed)):
            cells[row, at] += count
    assert bool(called_otherwise(confusion(cells.tolist(), "abcd"))) is told


@pytest.mark.parametrize(("right", "told"), [(6, True), (1, False)])
def test_classes_that_are_called_right_go_by_no_other_names(right: int, told: bool) -> None:
    cells = np.zeros((4, 4))
    for at in range(3):
        cells[at, at], cells[3, at] = right, 8 - right
    assert named_right(confusion(cells.tolist(), "abc")) is told


@pytest.mark.parametrize(
    ("lack", "state", "told"),
    [(10, "good", ""), (11, "good", "unknown"), (11, "overfits", "")],
)
def test_where_more_than_a_tenth_of_the_epochs_lack_its_end_must_show_the_state(
    lack: int, state: str, told: str
) -> None:
    table: Any = SimpleNamespace(epochs=np.array([lack + 1, 100]))
    traces: Any = SimpleNamespace(rows_missing=lack)
    found = rows_missing(table, traces, State(state, (), None))
    assert found is not None
    assert found.state == told
    assert f"{lack} epochs before that are missing" in found.seen
