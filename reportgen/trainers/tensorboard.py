"""TensorBoard's event files, where nothing else tells the epochs: scalars by step.

A file is a chain of records: length, check sum, content, check sum. The content is a protocol
buffer, of which only steps, tags and single numbers are looked at; all lengths are held against
what is there, and nothing is allocated by what a length claims.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from reportgen.trainers.columns import canonical_names
from reportgen.trainers.points import Points
from reportgen.trainers.trainer import Clues, Log, NotALog, Trainer, of_log

SIDES = {"train": "train/", "validation": "val/"}
"""Folders that Keras writes a log of each into, and how the names of what they tell begin."""
_BY_BATCH = re.compile(r"batch_|evaluation_\w+_vs_iterations")
MOST_RECORDS = 2_000_000
_HEADER = struct.Struct("<Q4x")
_STEP, _SUMMARY = 2, 5  # fields of an event
_VALUE = 1  # field of a summary
_TAG, _SIMPLE, _TENSOR = 1, 2, 8  # fields of a value
_FLOATS, _CONTENT = 5, 4  # fields of a tensor
_VERSION = b"brain.Event"
Events = list[tuple[int, list[tuple[str, float]]]]
"""Of one file: step, and tags with their values."""


def read(content: bytes) -> Log:
    """The scalars as columns; a step counts as an epoch. Raises `NotALog` where there is none."""
    return joined([("", content)])


def joined(parts: Sequence[tuple[str, bytes]]) -> Log:
    """The scalars of several files, each with the name of its folder: ``train``, ``validation``.

    Keras writes one file into each, with the same tags in both.
    """
    sides = [(SIDES.get(folder, ""), events) for folder, part in parts for events in _files(part)]
    files = [_of_side(side, events) for side, events in sides]
    epoch_of = _epochs(files)
    rows_of, unit = ({}, "epoch") if epoch_of else _rows(files)
    points = Points()
    for (side, _), events in zip(sides, files, strict=True):
        rows = [epoch_of.get(s, -1) if epoch_of else rows_of.get(s, s) for s, _ in events]
        # A file of many steps is a training that begins or goes on; of one, what came after it.
        if len(set(rows) - {-1}) > 1:
            points.begin_again(min(row for row in rows if row >= 0), side)
        for row, (_, values) in zip(rows, events, strict=True):
            for tag, number in values:
                points.add(row, tag, number)
    note = "" if epoch_of else f"TensorBoard counts steps: the epochs here are {_SHOWN[unit]}."
    return points.log(note, unit=unit, bare_is_training=False)


def _epochs(files: Sequence[Events]) -> dict[int, int]:
    """The epoch of each step, where a scalar tells it."""
    return {
        step: int(number)
        for events in files
        for step, values in events
        for tag, number in values
        if tag == "epoch" and 0 <= number < 1e9
    }


def _of_side(side: str, events: Events) -> Events:
    """The events with their side in each tag; what Keras tells by batch is left out."""
    if not side:
        return events
    return [
        (step, [(side + tag.removeprefix("epoch_"), value) for tag, value in told])
        for step, values in events
        if (told := [each for each in values if not _BY_BATCH.match(each[0])])
    ]


_SHOWN = {
    "epoch": "those",
    "validation": "what was told up to each validation",
    "logged step": "those with a value",
}


def _rows(files: Sequence[Events]) -> tuple[dict[int, int], str]:
    """The row of each step and what a row stands for, where steps are none of epochs.

    Steps one after the other are epochs as they are: then no row has another number.
    """
    steps = sorted({step for events in files for step, _ in events})
    if not steps or steps[-1] - steps[0] + 1 == len(steps):
        return {}, "epoch"
    names = canonical_names(
        (tag for events in files for _, values in events for tag, _ in values),
        bare_is_training=False,
    )
    ends = sorted(
        {
            step
            for events in files
            for step, values in events
            if any(names.get(tag, "").startswith(("val/", "metrics/")) for tag, _ in values)
        }
    )
    if ends and len(ends) < len(steps):
        return {step: bisect_left(ends, step) + 1 for step in steps}, "validation"
    return {step: place for place, step in enumerate(steps, start=1)}, "logged step"


def _files(content: bytes) -> Iterator[Events]:
    """The events with values of each file; the first record of one names its version."""
    events: Events = []
    for record in _records(content):
        if _VERSION in bytes(record[:64]):
            yield events
            events = []
        elif (event := _event(record))[1]:
            events.append(event)
    yield events


def _records(content: bytes) -> Iterator[memoryview]:
    view, place = memoryview(content), 0
    for _ in range(MOST_RECORDS):
        if place + _HEADER.size > len(view):
            return
        (length,) = _HEADER.unpack_from(view, place)
        start = place + _HEADER.size
        if length > len(view) - start - 4:
            if place == 0:
                raise NotALog("is not a file of TensorBoard events")
            return  # the last record is still being written
        yield view[start : start + length]
        place = start + length + 4


def _event(record: memoryview) -> tuple[int, list[tuple[str, float]]]:
    step = 0
    values: list[tuple[str, float]] = []
    for field, _, value in _fields(record):
        if field == _STEP and isinstance(value, int):
            step = value
        elif field == _SUMMARY and isinstance(value, memoryview):
            values += _scalars(value)
    return step, values


def _scalars(summary: memoryview) -> list[tuple[str, float]]:
    parts = [part for field, _, part in _fields(summary) if field == _VALUE]
    return [each for part in parts if isinstance(part, memoryview) for each in _scalar(part)]


def _scalar(value: memoryview) -> list[tuple[str, float]]:
    tag, number = "", None
    for field, _, part in _fields(value):
        if field == _TAG and isinstance(part, memoryview):
            tag = bytes(part[:200]).decode("utf-8", "replace")
        elif field == _SIMPLE and isinstance(part, float):
            number = part
        elif field == _TENSOR and isinstance(part, memoryview):
            number = _single(part)
    return [(tag, number)] if tag and number is not None else []


def _single(tensor: memoryview) -> float | None:
    """The one number of a tensor that holds one."""
    for field, _, part in _fields(tensor):
        if field == _FLOATS and isinstance(part, float):
            return part
        if field in (_FLOATS, _CONTENT) and isinstance(part, memoryview) and len(part) == 4:
            return float(struct.unpack("<f", part)[0])
    return None


def _fields(message: memoryview) -> Iterator[tuple[int, int, int | float | memoryview]]:
    """Number, wire type and value of each field; ends at what is no protocol buffer."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        kind, size = key & 7, 0
        if kind == 0:
            value, place = _varint(message, place)
            yield key >> 3, kind, value
            continue
        if kind == 2:
            size, place = _varint(message, place)
        size = {1: 8, 5: 4}.get(kind, size)
        if kind not in (1, 2, 5) or size > len(message) - place or size < 0:
            return
        part = message[place : place + size]
        place += size
        if kind == 5:
            yield key >> 3, kind, float(struct.unpack("<f", part)[0])
        elif kind == 1:
            yield key >> 3, kind, float(struct.unpack("<d", part)[0])
        else:
            yield key >> 3, kind, part


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(message) and shift < 64:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if not byte & 0x80:
            break
    return value, place


def sniff(head: bytes) -> bool:
    """Whether it begins with a record of a sane length that names the version of events."""
    return len(head) > _HEADER.size and _VERSION in head[: 64 + _HEADER.size]


def _wrote(clues: Clues) -> bool:
    others = ("results.csv", "results.txt", "args.yaml", "opt.yaml")
    return not any(name in clues.files for name in others) and any(
        "tfevents" in name for name in clues.files
    )


TENSORBOARD = of_log(
    Trainer(
        key="tensorboard",
        name="TensorBoard",
        wrote=_wrote,
        results=rf"(?:(?:{'|'.join(SIDES)})/)?events\.out\.tfevents\..*",
        results_name="the event file",
        read=read,
        sniff=sniff,
        of_pictures=False,
        joined=joined,
        last_resort=True,
    )
)
