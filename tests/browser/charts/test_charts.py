"""Charts in a real browser: each is drawn, hover, zoom and scale are shared, nothing is lost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reportgen import read_run, report
from tests.browser.steps import (
    double_click,
    eventually,
    next_frame,
    open_everything,
    scroll_through,
    wait_until,
)
from tests.conftest import SAMPLES

Open = Callable[..., Any]

DRAWN = "document.querySelectorAll('[data-chart].is-live').length"
ALL = "document.querySelectorAll('[data-chart]').length"
PLOT = """(figure) => {
    const box = figure.querySelector('.nsewdrag').getBoundingClientRect();
    return [box.left, box.top, box.width, box.height];
}"""
UNFOLD = """(figure) => {
    for (let node = figure; node; node = node.parentElement) {
        if (node.localName === 'details') node.open = true;
    }
}"""
RANGES = """Array.from(document.querySelectorAll('.chart.is-live .chart-plot'), (plot) =>
    plot.layout.xaxis.range.map((end) => Math.round(end * 100) / 100).join(' to '))"""
LUMINANCE = """(colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}"""


def chart(page: Any, id: str) -> Any:
    """A chart of the first run, brought into view and drawn."""
    figure = page.locator(f'[data-chart$="-{id}"]').first
    figure.evaluate(UNFOLD)
    live = page.locator(f'.is-live[data-chart$="-{id}"]').first
    for _ in range(120):
        # Sections far below take their height when they come near, and push it out of view.
        figure.scroll_into_view_if_needed()
        if live.is_visible():
            break
        page.wait_for_timeout(500)
    live.wait_for()
    return figure


def hover(page: Any, figure: Any, share: float) -> None:
    """Move the pointer to a share of the plot's width."""
    left, top, width, height = figure.evaluate(PLOT)
    page.mouse.move(left + width * share - 2, top + height / 2)
    page.mouse.move(left + width * share, top + height / 2)


def zoom(page: Any, figure: Any) -> None:
    """Drag over a part of the epochs."""
    left, top, width, height = figure.evaluate(PLOT)
    page.mouse.move(left + width * 0.3, top + height / 2)
    page.mouse.down()
    page.mouse.move(left + width * 0.6, top + height / 2, steps=4)
    page.mouse.up()


def test_every_chart_is_drawn_when_it_comes_near(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report, laid_out=False)
    assert page.evaluate(DRAWN) < page.evaluate(ALL), "charts far below must wait"
    open_everything(page)
    scroll_through(page)
    wait_until(page, f"{DRAWN} === {ALL} && {ALL} >= 9")


def test_nothing_is_inflated_before_it_is_needed(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report, height=300, laid_out=False)
    wait_until(page, "!document.querySelector('.section:not(.laid-out)')")
    next_frame(page)
    first = page.locator("[data-chart]").first.bounding_box()
    assert first["y"] > 300 + 400, "the first chart must be far away for this test"
    assert page.evaluate("typeof window.Plotly") == "undefined"


def card(figure: Any) -> dict[str, list[str]]:
    """What the card beside a place of a chart says: its title, and the cells of each line."""
    rows = figure.evaluate(
        """(figure) => Array.from(figure.querySelectorAll('.chart-card tr'), (row) =>
            Array.from(row.cells, (cell) => cell.textContent.trim()))"""
    )
    return {name: values for name, *values in rows if name}


def epoch_in(figure: Any) -> int:
    """The epoch that the card is about."""
    return int(re.findall(r"\d+", figure.locator(".chart-card b").text_content())[0])


def test_hover_shows_every_series_with_the_digits_of_the_csv(
    open_report: Open, overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "box-loss")
    hover(page, figure, 0.5)
    figure.locator(".chart-card").wait_for()
    row = next(row for row in epochs_of(page) if int(row["epoch"]) == epoch_in(figure))
    assert card(figure) == {
        "train": [f"{float(row['train/box_loss']):.9g}"],
        "validation": [f"{float(row['val/box_loss']):.9g}"],
    }
    page.mouse.move(1, 1)
    figure.locator(".chart-card").wait_for(state="hidden")


def epochs_of(page: Any) -> list[dict[str, str]]:
    """The rows of results.csv that the page's report was made of."""
    path = Path(page.url.removeprefix("file://")).parent / "overfit"
    table = read_run(path).table
    assert table is not None
    return [
        {"epoch": str(epoch), **{name: str(values[i]) for name, values in table.columns.items()}}
        for i, epoch in enumerate(table.epochs)
    ]


def test_the_epoch_under_the_pointer_shows_in_the_other_charts(
    open_report: Open, overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    first, other = chart(page, "box-loss"), chart(page, "seg-loss")
    assert other.locator(".chart-spike").is_hidden()
    hover(page, first, 0.5)
    other.locator(".chart-spike:not([hidden])").wait_for()
    spike = other.locator(".chart-spike").bounding_box()["x"]
    left, _, width, _ = other.evaluate(PLOT)
    assert spike == pytest.approx(left + width * 0.5, abs=4)
    page.mouse.move(1, 1)
    other.locator(".chart-spike").wait_for(state="hidden")


def test_zoom_is_shared_and_reset_undoes_it(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "cls-loss")
    before = page.evaluate(RANGES)[0]
    reset = page.get_by_role("button", name="Reset zoom")
    assert reset.is_disabled()
    zoom(page, figure)
    wait_until(page, f"{RANGES}.every((range) => range !== '{before}')")
    assert len(set(page.evaluate(RANGES))) == 1
    ticks = figure.locator(".xtick text").all_text_contents()
    assert ticks == sorted({str(int(tick)) for tick in ticks}, key=int)
    # A chart that comes near later shows the same epochs.
    chart(page, "learning-rate")
    assert len(set(page.evaluate(RANGES))) == 1
    reset.scroll_into_view_if_needed()
    reset.focus()
    page.keyboard.press("Enter")
    chart(page, "cls-loss")
    wait_until(page, f"{RANGES}.filter((range) => range === '{before}').length >= 2")
    assert reset.is_disabled()


def test_a_double_click_zooms_out_and_once_more_shows_what_lies_beyond(
    open_report: Open, overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "cls-loss")
    before = page.evaluate(RANGES)[0]
    zoom(page, figure)
    wait_until(page, f"{RANGES}.every((range) => range !== '{before}')")
    left, top, width, height = figure.evaluate(PLOT)
    double_click(page, left + width / 2, top + height / 2)
    wait_until(page, f"{RANGES}.every((range) => range === '{before}')")


def test_smoothing_keeps_the_raw_line_faint_behind(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "box-metrics")
    assert figure.locator(".scatterlayer .trace").count() == 4
    slider = page.get_by_role("slider", name="Smoothing")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "median of 5 epochs"
    chart(page, "box-metrics")
    drawn = f"document.querySelector('#{figure.get_attribute('id')} .chart-plot').data"
    wait_until(page, f"{drawn}.length === 8")
    opacity = page.evaluate(f"{drawn}.map((trace) => trace.opacity ?? 1)")
    assert opacity == [0.3, 1] * 4
    raw, smooth = page.evaluate(f"{drawn}.slice(0, 2).map((trace) => trace.y)")
    assert smooth[0] == raw[0]
    assert smooth[80] == sorted(raw[78:83])[2]


def test_small_learning_rates_are_written_out(open_report: Open, tmp_path: Path) -> None:
    """0.0003, as the csv writes it, and no 300µ."""
    folder = tmp_path / "run"
    folder.mkdir()
    header, *rows = (SAMPLES / "segment-short" / "results.csv").read_text("utf-8").splitlines()
    lines = [",".join([*row.split(",")[:-3], *["0.00037"] * 3]) for row in rows]
    lines[0] = ",".join([*rows[0].split(",")[:-3], *["0.0001"] * 3])
    (folder / "results.csv").write_text("\n".join([header, *lines]), "utf-8")
    target = tmp_path / "report.html"
    report([folder], target)
    page = open_report(target)
    ticks = chart(page, "learning-rate").locator(".ytick text").all_text_contents()
    assert len(ticks) > 2
    assert all(re.fullmatch(r"0(\.0\d+)?", tick) for tick in ticks), ticks


def test_log_scale_and_back(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "seg-loss")
    axis = f"document.querySelector('#{figure.get_attribute('id')} .chart-plot').layout.yaxis.type"
    log = figure.get_by_role("button", name=re.compile("^Log scale"))
    for pressed, kind in (("true", "log"), ("false", "linear")):
        log.click()
        assert log.get_attribute("aria-pressed") == pressed
        wait_until(page, f"({axis} ?? 'linear') === '{kind}'")


def test_a_line_can_be_switched_off_and_on(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "box-loss")
    count = (
        f"document.querySelectorAll('#{figure.get_attribute('id')} .scatterlayer .trace').length"
    )
    train = figure.get_by_role("button", name="train", exact=True)
    train.focus()
    for pressed, lines in (("false", 1), ("true", 2)):
        page.keyboard.press("Enter")
        assert train.get_attribute("aria-pressed") == pressed
        wait_until(page, f"{count} === {lines}")


def test_lines_are_named_and_no_label_covers_another(
    open_report: Open, overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "map")
    names = figure.locator(".chart-name")
    assert sorted(names.all_text_contents()) == sorted(
        ["box mAP50", "box mAP50-95", "mask mAP50", "mask mAP50-95"]
    )
    for selector in (".chart-name", ".chart-mark"):
        boxes = [item.bounding_box() for item in figure.locator(selector).all()]
        assert boxes
        area = figure.locator(".chart-area").bounding_box()
        assert all(box["x"] >= area["x"] for box in boxes)
        assert all(box["x"] + box["width"] <= area["x"] + area["width"] for box in boxes)
        if selector == ".chart-name":
            tops = sorted(box["y"] for box in boxes)
            assert all(b - a >= 14 for a, b in pairwise(tops))


@pytest.mark.parametrize("format", ["CSV", "SVG", "PNG"])
def test_a_chart_can_be_downloaded(open_report: Open, overfit_report: Path, format: str) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "box-loss")
    with page.expect_download() as waiting:
        figure.get_by_role("button", name=re.compile(f"^Download {format}")).click()
    extension = format.lower()
    assert waiting.value.suggested_filename == f"{figure.get_attribute('id')}.{extension}"
    content = Path(waiting.value.path()).read_bytes()
    if format == "CSV":
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        assert list(rows[0]) == ["epoch", "train/box_loss", "val/box_loss"]
        expected = epochs_of(page)
        assert [float(row["val/box_loss"]) for row in rows] == [
            float(row["val/box_loss"]) for row in expected
        ]
    elif format == "SVG":
        assert content.startswith(b"<svg")
        assert b"box_loss, training and validation" in content
    else:
        assert content.startswith(b"\x89PNG")


def test_a_finding_leads_to_its_chart_with_the_epochs_shaded(
    open_report: Open, overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    page.evaluate(
        "document.querySelector('a[data-band]').closest('details')?.setAttribute('open', '')"
    )
    link = page.locator("a[data-band]").first
    target = link.get_attribute("href")
    link.click()
    band = page.locator(f"{target} .chart-band")
    band.wait_for()
    assert band.bounding_box()["width"] >= 2
    eventually(page, lambda: 0 <= band.bounding_box()["y"] <= 800)  # the chart is in view


def test_dark_recolours_what_is_drawn(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "box-loss")
    stroke = "(figure) => getComputedStyle(figure.querySelectorAll('.js-line')[1]).stroke"
    light = figure.evaluate(stroke)
    page.evaluate(
        """() => {
            document.documentElement.dataset.theme = 'dark';
            document.dispatchEvent(new CustomEvent('themechange'));
        }"""
    )
    path = f"document.querySelectorAll('#{figure.get_attribute('id')} .js-line')[1]"
    wait_until(page, f"getComputedStyle({path}).stroke !== '{light}'")
    brightness = page.evaluate(f"({LUMINANCE})(getComputedStyle({path}).stroke)")
    assert brightness > page.evaluate(f"({LUMINANCE})('{light}')")
    ground = figure.evaluate("(figure) => getComputedStyle(figure.querySelector('.bg')).fill")
    assert "0)" in ground.replace(" ", "") or ground == "none", "the plot area is transparent"


def test_the_drawing_is_what_is_printed(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report, color_scheme="dark")
    figure = chart(page, "box-loss")
    page.emulate_media(media="print")
    assert figure.locator(".chart-live").is_hidden()
    static = figure.locator(".chart-static")
    assert static.evaluate("(element) => getComputedStyle(element).opacity") == "1"
    stroke = static.locator(".line").last.evaluate("(line) => getComputedStyle(line).stroke")
    assert stroke == "rgb(15, 95, 181)", "print is light"
    assert figure.locator(".chart-tools").is_hidden()


@pytest.mark.parametrize("width", [1280, 360])
def test_without_scripts_the_drawing_stands_whole(
    open_report: Open, overfit_report: Path, width: int
) -> None:
    page = open_report(overfit_report, width=width, java_script=False)
    folds = page.locator(".charts-fold > summary")
    for fold in folds.all():
        fold.click()
    figures = page.locator("[data-chart]:visible").all()
    assert len(figures) >= 9
    for figure in figures:
        area = figure.locator(".chart-area").bounding_box()
        words = figure.locator(".chart-static text").all()
        assert len(words) > 8
        for word in words:
            box = word.bounding_box()
            assert box["x"] >= area["x"] - 1, word.text_content()
            assert box["x"] + box["width"] <= area["x"] + area["width"] + 1, word.text_content()
        assert figure.locator(".chart-tools").is_hidden()


def test_a_damaged_bundle_leaves_the_drawings(
    open_report: Open, overfit_report: Path, tmp_path: Path
) -> None:
    html = overfit_report.read_text("utf-8")
    damaged = tmp_path / "damaged.html"
    damaged.write_text(re.sub(r'(id="plotly-bundle">)[\w+/=]{99}', r"\1", html), "utf-8")
    page = open_report(damaged)
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    wait_until(page, "document.documentElement.classList.contains('charts-static')")
    figure = page.locator("[data-chart]").first
    assert figure.locator(".chart-static .line").first.is_visible()
    assert figure.locator(".chart-tools").is_hidden()


def test_targets_are_large_enough_for_a_finger(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report, width=360, touch=True)
    chart(page, "box-metrics")
    for control in page.locator(
        ".chart-tools button, .chart-controls button, input[type=range]"
    ).all():
        box = control.bounding_box()
        assert box["width"] >= 24, control.text_content()
        assert box["height"] >= 24, control.text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_text_of_live_charts_is_legible(open_report: Open, overfit_report: Path) -> None:
    page = open_report(overfit_report)
    figure = chart(page, "seg-loss")
    figure.get_by_role("button", name=re.compile("^Log scale")).click()
    plot = f"document.querySelector('#{figure.get_attribute('id')} .chart-plot')"
    wait_until(page, f"{plot}.layout.yaxis.type === 'log'")
    sizes = figure.evaluate(
        """(figure) => Array.from(figure.querySelectorAll('.chart-live text, .chart-overlay span'),
            (text) => parseFloat(getComputedStyle(text).fontSize))"""
    )
    assert min(sizes) >= 12
