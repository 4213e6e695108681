"""The small curve of a run and the trend of a group: where dots, steps, lines and dates stand."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from reportgen.output.site.listing.drawings import has_trend, spark_points, sparkline, trend
from reportgen.output.site.listing.index import _sentence
from reportgen.output.site.model import FROM_CHECKPOINT, FROM_FILE, Card, packed_curve

TOP, BOTTOM = 200 - 12 - 26, 162 - 162 / 1.08
"""Pixels from the highest value drawn down to 0; how far below the top the best run stands."""


def card(number: int, value: float | None, date: str, **more: object) -> Card:
    told = {"head": "box", "metric": "mAP50-95(B)", "dated": FROM_CHECKPOINT, **more}
    return Card(
        id=f"{number:016x}", place="p", slug=f"run-{number}", name=f"run {number}", verdict="pass",
        sentence="s", value=value, date=date, **told,  # type: ignore[arg-type]
    )  # fmt: skip


def day(number: int) -> str:
    return f"2026-03-{number:02d}T12:00:00"


def parts(markup: str, tag: str) -> list[dict[str, str]]:
    return [each.attrib for each in ElementTree.fromstring(markup).iter() if each.tag == tag]


def texts(markup: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(markup).iter("text")]


def test_runs_stand_at_equal_distances_in_order_of_their_dates() -> None:
    cards = [card(3, 0.25, day(9)), card(1, 0.5, day(1)), card(2, 0.0, day(2))]
    drawn = str(trend(cards, "Three runs."))
    dots = [dot for dot in parts(drawn, "circle") if dot["r"] == "4"]
    assert [dot["cx"] for dot in dots] == ["16.67%", "50%", "83.33%"]
    downs = [float(dot["cy"]) for dot in dots]
    assert downs == pytest.approx([BOTTOM, TOP, TOP - (TOP - BOTTOM) / 2], abs=0.1)
    assert "run 2: mAP50-95(B) 0, 2026-03-02" in drawn
    assert "<title>Three runs.</title>" in drawn


def test_the_best_so_far_is_a_line_of_steps() -> None:
    cards = [card(n, value, day(n)) for n, value in ((1, 0.2), (2, 0.1), (3, 0.4), (4, 0.4))]
    best = [line for line in parts(str(trend(cards, "")), "line") if line.get("class") == "best"]
    low, high = best[0]["y1"], best[-1]["y1"]
    told = [(line["x1"], line["x2"], line["y1"], line["y2"]) for line in best]
    assert told == [
        ("12.5%", "37.5%", low, low),
        ("37.5%", "62.5%", low, low),
        ("62.5%", "62.5%", low, high),
        ("62.5%", "87.5%", high, high),
    ]
    assert float(high) < float(low)


def test_values_are_read_off_lines_from_0_on() -> None:
    drawn = str(trend([card(1, 0.2, day(1)), card(2, 0.4, day(2))], ""))
    lines = [line for line in parts(drawn, "line") if line.get("class") != "best"]
    assert texts(drawn)[:-2] == ["0", "0.2", "0.4"]
    downs = [float(line["y1"]) for line in lines]
    assert downs == pytest.approx([TOP, TOP - (TOP - BOTTOM) / 2, BOTTOM], abs=0.1)
    assert [line["y2"] for line in lines] == [line["y1"] for line in lines]


def test_the_first_and_the_last_day_stand_below_one_where_they_are_the_same() -> None:
    ends = str(trend([card(1, 0.2, day(1)), card(2, 0.4, day(2))], ""))
    told = [(t["x"], t["text-anchor"], t["y"]) for t in parts(ends, "text")[-2:]]
    assert told == [("0%", "start", "180"), ("100%", "end", "180")]
    assert texts(ends)[-2:] == ["2026-03-01", "2026-03-02"]
    later = "2026-03-01T13:00:00"
    same = str(trend([card(1, 0.2, day(1)), card(2, 0.4, later)], ""))
    assert parts(same, "text")[-1]["x"] == "50%"
    assert [text for text in texts(same) if text.startswith("2026")] == ["2026-03-01"]


def test_thirty_runs_are_shown_the_latest() -> None:
    cards = [card(n, 0.5, f"2026-01-{n:02d}T00:00:00") for n in range(1, 32)]
    drawn = str(trend(cards, ""))
    assert len([dot for dot in parts(drawn, "circle") if dot["r"] == "4"]) == 30
    assert "run 1:" not in drawn
    assert "run 31:" in drawn


@pytest.mark.parametrize(
    ("minutes", "dated", "shown"),
    [(10, FROM_FILE, False), (11, FROM_FILE, True), (0, FROM_CHECKPOINT, True)],
)
def test_files_of_one_download_have_no_order(minutes: int, dated: str, shown: bool) -> None:
    dates = ("2026-03-01T12:00:00", f"2026-03-01T12:{minutes:02d}:00")
    cards = [card(n, 0.5, date, dated=dated) for n, date in enumerate(dates)]
    assert has_trend(cards) is shown
    assert bool(trend(cards, "")) is shown
    assert not has_trend(cards[:1])


def test_of_one_download_no_run_is_the_newest() -> None:
    told = [
        _sentence([card(n, 0.5, f"2026-03-{day}T12:00:00", dated=FROM_FILE) for n, day in days], {})
        for days in (((2, "09"), (1, "01")), ((2, "01"), (1, "01")))
    ]
    assert told == ["2 runs. The newest is run 2 (2026-03-09).", "2 runs."]


def test_a_run_without_a_value_or_a_date_is_no_dot() -> None:
    assert trend([card(1, 0.5, day(1)), card(2, None, day(2)), card(3, 0.5, "")], "") == ""


@pytest.mark.parametrize(
    ("points", "drawn"),
    [
        ([(1, 0.0), (2, 0.25), (3, 0.5)], "2,20 44,11 86,2"),
        ([(1, 0.0), (5, 0.0)], "2,20 86,20"),  # Nothing is higher than 0: along the bottom.
        ([(1, -0.5), (2, 0.5)], "2,20 86,2"),
        ([(4, 0.5)], ""),
    ],
)
def test_a_small_curve_fills_its_box(points: list[tuple[float, float]], drawn: str) -> None:
    run = card(1, 0.5, day(1), curve=packed_curve(points))
    assert spark_points(run) == drawn
    assert bool(sparkline(run)) is bool(drawn)
    if drawn:
        assert re.search(r'viewBox="0 0 88 22"', str(sparkline(run)))
