"""Writes templates/assets/folds.json: `python -m tests.generate.folds`.

The folds of a made-up run and of a sample, without what differs from run to run. Where they are
of an older page, new pages are packed less well, and are whole all the same.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

from reportgen.cli import reportgen
from reportgen.output.site import script
from reportgen.page.shell.assets import typical_folds
from tests.benchmarks.scale import make_runs
from tests.conftest import ROOT, SAMPLES
from tests.site.steps import folds_in

FILE = ROOT / "templates" / "assets" / "folds.json"
LONGEST = {"made up": 28_000, "sample": 4_000}
"""Characters of what begins alike: deflate looks back 32 kB, at the text itself as well. Of the
sample only what the made-up run has not, and the beginnings of long ones."""
_POINTS = re.compile(r'(points="\S+ \S+)[^"]*')


def main() -> None:
    """Write the file."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as place:
        site = Path(place) / "site"
        runs = make_runs(Path(place) / "runs", 1, arguments=True)
        for run in (*runs, SAMPLES / "segment-overfit"):
            reportgen([str(run), "--site", str(site), "-q"], standalone_mode=False)
        files = sorted((site / "numbers").iterdir())
        for (_, most), file in zip(LONGEST.items(), files, strict=True):
            for text in folds_in(file):
                key = text.lstrip()[: script._BEGINNING]
                lean = _POINTS.sub(r"\1", text)
                # What stands last is looked back at first: the most usual.
                found[key] = f"{lean[: max(0, most - len(found.get(key, '')))]}{found.get(key, '')}"
    FILE.write_text(json.dumps(list(found.values()), indent=0) + "\n", encoding="utf-8")
    typical_folds.cache_clear()


if __name__ == "__main__":
    main()
