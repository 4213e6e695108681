"""What the first chart costs in a real browser, beside a fixed piece of work.

    python tests/benchmarks/first_chart.py [RUN] [--times 5]

Opens the run's report from disk in headless Chromium, scrolls to the charts, and prints the
main-thread CPU from the start of loading until the first live chart stands, first contentful paint
and DOMContentLoaded. The page itself tells when the chart stands: to ask it from outside, every so
often, would count the charts that are drawn meanwhile. It is opened beside Playwright's own pages,
whose network log costs a sixth of what loading takes. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from reportgen import report

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
POLL_SECONDS = 0.002
WINDOW = {"width": 1280, "height": 800}
YARDSTICK = """(() => {
    let seed = 1;
    const next = () => (seed = (seed * 48271) % 2147483647);
    for (let round = 0; round < 4; round += 1) Float64Array.from({ length: 200000 }, next).sort();
})()"""
STANDS = """new MutationObserver((_, observer) => {
    if (!document.querySelector('.chart.is-live')) return;
    observer.disconnect();
    window.firstChartStands('');
}).observe(document, { subtree: true, attributes: true, attributeFilter: ['class'] });"""
FIRST = "document.querySelector('[data-chart]')"
PAINTS = """[
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
]"""


class Bare:
    """A page that is steered by the browser's protocol alone."""

    def __init__(self, browser: Any) -> None:
        """An empty page in a context of its own, and so in a process whose clock starts with it."""
        self.session = browser.new_browser_cdp_session()
        self.session.on("Target.receivedMessageFromTarget", self._receive)
        self.told: list[dict[str, Any]] = []
        self.sent = 0
        self.context = self.session.send("Target.createBrowserContext")["browserContextId"]
        of = {"url": "about:blank", "browserContextId": self.context}
        target = self.session.send("Target.createTarget", of | WINDOW)["targetId"]
        asked = {"targetId": target, "flatten": False}
        self.id = self.session.send("Target.attachToTarget", asked)["sessionId"]

    def _receive(self, event: dict[str, Any]) -> None:
        self.told.append(json.loads(event["message"]))

    def wait(self, key: str, value: object) -> dict[str, Any]:
        """What the page has told with this key, once it has."""
        while not (found := [each for each in self.told if each.get(key) == value]):
            time.sleep(POLL_SECONDS)
            self.session.send("Browser.getVersion")  # messages come while something is asked
        return found[0]

    def send(self, method: str, **values: object) -> dict[str, Any]:
        """The answer of the page to a command of the protocol."""
        self.sent += 1
        text = json.dumps({"id": self.sent, "method": method, "params": values})
        self.session.send("Target.sendMessageToTarget", {"sessionId": self.id, "message": text})
        answer: dict[str, Any] = self.wait("id", self.sent)["result"]
        return answer

    def evaluate(self, script: str) -> Any:
        """The value of a script in the page."""
        return self.send("Runtime.evaluate", expression=script, returnByValue=True)["result"].get(
            "value"
        )

    def busy(self) -> float:
        """Seconds of CPU of the page's main thread so far."""
        metrics = self.send("Performance.getMetrics")["metrics"]
        return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")

    def close(self) -> None:
        """Close the page and its context."""
        self.session.send("Target.disposeBrowserContext", {"browserContextId": self.context})
        self.session.detach()


def measure(browser: Any, path: Path) -> tuple[float, float, float, float]:
    """Seconds of CPU for the first chart and for the yardstick; milliseconds to paint and DOM."""
    page = Bare(browser)
    # Named here and not by setTimeDomain: enabling without a domain goes back to wall-clock time.
    page.send("Performance.enable", timeDomain="threadTicks")
    page.send("Emulation.setDeviceMetricsOverride", **WINDOW, deviceScaleFactor=1, mobile=False)
    page.send("Runtime.enable")
    page.send("Runtime.addBinding", name="firstChartStands")
    page.send("Page.enable")
    page.send("Page.addScriptToEvaluateOnNewDocument", source=STANDS)
    page.send("Page.navigate", url=path.as_uri())
    while not page.evaluate(f"!!{FIRST}"):
        time.sleep(POLL_SECONDS)
    page.evaluate(f"{FIRST}.scrollIntoView()")
    page.wait("method", "Runtime.bindingCalled")
    seconds = page.busy()
    page.evaluate(YARDSTICK)
    yardstick = page.busy() - seconds
    paint, ready = page.evaluate(PAINTS)
    page.close()
    return seconds, yardstick, paint, ready


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", nargs="?", type=Path, default=ROOT / "sample_runs" / "segment-short")
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
