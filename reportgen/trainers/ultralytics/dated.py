"""What Ultralytics changed from a release on, as far as the table of releases does not hold it.

Source: behaviour of releases 8.0.0 to 8.4.190, each change traced to its release.
"""

from __future__ import annotations

from reportgen.trainers.form.release import VersionRange, common, is_from
from reportgen.trainers.form.trainer import Clues
from reportgen.trainers.ultralytics import releases

LOW_CONFIDENCE_COUNTS = "8.4.103"
"""First release whose confusion matrix counts from confidence 0.001 on; 0.25 before."""
CLASSES_ACROSS = "8.0.119"
"""First release whose classification matrix has the true classes across; transposed before."""
_COLUMNS_OF_8_4 = frozenset(
    ("train/sem_loss", "train/rle_loss", "train/angle_loss", "train/l1_loss")
)
_CURVES_BEFORE_8_3_162 = frozenset(("F1_curve.png", "PR_curve.png", "P_curve.png", "R_curve.png"))
"""Names of a detection's curves up to 8.3.161."""
_CORRELOGRAM = frozenset(("labels_correlogram.jpg", "labels_correlogram.png"))
"""Drawn up to 8.3.186."""


def written_between(clues: Clues) -> VersionRange:
    """The oldest and newest release that write such a folder."""
    files = _by_results(clues) or _by_files(clues)
    return common(files, releases.written_between(clues.arguments)) or files


def _by_results(clues: Clues) -> VersionRange | None:
    """What the form of results.csv tells; None when no more than that it is there."""
    if _COLUMNS_OF_8_4 & clues.columns:
        return "8.4.0", None
    if clues.counted_from_zero:
        return None, "8.0.161"
    return ("8.0.162", "8.3.8") if clues.padded else None


def _by_files(clues: Clues) -> VersionRange:
    oldest = "8.3.9" if "time" in clues.columns else None
    older = (_CORRELOGRAM | _CURVES_BEFORE_8_3_162) & clues.files
    return (oldest, "8.3.186") if older else (oldest, None)


def low_confidence_counts(versions: VersionRange) -> bool | None:
    """Whether the confusion matrix counts predictions of next to no confidence; None: in doubt."""
    return is_from(versions, LOW_CONFIDENCE_COUNTS)


def classes_across(versions: VersionRange) -> bool:
    """Whether the true classes of a classification surely stand across its matrix."""
    return is_from(versions, CLASSES_ACROSS) is True
