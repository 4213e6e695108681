"""What a report costs, beside plotly's own page of the same charts.

    python tests/benchmarks/whole_command.py [RUN] [--times 7]

Prints the CPU time of the whole command (median over several calls in processes of their own,
taken in turn with the comparison), with and without reading numbers back from the pictures, and the
size of the page against its budget. Nothing is asserted: machines differ, ratios less so.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("REPORTGEN_SHARED", ROOT.parent / "shared"))
PICTURES = {".png", ".jpg"}

PLOTLY_PAGE = """
import sys
import plotly.io
from reportgen import read_run
run = read_run(sys.argv[1], read_pictures=False)
for number, figure in enumerate(run.charts.values()):
    html = figure.to_html(full_html=number == 0, include_plotlyjs=number == 0)
    open(sys.argv[2], "a" if number else "w").write(html)
"""


def cpu_seconds(command: list[str]) -> float:
    """User and system time of one process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", nargs="?", type=Path, default=_default_run())
    parser.add_argument("--times", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "report.html")
        report = [sys.executable, "-m", "reportgen", str(options.run), "-q", "-o", str(page)]
        commands = {
            "reportgen --help": [sys.executable, "-m", "reportgen", "--help"],
            "import click, jinja2": [sys.executable, "-c", "import click, jinja2"],
            "reportgen --no-read-pictures": [*report, "--no-read-pictures"],
            "plotly write_html": [
                *(sys.executable, "-c", PLOTLY_PAGE, str(options.run)),
                str(Path(folder, "plotly.html")),
            ],
            "reportgen": report,
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.times + 1):
            for name, command in commands.items():
                times[name].append(cpu_seconds(command))
        size = page.stat().st_size
    print(f"{options.run}: CPU seconds, median of {options.times} (least to most)")
    median = {}
    for name, measured in times.items():
        counted = sorted(measured[1:])  # the first call fills caches
        median[name] = statistics.median(counted)
        print(f"  {name:30} {median[name]:.3f}  ({counted[0]:.3f} to {counted[-1]:.3f})")
    ratio = median["reportgen --no-read-pictures"] / median["plotly write_html"]
    print(f"ratio to plotly's page: {ratio:.2f}")
    files = [path for path in options.run.iterdir() if path.is_file()]
    pictures = sum(path.stat().st_size for path in files if path.suffix in PICTURES)
    results = (options.run / "results.csv").stat().st_size
    budget = pictures * 4 / 3 + 800_000 + 4 * results
    print(f"page {size / 1e6:.2f} MB, budget {budget / 1e6:.2f} MB: ratio {size / budget:.2f}")


def _default_run() -> Path:
    real = SHARED / "trained" / "easy-seed0"
    return real if real.is_dir() else ROOT / "sample_runs" / "segment-short"


if __name__ == "__main__":
    main()
