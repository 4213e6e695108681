"""The data set in the JSON of a report: as in `run`, each field is what it must be, or declined."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np

from reportgen.read.dataset.model import FAULTS, DataSet, LabelFault, Likeness, Split
from reportgen.read.earlier.json_fields import count, few, flag, listed, mapping, odd, one_of, text
from reportgen.read.recorded.columns import unpack

MAX_NAME = 300
MAX_CLASSES = 25_000
MAX_LISTED = 1_000
MAX_PICTURES = 100_000
MAX_OBJECTS = 10_000_000
SPLITS = ("train", "val", "test")
HOW = ("file", "same", "flipped")


def dataset_of(run: dict[str, Any]) -> tuple[bool, DataSet | None]:
    """Whether a data file was named for the run, and what was found. Raises `Odd`."""
    if run.get("dataset") is None:
        return False, None
    told = mapping(run["dataset"], "dataset")
    return True, _dataset(told) if flag(told.get("found"), "dataset.found") else None


def _dataset(told: dict[str, Any]) -> DataSet:
    names = tuple(_line(name, "dataset.names") for name in _few(told, "names", MAX_CLASSES))
    splits = [_split(each, len(names)) for each in _mappings(told, "splits")]
    return DataSet(
        names=names,
        splits={split.name: split for split in splits},
        likenesses=tuple(map(_likeness, _mappings(told, "likenesses"))),
        alike_count=dict(map(_alike, _mappings(told, "alike"))),
        hashed=_whole(told.get("compared_pictures"), "dataset.compared_pictures"),
        same_folder=flag(told.get("same_folder"), "dataset.same_folder") or False,
        notes=tuple(_line(note, "dataset.notes") for note in _few(told, "notes")),
    )


def _few(told: dict[str, Any], key: str, most: int = MAX_LISTED) -> list[Any]:
    return few(told.get(key), f"dataset.{key}", most)


def _mappings(told: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [mapping(each, f"dataset.{key}") for each in _few(told, key)]


def _line(value: Any, place: str) -> str:
    return text(value, place, MAX_NAME) or ""


def _whole(value: Any, place: str) -> int:
    number = count(value, place)
    return odd(place) if number is None else number


def _split(told: dict[str, Any], classes: int) -> Split:
    place = "dataset.splits"
    looked = _whole(told.get("looked_at"), place)
    objects = tuple(_whole(each, place) for each in listed(told.get("objects"), place, classes))
    if looked > MAX_PICTURES or sum(objects) > MAX_OBJECTS:
        odd(place)
    columns = mapping(told.get("columns"), "columns")
    owner = unpack(columns, "owner", sum(objects)).astype(np.int64)
    if (owner >= looked).any():
        odd("columns.owner")
    sizes = unpack(columns, "picture_sizes", 2 * looked).astype(np.float64).reshape(-1, 2)
    faults = mapping(told.get("faults"), place)
    return Split(
        name=one_of(told.get("name"), SPLITS, place),
        pictures=(Path(),) * looked,  # Their names are told nowhere.
        listed=_whole(told.get("listed"), place),
        unlabelled=_whole(told.get("unlabelled"), place),
        empty=_whole(told.get("empty"), place),
        boxed=_whole(told.get("boxed", 0), place),
        first_boxed=_line(told.get("first_boxed", ""), place),
        objects=objects,
        sides=unpack(columns, "sides", 2 * sum(objects)).astype(np.float64).reshape(-1, 2),
        owner=owner,
        faults=tuple(_fault(mapping(each, place)) for each in _few(told, "listed_faults")),
        fault_count={key: _whole(faults[key], place) for key in FAULTS if key in faults},
        sizes=np.where(sizes > 0, sizes, np.nan),
    )


def _fault(told: dict[str, Any]) -> LabelFault:
    place = "dataset.listed_faults"
    why = one_of(told.get("why"), tuple(FAULTS), place)
    return LabelFault(_line(told.get("file"), place), _whole(told.get("line"), place), why)


def _likeness(told: dict[str, Any]) -> Likeness:
    place = "dataset.likenesses"
    return Likeness(
        one_of(told.get("split"), SPLITS, place),
        _line(told.get("name"), place),
        one_of(told.get("other_split"), SPLITS, place),
        _line(told.get("other_name"), place),
        one_of(told.get("how"), HOW, place),
    )


def _alike(told: dict[str, Any]) -> tuple[tuple[str, str], int]:
    place = "dataset.alike"
    splits = (one_of(told.get(key), SPLITS, place) for key in ("split", "other_split"))
    return cast("tuple[str, str]", tuple(splits)), _whole(told.get("pictures"), place)
