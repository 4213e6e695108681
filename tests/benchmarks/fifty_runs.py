"""What a report of fifty runs costs, beside that of one.

    python tests/benchmarks/fifty_runs.py [RUN] [--runs 50] [--times 3] [--keep PAGE]

Makes the runs out of one by varying its results and its arguments (always alike), and prints the
CPU seconds of the command (median) and their ratio to one run, the size of the page with what
takes its bytes, and how long Chromium takes from a zoom on an overlaid chart until all charts in
view are drawn anew. Nothing is asserted: machines differ, ratios less so.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.benchmarks.whole_command import cpu_seconds  # noqa: E402

SHARED = Path(os.environ.get("REPORTGEN_SHARED", ROOT.parent / "shared"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PICTURES = {".png", ".jpg"}
PARTS = {
    "pictures": r'src="data:image/[^"]*"',
    "embedded report": r'<script type="application/gzip" id="reportgen-report">.*?</script>',
    "numbers of charts": r'<script type="application/\w+" id="report-data">.*?</script>',
    "plotly": r'<script type="text/plain" id="plotly-bundle">.*?</script>',
    "curves": r'<script type="application/\w+" data-curve-data>.*?</script>',
    "tables": r"<table\b.*?</table>",
}
"""What takes the bytes of a page: each is cut out before the next is looked for."""
ZOOM = """async () => {
    const settled = (chart) => chart.state === 'live' && !chart.stale;
    const live = [...ReportCharts.charts.values()]
        .filter((chart) => chart.id.startsWith('comparison-') && settled(chart));
    const [chart] = live;
    const begin = performance.now();
    const plot = chart.plot;
    const range = plot._fullLayout.xaxis.range;
    chart.run.range = [range[0], (range[0] + range[1]) / 2];
    ReportCharts.tools.refresh(chart.run.charts);
    while (!live.filter(({ near }) => near).every(settled)) {
        await new Promise((go) => setTimeout(go, 5));
    }
    return [performance.now() - begin, live.length];
}"""


def vary(source: Path, target: Path, number: int) -> None:
    """A copy of a run whose results and learning rate differ a little; number 0 is the run."""
    draw = random.Random(number)
    shutil.copytree(source, target)
    if number == 0:
        return
    factor = 10 ** draw.uniform(-1, 1)
    text = (target / "args.yaml").read_text("utf-8")
    text = re.sub(r"^lr0: .*$", f"lr0: {0.01 * factor:.5f}", text, flags=re.MULTILINE)
    text = re.sub(r"^mixup: .*$", f"mixup: {draw.random():.3f}", text, flags=re.MULTILINE)
    (target / "args.yaml").write_text(text, encoding="utf-8")
    share = math.exp(-(math.log(factor) ** 2) / 8)
    with (target / "results.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    for row in rows:
        for column, name in enumerate(header):
            noise = 1 + 0.02 * draw.gauss(0, 1)
            if name.strip().startswith("metrics/"):
                row[column] = f"{min(1.0, float(row[column]) * share * noise):.5f}"
            elif "loss" in name:
                row[column] = f"{float(row[column]) / share * noise:.5f}"
    with (target / "results.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def zoom(page: Path) -> tuple[float, int]:
    """Milliseconds from a zoom until all charts in view stand again; how many were drawn."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        view = browser.new_page(viewport={"width": 1280, "height": 1600})
        view.goto(page.as_uri())
        view.evaluate("document.getElementById('comparison-charts').scrollIntoView()")
        view.locator("#comparison-charts .chart.is-live").first.wait_for(state="attached")
        view.wait_for_timeout(1500)
        measured = [view.evaluate(ZOOM) for _ in range(5)]
        browser.close()
    return statistics.median(time for time, _ in measured), measured[0][1]


def without_drawings(text: str) -> tuple[str, int]:
    """A page without its drawings, and how many bytes these take; they may hold others."""
    rest, depth, begin, drawn = [], 0, 0, 0
    for tag in re.finditer(r"<svg\b[^>]*?(/?)>|</svg>", text):
        if tag[0] == "</svg>":
            depth -= 1
            if depth == 0:
                drawn += len(text[begin : tag.end()].encode())
                begin = tag.end()
        elif not tag[1]:
            if depth == 0:
                rest.append(text[begin : tag.start()])
                begin = tag.start()
            depth += 1
    return "".join([*rest, text[begin:]]), drawn


def told_bytes(page: Path) -> dict[str, int]:
    """Bytes of a page by what takes them."""
    text = page.read_text("utf-8")
    found = {}
    text, found["drawings (SVG)"] = without_drawings(text)
    for name, pattern in PARTS.items():
        parts = re.findall(pattern, text, flags=re.DOTALL)
        found[name] = sum(len(part.encode()) for part in parts)
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    return {**found, "all else": len(text.encode())}


def budget(runs: list[Path], embedded: int) -> float:
    """Bytes that the page may take: as many runs' own budgets, pictures of the embedded ones."""
    pictures = sum(p.stat().st_size for p in runs[0].iterdir() if p.suffix in PICTURES)
    results = sum((run / "results.csv").stat().st_size for run in runs)
    return embedded * pictures * 4 / 3 + 800_000 + 4 * results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", nargs="?", type=Path, default=_default_run())
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="where to leave the page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = [Path(folder, "runs", f"train{number + 1}") for number in range(options.runs)]
        for number, run in enumerate(runs):
            vary(options.run, run, number)
        page, single = Path(folder, "fifty.html"), Path(folder, "one.html")
        reportgen = [sys.executable, "-m", "reportgen", "-q"]
        many = [*reportgen, str(Path(folder, "runs")), "-o", str(page)]
        one = [*reportgen, str(runs[0]), "-o", str(single)]
        seconds = {
            name: statistics.median(cpu_seconds(command) for _ in range(options.times))
            for name, command in (("one", one), ("many", many))
        }
        size = page.stat().st_size
        allowed = budget(runs, embedded=2)
        print(f"{options.runs} runs made of {options.run.name}")
        print(
            f"CPU {seconds['many']:.2f} s, one run {seconds['one']:.2f} s: "
            f"ratio {seconds['many'] / seconds['one']:.1f}"
        )
        print(
            f"page {size / 1e6:.2f} MB, one run {single.stat().st_size / 1e6:.2f} MB; "
            f"budget {allowed / 1e6:.2f} MB: ratio {size / allowed:.2f}"
        )
        for name, taken in told_bytes(page).items():
            print(f"  {name:20} {taken / 1e6:6.2f} MB")
        milliseconds, drawn = zoom(page)
        print(f"zoom {milliseconds:.0f} ms, with {drawn} charts drawn")
        if options.keep:
            shutil.copyfile(page, options.keep)


def _default_run() -> Path:
    real = SHARED / "trained" / "easy-seed0"
    return real if real.is_dir() else ROOT / "sample_runs" / "segment-short"


if __name__ == "__main__":
    main()
