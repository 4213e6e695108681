"""Which release wrote a run: from its checkpoint, or bounded by what it writes."""

from __future__ import annotations

from reportgen.read.run import ReadRun
from reportgen.trainers.form.release import VersionRange as VersionRange
from reportgen.trainers.form.release import is_from as is_from
from reportgen.trainers.form.release import parse


def written_by(run: ReadRun) -> VersionRange:
    """The oldest and newest release that writes such files; both alike where the run tells it."""
    for version in (
        run.exact.ultralytics if run.exact else None,
        run.checkpoint.version if run.checkpoint else None,
    ):
        if parse(version):
            return version, version
    return run.trainer.written_between(run.clues)
