"""What charts compute in scripts, tried in node; where Python computes the same, both agree."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from typing import Any

import pytest

from reportgen.figure.svg.place import spread
from tests.conftest import ROOT

MATH = ROOT / "templates" / "assets" / "chart-math.js"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")


def computed(*calls: tuple[str, list[Any]]) -> list[Any]:
    """What functions of the script give for these arguments."""
    script = (
        f"const math = require({json.dumps(str(MATH))});"
        f"const calls = {json.dumps(calls)};"
        "console.log(JSON.stringify(calls.map(([name, args]) => math[name](...args))));"
    )
    assert NODE
    done = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    answers: list[Any] = json.loads(done.stdout)
    return answers


def test_names_are_spread_as_the_drawing_does_it() -> None:
    chance = random.Random(1)
    cases = [
        [[round(chance.uniform(0, 240), 1) for _ in range(number)], 24, 0, 240]
        for number in (1, 2, 3, 5, 8, 12, 30)
    ]
    for case, got in zip(cases, computed(*(("spread", case) for case in cases)), strict=True):
        assert got == pytest.approx(spread(*case))


@pytest.mark.parametrize(
    ("name", "arguments", "wanted"),
    [
        ("smoothed", [[1, 9, 2, None, 3], 3], [1, 2, 5.5, None, 3]),
        ("fitted", [[2, 4]], [1.9, 4.1]),
        ("fitted", [[]], None),
        ("pointAt", [[1, 2, 3], [5, None, 6], 2, True], {"gap": True}),
        ("pointAt", [[1, 2, 3], [5, None, 6], 4, True], {"ended": 2}),
        ("pointAt", [[1, 2, 3], [5, None, 6], 3, True], {"index": 2}),
        ("pointAt", [[0.5, 1.5], [5, 6], 1, False], {"index": 0}),
        ("nearest", [[1, 5, 9], 6], 5),
        ("epochTicks", [0.5, 10.2, 560], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ("epochTicks", [0.1, 160, 400], [1, 25, 50, 75, 100, 125, 150]),
        ("roundTicks", [0, 1, 5], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ("digits", [0.1 + 0.2], "0.3"),
        ("csvCell", ["=1+1"], "'=1+1"),
        ("csvCell", ['a,"b"'], '"a,""b"""'),
        ("aligned", [["1.25", "3"]], ["1.25", "3\u2008\u2007\u2007"]),
    ],
)
def test_each_by_itself(name: str, arguments: list[Any], wanted: Any) -> None:
    (got,) = computed((name, arguments))
    assert got == (pytest.approx(wanted) if name in ("fitted", "smoothed") and wanted else wanted)
