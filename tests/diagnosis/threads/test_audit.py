"""Faults that an audit found in real reports, each with what is right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportgen.rule import Verdict
from tests.checks.test_training_checks import TRAIN, VAL, X, facts
from tests.diagnosis.runs import Diagnosed, diagnosed, judged


def run_of(shared_folder: Path, name: str) -> Diagnosed:
    """A run of the audited ones, by a part of its path."""
    places = [shared_folder / corpus for corpus in ("labelled/runs", "real-runs-2", "real-runs")]
    for place in places:
        folder = place / name
        if (folder / "results.csv").exists():
            return diagnosed(folder)
    pytest.skip(f"no run {name}")


def text(run: Diagnosed) -> str:
    causes = [f"{cause.title}. {cause.seen}" for cause in run.told.causes]
    answers = [answer.sentence for answer in run.told.answers.values()]
    return " ".join([run.advice, *causes, *answers])


def settings(run: Diagnosed) -> set[str]:
    return {name for step in run.told.steps for name in step.settings}


@pytest.mark.parametrize(
    "name",
    [
        "11sdz+Model-navigation-project/runs/segment/train11",
        "11sdz+Model-navigation-project/runs/kfold/fold4_0",
        "11sdz+Model-navigation-project/runs/segment/train7",
        "Tancilon+yolov11-seg-aiws/runs/segment/train2",
    ],
)
def test_the_step_where_mosaic_closes_is_no_overfitting(shared_folder: Path, name: str) -> None:
    run = run_of(shared_folder, name)
    assert run.told.state.main != "overfits"
    assert run.told.answers["overfitting"].answer == "no"
    assert not {"weight_decay", "mixup"} & settings(run)


def test_a_drop_where_mosaic_closes_is_named_with_its_remedy(shared_folder: Path) -> None:
    run = run_of(shared_folder, "11sdz+Model-navigation-project/runs/segment/train11")
    assert "mosaic-off" in {cause.id for cause in run.told.causes}
    assert {step.settings.get("close_mosaic") for step in run.told.steps} >= {"0"}


def test_a_spike_at_a_resume_is_no_overfitting(shared_folder: Path) -> None:
    run = run_of(shared_folder, "sangoonthego+car-damage-assessment/runs/detect/train2")
    assert run.told.answers["overfitting"].answer != "yes"
    assert "best.pt" not in run.advice
    assert "model=last.pt" not in text(run)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Tiqur+yolo-train/runs/detect/train35", "epochs"),
        ("Hua1ra+NN_learning/runs/pose/train-3", ""),
        ("SchnilchMitte+KiLaborSS26/runs/obb/train_baseline_dota8", "nbs"),
        ("wangddff+linedet/runs/detect/runs/detect/train", "epochs"),
    ],
)
def test_no_rate_is_scaled_from_a_warm_up(shared_folder: Path, name: str, first: str) -> None:
    run = run_of(shared_folder, name)
    assert "lr0" not in settings(run)
    assert first in settings(run) or not first


def test_an_interrupted_run_is_to_be_finished_first(shared_folder: Path) -> None:
    run = run_of(shared_folder, "Hua1ra+NN_learning/runs/pose/train-3")
    assert "Finish this training" in run.advice
    assert run.told.answers["continue"].answer == "yes"


@pytest.mark.parametrize(
    "name",
    [
        "youssefrekikk+smart-parking-detection-system/runs/obb/train4",
        "SchnilchMitte+KiLaborSS26/runs/obb/train_baseline_dota8",
        "Hua1ra+NN_learning/runs/pose/train-2",
    ],
)
def test_blocks_of_identical_validation_rows_are_named(shared_folder: Path, name: str) -> None:
    run = run_of(shared_folder, name)
    cause = next(cause for cause in run.told.causes if cause.id == "validation-frozen")
    assert cause.certainty.value == "certain"
    assert "digit for digit" in cause.seen


@pytest.mark.parametrize(
    "name",
    [
        "Andyt212+YOLO/runs/segment/train4",
        "z-anxprincex1+cv2025-underpass-detection/runs/obb/train2",
        "WatskeBart+chessvision/runs/detect/train-2",
    ],
)
def test_that_continuing_gained_nothing_is_said(shared_folder: Path, name: str) -> None:
    run = run_of(shared_folder, name)
    assert "fine-tune-lost" in {cause.id for cause in run.told.causes}
    verdicts = {finding.check: finding.verdict for finding in run.findings}
    rises = verdicts["still-improving"] is Verdict.NOTE
    assert run.told.answers["continue"].answer == ("yes" if rises else "no")


@pytest.mark.parametrize(
    "name",
    [
        "WatskeBart+chessvision/runs/detect/train-3",
        "z-anxprincex1+cv2025-underpass-detection/runs/obb/train2",
    ],
)
def test_what_stopped_by_itself_is_not_to_be_finished(shared_folder: Path, name: str) -> None:
    run = run_of(shared_folder, name)
    assert "Finish this training" not in run.advice
    assert "resume" not in {step.treatment for step in run.told.steps}


@pytest.mark.parametrize(
    "name",
    [
        "gbadrain+Pothole-Image-Segmentation-with-YOLOv8/runs/segment/train2",
        "vjivandro+segmentation/runs/segment/train2",
        "VMASPAD+testIApython/runs/segment/train",
    ],
)
def test_tiny_validation_gets_more_pictures_and_no_lower_rate(
    shared_folder: Path, name: str
) -> None:
    run = run_of(shared_folder, name)
    assert "lr0" not in settings(run)


def test_a_sound_run_with_a_missing_loss_learns(shared_folder: Path) -> None:
    run = run_of(shared_folder, "finloop+yolov8s-seg-solar-panels/train")
    assert run.told.answers["learning"].answer == "yes"
    assert run.told.badge[0] == "pass"


def test_masks_as_good_as_boxes_get_no_mask_ratio(shared_folder: Path) -> None:
    for name in ("3CXD+MEDL/runs/segment/train13", "juliajorstad+PillCounter/runs/segment/train4"):
        assert "mask_ratio" not in settings(run_of(shared_folder, name))


def test_a_run_of_nothing_has_no_confidence_and_is_not_used(shared_folder: Path) -> None:
    run = run_of(shared_folder, "EngineerHumo+yolo11/runs/detect/train30")
    assert run.told.answers["confidence"].answer == "unknown"
    assert "use" not in {step.strategy for step in run.told.steps}
    assert run.told.state.main == "too-short"


def test_nothing_says_a_run_went_on_and_stopped_at_once(shared_folder: Path) -> None:
    run = run_of(shared_folder, "Baiokis+yolo11_gloves_model/runs/detect/train")
    longer = run.told.answers["continue"].answer == "yes"
    assert ("More epochs" in text(run)) <= (not longer)
    assert not (longer and "Stop sooner" in run.advice)


def test_losses_that_were_no_numbers_for_a_while_did_not_stay_finite(shared_folder: Path) -> None:
    run = run_of(shared_folder, "BeObm+WormCount/runs/detect/train")
    (finding,) = [finding for finding in run.findings if finding.check == "diverged"]
    assert "stay finite" not in finding.title
    assert "in 16 epochs" in finding.seen


def test_the_first_loss_that_is_no_number_says_since_when_it_diverged() -> None:
    """Validation loss is NaN from epoch 31 on, training loss from 60: it broke at 31."""
    score = np.where(X < 31, 0.86 * (1 - np.exp(-X / 5)), 0.14)
    run = judged(facts(score, np.where(X < 60, TRAIN, np.nan), np.where(X < 31, VAL, np.nan)))
    assert run.told.state.main == "diverged"
    assert run.told.headline.startswith("Diverged at epoch 31")
