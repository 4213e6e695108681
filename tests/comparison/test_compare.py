"""Whole comparisons: what a user reads first, and what Python and JSON give."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import numpy as np
import pytest

from reportgen import ReportError, read_run
from reportgen import compare as compare_runs
from reportgen.comparison import compare
from reportgen.comparison.data.incomparable import BEST, LOSSES, METRICS, _task
from reportgen.output.json import SCHEMA_PATH, to_json
from reportgen.tasks import TASK_BY_NAME
from tests.comparison.conftest import MakeFacts
from tests.comparison.noise.test_noise import with_matrix
from tests.conftest import SAMPLES

SCHEMA = jsonschema.Draft202012Validator(json.loads(SCHEMA_PATH.read_text(encoding="utf-8")))


def as_json(*folders: Path, **options: Any) -> dict[str, Any]:
    runs = [read_run(folder, read_pictures=False) for folder in folders]
    text = to_json([run.page_input for run in runs], compare_runs(runs, **options))
    content = json.loads(text, parse_constant=lambda constant: pytest.fail(constant))
    SCHEMA.validate(content)
    told: dict[str, Any] = content["comparison"]
    return told


def test_a_clear_lead_is_said_to_be_real(make_facts: MakeFacts) -> None:
    told = compare([make_facts("weak", 0.1), make_facts("strong", 0.6, lr0=0.1)])
    assert told.best == 1
    assert told.answer.startswith(
        "strong has the best mask mAP50-95 (0.600), and the difference is real: ahead of weak by "
        "0.500 ± "
    )


def test_chance_is_said_to_be_chance(make_facts: MakeFacts) -> None:
    told = compare([make_facts("a", 0.50), make_facts("b", 0.51, lr0=0.1)])
    assert "but cannot be told from a: the difference of 0.0100 ± " in told.answer
    assert told.answer.endswith("is within what chance explains.")
    assert told.first.method.count(". ") == 1


def test_seeds_alone_make_no_better_configuration(make_facts: MakeFacts) -> None:
    told = compare([make_facts("a", 0.5), make_facts("b", 0.6, seed=1)])
    assert "differ in the seed only" in told.answer
    assert "0.550 ± 0.0707" in told.answer


def test_a_run_given_twice_is_a_copy_and_ranked_once(make_facts: MakeFacts) -> None:
    run = make_facts("a")
    told = compare([run, run, make_facts("b", 0.3, lr0=0.1)])
    assert [row.name for row in told.runs] == ["a", "a (2)", "b"]
    assert [(copy.run, copy.of, copy.arguments) for copy in told.copies] == [(1, 0, ())]
    assert told.answer.endswith("a (2) has the results of a to the last digit: it is a copy of it.")
    assert told.ranking is not None
    assert [row.run for row in told.ranking.rows] == [0, 2]
    assert told.order == (0, 1, 2)


def test_the_baseline_is_nobodys_copy(make_facts: MakeFacts) -> None:
    run = make_facts("a")
    (copy,) = compare([run, run], baseline=1).copies
    assert (copy.run, copy.of) == (0, 1)


def test_an_argument_without_effect_is_named_with_the_reason(make_facts: MakeFacts) -> None:
    auto = [make_facts(f"r{i}", lr0=rate, optimizer="auto") for i, rate in enumerate((0.01, 0.1))]
    told = compare(auto)
    (copy,) = told.copies
    assert copy.arguments == ("lr0",)
    assert "lr0 had no effect: with optimizer=auto lr0 is not used" in told.answer
    set_by_hand = [make_facts(f"s{i}", mixup=share) for i, share in enumerate((0.1, 0.2))]
    assert "mixup had no effect." in compare(set_by_hand).answer


def test_runs_that_learned_nothing_are_no_copies(make_facts: MakeFacts) -> None:
    assert compare([make_facts("a", 0, wobble=0), make_facts("b", 0, wobble=0)]).copies == ()


def test_what_makes_runs_incomparable_is_said_with_the_answer(make_facts: MakeFacts) -> None:
    told = compare([make_facts("a", 0.1), make_facts("b", 0.6, imgsz=320)])
    assert told.answer.endswith("They differ in imgsz: not strictly comparable.")
    assert "is real" not in told.answer


def test_boxes_of_two_tasks_on_the_same_pictures_are_told_apart_by_their_boxes() -> None:
    """Upright boxes mean the same in each task; those of an oriented one do not."""
    for tasks, alike in ((("segment", "detect"), True), (("detect", "obb"), False)):
        facts: Any = [SimpleNamespace(task=TASK_BY_NAME[name]) for name in tasks]
        (found,) = _task(facts)
        assert found.surely_touches({LOSSES, BEST})
        assert found.surely_touches({METRICS}) is not alike


def test_runs_that_reach_the_same_and_tell_no_noise_are_said_to(make_facts: MakeFacts) -> None:
    told = compare([make_facts(name, 0.5, epochs=1, speed=0.01) for name in "ab"])
    assert ", and so has b; none is ranked: no run tells its noise." in told.answer


@pytest.mark.parametrize(("reached", "said"), [(0.45, True), (0.1, False)])
def test_a_lead_that_came_after_the_other_run_had_ended_is_named_so(
    make_facts: MakeFacts, reached: float, said: bool
) -> None:
    longer = make_facts("long", 0.8, epochs=60, speed=15)
    told = compare([longer, make_facts("short", reached, epochs=20, lr0=0.02)])
    assert "ahead of short" in told.answer
    assert ("came after epoch 20, where short ended: by then long had" in told.answer) is said


def test_what_lies_between_others_does_not_make_the_lead_unreal(make_facts: MakeFacts) -> None:
    runs = [make_facts("a", 0.6), make_facts("b", 0.3, lr0=0.1), make_facts("c", 0.1, imgsz=320)]
    told = compare(runs)
    assert "a has the best mask mAP50-95 (0.600), and the difference is real: ahead of b" in (
        told.answer
    )
    assert told.answer.endswith("not strictly comparable.")


def test_no_run_that_learned_means_no_best_run(make_facts: MakeFacts) -> None:
    runs = [make_facts("a", 0.0, wobble=0), make_facts("b", 0.0, wobble=0, lr0=0.1)]
    assert compare(runs).answer.endswith(" a mask mAP50-95 above 0: there is no best run.")
    runs = [make_facts("a", 0.004, wobble=0), make_facts("b", 0.001, wobble=0, lr0=0.1)]
    assert "above 0.00400: there is no best run." in compare(runs).answer


def test_favour_without_curves_ranks_nothing_and_says_so(make_facts: MakeFacts) -> None:
    told = compare([make_facts("a"), make_facts("b", lr0=0.1)], favour="recall")
    assert told.ranking is not None
    assert told.ranking.metric == "F2(M)"
    assert [row.rank for row in told.ranking.rows] == [None, None]
    assert "curves are not told" in told.ranking.rows[0].reason
    assert told.best is None


def test_an_ensemble_is_suggested_for_tied_runs_with_other_strengths_only(
    make_facts: MakeFacts,
) -> None:
    one = np.array([[90, 0, 0], [0, 40, 0], [10, 60, 0]])
    other = np.array([[40, 0, 0], [0, 90, 0], [60, 10, 0]])
    a, b = make_facts("a", 0.50), make_facts("b", 0.51, lr0=0.1)
    (found,) = compare([with_matrix(a, one), with_matrix(b, other)]).ensembles
    assert found.stronger == (("class 1",), ("class 0",))
    weak = with_matrix(make_facts("weak", 0.05, lr0=0.2), one)
    assert compare([weak, b]).ensembles == ()
    same = with_matrix(make_facts("same", 0.51, lr0=0.2), other)
    assert compare([b, same]).ensembles == ()


@pytest.mark.parametrize("options", [{"baseline": 2}, {"baseline": "c"}, {"favour": "speed"}])
def test_bad_options_are_one_sentence(make_facts: MakeFacts, options: dict[str, Any]) -> None:
    with pytest.raises(ReportError, match=r"none of the runs|Cannot favour"):
        compare([make_facts("a"), make_facts("b")], **options)


def test_one_run_is_nothing_to_compare(make_facts: MakeFacts) -> None:
    with pytest.raises(ReportError, match="at least two"):
        compare([make_facts("a")])


def test_json_keeps_its_promise() -> None:
    good, overfit, detect = (
        SAMPLES / name for name in ("segment-short", "segment-overfit", "detect")
    )
    told = as_json(good, overfit, detect, baseline="detect")
    assert told["baseline"] == "detect"
    assert told["head"] == "box"
    assert {"run", "rank", "tied_with", "metric", "value", "noise"} <= told["ranking"][0].keys()
    assert {item["metric"] for item in told["ranking"]} == {"metrics/mAP50-95(B)"}
    assert len(told["checklist"]) == 7
    for item in told["checklist"]:
        assert item["values"].keys() == {"segment-short", "segment-overfit", "detect"}
        assert item["winner"] is None or not item["tie"]
    assert "task" in {item["change"] for item in told["incomparable"]}
    groups = {group["data"]: group["runs"] for group in told["groups"]}
    assert groups == {"easy.yaml": ["segment-short", "detect"], "shapes.yaml": ["segment-overfit"]}
    assert told["groups"][0]["ranking"] == told["ranking"]
    for entry in told["ranking"]:
        assert entry["noise"]["low"] <= entry["value"] <= entry["noise"]["high"]
    assert told["copies"] == told["continuations"] == []
    assert "segment-overfit: not comparable, another data set" in told["undecided"][0]
    assert told["argument_differences"]


def test_runs_may_be_given_as_folders() -> None:
    told = compare_runs([SAMPLES / "segment-short", SAMPLES / "segment-overfit"])
    assert [row.name for row in told.runs] == ["segment-short", "segment-overfit"]
