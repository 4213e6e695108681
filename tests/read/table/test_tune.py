"""Hyperparameter searches: both formats, what the best file says, and whatever else lies there."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.errors import ReportError
from reportgen.read.bounded import Unreadable
from reportgen.read.run import read_run
from reportgen.read.table.tune import MAX_ARGUMENTS, MAX_TRIALS, Tune, read_tune

CSV = "fitness,lr0,momentum\n0.40,0.01,0.9\n0.52,0.02,0.8\n0.52,0.03,0.7\n0.0,0.04,0.6\n"
BEST = """# 4/300 iterations complete ✅ (27470.87s)
# Results saved to runs\\detect\\tune
# Best fitness=0.52 observed at iteration 2
# Best fitness metrics are {'metrics/mAP50(B)': 0.7, 'metrics/mAP50-95(B)': 0.5, 'fitness': 0.52}

lr0: 0.02
momentum: 0.8
"""
few = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(folder: Path, text: str | bytes, name: str = "tune_results.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def trial(number: int, fitness: object, **arguments: object) -> dict[str, object]:
    return {"iteration": number, "fitness": fitness, "hyperparameters": arguments}


def lines(*trials: object) -> str:
    return "\n".join(json.dumps(each) for each in trials) + "\n"


def test_a_csv_holds_a_trial_a_row(tmp_path: Path) -> None:
    tune = read_tune(written(tmp_path, CSV))
    assert tune.trials.tolist() == [1, 2, 3, 4]
    assert list(tune.arguments) == ["lr0", "momentum"]
    assert tune.arguments["lr0"].tolist() == [0.01, 0.02, 0.03, 0.04]


def test_the_first_of_equal_trials_is_best_and_failed_ones_are_not_sound(tmp_path: Path) -> None:
    tune = read_tune(written(tmp_path, CSV))
    assert tune.best_index == 1
    assert tune.sound.tolist() == [0, 1, 2]


def test_no_trial_is_best_where_none_learned_anything(tmp_path: Path) -> None:
    assert read_tune(written(tmp_path, "fitness,lr0\n0.0,0.1\n0,0.2\n")).best_index is None


def test_comments_tell_how_far_the_search_got(tmp_path: Path) -> None:
    best = written(tmp_path, BEST, "best_hyperparameters.yaml")
    told = read_tune(written(tmp_path, CSV), best).best
    assert (told.done, told.planned, told.seconds) == (4, 300, 27470.87)
    assert (told.trial, told.fitness) == (2, 0.52)
    assert told.metrics == {"metrics/mAP50(B)": 0.7, "metrics/mAP50-95(B)": 0.5, "fitness": 0.52}


@pytest.mark.parametrize("text", ["", "lr0: 0.1\n", "# Best fitness=x observed\n", "\0\0", "# 1/"])
def test_a_best_file_that_tells_nothing_costs_nothing(tmp_path: Path, text: str) -> None:
    best = written(tmp_path, text, "best_hyperparameters.yaml")
    assert read_tune(written(tmp_path, CSV), best).best.planned is None


def test_newer_versions_write_an_object_a_line(tmp_path: Path) -> None:
    text = lines(
        {**trial(1, 0.4, lr0=0.01, mosaic=1), "datasets": {"coco8": {"metrics/mAP50(B)": 0.6}}},
        {**trial(2, 0.5, lr0=0.02, mosaic=0.9), "datasets": {"coco8": {"metrics/mAP50(B)": 0.7}}},
    )
    tune = read_tune(written(tmp_path, text, "tune_results.ndjson"))
    assert tune.fitness.tolist() == [0.4, 0.5]
    assert tune.arguments["mosaic"].tolist() == [1.0, 0.9]
    assert tune.metrics["metrics/mAP50(B)"].tolist() == [0.6, 0.7]
    assert not tune.datasets


def test_several_data_sets_keep_a_fitness_each_and_no_mixed_metrics(tmp_path: Path) -> None:
    sets = {"a": {"fitness": 0.6, "metrics/mAP50(B)": 0.9}, "b": {"fitness": 0.2}}
    text = lines({**trial(1, 0.4, lr0=0.01), "datasets": sets})
    tune = read_tune(written(tmp_path, text, "tune_results.ndjson"))
    assert {name: values.tolist() for name, values in tune.datasets.items()} == {
        "a": [0.6],
        "b": [0.2],
    }
    assert not tune.metrics


def test_lines_that_are_no_trial_are_left_out_and_said(tmp_path: Path) -> None:
    odd = ["[1]", "{", '"x"', "[" * 100_000, '{"fitness": 1, "hyperparameters": []}']
    odd += [
        '{"fitness": "NaN", "hyperparameters": {}}',
        '{"fitness": 1e400, "hyperparameters": {}}',
    ]
    text = "\n".join([*odd, json.dumps(trial(3, 0.5, lr0=1)), json.dumps(trial(2, 0.6, lr0=2))])
    tune = read_tune(written(tmp_path, text, "tune_results.ndjson"))
    assert tune.trials.tolist() == [3, 4]  # numbers never step back
    assert tune.notes == ("Left out 7 line(s) that are not trials.",)


def test_values_that_are_no_numbers_are_not_told(tmp_path: Path) -> None:
    text = lines(trial(1, 0.5, a=True, b="x", c=None, d=[1], e=10**500, f=0.25))
    tune = read_tune(written(tmp_path, text, "tune_results.ndjson"))
    told = {name: float(values[0]) for name, values in tune.arguments.items()}
    assert told.pop("f") == 0.25
    assert all(math.isnan(value) for value in told.values())


def test_incomplete_rows_keep_the_numbers_of_those_after_them(tmp_path: Path) -> None:
    tune = read_tune(written(tmp_path, "fitness,lr0\n0.1,1\n0.2\n0.3,3\n\nfitness,lr0\nnan,1\n"))
    assert tune.trials.tolist() == [1, 3]
    assert tune.notes == ("Left out 2 incomplete row(s).",)


def test_trials_and_hyperparameters_are_bounded(tmp_path: Path) -> None:
    names = ",".join(f"a{number}" for number in range(500))
    row = ",".join(["0.5", *["1"] * 500])
    tune = read_tune(written(tmp_path, "\n".join([f"fitness,{names}", *[row] * 6_000])))
    assert len(tune.trials) == MAX_TRIALS
    assert len(tune.arguments) == MAX_ARGUMENTS
    assert len(tune.notes) == 2


def test_names_hold_no_credentials_and_no_control_characters(tmp_path: Path) -> None:
    text = lines(trial(1, 0.5, **{"token=abcdefgh12345678": 1, "a\nb\x1b": 2}))
    tune = read_tune(written(tmp_path, text, "tune_results.ndjson"))
    assert "abcdefgh" not in "".join(tune.arguments)
    assert all(name.isprintable() for name in tune.arguments)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "fitness\n", "fitness,lr0\nx,1\n"])
def test_what_holds_no_trial_is_said_in_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable):
        read_tune(written(tmp_path, text))


numbers = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)


@few
@given(content=st.binary(max_size=2_000), name=st.sampled_from(["t.csv", "t.ndjson"]))
def test_bytes_of_any_kind(tmp_path: Path, content: bytes, name: str) -> None:
    holds_or_says(written(tmp_path, content, name))


@few
@given(
    trials=st.lists(
        st.dictionaries(
            st.sampled_from(["iteration", "fitness", "hyperparameters", "datasets"]),
            numbers | st.dictionaries(st.text(max_size=5), numbers, max_size=3),
        ),
        max_size=6,
    )
)
def test_json_of_any_kind(tmp_path: Path, trials: list[dict[str, object]]) -> None:
    holds_or_says(written(tmp_path, lines(*trials), "t.ndjson"))


def holds_or_says(path: Path) -> None:
    try:
        tune = read_tune(path, path)
    except Unreadable as error:
        assert str(error).isprintable()
        return
    assert isinstance(tune, Tune)
    count = len(tune.trials)
    assert count >= 1
    assert bool(np.all(np.diff(tune.trials) > 0))
    assert np.all(np.isfinite(tune.fitness))
    for column in (*tune.arguments.values(), *tune.metrics.values(), *tune.datasets.values()):
        assert column.shape == (count,)


@pytest.mark.parametrize(
    ("folder", "trials", "best"),
    [
        ("arminfal+Onlab_YOLO_PASCAL/runs/segment/tune", 50, 47),
        ("isobreak+Fire-smoke-detection/runs/detect/tune", 30, 5),
    ],
)
def test_published_searches_agree_with_their_own_comments(
    shared_folder: Path, folder: str, trials: int, best: int
) -> None:
    place = shared_folder / "real-runs" / folder
    tune = read_tune(place / "tune_results.csv", place / "best_hyperparameters.yaml")
    assert len(tune.trials) == trials == tune.best.done
    assert tune.best_index is not None
    assert tune.trials[tune.best_index] == best == tune.best.trial
    assert tune.fitness[tune.best_index] == tune.best.fitness


def test_trials_of_another_program_alone_are_no_run(tmp_path: Path) -> None:
    (tmp_path / "tune_results.csv").write_text("eta,max_depth,avg_top1\n0.1,6,1.0\n")
    with pytest.raises(ReportError, match="Nothing of a training"):
        read_run(tmp_path)
    (tmp_path / "args.yaml").write_text("task: detect\n")
    assert read_run(tmp_path).tune is None
