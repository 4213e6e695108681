"""The JSON: strict, as its schema says, and with the numbers of results.csv."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reportgen import read_run
from reportgen.output.json import SCHEMA_PATH, to_json
from tests.conftest import SAMPLES, segment_row
from tests.read.earlier.test_exact import document

SCHEMA = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))


def strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def as_json(folder: Path) -> dict[str, Any]:
    content = strict(to_json([read_run(folder).page_input]))
    jsonschema.Draft202012Validator(SCHEMA).validate(content)
    run: dict[str, Any] = content["runs"][0]
    return run


@pytest.mark.parametrize(
    "sample", ["segment-short", "segment-overfit", "segment-interrupted", "detect"]
)
def test_sample_runs_follow_the_schema(sample: str) -> None:
    assert as_json(SAMPLES / sample)["name"] == sample


def test_the_numbers_are_those_of_results_csv_at_the_best_epoch() -> None:
    run = as_json(SAMPLES / "segment-short")
    lines = (SAMPLES / "segment-short" / "results.csv").read_text().splitlines()
    rows = [
        dict(zip(lines[0].split(","), map(float, line.split(",")), strict=True))
        for line in lines[1:]
    ]
    best = max(
        rows, key=lambda r: (r["metrics/mAP50-95(B)"] + r["metrics/mAP50-95(M)"], r["epoch"])
    )
    assert run["epochs"]["best"] == best["epoch"]
    for name, value in run["metrics"].items():
        assert value == best[name]


def test_nan_and_inf_are_null_with_a_reason(make_run: Callable[..., Path]) -> None:
    rows = [segment_row(epoch) for epoch in range(1, 21)]
    rows[4] = segment_row(5, val__seg_loss=float("nan"), val__box_loss=float("inf"))
    rows[-1] = segment_row(20, val__cls_loss=float("nan"))
    run = as_json(make_run(rows))
    results = run["results"]
    assert results["columns"]["val/seg_loss"][4] is None
    assert results["not_finite"]["val/seg_loss"] == {"not a number": [5]}
    assert results["not_finite"]["val/box_loss"] == {"infinite": [5]}
    assert run["epochs"]["best"] == 20
    assert run["metrics"]["val/cls_loss"] is None
    assert "val/cls_loss" in run["reasons"]


def test_a_run_without_results_says_why_there_are_no_metrics(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    (folder / "results.csv").write_bytes(b"")
    run = as_json(folder)
    assert run["metrics"] == {}
    assert run["reasons"]["metrics"]
    assert run["problems"][0]["file"] == "results.csv"


def test_exact_numbers_follow_the_schema(make_run: Callable[..., Path]) -> None:
    written = document() | {"epochs": 20}
    run = as_json(make_run(files={"reportgen.json": json.dumps(written).encode()}))
    assert run["exact"]["heads"]["mask"]["mAP50"] == [0.7, 0.25]
    assert run["exact"]["instances"] == [30, 0, 12]
    assert run["confusion"]["counts"] == written["confusion"]["counts"]


def test_a_plot_that_is_declined_is_told_with_its_reason(make_run: Callable[..., Path]) -> None:
    run = as_json(make_run(files={"confusion_matrix.png": b"no picture"}))
    (declined,) = run["confusion"]["declined_plots"]
    assert declined == {"file": "confusion_matrix.png", "reason": run["confusion"]["declined"]}


def test_credentials_and_homes_stay_out(make_run: Callable[..., Path]) -> None:
    args = {
        "data": "https://x.example/d.zip?X-Goog-Signature=secret1",
        "project": "/home/bob7/runs",
    }
    text = json.dumps(as_json(make_run(args=args)))
    assert "secret1" not in text
    assert "bob7" not in text
