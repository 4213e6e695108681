"""A site in a real browser: from disk and below a folder of a server, silent and complete."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from reportgen.output.site.listing.index import build_index
from reportgen.output.site.listing.shards import shards
from reportgen.output.site.model import Card, SiteState, packed_curve
from reportgen.page.brand.look import PLAIN
from reportgen.page.shell.render import render_index
from tests.browser.steps import (
    eventually,
    open_everything,
    scroll_through,
    shorten_tables,
    wait_until,
)
from tests.browser.test_axe import BOTH_THEMES, _violations
from tests.conftest import SAMPLES
from tests.site.steps import publish

Open = Callable[..., Any]
BELOW = "/me/some runs/"
"""Where the server has the site: not at its root, and with a blank."""
SHOWN = "document.querySelectorAll('#runs-table tbody tr:not([hidden])').length"
NAMES = """Array.from(document.querySelectorAll('#runs-table tbody tr:not([hidden]) th a'),
    (link) => link.textContent)"""


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder below `BELOW`, and keeps quiet."""

    def translate_path(self, path: str) -> str:
        from urllib.parse import unquote

        if not unquote(path).startswith(BELOW):
            return str(Path(self.directory) / "nothing here")
        return super().translate_path("/" + unquote(path)[len(BELOW) :])

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    """A page asks for twenty files at once."""

    request_queue_size = 64


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Path:
    """Five runs, two of them on one data set; one cannot be read."""
    folder = tmp_path_factory.mktemp("site")
    for name in ("segment-short", "segment-overfit", "segment-interrupted", "detect"):
        shutil.copytree(SAMPLES / name, folder / "runs" / name)
    (folder / "runs" / "broken").mkdir()
    (folder / "runs" / "broken" / "args.yaml").symlink_to("/nowhere")
    found = sorted((folder / "runs").iterdir())
    publish(_NoCapture(), folder / "public", *found)  # type: ignore[arg-type]
    return folder / "public"


class _NoCapture:
    """In place of pytest's, which lives no longer than a test."""

    def readouterr(self) -> Any:
        return type("Said", (), {"err": "", "out": ""})


@pytest.fixture(params=["file", "server"])
def address(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """The site's folder from disk, and below a folder of a server."""
    if request.param == "file":
        yield f"{site.as_uri()}/"
        return
    server = _Server(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}{BELOW.replace(' ', '%20')}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(new_page: Open, hear: Open) -> Iterator[Open]:
    """Opens a page of a site; afterwards none may have said or requested anything else."""
    faults: list[str] = []

    def open_page(address: str, page: str = "index.html", **options: Any) -> Any:
        opened = new_page(**options)
        own = (address, "data:", "blob:")
        hear(opened, "console", lambda message: faults.append(f"console: {message.text}"))
        hear(opened, "pageerror", lambda error: faults.append(f"error: {error}"))
        hear(
            opened,
            "request",
            lambda sent: sent.url.startswith(own) or faults.append(f"to: {sent.url}"),
        )
        hear(
            opened,
            "response",
            lambda got: got.status < 400 or faults.append(f"{got.status}: {got.url}"),
        )
        hear(opened, "requestfailed", lambda sent: faults.append(f"failed: {sent.url}"))
        opened.goto(address + page)
        if page.startswith("index.html") and options.get("java_script_enabled", True):
            opened.locator("[data-site-scroll][data-ready]").wait_for()
        return opened

    yield open_page
    assert faults == []


def of(site: Path, folder: str, part: str = "") -> str:
    """The page of a run, or a comparison."""
    return next(f"{folder}/{p.name}" for p in sorted((site / folder).iterdir()) if part in p.name)


def test_from_the_index_to_a_run_and_back(address: str, visit: Open) -> None:
    page = visit(address)
    page.get_by_role("link", name="segment-overfit", exact=True).first.click()
    page.locator("h1", has_text="segment-overfit").wait_for()
    charts = page.locator("[data-chart]:visible")
    for _ in range(30):  # What a fold holds is unpacked first, and has folds of its own.
        open_everything(page)
        if charts.count() > 5:
            break
        page.wait_for_timeout(300)
    for place in range(6):
        # A chart is drawn when it comes into view, however long the browser takes to get there.
        charts.nth(place).evaluate("(chart) => chart.scrollIntoView()")
        wait_until(page, f"document.querySelectorAll('[data-chart].is-live').length > {place}")
    scroll_through(page)
    wait_until(
        page,
        "Array.from(document.images).filter((each) => each.src.includes('/img/') && "
        "each.checkVisibility()).every((each) => each.naturalWidth > 0)",
    )
    assert page.evaluate("document.images.length") > 8
    page.get_by_role("link", name="All runs").click()
    page.locator("#runs-table").wait_for()


def test_a_picture_opens_large(address: str, visit: Open, site: Path) -> None:
    page = visit(address, of(site, "runs", "segment-short"))
    page.locator("[data-zoom]:visible").first.click()
    wait_until(page, "document.querySelector('#viewer img').naturalWidth > 0")


def test_a_comparison_is_drawn(address: str, visit: Open, site: Path) -> None:
    page = visit(address)
    page.get_by_role("link", name="Comparison of 2 runs").click()
    page.locator("#ranking").wait_for()
    charts = page.locator("[data-chart]:visible")
    for place in range(3):
        # A chart is drawn when it comes into view, however long the browser takes to get there.
        charts.nth(place).scroll_into_view_if_needed()
        chart = f"document.querySelectorAll('[data-chart].is-live').length > {place}"
        wait_until(page, chart)


def test_runs_are_found_by_words_and_by_lists(address: str, visit: Open) -> None:
    page = visit(address)
    assert page.evaluate(SHOWN) == 5
    page.get_by_label("Find", exact=True).fill("OVERFIT seg")
    assert page.evaluate(NAMES) == ["segment-overfit"]
    assert page.locator("output").text_content() == "1 of 5 runs"
    page.get_by_role("button", name="Clear").click()
    wait_until(page, f"{SHOWN} === 5")
    page.locator("select[data-key=task]").select_option("detect")
    assert page.evaluate(NAMES) == ["detect"]
    page.get_by_label("Find", exact=True).fill("segment-short")
    assert page.evaluate(SHOWN) == 0


def test_runs_are_sorted_with_the_keyboard(address: str, visit: Open) -> None:
    page = visit(address)
    head = page.get_by_role("columnheader", name="Main metric")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending", "best first"
    first = page.evaluate(NAMES)
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert page.evaluate(NAMES) == first[::-1]
    assert len(first) == 4
    last = page.locator("#runs-table tbody tr").last
    assert "broken" in last.text_content(), "what has no value comes last in either direction"


def test_sorted_and_filtered_stay_so_together(address: str, visit: Open) -> None:
    page = visit(address)
    page.locator("select[data-key=task]").select_option("segment")
    page.get_by_role("columnheader", name="Run").get_by_role("button").click()
    assert page.evaluate(NAMES) == ["segment-interrupted", "segment-overfit", "segment-short"]


def test_a_view_is_a_link(address: str, visit: Open) -> None:
    page = visit(address)
    assert page.locator("select").first.get_attribute("data-key") == "data"
    page.get_by_label("Find", exact=True).fill("seg imgsz>64")
    page.locator("select[data-key=data]").select_option("shapes.yaml")
    page.get_by_label("Group by").select_option("model")
    page.get_by_role("columnheader", name="Main metric").get_by_role("button").click()
    shown, link = page.evaluate(NAMES), page.evaluate("location.hash")
    view = "#find=seg+imgsz%3E64&data=shapes.yaml&group=model&sort=main-metric&order=descending"
    assert link == view
    assert shown
    page.locator('.site-links a[href="#data-sets"]').click()
    assert page.evaluate("location.hash") == view, "a link within the page leaves the view there"
    other = visit(address, f"index.html{link}")
    assert other.evaluate(NAMES) == shown
    assert other.get_by_label("Find", exact=True).input_value() == "seg imgsz>64"
    assert other.locator(".site-group").count() == 1
    head = other.get_by_role("columnheader", name="Main metric")
    assert head.get_attribute("aria-sort") == "descending"
    other.evaluate("location.hash = '#sort=run&order=descending&data=%3Cb%3E&state=of+none'")
    wait_until(other, f"{SHOWN} === 5")
    assert other.evaluate(NAMES)[0] == "segment-short", "lists keep to what they have"
    assert "data “<b>”, state “of none”" in other.locator("#site-wrong").inner_text()
    other.get_by_role("columnheader", name="Run").get_by_role("button").click()
    assert other.evaluate("location.hash") == "", "nothing is chosen"


def test_icons_and_permalinks_of_a_run_are_those_of_a_page_on_its_own(
    visit: Open, site: Path, tmp_path: Path
) -> None:
    from reportgen import read_run, report

    told = """() => [
        Array.from(document.querySelectorAll('svg.icon use'), (use) => use.getAttribute('href')),
        Array.from(document.querySelectorAll('a.permalink'), (link) => link.getAttribute('href')),
    ].map((found) => found.sort())"""
    (page,) = (site / "runs").glob("segment-overfit-*.html")
    run = read_run(SAMPLES / "segment-overfit", read_pictures=False)
    alone = report([run], tmp_path / "alone.html")
    found = visit(f"{site.as_uri()}/", f"runs/{page.name}").evaluate(told)
    expected = visit(f"{alone.parent.as_uri()}/", alone.name).evaluate(told)
    assert found[0] == expected[0]
    assert found[1] == expected[1]
    assert min(map(len, found)) > 10


def test_names_and_states_are_read_whole_on_a_phone(visit: Open, site: Path) -> None:
    page = visit(f"{site.as_uri()}/", width=390)
    texts = "#runs-table tbody :is(th > :last-child, .word)"
    clipped = f"""Array.from(document.querySelectorAll('{texts}'))
        .filter((text) => text.scrollHeight > text.clientHeight + 1
            || text.scrollWidth > text.clientWidth + 1)
        .map((text) => text.textContent)"""
    assert page.evaluate(clipped) == []
    heights = (
        "Array.from(document.querySelectorAll('#runs-table tbody tr'), (row) => row.offsetHeight)"
    )
    assert set(page.evaluate(heights)) == {32}, "what the window of the table counts with"


def test_the_main_metric_is_seen_on_a_phone(visit: Open, site: Path) -> None:
    page = visit(f"{site.as_uri()}/", width=390)
    right = """Array.from(document.querySelectorAll('#runs-table tr > :nth-child(3)'),
        (cell) => { const words = document.createRange(); words.selectNodeContents(cell);
            return words.getBoundingClientRect().right; })"""
    assert max(page.evaluate(right)) <= 390 - 16 - 24, "clear of the fade at the edge"
    cut = """Array.from(document.querySelectorAll('#runs-table tbody th a'))
        .filter((name) => {
            const { right } = name.closest('th').getBoundingClientRect();
            return name.getBoundingClientRect().right > right;
        })
        .map((name) => name.textContent)"""
    assert page.evaluate(cut) == [], "the ends of names tell runs of one folder apart"


def test_an_address_without_a_page_leads_to_the_index(site: Path, new_page: Open) -> None:
    class Missing(Handler):
        def send_error(self, code: int, *_: Any, **__: Any) -> None:
            self.send_response(code)
            self.end_headers()
            self.wfile.write((site / "404.html").read_bytes())

    server = _Server(("127.0.0.1", 0), partial(Missing, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_address[1]}{BELOW.replace(' ', '%20')}"
    page = new_page()
    for gone in ("runs/gone-01234567.html", "gone.html", "compare/a-b-0123abcd.html"):
        page.goto(home + gone)
        page.get_by_role("heading", name="There is no such page").wait_for()
        assert page.locator("#home").evaluate("(link) => link.href") == f"{home}index.html"
        page.locator("#home").click()
        page.locator("#runs-table").wait_for()
    server.shutdown()
    server.server_close()


@BOTH_THEMES
def test_axe_finds_nothing_on_the_index(visit: Open, site: Path, width: int, theme: str) -> None:
    page = visit(f"{site.as_uri()}/", width=width, color_scheme=theme)
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("folder", ["runs", "compare"])
def test_axe_finds_nothing_on_other_pages(visit: Open, site: Path, folder: str) -> None:
    page = visit(f"{site.as_uri()}/", of(site, folder))
    shorten_tables(page)
    scroll_through(page)
    assert _violations(page) == []


def test_the_index_reads_without_scripts(visit: Open, site: Path) -> None:
    page = visit(f"{site.as_uri()}/", java_script_enabled=False)
    assert page.locator("#runs-table tbody tr:visible").count() == 5
    assert page.locator("form:visible").count() == 0
    assert page.locator(".trend circle:visible").count() > 1 or page.locator(".missing").count()
    assert page.get_by_text("Nothing of a training can be read there.").is_visible()


def many(folder: Path, number: int) -> Path:
    """A site whose index tells so many runs, of three data sets."""
    cards = [
        Card(
            id=f"{place:016x}",
            place="",
            slug=f"run-{place:08x}",
            name=f"run {place}",
            verdict="pass",
            sentence="No warnings.",
            state="good",
            badge="Good",
            task="segment",
            set=f"set {place % 3}",
            data=f"set {place % 3}",
            head="mask",
            metric="mask mAP50-95",
            value=place / number,
            date=f"2026-01-{1 + place // 1440 % 28:02d}T{place // 60 % 24:02d}:{place % 60:02d}:00",
            dated="checkpoint",
            published="2026-02-01T00:00:00Z",
            curve=packed_curve([(1.0, 0.0), (2.0, place / number)]),
            arguments={"imgsz": 640 + 32 * (place % 4), "lr0": round(0.001 + place * 1e-6, 6)},
            files=("index.html",),
        )
        for place in range(number)
    ]
    written = list(shards(cards))
    for name, content in (file for shard in written for file in shard):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    names = [(shard.runs[0], shard.rows[0]) for shard in written]
    index = build_index(SiteState({card.id: card for card in cards}), None, PLAIN, names)
    (folder / "index.html").write_text(render_index(index, PLAIN), "utf-8")
    return folder


def test_of_many_runs_those_in_view_are_drawn(visit: Open, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "many")
    address = f"{many(tmp_path / 'many', 2500).as_uri()}/"
    bare = visit(address, java_script_enabled=False)
    assert bare.evaluate(SHOWN) == 200
    assert bare.get_by_text("These are the latest 200 of 2,500.").is_visible()
    page = visit(address)
    assert 20 < page.evaluate(SHOWN) < 60
    page.get_by_role("columnheader", name="Main metric").get_by_role("button").click()
    assert page.evaluate(NAMES)[:2] == ["run 2499", "run 2498"]
    page.locator("select[data-key=data]").select_option("set 1")
    assert page.locator("output").text_content() == "833 of 2,500 runs"
    page.locator("[data-site-scroll]").evaluate("(place) => place.scrollTo(0, 1e9)")
    wait_until(page, f"{NAMES}.at(-1) === 'run 1'")
    box = page.locator("#runs-table tbody tr").last.bounding_box()
    place = page.locator("[data-site-scroll]").bounding_box()
    assert box["y"] + box["height"] <= place["y"] + place["height"] + 1, "no room below the last"
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("Find", exact=True).fill("imgsz=672 lr0<0.0011")
    assert page.locator("output").text_content() == "25 of 2,500 runs"
    page.get_by_label("Find", exact=True).fill("imgzs=672")
    assert page.get_by_role("alert").text_content() == (
        "No column is called “imgzs”. Perhaps imgsz?"
    )
    assert _violations(page) == []


def _zoom_into_the_compared(page: Any, together: Any) -> None:
    """A drag zooms all charts, arrow keys read them, and a double click shows all again."""
    ends = [chart.get_attribute("aria-valuemax") for chart in together.get_by_role("slider").all()]
    first = together.get_by_role("slider").first
    first.scroll_into_view_if_needed()
    box = first.bounding_box()
    across = [box["x"] + box["width"] * share for share in (0.3, 0.6)]
    page.mouse.move(across[0], box["y"] + 40)
    page.mouse.down()
    page.mouse.move(across[1], box["y"] + 60, steps=3)
    page.mouse.up()
    zoomed = [
        [int(chart.get_attribute(f"aria-value{end}")) for end in ("min", "max")]
        for chart in together.get_by_role("slider").all()
    ]
    assert all(each == zoomed[0] for each in zoomed)
    assert 1 < zoomed[0][0] < zoomed[0][1] < int(ends[0])
    first.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    said = first.get_attribute("aria-valuetext")
    assert said.startswith(f"Epoch {zoomed[0][0] + 1}: segment-")
    assert together.locator(".together-readout").nth(1).text_content().startswith("Epoch")
    first.dblclick()
    assert [
        chart.get_attribute("aria-valuemax") for chart in together.get_by_role("slider").all()
    ] == ends
    assert together.get_by_role("button", name="Reset zoom").is_disabled()


LETTERS = """(() => {
    const svg = document.querySelector('.together-chart svg');
    const units = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return units * parseFloat(getComputedStyle(svg.querySelector('text')).fontSize);
})()"""
"""How large the letters of a chart are seen, in pixels."""


def test_runs_are_compared_by_the_ids_that_programs_are_told(
    site: Path, address: str, visit: Open
) -> None:
    told = json.loads((site / "runs.json").read_text("utf-8"))["runs"]
    good = [run["id"] for run in told if run["value"] is not None]
    page = visit(address, f"index.html#compare={','.join(good[:2])}")
    page.locator("[data-site-together] figure").first.wait_for()
    assert page.locator("#runs-table input:checked").count() == 2


def test_chosen_runs_are_compared_in_the_page(address: str, visit: Open) -> None:
    page = visit(address)
    page.get_by_label("Choose segment-short").check()
    assert page.locator("[data-site-together]").is_hidden()
    page.get_by_label("Choose segment-overfit").check()
    together = page.locator("[data-site-together]")
    together.locator("figure").first.wait_for()
    assert together.locator("figure").count() > 4
    answer = together.locator(".together-answer").text_content()
    why = "They are not known to be validated on the same data"
    assert answer == f"{why}: none is called the best."
    assert together.locator("figure").first.locator(".together-line").count() == 2
    told = together.get_by_role("row", name="epochs", exact=False).text_content()
    assert "50 of 50" in told
    assert "of 200" in told or "160" in told
    _zoom_into_the_compared(page, together)
    link = page.evaluate("location.hash")
    assert link.startswith("#compare=")
    other = visit(address, f"index.html{link}")
    other.locator("[data-site-together] figure").first.wait_for()
    for width in (390, 1400):
        other.set_viewport_size({"width": width, "height": 900})
        eventually(other, lambda: abs(other.evaluate(LETTERS) - 12) < 0.2)
    assert _violations(other) == []
    other.get_by_role("button", name="Choose none").click()
    assert other.locator("[data-site-together]").is_hidden()


def test_columns_are_chosen_and_what_is_shown_is_taken_away(address: str, visit: Open) -> None:
    page = visit(address, accept_downloads=True)
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("imgsz", exact=True).check()
    page.get_by_label("In a sentence", exact=True).uncheck()
    assert page.get_by_role("columnheader", name="imgsz").count() == 1
    assert "columns=name%2Cstate" in page.evaluate("location.hash")
    page.get_by_label("Find", exact=True).fill("overfit")
    with page.expect_download() as told:
        page.get_by_role("button", name="CSV").click()
    head, *lines = Path(told.value.path()).read_text("utf-8").splitlines()
    assert head.startswith("Run,State,Main metric,Model,Data,")
    assert head.endswith(",imgsz")
    assert [line.split(",")[0] for line in lines] == ["segment-overfit"]
    assert _violations(page) == []
