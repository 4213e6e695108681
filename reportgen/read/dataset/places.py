"""data.yaml -> the pictures that it names, and where the label file of each lies."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportgen import words
from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.table.yaml import load_mapping

SPLITS = ("train", "val", "test")
_OTHERWISE = {"val": "valid"}
"""What a split is also called."""
ENDINGS = frozenset(
    (".bmp", ".jpeg", ".jpg", ".mpo", ".png", ".tif", ".tiff", ".webp", ".heic", ".pfm", ".dng")
)
"""Names of pictures end so, as in Ultralytics."""
MAX_BYTES = 2**20
MAX_LIST_BYTES = 64 * 2**20
MAX_LISTED = 1_000_000
"""Pictures of a split that are counted at the most."""
MAX_WALKED = 3_000_000
"""Names of files below a folder that are looked at for that."""


class NamedPictures:
    """The pictures that a data.yaml names, by split."""

    def __init__(self, path: Path) -> None:
        """Read the data file at `path`; raises `Unreadable`."""
        self.file = path
        self.content = load_mapping(path, MAX_BYTES)
        self.root = self._root()
        self.notes: list[str] = []

    @property
    def keypoints(self) -> bool:
        """Whether the labels hold keypoints, which else look like outlines."""
        return "kpt_shape" in self.content

    def pictures(self) -> Mapping[str, list[Path]]:
        """The pictures of each split that is named and there, in order of their paths."""
        found = {split: sorted(set(self._split(split))) for split in SPLITS}
        return {split: pictures for split, pictures in found.items() if pictures}

    def _root(self) -> Path:
        """The folder that the splits lie in: ``path``, seen from the data file."""
        folder = self.file.resolve().parent
        path = self.content.get("path")
        if not isinstance(path, str) or not path:
            return folder
        named = folder / path
        return named if named.exists() or not (folder / Path(path).name).exists() else folder

    def _split(self, split: str) -> Iterator[Path]:
        value: Any = self.content.get(split, self.content.get(_OTHERWISE.get(split, split)))
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and item and "://" not in item:
                yield from self._named(item)

    def _named(self, item: str) -> Iterator[Path]:
        place = self.root / item
        if not place.exists() and item.startswith("../"):
            place = self.root / item[3:]  # As Roboflow writes it, and Ultralytics takes it.
        if place.is_dir():
            yield from self._folder(place)
        elif place.suffix == ".txt":
            yield from self._list(place)

    def _folder(self, folder: Path) -> Iterator[Path]:
        """Pictures below a folder; links that lead out of it are not followed."""
        inside, outside, seen = folder.resolve(), 0, 0
        for path in _pictures_below(folder):
            if path.is_symlink() and not path.resolve().is_relative_to(inside):
                outside += 1
                continue
            seen += 1
            if seen > MAX_LISTED:
                return
            yield path
        if outside:
            self.notes.append(
                f"{words.whole(outside)} links out of {folder.name} were not followed."
            )

    def _list(self, file: Path) -> Iterator[Path]:
        """Pictures that a text file lists, one a line."""
        try:
            lines = read_text(file, MAX_LIST_BYTES).splitlines()
        except Unreadable as error:
            self.notes.append(f"{file.name} {error}.")
            return
        for line in lines[:MAX_LISTED]:
            name = line.strip()
            if name and Path(name).suffix.lower() in ENDINGS:
                yield file.parent / name[2:] if name.startswith("./") else self.root / name


def _pictures_below(folder: Path) -> Iterator[Path]:
    walked = 0
    for place, folders, files in os.walk(folder):
        walked += len(files) + len(folders)
        if walked > MAX_WALKED:
            return
        folders.sort()
        for name in files:
            path = Path(place, name)
            if path.suffix.lower() in ENDINGS and not name.startswith("."):
                yield path


def label_of(picture: Path) -> Path:
    """The label file of a picture: in ``labels`` in place of its last folder ``images``."""
    parts = list(picture.parts)
    for index in range(len(parts) - 2, -1, -1):
        if parts[index] == "images":
            parts[index] = "labels"
            break
    return Path(*parts).with_suffix(".txt")
