"""What earlier calls judged, by what it was made of: a run that is as it was is read no more.

``judged/DIGITS.json`` in the cache is of one folder, so that the cache grows with the runs and not
with the calls. Its first line tells the stamp and the fingerprint of the run's files and of how it
was judged, and the digest of the rest: JSON (see `coded`), deflated. What is damaged, or of
another release or other settings, counts as not there, and is written anew.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Sequence
from copy import copy
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.api.judging import Reading, judged_runs
from reportgen.api.keeping.coded import Coder, Uncoded
from reportgen.api.keeping.sending import PackedTable, packed_table
from reportgen.api.run import Run
from reportgen.engine import Delivery, Engine
from reportgen.facts.run_facts import Facts
from reportgen.output.site.card.identity import place_of
from reportgen.output.site.work import release
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.folder.discover import FoundRun
from reportgen.read.folder.freshness import content_of, fingerprint, stamp
from reportgen.read.remote.cache import Mirror
from reportgen.values import digest

MAX_BYTES = 2**26
MAX_TOLD = 2**28
KNOWN = ("class_names", "diagnosis", "evidence", "findings", "validations")
"""What of a run is kept beside what was read; all else is made anew where it is asked for."""
_LEVEL = 1


class Kept:
    """The runs that are kept in a cache, as one way of reading judges them."""

    def __init__(self, cache: Path, reading: Reading) -> None:
        """Raises ReportError for a cache to which everybody may write."""
        self.mirror = Mirror(cache, "judged")
        self.reading = reading
        checks = [content_of(Path(check.__code__.co_filename)) for check in reading.own_checks]
        shown = (reading.read_pictures, reading.show_paths, os.path.expanduser("~"))  # noqa: PTH111
        self.how = digest(release(), np.__version__, repr(reading.settings), shown, checks)

    def judged(self, found: Sequence[FoundRun], engine: Engine) -> Iterator[Delivery[Run]]:
        """As `judged_runs` has them, in their order; only runs that have changed are read."""
        entries = [KeptRun(self, item) if item.told is None else None for item in found]
        known = [entry.run() if entry else None for entry in entries]
        changed = [item for item, run in zip(found, known, strict=True) if run is None]
        outcomes = judged_runs(changed, self.reading, engine)
        for entry, run in zip(entries, known, strict=True):
            outcome = Delivery(run) if run else next(outcomes)
            if entry and not run and outcome.value is not None:
                entry.keep(outcome.value)
            yield outcome


class KeptRun:
    """What is kept of one run."""

    def __init__(self, kept: Kept, found: FoundRun) -> None:
        """Looks at the files, but opens none."""
        self._kept, self._found = kept, found
        digits = place_of(found, kept.mirror.root)
        self._place = kept.mirror.root / digits[:2] / f"{digits}.json"
        self._stamp = stamp(found, kept.how, found.shown)
        self._print = ""

    def run(self) -> Run | None:
        """The run as it was judged; None where something has changed, or nothing is kept."""
        run = self._as_kept()
        if run is None:
            self._fingerprint()  # Before it is read: what changes meanwhile is seen next time.
        return run

    def _as_kept(self) -> Run | None:
        try:
            head, _, rest = read_bytes(self._place, MAX_BYTES).partition(b"\n")
            told = json.loads(head)
            stamped = told["stamp"] == self._stamp != ""
            if not stamped and told["print"] != self._fingerprint():
                return None
            if told["sum"] != sha256(rest).hexdigest():
                return None
            run = self._read(json.loads(zlib.decompressobj().decompress(rest, MAX_TOLD)))
        except (
            Unreadable,
            Uncoded,
            ValueError,
            LookupError,
            TypeError,
            RecursionError,
            zlib.error,
        ):
            return None
        if not stamped:
            self._write(rest)
        return run

    def keep(self, run: Run) -> None:
        """Keep a run that was judged now, unless what is said of it may pass, or a part failed.

        Raises ReportError where the cache cannot be written.
        """
        if run.failures or Facts(run).holds_for_now:
            return
        coder = Coder(run.folder, KNOWN)
        sent = _stripped(run)
        try:
            told = {"run": coder.written(sent), "classes": coder.classes}
        except Uncoded:
            return
        text = json.dumps(told, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
        self._write(zlib.compress(text.encode("ascii"), _LEVEL))

    def _fingerprint(self) -> str:
        self._print = self._print or fingerprint(self._found, self._kept.how, self._found.shown)
        return self._print

    def _read(self, told: Any) -> Run:
        folder, reading = self._found.folder.absolute(), self._kept.reading
        run = Coder(folder, KNOWN, told["classes"]).read(told["run"])
        if not isinstance(run, Run):
            raise Uncoded("no run")
        here = {"name": self._found.name, "folder": folder, "notes_file": reading.notes}
        here |= {"settings": reading.settings, "own_checks": reading.own_checks}
        if isinstance(packed := run.__dict__["table"], PackedTable):
            here["table"] = packed.table()
        run.__dict__.update(here)
        return run

    def _write(self, rest: bytes) -> None:
        head = {"stamp": self._stamp, "print": self._fingerprint(), "sum": sha256(rest).hexdigest()}
        self._kept.mirror.write(self._place, {0: json.dumps(head).encode() + b"\n" + rest})


def _stripped(run: Run) -> Run:
    """A copy without what is of this call."""
    sent = copy(run)
    sent.__dict__.update(archive=None, notes_file=None, progress=None, own_checks=(), settings={})
    if run.table is not None:
        sent.__dict__["table"] = packed_table(run.table)
    return sent
