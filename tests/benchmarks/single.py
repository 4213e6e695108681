"""What one run costs: seconds of processor, as a multiple of the libraries, and of before.

    python tests/benchmarks/single.py [--times 5] [--against FOLDER] [RUN …]

Each is the least of several calls, which go round, so that what else the machine does meets all
alike. `--against` is another checkout, such as `git worktree add FOLDER b4a2439` makes: then the
last column tells what a call costs here as a share of what it costs there. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.scale import ROOT, make_runs

LIBRARIES = ("-c", "import numpy, jinja2, click")
"""What every report imports: the floor."""


def cpu(command: Sequence[str | Path], tree: Path) -> float:
    """Seconds of processor of a call with the package of a checkout."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=tempfile.gettempdir(),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("runs", nargs="*", type=Path)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--against", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    trees = [ROOT, *([options.against.resolve()] if options.against else [])]
    with tempfile.TemporaryDirectory() as place:
        page = Path(place) / "report.html"
        report = ("-m", "reportgen", "-o", page, "-q")
        (csv_only,) = make_runs(Path(place) / "runs", 1)
        calls: dict[str, tuple[str | Path, ...]] = {
            "the libraries": LIBRARIES,
            "--version": ("-m", "reportgen", "--version"),
            "--help": ("-m", "reportgen", "--help"),
            "results.csv only": (*report, csv_only),
            "sample run": (*report, ROOT / "sample_runs" / "segment-short"),
            **{run.name: (*report, run.resolve()) for run in options.runs},
        }
        least = {(name, tree): float("inf") for name in calls for tree in trees}
        for turn in range(options.times + 1):
            for name, tree in least:
                told = cpu(calls[name], tree)
                if turn:  # the first compiles
                    least[name, tree] = min(least[name, tree], told)
    floor = least["the libraries", ROOT]
    print(f"{'':20} {'CPU s':>7} {'times libraries':>16}", "of before" * bool(options.against))
    for name in calls:
        here = least[name, ROOT]
        share = f"{here / least[name, trees[1]]:9.2f}" if options.against else ""
        print(f"{name:20} {here:7.3f} {here / floor:16.1f} {share}", flush=True)


if __name__ == "__main__":
    main()
