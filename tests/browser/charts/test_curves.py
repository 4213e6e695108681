"""Curves and confusion matrix in a browser: the line that moves, classes, cells in words."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen import read_run, report
from reportgen.facts.operating_point import point_at
from reportgen.output.json import to_json
from tests.browser.steps import eventually, open_everything, wait_until
from tests.conftest import SAMPLES

GOOD = SAMPLES / "segment-short"


@pytest.fixture(scope="module")
def good_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("reports") / "good.html"
    report([GOOD], target)
    return target


@pytest.fixture
def curves(open_report: Callable[..., Any], good_report: Path) -> Any:
    page = open_report(good_report)
    show(page)
    return page


def show(page: Any) -> None:
    """Scroll to the curves and wait until all four are drawn."""
    page.evaluate("document.querySelector('.curve-set .charts').scrollIntoView()")
    wait_until(page, "document.querySelectorAll('.curve.is-live .curve-dot').length >= 4")


def values(page: Any, head: str) -> list[str]:
    row = page.locator(".curve-values tbody tr", has_text=head)
    return [text.replace("≈", "").strip() for text in row.locator("td").all_inner_texts()]


# --- the confidence line -------------------------------------------------------------------------


def test_the_slider_moves_the_line_on_every_curve_and_tells_the_values(curves: Any) -> None:
    slider = curves.get_by_role("slider", name="Confidence")
    slider.fill("0.4")
    facts = read_run(GOOD).facts
    for head in facts.heads:
        told = point_at(head.curves, 0.4)
        assert told.precision is not None
        assert told.recall is not None
        assert told.f1 is not None
        expected = [told.precision, told.recall, told.f1]
        shown = [float(text) for text in values(curves, head.head.key.capitalize())]
        assert shown == pytest.approx(expected, abs=0.0061)
    places = curves.evaluate(
        """() => Array.from(document.querySelectorAll('.curve-at'), (line) => {
            const plot = line.closest('.chart-area').querySelector('.nsewdrag');
            const [box, area] = [line.getBoundingClientRect(), plot.getBoundingClientRect()];
            return (box.left + 1 - area.left) / area.width;
        })"""
    )
    assert len(places) == 3
    assert places == pytest.approx([0.4] * 3, abs=0.01)


def test_arrow_keys_move_the_line_by_a_hundredth_and_it_is_read_aloud(curves: Any) -> None:
    slider = curves.get_by_role("slider", name="Confidence")
    slider.fill("0.4")
    slider.focus()
    curves.keyboard.press("ArrowRight")
    assert slider.input_value() == "0.41"
    curves.keyboard.press("Shift+ArrowLeft")
    assert slider.input_value() == "0.409"
    spoken = "document.querySelector('.curve-bar [aria-live]').textContent"
    wait_until(curves, f"{spoken}.startsWith('At confidence 0.409.')")
    assert "Precision" in curves.evaluate(spoken)


def test_a_drag_on_a_curve_moves_the_line(curves: Any) -> None:
    box = curves.locator('[data-curve="F1"] .nsewdrag').bounding_box()
    y = box["y"] + box["height"] / 2
    curves.mouse.move(box["x"] + box["width"] * 0.2, y)
    curves.mouse.down()
    curves.mouse.move(box["x"] + box["width"] * 0.7, y, steps=4)
    curves.mouse.up()
    slider = curves.get_by_role("slider", name="Confidence")
    assert float(slider.input_value()) == pytest.approx(0.7, abs=0.01)


def test_aims_set_the_line(curves: Any) -> None:
    slider = curves.get_by_role("slider", name="Confidence")
    curves.get_by_role("button", name="Predict's default", exact=True).click()
    assert slider.input_value() == "0.25"
    curves.get_by_role("button", name="Best balance", exact=True).click()
    facts = read_run(GOOD).facts
    peak = facts.heads[-1].f1_peak
    assert peak is not None
    assert float(slider.input_value()) == peak.confidence
    mask_f1 = values(curves, "Mask")[2]
    assert float(mask_f1) == peak.f1, "the printed value, not the one from pixels"
    curves.locator("#r1-points td button").first.click()
    first = curves.locator("#r1-points [data-set-confidence]").first
    assert float(slider.input_value()) == float(first.get_attribute("data-set-confidence"))


def test_the_point_on_precision_over_recall_follows(curves: Any) -> None:
    where = """() => {
        const dot = document.querySelector('[data-curve="PR"] .curve-dot').getBoundingClientRect();
        const plot = document.querySelector('[data-curve="PR"] .nsewdrag').getBoundingClientRect();
        return [(dot.left + dot.width / 2 - plot.left) / plot.width,
                1 - (dot.top + dot.height / 2 - plot.top) / plot.height];
    }"""
    curves.get_by_role("slider", name="Confidence").fill("0.3")
    point = point_at(read_run(GOOD).facts.heads[0].curves, 0.3)
    assert curves.evaluate(where) == pytest.approx([point.recall, point.precision], abs=0.02)


def test_heads_can_be_shown_alone(curves: Any) -> None:
    heads = curves.get_by_role("group", name="Heads shown")
    heads.get_by_role("button", name="Box").click()
    wait_until(curves, "document.querySelectorAll('.curve-dot').length === 4")
    heads.get_by_role("button", name="Mask").click()
    assert heads.get_by_role("button", name="Mask").get_attribute("aria-pressed") == "true"


# --- classes -------------------------------------------------------------------------------------

TRACES = """() => document.querySelector('[data-curve="F1"] .js-plotly-plot').data.length"""


def test_classes_can_be_chosen(curves: Any) -> None:
    chips = curves.get_by_role("group", name="Classes shown").get_by_role("button")
    count = chips.count()
    shown = curves.evaluate(TRACES)
    assert shown == count + 2
    chips.first.click()
    assert chips.first.get_attribute("aria-pressed") == "false"
    curves.locator(".curve-class-tools").get_by_role("button", name="None").click()
    curves.evaluate("document.querySelector('.curve-set .charts').scrollIntoView()")
    wait_until(curves, f"({TRACES})() === 2")


def test_gaps_of_a_class_line_stay_gaps(curves: Any) -> None:
    gaps = curves.evaluate(
        """() => {
            const { data } = document.querySelector('[data-curve="F1"] .js-plotly-plot');
            return data.filter(({ y }) => y.includes(null)).map((trace) => trace.connectgaps);
        }"""
    )
    assert gaps
    assert not any(gaps)


# --- downloads, other ways of reading ------------------------------------------------------------


def test_a_curve_can_be_downloaded(curves: Any) -> None:
    with curves.expect_download() as waiting:
        curves.locator('[data-curve="R"] [data-curve-tools] button', has_text="CSV").click()
    text = Path(waiting.value.path()).read_bytes().decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0][:2] == ["confidence", "box mean"]
    assert "mask mean" in rows[0]
    assert len(rows) == 202
    recall = read_run(GOOD).facts.heads[0].curves["R"].mean
    assert [float(row[1]) for row in rows[1:]] == pytest.approx(recall.tolist(), abs=0.0006)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_curves_follow_the_theme(
    open_report: Callable[..., Any], good_report: Path, scheme: str
) -> None:
    page = open_report(good_report, color_scheme=scheme)
    show(page)
    colour = page.evaluate(
        """() => [document.querySelector('[data-curve="P"] .js-plotly-plot').data.at(-1).line.color,
                  getComputedStyle(document.documentElement).getPropertyValue('--role-mask')]"""
    )
    assert colour[0] == colour[1].strip()


def test_a_finding_reaches_its_curve_below_the_bar(
    open_report: Callable[..., Any], good_report: Path
) -> None:
    page = open_report(good_report, fragment="r1-mask-f1")
    wait_until(page, "document.querySelectorAll('.curve.is-live').length > 0")
    title, bar = (page.locator(each) for each in ("#r1-curve-f1-title", ".curve-bar"))

    def stands_below() -> bool:
        over, under = bar.bounding_box(), title.bounding_box()
        return bool(over["y"] + over["height"] <= under["y"] + 1 and under["y"] < 700)

    eventually(page, stands_below)


def test_no_line_runs_through_a_label_of_a_mark(curves: Any) -> None:
    crossed = curves.evaluate(
        """() => [...document.querySelectorAll('.curve')].flatMap((figure) => {
            const marks = [...figure.querySelectorAll('.chart-mark')].map((mark) => {
                const words = document.createRange();
                words.selectNodeContents(mark);
                const left = mark.classList.contains('towards-left');
                const box = mark.getBoundingClientRect();
                return { name: mark.textContent, words: words.getBoundingClientRect(),
                         x: left ? box.right : box.left, top: box.top };
            });
            return marks.flatMap((label) => marks
                .filter((line) => line !== label && line.top < label.words.bottom - 2
                    && line.x > label.words.left && line.x < label.words.right)
                .map((line) => `${line.name} runs through ${label.name}`));
        })"""
    )
    assert crossed == []


def test_weak_curves_are_drawn_as_high_as_they_reach(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    show(page)
    f1, pr = (page.locator(f'[data-curve="{kind}"] .ytick text') for kind in ("F1", "PR"))
    assert f1.all_text_contents() == ["0", "0.05", "0.10", "0.15", "0.20"]
    assert pr.all_text_contents() == ["0", "0.25", "0.50", "0.75", "1"]
    assert "axis to 0.2" in page.locator('[data-curve="F1"] .ytitle').text_content()
    share = page.evaluate(
        """() => {
            const chart = document.querySelector('[data-curve="F1"]');
            const middle = (element) => {
                const { top, bottom } = element.getBoundingClientRect();
                return (top + bottom) / 2;
            };
            const ticks = [...chart.querySelectorAll('.ytick text')].map(middle);
            const dot = middle([...chart.querySelectorAll('.curve-dot')].at(-1));
            return (ticks[0] - dot) / (ticks[0] - ticks.at(-1));
        }"""
    )
    assert 0.2 * share == pytest.approx(float(values(page, "Mask")[-1]), abs=0.006)


def test_the_bar_does_not_hide_what_has_the_focus(curves: Any) -> None:
    """By keyboard, through all that a row of curves holds, while the bar sticks above it."""
    curves.evaluate("document.querySelector('.curve-aims button').focus()")
    hidden = []
    for _ in range(40):
        curves.keyboard.press("Tab")
        hidden += curves.evaluate(
            """() => {
                const focused = document.activeElement;
                if (!focused.closest('.curve')) return [];
                const { top } = focused.getBoundingClientRect();
                const { bottom } = document.querySelector('.curve-bar').getBoundingClientRect();
                return top < bottom - 1 ? [`${focused.textContent} ${focused.hash ?? ''}`] : [];
            }"""
        )
    assert hidden == []


def test_without_scripts_the_numbers_stand_in_a_table(
    open_report: Callable[..., Any], good_report: Path
) -> None:
    page = open_report(good_report, java_script=False)
    table = page.locator("#r1-points")
    assert "Best balance (F1)" in table.inner_text()
    assert page.locator(".curve .chart-static > svg").count() == 4
    assert not page.locator(".curve-bar").is_visible()
    assert page.locator("[data-matrix-table]").is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(
    open_report: Callable[..., Any], good_report: Path, width: int
) -> None:
    page = open_report(good_report, width=width)
    show(page)
    open_everything(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


# --- confusion matrix ----------------------------------------------------------------------------


@pytest.fixture
def matrix(open_report: Callable[..., Any], good_report: Path) -> Any:
    return open_report(good_report, fragment="r1-confusion-matrix")


def words(page: Any) -> str:
    return str(page.locator("[data-matrix-words]").inner_text())


def grid(page: Any) -> list[list[str]]:
    rows = page.locator("[data-matrix-table] tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]


def test_a_cell_is_told_in_words(matrix: Any) -> None:
    cells = matrix.locator("[data-matrix-table] tbody tr").nth(0).locator("td")
    cells.nth(1).click()
    names = matrix.locator("[data-matrix-table] thead th").all_inner_texts()
    assert re.search(rf"% .*of true {names[1]} were called {names[0]}", words(matrix))
    matrix.keyboard.press("ArrowLeft")
    assert f"of true {names[0]} were called {names[0]}: found and named right" in words(matrix)
    matrix.keyboard.press("End")
    assert "of the false alarms were called" in words(matrix)


def test_the_guides_view_turns_the_matrix(matrix: Any) -> None:
    before = grid(matrix)
    label = matrix.locator("[data-matrix-label]")
    assert label.inner_text().startswith("Predicted down, true across")
    matrix.get_by_role("button", name="True down").click()
    assert label.inner_text().startswith("True down, predicted across, as the guide shows it")
    assert grid(matrix) == [list(row) for row in zip(*before, strict=True)]
    names = matrix.locator("[data-matrix-table] thead th").all_inner_texts()
    matrix.locator("[data-matrix-table] tbody tr").nth(1).locator("td").nth(0).click()
    assert f"of true {names[1]} were called {names[0]}" in words(matrix)


def test_counts_can_be_shown(matrix: Any) -> None:
    counts = read_run(GOOD).facts.confusion.counts  # type: ignore[union-attr]
    assert counts is not None
    matrix.get_by_role("button", name="Counts").click()
    shown = grid(matrix)
    for row, cells in zip(counts.tolist(), shown, strict=True):
        assert cells == ["?" if n != n else f"{n:.0f}" if n else "" for n in row]


def test_the_script_rounds_halves_as_the_page_did(
    open_report: Callable[..., Any], tmp_path: Path
) -> None:
    old = tmp_path / "old.json"
    content = json.loads(to_json([read_run(GOOD).page_input]))
    told = content["runs"][0]["confusion"]
    told["counts"] = None
    halves = [0.545, 0.575, 0.125, 0.135, 0.005, 0.985, 0.015]
    size = len(told["normalized"])
    told["normalized"] = [[halves[(row + at) % 7] for at in range(size)] for row in range(size)]
    old.write_text(json.dumps(content), encoding="utf-8")
    page = open_report(report(old, tmp_path / "old.html"), fragment="r1-confusion-matrix")
    before = grid(page)
    assert {"55", "57", "12", "14"} <= {text for row in before for text in row}
    page.get_by_role("button", name="True down").click()
    assert grid(page) == [list(row) for row in zip(*before, strict=True)]


def test_the_matrix_can_be_downloaded(matrix: Any) -> None:
    with matrix.expect_download() as waiting:
        matrix.get_by_role("button", name="Download CSV: confusion matrix").click()
    rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8"))))
    shares = read_run(GOOD).facts.confusion.normalized  # type: ignore[union-attr]
    assert len(rows) == len(shares) + 1
    assert [float(cell or "nan") for cell in rows[1][1:]] == pytest.approx(
        shares[0].tolist(), abs=0.0006, nan_ok=True
    )


def test_many_classes_are_read_by_keyboard(
    open_report: Callable[..., Any], shared_folder: Path, tmp_path: Path
) -> None:
    run = tmp_path / "many"
    run.mkdir()
    for name in ("args.yaml", "results.csv"):
        (run / name).write_bytes((GOOD / name).read_bytes())
    source = shared_folder / "truth" / "8.4.190" / "nc80"
    for name in ("confusion_matrix.png", "confusion_matrix_normalized.png"):
        (run / name).write_bytes((source / name).read_bytes())
    listed = "\n".join(f"  {number}: kind {number}" for number in range(80))
    (run / "data.yaml").write_text(f"names:\n{listed}\n", encoding="utf-8")
    page = open_report(report([run], tmp_path / "many.html"))
    drawing = page.locator("[data-matrix-drawing]")
    drawing.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert "of true kind 1 were called kind 1: found and named right" in words(page)
    page.keyboard.press("Shift+Tab")
    page.get_by_role("button", name="True down").click()
    drawing.focus()
    page.keyboard.press("ArrowRight")
    assert "of true kind 1 were called kind 2" in words(page)
    assert page.locator(".matrix-edge").all_inner_texts() == ["kind 1", "kind 2"]
    assert page.locator(".matrix-tip").inner_text() == words(page)
    page.get_by_role("button", name="Weakest first").click()
    found = []
    for key in ("Home", "ArrowUp", *["ArrowDown", "ArrowRight"] * 3):
        drawing.focus()
        page.keyboard.press(key)
        if key != "ArrowDown" and "found and named right" in words(page):
            found.append(int(words(page).removeprefix("≈ ").split(" ")[0]))
    assert len(found) >= 3
    assert found == sorted(found), "the diagonal rises"
