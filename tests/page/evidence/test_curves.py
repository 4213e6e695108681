"""The section of curves: what it says, what it is made of, and what it says when it cannot."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.charts import all_charts
from reportgen.checks import all_rules
from reportgen.diagnosis import diagnose
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.curves import CurveChart
from reportgen.page.evidence.curve_data import Drawn, curve_data, drawing_data, encode
from reportgen.page.evidence.curve_points import (
    PointRow,
    are_alike,
    curves_intro,
    point_rows,
    points_note,
    told_rows,
)
from reportgen.page.shell.script_data import script_json
from reportgen.read.evidence import Evidence
from reportgen.read.plot.plots import ToldCurve
from reportgen.read.run import ReadRun, read_run
from reportgen.rule import Verdict
from tests.conftest import SAMPLES, sample
from tests.page.parts import MakeRun, Outline, finding, html_of, png
from tests.support.told import GAP, GRID, curve


def told(folder: Path, curves: dict[str, dict[str, ToldCurve]]) -> Facts:
    """Facts of a run that tells these curves."""

    class Told(ReadRun):
        evidence = Evidence(curves)  # type: ignore[assignment]

    run = read_run(folder)
    return Facts(Told(**{name: getattr(run, name) for name in run.__dataclass_fields__}))


def section(html: str, key: str, until: str) -> str:
    return html[html.index(f'id="r1-{key}"') : html.index(f'id="r1-{until}"')]


@pytest.fixture(scope="module")
def good() -> str:
    return html_of(SAMPLES / "segment-short")


# --- data ----------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(st.lists(st.one_of(st.floats(0, 1), st.just(GAP)), max_size=20))
def test_values_survive_to_a_thousandth(values: list[float]) -> None:
    text = encode(np.array(values, dtype=float))
    pairs = [text[place : place + 2] for place in range(0, len(text), 2)]
    read = [GAP if pair == "--" else int(pair, 36) / 1000 for pair in pairs]
    assert np.allclose(read, values, atol=0.00051, equal_nan=True)


def test_two_heads_of_ten_classes_take_little_room(good: str) -> None:
    data = re.findall(r"data-curve-data>(.*?)</script>", good)
    assert len(data) == 1
    assert len(data[0]) < 120_000


@pytest.mark.parametrize("classes", [80, 300])
def test_many_exact_classes_stay_within_the_room_for_curves(
    make_run: MakeRun, classes: int
) -> None:
    rows = np.random.default_rng(1).random((classes, len(GRID)))
    names = tuple(f"class {index}" for index in range(classes))
    curves = {
        head: {
            kind: curve(kind, rows.mean(axis=0), head=head, classes=rows, names=names)
            for kind in ("F1", "P", "R", "PR")
        }
        for head in ("box", "mask")
    }
    data = curve_data(told(make_run(), curves), ())
    assert len(script_json(data)) < 120_000
    assert bool(data["names"]) is (classes == 80)


# --- words ---------------------------------------------------------------------------------------


def f1(peak: float, at: float, **changed: object) -> ToldCurve:
    values = np.interp(GRID, [0, at, 1], [0.1, peak, 0])
    return curve("F1", values, value=round(peak, 2), confidence=at, **changed)


def test_what_the_default_confidence_costs_is_said(make_run: MakeRun) -> None:
    facts = told(make_run(), {"mask": {"F1": f1(0.8, 0.5, head="mask")}})
    assert "mask F1 is 0.45 instead of 0.80: about 44 % less." in curves_intro(facts)
    facts = told(make_run(), {"mask": {"F1": f1(0.8, 0.25, head="mask")}})
    assert "is as good as at the best one (0.80)" in curves_intro(facts)


def test_where_nothing_is_found_no_confidence_is_the_best(make_run: MakeRun) -> None:
    facts = told(make_run(), {"box": {kind: curve(kind, [0.0, 0.0]) for kind in ("F1", "P", "R")}})
    assert [row.name for row in told_rows(facts)[0]] == ["Predict's default"]
    assert points_note(facts) == "F1 (box) is 0.00 at every confidence: there is none to choose."
    first = next(chart for chart in all_charts(facts) if chart.id == "box-f1")
    assert isinstance(first, CurveChart)
    assert first.subtitle == "0.00 at every confidence"
    assert [mark.kind for mark in first.marks] == ["default"]
    assert first.band is None


def test_of_a_run_with_one_head_no_head_is_named(make_run: MakeRun) -> None:
    detection = ["epoch", *(f"metrics/{m}(B)" for m in ("precision", "recall", "mAP50-95"))]
    folder = make_run(
        [[n, 0.5, 0.5, 0.3] for n in (1, 2)], columns=detection, args={"task": "detect"}
    )
    facts = told(folder, {"box": {"F1": f1(0.8, 0.5)}})
    assert "confidence of 0.25 F1 is 0.45 instead of 0.80" in curves_intro(facts)


def test_numbers_from_pictures_are_marked_and_printed_ones_are_not(make_run: MakeRun) -> None:
    facts = told(make_run(), {"box": {"F1": f1(0.8, 0.5)}})
    rows = {row.name: row for row in point_rows(facts.heads[0])}
    assert rows["Best balance (F1)"].confidence == "0.500"
    assert rows["Best balance (F1)"].f1 == "0.80"
    assert rows["Predict's default"].f1 == "≈ 0.45"
    assert rows["Predict's default"].precision == "–"


def test_exact_numbers_are_not_marked(make_run: MakeRun) -> None:
    exact = f1(0.8041, 0.5, source="reportgen.json", file="reportgen.json")
    facts = told(make_run(), {"box": {"F1": exact}})
    rows = {row.name: row for row in point_rows(facts.heads[0])}
    assert rows["Best balance (F1)"].f1 == "0.804"
    assert rows["Predict's default"].f1 == "0.452"
    assert "exact, from reportgen.json" in curves_intro(facts)


def test_the_answer_names_the_confidence_of_each_aim() -> None:
    facts = sample("segment-short").facts
    rows = [row for row in point_rows(facts.heads[-1]) if row.name.startswith("Favour")]
    if not rows:
        pytest.skip("the classes of the sample run differ too much")
    answer = diagnose(facts, evaluate(all_rules(), facts)).answers["confidence"].sentence
    for row in rows:
        assert row.confidence.removeprefix("≈ ") in answer


@pytest.mark.parametrize("width", [0.05, 0.2, 0.5])
def test_the_plateau_of_f1_is_told_as_a_range(make_run: MakeRun, width: float) -> None:
    x = np.linspace(0, 1, 201)
    mean = np.where((x >= 0.3) & (x <= 0.3 + width), 0.8, 0.2)
    curve = replace(f1(0.8, 0.3), x=x, mean=mean)
    facts = told(make_run(args={"task": "detect"}), {"box": {"F1": curve}})
    found = finding("best-confidence", Verdict.PASS, head="box", measured={"confidence": 0.3})
    answer = diagnose(facts, [found]).answers["confidence"].sentence
    assert f"From 0.30 to {0.3 + width:.2f} it is within 1 % of that" in answer


# --- the section ---------------------------------------------------------------------------------


def test_the_section_reads_without_scripts(good: str) -> None:
    part = section(good, "curves", "confusion")
    assert part.count('<div class="chart-static"><svg') == 4
    text = " ".join(Outline(part).text.split())
    assert "Best balance (F1)" in text
    assert "Predict's default" in text
    assert "read from the pictures" in text
    assert "Read from BoxF1_curve.png and MaskF1_curve.png." in text


def test_the_original_pictures_are_one_click_away(good: str) -> None:
    part = section(good, "curves", "confusion")
    folded = re.findall(r'<details class="more source">.*?</details>', part, re.DOTALL)
    assert len(folded) == 4
    assert all(each.count("<img ") == 2 and each.count("data-zoom") == 2 for each in folded)


def test_findings_on_confidence_lead_to_the_curve_of_their_head(good: str) -> None:
    for head in ("box", "mask"):
        for kind in ("f1", "p", "r", "pr"):
            assert f'id="r1-{head}-{kind}"' in good


def test_every_curve_chart_is_of_a_head_of_the_run() -> None:
    facts = sample("segment-short").facts
    ids = [chart.id for chart in all_charts(facts)]
    assert len(ids) == len(set(ids))


def test_a_declined_picture_is_shown_with_the_reason(make_run: MakeRun) -> None:
    html = html_of(make_run(files={"BoxF1_curve.png": png(), "MaskF1_curve.png": png()}))
    part = section(html, "curves", "confusion")
    text = " ".join(Outline(part).text.split())
    assert text.count("Its numbers are not told:") == 2
    assert part.count("<img ") == 2
    assert "data-curve-set" not in part


def test_curves_of_one_head_only_are_shown_and_the_other_is_missed(make_run: MakeRun) -> None:
    picture = (SAMPLES / "segment-short" / "MaskF1_curve.png").read_bytes()
    html = html_of(make_run(files={"MaskF1_curve.png": picture}))
    part = section(html, "curves", "confusion")
    assert part.count('<div class="chart-static"><svg') == 1
    text = " ".join(Outline(part).text.split())
    assert "No curves of the box head." in text
    assert "Precision against recall (mask)" in text


def test_the_data_of_the_script_has_what_the_charts_need(good: str) -> None:
    data = json.loads(re.findall(r"data-curve-data>(.*?)</script>", good)[0])
    assert [head["key"] for head in data["heads"]] == ["box", "mask"]
    assert set(data["charts"]) == {"F1", "PR", "P", "R"}
    for kinds in data["curves"].values():
        assert all(len(one["mean"]) == 2 * len(GRID) for one in kinds.values())
    assert data["printed"]["mask"][0] == data["confidence"]


def test_curves_on_another_grid_are_brought_to_the_usual_one(make_run: MakeRun) -> None:
    x = np.linspace(0, 1, 50)
    one = replace(curve("F1", np.ones(201)), x=x, mean=1 - x)
    data = curve_data(told(make_run(), {"box": {"F1": one}}), ())
    text = data["curves"]["box"]["F1"]["mean"]
    assert len(text) == 402
    assert int(text[200:202], 36) == 500


@pytest.mark.parametrize(
    ("confidence", "recall", "name", "alike"),
    [
        ("0.350", "0.80", "Balanced", True),
        ("0.360", "0.80", "Balanced", True),
        ("0.361", "0.80", "Balanced", False),
        ("0.350", "–", "Balanced", False),
        ("0.350", "0.80", "Fewer misses", False),
    ],
)
def test_heads_are_told_as_one_only_where_their_numbers_are(
    confidence: str, recall: str, name: str, alike: bool
) -> None:
    row = PointRow("Boxes", "box", "Balanced", "0.350", "0.35", "≈ 0.90", "0.80", "0.85", "")
    other = row._replace(confidence=confidence, recall=recall, name=name)
    assert are_alike((row,), (other,)) is alike


@pytest.mark.parametrize(("number", "names"), [(1, []), (2, ["class 0", "class 1"])])
def test_a_single_class_has_no_line_beside_the_mean(number: int, names: list[str]) -> None:
    all_names = tuple(f"class {at}" for at in range(number))
    each = curve("F1", [0.0, 1.0, 0.0], names=all_names, classes=np.tile(GRID, (number, 1)))
    data = drawing_data([Drawn("box", "Box", {"F1": each}, None)], [])
    assert data["names"] == names
    assert len(data["curves"]["box"]["F1"]["classes"]) == len(names)
