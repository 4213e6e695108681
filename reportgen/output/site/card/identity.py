"""Which run is which: what it is known by, where it lies, when it was trained."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from reportgen.facts.run_facts import Facts
from reportgen.output.site.model import FROM_CHECKPOINT, FROM_FILE
from reportgen.read.folder.discover import FoundRun
from reportgen.read.folder.run_names import parts_of
from reportgen.read.redact import one_line
from reportgen.trainers.form.trainer import RESULTS_FILE
from reportgen.values import digest

RESULTS = (RESULTS_FILE, "tune_results.csv", "tune_results.ndjson")
"""The file whose time is that of a run or of a search, the first that there is."""
EARLIEST, LATEST = 2015, 2100
"""Years that a date is believed in: YOLO is of 2015."""
LONGEST = 200
"""Characters of the folders that a run lies in."""
_ARGUMENTS = ("epochs", "seed", "name")


def run_id(facts: Facts, place: str) -> str:
    """What tells a training from all others: its first epoch and how it was started.

    Both stay as they are while it goes on and wherever its folder is moved, and a new training
    in the same folder has others. A run without epochs is told by its place, as is a search.
    """
    table = facts.table
    if facts.run.is_search or table is None:
        return digest("place", place)
    first = sorted((name, float(values[0])) for name, values in table.columns.items())
    arguments = [str(facts.known_args.values.get(name)) for name in _ARGUMENTS]
    return digest("run", first, arguments, facts.data_name)


def table_digest(facts: Facts) -> str:
    """A digest of all epochs, of a search of its trials; empty when there are none."""
    if facts.run.tune is not None:
        return digest("search", facts.run.tune.fitness.tobytes())
    if facts.table is None:
        return ""
    columns = sorted(facts.table.columns.items())
    # Hashed as they lie: written out as text they would take half a millisecond a run.
    told = sha256(facts.table.epochs.tobytes())
    for _, values in columns:
        told.update(values.tobytes())
    return digest([name for name, _ in columns], told.hexdigest())


def place_of(found: FoundRun, site: Path) -> str:
    """A digest of where a run lies as seen from the site: the same in any checkout of a project."""
    where = str(found.folder.resolve())
    if found.is_unpacked:
        where = os.path.abspath(Path(found.shown).expanduser())  # noqa: PTH100  (nothing is there)
    elif found.told:
        where = f"{where}: {found.name}"
    with suppress(ValueError):  # another drive
        where = os.path.relpath(where, site.resolve())
    return digest(Path(where).as_posix())


def folder_of(found: FoundRun) -> str:
    """The last two of the folders that a run lies in, below any home; empty for an old report."""
    if found.told is not None:
        return ""
    path = Path(found.shown) if found.is_unpacked else found.folder
    return one_line("/".join(parts_of(path)[-3:-1]), LONGEST)


def date_of(facts: Facts, found: FoundRun) -> tuple[str, str]:
    """When a run was trained, as ISO 8601, and what tells it; both empty when nothing does."""
    told = facts.run.checkpoint.date if facts.run.checkpoint else None
    if told:
        with suppress(ValueError):
            moment = datetime.fromisoformat(told)
            if EARLIEST <= moment.year <= LATEST:
                return moment.replace(tzinfo=None, microsecond=0).isoformat(), FROM_CHECKPOINT
    if found.told is None and not found.is_unpacked:
        dates = (_changed(found.folder / name) for name in RESULTS)
        return next(((date, FROM_FILE) for date in dates if date), ("", ""))
    return "", ""


def _changed(path: Path) -> str:
    """When a file was last changed, as ISO 8601; empty where that is not told."""
    with suppress(OSError, OverflowError, ValueError):
        seconds = path.stat(follow_symlinks=False).st_mtime
        moment = datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)
        if EARLIEST <= moment.year <= LATEST:
            return moment.isoformat()
    return ""
