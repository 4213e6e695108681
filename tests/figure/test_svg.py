from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.figure.model.lines import Line, LineChart, Mark
from reportgen.figure.svg.lines import MAX_POINTS, svg
from reportgen.figure.svg.markup import number
from reportgen.figure.svg.matrix import named_matrix
from tests.figure.samples import CHART, NAN, TRAIN, VAL, empty, hostile, single

SVG = "{http://www.w3.org/2000/svg}"


def parsed(chart: LineChart, **options: object) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart, **options))  # type: ignore[arg-type]


def texts(root: ElementTree.Element) -> list[str]:
    return [item.text or "" for item in root.iter(f"{SVG}text")]


def test_a_simple_chart_is_drawn_as_it_always_was() -> None:
    root = parsed(replace(CHART, marks=()), height=150)
    drawn = [
        (group.get("class"), group.get("stroke-dasharray"), line.get("points"))
        for group in root.iter(f"{SVG}g")
        if group.get("class")
        for line in group
    ]
    assert drawn == [
        ("line role-box_loss side-train", "7 4", "31.2,20 343.8,40 656.3,60 968.8,80"),
        ("line role-box_loss side-val", None, "31.2,20 343.8,60"),
    ]
    (dot,) = root.iter(f"{SVG}circle")
    assert (dot.get("cx"), dot.get("cy")) == ("96.88%", "40")
    assert texts(root) == [
        *("0", "1", "2", "3", "4", "5"),
        *("1", "2", "3", "4"),
        *("loss", "Epoch", "train", "validation"),
    ]


def test_it_is_a_named_image_with_a_summary() -> None:
    root = parsed(CHART)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == CHART.title
    assert root.findtext(f"{SVG}desc") == CHART.summary


@pytest.mark.parametrize("make", [hostile, single, empty])
@pytest.mark.parametrize("thumbnail", [False, True])
def test_it_parses_and_holds_no_script(make: Callable[[], LineChart], thumbnail: bool) -> None:
    root = parsed(make(), band=(1, 2), thumbnail=thumbnail)
    tags = {item.tag.removeprefix(SVG) for item in root.iter()}
    assert tags <= {"svg", "title", "desc", "text", "line", "polyline", "g", "circle", "rect"}
    names = {name for item in root.iter() for name in item.attrib}
    assert not any(name.startswith("on") or "href" in name for name in names)


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_any_name_parses(name: str) -> None:
    chart = replace(CHART, title=name, marks=(Mark(2, name, "best"),))
    assert parsed(chart).tag == f"{SVG}svg"


def test_gaps_are_not_bridged() -> None:
    whole = parsed(replace(CHART, lines=(replace(VAL, y=(4.0, 2.0, 2.5, 3.0)),)))
    parted = parsed(replace(CHART, lines=(VAL,)))
    assert len(next(whole.iter(f"{SVG}polyline")).get("points", "").split()) == 4
    assert [len(p.get("points", "").split()) for p in parted.iter(f"{SVG}polyline")] == [2]


def test_dots_lead_from_an_early_end_of_a_line_to_its_name() -> None:
    early = replace(VAL, y=(4.0, 2.0, NAN, NAN))
    drawn = parsed(replace(CHART, lines=(TRAIN, early)))
    (leader,) = drawn.find(f".//{SVG}g[@class='leaders']") or ()
    assert leader.get("x2") == "100%"
    (name,) = (each for each in drawn.iter(f"{SVG}text") if each.text == "validation")
    assert float(name.get("y", "")) - float(leader.get("y2", "")) == pytest.approx(4, abs=0.1)
    assert parsed(CHART).find(f".//{SVG}g[@class='leaders']") is None


def test_a_single_epoch_is_a_dot() -> None:
    assert len(list(parsed(single()).iter(f"{SVG}circle"))) == 1


def test_long_runs_stay_light() -> None:
    epochs = tuple(range(1, 3001))
    line = replace(VAL, x=epochs, y=tuple(float(e % 7) for e in epochs))
    chart = replace(CHART, lines=(line,), y_range=(0.0, 7.0))
    (drawn,) = parsed(chart).iter(f"{SVG}polyline")
    assert MAX_POINTS / 2 < len(drawn.get("points", "").split()) <= MAX_POINTS
    assert len(svg(chart)) < 8_000


def test_what_lies_above_the_view_is_cut_at_its_edge() -> None:
    line = replace(VAL, y=(1e5, 2.0, 2.0, 3.0))
    (drawn,) = parsed(replace(CHART, lines=(line,), marks=())).iter(f"{SVG}polyline")
    heights = [float(point.split(",")[1]) for point in drawn.get("points", "").split()]
    assert min(heights) == 0


def test_epochs_in_question_are_shaded() -> None:
    assert not parsed(CHART).findall(f".//{SVG}rect")
    (band,) = parsed(CHART, band=(2, 3)).iter(f"{SVG}rect")
    assert band.get("class") == "band"
    assert (band.get("x"), band.get("width")) == ("18.75%", "62.5%")


def test_epochs_that_the_run_has_not_are_not_shaded() -> None:
    assert not list(parsed(CHART, band=(50, 60)).iter(f"{SVG}rect"))


def test_a_thumbnail_tells_the_numbers_that_matter() -> None:
    root = parsed(CHART, band=(2, 3), thumbnail=True)
    assert (root.get("width"), root.get("height")) == ("240", "80")
    assert texts(root) == ["2–3", "4.00", "3.00", "1.00"]
    assert root.findtext(f"{SVG}title") == (
        "box_loss, training and validation. validation: 4.00 at the start, 3.00 at the end. "
        "train: 4.00 at the start, 1.00 at the end. Marked: epochs 2 to 3."
    )


def test_the_two_last_numbers_of_a_thumbnail_keep_apart() -> None:
    close = replace(CHART, lines=(replace(TRAIN, y=(4.0, 3.0, 2.0, 2.9)), VAL))
    heights = {
        item.text: float(item.get("y", "0"))
        for item in parsed(close, thumbnail=True).iter(f"{SVG}text")
    }
    assert heights["2.90"] - heights["3.00"] >= 14


def test_of_more_than_two_lines_a_thumbnail_tells_the_one_that_leads() -> None:
    third = replace(TRAIN, label="third")
    root = parsed(replace(CHART, lines=(TRAIN, third, VAL)), thumbnail=True)
    assert texts(root) == ["4.00", "3.00"]


def test_no_text_is_smaller_than_12_px() -> None:
    for markup in (svg(CHART), svg(CHART, thumbnail=True)):
        sizes = [float(size) for size in re.findall(r'font-size[=:]"?([\d.]+)', markup)]
        assert sizes
        assert min(sizes) >= 12


def test_colours_are_those_of_the_theme_in_use() -> None:
    assert "stroke:var(--role-box_loss-soft,#4a8bcb)" in svg(CHART)


def test_an_unknown_loss_has_a_colour_too() -> None:
    line = Line("train", (1, 2), (1.0, 2.0), 'x" onload="y', "train")
    root = parsed(replace(CHART, lines=(line,)))
    assert [group.get("class") for group in root.iter(f"{SVG}g") if group.get("class")] == [
        "line role-other side-train"
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (-0.04, "0"), (-0.5, "-0.5"), (99.96, "100"), (10.0, "10")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text


def test_a_long_name_beside_a_matrix_is_cut_and_one_that_fits_is_whole() -> None:
    root = ElementTree.fromstring(named_matrix(["a" * 24, "b" * 25], [[0, 1], [1, 0]]))
    assert texts(root) == ["a" * 24] * 2 + ["b" * 23 + "…"] * 2, "a row and a column each"


@pytest.mark.parametrize("classes", [32, 60, 81, 100])
def test_names_at_the_edges_of_a_large_matrix_are_whole_and_apart(classes: int) -> None:
    names = [f"class {number}" for number in range(classes)]
    root = ElementTree.fromstring(named_matrix(names, [[0] * classes] * classes))
    whole = float(root.get("width", "0"))
    places = [
        (each.text, float(each.get("x", "")), float(each.get("y", "")), each.get("transform"))
        for each in root.iter(f"{SVG}text")
    ]
    assert sorted(name for name, *_ in places) == sorted(2 * names)
    for edge in {x for _, x, _, turned in places if not turned}:
        rows = sorted(y for _, x, y, turned in places if x == edge and not turned)
        assert min(later - y for y, later in pairwise(rows)) >= 14
    assert all(0 < x < whole and 0 < y < whole for _, x, y, _ in places)
