"""A run folder as a whole: what stands in for a file that is missing, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from tests.conftest import SAMPLES

GOOD = SAMPLES / "segment-short"
BEST = (GOOD / "weights" / "best.pt").read_bytes()


def test_epochs_come_from_the_checkpoint_when_results_csv_is_missing(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "best.pt").write_bytes(BEST)
    run, whole = read_run(tmp_path), read_run(GOOD)
    assert run.table is not None
    assert whole.table is not None
    assert run.table.columns.keys() == whole.table.columns.keys()
    assert run.table.epochs.tolist() == whole.table.epochs.tolist()
    assert run.args.text("model") == whole.args.text("model")
    told = " ".join(problem.sentence for problem in run.problems)
    assert "There is no results.csv to read; the 50 epochs that the checkpoint holds" in told
    assert "There is no args.yaml" in told


def test_epochs_come_from_the_checkpoint_when_results_csv_is_shorter(tmp_path: Path) -> None:
    lines = (GOOD / "results.csv").read_text().splitlines(keepends=True)
    (tmp_path / "results.csv").write_text("".join(lines[:11]))
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "best.pt").write_bytes(BEST)
    run = read_run(tmp_path)
    assert run.table is not None
    assert len(run.table.epochs) == 50
    assert "results.csv holds 10 epochs" in " ".join(p.sentence for p in run.problems)


def test_class_names_come_from_the_checkpoint_then_data_yaml_then_the_user(
    make_run: Callable[..., Path],
) -> None:
    assert read_run(GOOD).class_names.names[0] == "disc"
    inside = make_run(files={"data.yaml": b"names: {0: cat, 1: dog}\n"})
    assert read_run(inside).class_names.names == ("cat", "dog")
    assert read_run(make_run(name="plain")).class_names.names == ()


def test_a_data_file_that_args_yaml_names_is_never_opened(
    make_run: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "stranger.yaml").write_text("names: [secret]\n")
    folder = make_run(args={"data": str(tmp_path / "stranger.yaml")})
    assert read_run(folder).class_names.names == ()


def test_a_users_data_file_that_cannot_be_read_is_one_sentence(
    make_run: Callable[..., Path], tmp_path: Path
) -> None:
    from reportgen import read_run as read_with_options

    run = read_with_options(make_run(), data=tmp_path / "absent.yaml")
    with pytest.raises(ReportError, match=r"absent\.yaml is missing"):
        _ = run.class_names


def test_weights_that_are_no_checkpoint_are_named_and_cost_nothing_else(
    make_run: Callable[..., Path],
) -> None:
    run = read_run(make_run(files={"weights/best.pt": b"not a zip"}))
    assert run.table is not None
    assert run.checkpoint is None
    assert [problem.file for problem in run.problems] == ["weights"]


def test_the_version_is_the_checkpoints_where_there_is_one() -> None:
    assert Facts(read_run(GOOD)).version_range == ("8.4.190", "8.4.190")
    assert Facts(read_run(SAMPLES / "segment-overfit")).version_range == ("8.4.164", None)
