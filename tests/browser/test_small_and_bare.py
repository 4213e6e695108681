"""Small windows, readers without JavaScript, paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reportgen import read_run, report
from reportgen.page.shell.script_data import script_data
from tests.browser.steps import (
    VISIBLE,
    eventually,
    open_everything,
    scroll_through,
    shorten_tables,
)
from tests.conftest import SAMPLES

LEAST_TARGET = 24

SMALL_TARGETS = f"""(least) => {{
    const visible = {VISIBLE};
    const inSentence = (element) => element.localName === 'a'
        && getComputedStyle(element).display === 'inline'
        && element.parentElement.textContent.trim() !== element.textContent.trim();
    const kinds = 'a[href], button, input, select, summary, [role=slider]';
    return Array.from(document.querySelectorAll(kinds))
        .filter((element) => visible(element) && !inSentence(element))
        .filter((element) => !element.matches('.skip-link'))
        // Whoever presses the words of a box presses the box.
        .filter((element) => !Array.from(element.labels ?? []).some((label) => (
            label.contains(element) && label.getBoundingClientRect().height >= least)))
        .map((element) => [element, element.getBoundingClientRect()])
        .filter(([, box]) => box.width < least || box.height < least)
        .map(([element, {{ width, height }}]) => (
            `${{element.outerHTML.slice(0, 90)}} ${{width}}x${{height}}`
        ));
}}"""

STICKING_OUT = f"""() => {{
    const visible = {VISIBLE};
    const width = document.documentElement.clientWidth;
    const scrolling = '.scroll-x, .thumbnails, .run-legend ul, svg, .visually-hidden, pre';
    return Array.from(document.querySelectorAll('body *'))
        .filter((element) => visible(element) && !element.closest(scrolling))
        .filter((element) => element.getBoundingClientRect().right > width + 1)
        .map((element) => element.outerHTML.slice(0, 90));
}}"""


@pytest.mark.parametrize("report", ["overfit_report", "interrupted_report"])
def test_a_360_px_window_is_enough(
    open_report: Callable[..., Any], request: pytest.FixtureRequest, report: str
) -> None:
    page = open_report(request.getfixturevalue(report), width=360, height=740)
    shorten_tables(page)
    open_everything(page)
    scroll_through(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(STICKING_OUT) == []


BROKEN = r"""() => {
    const broken = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        for (const { 0: words, index } of text.data.matchAll(/\d\s%|±\s\d|\d\s(min|epochs?)\b/g)) {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + words.length);
            const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
            if (tops.size > 1) broken.push(text.data.slice(index - 20, index + 20));
        }
    }
    return broken;
}"""


def test_no_line_parts_a_number_from_its_unit_and_a_search_finds_both(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, width=360)
    open_everything(page)
    scroll_through(page)
    for width in range(320, 480, 23):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(BROKEN) == []
    assert page.evaluate("window.find('59 %')")


@pytest.mark.parametrize("width", [1280, 360])
def test_targets_are_large_enough(
    open_report: Callable[..., Any], overfit_report: Path, width: int
) -> None:
    page = open_report(overfit_report, width=width)
    shorten_tables(page)
    open_everything(page)
    scroll_through(page)
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []


def test_without_javascript_all_content_stands(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, java_script=False)
    assert page.locator("html.no-js").count() == 1
    assert page.locator(".finding:visible, .cause:visible").count() >= 3
    assert page.locator("table:visible").count() >= 1
    for fold in page.locator(".charts-fold > summary").all():
        fold.click()
    charts = page.locator("figure.chart")
    assert charts.count() >= 5
    for chart in charts.all():
        assert chart.locator(".chart-static svg").first.is_visible()
    pairs = page.locator("[data-pair]")
    assert pairs.count() == 3
    for pair in pairs.all():
        assert pair.locator("img").first.is_visible()
    sides = pairs.first.locator("img")
    assert sides.nth(0).bounding_box()["x"] < sides.nth(1).bounding_box()["x"]
    assert page.locator(".needs-js:visible").count() == 0
    assert page.locator("button:visible").count() == 0


def test_paper_has_no_controls_and_open_findings(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, width=794, height=1123)
    scroll_through(page)
    folded = page.locator("details:not([open])").count()
    assert folded > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    # What stands in the headers of sortable tables, and the confidences, are words in buttons.
    controls = "button:not(.sort, .points *):visible, input:visible, [role=slider]:visible"
    assert page.locator(controls).count() == 0
    assert page.locator("table.sortable th:visible").count() > 0
    assert page.locator("#contents:visible").count() == 0
    findings = page.locator(".finding")
    assert findings.count() == page.locator(".finding:visible").count()
    for pair in page.locator("[data-pair]").all():
        assert pair.is_visible()
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("details:not([open])").count() == folded


def test_dark_screens_print_dark_text_on_white(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    ground, text = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert ground in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    assert max(int(part) for part in text.removeprefix("rgb(").removesuffix(")").split(",")) < 100


def test_a_pdf_is_made(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report)
    folded = page.locator("details:not([open])").count()
    pdf = page.pdf(format="A4", print_background=True)
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") >= 3
    eventually(page, lambda: page.locator("details:not([open])").count() == folded)


WORDS_IN_VIEW = """() => {
    const found = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let count = 0;
    for (let node = found.nextNode(); node; node = found.nextNode()) {
        const holder = node.parentElement;
        if (holder.closest('script, style, title, desc, .visually-hidden, .joined')) continue;
        if (!holder.checkVisibility()) continue;
        if (getComputedStyle(holder).opacity === '0') continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const { width, left, top, bottom } = range.getBoundingClientRect();
        const limit = holder.closest('.scroll-x')?.getBoundingClientRect().right ?? innerWidth;
        if (!width || left >= limit || top >= innerHeight || bottom <= 0) continue;
        const words = node.textContent.trim().split(/\\s+/);
        // The -95 of mAP50-95 stands in an element of its own; numbers at axes are no words.
        const none = holder.closest('svg') ? /^[-\\d.]*$/ : /^(-.*)?$/;
        count += words.filter((word) => !none.test(word)).length;
    }
    return count;
}"""


def test_the_first_view_is_short_and_holds_the_answer(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    assert page.evaluate(WORDS_IN_VIEW) <= 100
    below = "(name) => document.querySelector(name).getBoundingClientRect().bottom"
    assert page.evaluate(below, ".verdict .badge") < 120
    assert page.evaluate(below, ".headline-value") < 600


def _validated_in_vain(run: Path) -> None:
    """Every number of a validation is nan, and training was cut short."""
    header, *lines = (run / "results.csv").read_text("utf-8").splitlines()
    names = [name.strip() for name in header.split(",")]
    told = [not name.startswith(("metrics/", "val/")) for name in names]
    rows = [
        ",".join(cell if keep else "nan" for cell, keep in zip(line.split(","), told, strict=True))
        for line in lines[: len(lines) // 3]
    ]
    (run / "results.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def _learned_nothing(run: Path) -> None:
    """Every metric is 0 in the few epochs there are, and no plots were drawn."""
    header, *lines = (run / "results.csv").read_text("utf-8").splitlines()
    zero = [name.strip().startswith("metrics/") for name in header.split(",")]
    rows = [
        ",".join("0" if none else cell for cell, none in zip(line.split(","), zero, strict=True))
        for line in lines[:20]
    ]
    (run / "results.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    for path in run.glob("*.png"):
        path.unlink()


def _pointers_of_lfs(run: Path) -> None:
    """A clone without its large files: their pointers stand in their place."""
    for path in run.iterdir():
        if path.suffix in (".csv", ".png", ".jpg", ".pt"):
            digest = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
            spec = "version https://git-lfs.github.com/spec/v1"
            path.write_text(f"{spec}\noid sha256:{digest}\nsize 12345\n", encoding="utf-8")


@pytest.mark.parametrize("damage", [_validated_in_vain, _learned_nothing, _pointers_of_lfs])
def test_of_a_run_that_tells_little_the_first_view_is_short_too(
    open_report: Callable[..., Any], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    run = tmp_path / "train"
    shutil.copytree(SAMPLES / "segment-short", run)
    for path in (run, *run.iterdir()):
        path.chmod(0o755)
    shutil.rmtree(run / "weights")  # which tell the results, too
    damage(run)
    page = open_report(report([read_run(run)], tmp_path / "report.html"))
    # Without figures the next steps are in view, with a command, and the questions.
    assert page.evaluate(WORDS_IN_VIEW) <= 100
    assert page.locator(".key-figures .missing").is_visible()
    assert page.locator(".question").count() == 6
    for link in page.locator(".question a:visible").all():
        assert page.locator(str(link.get_attribute("href"))).count() == 1


def test_the_first_view_of_two_runs_is_the_answer_the_ranking_and_a_chart(
    open_report: Callable[..., Any], tmp_path: Path
) -> None:
    runs = [SAMPLES / "segment-short", SAMPLES / "segment-overfit"]
    page = open_report(report(runs, tmp_path / "report.html", pictures="none"))
    # The answer says why, and the table has a dozen columns: no fewer words do.
    assert page.evaluate(WORDS_IN_VIEW) <= 150
    box = page.locator(".comparison .hero svg.chart-svg").bounding_box()
    assert box["y"] + box["height"] < 800
    page.locator(".ranking-method summary").click()
    assert "differences are to" in page.locator(".ranking-method").inner_text()


def test_of_many_runs_scripts_draw_from_packed_numbers(
    open_report: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.page.shell.render.script_data", partial(script_data, longest=0))
    runs = [tmp_path / f"train{number}" for number in range(1, 13)]
    for run in runs:
        run.mkdir()
        for name in ("args.yaml", "results.csv", "MaskF1_curve.png"):
            shutil.copyfile(SAMPLES / "segment-overfit" / name, run / name)
    page = open_report(report(runs, tmp_path / "report.html"))
    assert page.locator("#report-data[type='application/gzip']").count() == 1
    fold = page.locator(".run-fold:has(.undrawn)").first
    fold.locator("summary").first.click()
    for chart in (".chart[data-chart]", ".chart[data-curve]"):
        fold.locator(chart).first.scroll_into_view_if_needed()
        fold.locator(f"{chart}.is-live").first.wait_for()
    assert fold.locator(".curve-slider").count() == 1
    # What all runs have alike is said once, and led to.
    assert fold.locator(".chart .how-to-read, .finding svg.chart-thumbnail").count() == 0
    elsewhere = fold.locator(".note-line a", has_text="train").first
    section = page.locator(str(elsewhere.get_attribute("href")))
    assert section.locator(".how-to-read").count() > 0
    shaded = fold.locator(".finding .meta a[data-band]").first
    assert page.locator(str(shaded.get_attribute("href"))).count() == 1


def test_no_row_of_a_table_is_high(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    high = page.evaluate(
        "[...document.querySelectorAll('tbody tr')].map((row) =>"
        " row.getBoundingClientRect().height).filter((height) => height > 32.5)"
    )
    assert high == []
