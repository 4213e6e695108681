"""What a recorder kept -> the content of reportgen-pictures.json, small enough to lie beside a run.

The file takes at most `MOST_BYTES` for 1,000 pictures: where there is more, the least confident
predictions are left out, and the file says from which confidence on it holds them.
"""

from __future__ import annotations

import base64
from pathlib import PurePath
from typing import Any

from reportgen import words
from reportgen.about import __version__
from reportgen.anatomy.anatomy import Anatomy
from reportgen.read.recorded.content import Shot, packed
from reportgen.read.recorded.file import FORMAT, MAX_NAME, recorded_of
from reportgen.training.numbers import class_names, ultralytics_version
from reportgen.training.parts import Absent
from reportgen.training.recording import Recorder
from reportgen.training.shots import HEADS, LOWEST_CONFIDENCE, MOST_PREDICTIONS
from reportgen.training.thumbnails import thumbnails, worth_looking_at

MOST_BYTES = 2_000_000
"""For 1,000 pictures or fewer, thumbnails aside, which have their own limit."""
FLOORS = (LOWEST_CONFIDENCE, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5)
"""Confidences from which predictions are kept; the first that makes the file small enough."""
THUMBNAIL_BYTES = 700_000
UNSURE = (
    f"There are fewer predictions of confidence {LOWEST_CONFIDENCE} and more than labelled "
    "objects: the model has learned too little for its mistakes to tell anything."
)
"""What it then finds lies below what is kept, so that the file would tell another mAP50."""


def content_of(recorder: Recorder, *, weights: str, epochs: int | None) -> dict[str, Any]:
    """The content of the file (see `pictures.schema.json`).

    Raises `Absent` when nothing was recorded, with the reason.
    """
    _refuse_what_tells_nothing(recorder)
    task = str(recorder.validator.args.task)
    told = all(shot.pairs is not None for shot in recorder.shots)
    top: dict[str, Any] = {
        "format": FORMAT,
        "reportgen": __version__,
        "ultralytics": ultralytics_version(),
        "task": task,
        "head": HEADS[task] if told else "box",
        "names": class_names(recorder.validator.names),
        "weights": weights,
        "epochs": epochs,
        "seen": max(int(getattr(recorder.validator, "seen", 0) or 0), len(recorder.shots)),
        "pictures": [PurePath(shot.path).name[:MAX_NAME] for shot in recorder.shots],
        "thumbnails": [],
    }
    return _small_enough(top, recorder, turned=task == "obb", told=told)


def _refuse_what_tells_nothing(recorder: Recorder) -> None:
    if recorder.failure is not None:
        raise Absent(recorder.failure)
    if not recorder.shots:
        raise Absent("No picture was validated.")
    lacking = sum(len(shot.truth) - len(shot.confidence) for shot in recorder.shots)
    if recorder.unsure and lacking > 0:
        raise Absent(UNSURE)


def with_thumbnails(content: dict[str, Any], recorder: Recorder) -> dict[str, Any]:
    """The content with small copies of the pictures that are worth a look.

    They are chosen as the page will choose, from what it will read.
    """
    recorded = recorded_of(content)
    wanted = worth_looking_at(Anatomy(recorded))
    made = thumbnails({index: recorder.shots[index].path for index in wanted}, THUMBNAIL_BYTES)
    listed = [
        {"picture": index, "data": base64.b64encode(data).decode("ascii")}
        for index, data in made.items()
    ]
    return content | {"thumbnails": listed}


def _small_enough(
    top: dict[str, Any], recorder: Recorder, *, turned: bool, told: bool
) -> dict[str, Any]:
    """The content with as many predictions as fit, and what was left out."""
    most = MOST_BYTES * max(1.0, len(recorder.shots) / 1_000) - THUMBNAIL_BYTES
    for floor in FLOORS:
        shots = [_from(floor, shot) for shot in recorder.shots]
        columns = packed(shots, turned=turned, told=told)
        if sum(map(len, columns.values())) <= most:
            break
    return top | {"lowest": floor, "columns": columns, "notes": _notes(top, recorder, floor)}


def _notes(top: dict[str, Any], recorder: Recorder, floor: float) -> list[str]:
    kept, seen = len(recorder.shots), top["seen"]
    notes = list(recorder.notes)
    if kept < seen:
        notes.append(
            f"{words.whole(kept)} of the {words.whole(seen)} validated pictures were recorded, "
            "evenly spread."
        )
    if floor > LOWEST_CONFIDENCE:
        notes.append(
            f"To keep the file small, predictions below {words.plain(floor)} were left out."
        )
    if any(len(shot.confidence) >= MOST_PREDICTIONS for shot in recorder.shots):
        notes.append(f"At most {MOST_PREDICTIONS} predictions of a picture were recorded.")
    return notes


def _from(floor: float, shot: Shot) -> Shot:
    """The picture without predictions below a confidence; they stand last."""
    kept = int((shot.confidence >= floor).sum())
    pairs = shot.pairs
    if pairs is not None:
        inside = pairs[1] < kept
        pairs = (pairs[0][inside], pairs[1][inside], pairs[2][inside])
    return shot._replace(
        classes=shot.classes[:kept],
        boxes=shot.boxes[:kept],
        confidence=shot.confidence[:kept],
        pairs=pairs,
    )
