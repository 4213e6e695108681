"""What kinds of mistakes a validation showed, and in which pictures, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportgen.anatomy.kinds import KINDS
from reportgen.facts.run_facts import Facts
from reportgen.read.recorded.content import content_of

if TYPE_CHECKING:
    from reportgen.anatomy.anatomy import Anatomy
    from reportgen.anatomy.confidence import Calibration, Thresholds
    from reportgen.anatomy.groups import ObjectGroup
    from reportgen.anatomy.suspects import Suspect

DIGITS = 6
MOST_LISTED = 100
"""Pictures and suspect labels that are listed, those that cost most first."""


def recorded(facts: Facts) -> dict[str, Any] | None:
    """The validation itself, packed, so that the report can be read back and judged alike."""
    told = facts.run.recorded
    return None if told is None else content_of(told)


def mistakes(facts: Facts) -> dict[str, Any] | None:
    """Counts, groups, confidences, pictures, suspect labels; None where nothing recorded them."""
    anatomy = facts.anatomy
    if anatomy is None:
        return None
    overlaps = facts.overlaps
    return {
        "source": anatomy.recorded.source,
        "matched_by": anatomy.recorded.head,
        "pictures": len(anatomy.recorded.pictures),
        "pictures_seen": anatomy.recorded.seen,
        "objects": anatomy.recorded.objects,
        "confidence": _round(anatomy.confidence),
        "counts": {key: anatomy.count[key] for key in KINDS},
        "map50": _round(anatomy.map50),
        "map50_gains": {key: _round(gain) for key, gain in anatomy.gains.items()},
        "groups": [_group(group, anatomy) for group in anatomy.groups],
        "calibration": _calibration(anatomy.calibration),
        "confidences": _thresholds(anatomy.thresholds),
        "overlaps": {
            "objects": overlaps.number,
            "box": _round(overlaps.box) if overlaps.number else None,
            "mask": _round(overlaps.mask) if overlaps.number else None,
        },
        "worst_pictures": _worst(anatomy),
        "suspect_labels": [_suspect(each, anatomy) for each in anatomy.suspects[:MOST_LISTED]],
    }


def _round(value: float) -> float:
    return round(float(value), DIGITS)


def _group(group: ObjectGroup, anatomy: Anatomy) -> dict[str, Any]:
    right, names, loose, missed = group.fates(anatomy.kinds, anatomy.confidence)
    return {
        "by": group.by,
        "name": group.name,
        "objects": len(group.objects),
        "right": right,
        "wrong_class": names,
        "loose": loose,
        "missed": missed,
    }


def _calibration(told: Calibration | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "error": _round(told.error),
        "bias": _round(told.bias),
        "predictions": told.number,
        "bins": [
            {
                "low": _round(each.low),
                "high": _round(each.high),
                "confidence": _round(each.confidence),
                "right": _round(each.right),
                "predictions": each.number,
            }
            for each in told.bins
        ],
    }


def _thresholds(told: Thresholds | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "shared": _round(told.shared),
        "plateau": list(map(_round, told.plateau)),
        "f1": _round(told.f1),
        "gain_by_class": _round(told.gain),
        "classes": [
            {
                "name": each.name,
                "objects": each.objects,
                "confidence": _round(each.confidence),
                "plateau": list(map(_round, each.plateau)),
                "f1": _round(each.f1),
                "f1_at_shared": _round(each.f1_shared),
            }
            for each in told.classes
        ],
    }


def _worst(anatomy: Anatomy) -> list[dict[str, Any]]:
    from reportgen.anatomy.worst import ranked

    dear = ranked([cost for cost in anatomy.costs if cost.mistakes])[:MOST_LISTED]
    return [
        {
            "name": anatomy.recorded.pictures[cost.picture].name,
            "right": cost.right,
            "missed": cost.missed,
            "false_alarms": cost.alarms,
            "wrong_class": cost.names,
            "loose": cost.loose,
            "duplicates": cost.duplicates,
        }
        for cost in dear
    ]


def _suspect(suspect: Suspect, anatomy: Anatomy) -> dict[str, Any]:
    return {
        "picture": anatomy.recorded.pictures[suspect.picture].name,
        "kind": suspect.kind,
        "label": suspect.label or None,
        "predicted": suspect.predicted or None,
        "doubt": _round(suspect.doubt),
        "box": list(map(_round, suspect.box)),
    }
