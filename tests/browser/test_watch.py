"""A page whose training goes on renews itself, and the reader stays where he was."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reportgen import read_run, report
from reportgen.page.shell.renewal import Renewal, renewing
from tests.browser.steps import next_frame, wait_until
from tests.browser.test_axe import _violations
from tests.conftest import SAMPLES

SECONDS = 300
"""Seconds between reloads: none comes by itself while a test looks, however busy the machine."""
RENEWED = "window.before === undefined && document.readyState === 'complete'"
CHART = "ReportCharts.charts.get('r1-total-loss')"


def write(target: Path, run: Path, *, seconds: int = SECONDS, written: str = "12:00:00") -> Path:
    with renewing(Renewal(seconds, written)):
        report([read_run(run, read_pictures=False)], target)
    return target


@pytest.fixture
def context_of(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Of each test its own: a clock that is put forward is that of all pages of a context."""
    made = []

    def new(**options: Any) -> Any:
        made.append(chromium.new_context(**options))
        return made[-1]

    yield new
    for context in made:
        context.close()


@pytest.fixture
def idle_pages() -> dict[str, list[Any]]:
    """None of other tests."""
    return {}


@pytest.fixture
def growing(tmp_path: Path) -> Path:
    """A run of which only the first 60 epochs are there."""
    run = tmp_path / "train"
    run.mkdir()
    for name in ("args.yaml", "labels.jpg"):
        (run / name).write_bytes((SAMPLES / "segment-overfit" / name).read_bytes())
    grow(run, 60)
    return run


def grow(run: Path, epochs: int) -> None:
    lines = (SAMPLES / "segment-overfit" / "results.csv").read_text().splitlines(keepends=True)
    (run / "results.csv").write_text("".join(lines[: epochs + 1]))


def renew(page: Any, *, settled: bool = False, forward: int = SECONDS + 5) -> None:
    """Put the clock `forward`, in seconds, and wait until the page was loaded again.

    With `settled` also until it no longer holds the reader's place.
    """
    page.clock.run_for(1000 * forward)
    end = time.monotonic() + 300
    while True:
        try:
            if page.evaluate(RENEWED):
                break
        except Exception as error:
            assert "context" in str(error).lower(), error  # it is being loaded
        assert time.monotonic() < end, "it was not loaded again"
        time.sleep(0.1)
    page.evaluate("window.before = true")
    if settled:
        wait_until(page, "history.scrollRestoration === 'auto'")


NOW = datetime(2026, 1, 1, tzinfo=UTC)


def with_clock(page: Any, *, stands: bool = False) -> Any:
    """The same page with a clock that tests can put forward, so that they need not wait.

    With `stands` it goes on only then, however long the machine takes from one step to the next.
    """
    page.clock.install(time=NOW)
    if stands:
        page.clock.pause_at(NOW + timedelta(minutes=1))
    page.reload()
    page.evaluate("window.before = true")
    return page


def stays(page: Any, *, seconds: float) -> bool:
    """Whether the page is not loaded again for so long, by its own clock."""
    page.clock.run_for(seconds * 1000)
    page.wait_for_timeout(200)  # A reload that was begun is seen by then.
    return bool(page.evaluate("window.before === true"))


def test_the_data_is_new_and_the_place_is_kept(
    open_report: Callable[..., Any], tmp_path: Path, growing: Path
) -> None:
    html = write(tmp_path / "report.html", growing)
    page = with_clock(open_report(html))
    assert "60 of" in page.locator(".masthead").inner_text()
    fold = page.locator("details.folded:not([open]) > summary").first
    fold.click()
    slider = page.locator('#r1-training input[type="range"]')
    slider.scroll_into_view_if_needed()
    slider.evaluate("(e) => { e.value = 3; e.dispatchEvent(new Event('input')); }")
    wait_until(page, f"{CHART}.state === 'live'")
    page.evaluate(
        f"const chart = {CHART}; chart.run.range = [20, 40]; "
        "ReportCharts.tools.refresh(chart.run.charts); chart.run.refresh();"
    )
    chart = page.locator('[data-chart="r1-total-loss"]')
    page.evaluate("scrollBy(0, 137)")
    next_frame(page)
    top = chart.bounding_box()["y"]
    opened = page.evaluate("document.querySelectorAll('details[open]').length")
    slider.focus()
    grow(growing, 100)
    write(html, growing, written="12:00:30")
    renew(page, settled=True)
    assert "12:00:30" in page.locator(".watch").inner_text()
    assert "100 of" in page.locator(".masthead").inner_text(), "the data is new"
    assert chart.bounding_box()["y"] == pytest.approx(top, abs=3)
    assert page.evaluate("document.querySelectorAll('details[open]').length") == opened
    assert page.evaluate(f"{CHART}.run.range") == [20, 40]
    assert slider.input_value() == "3"
    assert page.evaluate(f"{CHART}.run.window") > 1
    assert slider.evaluate("(e) => e === document.activeElement")
    write(html, growing, seconds=0)
    renew(page, settled=True)
    assert chart.bounding_box()["y"] == pytest.approx(top, abs=3), "also on the last page"
    assert page.locator(".watch").is_hidden()
    assert stays(page, seconds=600), "the training has ended: nothing is loaded any more"


def test_who_sees_all_epochs_sees_the_new_ones(
    open_report: Callable[..., Any], tmp_path: Path, growing: Path
) -> None:
    html = write(tmp_path / "report.html", growing)
    page = with_clock(open_report(html))
    grow(growing, 100)
    write(html, growing)
    renew(page)
    assert page.evaluate("scrollY") == 0
    assert page.evaluate(f"{CHART}.run.range") is None
    assert page.evaluate(f"{CHART}.spec.data[0].x.length") == 100


def test_the_renewal_can_be_paused(
    open_report: Callable[..., Any], tmp_path: Path, growing: Path
) -> None:
    page = with_clock(open_report(write(tmp_path / "report.html", growing)))
    pause = page.get_by_role("button", name="Pause")
    pause.click()
    assert pause.get_attribute("aria-pressed") == "true"
    assert stays(page, seconds=600)
    pause.click()
    renew(page, forward=5)


def test_it_waits_while_the_page_is_in_use(
    open_report: Callable[..., Any], tmp_path: Path, growing: Path
) -> None:
    page = with_clock(open_report(write(tmp_path / "report.html", growing)), stands=True)
    assert stays(page, seconds=270)
    for _ in range(30):
        page.keyboard.press("ArrowDown")
        page.clock.run_for(1500)
    assert stays(page, seconds=0)
    renew(page, forward=5)


def test_without_scripts_it_says_to_reload(
    open_report: Callable[..., Any], tmp_path: Path, growing: Path
) -> None:
    page = open_report(write(tmp_path / "report.html", growing), java_script=False)
    banner = page.locator(".watch")
    assert "Reload it now and then." in banner.inner_text()
    assert "Renewed every" not in banner.inner_text()
    assert banner.get_by_role("button").is_hidden()


def test_any_other_page_has_none_of_it(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    assert page.locator(".watch").count() == 0
    assert "reportgenPlace" not in overfit_report.read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_line_above_the_report(
    open_report: Callable[..., Any], tmp_path: Path, growing: Path, theme: str
) -> None:
    html = write(tmp_path / "report.html", growing)
    page = open_report(html, width=360, color_scheme=theme)
    page.evaluate("document.querySelectorAll('main > :not(.watch)').forEach((e) => e.remove())")
    assert [each for each in _violations(page) if "watch" in each] == []
