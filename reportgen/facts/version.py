"""Which Ultralytics release wrote a run: from its checkpoint, or bounded by what it writes."""

from __future__ import annotations

import re

from reportgen.read.run import Run

VersionRange = tuple["str | None", "str | None"]
"""Oldest and newest release; None is an open end."""

# Columns that only releases from 8.4.0 on write.
_COLUMNS_OF_8_4 = {"train/sem_loss", "train/rle_loss", "train/angle_loss", "train/l1_loss"}
# Names of a detection run's curves up to 8.3.161.
_CURVES_BEFORE_8_3_162 = {"F1_curve.png", "PR_curve.png", "P_curve.png", "R_curve.png"}


def written_by(run: Run) -> VersionRange:
    """The oldest and newest release that writes such files; both alike where the run tells it."""
    if run.exact and parse(run.exact.ultralytics):
        return run.exact.ultralytics, run.exact.ultralytics
    if run.checkpoint and parse(run.checkpoint.version):
        return run.checkpoint.version, run.checkpoint.version
    return _by_results(run) or _by_files(run)


def _by_results(run: Run) -> VersionRange | None:
    """What the form of results.csv tells; None when no more than that it is there."""
    if run.table is None:
        return None
    if _COLUMNS_OF_8_4 & run.table.columns.keys():
        return "8.4.0", None
    if "train/obj_loss" in run.table.columns:
        return None, None  # YOLOv5 has versions of its own.
    if run.table.counted_from_zero:
        return None, "8.0.161"
    return ("8.0.162", "8.3.8") if run.table.padded else None


def _by_files(run: Run) -> VersionRange:
    oldest = "8.3.9" if run.table and "time" in run.table.columns else None
    names = {file.name for file in run.listing.files}
    if run.listing.of_kind("labels-correlogram") or names & _CURVES_BEFORE_8_3_162:
        return oldest, "8.3.186"
    return oldest, None


def parse(version: str | None) -> tuple[int, ...] | None:
    """``8.3.92`` as (8, 3, 92), to compare by; None when it is no version."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})\.(\d{1,6})", version or "")
    return tuple(int(part) for part in found.groups()) if found else None


def is_from(versions: VersionRange, first: str) -> bool | None:
    """Whether a run was written by release `first` or a later one; None when that is not told."""
    oldest, newest, bound = parse(versions[0]), parse(versions[1]), parse(first)
    assert bound is not None
    if oldest and oldest >= bound:
        return True
    return False if newest and newest < bound else None
