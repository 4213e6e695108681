"""Commands to copy carry nothing of a run that a shell could take for its own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reportgen.diagnosis import diagnose
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.steps.length import fewer_epochs
from reportgen.diagnosis.steps.model import _more_varied
from reportgen.diagnosis.steps.rate import fine_tune_rate, lower_rate, raise_rate
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.read.table.args import Args
from reportgen.read.table.results import Series
from tests.page.parts import MakeRun


@pytest.mark.parametrize(
    "hostile",
    ["a b.yaml; rm -rf ~", "$(reboot).yaml", "`id`.yaml", "x'y.yaml", "%PATH%.yaml", "a&b.yaml"],
)
def test_hostile_names_are_no_part_of_a_command(make_run: MakeRun, hostile: str) -> None:
    quoted = "'" + hostile.replace("'", "''") + "'"
    args = {"data": quoted, "model": quoted, "copy_paste_mode": quoted}
    folder = make_run(args=args, files={"weights/best.pt": b"x"}, name="run $(id)")
    steps = {step.strategy: step for step in diagnose(Facts(read_run(folder)), []).steps}
    again = steps["train-again"]
    assert {"data=DATA", "model=MODEL"} <= set(again.command.split())
    assert "copy_paste_mode=" not in again.command
    assert "copy_paste_mode is left out: its value is neither" in again.reason
    assert "in place of MODEL" in again.reason
    assert "in place of DATA" in again.reason
    assert "model=weights/best.pt" in steps["use"].command.split()
    assert "in the folder of this run" in steps["use"].reason
    assert not set("'\"$`;&|<>%() ") & set("".join(steps["use"].command.split()))


def test_a_change_to_nothing_takes_an_argument_out(make_run: MakeRun) -> None:
    folder = make_run(args={"save_hybrid": "true", "lr0": 0.02, "optimizer": "SGD"})
    told = diagnose(Facts(read_run(folder)), [])
    again = next(step for step in told.steps if step.strategy == "train-again")
    assert "save_hybrid" not in again.command
    assert {"lr0=0.02", "optimizer=SGD"} <= set(again.command.split())


@pytest.mark.parametrize(
    ("args", "classifies", "change"),
    [
        ({}, True, {"dropout": "0.2"}),
        ({"dropout": 0.1}, True, {"weight_decay": "0.001"}),
        ({"rect": True}, False, {"rect": ""}),
        ({"mosaic": 0.5}, False, {"mosaic": "1.0"}),
        ({"mosaic": 1.0}, False, {"mixup": "0.1"}),
        ({"mixup": 0.1}, False, {"weight_decay": "0.001"}),
        ({"mixup": 0.1, "weight_decay": 0.004}, False, {"weight_decay": "0.008"}),
        ({"mixup": 0.1, "weight_decay": 0.0}, False, {"weight_decay": "0.0005"}),
    ],
)
def test_more_variation_is_the_first_that_is_not_on(
    args: dict[str, Any], classifies: bool, change: dict[str, str]
) -> None:
    assert _more_varied(Args(args), classifies) == change


@pytest.mark.parametrize(
    ("treatment", "peak", "usual", "lr0"),
    [
        (raise_rate, 0.0033, 0.01, "0.01"),
        (raise_rate, 0.0034, 0.01, None),  # From a third of what is usual on it may stay.
        (raise_rate, 0.0001, None, None),
        (lower_rate, 0.04, 0.01, "0.02"),
        (lower_rate, 0.01, 0.001, "0.001"),
        (lower_rate, 0.0002, 0.001, "0.0001"),
        (lower_rate, 0.00019, 0.001, None),
        (fine_tune_rate, 0.01, 0.01, "0.001"),
        (fine_tune_rate, 0.0005, 0.01, "0.0001"),
        (fine_tune_rate, 0.00019, 0.01, None),
    ],
)
def test_a_rate_is_changed_where_it_is_far_from_what_is_usual(
    treatment: Any, peak: float, usual: float | None, lr0: str | None
) -> None:
    traces: Any = SimpleNamespace(
        rates=SimpleNamespace(peak=peak, peak_epoch=3), usual_rate=usual, rate_is_zero=False,
        warm_up_lasts=False, huge_batch=None,
    )  # fmt: skip
    facts: Any = SimpleNamespace(known_args=Args({"optimizer": "SGD"}))
    case: Any = SimpleNamespace(traces=traces, facts=facts)
    advice = treatment(case, Told(Certainty.LIKELY, "the learning rate", ""))
    assert (advice.settings.get("lr0") if advice else None) == lr0


def test_yolov5_gets_no_commands_of_ultralytics(make_run: MakeRun) -> None:
    folder = make_run(args={"hyp": "hyp.yaml", "weights": "yolov5s-seg.pt", "model": ""})
    assert all(not step.command for step in diagnose(Facts(read_run(folder)), []).steps)


def test_a_trainer_without_patience_is_advised_none() -> None:
    """YOLOv7 knows no such argument; YOLOv5 does from 6.1 on, and names it in its opt.yaml."""
    scores = Series("fitness", np.arange(1, 101), np.array([0.1, *np.linspace(0.5, 0.49, 99)]))
    for arguments, expected in (({"epochs": 100}, "epochs"), ({"patience": 100}, "patience")):
        facts = SimpleNamespace(
            epochs_planned=100,
            patience=None,
            fitness=scores,
            trainer=SimpleNamespace(has_yolo=False),
            known_args=SimpleNamespace(values=arguments),
        )
        case: Any = SimpleNamespace(facts=facts)
        told = Told(Certainty.LIKELY, "it levelled off", "It did.", data={"levelled": 20.0})
        advice = fewer_epochs(case, told)
        assert advice is not None
        assert list(advice.settings) == [expected]
