"""The enlarged view: opening, zoom, going on, and where the focus goes afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.steps import eventually, wait_until

SHOWN = "document.querySelector('#viewer img').naturalWidth > 0"
SCALE = "new DOMMatrix(getComputedStyle(document.querySelector('#viewer img')).transform).a"
FOCUSED_ZOOM = "document.activeElement.dataset.zoom"


def _open(page: Any, index: int = 0) -> str:
    """Open the picture of a visible zoom button; its picture's id."""
    button = page.locator("[data-zoom]:visible").nth(index)
    button.scroll_into_view_if_needed()
    button.focus()
    page.keyboard.press("Enter")
    wait_until(page, SHOWN)
    return str(button.get_attribute("data-zoom"))


def _source(page: Any) -> str:
    return str(page.locator("#viewer img").get_attribute("src"))


def _scale(page: Any) -> float:
    return float(page.evaluate(SCALE))


def test_escape_returns_the_focus(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report)
    image = _open(page)
    viewer = page.locator("#viewer")
    assert viewer.get_by_role("img").get_attribute("alt")
    assert viewer.get_by_role("heading").inner_text()
    assert page.evaluate("document.activeElement.closest('#viewer') !== null")
    page.keyboard.press("Escape")
    viewer.wait_for(state="hidden")
    eventually(page, lambda: page.evaluate(FOCUSED_ZOOM) == image)


def test_double_press_enlarges_the_side_that_lay_there(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    surface = page.locator(".wipe-surface:visible").first
    surface.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
    box = surface.bounding_box()
    page.mouse.dblclick(box["x"] + 0.85 * box["width"], box["y"] + 0.3 * box["height"])
    wait_until(page, SHOWN)
    pair = page.locator("[data-pair]:has(.wipe-surface)").first
    assert _source(page) == pair.locator('[data-side="prediction"] img').get_attribute("src")
    page.keyboard.press("Escape")
    wait_until(page, "document.activeElement.getAttribute('role') === 'slider'")


def test_zoom_by_keys_buttons_and_wheel(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    _open(page)
    assert _scale(page) == 1
    page.keyboard.press("+")
    by_key = _scale(page)
    assert by_key > 1.2
    page.keyboard.press("-")
    assert _scale(page) == 1
    page.get_by_role("button", name="Zoom in").click()
    assert abs(_scale(page) - by_key) < 1e-6
    page.keyboard.press("0")
    assert _scale(page) == 1
    page.mouse.move(640, 400)
    page.mouse.wheel(0, -400)
    wait_until(page, f"{SCALE} > 1.2")
    for _ in range(20):
        page.keyboard.press("+")
    assert _scale(page) == 8
    assert page.get_by_role("button", name="Zoom in").is_disabled()


def test_drag_moves_the_enlarged_picture_but_never_loses_it(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    _open(page)
    for _ in range(5):
        page.keyboard.press("+")
    image = page.locator("#viewer img")
    before = image.bounding_box()
    page.mouse.move(640, 400)
    page.mouse.down()
    page.mouse.move(700, 430, steps=3)
    page.mouse.up()
    after = image.bounding_box()
    assert abs(after["x"] - before["x"] - 60) < 1
    assert abs(after["y"] - before["y"] - 30) < 1
    page.keyboard.press("Shift+ArrowLeft")
    assert image.bounding_box()["x"] > after["x"]
    page.mouse.move(100, 400)
    page.mouse.down()
    page.mouse.move(5000, 400, steps=3)
    page.mouse.up()
    assert image.bounding_box()["x"] <= 4, "its edge stops at the window's (but for rounding)"


def test_arrow_keys_go_on_and_t_changes_sides(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    pair = page.locator("[data-pair]:has(.wipe-surface)").first
    images = [pair.locator(f'[data-side="{side}"] img') for side in ("truth", "prediction")]
    truth, prediction = (image.get_attribute("src") for image in images)
    button = page.locator(f'[data-zoom="{images[0].get_attribute("id")}"]')
    button.scroll_into_view_if_needed()
    button.click()
    assert _source(page) == truth
    page.keyboard.press("t")
    assert _source(page) == prediction
    page.get_by_role("button", name="Show ground truth").click()
    assert _source(page) == truth
    titles = set()
    for _ in range(3):
        titles.add(page.locator("#viewer").get_by_role("heading").inner_text())
        page.keyboard.press("ArrowRight")
    assert len(titles) == 3
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert _source(page) == truth
