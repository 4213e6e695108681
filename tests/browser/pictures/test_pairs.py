"""Ground truth against prediction: the handle, the views, the thumbnails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.steps import VISIBLE, eventually

FULL = "[data-pair]:has(.wipe-surface):not([hidden])"


def _slider(page: Any) -> Any:
    slider = page.locator(f"{FULL} [role=slider]").first
    slider.scroll_into_view_if_needed()
    return slider


def _value(page: Any) -> int:
    return int(_slider(page).get_attribute("aria-valuenow"))


def _surface(page: Any) -> dict[str, float]:
    _slider(page)
    surface = page.locator(f"{FULL} .wipe-surface").first
    # In the middle of the window, where no sticky bar can lie over it.
    surface.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
    box = surface.bounding_box()
    assert box is not None
    return box


def _shown_part(page: Any) -> float:
    """The part of the prediction that is cut off, from its computed style, in percent."""
    clip = page.locator(f'{FULL} [data-side="prediction"] img').first.evaluate(
        "(image) => getComputedStyle(image).clipPath"
    )
    return float(clip.removeprefix("inset(").removesuffix(")").split()[-1].removesuffix("%"))


def test_mouse_moves_the_handle(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report)
    box = _surface(page)
    y = box["y"] + box["height"] / 2
    page.mouse.click(box["x"] + 0.25 * box["width"], y)
    assert abs(_value(page) - 25) <= 1
    page.mouse.move(box["x"] + 0.25 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], y, steps=4)
    page.mouse.up()
    assert abs(_value(page) - 80) <= 1
    page.mouse.move(box["x"] + 0.1 * box["width"], y)
    assert abs(_value(page) - 80) <= 1, "the handle follows only while a button is down"
    assert abs(_shown_part(page) - _value(page)) < 0.01


def test_keyboard_moves_the_handle(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report)
    slider = _slider(page)
    slider.focus()
    start = _value(page)
    expected = [
        ("ArrowRight", start + 1),
        ("ArrowLeft", start),
        ("Shift+ArrowLeft", start - 10),
        ("PageUp", start),
        ("PageDown", start - 10),
        ("End", 100),
        ("ArrowRight", 100),
        ("Home", 0),
        ("ArrowUp", 1),
    ]
    for key, value in expected:
        page.keyboard.press(key)
        assert _value(page) == value, key
        assert slider.get_attribute("aria-valuetext") == f"{value} % ground truth"
        assert _shown_part(page) == value
    assert slider.get_attribute("aria-label")
    assert (slider.get_attribute("aria-valuemin"), slider.get_attribute("aria-valuemax")) == (
        "0",
        "100",
    )


def test_touch_moves_the_handle(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report, width=390, height=844, touch=True)
    box = _surface(page)
    y = box["y"] + box["height"] / 2
    devtools = page.context.new_cdp_session(page)

    def touch(kind: str, *parts: float) -> None:
        points = [{"x": box["x"] + part * box["width"], "y": y} for part in parts]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.5)
    for part in (0.45, 0.4, 0.35, 0.3):
        touch("touchMove", part)
    touch("touchEnd")
    eventually(page, lambda: abs(_value(page) - 30) <= 1)
    style = page.locator(".wipe-surface").first.evaluate("(e) => getComputedStyle(e).touchAction")
    assert "pan-y" in style, "a finger going up or down must still scroll the page"


def test_the_grip_is_large_enough(open_report: Callable[..., Any], overfit_report: Path) -> None:
    page = open_report(overfit_report, width=390)
    _slider(page)
    for part in (".wipe-handle", ".wipe-grip"):
        box = page.locator(f"{FULL} {part}").first.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_one_choice_of_view_for_all_pairs(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    pair = page.locator(FULL).first
    pair.scroll_into_view_if_needed()
    assert pair.get_attribute("data-view") == "slider"
    pair.get_by_role("button", name="Side by side").click()
    views = page.locator("[data-pair]:has(.wipe-surface)").evaluate_all(
        "(pairs) => pairs.map((pair) => pair.dataset.view)"
    )
    assert len(views) >= 2
    assert set(views) == {"side"}
    truth, prediction = (
        pair.locator(f'[data-side="{side}"] img').bounding_box() for side in ("truth", "prediction")
    )
    assert truth["x"] + truth["width"] <= prediction["x"]
    assert abs(truth["y"] - prediction["y"]) < 1
    assert pair.locator("[role=slider]").is_hidden()
    pressed = pair.locator('[aria-pressed="true"]')
    assert pressed.all_inner_texts() == ["Side by side"]
    pair.get_by_role("button", name="Prediction", exact=True).click()
    assert pair.locator('[data-side="truth"] img').is_hidden()
    assert pair.locator('[data-side="prediction"] img').is_visible()


def test_thumbnails_go_on_by_arrow_keys(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    tabs = page.locator("[data-pairs] [role=tab]")
    assert tabs.count() == 3
    tabs.first.scroll_into_view_if_needed()
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    selected = page.locator("[data-pairs] [role=tab][aria-selected=true]")
    assert selected.count() == 1
    assert selected.evaluate("(tab) => tab === document.activeElement")
    shown = page.locator("[data-pairs] [data-pair]").evaluate_all(f"(all) => all.map({VISIBLE})")
    assert shown == [False, True, False]
    panel = page.locator("[data-pairs] [data-pair]").nth(1)
    assert panel.get_attribute("aria-labelledby") == selected.get_attribute("id")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert tabs.first.get_attribute("aria-selected") == "true", "after the last comes the first"


def test_a_missing_side_has_no_handle_and_says_so(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    page.locator("[data-pairs] [role=tab]").nth(2).click()
    last = page.locator("[data-pairs] [data-pair]").nth(2)
    assert last.locator("[role=slider]").count() == 0
    assert last.locator("img").count() == 1
    said = last.locator(".missing").inner_text()
    assert "prediction" in said
    assert "plots=True" in said, "how to get it"
