"""Which runs count as repeats of one configuration."""

from __future__ import annotations

from reportgen.comparison.lineage.families import families
from tests.comparison.conftest import MakeFacts


def kinds(found: object) -> list[tuple[str, tuple[int, ...]]]:
    return [(family.kind, family.runs) for family in found]  # type: ignore[attr-defined]


def test_runs_that_differ_in_seed_name_and_machine_repeat_one_configuration(
    make_facts: MakeFacts,
) -> None:
    facts = [
        make_facts("a", seed=0, device=0, project="one", workers=2),
        make_facts("b", seed=1, device="cpu", project="two", workers=8),
        make_facts("c", seed=2, lr0=0.02),
    ]
    assert kinds(families(facts)) == [("seeds", (0, 1)), ("single", (2,))]


def test_the_same_seed_again_is_no_repeat(make_facts: MakeFacts) -> None:
    facts = [make_facts("a"), make_facts("b"), make_facts("c", 0.6)]
    assert kinds(families(facts)) == [("single", (0,)), ("single", (1,)), ("single", (2,))]


def test_a_copy_among_repeats_counts_once(make_facts: MakeFacts) -> None:
    facts = [make_facts("a", 0.5), make_facts("copy", 0.5), make_facts("b", 0.6, seed=1)]
    (family,) = families(facts)
    assert family.samples([0.5, 0.5, 0.6]) == {0: 0.5, 1: 0.6}
    assert family.samples([0.5, None, None]) == {0: 0.5}


def test_folds_are_told_from_the_name_of_the_data_set(make_facts: MakeFacts) -> None:
    facts = [
        make_facts(f"f{fold}", data=f"cells/fold_{fold}/data.yaml", seed=fold) for fold in (1, 2, 3)
    ]
    (family,) = families(facts)
    assert (family.kind, family.repeats) == ("folds", (1, 2, 3))
    split = [make_facts(f"s{k}", data=f"x/split_{k}_dataset.yaml") for k in (1, 2)]
    assert kinds(families(split)) == [("folds", (0, 1))]
    others = [make_facts(f"v{k}", data=f"cells-{k}/data.yaml") for k in (1, 2)]
    assert kinds(families(others)) == [("single", (0,)), ("single", (1,))]


def test_seeds_on_one_fold_are_repeats_of_seeds(make_facts: MakeFacts) -> None:
    data = "cells/fold_1/data.yaml"
    facts = [make_facts("a", 0.5, data=data), make_facts("b", 0.6, data=data, seed=1)]
    assert kinds(families(facts)) == [("seeds", (0, 1))]


def test_an_interrupted_run_repeats_nothing_but_a_patient_one_does(make_facts: MakeFacts) -> None:
    cut = make_facts("cut", epochs=20, seed=1)
    whole = make_facts("whole", epochs=30)
    (cut.run.args.values)["epochs"] = 30
    assert kinds(families([whole, cut])) == [("single", (0,)), ("single", (1,))]


def test_runs_without_arguments_stand_alone(make_facts: MakeFacts) -> None:
    facts = [make_facts("a"), make_facts("b", seed=1)]
    for each in facts:
        each.run.args.values.clear()
    assert kinds(families(facts)) == [("single", (0,)), ("single", (1,))]
