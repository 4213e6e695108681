"""Argument differences, what changed with what improved, and sweeps."""

from __future__ import annotations

from pathlib import Path

from reportgen.comparison import compare
from reportgen.comparison.data.arguments import argument_differences
from reportgen.comparison.data.settings import bears
from reportgen.comparison.sweep.runs import find_sweep
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from tests.comparison.conftest import MakeFacts


def test_devices_and_their_batch_are_listed_where_several_trained(make_facts: MakeFacts) -> None:
    runs = [make_facts("a", device=0, batch=16), make_facts("b", device="0,1", batch=16)]
    told = {each.name: [v.text for v in each.values] for each in argument_differences(runs)}
    assert told == {
        "device": ["0", "0,1"],
        "devices": ["1", "2"],
        "batch per device": ["16", "8"],
    }
    same = [make_facts("c", device=0, batch=16), make_facts("d", device=1, batch=16)]
    assert [each.name for each in argument_differences(same)] == ["device"]


def test_only_what_differs_is_listed_and_defaults_are_marked(make_facts: MakeFacts) -> None:
    facts = [
        make_facts("a", lr0=0.01, momentum=0.9, device=0),
        make_facts("b", lr0=0.02, momentum=0.9, device=1),
    ]
    found = argument_differences(facts)
    assert [(each.name, each.group, each.bears) for each in found] == [
        ("lr0", "learning", True),
        ("device", "training", False),
    ]
    assert [(value.text, value.is_default) for value in found[0].values] == [
        ("0.01", True),
        ("0.02", False),
    ]


def test_what_has_no_default_is_not_marked_as_one(make_facts: MakeFacts) -> None:
    facts = [make_facts("a", data="a.yaml", unheard_of=1), make_facts("b", data="b.yaml")]
    facts.append(make_facts("c", data="a.yaml", unheard_of=2))
    found = {each.name: each.values for each in argument_differences(facts)}
    assert {name: [value.is_default for value in values] for name, values in found.items()} == {
        "data": [None, None, None],
        "unheard_of": [None, None, None],
    }


def test_a_default_that_one_run_leaves_out_is_no_difference(make_facts: MakeFacts) -> None:
    facts = [make_facts("a", mixup=0.0, cutmix=0.3), make_facts("b")]
    (cutmix,) = argument_differences(facts)
    assert cutmix.name == "cutmix"
    assert (cutmix.values[1].text, cutmix.values[1].told) == ("left out", False)


def test_what_names_a_run_or_chooses_the_machine_bears_on_nothing() -> None:
    quiet = ("name", "save_dir", "project", "device", "workers", "exist_ok", "resume", "seed")
    assert not any(bears(name) for name in quiet)
    assert all(bears(name) for name in ("lr0", "data", "imgsz", "model", "unheard_of"))


def test_changes_go_with_improvements_without_claiming_a_cause(make_facts: MakeFacts) -> None:
    facts = [
        make_facts("old", 0.1),
        make_facts("new", 0.6, lr0=0.02, mixup=0.3),
        make_facts("same", 0.1, seed=1),
    ]
    new, same = compare(facts).changes
    assert new.arguments == ("lr0", "mixup")
    assert new.improved == ("mask mAP50-95",)
    assert new.sentence == (
        "Against old, new changed lr0 and mixup: mask mAP50-95 clearly better. "
        "Which of the changes mattered is not told."
    )
    assert (same.arguments, same.improved, same.worsened) == ((), (), ())


def test_which_change_mattered_is_open_only_where_several_moved_something(
    make_facts: MakeFacts,
) -> None:
    facts = [make_facts("old", 0.1), make_facts("one", 0.6, lr0=0.02)]
    facts.append(make_facts("idle", 0.1, lr0=0.02, mixup=0.3))
    one, idle = compare(facts).changes
    assert one.sentence == "Against old, one changed lr0: mask mAP50-95 clearly better."
    assert idle.sentence.startswith("Against old, idle changed lr0 and mixup: ")
    assert "mattered" not in idle.sentence


def test_a_default_that_is_left_out_has_not_changed(make_facts: MakeFacts) -> None:
    facts = [make_facts("old"), make_facts("new", mixup=0.0), make_facts("third", mixup=0.3)]
    new, third = compare(facts).changes
    assert new.sentence == "Against old, new has the same arguments: it is a copy of old."
    assert new.arguments == ()
    assert third.arguments == ("mixup",)


def test_runs_without_arguments_are_not_said_to_have_the_same(
    make_facts: MakeFacts, tmp_path: Path
) -> None:
    facts = [make_facts("old", 0.1), make_facts("new", 0.6)]
    for name in ("old", "new"):
        (next(tmp_path.rglob(f"{name}/args.yaml"))).unlink()
    bare = [Facts(read_run(each.run.folder)) for each in facts]
    sentence = "Against old, new may have changed anything, as {}: mask mAP50-95 clearly better."
    (change,) = compare([bare[0], facts[1]]).changes
    assert change.arguments == ()
    assert change.sentence == sentence.format("old tells no arguments")
    (change,) = compare(bare).changes
    assert change.sentence == sentence.format("new and old tell no arguments")


def test_runs_that_share_no_metric_are_not_said_to_be_alike(make_facts: MakeFacts) -> None:
    facts = [make_facts("old", lr0=0.1), make_facts("new", lr0=0.2), make_facts("cut", 0, epochs=1)]
    table = facts[2].run.folder / "results.csv"
    table.write_text("epoch,train/box_loss\n1,2.0\n")
    cut = Facts(read_run(facts[2].run.folder))
    told = compare([facts[0], facts[1], cut]).changes
    assert told[0].sentence.endswith("no clear difference.")
    assert told[1].sentence.endswith("none of their numbers can be compared.")


def test_many_runs_that_differ_in_numbers_are_a_sweep(make_facts: MakeFacts) -> None:
    rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3]
    scores: list[float | None] = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    facts = [make_facts(f"r{i}", lr0=rate, seed=i) for i, rate in enumerate(rates)]
    other = make_facts("other", model="yolo11x-seg.pt")
    sweep = find_sweep([*facts, other], range(7), [*scores, 0.9], "m")
    assert sweep is not None
    assert sweep.runs == (0, 1, 2, 3, 4, 5)
    assert sweep.columns == {"lr0": tuple(rates)}
    (found,) = sweep.correlations
    assert (found.argument, round(found.rho, 9), found.notable) == ("lr0", -1.0, True)
    assert find_sweep(facts, range(4), scores, "m") is None


def test_repeats_and_a_switch_are_no_sweep(make_facts: MakeFacts) -> None:
    facts = [make_facts(f"r{i}", seed=i, mosaic=float(i % 2)) for i in range(6)]
    assert find_sweep(facts, range(6), [0.5] * 6, "m") is None
