"""What comparisons say of runs whose story is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from reportgen import Run, compare, read_run
from reportgen.comparison import Comparison
from reportgen.comparison.data.heads import common_head
from reportgen.comparison.lineage.families import SINGLE, Family
from reportgen.comparison.ranking.hold import hold
from reportgen.comparison.ranking.measures import main_metric
from tests.conftest import real_runs, shared

Trained = Callable[..., list[Run]]


@pytest.fixture
def trained(shared_folder: Path) -> Trained:
    """Trained runs by name; each is read once for all tests."""
    return lambda *names: [_read(shared_folder / "trained" / name) for name in names]


@cache
def _read(folder: Path) -> Run:
    return read_run(folder)


def ranks(told: Comparison) -> dict[str, int | None]:
    assert told.ranking is not None
    return {told.runs[row.run].name: row.rank for row in told.ranking.rows}


def test_two_seeds_are_a_tie(trained: Trained) -> None:
    told = compare(trained("easy-seed0", "easy-seed1"))
    assert set(ranks(told).values()) == {1}
    assert "is chance" in told.answer
    assert not any(item.winner is not None for item in told.checklist)


def test_two_seeds_are_a_tie_even_where_nobody_says_that_they_are_seeds(trained: Trained) -> None:
    facts = [run.facts for run in trained("easy-seed0", "easy-seed1")]
    common = common_head(facts)
    assert common is not None
    alone = [Family(SINGLE, (run,), (0,), None) for run in (0, 1)]
    assert hold(main_metric(common), facts, alone).ranks == (1, 1)


def test_a_sound_run_is_clearly_better_than_one_that_learns_nothing(trained: Trained) -> None:
    told = compare(trained("lr-too-high", "baseline-n"))
    assert ranks(told) == {"baseline-n": 1, "lr-too-high": 2}
    assert "the difference is real" in told.answer


def test_runs_on_other_data_are_refused(trained: Trained) -> None:
    told = compare(trained("easy-seed0", "easy-seed1", "lr-too-high"))
    assert [[told.runs[run].name for run in group.runs] for group in told.groups] == [
        ["easy-seed0", "easy-seed1"],
        ["lr-too-high"],
    ]
    assert ranks(told) == {"easy-seed0": 1, "easy-seed1": 1}
    assert told.answer.startswith("There are 2 sets of validation data")


def test_segmentation_and_detection_share_boxes_only(trained: Trained) -> None:
    told = compare(trained("easy-seed0", "easy-detect"))
    assert told.head == "box"
    assert "only what they share, the box metrics" in told.first.head_note
    losses = next(item for item in told.checklist if item.id == "lower-validation-loss")
    assert (losses.winner, losses.tie) == (None, False)


def test_favouring_recall_ranks_by_f2(trained: Trained) -> None:
    told = compare(trained("baseline-n", "lr-too-high"), favour="recall")
    assert told.ranking is not None
    assert told.ranking.metric == "F2(M)"
    assert ranks(told) == {"baseline-n": 1, "lr-too-high": 2}
    assert "favour precision" in told.first.favour_note


def test_a_published_sweep_is_found_and_its_learning_rate_stands_out(shared_folder: Path) -> None:
    family = shared_folder / "real-runs" / "AI-Studio-DeployForce+training-pipeline"
    folders = [path.parent for path in sorted(family.rglob("results.csv"))]
    told = compare([read_run(folder, read_pictures=False) for folder in folders])
    assert told.sweep is not None
    assert len(told.sweep.runs) == 11
    assert [item.argument for item in told.sweep.correlations if item.notable] == ["lr0"]
    assert told.sweep.correlations[0].rho < -0.6
    # It searched for iou as well, which decides what is counted: nothing is ranked.
    assert set(ranks(told).values()) == {None}
    assert "nothing is ranked" in told.answer


# Published pairs that differ in a few epochs, batch or nothing that args.yaml tells.
NEAR_REPEATS = [
    ("shreypatel1+grasp-point-calculation/runs/segment", "100epochs", "300epochs"),
    ("thigiacmaytinh+shrimp-segmentation/runs/segment", "train2", "train3"),
    ("jeronstone+CMSC477-S25/runs_v2/segment", "train", "train2"),
    ("jeronstone+CMSC477-S25/runs_v2/detect", "train", "train2"),
]


@pytest.mark.parametrize(("folder", "one", "other"), NEAR_REPEATS)
def test_near_repeats_are_not_told_apart(
    shared_folder: Path, folder: str, one: str, other: str
) -> None:
    place = shared_folder / "real-runs" / folder
    assert set(ranks(compare([place / one, place / other])).values()) == {1}


def _families() -> list[list[Path]]:
    """Real runs by the repository that they are from, where it has several."""
    root = shared()
    found: dict[str, list[Path]] = defaultdict(list)
    for run in real_runs() if root else ():
        found[run.relative_to(root or run).parts[1]].append(run)
    return [runs for runs in found.values() if len(runs) > 1]


@pytest.mark.parametrize("runs", _families(), ids=lambda runs: f"{len(runs)}-{runs[0].name}")
def test_any_real_runs_can_be_compared(runs: list[Path]) -> None:
    told = compare([read_run(run, read_pictures=False) for run in runs[:8]])
    assert told.answer
    assert len(told.runs) == len(runs[:8])
    for ranking in told.rankings.values():
        values = [row.value for row in ranking.rows if row.rank is not None]
        assert all(value is not None for value in values)
        assert [row.rank or 99 for row in ranking.rows] == sorted(
            row.rank or 99 for row in ranking.rows
        )
    placed = [run for group in told.groups for run in group.runs]
    placed += [copy.run for copy in told.copies if copy.is_same]
    assert sorted(placed) == list(range(len(told.runs)))
