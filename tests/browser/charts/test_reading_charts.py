"""Charts that can be trusted: zoom and back, values at a place, time, full screen, copies."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.charts.test_charts import PLOT, card, chart, epoch_in, hover, zoom
from tests.browser.steps import double_click, eventually, seen, wait_until
from tests.conftest import SAMPLES

Open = Callable[..., Any]
IN_VIEW = """(plot) => {
    const [x0, x1] = plot._fullLayout.xaxis.range;
    const inView = (x) => x >= x0 && x <= x1;
    return plot.data.map(({ x }) => Array.from(x, inView).join());
}"""
"""Which points of each line are in view."""
VALUES = "(plot) => Array.from(plot._fullLayout.yaxis.range)"
RESET = "document.querySelector('.chart-controls').querySelector('button:disabled')"


def drawn(page: Any, figure: Any) -> list[str]:
    """The chart as it is seen, with the pointer elsewhere."""
    return seen(page, figure.locator(".chart-area"))


def assert_drawn_as(page: Any, figure: Any, before: list[str]) -> None:
    """The chart is what it was, as soon as a busy browser has drawn it."""
    end = time.monotonic() + 60
    while (now := drawn(page, figure)) != before and time.monotonic() < end:
        pass
    assert now == before, "the chart does not become what it was"


def control(page: Any, name: str) -> Any:
    """A button of the bar that the first charts share."""
    bar = page.locator(".chart-controls").first
    return bar.get_by_role("button", name=name, exact=True)


def value_range(figure: Any) -> list[float]:
    """What the value axis shows."""
    found: list[float] = figure.locator(".chart-plot").evaluate(VALUES)
    return found


def fits(figure: Any) -> bool:
    """Whether the value axis shows all lines between the epochs shown, and little else."""
    plot = figure.locator(".chart-plot")
    data, (x0, x1) = plot.evaluate("(plot) => [plot.data, plot.layout.xaxis.range]")
    values = [
        y
        for line in data
        for x, y in zip(line["x"], line["y"], strict=True)
        if line["visible"] is not False and y is not None and x0 <= x <= x1
    ]
    (low, high), (least, most) = value_range(figure), (min(values), max(values))
    return bool(low < least and most < high and high - low < 1.3 * (most - least))


@pytest.mark.parametrize("back", ["button", "double click"])
def test_after_a_zoom_everything_is_as_before(
    open_report: Open, any_report: Path, back: str
) -> None:
    """Both axes, in the chart that was zoomed and in another one."""
    page = open_report(any_report, height=1100)
    charts = [chart(page, "total-loss"), chart(page, "seg-loss")]
    before = [drawn(page, figure) for figure in charts]
    ranges = [value_range(figure) for figure in charts]
    charts[0].scroll_into_view_if_needed()
    left, top, width, height = charts[0].evaluate(PLOT)
    page.mouse.move(left + width * 0.2, top + height * 0.3)
    page.mouse.down()
    page.mouse.move(left + width * 0.5, top + height * 0.7, steps=4)
    page.mouse.up()
    reset = control(page, "Reset zoom")
    wait_until(page, "!" + RESET)
    eventually(
        page,
        lambda: all(value_range(figure) != was for figure, was in zip(charts, ranges, strict=True)),
    )
    assert page.locator(".plotly-notifier").count() == 0, "no message in Plotly's own manner"
    if back == "button":
        reset.click()
    else:
        charts[0].scroll_into_view_if_needed()
        left, top, width, height = charts[0].evaluate(PLOT)
        double_click(page, left + width / 2, top + height / 2)
    wait_until(page, "!!" + RESET)
    eventually(page, lambda: [value_range(figure) for figure in charts] == ranges)
    for figure, was in zip(charts, before, strict=True):
        assert_drawn_as(page, figure, was)


def test_values_follow_a_zoom_of_epochs_unless_switched_off(
    open_report: Open, any_report: Path
) -> None:
    page = open_report(any_report, height=1100)
    figure, other = chart(page, "total-loss"), chart(page, "seg-loss")
    described = value_range(other)
    figure.scroll_into_view_if_needed()
    zoom(page, figure)
    other.scroll_into_view_if_needed()
    eventually(page, lambda: value_range(other) != described and fits(other))
    control(page, "Fit values").click()
    eventually(page, lambda: value_range(other) == described)


def test_the_card_never_covers_the_names_at_the_ends(open_report: Open, any_report: Path) -> None:
    page = open_report(any_report, height=1100)
    figure = chart(page, "seg-loss")
    names = [name.bounding_box() for name in figure.locator(".chart-name").all()]
    assert names
    for percent in range(2, 100, 7):
        hover(page, figure, percent / 100)
        box = figure.locator(".chart-card").bounding_box()
        for name in names:
            apart = (
                box["x"] + box["width"] <= name["x"]
                or box["y"] + box["height"] <= name["y"]
                or box["y"] >= name["y"] + name["height"]
            )
            assert apart, f"at {percent} %"


def test_figures_of_the_card_stand_under_each_other(open_report: Open, any_report: Path) -> None:
    page = open_report(any_report, height=1100)
    figure = chart(page, "seg-loss")
    hover(page, figure, 0.05)
    texts = figure.locator(".chart-card td.number").evaluate_all(
        "(cells) => cells.map((cell) => cell.textContent)"
    )
    figures = [text for text in texts if text[:1].isdigit()]
    assert len(figures) >= 2
    assert len({len(text) - max(text.find("."), text.find("\u2008")) for text in figures}) == 1


def test_nothing_is_told_past_the_end_of_a_run(open_report: Open, eight_report: Path) -> None:
    page = open_report(eight_report)
    figure = chart(page, "total-loss")
    hover(page, figure, 0.7)
    epoch = epoch_in(figure)
    rows = card(figure)
    assert len(rows) == 8
    for number in range(1, 9):
        (cells,) = [
            cells for name, cells in rows.items() if name.startswith(f"{20 * number}epochs")
        ]
        if 20 * number < epoch:
            assert cells == [f"ended at {20 * number}", ""]
        else:
            assert all(float(cell) > 0 for cell in cells)
    assert figure.locator(".chart-dot").count() == 2 * sum(20 * n >= epoch for n in range(1, 9))


def test_every_run_has_a_label_of_its_own(open_report: Open, eight_report: Path) -> None:
    page = open_report(eight_report)
    names = chart(page, "total-loss").locator(".chart-name").all_text_contents()
    assert sorted(names) == sorted(f"{20 * number}epochs" for number in range(1, 9))


def test_a_click_pins_the_card_and_another_lifts_it(open_report: Open, any_report: Path) -> None:
    page = open_report(any_report)
    figure = chart(page, "total-loss")
    hover(page, figure, 0.4)
    epoch = epoch_in(figure)
    page.mouse.down()
    page.mouse.up()
    hover(page, figure, 0.8)
    assert epoch_in(figure) == epoch, "what is pinned stays"
    page.mouse.move(1, 1)
    assert figure.locator(".chart-card.is-pinned").is_visible()
    figure.locator(".chart-card").click()
    figure.locator(".chart-card").wait_for(state="hidden")
    hover(page, figure, 0.4)
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(1, 1)
    page.keyboard.press("Escape")
    figure.locator(".chart-card").wait_for(state="hidden")


def test_points_are_read_by_keyboard(open_report: Open, any_report: Path) -> None:
    page = open_report(any_report)
    figure = chart(page, "box-loss")
    slider = figure.get_by_role("slider")
    told = slider.get_attribute("aria-label")
    assert told.startswith("Values of box_loss")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    with (SAMPLES / "segment-overfit" / "results.csv").open(encoding="utf-8") as file:
        row = list(csv.DictReader(file, skipinitialspace=True))[4]
    spoken = slider.get_attribute("aria-valuetext")
    assert slider.get_attribute("aria-valuenow") == "5"
    assert spoken.startswith("Epoch 5: ")
    assert f" {float(row['val/box_loss']):.9g}" in spoken
    page.keyboard.press("Enter")
    assert figure.locator(".chart-card.is-pinned").is_visible()
    page.keyboard.press("End")
    assert epoch_in(figure) == 160
    page.keyboard.press("Escape")
    assert figure.locator(".chart-card").is_hidden()


def test_the_axis_tells_time_where_the_run_does(open_report: Open, any_report: Path) -> None:
    page = open_report(any_report)
    figure = chart(page, "total-loss")
    before = drawn(page, figure)
    figure.scroll_into_view_if_needed()
    control(page, "Time").click()
    words = figure.locator(".chart-overlay .chart-axis").first
    eventually(page, lambda: words.text_content().startswith("Training time ("))
    other = chart(page, "box-loss")  # further down: it follows when it comes into view
    title = other.locator(".chart-overlay .chart-axis").first
    eventually(page, lambda: title.text_content().startswith("Training time ("))
    figure.scroll_into_view_if_needed()
    control(page, "Epoch").click()
    assert_drawn_as(page, figure, before)


def test_a_zoom_stays_over_the_same_epochs_when_the_axis_tells_time(
    open_report: Open, any_report: Path
) -> None:
    page = open_report(any_report, height=1100)
    figure = chart(page, "total-loss")
    figure.scroll_into_view_if_needed()
    zoom(page, figure)
    epochs = figure.locator(".chart-plot").evaluate(IN_VIEW)
    assert {"true", "false"} <= set(",".join(epochs).split(","))
    words = figure.locator(".chart-overlay .chart-axis").first
    for axis, title in (("Time", "Training time ("), ("Epoch", "Epoch")):
        control(page, axis).click()
        eventually(page, lambda title=title: words.text_content().startswith(title))  # type: ignore[misc]
        eventually(page, lambda: figure.locator(".chart-plot").evaluate(IN_VIEW) == epochs)
        assert not page.evaluate(RESET), "can be reset"


def height_of(element: Any) -> float:
    return float(element.bounding_box()["height"])


def test_a_chart_takes_the_whole_screen_and_gives_it_back(
    open_report: Open, any_report: Path
) -> None:
    page = open_report(any_report)
    figure = chart(page, "total-loss")
    area, plot = figure.locator(".chart-area"), figure.locator(".chart-plot .main-svg").first
    height = height_of(area)
    button = figure.locator("[data-full]")
    button.click()
    wait_until(page, "Boolean(document.querySelector(':fullscreen, .is-full'))")
    eventually(page, lambda: height_of(area) > height + 100)
    eventually(page, lambda: height_of(plot) == pytest.approx(height_of(area)))
    button.click()
    wait_until(page, "!document.querySelector(':fullscreen, .is-full')")
    eventually(page, lambda: height_of(area) == height)


NO_FULL_SCREEN = (
    "() => { Element.prototype.requestFullscreen = () => Promise.reject(new Error()); }"
)
"""As frames of other programs have it: the chart takes their whole frame then."""


@pytest.mark.parametrize("forbidden", [False, True])
def test_escape_leaves_the_whole_screen_and_all_is_as_before(
    open_report: Open, any_report: Path, forbidden: bool
) -> None:
    page = open_report(any_report)
    if forbidden:
        page.evaluate(NO_FULL_SCREEN)
    figure = chart(page, "total-loss")
    figure.scroll_into_view_if_needed()
    before, place = drawn(page, figure), page.evaluate("scrollY")
    button = figure.locator("[data-full]")
    button.click()
    wait_until(page, "Boolean(document.querySelector(':fullscreen, .is-full'))")
    assert button.text_content() == "Close"
    page.keyboard.press("Escape")
    wait_until(page, "!document.querySelector(':fullscreen, .is-full')")
    eventually(page, lambda: button.text_content() == "Full screen")
    eventually(page, lambda: page.evaluate("scrollY") == place)
    eventually(page, lambda: button.evaluate("(button) => button === document.activeElement"))
    button.evaluate("(button) => button.blur()")
    assert_drawn_as(page, figure, before)


def test_a_chart_is_copied_as_a_picture(open_report: Open, eight_report: Path) -> None:
    page = open_report(eight_report)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure = chart(page, "total-loss")
    figure.get_by_role("button", name="Copy as picture").click()
    page.get_by_text("Picture copied").wait_for()
    kinds = page.evaluate("navigator.clipboard.read().then((items) => items[0].types)")
    assert kinds == ["image/png"]


def test_one_bar_stays_at_hand(open_report: Open, any_report: Path) -> None:
    page = open_report(any_report)
    chart(page, "seg-loss").evaluate("(figure) => figure.scrollIntoView({ block: 'end' })")
    bar = page.locator(".chart-controls").first
    eventually(page, lambda: 0 <= bar.bounding_box()["y"] <= 100)


@pytest.mark.parametrize(("width", "shown"), [(1280, False), (360, True)])
def test_a_legend_stands_only_where_lines_bear_no_names(
    open_report: Open, overfit_report: Path, width: int, shown: bool
) -> None:
    page = open_report(overfit_report, width=width)
    figure = chart(page, "box-loss")
    assert figure.locator(".chart-legend").is_visible() == shown
    assert (figure.locator(".chart-name").count() == 0) == shown


def test_a_comparison_fits_a_phone(open_report: Open, eight_report: Path) -> None:
    width = 360
    page = open_report(eight_report, width=width, height=700)
    chart(page, "seg-loss").evaluate("(figure) => figure.scrollIntoView({ block: 'end' })")
    bar, head = page.locator(".bar"), page.locator(".chart-head")

    def leave_room() -> bool:
        above, below = bar.bounding_box(), head.bounding_box()
        taken = below["y"] + below["height"] - above["height"] - above["y"]
        return bool(taken <= 56)

    eventually(page, leave_room)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    button = page.get_by_role("button", name="All runs")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box["height"] <= 40, "in one line"
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_dots_lead_from_the_end_of_a_run_that_ended_early_to_its_name(
    open_report: Open, eight_report: Path
) -> None:
    page = open_report(eight_report)
    figure = page.locator("figure.chart[data-chart]").first
    figure.scroll_into_view_if_needed()
    figure.locator(".chart-name").first.wait_for(state="attached")
    leaders = [leader.bounding_box() for leader in figure.locator(".chart-leader").all()]
    names = [name.bounding_box() for name in figure.locator(".chart-name").all()]
    assert len(names) == 8
    assert len(leaders) == 7, "the longest one ends beside its name"
    ends = {round(box["x"] + box["width"]) for box in leaders}
    assert all(0 <= names[0]["x"] - end <= 12 for end in ends)
    assert len({round(box["x"]) for box in leaders}) == 7, "each begins where its run ends"
