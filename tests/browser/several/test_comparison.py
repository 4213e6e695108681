"""A comparison in the browser: isolate a run, choose columns, judge predictions, copy it all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import (
    assert_nothing_moves,
    eventually,
    open_everything,
    scroll_through,
    shorten_tables,
    wait_until,
)
from tests.browser.test_axe import BOTH_THEMES, _violations
from tests.conftest import SAMPLES, shared

Open = Callable[..., Any]


WITH_PICTURES = pytest.mark.skipif(
    shared() is None, reason="needs two runs of one data set with pictures, of ../shared/trained"
)


@pytest.fixture(scope="session")
def comparison_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs of one data set, both with pictures of their predictions."""
    from reportgen import report

    folder = shared()
    runs = [SAMPLES / "segment-short", SAMPLES / "segment-overfit"]
    if folder is not None:
        runs = [folder / "trained" / name for name in ("easy-seed0", "easy-seed1")]
    return report(runs, tmp_path_factory.mktemp("reports") / "comparison.html")


def test_the_headline_metric_stands_in_the_first_view(
    open_report: Open, comparison_report: Path
) -> None:
    page = open_report(comparison_report)
    box = page.locator("#ranking tbody tr >> nth=0 >> td >> nth=1").bounding_box()
    assert box["y"] < 600
    assert page.locator(".comparison-answer").bounding_box()["y"] < 120


@pytest.fixture
def long_named_report(make_run: Callable[..., Path], tmp_path: Path) -> Path:
    """Four runs whose long names differ at their ends, one of them alone on its data."""
    from reportgen import report

    names = [f"detection-of-surface-defects/{end}" for end in ("train", "train2", "train3")]
    runs = [make_run(name=name, args={"data": "a.yaml"}) for name in names]
    runs.append(make_run(name="another-project-altogether/train4", args={"data": "b.yaml"}))
    return report(runs, tmp_path / "long.html")


@pytest.mark.parametrize("width", [390, 1400])
def test_names_keep_their_ends_and_numbers_stand_under_their_head(
    open_report: Open, long_named_report: Path, width: int
) -> None:
    page = open_report(long_named_report, width=width)
    ends = page.evaluate(
        """() => Array.from(document.querySelectorAll('#ranking tbody th a'), (link) => {
            const end = document.createRange();
            const last = link.querySelector('.name-end')?.firstChild ?? link.lastChild;
            end.selectNodeContents(last);
            const { right } = link.closest('th').getBoundingClientRect();
            return end.getBoundingClientRect().right - right;
        })"""
    )
    assert max(ends) <= 0, "cut off"
    head = page.locator('#ranking th[data-column="value"]').bounding_box()
    boxes = [each.bounding_box() for each in page.locator("#ranking .figure").all()]
    assert len(boxes) == 4
    assert len({round(box["x"] + box["width"]) for box in boxes}) == 1
    assert abs(boxes[0]["x"] - head["x"]) < 24


@pytest.mark.parametrize("end", ["", "_mosaic1.0_mixup0.2_of_potholes"])
def test_what_tells_names_apart_is_seen_on_a_phone(
    open_report: Open, make_run: Callable[..., Path], tmp_path: Path, end: str
) -> None:
    from reportgen import report

    rates = ("0.01", "0.001", "0.0001")
    names = [f"model_bs16_lr{rate}{end}{place}" for place, rate in enumerate(rates)]
    runs = [
        make_run(name=name, args={"lr0": float(rate)})
        for name, rate in zip(names, rates, strict=True)
    ]
    page = open_report(report(runs, tmp_path / "grid.html"), width=360)
    lost = page.evaluate(
        """() => Array.from(document.querySelectorAll('#ranking tbody th a'), (link) => {
            const name = document.createRange();
            name.selectNodeContents(link);
            const { right } = link.closest('th').getBoundingClientRect();
            const hidden = Array.from(link.querySelectorAll('span'))
                .some((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0);
            return hidden || name.getBoundingClientRect().right > right;
        })"""
    )
    assert lost == [False] * 3
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_captions_are_whole_on_a_phone(open_report: Open, long_named_report: Path) -> None:
    page = open_report(long_named_report, width=390)
    right = page.evaluate(
        """() => {
            const all = document.querySelectorAll('.scroll-x caption:not(.visually-hidden)');
            return Array.from(all, (caption) => {
                const words = document.createRange();
                words.selectNodeContents(caption);
                return words.getBoundingClientRect().right;
            });
        }"""
    )
    assert right
    assert max(right) <= 390


def test_one_press_isolates_a_run_and_another_brings_all_back(
    open_report: Open, comparison_report: Path
) -> None:
    page = open_report(comparison_report)
    page.locator("#comparison-charts").scroll_into_view_if_needed()
    wait_until(page, "document.querySelector('#comparison-charts .chart.is-live') !== null")
    shown = "ReportCharts.charts.get(document.querySelector('[data-runs]').id).hidden.size"
    assert page.evaluate(shown) == 0
    chip = page.locator(".run-legend li button").first
    chip.click()
    assert page.evaluate(shown) == 1
    pressed = page.locator(".run-legend li button").evaluate_all(
        "(all) => all.map((each) => each.ariaPressed)"
    )
    assert pressed == ["true", "false"]
    chip.click()
    assert page.evaluate(shown) == 0


def test_charts_of_folded_runs_are_drawn_once_they_are_opened(
    open_report: Open, comparison_report: Path
) -> None:
    page = open_report(comparison_report, laid_out=False)
    scroll_through(page)
    assert page.locator(".run-fold .chart.is-live").count() == 0
    page.locator("#r1-fold > summary").click()
    page.locator("#r1-training").wait_for()
    page.evaluate("document.querySelector('#r1-training').scrollIntoView()")
    wait_until(page, "document.querySelector('#r1-fold .chart.is-live') !== null")


def test_a_folded_run_is_whole_once_it_is_opened(
    open_report: Open, comparison_report: Path
) -> None:
    """Until then it is text to the browser, which is what its many parts would cost."""
    page = open_report(comparison_report)
    page.locator("#r2-fold > summary").click()
    page.locator("#r2-data summary").click()
    head = page.locator("#r2-epochs thead th").nth(1)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") is not None
    page.locator(".contents a[href='#r2']").click()
    wait_until(page, "document.querySelector('[href=\"#r2\"][aria-current]') !== null")
    page.evaluate("document.querySelector('#r2-training').scrollIntoView()")
    wait_until(page, "document.querySelector('#r2-fold .chart.is-live') !== null")
    controls = page.locator("#r2-fold .chart-controls")
    assert controls.get_by_text("Reset zoom").count() == 1
    assert page.evaluate("ReportCharts.runNamed('r2').charts.length > 3")


def test_all_folded_runs_are_there_soon_and_can_be_searched(
    open_report: Open, comparison_report: Path
) -> None:
    page = open_report(comparison_report)
    wait_until(page, "document.querySelector('.run-fold > noscript') === null")
    assert page.locator(".run-fold > article").count() == 2


def test_an_address_leads_into_a_folded_run(open_report: Open, comparison_report: Path) -> None:
    page = open_report(comparison_report, fragment="r2-findings")
    wait_until(page, "document.querySelector('#r2-findings')?.checkVisibility()")
    eventually(page, lambda: abs(page.locator("#r2-findings").bounding_box()["y"]) < 200)
    still = open_report(comparison_report, java_script=False)
    assert still.locator("#r2-fold .finding").count() > 5


def test_a_finding_of_the_table_opens_the_run_that_it_is_of(
    open_report: Open, comparison_report: Path
) -> None:
    page = open_report(comparison_report)
    link = page.locator("#findings-open tbody a").first
    target = link.get_attribute("href")
    link.click()
    wait_until(page, f"document.querySelector({target!r}).checkVisibility()")


def test_columns_can_be_chosen(open_report: Open, comparison_report: Path) -> None:
    page = open_report(comparison_report)
    header = page.locator("#ranking th[data-column='gap']")
    assert not header.is_visible()
    page.locator(".columns > summary").click()
    page.get_by_label("Val above train").check()
    assert page.evaluate(
        "document.querySelector(\"#ranking th[data-column='gap']\").checkVisibility()"
    )
    page.keyboard.press("Escape")
    assert not page.locator(".columns").evaluate("(each) => each.open")


@WITH_PICTURES
def test_answers_stay_and_go_along_when_the_comparison_is_copied(
    open_report: Open, comparison_report: Path
) -> None:
    page = open_report(comparison_report)
    answers = page.locator("[data-prediction-pairs] .pair:not([hidden]) .answers")
    answers.get_by_text("A better").click()
    tally = "document.querySelector('.predictions [data-answers-tally]').textContent"
    assert "better in 1" in page.evaluate(tally)
    page.reload()
    assert "better in 1" in page.evaluate(tally)
    page.evaluate("document.execCommand = () => { window.copied = "
                  "document.activeElement.value; return true; }")  # fmt: skip
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', "
        "{ value: { writeText: async (text) => { window.copied = text; } } })"
    )
    page.locator(".predictions [data-copy-comparison]").click()
    wait_until(page, "window.copied !== undefined")
    copied = page.evaluate("window.copied")
    assert copied.startswith("# 2 training runs")
    assert "Your answers:" in copied
    page.evaluate("localStorage.clear()")


@WITH_PICTURES
def test_predictions_of_two_runs_lie_under_one_handle(
    open_report: Open, comparison_report: Path
) -> None:
    page = open_report(comparison_report)
    handle = page.locator("[data-prediction-pairs] .pair:not([hidden]) [role='slider']")
    handle.focus()
    handle.press("ArrowRight")
    assert handle.get_attribute("aria-valuenow") == "51"
    assert "A: " in handle.get_attribute("aria-label")


def test_nothing_moves_while_the_page_is_read(open_report: Open, comparison_report: Path) -> None:
    page = open_report(comparison_report, laid_out=False)
    assert_nothing_moves(page)


@BOTH_THEMES
def test_axe_finds_nothing(
    open_report: Open, comparison_report: Path, width: int, theme: str
) -> None:
    page = open_report(comparison_report, width=width, color_scheme=theme)
    page.evaluate("document.querySelectorAll('.run-fold').forEach((each) => each.remove())")
    open_everything(page)
    shorten_tables(page)
    # What lies far below is laid out when it comes near; until then axe sees it in other places.
    scroll_through(page)
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _violations(page) == []


@WITH_PICTURES
def test_without_scripts_tables_and_links_to_pictures_stand(
    open_report: Open, comparison_report: Path
) -> None:
    page = open_report(comparison_report, java_script=False)
    assert page.locator("#checklist").is_visible()
    assert page.locator(".prediction-links a").count() == 2
    assert not page.locator("[data-predictions]").is_visible()


@WITH_PICTURES
def test_on_paper_stand_the_method_and_the_predictions_side_by_side(
    open_report: Open, comparison_report: Path
) -> None:
    page = open_report(comparison_report)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".ranking-method p").first.is_visible()
    pairs = page.locator("[data-prediction-pairs] .pair")
    assert pairs.count() > 0
    for pair in pairs.all():
        one, other = (side.bounding_box() for side in pair.locator("img").all())
        assert one["width"] > 100
        assert one["x"] + one["width"] <= other["x"] + 1
        assert one["y"] == pytest.approx(other["y"], abs=1)
    assert not page.locator(".predictions .answers").first.is_visible()
    assert not page.locator(".prediction-links").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator(".ranking-method").evaluate("(each) => each.open")
