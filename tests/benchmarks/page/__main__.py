"""The 25 points by which a page is judged, each measured on a page of every kind.

    python -m tests.benchmarks.page [KIND …] [--points 1,5,25] [--keep FOLDER] [--jobs 2]

Builds pages of one run (with 8 MB of pictures), of one with a recorded validation, of 2, 14, 40
and 300 runs, of a search, a site's index, runs compared there, its 404 and a watched run; opens
them in headless Chromium, in both themes, from 360 to 1,400 px wide, on paper and without scripts;
and prints a table of what is met (·), not met (✗, with the first faults below), and not asked of
such a page (blank). The exit code is 1 where a point is not met. Times are taken first, one page
after the other; they depend on the machine: a loaded one fails point 3.

Whether a sentence reads well (1, 7, 16), and what a chart's subtitle makes one see, no script
tells: that is read and looked at.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.benchmarks.first_chart import FLAGS
from tests.benchmarks.page.asking import Faults
from tests.benchmarks.page.kinds import KINDS
from tests.benchmarks.page.points import POINTS, fast
from tests.benchmarks.page.views import Opened

OF_404 = {2, 4, 5, 22, 23, 25}
"""What can be asked of a page that holds one sentence and one link."""
MOST_FAULTS = 4


def main() -> int:
    """Build, measure, print, and tell whether everything is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kinds", nargs="*", default=list(KINDS))
    parser.add_argument("--points", default="", help="some points only: 1,5,25")
    parser.add_argument("--keep", type=Path, help="build the pages here, and use those there are")
    parser.add_argument("--jobs", type=int, default=2, help="pages looked at at a time")
    options = parser.parse_args()
    wanted = {int(number) for number in options.points.split(",") if number}
    numbers = {point.number for point in POINTS if not wanted or point.number in wanted}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        pages = {kind: _built(kind, folder) for kind in options.kinds}
        _say(began, "pages built")
        found: dict[str, dict[int, Faults]] = {kind: {} for kind in pages}
        alone = {point.number for point in POINTS if point.measured is fast} & numbers
        for kind in pages if alone else ():
            found[kind] |= _measured(kind, pages[kind], alone)
        _say(began, "times taken")
        with ProcessPoolExecutor(options.jobs) as pool:
            rest = numbers - alone
            asked = {pool.submit(_measured, kind, pages[kind], rest): kind for kind in pages}
            for done in as_completed(asked):
                found[asked[done]] |= done.result()
                _say(began, asked[done])
    _print(found, numbers)
    return int(any(faults for told in found.values() for faults in told.values()))


def _say(began: float, what: str) -> None:
    print(f"{time.monotonic() - began:5.0f} s  {what}", file=sys.stderr, flush=True)


def _built(kind: str, folder: Path) -> str:
    known = folder / "pages.json"
    pages: dict[str, str] = json.loads(known.read_text()) if known.is_file() else {}
    if kind not in pages:
        pages[kind] = str(KINDS[kind](folder))
        known.write_text(json.dumps(pages))
    return pages[kind]


def _measured(kind: str, address: str, numbers: set[int]) -> dict[int, Faults]:
    """The faults of these points on one page, in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        opened = Opened(browser, address)
        told = {number: _faults(kind, opened, number) for number in sorted(numbers)}
        opened.close()
        browser.close()
    return told


def _faults(kind: str, opened: Any, number: int) -> Faults:
    if kind == "404" and number not in OF_404:
        return None
    point = next(point for point in POINTS if point.number == number)
    try:
        return point.measured(opened)
    except Exception as error:  # what cannot be measured is not met
        return [f"not measured: {str(error).splitlines()[0][:90]}"]


def _print(found: dict[str, dict[int, Faults]], numbers: set[int]) -> None:
    wide = max(len(kind) for kind in found) + 2
    print(" " * 54 + "".join(kind.rjust(wide) for kind in found))
    for point in POINTS:
        if point.number not in numbers:
            continue
        marks = [
            " " if (told := each[point.number]) is None else "✗" if told else "·"
            for each in found.values()
        ]
        print(f"{point.number:3} {point.title:50}" + "".join(mark.rjust(wide) for mark in marks))
    for kind, points in found.items():
        for number, faults in sorted(points.items()):
            for fault in (faults or [])[:MOST_FAULTS]:
                print(f"  {kind}, {number}: {fault}")


if __name__ == "__main__":
    sys.exit(main())
