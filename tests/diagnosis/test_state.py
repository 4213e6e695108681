"""What a run is in: exactly one state, whatever its files hold, and one that its findings bear."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportgen.checks import all_rules
from reportgen.diagnosis.state import STATES, State, state_of
from reportgen.diagnosis.state.decide import FEWEST, certain
from reportgen.diagnosis.state.strength import FEATURES, HOLDS, WEIGHTS
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.rule import Verdict
from tests.benchmarks.judging import agreement
from tests.checks.test_training_checks import CLIMB, FALLING, STEADY, TRAIN, VAL, X, facts, turning
from tests.diagnosis.runs import every_run
from tests.diagnosis.threads.curves import Curves

RAISED = (Verdict.NOTE, Verdict.WARN, Verdict.FAIL)
CHECK_OF = {
    "train-longer": "still-improving",
    "overfits": "overfitting",
    "unstable": "erratic",
    "mask-gap": "mask-gap",
    "plateau-done": "early-plateau",
}
"""The check that has to raise something where a run is in a state."""


def state(run: Facts) -> State:
    return state_of(run)


def test_what_curves_that_are_plain_to_see_are_called() -> None:
    swings = CLIMB * np.where(X % 4 == 0, 0.5, 1)
    cases = {
        "train-longer": facts(STEADY),
        "plateau-done": facts(CLIMB),
        "plateau-low": facts(CLIMB / 3),
        "overfits": facts(CLIMB, TRAIN, turning()),
        "unstable": facts(swings),
        "learned-nothing": facts(0 * X),
        "no-gain": facts(0.6 + 0.0001 * X),
        "too-short": facts(STEADY[:3]),
        "validation-broken": facts(0 * X, TRAIN, 0 * X),
        "diverged": facts(CLIMB, np.where(X > 30, np.nan, TRAIN)),
        "unknown": facts(X * np.nan),
    }
    assert {name: state(run).main for name, run in cases.items()} == {name: name for name in cases}


BLOWN = {"train_broken": True, "level_any": 0.0, "gained": 0.0}
NOTHING = {"level_any": 0.099, "reached": 0.299, "gained": 0.019}
EARLY = {"epochs": 14, "done": 0.49, "patience": 0}


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        ({}, ""),
        (BLOWN | {"reached": 0.1}, "diverged"),
        (BLOWN | {"reached": 0.09}, "learned-nothing"),
        ({"reached": 0.3, "level_any": 0.059}, "diverged"),
        ({"reached": 0.3, "level_any": 0.06}, ""),
        ({"reached": 0.299, "level_any": 0.059}, ""),
        ({"reached_main": 0.3, "level": 0.059}, "diverged"),
        ({"reached_main": 0.3, "level": 0.06}, ""),
        ({"blown_up": 3.0}, "diverged"),
        ({"blown_up": 2.99}, ""),
        (NOTHING, "learned-nothing"),
        (NOTHING | {"level_any": 0.1}, ""),
        (NOTHING | {"reached": 0.3}, ""),
        (NOTHING | {"gained": 0.02}, ""),
        ({"chance": True}, "learned-nothing"),
        ({"perfect": True, "start": 0.901}, "validation-broken"),
        ({"perfect": True, "start": 0.9}, ""),
        ({"blind": True, "train_fall": 0.051}, "validation-broken"),
        ({"blind": True, "train_fall": 0.05}, ""),
        ({"epochs": FEWEST - 1, "done": 1.0}, "too-short"),
        ({"epochs": FEWEST, "done": 1.0}, ""),
        (EARLY, "too-short"),
        (EARLY | {"epochs": 15}, ""),
        (EARLY | {"done": 0.5}, ""),
    ],
)
def test_where_a_state_begins_to_be_certain(changed: dict[str, Any], first: str) -> None:
    signs = facts(CLIMB).signs
    assert signs is not None
    assert next(iter(certain(replace(signs, **changed))), "") == first


def test_a_run_that_still_gained_late_and_stands_well_is_good() -> None:
    slow = 0.7 * (1 - np.exp(-X / 25))
    assert state(facts(slow)).main == "good"


def test_a_validation_without_labelled_objects_says_nothing_of_the_training() -> None:
    """The classes' loss is a number all the same, and the training may be fine."""
    losses = {"box_loss": 0 * X, "cls_loss": VAL}
    run = facts(0 * X, {"box_loss": TRAIN, "cls_loss": TRAIN}, losses)
    assert (state(run).main, state(run).also) == ("validation-broken", ())
    scored = facts(CLIMB, {"box_loss": TRAIN, "cls_loss": TRAIN}, losses)
    assert state(scored).main != "validation-broken", "YOLOv9 writes validation losses as 0"


def classes(accuracy: float, loss: float) -> Facts:
    run = facts(CLIMB, {"loss": np.full(100, loss)}, {"loss": np.full(100, loss)})
    columns = dict(run.run.table.columns) if run.run.table else {}
    for name in ("metrics/mAP50-95(B)", "metrics/mAP50(B)"):
        del columns[name]
    columns["metrics/accuracy_top1"] = np.full(100, accuracy)
    columns["metrics/accuracy_top5"] = np.full(100, 0.9)
    table = type(run.table)(np.arange(1, 101), columns)  # type: ignore[call-arg]
    args = type(run.known_args)({"task": "classify", "epochs": 100})
    return Facts(type(run.run)(Path("run"), "run", table, args, run.listing))


@pytest.mark.parametrize(
    ("accuracy", "loss", "chance"),
    [(0.1, 2.303, True), (0.5, 0.693, True), (0.1, 1.0, False), (0.95, 0.05, False)],
)
def test_the_accuracy_of_chance_is_nothing_learned(
    accuracy: float, loss: float, chance: bool
) -> None:
    run = classes(accuracy, loss)
    assert (state(run).main == "learned-nothing") is chance
    learning = evaluate([rule for rule in all_rules() if rule.id == "learning"], run)[0]
    assert (learning.verdict is Verdict.FAIL) is chance


def test_a_score_that_rose_has_learned_something_however_low_it_is() -> None:
    low = 0.05 * (1 - np.exp(-X / 30))
    assert state(facts(low)).main != "learned-nothing"
    assert state(facts(low, FALLING, turning())).main == "overfits"
    assert state(facts(0 * X + 0.03)).main == "learned-nothing", "it never rose"
    for run in every_run():
        signs = run.facts.signs
        if signs and not signs.chance and signs.gained > 0.02:
            assert state(run.facts).main != "learned-nothing", run.name


def test_what_was_learned_and_lost_for_good_has_diverged() -> None:
    """With losses that are no numbers any more, or without them."""
    lost = np.where(X > 40, 0.0, CLIMB)
    broken = np.where(X > 40, np.nan, TRAIN)
    for run in (facts(lost), facts(lost, broken), facts(0.2 * CLIMB, broken)):
        assert state(run).main == "diverged"
    assert state(facts(CLIMB, np.where(X > 60, 5 * TRAIN[0], TRAIN))).main == "diverged"


def test_what_came_before_the_file_begins_is_not_told() -> None:
    """A resume that wrote a new folder: the curve starts at its top, which is no lack of gain."""
    whole = facts(np.full(100, 0.6) + 0.01 * np.sin(X))
    assert state(whole).main == "no-gain"
    cut = facts(np.full(100, 0.6) + 0.01 * np.sin(X))
    cut.run.table.epochs[:] += 35  # type: ignore[union-attr]
    assert state(cut).main not in ("no-gain", "plateau-done")
    plateau = evaluate([rule for rule in all_rules() if rule.id == "early-plateau"], cut)[0]
    assert plateau.verdict is Verdict.UNKNOWN
    assert "begins at epoch 36" in plateau.seen


def test_a_smoke_test_is_too_short_and_no_failure() -> None:
    for score in (0 * X, STEADY):
        assert state(facts(score[:3])).main == "too-short"
        assert state(facts(score[:10])).main == "too-short"


def test_a_run_that_plainly_overfits_is_not_called_good_or_done() -> None:
    found = state(facts(CLIMB, FALLING, turning()))
    assert found.main == "overfits"
    assert not {"good", "plateau-done", "plateau-low"} & set(found.also)


@pytest.mark.parametrize(("fallen", "lags"), [(3, True), (1, False)])
def test_masks_are_held_against_boxes_where_both_end(
    tmp_path: Path, fallen: int, lags: bool
) -> None:
    """One epoch may be a swing; the last three are where a reader sees the two curves end."""
    c = Curves(60, task="segment", model="yolo11n-seg.pt").usual().score(np.full(60, 0.6))
    c.score(np.where(c.x > 60 - fallen, 0.4, 0.58), "M")
    run = Facts(read_run(c.write(tmp_path / "train")))
    assert ("mask-gap" in (state(run).main, *state(run).also)) is lags


def test_every_weight_stands_before_a_sign_and_every_state_is_known() -> None:
    assert set(WEIGHTS) | set(HOLDS) <= set(STATES)
    for parts in WEIGHTS.values():
        assert set(parts) <= {"", *FEATURES}


def test_every_run_is_in_one_state_that_its_findings_bear() -> None:
    for run in every_run():
        found, signs = state(run.facts), run.facts.signs
        assert found.main in STATES, run.name
        assert set(found.also) <= set(STATES) - {found.main}, run.name
        if signs is None or signs.level_any < 0.1:
            continue
        raised = {f.check for f in run.findings if f.verdict in RAISED}
        for each in (found.main, *found.also):
            assert CHECK_OF.get(each, "none") in {"none", *raised}, (run.name, found)
        if "overfitting" in {f.check for f in run.findings if f.verdict is Verdict.FAIL}:
            assert found.main not in ("good", "plateau-done", "plateau-low"), run.name


def test_agreement_with_people_where_the_repository_was_left_out(shared_folder: Path) -> None:
    """The only figure to trust: weights fitted without the repository that is judged."""
    runs = agreement.read_labelled(shared_folder / "labelled" / "readings.tsv")
    said = agreement.states_left_out(runs, agreement.one_at_a_time(runs))
    first, either = agreement.agreement(said)
    assert first > 0.8
    assert either > 0.88


def test_the_weights_are_those_that_a_fit_gives(shared_folder: Path) -> None:
    runs = agreement.read_labelled(shared_folder / "labelled" / "readings.tsv")
    for name, weights in agreement.fit(runs).items():
        assert weights == pytest.approx(WEIGHTS[name], abs=0.011), name
