"""Next steps: which findings call for which step, in which order, with which command."""

from __future__ import annotations

import shlex
from typing import Any

import numpy as np
import pytest

from reportgen.checks.commands import larger_model, train_command
from reportgen.checks.next_steps import next_steps
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable
from reportgen.rule import Finding, Outcome, Step, Verdict
from reportgen.tasks import TASK_BY_NAME
from tests.page import parts

SEGMENT = TASK_BY_NAME["segment"]
ARGS: dict[str, Any] = {
    "model": "yolo11n-seg.pt",
    "data": "shrimp.yaml",
    "epochs": 100,
    "patience": 100,
    "imgsz": 640,
    "batch": 16,
    "optimizer": "auto",
    "lr0": 0.01,
    "mask_ratio": 4,
}


def finding(check: str, verdict: str, **more: Any) -> Finding:
    """A finding of `check`; `measured` and `head` on request."""
    return parts.finding(check, Verdict(verdict), **more)


def outcome(*findings: Finding, args: dict[str, Any] | None = None, peak: float = 0.01) -> Outcome:
    table = EpochTable(
        np.arange(1, 4),
        {"lr/pg0": np.array([0.1, 0.05, 0.01]), "lr/pg1": np.array([0.0, peak, 0.001])},
    )
    return next_steps(findings, SEGMENT, Args({**ARGS, **(args or {})}), table, "train7")


def strategies(result: Outcome) -> list[str]:
    return [step.strategy for step in result.steps]


def settings(result: Outcome) -> dict[str, str]:
    return {name: value for step in result.steps for name, value in step.settings.items()}


def step(result: Outcome, strategy: str) -> Step:
    return next(step for step in result.steps if step.strategy == strategy)


def test_a_sound_run_is_used_confirmed_and_questioned() -> None:
    result = outcome(finding("overfitting", "pass"), finding("map50-tier", "pass"))
    assert result.title == "Nothing has to change"
    assert strategies(result) == ["use", "data-quality", "augmentation"]
    assert "split=test" in step(result, "data-quality").command


@pytest.mark.parametrize(
    ("check", "verdict", "strategy", "changes"),
    [
        ("still-improving", "note", "train-longer", {"epochs": "150"}),
        ("underfitting", "warn", "larger-model", {"model": "yolo11s-seg.pt"}),
        ("early-plateau", "note", "larger-model", {"model": "yolo11s-seg.pt"}),
        ("recall-floor", "warn", "image-size", {"imgsz": "800"}),
        ("map-ratio", "note", "data-quality", {"imgsz": "800"}),
        ("precision-floor", "warn", "data-quality", {}),
        ("erratic", "warn", "hyperparameters", {"optimizer": "SGD", "lr0": "0.005"}),
        ("mask-gap", "warn", "hyperparameters", {"mask_ratio": "2"}),
        ("overfitting", "warn", "more-data", {"weight_decay": "0.001", "patience": "20"}),
        ("class-imbalance", "warn", "class-weights", {}),
        ("precision-recall-balance", "note", "confidence-threshold", {}),
    ],
)
def test_a_finding_calls_for_its_step(
    check: str, verdict: str, strategy: str, changes: dict[str, str]
) -> None:
    result = outcome(finding(check, verdict))
    found = step(result, strategy)
    assert check in found.findings
    assert f"Title of {check}" in found.reason
    assert changes.items() <= settings(result).items()


@pytest.mark.parametrize("check", ["still-improving", "underfitting", "recall-floor", "erratic"])
@pytest.mark.parametrize("verdict", ["pass", "unknown", "not-applicable", "error"])
def test_what_asks_for_nothing_changes_nothing(check: str, verdict: str) -> None:
    assert outcome(finding(check, verdict)).measured["steps"] == 0


def test_the_most_severe_finding_comes_first_and_the_question_last() -> None:
    result = outcome(finding("still-improving", "note"), finding("mask-gap", "warn"))
    assert strategies(result)[:2] == ["hyperparameters", "train-longer"]
    assert strategies(result)[-1] == "augmentation"
    assert step(result, "augmentation").title.endswith("?")


def test_the_worst_head_says_how_severe_a_finding_is() -> None:
    result = outcome(
        finding("recall-floor", "note", head="box"),
        finding("recall-floor", "warn", head="mask"),
        finding("still-improving", "note"),
    )
    order = strategies(result)
    assert order.index("image-size") < order.index("train-longer")


def test_a_score_that_still_rises_steeply_comes_before_what_only_warns() -> None:
    for gain, first in ((0.15, "train-longer"), (0.02, "hyperparameters")):
        rising = finding("still-improving", "note", measured={"gain of the last epochs": gain})
        assert strategies(outcome(finding("mask-gap", "warn"), rising))[0] == first


@pytest.mark.parametrize(
    ("epochs", "best", "longer"), [(10, 0.4, True), (11, 0.4, False), (10, 0.95, False)]
)
def test_what_was_planned_too_short_is_trained_longer_before_all_else(
    epochs: int, best: float, longer: bool
) -> None:
    result = outcome(
        finding("finished", "pass", measured={"epochs done": epochs, "epochs planned": epochs}),
        finding("best-epoch", "pass", measured={"best": best}),
        finding("map50-tier", "warn"),
        args={"epochs": epochs},
    )
    first = result.steps[0]
    assert (first.strategy == "train-longer") is longer
    assert ("image-size" in strategies(result)) is not longer
    if longer:
        assert first.settings == {"epochs": "100"}
        assert f"{epochs} epochs show little" in first.reason
        assert "epochs=100" in step(result, "train-again").command


def test_what_overfits_in_ten_epochs_is_not_trained_longer() -> None:
    result = outcome(finding("overfitting", "warn"), args={"epochs": 10})
    assert "train-longer" not in strategies(result)
    assert "more-data" in strategies(result)


def test_a_validation_set_too_small_to_judge_by_is_enlarged_first() -> None:
    small = finding("small-validation", "note", measured={"objects in all": 17})
    result = outcome(finding("recall-floor", "warn"), small)
    assert result.steps[0].title == "Enlarge the validation set"
    few = finding("small-validation", "note", measured={"fewest objects": 17})
    assert "small-validation" not in {name for s in outcome(few).steps for name in s.findings}


@pytest.mark.parametrize(("dip", "lower"), [(0.05, True), (0.01, False)])
def test_swings_of_precision_alone_are_no_reason_for_a_lower_rate(dip: float, lower: bool) -> None:
    swings = finding("erratic", "warn", measured={"late dip of mAP": dip})
    assert ("lr0" in settings(outcome(swings))) is lower


def test_a_model_without_confidence_is_not_sent_to_use() -> None:
    blind = finding("best-confidence", "pass", measured={"confidence": 0.0, "F1": 0.01})
    result = outcome(blind, finding("precision-recall-balance", "note"))
    assert not {"use", "confidence-threshold"} & set(strategies(result))


def test_what_auto_ignores_is_not_typed_again() -> None:
    def command(optimizer: str) -> str:
        args = {"optimizer": optimizer, "lr0": 0.003, "momentum": 0.8}
        result = outcome(finding("still-improving", "note"), args=args)
        return step(result, "train-again").command

    assert "lr0=" not in command("auto")
    assert "momentum=" not in command("auto")
    assert "lr0=0.003 momentum=0.8" in command("SGD")


def test_what_mask_ratio_cannot_do_before_8_4_is_said() -> None:
    assert (
        "Before Ultralytics 8.4"
        in step(outcome(finding("mask-gap", "warn")), "hyperparameters").reason
    )


def test_what_is_lost_again_calls_for_a_lower_learning_rate_and_no_larger_model() -> None:
    lost = finding("underfitting", "warn", measured={"highest mAP50": 0.49})
    result = outcome(lost, finding("early-plateau", "note"))
    assert "larger-model" not in strategies(result)
    assert "underfitting" in step(result, "hyperparameters").findings
    assert settings(result)["lr0"] == "0.005"
    low = finding("underfitting", "warn", measured={"mAP50 at the end": 0.1})
    assert "hyperparameters" not in strategies(outcome(low))


@pytest.mark.parametrize(("patience", "sooner"), [(0, "20"), (None, "20"), (100, "20"), (20, None)])
def test_overfitting_calls_for_patience_of_a_fifth_of_the_epochs(
    patience: int | None, sooner: str | None
) -> None:
    result = outcome(finding("overfitting", "warn"), args={"patience": patience})
    assert settings(result).get("patience") == sooner


def test_after_divergence_the_learning_rate_and_nothing_else() -> None:
    result = outcome(
        finding("diverged", "fail"),
        finding("still-improving", "note"),
        finding("underfitting", "warn"),
        finding("recall-floor", "warn"),
        peak=0.02,
    )
    assert settings(result) == {"optimizer": "SGD", "lr0": "0.002"}
    assert {"train-longer", "larger-model", "image-size", "use"}.isdisjoint(strategies(result))


def test_a_named_adam_is_not_sent_to_the_learning_rate_of_sgd() -> None:
    result = outcome(finding("diverged", "fail"), args={"optimizer": "AdamW"}, peak=0.1)
    assert settings(result) == {"lr0": "0.001"}


def test_the_learning_rate_is_a_tenth_of_the_lowest_peak_of_the_groups_that_tell_theirs() -> None:
    columns = {
        "lr/pg0": np.array([0.1, 0.05, 0.01]),
        "lr/pg1": np.array([0.0, 0.02, 0.001]),
        "lr/pg2": np.full(3, np.nan),
        "metrics/mAP50(B)": np.array([0.0, 0.001, 0.0]),
    }
    table = EpochTable(np.arange(1, 4), columns)
    result = next_steps((finding("diverged", "fail"),), SEGMENT, Args(ARGS), table, "train7")
    assert settings(result)["lr0"] == "0.002"


def test_only_the_settings_that_stand_in_the_way_are_changed() -> None:
    found = finding("settings", "warn")
    assert settings(outcome(found, args={"val": False, "fraction": 1.0})) == {"val": "True"}
    assert settings(outcome(found, args={"val": True, "fraction": 0.5})) == {"fraction": "1.0"}


@pytest.mark.parametrize(
    ("check", "words"), [("weak-classes", "weak classes first"), ("missed-objects", "other places")]
)
def test_more_data_is_of_the_weak_classes_where_they_are_known(check: str, words: str) -> None:
    assert words in step(outcome(finding(check, "warn")), "more-data").reason


def test_overfitting_and_training_longer_exclude_each_other() -> None:
    both = [finding("still-improving", "note"), finding("underfitting", "warn")]
    steps = strategies(outcome(finding("overfitting", "warn"), *both))
    assert "train-longer" not in steps
    assert "larger-model" not in steps
    early = outcome(finding("overfitting", "note"), finding("still-improving", "note"))
    assert "train-longer" in strategies(early)
    assert "patience" not in settings(early)


def test_training_longer_after_an_early_stop_is_more_patience() -> None:
    ended = finding("finished", "pass", measured={"epochs done": 60.0, "epochs planned": 100.0})
    assert strategies(outcome(ended)) == ["use", "data-quality", "augmentation"]
    result = outcome(ended, finding("still-improving", "note"), args={"patience": 20})
    assert settings(result) == {"patience": "40"}


def test_an_interrupted_run_is_finished_first() -> None:
    result = outcome(finding("finished", "warn"), finding("still-improving", "note"))
    assert step(result, "train-longer").command == (
        "yolo train resume model=train7/weights/last.pt"
    )
    assert "train-again" not in strategies(result)
    stopped = outcome(finding("finished", "warn"), finding("overfitting", "fail"))
    assert "resume" not in " ".join(step.command for step in stopped.steps)


@pytest.mark.parametrize(("best", "larger"), [(0.89, True), (0.9, False)])
def test_a_larger_model_is_for_metrics_below_0_9(best: float, larger: bool) -> None:
    result = outcome(
        finding("early-plateau", "note"), finding("best-epoch", "pass", measured={"best": best})
    )
    assert ("larger-model" in strategies(result)) is larger


def test_a_plateau_at_the_top_is_no_reason_for_a_larger_model() -> None:
    top = finding("best-epoch", "pass", measured={"best": 0.97})
    assert "larger-model" not in strategies(outcome(top, finding("early-plateau", "note")))


def test_the_commands_hold_all_changes_and_what_this_run_had_set() -> None:
    result = outcome(
        finding("still-improving", "note"),
        finding("mask-gap", "warn"),
        args={"batch": 8, "device": "0", "project": "x", "fliplr": 0.0},
    )
    words = shlex.split(step(result, "train-again").command)
    assert words[:3] == ["yolo", "segment", "train"]
    assert {"epochs=150", "mask_ratio=2", "batch=8", "fliplr=0", "imgsz=640"} <= set(words)
    assert not [word for word in words if word.startswith(("device", "project"))]


def test_the_best_confidence_reaches_the_commands() -> None:
    known = finding("best-confidence", "pass", measured={"confidence": 0.345, "F1": 0.7})
    assert "conf=0.345" in step(outcome(known), "use").command
    leaning = outcome(known, finding("precision-recall-balance", "note"))
    assert step(leaning, "confidence-threshold").settings == {"conf": "0.345"}
    assert "train-again" not in strategies(leaning)


def test_class_weights_only_where_the_version_has_them() -> None:
    old = outcome(finding("class-imbalance", "warn"))
    new = outcome(finding("class-imbalance", "warn"), args={"cls_pw": 0.0})
    assert step(old, "class-weights").settings == {}
    assert step(new, "class-weights").settings == {"cls_pw": "0.5"}


def test_yolov5_gets_no_commands_of_ultralytics() -> None:
    args = {"hyp": "hyp.yaml", "weights": "yolov5s-seg.pt", "model": None}
    result = outcome(finding("finished", "warn"), finding("still-improving", "note"), args=args)
    assert all(not step.command for step in result.steps)


@pytest.mark.parametrize(
    "hostile",
    [
        "a b.yaml; rm -rf ~",
        "$(reboot).yaml",
        "`id`.yaml",
        "x'y\".yaml",
        "%PATH%.yaml",
        "a&b|c>d.yaml",
    ],
)
def test_hostile_names_are_no_part_of_a_command(hostile: str) -> None:
    args = Args({**ARGS, "data": hostile, "model": hostile, "copy_paste_mode": hostile})
    result = next_steps(
        (finding("still-improving", "note"),),
        SEGMENT,
        args,
        EpochTable(np.arange(1, 3), {}),
        hostile,
    )
    again = step(result, "train-again")
    assert {"data=DATA", "model=MODEL"} <= set(again.command.split())
    assert "copy_paste_mode=" not in again.command
    assert "copy_paste_mode is left out: its value is neither" in again.reason
    assert "in place of MODEL" in again.reason
    assert "in place of DATA" in again.reason
    use = step(result, "use")
    assert "model=weights/best.pt" in use.command.split()
    assert "in the folder of this run" in use.reason


def test_lists_are_left_out_and_said() -> None:
    args = Args({**ARGS, "classes": [0, 2], "freeze": {"a": 1}, "auto_augment": None, "seed": 3})
    command = train_command(SEGMENT, args, "m.pt", "shrimp.yaml", {})
    assert [sentence.split()[0] for sentence in command.left_out] == ["classes", "freeze"]
    changed = train_command(SEGMENT, args, "m.pt", "shrimp.yaml", {"freeze": "10"})
    assert [sentence.split()[0] for sentence in changed.left_out] == ["classes"]
    assert "seed=3" in command.text
    assert "classes" not in command.text


def test_what_was_redacted_or_breaks_the_line_is_not_typed() -> None:
    args = Args(
        {**ARGS, "data": "…/sets/shrimp.yaml", "copy_paste_mode": "a\nb", "pretrained": "…/x.pt"}
    )
    command = train_command(SEGMENT, args, "m.pt", "shrimp.yaml", {}).text
    assert "\n" not in command
    assert "…" not in command
    assert "data=shrimp.yaml" in command


@pytest.mark.parametrize(
    ("model", "larger"),
    [
        ("yolo11n-seg.pt", "yolo11s-seg.pt"),
        ("yolo11l-seg.yaml", "yolo11x-seg.yaml"),
        ("yolo11x-seg.pt", None),
        ("yolov8m.pt", "yolov8l.pt"),
        ("yolov5nu.pt", "yolov5su.pt"),
        ("yolov10m.pt", "yolov10b.pt"),
        ("yolov9c-seg.pt", "yolov9e-seg.pt"),
        ("yolov9t.pt", "yolov9s.pt"),
        ("yolo26s-pose.pt", "yolo26m-pose.pt"),
        ("best.pt", None),
        (None, None),
    ],
)
def test_the_next_larger_model(model: str | None, larger: str | None) -> None:
    assert larger_model(model) == larger
