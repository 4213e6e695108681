"""Trainings in which a cause was planted: it is found, and comes first."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from reportgen.diagnosis.traces import Traces
from tests.diagnosis.runs import diagnosed

PLANTED = Path(__file__).parents[1] / "data" / "planted"


class Known(NamedTuple):
    """What is to be said of a run whose cause is known."""

    state: str
    """The states that it may be in."""
    cause: str
    """The cause that comes first; empty where nothing is wrong."""
    step: str
    """The treatment that comes first."""
    never: str = ""
    """Causes that must not be told."""


KNOWN = {
    "sound": Known("train-longer good", "still-rising", "longer", "memorised warm-up-only"),
    "val-unlabelled": Known("validation-broken", "validation-empty", "find-labels", "warm-up-only"),
    "val-is-train": Known("validation-broken", "validation-leak", "separate-validation"),
    "class-order": Known("no-gain plateau-low", "classes-elsewhere", "check-labels"),
    "class-shift": Known("no-gain plateau-low", "classes-elsewhere", "check-labels"),
    "frozen": Known("learned-nothing", "frozen-layers", "unfreeze", "warm-up-only"),
    "rate-times-100": Known("diverged", "rate-too-high", "lower-rate"),
    "rate-by-1000": Known("learned-nothing", "rate-too-low", "raise-rate", "warm-up-only"),
    "warm-up-only": Known("learned-nothing", "warm-up-only", "usual-warm-up", "rate-too-low"),
    "batch-2": Known("no-gain unstable", "batch-extreme", "larger-batch"),
    "eight-pictures": Known("learned-nothing", "validation-frozen", "step-each-batch"),
    "fine-tune-lost": Known("no-gain unstable", "fine-tune-lost", "fine-tune-rate"),
    "mosaic-kept": Known("no-gain", "fine-tune-lost", "fine-tune-rate", "mosaic-off"),
    "resumed": Known("no-gain", "fine-tune-lost", "fine-tune-rate", "restarted"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_cause_that_was_planted_comes_first(name: str) -> None:
    known, told = KNOWN[name], diagnosed(PLANTED / name, pictures=True).told
    causes = [cause.id for cause in told.causes]
    assert told.state.main in known.state.split(), told.headline
    assert causes[:1] == known.cause.split(), causes
    assert told.steps[0].treatment == known.step
    assert not set(causes) & set(known.never.split())


def test_every_training_with_a_planted_cause_is_told() -> None:
    assert {each.name for each in PLANTED.iterdir() if each.is_dir()} == set(KNOWN)


def test_a_resumed_training_is_not_said_to_start_from_what_it_went_on_from() -> None:
    said = [cause.seen for cause in diagnosed(PLANTED / "resumed").told.causes]
    assert not any("started from last.pt" in each for each in said)


@pytest.mark.parametrize(("name", "until"), [("sound", 3), ("frozen", 4), ("warm-up-only", 15)])
def test_when_the_warm_up_ended_is_read_off_the_rates(name: str, until: int) -> None:
    traces = Traces(diagnosed(PLANTED / name).facts)
    assert abs(traces.warmed_until - until) <= 1
    assert traces.warm_up_lasts is (name == "warm-up-only")
