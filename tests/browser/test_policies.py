"""Pages under the policies of those who serve them: Jenkins, a frame of a notebook, old browsers.

What is looked at is what is painted: such policies leave messages, which are no fault of the page.
"""

from __future__ import annotations

import functools
import http.server
import io
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from reportgen import compare, read_run, report
from tests.browser.conftest import _trained_run
from tests.browser.steps import eventually
from tests.conftest import SAMPLES
from tests.site.steps import publish

JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'"
"""What Jenkins sends with archived files unless told otherwise; also with allow-same-origin."""
Serve = Callable[[Path, str], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves a folder of this machine to this machine, with a Content-Security-Policy."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path, policy: str) -> str:
        class Handler(http.server.SimpleHTTPRequestHandler):
            def end_headers(self) -> None:
                self.send_header("Content-Security-Policy", policy)
                super().end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        handler = functools.partial(Handler, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def visit(new_page: Callable[..., Any]) -> Callable[..., Any]:
    """Opens an address and does not mind what the browser says about blocked parts."""

    def go(address: str, **options: Any) -> Any:
        page = new_page(width=1000, height=900, **options)
        page.goto(address)
        return page

    return go


def colours_of(element: Any) -> int:
    """How many pixels of an element bear a colour: neither grey, nor black, nor white."""
    shot = Image.open(io.BytesIO(element.screenshot())).convert("HSV")
    return sum(
        count
        for count, (_, saturation, value) in shot.getcolors(shot.width * shot.height) or []
        if saturation > 90 and value > 60
    )


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "public"
    assert publish(capsys, folder, _trained_run("segment-overfit")).code == 0
    return folder


@pytest.mark.parametrize("more", ["", " allow-same-origin"])
def test_jenkins_shows_icons_of_their_size_and_drawings(
    serve: Serve, visit: Callable[..., Any], overfit_report: Path, more: str
) -> None:
    address = serve(overfit_report.parent, JENKINS.replace("sandbox", f"sandbox{more}"))
    page = visit(f"{address}/{overfit_report.name}")
    for icon in page.locator("svg.icon").all()[:12]:
        box = icon.bounding_box()
        assert (box["width"], box["height"]) == (16, 16)
    assert colours_of(page.locator("#r1-map .chart-svg")) > 60
    box = page.locator("#r1-map .chart-svg").bounding_box()
    for name in page.locator("#r1-map .line-name").all():
        place = name.bounding_box()
        assert place["x"] > box["x"]
        assert place["x"] + place["width"] <= 1000
    line = page.get_by_text("This viewer blocks the styles")
    assert line.bounding_box()["y"] < 200
    assert "Download the page" in line.locator("..").text_content()


@pytest.mark.parametrize("policy", [JENKINS, "default-src 'none'; style-src 'unsafe-inline'"])
def test_folded_runs_stand_where_scripts_are_off_and_where_they_are_refused(
    serve: Serve, visit: Callable[..., Any], tmp_path: Path, policy: str
) -> None:
    """A sandbox turns scripts off; under a policy that refuses them browsers count them as on."""
    path = report([SAMPLES / "segment-short", SAMPLES / "segment-overfit"], tmp_path / "two.html")
    page = visit(f"{serve(tmp_path, policy)}/{path.name}")
    page.locator("#r2-fold > summary").click()
    assert page.locator("#r2-fold .finding:visible").count() > 2
    chart = page.locator("#r2-fold .chart-svg:visible").first
    chart.scroll_into_view_if_needed()
    assert colours_of(chart) > 60


def test_where_nothing_is_blocked_nothing_is_said_of_it(
    open_report: Callable[..., Any], overfit_report: Path
) -> None:
    page = open_report(overfit_report)
    assert page.locator(".blocked").is_hidden()
    assert open_report(overfit_report, java_script=False).locator(".styles-blocked").is_hidden()


def test_the_pages_of_a_site_stand_under_jenkins(
    serve: Serve, visit: Callable[..., Any], site: Path
) -> None:
    """Styles and pictures of a site are files of its own, which that policy allows."""
    address = serve(site, JENKINS)
    run = next(site.glob("runs/*.html"))
    page = visit(f"{address}/runs/{run.name}")
    figure = page.locator(".hero")
    box, chart = figure.bounding_box(), figure.locator(".chart-svg").bounding_box()
    assert 200 <= chart["height"] <= 340
    assert chart["width"] <= box["width"]
    assert colours_of(figure.locator(".chart-svg")) > 60
    loss = page.locator("#r1-training .line-name")
    assert loss.all_text_contents() == ["train", "validation"]
    assert loss.first.is_visible()
    sign = "(place) => getComputedStyle(place, '::before').content"
    assert page.locator(".masthead .badge").evaluate(sign) == '"▲"'
    assert page.locator(".masthead .icon").first.is_hidden()
    shown = page.locator(".picture img, .pair-side img").first
    shown.scroll_into_view_if_needed()
    shown.evaluate("(image) => image.decode()")
    assert colours_of(shown) > 500
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".blocked").bounding_box()["y"] < 60, "what is blocked is said at the top"
    index = visit(f"{address}/index.html")
    assert colours_of(index.locator("svg.spark").first) > 10


def test_a_page_of_a_site_says_what_it_lacks(
    visit: Callable[..., Any], site: Path, tmp_path: Path
) -> None:
    run = next(site.glob("runs/*.html"))
    alone = visit(Path(shutil.copy(run, tmp_path / "saved.html")).as_uri())
    alone.get_by_text("cannot be shown or read alone").wait_for()
    shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("numbers"))
    page = visit((tmp_path / "site" / "runs" / run.name).as_uri())
    page.get_by_text("The scripts or numbers of this page are blocked or missing").wait_for()
    assert page.get_by_text("cannot be shown or read alone").is_hidden()


def test_without_scripts_the_contents_list_leaves_room_for_the_answer(
    visit: Callable[..., Any], overfit_report: Path
) -> None:
    page = visit(overfit_report.as_uri(), java_script_enabled=False)
    page.set_viewport_size({"width": 1000, "height": 720})
    assert page.locator("#contents a").last.is_visible()
    assert page.locator(".verdict").bounding_box()["y"] < 360


@pytest.mark.parametrize("sandbox", [None, "allow-scripts"])
def test_links_work_in_the_frame_of_a_notebook(
    visit: Callable[..., Any], tmp_path: Path, sandbox: str | None
) -> None:
    """Their addresses are the notebook's: followed, they would load it inside of the frame."""
    shown = read_run(_trained_run("segment-overfit"))._repr_html_()
    assert len(shown) <= 600_000, "a cell is light"
    if sandbox:
        shown = shown.replace("<iframe ", f'<iframe sandbox="{sandbox}" ')
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<h1>Notebook</h1>{shown}", "utf-8")
    page = visit(notebook.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("h1", has_text="segment-overfit").wait_for()
    for link in ('.contents a[href="#r1-confusion"]', '.tallies a[href^="#"]'):
        place = frame.locator(link).first
        target = place.get_attribute("href")
        place.evaluate("(link) => link.click()")
        place = frame.locator(target)
        eventually(page, lambda place=place: 0 <= place.bounding_box()["y"] <= 500)  # type: ignore[misc]
    assert frame.locator("h1", has_text="Notebook").count() == 0
    assert colours_of(frame.locator("#r1-map .chart-svg").last) > 60


def test_several_runs_show_themselves_in_one_light_cell(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    told = compare([SAMPLES / "segment-short", SAMPLES / "segment-overfit", SAMPLES / "detect"])
    shown = told._repr_html_()
    assert len(shown) <= 600_000
    notebook = tmp_path / "notebook.html"
    notebook.write_text(shown, "utf-8")
    page = visit(notebook.as_uri())
    rows = page.frame_locator("iframe").locator("#ranking tbody tr")
    eventually(page, lambda: rows.count() == 3)


def test_a_browser_that_unpacks_nothing_keeps_the_drawings(
    visit: Callable[..., Any], overfit_report: Path, tmp_path: Path
) -> None:
    html = overfit_report.read_text("utf-8")
    old = tmp_path / "old.html"
    # As browsers before 2022 are: the page's own policy would forbid a script that pretends it.
    old.write_text(html.replace("window.DecompressionStream", "window.NoSuchStream"), "utf-8")
    html = old.read_text("utf-8")
    start = html.index("Content-Security-Policy")
    end = html.index(">", start)
    old.write_text(html[:start] + 'x" content="' + html[end - 1 :], "utf-8")
    page = visit(old.as_uri())
    assert page.evaluate("document.documentElement.classList.contains('charts-static')")
    assert colours_of(page.locator("#r1-map .chart-svg")) > 60
    assert page.locator("#r1-map .chart-tools").is_hidden()
