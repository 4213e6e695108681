"""What scripts of the page compute: tried in node, and beside Python where both do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pytest

from reportgen.anatomy.interval import wilson
from reportgen.comparison.lineage.continuations import continuations, starts
from reportgen.facts.run_facts import Facts
from reportgen.figure.svg.place import Flag, rows, spread
from reportgen.figure.svg.scale import ticks
from reportgen.output.site.card.curves import drawn_from
from reportgen.packing import pack
from reportgen.read.run import read_run
from tests.conftest import SEGMENT_COLUMNS, segment_row

HERE = Path(__file__).parent
SHARED: dict[str, list[dict[str, Any]]] = json.loads((HERE / "shared.json").read_text("utf-8"))
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_what_scripts_compute() -> None:
    tests = sorted(str(path) for path in HERE.glob("*.test.mjs"))
    done = subprocess.run(
        [str(NODE), "--test", "--test-reporter=tap", *tests], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-8000:]
    assert "\n# fail 0\n" in done.stdout
    assert "\n# pass 0\n" not in done.stdout


@pytest.mark.parametrize("case", SHARED["spread"], ids=lambda case: str(len(case["arguments"][0])))
def test_names_are_spread_as_scripts_do(case: dict[str, Any]) -> None:
    assert spread(*case["arguments"]) == pytest.approx(case["value"])


@pytest.mark.parametrize("case", SHARED["stacked"], ids=lambda case: str(len(case["flags"])))
def test_flags_are_stacked_as_scripts_do(case: dict[str, Any]) -> None:
    assert rows([Flag(**flag) for flag in case["flags"]]) == case["value"]


@pytest.mark.parametrize("case", SHARED["ticks"], ids=lambda case: str(case["arguments"]))
def test_ticks_are_those_of_scripts(case: dict[str, Any]) -> None:
    assert ticks(*case["arguments"]) == pytest.approx(case["value"])


@pytest.mark.parametrize("case", SHARED["wilson"], ids=lambda case: str(case["arguments"]))
def test_intervals_are_those_of_scripts(case: dict[str, Any]) -> None:
    part, whole = case["arguments"]
    assert wilson(part / whole, whole) == pytest.approx(case["value"])


@pytest.mark.parametrize("case", SHARED["packed"], ids=lambda case: case["told"]["name"])
def test_columns_are_packed_as_scripts_unpack_them(case: dict[str, Any]) -> None:
    values = {int(run): np.array(told, dtype=float) for run, told in case["values"].items()}
    column = pack(case["told"]["name"], values)
    assert json.loads(json.dumps(column.told)) == case["told"]


@pytest.mark.parametrize("case", SHARED["goes_on"], ids=lambda case: case["name"])
def test_runs_continue_others_as_scripts_find(case: dict[str, Any], tmp_path: Path) -> None:
    assert _gone_on(tmp_path, case["name"], case["made"]) == case


def written() -> dict[str, list[dict[str, Any]]]:
    """The shared cases anew: ``python -m tests.scripts.test_scripts`` writes them."""
    spreads = [
        [[40.0], 24, 0, 240],
        [[100.0, 90.0], 24, 0, 240],
        [[10.0, 12.0, 230.0, 239.0, 239.0], 24, 0, 240],
        [[float(120 + step % 7) for step in range(12)], 24, 0, 240],
        [[float(step * 37 % 240) for step in range(30)], 24, 0, 240],
    ]
    flags = [
        [(20, 20, 80)],
        [(20, 20, 80), (60, 60, 120)],
        [(180, 120, 180), (186, 86, 186), (195, 125, 195)],
        [(180, 120, 180)] * 3,
        [(10, 10, 90), (95, 95, 160), (150, 60, 150), (155, 155, 220)],
    ]
    intervals = [(0, 5), (5, 5), (1, 3), (40, 100), (999, 1000)]
    spans = [(0, 1, 5), (0.013, 0.87, 5), (-3, 12, 4), (0, 0.00042, 6), (5, 5, 5), (990, 1010, 3)]
    columns: list[dict[str, Any]] = [
        {"name": "loss", "values": {0: [1.5, 1.25, 1.0], 1: [2.0, "nan"]}},
        {"name": "rate", "values": {0: [0.01, 0.0001, 0.0], 1: ["inf", 1e300]}},
    ]
    return {
        "spread": [{"arguments": each, "value": spread(*each)} for each in spreads],  # type: ignore[arg-type]
        "stacked": [
            {
                "flags": [{"x": x, "left": left, "right": right} for x, left, right in each],
                "value": rows([Flag(*flag) for flag in each]),
            }
            for each in flags
        ],
        "ticks": [{"arguments": each, "value": ticks(*each)} for each in spans],
        "wilson": [
            {"arguments": each, "value": wilson(each[0] / each[1], each[1])} for each in intervals
        ],
        "packed": [_packed(**each) for each in columns],
        "goes_on": [_gone_on(Path(mkdtemp()), name, made) for name, made in GOING_ON.items()],
    }


def _packed(name: str, values: dict[int, list[Any]]) -> dict[str, Any]:
    column = pack(name, {run: np.array(told, dtype=float) for run, told in values.items()})
    parts = {"data": column.data, "floats": column.floats, "gaps": column.gaps}
    lengths = [len(told) for told in values.values()]
    return {"told": column.told, "parts": parts, "lengths": lengths, "values": values}


SEGMENT = "proj/runs/segment"
WEIGHTS = "runs/segment/train/weights"
GOING_ON: dict[str, list[dict[str, Any]]] = {
    "runs that name no other": [{"name": "train"}, {"name": "other", "from": 3}],
    "from best.pt": [{"name": "on", "model": f"{WEIGHTS}/best.pt", "from": 5}, {"name": "train"}],
    "from last.pt": [{"name": "train"}, {"name": "on", "model": f"{WEIGHTS}/last.pt", "from": 5}],
    "from epoch4.pt": [{"name": "train"}, {"name": "on", "model": f"{WEIGHTS}/epoch4.pt"}],
    "a chain": [
        {"name": "late", "model": "runs/segment/on/weights/last.pt", "from": 7},
        {"name": "train"},
        {"name": "on", "model": f"{WEIGHTS}/last.pt", "from": 3},
    ],
    "a table that counts on": [
        {"name": "train"},
        {"name": "on", "model": f"{WEIGHTS}/last.pt", "first": 11, "from": 11},
    ],
    "a resume in place": [
        {"name": "train", "model": f"{WEIGHTS}/last.pt"},
        {"name": "other", "from": 3},
    ],
    "each from the other": [
        {"name": "train", "model": "runs/segment/on/weights/last.pt"},
        {"name": "on", "model": f"{WEIGHTS}/last.pt", "from": 3},
    ],
    "in another project": [
        {"name": "train"},
        {"name": "on", "model": f"{WEIGHTS}/last.pt", "in": "another/runs/segment", "from": 3},
    ],
    "begins with the metrics of an end": [{"name": "train"}, {"name": "on", "from": 10}],
    "begins there, and not with epoch 1": [
        {"name": "train"},
        {"name": "on", "first": 3, "from": 10},
    ],
    "a best.pt of no name near one end": [
        {"name": "train"},
        {"name": "on", "model": "best.pt", "from": 10.4},
    ],
    "a best.pt of no name near two ends": [
        {"name": "train"},
        {"name": "on", "model": "best.pt", "from": 10.4},
        {"name": "other", "epochs": 11},
    ],
}
"""Runs of ten epochs each, of a course that rises over forty, from where each begins on it."""


def _gone_on(place: Path, name: str, made: list[dict[str, Any]]) -> dict[str, Any]:
    """What a site tells scripts of some runs, and what Python makes of the same."""
    facts = [_facts(place, number, **each) for number, each in enumerate(made)]
    found = {each.run: each for each in continuations(facts, range(len(facts)))}
    told = [drawn_from(each) for each in facts]
    links = [
        {"of": found[run].of, "epoch": found[run].epoch} if run in found else None
        for run in range(len(facts))
    ]
    case = {
        "name": name,
        "made": made,
        "runs": [each and {"epochs": each["epochs"], "left": each["left"]} for each in told],
        "links": links,
        "starts": starts(facts, tuple(found.values())),
    }
    whole: dict[str, Any] = json.loads(json.dumps(case))
    return whole


def _facts(place: Path, number: int, name: str, **run: Any) -> Facts:
    folder = place / run.pop("in", SEGMENT) / name
    folder.mkdir(parents=True)
    first, begin, epochs = run.get("first", 1), run.get("from", 1), run.get("epochs", 10)
    # Each run has its own losses, so that none is a copy of another.
    rows = [
        [first + at, *segment_row(begin + at, 40, val__box_loss=2.0 + number)[1:]]
        for at in range(epochs)
    ]
    lines = [",".join(SEGMENT_COLUMNS), *(",".join(map(str, row)) for row in rows)]
    (folder / "results.csv").write_text("\n".join(lines) + "\n", "utf-8")
    model = run.get("model", "yolo11n-seg.pt")
    (folder / "args.yaml").write_text(f"task: segment\nmodel: {model}\nepochs: 40\n", "utf-8")
    return Facts(read_run(folder))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(written(), indent=1))
