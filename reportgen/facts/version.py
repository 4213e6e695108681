"""Which Ultralytics release wrote a run: from its checkpoint, or bounded by what it writes."""

from __future__ import annotations

from reportgen.read.run import Run
from reportgen.trainers.release import VersionRange as VersionRange
from reportgen.trainers.release import is_from as is_from
from reportgen.trainers.release import meet, parse
from reportgen.trainers.ultralytics.releases import written_between

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
    by_arguments = written_between(run.args.values)
    by_files = _by_results(run) or _by_files(run)
    return narrower(by_files, by_arguments) if meet(by_files, by_arguments) else by_files


def narrower(one: VersionRange, other: VersionRange) -> VersionRange:
    """The releases that two ranges have in common."""
    oldest = max((v for v in (one[0], other[0]) if v), key=_order, default=None)
    newest = min((v for v in (one[1], other[1]) if v), key=_order, default=None)
    return oldest, newest


def _order(version: str) -> tuple[int, ...]:
    return parse(version) or ()


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
