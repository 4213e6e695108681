"""``python -m tests.releases``: reads the published wheels and writes the table of releases.

The wheels are read as archives and their configuration is parsed; nothing of them is imported.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.conftest import ROOT
from tests.releases.table import ranges, written
from tests.releases.wheels import changes, published, read_from

TABLE = ROOT / "reportgen" / "trainers" / "ultralytics" / "releases.json"


def main() -> None:
    """Write the table, and say how many releases were read."""
    parser = argparse.ArgumentParser(prog="python -m tests.releases")
    parser.add_argument(
        "--cache", type=Path, help="folder that keeps the wheels (a temporary one by default)"
    )
    parser.add_argument(
        "--step", type=int, default=8, metavar="N", help="read every Nth release, and all changes"
    )
    given = parser.parse_args()
    versions = published()
    with tempfile.TemporaryDirectory() as own:
        cache = given.cache or Path(own)
        known = changes(versions, read_from(cache), given.step)
    TABLE.write_text(written(ranges(known, versions)), encoding="utf-8")
    print(f"{len(known)} of {len(versions)} releases read, {versions[0]} to {versions[-1]}.")


if __name__ == "__main__":
    main()
