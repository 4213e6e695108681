"""What may be compared: groups by data, continuations, families whose data changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reportgen.api import compare as judged_together
from reportgen.cli.terminal.bests import bests
from reportgen.comparison import compare
from reportgen.comparison.data.incomparable import DATA_UNTOLD
from reportgen.comparison.data.same_data import SameData
from reportgen.comparison.lineage.families import families
from reportgen.comparison.model import Comparison
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from tests.comparison.conftest import MakeFacts
from tests.comparison.noise.test_noise import with_matrix
from tests.conftest import segment_row
from tests.page.parts import MakeRun


def grouped(told: Comparison) -> dict[str, list[str]]:
    return {group.data: [told.runs[run].name for run in group.runs] for group in told.groups}


def test_runs_on_other_data_share_no_ranking(make_facts: MakeFacts) -> None:
    told = compare(
        [
            make_facts("p1", 0.8, data="pothole.yaml"),
            make_facts("c1", 0.2, data="crack-seg.yaml"),
            make_facts("c2", 0.3, data="crack-seg.yaml", lr0=0.1),
        ]
    )
    assert grouped(told) == {"crack-seg.yaml": ["c1", "c2"], "pothole.yaml": ["p1"]}
    assert "On crack-seg.yaml: c2 has the best" in told.answer
    assert told.answer.endswith("Alone on its data: p1.")
    assert told.groups[1].apart == ()
    said = "c1: mask mAP50-95 0.200 against 0.800 of p1: not comparable, another data set"
    assert said in told.undecided[0]
    assert all(item.winner in (None, 2) for item in told.checklist)


def test_runs_that_share_no_data_are_not_ranked(make_facts: MakeFacts) -> None:
    values = {"a": 0.5, "b": 0.6, "c": 0.7}
    told = compare([make_facts(n, value, data=f"{n}.yaml") for n, value in values.items()])
    assert told.answer == "No two runs were validated on the same data: none can be ranked."


def test_of_many_sets_of_data_the_answer_names_one_and_counts_the_others(
    make_facts: MakeFacts,
) -> None:
    pairs = [make_facts(f"r{i}", 0.1 + i / 20, data=f"set{i // 2}.yaml") for i in range(10)]
    alone = [make_facts(f"s{i}", 0.13 + i / 20, data=f"own{i}.yaml") for i in range(5)]
    answer = compare([*pairs, *alone]).answer
    assert answer.startswith("There are 10 sets of validation data, each ranked by itself.")
    assert "4 further sets are ranked below." in answer
    assert answer.endswith("5 runs stand alone.")


@pytest.mark.parametrize(
    ("one", "other", "groups"),
    [
        ("dogs-1/data.yaml", "dogs-2/data.yaml", 2),
        ("a/dogs/data.yaml", "b/dogs/data.yaml", 1),
        ("data.yaml", "data.yaml", 1),
        ("data.yaml", "dogs/data.yaml", 2),
        ("coco8.yaml", "coco128.yaml", 2),
        ("C:\\\\x\\\\dogs\\\\data.yaml", "/y/dogs/data.yaml", 1),
    ],
)
def test_data_by_its_path_and_name(
    make_facts: MakeFacts, one: str, other: str, groups: int
) -> None:
    told = compare([make_facts("a", 0.5, data=one), make_facts("b", 0.6, data=other)])
    assert len(told.groups) == groups


def test_validation_objects_tell_data_apart_and_alike(make_facts: MakeFacts) -> None:
    many, more = np.array([[90, 0], [10, 0]]), np.array([[99, 0], [11, 0]])
    old = with_matrix(make_facts("old", 0.5, data="dogs-1/data.yaml"), many)
    same = with_matrix(make_facts("same", 0.6, data="dogs-2/data.yaml"), many)
    told = compare([old, same])
    assert told.groups[0].known == ("by their 100 validation objects, alike in each class",)
    other = with_matrix(make_facts("other", 0.6, data="dogs-1/data.yaml"), more)
    told = compare([old, other])
    assert told.groups[1].apart == ("100 and 110 validation objects",)


def test_other_classes_are_other_data(make_facts: MakeFacts) -> None:
    def named(facts: Facts, *names: str) -> Facts:
        facts = with_matrix(facts, np.zeros((len(names) + 1, len(names) + 1)))
        matrix = facts.evidence.confusion
        assert matrix is not None
        told = replace(facts.evidence, confusion=replace(matrix, names=names))
        facts.run.__dict__["evidence"] = told
        return facts

    cat, dog = named(make_facts("cat", 0.5), "cat"), named(make_facts("dog", 0.6), "dog")
    assert compare([cat, dog]).groups[1].apart == ("classes of other names",)
    both = named(make_facts("both", 0.6), "cat", "dog")
    assert compare([cat, both]).groups[1].apart == ("1 and 2 classes",)


def test_data_may_be_declared_alike_and_named(make_facts: MakeFacts) -> None:
    old = make_facts("old", 0.6, data="dogs-1/data.yaml")
    new = make_facts("new", 0.3, data="dogs-2/data.yaml")
    (group,) = compare([old, new], same_data=[SameData("dogs-*", "dogs")]).groups
    assert (group.data, group.known) == ("dogs", ("as you declared",))
    assert len(compare([old, new], same_data=[SameData("cats-*")]).groups) == 2
    two = compare([old, new], same_data=[SameData("dogs-1/*", "a"), SameData("dogs-2/*", "b")])
    assert grouped(two) == {"a": ["old"], "b": ["new"]}


@pytest.mark.parametrize(
    "data", ["data.yaml", "config.yaml", "YOLODataset/dataset.yaml", "coco.yaml"]
)
def test_a_name_that_all_use_is_other_data_in_another_project(
    make_facts: MakeFacts, data: str
) -> None:
    def of(project: str, reaches: float) -> Facts:
        return make_facts(f"{project}/runs/segment/train{reaches}", reaches, data=data)

    told = compare([of("potholes", 0.5), of("cracks", 0.6), of("cracks", 0.7)])
    if data == "coco.yaml":
        assert [len(group.runs) for group in told.groups] == [3]
        return
    assert [group.data for group in told.groups] == [f"cracks/{data}", f"potholes/{data}"]
    assert "in different projects" in told.groups[0].apart[0]


def test_a_single_run_without_arguments_joins_the_only_group(
    make_facts: MakeFacts, tmp_path: Path
) -> None:
    runs = [make_facts("a", 0.3), make_facts("b", 0.5, lr0=0.1), make_facts("bare", 0.6)]
    (tmp_path / "bare" / "args.yaml").unlink()
    runs[2] = Facts(read_run(tmp_path / "bare"))
    (group,) = compare(runs).groups
    assert "not all say which data they had" in group.known
    told = compare(runs)
    assert "the difference is real" not in told.answer
    assert told.answer.endswith(DATA_UNTOLD)
    apart = [make_facts("c", 0.4, data="other.yaml"), *runs]
    assert [len(group.runs) for group in compare(apart).groups] == [2, 1, 1]


# --- no winner -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [("conf", 0.5), ("iou", 0.5), ("max_det", 50), ("classes", "[0]"), ("split", "test"),
     ("single_cls", True)],
)  # fmt: skip
def test_settings_that_decide_what_is_counted_forbid_a_winner(
    make_facts: MakeFacts, name: str, value: object
) -> None:
    kept = {"split": "val"} if name == "split" else {}
    told = compare([make_facts("a", 0.3, **kept), make_facts("b", 0.6, **{name: value})])
    assert f"but nothing is ranked: {name} of the validation differ" in told.answer
    assert told.ranking is not None
    assert [(row.rank, row.tied_with) for row in told.ranking.rows] == [(None, ())] * 2
    assert told.ranking.why_none.startswith(
        f"Nothing is ranked. Not tested against the next: {name} of the validation differ"
    )
    assert told.checklist[0].winner is None
    assert all(not change.improved for change in told.changes)


def test_what_is_counted_otherwise_stands_after_those_that_were_tested(
    make_facts: MakeFacts,
) -> None:
    runs = [make_facts("other", 0.8, conf=0.5), make_facts("a", 0.5), make_facts("b", 0.3, lr0=0.1)]
    told = compare(runs)
    assert told.answer.startswith("a has the best mask mAP50-95 (0.500), and the difference is")
    assert told.answer.endswith("other (0.800) is not ranked: conf of the validation differs.")
    assert "strictly comparable" not in told.answer, "those that are ranked do not differ in it"
    assert told.ranking is not None
    assert [(row.run, row.rank) for row in told.ranking.rows] == [(1, 1), (2, 2), (0, None)]
    assert told.checklist[0].winner == 1


def test_a_validation_that_cannot_be_right_is_not_ranked(make_facts: MakeFacts) -> None:
    perfect = make_facts("perfect", 1.0, wobble=0.0, speed=0.01)
    told = compare([make_facts("a", 0.5), perfect, make_facts("b", 0.3, lr0=0.1)])
    assert told.answer.startswith("a has the best mask mAP50-95 (0.500), and the difference is")
    assert told.answer.endswith("perfect (1.00) is not ranked: its validation is broken.")
    (said,) = bests(told)
    assert said.startswith("Best of 3 on shapes.yaml: a, ")
    assert told.checklist[0].winner == 0
    assert told.ranking is not None
    assert told.ranking.contest.better(0, 2)
    last = told.ranking.rows[-1]
    assert (last.run, last.rank, last.reason) == (1, None, "Not ranked: its validation is broken.")
    assert told.against_baseline(1).word == "validation broken"
    (undecided,) = told.undecided[:1]
    assert undecided.endswith("its validation is broken, so that it tells nothing")


def test_of_broken_validations_alone_none_is_best(make_facts: MakeFacts) -> None:
    runs = [
        make_facts(n, 1.0, wobble=0.0, speed=0.01, lr0=r, loss=r)
        for n, r in (("a", 0.1), ("b", 0.2))
    ]
    told = compare(runs)
    assert told.answer.endswith("are not ranked: their validations are broken.")
    assert told.best is None
    assert bests(told) == []


def test_a_continuation_is_no_rival(make_facts: MakeFacts) -> None:
    first = make_facts("train", 0.4, save_dir="runs/segment/train")
    on = make_facts("train2", 0.6, model="runs/segment/train/weights/best.pt")
    other = make_facts("other", 0.3, lr0=0.1)
    told = compare([first, on, other])
    assert [(each.run, each.of) for each in told.continuations] == [(1, 0)]
    assert told.answer.startswith("train2, which continues train, has the best")
    assert "ahead of other" in told.answer
    assert told.ranking is not None
    assert told.ranking.rows[0].tied_with == ()
    assert told.ranking.contest.test(0, 1) is None
    pair = compare([first, on])
    assert "one training, continued" in pair.answer
    assert pair.undecided == ()


@pytest.mark.parametrize(
    ("model", "of"),
    [
        ("runs/segment/other/weights/best.pt", None),
        ("yolo11n-seg.pt", None),
        ("runs/segment/train/weights/best.pt", 0),
        ("/home/someone/proj/runs/segment/train/weights/last.pt", 0),
        ("C:\\\\proj\\\\runs\\\\segment\\\\train\\\\weights\\\\last.pt", 0),
    ],
)
def test_a_continuation_is_told_by_the_path_of_its_model(
    make_facts: MakeFacts, model: str, of: int | None
) -> None:
    told = compare([make_facts("train", 0.4), make_facts("train2", 0.6, model=model)])
    assert [each.of for each in told.continuations] == ([] if of is None else [of])


def test_a_name_alone_is_no_continuation_in_another_folder(make_facts: MakeFacts) -> None:
    """Of an absolute path only the last folder is kept: many runs are called ``train``."""
    kept = {"model": "/a/b/c/d/train/weights/last.pt", "data": "cracks.yaml"}
    runs = [make_facts("one/train", 0.4), make_facts("two/train2", 0.6, **kept)]
    assert compare(runs).continuations == ()


def test_a_continuation_is_drawn_from_where_it_went_on(make_facts: MakeFacts) -> None:
    first = make_facts("train", 0.4, epochs=30, best=0.45)
    on = make_facts("train2", 0.6, epochs=12, model="runs/segment/train/weights/best.pt")
    late = make_facts("train3", 0.6, epochs=10, model="runs/segment/train2/weights/epoch8.pt")
    told = compare([late, first, on, make_facts("other", 0.3, lr0=0.1)])
    by_run = {each.run: (each.of, each.epoch) for each in told.continuations}
    assert by_run == {2: (1, 25), 0: (2, 9)}
    assert told.starts == (34, 0, 25, 0)


def test_a_run_that_begins_with_the_metrics_of_anothers_end_continues_it(
    make_run: Callable[..., Path],
) -> None:
    from tests.conftest import segment_row

    rows = [segment_row(epoch, 40) for epoch in range(1, 41)]
    whole = [[place + 1, *row[1:]] for place, row in enumerate(rows[20:])]
    first = Facts(read_run(make_run(rows[:21], name="first")))
    on = Facts(read_run(make_run(whole, name="on", args={"model": "my.pt"})))
    (found,) = compare([first, on]).continuations
    assert (found.run, found.of) == (1, 0)


# --- families ------------------------------------------------------------------------------------


def test_a_seed_with_other_data_repeats_nothing(make_facts: MakeFacts) -> None:
    runs = [make_facts("a"), make_facts("b", seed=1), make_facts("c", seed=2, rate=0.002)]
    kinds = [(family.kind, family.runs) for family in families(runs)]
    assert kinds == [("seeds", (0, 1)), ("single", (2,))]
    runs[2] = make_facts("d", seed=2, first_loss=1.1)
    assert [family.runs for family in families(runs)] == [(0, 1), (2,)]


def test_a_batch_that_is_better_in_every_fold_is_better(make_facts: MakeFacts) -> None:
    """The same arguments and seed on the same folds, 0.05 to 0.09 apart: the data changed."""
    hard = (0.61, 0.60, 0.65, 0.67, 0.63)
    gains = (0.081, 0.092, 0.046, 0.052, 0.069)
    old = [make_facts(f"old{k}", v, data=f"d/fold{k}/data.yaml") for k, v in enumerate(hard)]
    new = [
        make_facts(f"new{k}", v + gain, data=f"d/fold{k}/data.yaml", rate=0.0016)
        for k, (v, gain) in enumerate(zip(hard, gains, strict=True))
    ]
    told = compare([*old, *new])
    assert [family.kind for family in told.families] == ["folds", "folds"]
    assert told.answer.startswith("new* has the best mean mask mAP50-95 (0.700 ± ")
    assert "the difference is real: ahead of old* by 0.068" in told.answer
    assert "(95 %, p = 0.00" in told.answer
    assert "began with different learning rates (0.001 and 0.0016)" in told.answer
    assert told.checklist[0].reason.startswith("new* (mean 0.700) is clearly ahead")


def test_one_fold_is_never_the_best_run(make_facts: MakeFacts) -> None:
    told = compare(
        [make_facts(f"fold{k}", 0.5 + k / 50, data=f"d/fold{k}/data.yaml") for k in range(5)]
    )
    assert told.answer.startswith("The 5 folds of one configuration reach a mean mask mAP50-95 of")
    assert "none is the best run" in told.answer
    assert told.undecided == ()
    assert bests(told) == []
    assert told.ranking is not None
    assert all(row.tied_with == () for row in told.ranking.rows), "folds differ in their pictures"
    assert told.against_baseline(1).word == "other fold"
    assert told.against_baseline(1).difference is None


def test_folds_that_are_not_the_same_are_not_ranked(make_facts: MakeFacts) -> None:
    """However many folds a batch has, it is not first by that."""
    folds = [("a", 0.4, 0.01, range(4)), ("b", 0.5, 0.02, range(3, 6))]
    told = compare(
        [
            make_facts(f"batch-{name}{k}", reaches + k / 50, data=f"d/fold{k}/data.yaml", lr0=rate)
            for name, reaches, rate, those in folds
            for k in those
        ]
    )
    assert told.answer.startswith("batch-b* has the best mean")
    assert told.answer.endswith("but nothing is ranked: the batches share fewer than 3 folds.")
    assert told.ranking is not None
    assert {row.rank for row in told.ranking.rows} == {None}
    assert bests(told) == ["No best of 7 on fold#/data.yaml: the batches share fewer than 3 folds"]


def test_another_seed_that_changed_nothing_is_no_repeat(make_facts: MakeFacts) -> None:
    told = compare(
        [make_facts("a", 0.5), make_facts("b", 0.5, seed=1), make_facts("c", 0.3, lr0=1)]
    )
    assert [copy.is_same for copy in told.copies] == [True]
    assert [family.kind for family in told.families] == ["single", "single"]


def test_a_validation_among_runs_stands_as_one(make_facts: MakeFacts, tmp_path: Path) -> None:
    (folder := tmp_path / "checked").mkdir()
    told = "task: segment\nmode: val\ndata: shapes.yaml\nmodel: runs/segment/x/weights/best.pt\n"
    (folder / "args.yaml").write_text(told, encoding="utf-8")
    runs = [make_facts("a", 0.5), make_facts("b", 0.3, lr0=0.1), Facts(read_run(folder))]
    ranking = compare(runs).ranking
    assert ranking is not None
    last = ranking.rows[-1]
    assert (last.run, last.rank, last.reason) == (2, None, "It is a validation, no training.")


def test_what_is_favoured_and_not_told_is_named(make_facts: MakeFacts) -> None:
    told = compare([make_facts("a", 0.5), make_facts("b", 0.3, lr0=0.1)], favour="recall")
    assert told.answer == "Nothing is ranked: no run tells its peak F2 (mask)."


def test_the_terminal_tells_a_batch_of_folds_by_its_mean(make_facts: MakeFacts) -> None:
    folds = [("a", 0.4, 0.01), ("b", 0.5, 0.02)]
    told = compare(
        [
            make_facts(f"{name}{k}", reaches + k / 10, data=f"d/fold{k}/data.yaml", lr0=rate)
            for name, reaches, rate in folds
            for k in range(3)
        ]
    )
    (said,) = bests(told)
    assert said.endswith("b0 with its 2 other folds, mean mask mAP50-95 0.600")
    assert told.answer.startswith("b0 with its 2 other folds has the best mean")


def test_seeds_are_held_against_by_their_mean(make_facts: MakeFacts) -> None:
    seeds = [make_facts(f"a{k}", v, seed=k) for k, v in enumerate((0.50, 0.51, 0.52))]
    told = compare([*seeds, make_facts("b", 0.6, lr0=0.02)])
    assert "ahead of a2 (mean 0.510 over 3 seeds) by 0.09" in told.answer


def test_data_that_is_named_alike_elsewhere_is_no_fold(make_facts: MakeFacts) -> None:
    told = compare(
        [
            make_facts("p/a", 0.5, data="data.yaml", project="p"),
            make_facts("q/b", 0.4, data="data.yaml", project="q"),
        ]
    )
    assert all("another data set" in said for said in told.undecided)


def test_what_the_diagnosis_knows_of_a_validation_bars_it_from_winning(make_run: MakeRun) -> None:
    """`save_hybrid` mixes the labels into what is scored: no curve shows that."""
    low = [segment_row(epoch, **{"metrics__mAP50-95(M)": 0.2}) for epoch in range(1, 21)]
    mixed = [segment_row(epoch, **{"metrics__mAP50-95(M)": 0.6}) for epoch in range(1, 21)]
    told = judged_together(
        [
            make_run(low, name="a", args={"data": "shapes.yaml"}),
            make_run(mixed, name="b", args={"data": "shapes.yaml", "save_hybrid": True}),
        ]
    )
    assert told.answer.endswith("b (0.600) is not ranked: its validation is broken.")
