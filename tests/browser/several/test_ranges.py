"""Ranges on the axes of parallel coordinates: by mouse, finger and keys, and what they leave."""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import eventually, next_frame, open_everything, wait_until
from tests.browser.test_axe import BOTH_THEMES, _violations

Open = Callable[..., Any]
TRIALS = 60
TOLD = "document.querySelector('[data-ranges-told]').textContent"
LOGARITHMIC = "weight_decay"


@pytest.fixture(scope="session")
def ranged_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A search of sixty trials over four arguments, one of them over five decades."""
    from reportgen import report

    tune = tmp_path_factory.mktemp("ranges") / "tune"
    tune.mkdir()
    draw = random.Random(4)
    names = ["lr0", "box", LOGARITHMIC, "mixup"]
    rows = [",".join(["fitness", *names])]
    for trial in range(TRIALS):
        values = [draw.random(), 5 + draw.random(), 10 ** draw.uniform(-6, -1), draw.random()]
        told = [0.3 + 0.1 * values[0], *values]
        rows.append(
            ",".join("" if trial == 7 and at == 4 else repr(v) for at, v in enumerate(told))
        )
    (tune / "tune_results.csv").write_text("\n".join(rows))
    return report(tune, tune.parent / "search.html")


def trials(report: Path) -> list[dict[str, float]]:
    """The trials as the search wrote them; NaN for what one does not tell."""
    with (report.parent / "tune" / "tune_results.csv").open() as file:
        return [
            {name: float(cell) if cell else math.nan for name, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def names_within(report: Path, ranges: Mapping[str, tuple[float, float]]) -> set[str]:
    """The trials that lie within every range."""
    return {
        f"Trial {number}"
        for number, values in enumerate(trials(report), 1)
        if all(low <= values[name] <= high for name, (low, high) in ranges.items())
    }


def handle(page: Any, name: str, end: str) -> Any:
    return page.get_by_role("slider", name=f"{name}, {end}", exact=True)


def limits(page: Any, name: str) -> tuple[float, float]:
    """The range that the two handles of an axis tell, a hair wider than they round it."""
    low, high = (
        float(handle(page, name, end).get_attribute("aria-valuenow")) for end in ("from", "up to")
    )
    return low - 1e-12, high + 1e-12


def axis(page: Any, name: str) -> Any:
    return page.locator(".range-axis").filter(has=handle(page, name, "from"))


def drag(page: Any, name: str, start: float, end: float) -> None:
    """Drag along an axis between two shares of its height, counted from its top."""
    box = axis(page, name).bounding_box()
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + box["height"] * start)
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] * end, steps=5)
    page.mouse.up()


def shown_rows(page: Any) -> set[str]:
    """The trials in the table that can be seen."""
    found = page.locator("[id$='-trials'] tbody tr").evaluate_all(
        "(rows) => rows.filter((row) => getComputedStyle(row).display !== 'none')"
        ".map((row) => row.cells[0].textContent.trim())"
    )
    return set(found)


def opened(open_report: Open, report: Path, **options: Any) -> Any:
    page = open_report(report, **options)
    page.locator("[data-parallel]").scroll_into_view_if_needed()
    return page


def test_dragged_ranges_keep_the_trials_within_all_of_them(
    open_report: Open, ranged_report: Path
) -> None:
    page = opened(open_report, ranged_report)
    assert len(shown_rows(page)) == TRIALS
    drag(page, "lr0", 0.2, 0.8)
    drag(page, LOGARITHMIC, 0.1, 0.7)
    ranges = {name: limits(page, name) for name in ("lr0", LOGARITHMIC)}
    expected = names_within(ranged_report, ranges)
    assert 5 < len(expected) < 40
    wait_until(page, f"{TOLD}.startsWith('{len(expected)} of {TRIALS} kept: ')")
    assert shown_rows(page) == expected
    summary = page.locator("summary", has_text=f"All {TRIALS} trials")
    assert summary.text_content() == f"All {TRIALS} trials ({len(expected)} of {TRIALS} kept)"


def test_a_range_lies_where_the_pointer_went(open_report: Open, ranged_report: Path) -> None:
    page = opened(open_report, ranged_report)
    told = [trial["box"] for trial in trials(ranged_report)]
    lowest, highest = min(told), max(told)
    drag(page, "box", 0.75, 0.25)
    low, high = limits(page, "box")
    assert low == pytest.approx(lowest + 0.25 * (highest - lowest), abs=0.01)
    assert high == pytest.approx(lowest + 0.75 * (highest - lowest), abs=0.01)
    decays = [math.log(trial[LOGARITHMIC]) for trial in trials(ranged_report)]
    drag(page, LOGARITHMIC, 0.5, 1.0)
    middle = math.exp((min(decays) + max(decays)) / 2)
    assert limits(page, LOGARITHMIC)[1] == pytest.approx(middle, rel=0.1)


def test_kept_lines_stay_in_colour_and_the_others_fade(
    open_report: Open, ranged_report: Path
) -> None:
    page = opened(open_report, ranged_report)
    drag(page, "lr0", 0.1, 0.4)
    wait_until(page, "document.querySelector('.trial-lines .trial-kept') !== null")
    kept = len(names_within(ranged_report, {"lr0": limits(page, "lr0")}))
    for plot, mark in ((".trial-lines", r"M"), (".trial-dots", "h0")):
        paths = page.locator(plot).first.locator(".trial-kept")
        drawn = "".join(each.get_attribute("d") for each in paths.all())
        assert drawn.count(mark) == kept
        faded = page.locator(plot).first.locator("path:not(.trial-kept)").first
        assert float(faded.evaluate("(path) => getComputedStyle(path).opacity")) < 0.2
        assert float(paths.first.evaluate("(path) => getComputedStyle(path).opacity")) == 1


def test_a_range_is_moved_and_its_ends_are_dragged(open_report: Open, ranged_report: Path) -> None:
    page = opened(open_report, ranged_report)
    drag(page, "box", 0.3, 0.5)
    low, high = limits(page, "box")
    drag(page, "box", 0.4, 0.6)
    lower, less = limits(page, "box")
    assert less - lower == pytest.approx(high - low, abs=0.01)
    assert lower < low - 0.1
    grip = handle(page, "box", "up to").bounding_box()
    page.mouse.move(grip["x"] + 14, grip["y"] + 12)
    page.mouse.down()
    page.mouse.move(grip["x"] + 14, grip["y"] - 400, steps=5)
    page.mouse.up()
    assert limits(page, "box")[0] == lower
    assert handle(page, "box", "up to").get_attribute("aria-valuetext").endswith("no limit")


def test_a_click_lifts_a_range_and_a_button_all(open_report: Open, ranged_report: Path) -> None:
    page = opened(open_report, ranged_report)
    clear = page.get_by_role("button", name="Clear ranges")
    assert clear.is_disabled()
    drag(page, "lr0", 0.2, 0.6)
    drag(page, "box", 0.2, 0.6)
    wait_until(page, f"/lr0 .*; box /.test({TOLD}) || /box .*; lr0 /.test({TOLD})")
    box = axis(page, "lr0").bounding_box()
    page.mouse.click(box["x"] + 14, box["y"] + 0.9 * box["height"])
    wait_until(page, f"!{TOLD}.includes('lr0')")
    assert shown_rows(page) == names_within(ranged_report, {"box": limits(page, "box")})
    clear.click()
    wait_until(page, f"{TOLD}.startsWith('Drag along an axis')")
    assert len(shown_rows(page)) == TRIALS
    assert page.locator(".trial-kept, .has-ranges").count() == 0
    assert clear.is_disabled()


def test_arrow_keys_go_from_trial_to_trial(open_report: Open, ranged_report: Path) -> None:
    page = opened(open_report, ranged_report)
    low = handle(page, "lr0", "from")
    low.focus()
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    wait_until(page, f"{TOLD}.startsWith('{TRIALS - 10} of {TRIALS} kept: lr0 from ')")
    values = sorted(trial["lr0"] for trial in trials(ranged_report))
    assert float(low.get_attribute("aria-valuenow")) == pytest.approx(values[10])
    assert low.get_attribute("aria-valuetext") == f"{values[10]:.4g}"
    assert low.get_attribute("aria-orientation") == "vertical"
    high = handle(page, "lr0", "up to")
    assert float(high.get_attribute("aria-valuemin")) == pytest.approx(values[10])
    high.focus()
    page.keyboard.press("PageDown")
    wait_until(page, f"{TOLD}.startsWith('{TRIALS - 16} of {TRIALS} kept: lr0 ')")
    # An end never passes the other one.
    page.keyboard.press("Home")
    wait_until(page, f"{TOLD}.startsWith('1 of {TRIALS} kept: ')")
    page.keyboard.press("Escape")
    wait_until(page, f"{TOLD}.startsWith('Drag along an axis')")
    assert len(shown_rows(page)) == TRIALS


def test_a_trial_that_does_not_tell_an_argument_is_in_no_range_of_it(
    open_report: Open, ranged_report: Path
) -> None:
    page = opened(open_report, ranged_report)
    handle(page, "mixup", "from").focus()
    page.keyboard.press("ArrowUp")
    wait_until(page, f"{TOLD}.startsWith('{TRIALS - 2} of {TRIALS} kept: mixup from ')")
    assert "Trial 8" not in shown_rows(page)


def test_a_run_whose_name_starts_with_a_blank_stays_in_the_table(
    open_report: Open, make_run: Callable[..., Path], tmp_path: Path
) -> None:
    from reportgen import read_run, report

    names = [" one", "two", "three", "four", "five", "six"]
    runs = [
        read_run(make_run(args={"lr0": 0.001 * number}, name=name), read_pictures=False)
        for number, name in enumerate(names, 1)
    ]
    page = opened(open_report, report(runs, tmp_path / "runs.html"))
    handle(page, "lr0", "up to").focus()
    page.keyboard.press("ArrowDown")
    wait_until(page, f"{TOLD}.startsWith('5 of 6 kept: ')")
    assert shown_rows(page) == {"one", "two", "three", "four", "five"}


def test_only_kept_trials_are_gone_through(open_report: Open, ranged_report: Path) -> None:
    page = opened(open_report, ranged_report)
    drag(page, "lr0", 0.3, 0.9)
    page.get_by_role("button", name="Better").click()
    values = {f"Trial {number}": trial for number, trial in enumerate(trials(ranged_report), 1)}
    within = names_within(ranged_report, {"lr0": limits(page, "lr0")})
    best = max(within, key=lambda name: values[name]["fitness"])
    told = page.locator("[data-sweep-tools] output").text_content()
    assert told.startswith(f"1 of {len(within)}: {best}, ")
    # The one that stands out goes when a range leaves it out.
    handle(page, "lr0", "up to").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    wait_until(page, "document.querySelector('.trial-chosen') === null")


def test_a_finger_marks_a_range(open_report: Open, ranged_report: Path) -> None:
    page = opened(open_report, ranged_report, width=390, height=844, touch=True)
    box = axis(page, "lr0").bounding_box()
    x = box["x"] + box["width"] / 2
    devtools = page.context.new_cdp_session(page)

    def touch(kind: str, *shares: float) -> None:
        points = [{"x": x, "y": box["y"] + box["height"] * share} for share in shares]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before = page.evaluate("scrollY")
    touch("touchStart", 0.2)
    for share in (0.3, 0.4, 0.5, 0.6):
        touch("touchMove", share)
    touch("touchEnd")
    expected = names_within(ranged_report, {"lr0": limits(page, "lr0")})
    assert 5 < len(expected) < 50
    wait_until(page, f"{TOLD}.startsWith('{len(expected)} of {TRIALS} kept: ')")
    assert page.evaluate("scrollY") == before
    page.touchscreen.tap(x, box["y"] + 0.4 * box["height"])
    wait_until(page, f"{TOLD}.startsWith('Drag along an axis')")


def test_ranges_outlive_a_change_of_theme_and_size(open_report: Open, ranged_report: Path) -> None:
    page = opened(open_report, ranged_report)
    drag(page, "box", 0.2, 0.6)
    wait_until(page, "document.querySelector('.trial-lines .trial-kept') !== null")
    stroke = "getComputedStyle(document.querySelector('.trial-lines .trial-kept')).stroke"
    told, light = page.evaluate(TOLD), page.evaluate(stroke)
    page.emulate_media(color_scheme="dark")
    eventually(page, lambda: page.evaluate(stroke) != light)
    page.set_viewport_size({"width": 800, "height": 700})
    next_frame(page)
    assert page.evaluate(TOLD) == told
    lines = [each.bounding_box() for each in page.locator("[data-parallel] svg > g > line").all()]
    axes = [each.bounding_box() for each in page.locator(".range-axis").all()]
    for line, box in zip(lines, axes, strict=True):
        assert box["x"] + box["width"] / 2 == pytest.approx(line["x"] + line["width"] / 2, abs=1)
        # A line goes four pixels beyond its highest and its lowest value.
        assert box["y"] == pytest.approx(line["y"] + 4, abs=1)
        assert box["height"] == pytest.approx(line["height"] - 8, abs=1)


@BOTH_THEMES
def test_axe_finds_nothing_and_handles_can_be_hit(
    open_report: Open, ranged_report: Path, width: int, theme: str
) -> None:
    page = opened(open_report, ranged_report, width=width, color_scheme=theme)
    handle(page, "lr0", "from").focus()
    page.keyboard.press("PageUp")
    handle(page, "lr0", "up to").focus()
    page.keyboard.press("Home")  # both ends at one place
    boxes = [each.bounding_box() for each in page.get_by_role("slider").all()]
    ours = [box for box in boxes if box]
    assert len(ours) >= 10
    assert all(box["width"] >= 24 and box["height"] >= 24 for box in ours)
    low, high = (handle(page, "lr0", end).bounding_box() for end in ("from", "up to"))
    assert high["y"] + high["height"] <= low["y"] + 0.1
    open_everything(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _violations(page) == []


def test_the_saved_drawing_is_whole_and_shows_what_is_kept(
    open_report: Open, ranged_report: Path, tmp_path: Path
) -> None:
    page = opened(open_report, ranged_report, color_scheme="dark")
    drag(page, "lr0", 0.2, 0.5)
    wait_until(page, "document.querySelector('.trial-kept') !== null")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download SVG: All arguments at once").click()
    download.value.save_as(tmp_path / "parallel.svg")
    saved = open_report(tmp_path / "parallel.svg")
    frame = saved.evaluate(
        "(() => { const root = document.documentElement; const style = getComputedStyle(root);"
        " return { padding: style.padding, width: root.width.baseVal.value,"
        " height: root.height.baseVal.value }; })()"
    )
    assert frame["padding"] == "0px"
    texts = [each.bounding_box() for each in saved.locator("text").all()]
    assert len(texts) > 15
    for box in texts:
        assert box["x"] >= -1
        assert box["x"] + box["width"] <= frame["width"] + 1
        assert box["y"] >= -1
        assert box["y"] + box["height"] <= frame["height"] + 1
    style = "(path) => { const s = getComputedStyle(path); return [s.opacity, s.stroke, s.fill]; }"
    opacity, stroke, fill = saved.locator(".trial-kept").first.evaluate(style)
    assert (opacity, fill) == ("1", "none")
    assert stroke.startswith("rgb")
    assert float(saved.locator(".trial-lines path").first.evaluate(style)[0]) < 0.2


def test_print_and_a_page_without_scripts_have_the_drawing_alone(
    open_report: Open, ranged_report: Path
) -> None:
    page = opened(open_report, ranged_report)
    drag(page, "lr0", 0.2, 0.4)
    wait_until(page, "document.querySelector('.trial-kept') !== null")
    open_everything(page)
    page.mouse.move(2, 2)
    wait_until(page, "document.querySelector('.trial-chosen') === null")
    page.emulate_media(media="print")
    assert not page.locator(".ranges").is_visible()
    assert not page.locator("[data-clear-ranges]").is_visible()
    opacity = "getComputedStyle(document.querySelector('.trial-lines path')).opacity"
    assert page.evaluate(opacity) == "1"
    assert len(shown_rows(page)) == TRIALS
    bare = open_report(ranged_report, java_script=False)
    assert bare.locator("[data-parallel] svg").first.is_visible()
    assert bare.locator(".ranges").count() == 0
    assert not bare.locator("[data-clear-ranges]").is_visible()
