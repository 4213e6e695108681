"""What scripts of the page compute: tried in node, and beside Python where both do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportgen.anatomy.interval import wilson
from reportgen.figure.svg.place import Flag, rows, spread
from reportgen.figure.svg.scale import ticks
from reportgen.packing import pack

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
    }


def _packed(name: str, values: dict[int, list[Any]]) -> dict[str, Any]:
    column = pack(name, {run: np.array(told, dtype=float) for run, told in values.items()})
    parts = {"data": column.data, "floats": column.floats, "gaps": column.gaps}
    lengths = [len(told) for told in values.values()]
    return {"told": column.told, "parts": parts, "lengths": lengths, "values": values}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(written(), indent=1))
