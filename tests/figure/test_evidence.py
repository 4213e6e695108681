"""Drawings of curves and of the confusion matrix: sound, light, readable."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.figure.model.chart import chart_figure, chart_thumbnail
from reportgen.figure.model.curves import CurveChart, CurveLine, CurveMark, overlay, value_top
from reportgen.figure.model.matrix import SHADES, MatrixChart, shade
from reportgen.figure.svg.curves import curve_svg, simplify
from reportgen.figure.svg.matrix import LIGHT, matrix_svg
from tests.conftest import ROOT
from tests.support.told import GAP

HOSTILE = "<img src=x onerror=alert(1)>&'\"\x00"
X = tuple(np.linspace(0, 1, 201).tolist())


def chart(head: str = "box", *, marks: tuple[CurveMark, ...] = (), name: str = "") -> CurveChart:
    mean = tuple(1 - x for x in X)
    gappy = tuple(GAP if 0.3 < x < 0.4 else x for x in X)
    return CurveChart(
        id=f"{head}-f1",
        kind="F1",
        title=f"{head} F1",
        subtitle="",
        how_to_read="",
        summary="Falls.",
        x_title="Confidence",
        y_title="F1",
        lines=(
            CurveLine(name or "star", X, gappy, head, thin=True),
            CurveLine(head, X, mean, head),
        ),
        marks=marks,
        note="highest 1.00 at 0.000",
    )


def matrix(shares: list[list[float]], **changed: object) -> MatrixChart:
    known = {
        "id": "confusion-matrix",
        "title": "Confusion matrix",
        "subtitle": "",
        "how_to_read": "",
        "summary": "Two classes.",
        "names": tuple(f"class {index}" for index in range(len(shares))),
        "shares": tuple(map(tuple, shares)),
        "counts": None,
        "background": False,
        "note": "found\n0.5",
    }
    return MatrixChart(**{**known, **changed})  # type: ignore[arg-type]


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=60), st.floats(0.001, 0.2))
def test_points_that_are_left_out_lie_within_the_tolerance(ys: list[float], most: float) -> None:
    points = tuple(zip(np.linspace(0, 1, len(ys)).tolist(), ys, strict=True))
    kept = simplify(points, most)
    assert kept[0] == points[0]
    assert kept[-1] == points[-1]
    drawn = np.interp([x for x, _ in points], [x for x, _ in kept], [y for _, y in kept])
    assert np.all(np.abs(drawn - ys) <= most + 1e-9)


def test_gaps_of_a_line_are_not_bridged() -> None:
    drawing = ElementTree.fromstring(curve_svg(chart()))
    lines = [group for group in drawing.iter() if "class" in group.get("class", "").split()[2:]]
    assert [len(group) for group in lines] == [2]


@pytest.mark.parametrize("thumbnail", [False, True])
def test_hostile_names_are_text(thumbnail: bool) -> None:
    mark = CurveMark(0.5, HOSTILE, "best")
    drawing = curve_svg(chart(marks=(mark,), name=HOSTILE), thumbnail=thumbnail)
    ElementTree.fromstring(drawing)
    assert "<img" not in drawing
    drawing = matrix_svg(matrix([[1.0]], title=HOSTILE, note=HOSTILE), thumbnail=thumbnail)
    ElementTree.fromstring(drawing)
    assert "<img" not in drawing


def test_heads_that_share_a_mark_show_it_once() -> None:
    same = CurveMark(0.25, "default 0.25", "default")
    own = [CurveMark(at, f"best {at}", "best", head) for at, head in ((0.3, "box"), (0.4, "mask"))]
    joined = overlay(
        [chart("box", marks=(own[0], same)), chart("mask", marks=(own[1], same))], "f1", "F1", ""
    )
    assert [mark.label for mark in joined.marks] == [
        "box best 0.3",
        "default 0.25",
        "mask best 0.4",
    ]
    assert [line.label for line in joined.means] == ["box", "mask"]
    assert {line.role for line in joined.lines if line.thin} == {"mask"}


@pytest.mark.parametrize(
    ("highest", "top"), [(0.0, 0.04), (0.07, 0.08), (0.17, 0.2), (0.39, 0.4), (0.4, 1.0), (1.0, 1)]
)
def test_the_value_axis_ends_above_the_highest_value(highest: float, top: float) -> None:
    assert value_top(highest) == top


def test_weak_curves_fill_the_height_and_the_axis_says_where_it_ends() -> None:
    weak = tuple(0.08 * (1 - x) for x in X)
    low = replace(chart(), lines=(CurveLine("box", X, weak, "box"),), top=0.08)
    drawing = ElementTree.fromstring(curve_svg(low))
    told = [each.text for each in drawing.iter() if each.tag.endswith("text")]
    assert {"F1, axis to 0.08", "0.02", "0.04", "0.06", "0.08"} <= set(told)
    (line,) = (each.get("points", "") for each in drawing.iter() if each.tag.endswith("polyline"))
    assert line.split()[0] == "0,0"
    assert chart_figure(low)["layout"]["yaxis"]["range"] == [0, 0.08]


def test_heads_laid_over_each_other_share_the_axis_of_the_stronger() -> None:
    pair = [replace(chart("box"), top=0.4), replace(chart("mask"), top=0.08)]
    assert overlay(pair, "f1", "F1", "").top == 0.4


def test_labels_of_marks_do_not_cover_each_other() -> None:
    marks = tuple(CurveMark(at, f"mark at {at}", "best") for at in (0.2, 0.25, 0.3, 0.8))
    drawing = ElementTree.fromstring(curve_svg(chart(marks=marks)))
    labels = [each for each in drawing.iter() if each.get("class", "").startswith("mark ")]
    assert len({label.get("y") for label in labels[:3]}) == 3


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, 0), (0.004, 0), (0.005, 1), (0.5, 5), (0.999, 9), (1.0, 9), (GAP, -1)],
)
def test_shades_follow_the_share(share: float, expected: int) -> None:
    assert shade(share) == expected


def test_every_cell_of_the_drawing_has_its_place() -> None:
    shares = [[1.0, 0.5, 0.5], [0.0, 0.5, GAP], [0.0, 0.0, 0.2]]
    covered: set[tuple[int, int]] = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", matrix_svg(matrix(shares))):
        cells = {(int(y), int(x) + step) for step in range(int(width))}
        assert not covered & cells
        covered |= cells
    assert covered == {(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)}


def test_eighty_classes_are_a_light_drawing() -> None:
    rng = np.random.default_rng(1)
    shares = np.where(rng.random((81, 81)) < 0.1, rng.random((81, 81)), 0.0)
    assert len(matrix_svg(matrix(shares.tolist()))) < 30_000


def test_plotly_takes_the_figures() -> None:
    go = pytest.importorskip("plotly.graph_objects")
    mark = CurveMark(0.5, HOSTILE, "best", "box", 0.5)
    for each in (chart(marks=(mark, CurveMark(0.2, "knee", "knee"))), matrix([[1.0, GAP]] * 2)):
        figure = go.Figure(chart_figure(each))
        assert "<img" not in figure.to_json()
        assert "NaN" not in figure.to_json()


def test_thumbnails_write_the_number_that_matters() -> None:
    assert "highest 1.00 at 0.000" in chart_thumbnail(chart())
    assert "0.5" in chart_thumbnail(matrix([[0.5]]))


# --- colours -------------------------------------------------------------------------------------


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _themes() -> list[dict[str, str]]:
    css = (ROOT / "templates" / "assets" / "evidence.css").read_text("utf-8")
    blocks = re.findall(r"\{([^{}]*--matrix-1:[^{}]*)\}", css)
    return [dict(re.findall(r"(--matrix-\w+): (#\w{6})", block)) for block in blocks]


def test_shades_in_css_are_those_of_the_program_and_both_dark_rules_agree() -> None:
    light, dark, chosen = _themes()
    assert tuple(light[f"--matrix-{number}"] for number in range(1, SHADES + 1)) == LIGHT
    assert dark == chosen


def test_text_on_every_shade_can_be_read_and_shades_go_one_way() -> None:
    css = (ROOT / "templates" / "assets" / "evidence.css").read_text("utf-8")
    assert ".matrix td.m6 { color: #ffffff; }" in css
    for theme in _themes()[:2]:
        for number in range(1, SHADES + 1):
            low = "--matrix-low" if number <= 5 else "--matrix-high"
            text = "#ffffff" if number == 6 else theme[low]
            assert _contrast(theme[f"--matrix-{number}"], text) >= 4.5, number
        shades = [_luminance(theme[f"--matrix-{number}"]) for number in range(1, SHADES + 1)]
        assert shades in (sorted(shades), sorted(shades, reverse=True))
