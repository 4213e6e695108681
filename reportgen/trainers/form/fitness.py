"""The formulas by which Ultralytics decides which epoch becomes best.pt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fitness:
    """A formula by which Ultralytics keeps best.pt: a weighted sum of metrics per head."""

    map50_weight: float
    map_weight: float
    versions: str


# Source: behaviour of Ultralytics releases 8.0.0 to 8.4.190; the change is in 8.3.198.
OLD_FITNESS = Fitness(0.1, 0.9, "up to 8.3.197")
NEW_FITNESS = Fitness(0.0, 1.0, "from 8.3.198 on")
MAIN_METRIC = Fitness(0.0, 1.0, "")
"""mAP50-95 alone, where no formula is known: the metric of COCO."""
