"""The seven items: numbers, winner or tie, and when an item is not judged."""

from __future__ import annotations

import numpy as np
import pytest

from reportgen.comparison import compare
from reportgen.comparison.checklist import ALONE
from reportgen.comparison.item import ChecklistItem
from reportgen.comparison.ranking.predictions import mistakes
from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import Series
from tests.comparison.conftest import MakeFacts
from tests.comparison.data.test_incomparable import of_version
from tests.comparison.noise.test_noise import with_matrix

IDS = [
    "higher-map50-95", "lower-validation-loss", "smoother-curves", "balanced-precision-recall",
    "better-predictions", "faster-convergence", "higher-f1",
]  # fmt: skip


def items(*facts: Facts) -> dict[str, ChecklistItem]:
    return {item.id: item for item in compare(facts).checklist}


def test_repeats_of_the_best_configuration_are_no_rivals_of_it(make_facts: MakeFacts) -> None:
    low = [make_facts(f"x{seed}", 0.50 + seed / 250, seed=seed) for seed in range(3)]
    high = [make_facts(f"y{seed}", 0.56 + seed / 250, seed=seed, lr0=0.02) for seed in range(3)]
    item = compare([*low, *high]).checklist[0]
    assert item.winner == 5
    assert item.reason.startswith("y2 (mean 0.564 over 3 seeds) is clearly ahead; the difference")
    alone = compare(high).checklist[0]
    assert (alone.winner, len(alone.tied)) == (None, 3)
    assert alone.reason.endswith("cannot be told apart: they repeat one configuration.")


def test_of_runs_that_share_no_data_nothing_is_judged(make_facts: MakeFacts) -> None:
    told = compare([make_facts("a", 0.3), make_facts("b", 0.5, data="other.yaml")])
    assert {item.reason for item in told.checklist} == {ALONE}


def test_the_items_of_the_guide_in_its_order(make_facts: MakeFacts) -> None:
    assert list(items(make_facts("a"), make_facts("b", lr0=0.1))) == IDS


def test_the_same_results_tie_in_everything(make_facts: MakeFacts) -> None:
    found = items(make_facts("a"), make_facts("b", lr0=0.1))
    assert all(item.winner is None for item in found.values())
    for name in ("higher-map50-95", "lower-validation-loss", "faster-convergence"):
        assert found[name].tied == (0, 1), name


def test_clear_items_have_a_winner(make_facts: MakeFacts) -> None:
    slow = make_facts("slow", 0.3, speed=12, epochs=60, loss=4.0)
    fast = make_facts("fast", 0.7, speed=3, epochs=60, loss=2.0, lr0=0.1)
    found = items(slow, fast)
    assert found["higher-map50-95"].winner == 1
    assert found["lower-validation-loss"].winner == 1
    assert found["faster-convergence"].winner == 1
    level = found["faster-convergence"]
    assert level.label == "epochs to mask mAP50-95 0.285"
    assert level.values[1] is not None
    assert level.values[1] < (level.values[0] or 0)
    assert all(minutes is not None for minutes in level.details["minutes"])


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"box": 9.0}, "box"), ({"imgsz": 320}, "imgsz"), ({"model": "yolo26n-seg.pt"}, "two heads")],
)
def test_losses_are_compared_like_with_like_only(
    make_facts: MakeFacts, changed: dict[str, object], why: str
) -> None:
    item = items(make_facts("a", loss=1.0), make_facts("b", loss=5.0, **changed))[IDS[1]]
    assert (item.winner, item.tie) == (None, False)
    assert why in item.reason
    assert item.values == (pytest.approx(1.0, rel=0.02), pytest.approx(5.0, rel=0.02))


def test_losses_of_8_3_and_8_4_are_not_compared(make_facts: MakeFacts) -> None:
    old = of_version(make_facts("a", loss=1.0), "8.3.50", "8.3.50")
    new = of_version(make_facts("b", loss=5.0, lr0=0.1), "8.4.2", "8.4.2")
    assert "8.4" in items(old, new)[IDS[1]].reason


def test_runs_that_learned_nothing_win_neither_smoothness_nor_speed(
    make_facts: MakeFacts,
) -> None:
    found = items(make_facts("flat", 0.0, wobble=0), make_facts("good", lr0=0.1))
    for name in ("smoother-curves", "faster-convergence"):
        assert (found[name].winner, found[name].tie) == (None, False)
        assert "learned" in found[name].reason


def test_the_validation_loss_that_wobbles_less_is_the_smoother_curve(
    make_facts: MakeFacts,
) -> None:
    rough, smooth = make_facts("rough"), make_facts("smooth", lr0=0.1)
    epochs = np.arange(1, 31)
    for facts, wobble in ((rough, 0.3), (smooth, 0.01)):
        values = 2 + wobble * np.sin(9.7 * epochs**2)
        facts.__dict__["val_loss"] = Series("val", epochs, values)
    item = items(rough, smooth)["smoother-curves"]
    assert item.winner == 1
    assert item.values[1] is not None
    assert item.values[1] < 0.05 < (item.values[0] or 0)


def test_balance_below_the_guides_floor_is_not_judged(make_facts: MakeFacts) -> None:
    item = items(make_facts("low", recall=0.1), make_facts("good", lr0=0.1))[IDS[3]]
    assert item.winner is None
    for recall, kept in ((0.29, False), (0.31, True)):
        other = items(make_facts("one", recall=recall), make_facts("good", lr0=0.1))[IDS[3]]
        assert ("Only good keeps" in other.reason) is not kept
    assert item.reason.startswith("Only good keeps both at 0.3")


def test_pictures_are_never_decided_by_numbers(make_facts: MakeFacts) -> None:
    good = with_matrix(make_facts("good", 0.9), np.array([[95, 5], [5, 0]]))
    bad = with_matrix(make_facts("bad", 0.2, lr0=0.1), np.array([[20, 60], [80, 0]]))
    item = items(good, bad)["better-predictions"]
    assert (item.winner, item.tie) == (None, False)
    assert item.values == (0.05, 0.8)
    assert item.details["false alarms"] == (0.05, 0.75)


def test_missed_objects_without_counts_are_the_mean_over_classes(make_facts: MakeFacts) -> None:
    facts = with_matrix(make_facts("a"), np.array([[8.0, 0, 0], [0, 5, 0], [2, 5, 0]]))
    assert mistakes(facts).missed == pytest.approx(7 / 20)
    object.__setattr__(facts.evidence.confusion, "counts", None)
    del facts.__dict__["confusion"], facts.__dict__["_drawn_confusion"]
    assert mistakes(facts).missed == pytest.approx(0.35)
    assert mistakes(facts).false_alarms is None
    assert mistakes(make_facts("without")).missed is None


def test_f1_without_curves_is_not_judged(make_facts: MakeFacts) -> None:
    item = items(make_facts("a"), make_facts("b", lr0=0.1))["higher-f1"]
    assert item.values == (None, None)
    assert (item.winner, item.tie, item.reason) == (
        None,
        False,
        "Fewer than two runs have this figure.",
    )


@pytest.mark.parametrize(
    ("version", "changed", "unchanged"),
    [
        ("8.3.103", "higher-f1", "better-predictions"),
        ("8.4.103", "better-predictions", "higher-f1"),
    ],
)
def test_a_release_is_named_only_where_it_changed_the_numbers(
    make_facts: MakeFacts, version: str, changed: str, unchanged: str
) -> None:
    before, last = version.rsplit(".", 1)
    older = f"{before}.{int(last) - 1}"
    found = items(
        of_version(make_facts("a"), older, older),
        of_version(make_facts("b", lr0=0.1), version, version),
    )
    assert version in found[changed].reason
    assert version not in found[unchanged].reason


def test_what_continues_a_run_is_no_rival_in_how_its_curves_begin(make_facts: MakeFacts) -> None:
    parent = make_facts("parent", 0.5, epochs=60)
    child = make_facts("child", 0.7, epochs=60, speed=2, model="runs/parent/weights/best.pt")
    other = make_facts("other", 0.52, epochs=60, lr0=0.1)
    told = compare([parent, child, other])
    assert [each.run for each in told.continuations] == [1]
    for item in (each for each in told.checklist if each.id in (IDS[2], IDS[5])):
        assert item.values[1] is None
        assert item.words[1] == "continues a run"
        assert "child" not in item.reason
        assert item.winner != 1
        assert 1 not in item.tied
