"""reportgen-pictures.json -> what one validation found in each picture.

`reportgen.training` writes the file at the end of a training, and for a validation on its own. It
lies in a run folder, so it is a stranger's: sizes, types and ranges are checked, and whatever is
odd declines the whole file with one sentence. Its schema is `pictures.schema.json` beside this.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.earlier.json_fields import (
    Odd,
    count,
    few,
    load,
    mapping,
    number,
    odd,
    one_line,
    one_of,
    text,
    texts,
)
from reportgen.read.plot.axes import Floats
from reportgen.read.plot.image import Declined
from reportgen.read.recorded.columns import (
    STEPS,
    angle_from_steps,
    from_steps,
    unpack,
)
from reportgen.read.recorded.model import Boxes, Recorded, Validated, turned_boxes

FILE_NAME = "reportgen-pictures.json"
"""Name of the file in the run folder."""
FORMAT = 1
"""Version of the file's format; a later one is declined."""
SCHEMA_PATH = Path(__file__).with_name("pictures.schema.json")

MAX_BYTES = 16 * 1024 * 1024
"""Largest file that is read; 5,000 pictures take 10 MB at the most."""
MAX_PICTURES = 5_000
MAX_CLASSES = 25_000
MAX_NAME = 100
MAX_NOTES = 10
MAX_NOTE = 300
MAX_THUMBNAILS = 64
MAX_THUMBNAIL = 12_288
"""Bytes of a thumbnail."""
MAX_THUMBNAIL_SIDE = 640
MAX_SIDE = 10**6
MAX_OVERLAPS = 20_000_000
"""Most pairs of an object and a prediction in all pictures together."""
TASKS = ("detect", "segment", "pose", "obb")
HEADS = ("box", "mask", "pose")


def read_recorded(path: Path) -> Recorded | Declined:
    """Read a reportgen-pictures.json; never raises on what the file holds."""
    try:
        top = mapping(load(read_text(path, MAX_BYTES)), "the whole")
        if type(top.get("format")) is not int or top["format"] != FORMAT:
            raise Odd("is of another format; update reportgen, or validate again")
        return recorded_of(top)
    except (Unreadable, Odd) as error:
        return Declined(f"{FILE_NAME} {error}.")
    except (ValueError, RecursionError):
        return Declined(f"{FILE_NAME} is damaged: it is not JSON.")


def recorded_of(top: Mapping[str, Any]) -> Recorded:
    """The validation in the content of the file; raises `Odd`."""
    task = one_of(top.get("task"), TASKS, "task")
    names = texts(top.get("names"), "names", MAX_CLASSES) or odd("names")
    pictures = _pictures(top, turned=task == "obb", classes=len(names))
    return Recorded(
        task=task,
        head=one_of(top.get("head"), HEADS, "head"),
        names=tuple(one_line(name, MAX_NAME) for name in names),
        pictures=pictures,
        seen=max(count(top.get("seen"), "seen") or 0, len(pictures)),
        lowest=number(top.get("lowest"), "lowest", 1),
        source=FILE_NAME,
        weights=text(top.get("weights"), "weights", MAX_NAME),
        epochs=count(top.get("epochs"), "epochs"),
        notes=_notes(top.get("notes")),
        thumbnails=_thumbnails(top.get("thumbnails"), len(pictures)),
    )


def _notes(value: Any) -> tuple[str, ...]:
    notes = few(value, "notes", MAX_NOTES)
    return tuple(filter(None, (text(note, "notes", MAX_NOTE) for note in notes)))


# --- pictures ------------------------------------------------------------------------------------


class _Columns(NamedTuple):
    """The columns of all pictures, checked; what is of one picture lies between its starts."""

    sizes: Floats
    truth: tuple[Floats, Floats]
    found: tuple[Floats, Floats]
    confidence: Floats
    pairs: tuple[Floats, Floats, Floats] | None
    starts: tuple[list[int], list[int], list[int]]


def _pictures(top: Mapping[str, Any], *, turned: bool, classes: int) -> tuple[Validated, ...]:
    names = texts(top.get("pictures"), "pictures", MAX_PICTURES)
    columns = _columns(mapping(top.get("columns"), "columns"), len(names), turned, classes)
    return tuple(
        _picture(one_line(name, MAX_NAME), index, columns, turned)
        for index, name in enumerate(names)
    )


def _columns(packed: Mapping[str, Any], pictures: int, turned: bool, classes: int) -> _Columns:
    numbers = [unpack(packed, name, pictures) for name in ("truths", "predictions", "pairs")]
    objects, found, pairs = (int(column.sum()) for column in numbers)
    if int((numbers[0].astype(np.int64) * numbers[1]).sum()) > MAX_OVERLAPS:
        odd("columns")
    return _Columns(
        sizes=_sizes(packed, pictures),
        truth=(
            _classes(packed, "truth_class", objects, classes),
            _rows(packed, "truth_box", objects, turned),
        ),
        found=(_classes(packed, "class", found, classes), _rows(packed, "box", found, turned)),
        confidence=unpack(packed, "confidence", found).astype(np.float64) / STEPS,
        pairs=_pairs(packed, pairs) if "pair_overlap" in packed else None,
        starts=tuple([0, *accumulate(column.tolist())] for column in numbers),  # type: ignore[arg-type]
    )


def _sizes(packed: Mapping[str, Any], pictures: int) -> Floats:
    """Width, height and gain of each picture; shape (3, pictures)."""
    sizes = np.c_[[unpack(packed, name, pictures) for name in ("width", "height", "gain")]]
    sides, gain = sizes[:2], sizes[2]
    if not ((sides >= 1) & (gain > 0) & (sizes.max(axis=0, initial=0) <= MAX_SIDE)).all():
        odd("columns.width")
    return np.asarray(sizes, dtype=np.float64)


def _classes(packed: Mapping[str, Any], name: str, length: int, classes: int) -> Any:
    indices = unpack(packed, name, length)
    return odd("columns.class") if (indices >= classes).any() else indices.astype(np.int64)


def _rows(packed: Mapping[str, Any], name: str, boxes: int, turned: bool) -> Floats:
    """Boxes as rows; the file holds them column after column, which packs better."""
    sides = 5 if turned else 4
    rows = unpack(packed, name, boxes * sides).reshape(sides, -1).T
    if not turned:
        return from_steps(rows)
    return np.asarray(np.c_[from_steps(rows[:, :4]), angle_from_steps(rows[:, 4])])


def _pairs(packed: Mapping[str, Any], length: int) -> tuple[Floats, Floats, Floats]:
    truth, found, shared = (
        unpack(packed, name, length) for name in ("pair_truth", "pair_prediction", "pair_overlap")
    )
    return truth.astype(np.int64), found.astype(np.int64), shared.astype(np.float64) / STEPS


def _picture(name: str, index: int, columns: _Columns, turned: bool) -> Validated:
    truths, found, pairs = (slice(*start[index : index + 2]) for start in columns.starts)
    truth = _boxes(columns.truth, truths, turned)
    predicted = _boxes(columns.found, found, turned)
    confidence = columns.confidence[found]
    if (np.diff(confidence) > 0).any():
        odd("columns.confidence")
    width, height, gain = columns.sizes[:, index]
    told = None
    if columns.pairs is not None:
        told = _overlaps([column[pairs] for column in columns.pairs], len(truth), len(predicted))
    return Validated(name, int(width), int(height), float(gain), truth, predicted, confidence, told)


def _overlaps(pairs: Sequence[Floats], objects: int, predictions: int) -> Floats:
    """The overlap of each object with each prediction; 0 for pairs that are not told."""
    down, across, shared = pairs
    if (down >= objects).any() or (across >= predictions).any():
        odd("columns.pair_truth")
    told = np.zeros((objects, predictions))
    told[down, across] = shared
    return told


def _boxes(of: tuple[Floats, Floats], at: slice, turned: bool) -> Boxes:
    classes, rows = of[0][at], of[1][at]
    if not turned:
        return Boxes(classes, rows)  # type: ignore[arg-type]
    edges, corners = turned_boxes(rows)
    return Boxes(classes, edges, corners)  # type: ignore[arg-type]


# --- thumbnails ----------------------------------------------------------------------------------


def _thumbnails(value: Any, pictures: int) -> dict[int, bytes]:
    items = few(value, "thumbnails", MAX_THUMBNAILS)
    return dict(_thumbnail(mapping(item, "thumbnails"), pictures) for item in items)


def _thumbnail(item: Mapping[str, Any], pictures: int) -> tuple[int, bytes]:
    index, packed = count(item.get("picture"), "thumbnails.picture"), item.get("data")
    if index is None or index >= pictures or type(packed) is not str:
        odd("thumbnails")
    try:
        content = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        odd("thumbnails.data")
    _check_small(content)
    return index, content


def _check_small(content: bytes) -> None:
    """Raises `Odd` unless it is a small picture of a known kind."""
    from PIL import Image

    if len(content) > MAX_THUMBNAIL:
        odd("thumbnails.data")
    try:
        with Image.open(io.BytesIO(content), formats=("WEBP", "JPEG")) as image:
            fits = max(image.size) <= MAX_THUMBNAIL_SIDE
    except Exception:  # Pillow raises all sorts of errors on damaged pictures.
        odd("thumbnails.data")
    if not fits:
        odd("thumbnails.data")
