"""TensorBoard's event files, where nothing else tells the epochs: scalars by step.

A file is a chain of records: length, check sum, content, check sum. The content is a protocol
buffer, of which only steps, tags and single numbers are looked at; all lengths are held against
what is there, and nothing is allocated by what a length claims.
"""

from __future__ import annotations

import math
import re
import struct
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from reportgen.trainers.form.trainer import Clues, Log, LogTrainer, NotALog
from reportgen.trainers.log.columns import canonical_names
from reportgen.trainers.log.points import Points
from reportgen.values import MAX_EPOCH

SIDES = {"train": "train/", "validation": "val/"}
"""Folders that Keras writes a log of each into, and how the names of what they tell begin."""
_BY_BATCH = re.compile(r"batch_|evaluation_\w+_vs_iterations")
MOST_RECORDS = 2_000_000
_LEAST_SCORES = 2
"""Of a single score a repetition may be chance, or all that a small validation set tells apart."""
_HEADER = struct.Struct("<Q4x")
_STEP, _SUMMARY = 2, 5  # fields of an event
_VALUE = 1  # field of a summary
_TAG, _SIMPLE, _TENSOR = 1, 2, 8  # fields of a value
_FLOATS, _CONTENT = 5, 4  # fields of a tensor
_WHOLE, _BYTES = 0, 2  # how a field is written
_FIXED = {1: struct.Struct("<d"), 5: struct.Struct("<f")}
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
    files = list(_sided(parts))
    every = list(chain.from_iterable(events for _, events in files))
    row_of, unit, note = _epochs(every), "epoch", ""
    if not row_of:
        row_of, unit = _rows(every)
        note = f"TensorBoard counts steps: the epochs here are {_SHOWN[unit]}."
    points = Points()
    for side, events in files:
        _add(points, side, [(row_of[step], told) for step, told in events if step in row_of])
    log = points.log(note, unit=unit, bare_is_training=False)
    return replace(log, columns=_as_validated(log.columns))


def _as_validated(columns: Mapping[str, list[float]]) -> dict[str, list[float]]:
    """The columns without scores that were only written again.

    YOLOv6 validates every so many epochs, and writes at each the scores of the last validation, 0
    before the first. Where most rows repeat all scores of the row before, those are none.
    """
    scores = {name: told for name, told in columns.items() if name.startswith("metrics/")}
    rows = list(zip(*scores.values(), strict=True))
    before = [(0.0,) * len(scores), *rows[:-1]]
    again = [told == last for told, last in zip(rows, before, strict=False)]
    if len(scores) < _LEAST_SCORES or sum(again) * 2 <= len(rows):
        return dict(columns)
    return {
        name: [math.nan if same else value for same, value in zip(again, told, strict=True)]
        if name in scores
        else told
        for name, told in columns.items()
    }


def _sided(parts: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, Events]]:
    """How the names begin of what each file tells, and its events."""
    for folder, content in parts:
        side = SIDES.get(folder, "")
        for events in _files(content):
            yield side, _of_side(side, events)


def _add(points: Points, side: str, events: Events) -> None:
    """The values of a file by their rows."""
    rows = {row for row, _ in events}
    # A file of many steps is a training that begins or goes on; of one, what came after it.
    if len(rows) > 1:
        points.begin_again(min(rows), side)
    for row, values in events:
        for tag, number in values:
            points.add(row, tag, number)


def _epochs(events: Events) -> dict[int, int]:
    """The epoch of each step, where a scalar tells it."""
    return {
        step: int(number)
        for step, values in events
        for tag, number in values
        if tag == "epoch" and 0 <= number < MAX_EPOCH
    }


def _of_side(side: str, events: Events) -> Events:
    """The events with their side in each tag; what Keras tells by batch is left out."""
    if not side:
        return events
    sided = ((step, _with_side(side, values)) for step, values in events)
    return [(step, values) for step, values in sided if values]


def _with_side(side: str, values: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    told = (each for each in values if not _BY_BATCH.match(each[0]))
    return [(side + tag.removeprefix("epoch_"), value) for tag, value in told]


_SHOWN = {
    "epoch": "those",
    "validation": "what was told up to each validation",
    "logged step": "those with a value",
}


def _rows(events: Events) -> tuple[dict[int, int], str]:
    """The row of each step and what a row stands for, where steps are none of epochs.

    Steps one after the other are epochs as they are.
    """
    steps = sorted({step for step, _ in events})
    if not steps or steps[-1] - steps[0] + 1 == len(steps):
        return {step: step for step in steps}, "epoch"
    ends = sorted(_validated(events))
    if ends and len(ends) < len(steps):
        return {step: bisect_left(ends, step) + 1 for step in steps}, "validation"
    return {step: place for place, step in enumerate(steps, start=1)}, "logged step"


def _validated(events: Events) -> set[int]:
    """The steps that tell something of a validation."""
    tags = chain.from_iterable(dict(values) for _, values in events)
    names = canonical_names(tags, bare_is_training=False)
    told = {tag for tag, name in names.items() if name.startswith(("val/", "metrics/"))}
    return {step for step, values in events if not told.isdisjoint(dict(values))}


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
    for field, value in _fields(record):
        if field == _STEP and isinstance(value, int):
            step = value
        elif field == _SUMMARY and isinstance(value, memoryview):
            values += _scalars(value)
    return step, values


def _scalars(summary: memoryview) -> list[tuple[str, float]]:
    parts = [part for field, part in _fields(summary) if field == _VALUE]
    return [each for part in parts if isinstance(part, memoryview) for each in _scalar(part)]


def _scalar(value: memoryview) -> list[tuple[str, float]]:
    told = dict(_fields(value))
    tag, number, tensor = told.get(_TAG), told.get(_SIMPLE), told.get(_TENSOR)
    if isinstance(tensor, memoryview):
        number = _single(tensor)
    if not isinstance(tag, memoryview) or not isinstance(number, float) or not tag:
        return []
    return [(bytes(tag[:200]).decode("utf-8", "replace"), number)]


def _single(tensor: memoryview) -> float | None:
    """The one number of a tensor that holds one."""
    for field, part in _fields(tensor):
        match part:
            case float() if field == _FLOATS:
                return part
            case memoryview() if len(part) == 4 and field in (_FLOATS, _CONTENT):
                return float(struct.unpack("<f", part)[0])
    return None


def _fields(message: memoryview) -> Iterator[tuple[int, int | float | memoryview]]:
    """Number and value of each field; ends at what is no protocol buffer."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        field, kind = key >> 3, key & 7
        if kind == _WHOLE:
            value, place = _varint(message, place)
            yield field, value
            continue
        if kind == _BYTES:
            size, place = _varint(message, place)
        elif kind in _FIXED:
            size = _FIXED[kind].size
        else:
            return
        if size > len(message) - place:
            return
        part = message[place : place + size]
        place += size
        yield field, part if kind == _BYTES else _FIXED[kind].unpack(part)[0]


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
    others = {"results.csv", "results.txt", "args.yaml", "opt.yaml"}
    return not others & clues.files and any("tfevents" in name for name in clues.files)


TENSORBOARD = LogTrainer(
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
