"""What the first chart costs in a real browser, beside a fixed piece of work.

    python tests/benchmarks/first_chart.py [RUN] [--times 5]

Opens the run's report from disk in headless Chromium, scrolls to the charts, and prints the
main-thread CPU from the start of loading until the first live chart stands, first contentful paint
and DOMContentLoaded. The page itself tells when the chart stands: to ask it from outside, every so
often, would count the charts that are drawn meanwhile. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from reportgen import report

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
POLL_MS = 2
YARDSTICK = """() => {
    let seed = 1;
    const next = () => (seed = (seed * 48271) % 2147483647);
    for (let round = 0; round < 4; round += 1) Float64Array.from({ length: 200000 }, next).sort();
}"""
STANDS = """new MutationObserver((_, observer) => {
    if (!document.querySelector('.chart.is-live')) return;
    observer.disconnect();
    window.firstChartStands('');
}).observe(document, { subtree: true, attributes: true, attributeFilter: ['class'] });"""
PAINTS = """() => [
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
]"""


def measure(browser: Any, path: Path) -> tuple[float, float, float, float]:
    """Seconds of CPU for the first chart and for the yardstick; milliseconds to paint and DOM."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    session = page.context.new_cdp_session(page)
    # Named here and not by setTimeDomain: enabling without a domain goes back to wall-clock time.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")

    stands: list[object] = []
    session.on("Runtime.bindingCalled", lambda event: stands.append(event))
    session.send("Runtime.enable")
    session.send("Runtime.addBinding", {"name": "firstChartStands"})
    page.add_init_script(STANDS)
    # The page gets a process of its own, whose clock starts with it.
    page.goto(path.as_uri(), wait_until="commit")
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    while not stands:
        page.wait_for_timeout(POLL_MS)
    seconds = busy()
    page.evaluate(YARDSTICK)
    yardstick = busy() - seconds
    paint, ready = page.evaluate(PAINTS)
    page.close()
    return seconds, yardstick, paint, ready


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", nargs="?", type=Path, default=ROOT / "sample_runs" / "segment-good")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = report(options.run, Path(folder, "report.html"))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        rows = [measure(browser, path) for _ in range(options.times)]
        browser.close()
        size = path.stat().st_size / 1e6
    seconds, yardstick, paint, ready = (
        statistics.median(column) for column in zip(*rows, strict=True)
    )
    least = min(row[0] for row in rows)
    print(f"{options.run}: page of {size:.1f} MB, median of {options.times}")
    print(
        f"first chart {seconds * 1000:.0f} ms of main-thread CPU (least {least * 1000:.0f}), "
        f"{seconds / yardstick:.1f} times"
    )
    print(
        f"a yardstick of {yardstick * 1000:.0f} ms; first paint {paint:.0f} ms, DOM {ready:.0f} ms"
    )


if __name__ == "__main__":
    main()
