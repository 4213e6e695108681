"""A training that was stopped and begun anew with the same seed is one training, not two."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportgen.comparison import compare
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from tests.comparison.conftest import MakeFacts


def stopped(whole: Facts, name: str, epochs: int) -> Facts:
    """The same training, of which only the first epochs were run."""
    folder = whole.run.folder.parent / name
    shutil.copytree(whole.run.folder, folder)
    table: Path = folder / "results.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(lines[: 1 + epochs]) + "\n", encoding="utf-8")
    return Facts(read_run(folder))


def test_a_training_begun_anew_is_no_rival_of_its_first_try(make_facts: MakeFacts) -> None:
    whole = make_facts("whole", 0.6)
    told = compare([stopped(whole, "stopped", 10), whole, make_facts("other", 0.3, lr0=0.1)])
    (found,) = told.continuations
    assert (found.run, found.of, found.epoch) == (1, 0, None)
    assert told.starts == (0, 0, 0), "both begin at the first epoch"
    assert told.ranking is not None
    assert told.ranking.contest.test(0, 1) is None
    assert told.answer.startswith("whole, which continues stopped, has the best")
    assert "ahead of other" in told.answer


@pytest.mark.parametrize(("epochs", "reaches"), [(2, 0.6), (10, 0.02)])
def test_few_epochs_or_nothing_learned_tell_no_training(
    make_facts: MakeFacts, epochs: int, reaches: float
) -> None:
    whole = make_facts("whole", reaches)
    assert compare([stopped(whole, "stopped", epochs), whole]).continuations == ()


def test_another_seed_is_another_training(make_facts: MakeFacts) -> None:
    whole = make_facts("whole", 0.6)
    assert (
        compare([stopped(whole, "a", 10), make_facts("b", 0.6, rate=0.002, loss=2.0)]).continuations
        == ()
    )
