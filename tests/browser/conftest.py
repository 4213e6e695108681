"""A real Chromium, the report of one trained run, and pages that may not say or ask anything.

Debian's chromium (or another one in its usual place) is used, else the one that Playwright
brought (``playwright install chromium``). Without either these tests are skipped with a banner
at the end; in CI they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.conftest import SAMPLES, shared

NO_BROWSER = "no Chromium: browser tests did not run"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder carries the marker ``browser``."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A skipped browser must not pass for a tested page."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_BROWSER in str(report.longrepr) for report in skipped):
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True)
        terminalreporter.line(
            "Install the extra `test` and a Chromium (Debian's package chromium, or "
            "`python -m playwright install chromium`); then run the tests again."
        )


def _skip_or_fail(message: str) -> NoReturn:
    """What is missing is a failure in CI, where it was meant to be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def _launch(playwright: Any) -> Any:
    for name in INSTALLED:
        path = shutil.which(name)
        if path:
            return playwright.chromium.launch(executable_path=path, args=FLAGS)
    return playwright.chromium.launch(args=FLAGS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError as error:
        _skip_or_fail(f"{NO_BROWSER} ({error})")
    with sync_playwright() as playwright:
        try:
            browser = _launch(playwright)
        except Error as error:
            _skip_or_fail(f"{NO_BROWSER} ({str(error).splitlines()[0]})")
        yield browser
        browser.close()


# ---- reports --------------------------------------------------------------------------------


def _trained_run(*names: str) -> Path:
    """The first of these runs that is there: among the sample runs, else the shared ones."""
    folders = [SAMPLES]
    if shared() is not None:
        folders.append(shared() / "trained")
    for folder in folders:
        for name in names:
            if (folder / name / "results.csv").is_file():
                return folder / name
    _skip_or_fail(f"no trained run named {' or '.join(names)}: sample_runs is incomplete")


def _write_report(run: Path, target: Path) -> Path:
    from reportgen import read_run, report

    report([read_run(run)], target)
    return target


@pytest.fixture(scope="session")
def overfit_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An overfitted segmentation run with three picture pairs, the last without its prediction."""
    folder = tmp_path_factory.mktemp("reports")
    run = folder / "overfit"
    shutil.copytree(_trained_run("overfit", "segment-overfit"), run)
    run.chmod(0o755)
    for number in (1, 2):
        for side in ("labels", "pred"):
            copy = run / f"val_batch{number}_{side}.jpg"
            copy.unlink(missing_ok=True)
            shutil.copyfile(run / f"val_batch0_{side}.jpg", copy)
    (run / "val_batch2_pred.jpg").unlink()
    return _write_report(run, folder / "overfit.html")


@pytest.fixture(scope="session")
def eight_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight runs of one training, each ended earlier, with long names that are nearly alike."""
    from reportgen import report

    folder = tmp_path_factory.mktemp("eight")
    source = _trained_run("segment-overfit")
    header, *rows = (source / "results.csv").read_text("utf-8").splitlines()
    runs = []
    for number in range(1, 9):
        run = folder / f"yolo11s_250imgs_{20 * number}epochs_mixed"
        run.mkdir()
        kept = rows[: 20 * number]
        (run / "results.csv").write_text("\n".join([header, *kept]), "utf-8")
        shutil.copyfile(source / "args.yaml", run / "args.yaml")
        runs.append(run)
    report(runs, folder / "eight.html")
    return folder / "eight.html"


@pytest.fixture(params=["one", "eight"])
def any_report(request: pytest.FixtureRequest) -> Path:
    """A page of one run, and one of eight."""
    name = "overfit_report" if request.param == "one" else "eight_report"
    path: Path = request.getfixturevalue(name)
    return path


@pytest.fixture(scope="session")
def interrupted_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was stopped: no plots of curves, no matrix, no validation pictures."""
    target = tmp_path_factory.mktemp("reports") / "interrupted.html"
    return _write_report(_trained_run("interrupted", "segment-interrupted"), target)


# ---- pages --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def context_of(chromium: Any) -> Callable[..., Any]:
    """Contexts by their options, shared: to make one takes longer than to open a report in it."""

    found: dict[str, Any] = {}

    def made(**options: Any) -> Any:
        key = str(sorted(options.items()))
        if key not in found:
            found[key] = chromium.new_context(**options)
            found[key].on("close", lambda _: found.pop(key, None))
        return found[key]

    return made


@pytest.fixture(scope="session")
def idle_pages() -> dict[str, list[Any]]:
    """Pages of earlier tests by the options of their context: a new one is a new process."""
    return {}


def slow_down(page: Any) -> None:
    """With REPORTGEN_SLOW_BROWSER=8 pages compute eight times slower: hasty tests fail then."""
    times = os.environ.get("REPORTGEN_SLOW_BROWSER")
    if times:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": float(times)})


@pytest.fixture
def new_page(
    context_of: Callable[..., Any], idle_pages: dict[str, list[Any]]
) -> Iterator[Callable[..., Any]]:
    """Empty pages. After the test what they stored and were allowed is gone.

    A context that keeps something ends with its test: that it is cleared may reach a page of a
    busy browser late, and take away what the next test stored.
    """
    pages: list[tuple[Any, list[Any]]] = []

    def make(*, width: int = 1280, height: int = 800, **options: Any) -> Any:
        media = {"color_scheme": "light", "reduced_motion": "reduce"}
        media |= {key: options.pop(key) for key in media.keys() & options}
        idle = idle_pages.setdefault(str(sorted(options.items())), [])
        idle[:] = [each for each in idle if not each.is_closed()]
        page = idle.pop() if idle else context_of(**options).new_page()
        pages.append((page, idle))
        page.set_default_timeout(60_000)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", **media)
        slow_down(page)
        return page

    yield make
    for page, idle in pages:
        stored = 0
        with suppress(Exception):  # Where scripts are sandboxed they have stored nothing.
            stored = page.evaluate("sessionStorage.clear(); localStorage.length")
        if stored:
            page.context.close()
        if not page.is_closed():
            page.context.clear_permissions()
            page.goto("about:blank")
            page.mouse.move(-1, -1)
            idle.append(page)


@pytest.fixture
def hear() -> Iterator[Callable[[Any, str, Callable[[Any], object]], None]]:
    """Tells a function of a page's events, to the end of the test."""
    heard: list[tuple[Any, str, Callable[[Any], object]]] = []

    def listen(page: Any, event: str, told: Callable[[Any], object]) -> None:
        page.on(event, told)
        heard.append((page, event, told))

    yield listen
    for page, event, told in heard:
        page.remove_listener(event, told)


LAY_OUT = "typeof ReportPage === 'undefined' || ReportPage.layOut()"


@pytest.fixture
def open_report(
    new_page: Callable[..., Any], hear: Callable[..., None]
) -> Iterator[Callable[..., Any]]:
    """Opens a report from disk; after the test, no page may have said or requested anything.

    Its sections are laid out, as they are a second later: then nothing moves below the pointer.
    """
    faults: list[str] = []

    def open_page(
        html: Path,
        *,
        java_script: bool = True,
        touch: bool = False,
        fragment: str = "",
        policy: bool = True,
        laid_out: bool = True,
        **options: Any,
    ) -> Any:
        page = new_page(
            bypass_csp=not policy, java_script_enabled=java_script, has_touch=touch, **options
        )
        address = html.as_uri()
        own = (address, "data:", "blob:")
        hear(page, "console", lambda message: faults.append(f"console: {message.text}"))
        hear(page, "pageerror", lambda error: faults.append(f"error: {error}"))
        hear(
            page,
            "request",
            lambda request: request.url.startswith(own) or faults.append(f"request: {request.url}"),
        )
        page.goto(address + (f"#{fragment}" if fragment else ""))
        if laid_out and java_script:
            page.evaluate(LAY_OUT)
        return page

    yield open_page
    assert faults == []
