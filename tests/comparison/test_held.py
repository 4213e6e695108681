"""What is said of made sets of runs. After a change that is meant: --update-golden, and read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from random import Random
from typing import Any

import pytest

from reportgen import read_run
from reportgen.comparison import Comparison, compare
from reportgen.output.json.comparison import comparison
from reportgen.page.compare.ranking import _begins
from tests.comparison.conftest import MakeFacts
from tests.conftest import Held
from tests.support.reports import render_report
from tests.support.visible import in_short, visible

SEEDS = [{"seed": seed, "reaches": reaches} for seed, reaches in enumerate((0.5, 0.51, 0.495))]
LARGER = [{**run, "imgsz": 960, "reaches": run["reaches"] + 0.03} for run in SEEDS]
CLEAR = [{"reaches": 0.5}, {"reaches": 0.7, "lr0": 0.02}]
CLOSE = [{"reaches": 0.5, "wobble": 0.03}, {"reaches": 0.505, "wobble": 0.03, "lr0": 0.02}]
SWEEP = [
    {"reaches": reaches, "lr0": 0.001 * 2**step}
    for step, reaches in enumerate((0.30, 0.36, 0.42, 0.47, 0.46, 0.2))
]
FOLDS = [
    {"name": f"{batch}{fold}", "reaches": reaches, "data": f"d/fold{fold}/data.yaml", "lr0": rate}
    for batch, rate, values in (
        ("a", 0.01, (0.4, 0.43, 0.41, 0.45)),
        ("b", 0.02, (0.442, 0.461, 0.457, 0.493)),
    )
    for fold, reaches in enumerate(values)
]
ON_A_FOLD = {"name": "c", "data": "d/fold0/data.yaml", "lr0": 0.05, "reaches": 0.3}
OTHERS = [
    {"reaches": 0.8, "data": "a.yaml"},
    {"reaches": 0.2, "data": "b.yaml"},
    {"reaches": 0.3, "data": "b.yaml", "lr0": 0.1},
]
MIXED = [
    {"reaches": 0.5, "best": 0.7, "falls_to": 0.3},
    {"reaches": 0.6, "epochs": 60},
    {"reaches": 0.55, "recalls": (0.9, 0.2), "loss": 1.4},
]
SIZES = [{"reaches": 0.5, "imgsz": 640}, {"reaches": 0.6, "imgsz": 1280, "batch": 4}]
SETS: dict[str, list[dict[str, Any]]] = {
    "two far apart": CLEAR,
    "two within noise": CLOSE,
    "repeats against one": [*SEEDS, {"reaches": 0.6, "imgsz": 960}],
    "repeats against repeats": [*SEEDS, *LARGER],
    "folds": FOLDS,
    "folds and one alone": [*FOLDS[:4], ON_A_FOLD],
    "a sweep of rates": SWEEP,
    "other data": OTHERS,
    "one falls, one is long, one swings": MIXED,
    "another image size": SIZES,
}
"""Runs by what they reach and by their arguments."""


SAID = ("answer", "ranking", "checklist", "undecided", "incomparable", "continuations", "copies",
        "changes", "sweep", "ensembles")  # fmt: skip
LEFT_OUT = {"checklist", "changes"}
"""Of sets made by chance: these are long, and the other sets have them."""
VARIED: dict[str, tuple[Any, ...]] = {
    "epochs": (12, 30, 30, 60),
    "wobble": (0.0, 0.002, 0.01, 0.05),
    "speed": (2.0, 4.0, 20.0),
    "loss": (1.0, 1.0, 1.3, 5.0),
    "recall": (0.7, 0.3),
    "imgsz": (640, 640, 640, 960),
    "batch": (16, 16, 8),
    "lr0": (0.01, 0.01, 0.02, 0.1),
    "seed": (0, 0, 1, 2),
    "model": ("yolo11n-seg.pt", "yolo11n-seg.pt", "yolo11m-seg.pt", "runs/run0/weights/best.pt"),
    "data": ("shapes.yaml",) * 5 + ("fold1.yaml", "fold2.yaml", "other.yaml"),
    "fraction": (1.0, 1.0, 1.0, 0.5),
    "single_cls": (False, False, False, True),
    "mosaic": (1.0, 1.0, 0.0),
    "patience": (100, 5),
}
"""What differs among runs of a set that is made by chance."""


def by_chance(seed: int) -> list[dict[str, Any]]:
    """A set of runs that differ in what a few keys say; all else is alike in them."""
    random = Random(seed)
    keys = random.sample(list(VARIED), random.randint(0, 4))
    common = {key: random.choice(values) for key, values in VARIED.items()}
    level, apart = random.choice((0.02, 0.3, 0.6, 0.9)), random.choice((0.0, 0.01, 0.03, 0.1))
    return [
        common
        | {key: random.choice(VARIED[key]) for key in keys}
        | {"reaches": round(min(level + apart * random.gauss(0, 1), 0.99), 4)}
        for _ in range(random.randint(2, 6))
    ]


def _lines(told: dict[str, Any], left_out: Set[str] = frozenset()) -> Iterator[str]:
    """Each thing that is said in a line of its own, but for what tells of single runs."""
    for key in SAID:
        if key in left_out:
            continue
        value = in_short(told[key])
        items = value if isinstance(value, list) else [value]
        yield from (f"{key}: {json.dumps(each, ensure_ascii=False)}" for each in items)
    yield from (f"group: {group['answer']}" for group in told["groups"][1:])


def _rules(told: Comparison) -> str:
    """Before which rows of the ranking a rule stands: another group, or another band of ties."""
    begins = _begins(told)
    return "rules: " + ", ".join(f"{run} {begins[run]}".strip() for run in told.order)


def test_what_is_said_of_several_runs(make_facts: MakeFacts, held: Held) -> None:
    said = []
    for name, runs in SETS.items():
        told = compare([make_facts(**{"name": f"run{at}", **run}) for at, run in enumerate(runs)])
        said.append("\n".join((f"## {name}", *_lines(comparison(told)), _rules(told))))
    kept = held("comparisons.txt", "\n\n".join(said) + "\n")
    assert said == kept.rstrip("\n").split("\n\n")


def test_what_is_said_of_sets_made_by_chance(make_facts: MakeFacts, held: Held) -> None:
    said = []
    for seed in range(30):
        runs = by_chance(seed)
        made = [
            make_facts(**{"name": f"{seed}/run{at}", **run, "reaches": max(run["reaches"], 0.0)})
            for at, run in enumerate(runs)
        ]
        told = compare(made)
        said.append("\n".join((f"## {seed}", *_lines(comparison(told), LEFT_OUT), _rules(told))))
    kept = held("comparisons-by-chance.txt", "\n\n".join(said) + "\n")
    assert said == kept.rstrip("\n").split("\n\n")


SHOWN = ("repeats against one", "folds and one alone", "a sweep of rates", "other data")
"""Sets whose pages are held, from the contents to the first run."""


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_page_of_several_runs_says(name: str, make_facts: MakeFacts, held: Held) -> None:
    made = [make_facts(**{"name": f"run{at}", **run}) for at, run in enumerate(SETS[name])]
    page = render_report([read_run(facts.run.folder) for facts in made])
    text = visible(page, ends='id="r1-name"')
    assert text == held(f"page/{name.replace(' ', '-')}.txt", text)
