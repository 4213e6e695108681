"""Tables: order by a column, filter by words, download, wide ones on small screens."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportgen import read_run, report
from tests.browser.steps import open_everything, scroll_through, wait_until
from tests.conftest import SAMPLES

VALUES = """(rows, index) => rows.map((row) => {
    const cell = row.cells[index];
    return (cell.dataset.value ?? cell.textContent).trim();
})"""
EMPTY = """(row, index) => {
    row.cells[index].dataset.value = '';
    row.cells[index].textContent = '–';
}"""
EPOCHS = '[data-csv$="-epochs"]'
MISSING = {"", "-", "–", "—", "nan"}


def _epochs_table(page: Any) -> Any:
    """The table that can be downloaded."""
    open_everything(page)
    identifier = page.locator(EPOCHS).first.get_attribute("data-csv")
    return page.locator(f"table#{identifier}")


def _column(table: Any, index: int) -> list[str]:
    return list(table.locator("tbody tr").evaluate_all(VALUES, index))


def _as_numbers(values: list[str]) -> list[float]:
    return [float(value) for value in values if value.lower() not in MISSING]


def test_headers_sort_by_number_with_missing_last(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    table = _epochs_table(page)
    column = 2
    header = table.locator("thead th").nth(column)
    before = _column(table, column)
    table.locator("tbody tr").nth(3).evaluate(EMPTY, column)
    for direction, descending in (("ascending", False), ("descending", True)):
        header.get_by_role("button").click()
        assert header.get_attribute("aria-sort") == direction
        values = _column(table, column)
        assert values[-1] == ""
        numbers = _as_numbers(values)
        assert len(numbers) == len(before) - 1
        assert numbers == sorted(numbers, reverse=descending)
    other = table.locator("thead th").nth(0)
    other.get_by_role("button").click()
    assert header.get_attribute("aria-sort") is None, "one column at a time orders the table"
    assert other.get_attribute("aria-sort") == "ascending"
    other.get_by_role("button").click()
    other.get_by_role("button").click()
    assert other.get_attribute("aria-sort") is None
    epochs = _as_numbers(_column(table, 0))
    assert epochs == sorted(epochs), "the third press gives the first order back"


def test_headers_of_figures_end_where_the_figures_do(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    scroll_through(page)
    off = page.evaluate(
        """() => [...document.querySelectorAll('table.sortable th.number')].flatMap((head) => {
            const end = (node) => {
                const words = document.createRange();
                words.selectNodeContents(node);
                return words.getBoundingClientRect().right;
            };
            const words = document.createTreeWalker(head, NodeFilter.SHOW_TEXT).nextNode();
            const cell = head.closest('table').tBodies[0].rows[0].cells[head.cellIndex];
            return Math.abs(end(words) - end(cell)) > 1.5 ? [head.textContent] : [];
        })"""
    )
    assert page.locator("table.sortable th.number .sort").count() > 8
    assert off == []


def test_filter_keeps_rows_with_every_word_and_counts_them(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    open_everything(page)
    field = page.locator("[data-filter]").first
    rows = page.locator(f"#{field.get_attribute('data-filter')} tbody tr")
    total = rows.count()
    field.fill("lr0")
    shown = [row for row in rows.all() if row.is_visible()]
    assert 0 < len(shown) < total
    assert all("lr0" in row.inner_text().lower() for row in shown)
    assert page.locator(".filter-count", has_text=f"{len(shown)} of {total}").count() == 1
    field.fill("no such argument")
    assert not any(row.is_visible() for row in rows.all())
    field.fill("")
    assert all(row.is_visible() for row in rows.all())


def test_downloaded_csv_holds_the_full_numbers(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    table = _epochs_table(page)
    expected = [_column(table, 0), _column(table, 1)]
    table.locator("thead th").nth(1).get_by_role("button").click()
    rows = _download(page)
    assert rows[0][0].lower() == "epoch"
    assert [row[0] for row in rows[1:]] == expected[0], "sorting does not change the file"
    assert [row[1] for row in rows[1:]] == expected[1]


def test_downloaded_csv_runs_no_formula(
    open_report: Callable[..., Any], interrupted_report: Path
) -> None:
    page = open_report(interrupted_report)
    table = _epochs_table(page)
    written_as = {
        "=HYPERLINK(1)": "'=HYPERLINK(1)",
        "+1 234": "'+1 234",
        "@name": "'@name",
        "-class": "'-class",
        "-0.25": "-0.25",
        "+1e-05": "+1e-05",
        'a "b", c': 'a "b", c',
        "two\nlines": "two\nlines",
    }
    table.locator("tbody tr").nth(0).evaluate(
        "(row, texts) => texts.forEach((text, i) => { row.cells[i + 1].dataset.value = text; })",
        list(written_as),
    )
    assert _download(page)[1][1 : 1 + len(written_as)] == list(written_as.values())


def _download(page: Any) -> list[list[str]]:
    with page.expect_download() as waiting:
        page.locator(EPOCHS).first.click()
    content = Path(waiting.value.path()).read_bytes().decode("utf-8")
    assert waiting.value.suggested_filename.endswith(".csv")
    assert content.count("\r\n") >= 2
    return list(csv.reader(io.StringIO(content, newline="")))


def test_wide_tables_take_the_focus_and_show_that_they_go_on(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report, width=360)
    open_everything(page)
    scroll_through(page)
    wait_until(page, "document.querySelectorAll('.scroll-x.more-right').length > 0")
    wide = page.locator(".scroll-x.more-right").first.element_handle()
    wide.scroll_into_view_if_needed()  # what is far from the screen is not laid out
    assert wide.get_attribute("tabindex") == "0"
    assert wide.get_attribute("role") == "region"
    mask = "(region) => getComputedStyle(region).maskImage"
    assert wide.evaluate(mask) != "none"
    page.emulate_media(media="print")
    assert wide.evaluate(mask) == "none"  # paper cannot be scrolled
    page.emulate_media(media="screen")
    end = "(region) => { region.scrollLeft = region.scrollWidth; return region.matches(%s); }"
    wait_until(wide, end % "'.more-left:not(.more-right)'")
    fitting = page.locator(".scroll-x:not(.more-left):not(.more-right)")
    assert all(region.get_attribute("tabindex") is None for region in fitting.all())


def test_copy_buttons_fill_the_clipboard_and_say_so(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy]").first
    source = page.locator(f"#{button.get_attribute('data-copy')}")
    wanted = source.evaluate("(element) => element.textContent.trim()")
    button.scroll_into_view_if_needed()
    button.click()
    wait_until(page, "document.querySelector('.message').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == wanted


def test_all_that_is_told_of_the_classes_of_two_heads_fits_a_usual_window(
    open_report: Callable[..., Any], tmp_path: Path
) -> None:
    run = read_run(SAMPLES / "segment-good", read_pictures=False)
    page = open_report(report([run], tmp_path / "good.html"))
    page.locator(".class-table").scroll_into_view_if_needed()
    place = page.locator(".scroll-x:has(> .class-table)")
    assert page.locator(".class-table thead th").count() == 14
    assert place.evaluate("(box) => box.scrollWidth <= box.clientWidth")
