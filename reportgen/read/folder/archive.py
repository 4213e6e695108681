"""A zip or tar archive of run folders -> a temporary folder that holds what is in it, bounded.

People share runs as archives. Only regular files come out, each below the temporary folder; of
files that no training writes only name and size are kept, since nothing opens them.
"""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from reportgen import words
from reportgen.errors import ReportError, why_failed
from reportgen.read.bounded import Unreadable
from reportgen.read.checkpoint.member import SparingReader, open_regular
from reportgen.read.folder.kinds import recognise_file
from reportgen.read.redact import echoed

MAX_ENTRIES = 20_000
MAX_BYTES = 4 * 2**30
"""Most bytes, unpacked. A run with its weights has some 100 MB."""
MAX_RATIO = 100
"""Most unpacked bytes a packed byte. Plots and weights pack by less than 2, text by 10."""
ALWAYS_ALLOWED = 64 * 2**20
"""Unpacked bytes that any archive may have, whatever their ratio."""
MAX_DEPTH = 20
"""Most folders above a file."""
MAX_AT_ONCE = 16 * 2**20
"""Most bytes that are asked of an archive at once; so also its longest header."""
_CHUNK = 2**20
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NEVER_READ = frozenset({"weights-zip", "epoch-weights", "tensorboard", "predictions"})
_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"


@dataclass
class _Entry:
    """One regular file in an archive."""

    name: str
    size: int
    open: Callable[[], AbstractContextManager[IO[bytes]]]


class Unpacked:
    """The temporary folder of one archive; removed by `close`, or when it is no longer in use."""

    def __init__(self, path: Path) -> None:
        """Unpack the archive. Raises ReportError when it is none, damaged, or too large."""
        self._path = path
        self._temporary = _temporary_folder()
        self.folder = Path(self._temporary.name) / (path.name.split(".")[0] or "archive")
        """Where it was unpacked to."""
        self.folder.mkdir()
        self.left_out = 0
        """Entries that are links or devices, or that lead outside."""
        try:
            self._unpack()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Remove the folder."""
        self._temporary.cleanup()

    def shown(self, folder: Path) -> str:
        """A folder in the archive, as the user knows it."""
        below = folder.relative_to(self.folder).as_posix()
        return echoed(f"{self._path}/{below}" if below != "." else self._path)

    def _unpack(self) -> None:
        shown = echoed(self._path)
        try:
            with open_regular(self._path.resolve()) as file:
                packed = os.fstat(file.fileno()).st_size
                limit = min(MAX_BYTES, max(ALWAYS_ALLOWED, packed * MAX_RATIO))
                entries = _zip(file) if zipfile.is_zipfile(file) else _tar(file, limit)
                self._write(entries, limit)
        except Unreadable as error:
            raise ReportError(f"{shown} {error}. Unpack it yourself and give the folder.") from None
        except OSError as error:
            reason = error.strerror or "it is damaged"
            raise ReportError(f"Cannot unpack {shown}: {reason}. Unpack it yourself.") from None
        except Exception:
            # Whatever zipfile, tarfile and zlib raise on a stranger's bytes.
            raise ReportError(
                f"{shown} is not a zip or tar archive, or is damaged. "
                "Give a run folder or an archive."
            ) from None

    def _write(self, entries: Iterator[_Entry | None], limit: int) -> None:
        left = limit
        for number, entry in enumerate(entries):
            if number >= MAX_ENTRIES:
                raise Unreadable(f"holds more than {words.whole(MAX_ENTRIES)} entries")
            place = self._place(entry.name) if entry else None
            if entry is None or place is None:
                self.left_out += 1
            else:
                left -= _write_one(entry, place, left)

    def _place(self, name: str) -> Path | None:
        """Where an entry goes; None when that is outside, too deep, or taken."""
        parts = _parts_inside(name.replace("\\", "/"))
        if not 0 < len(parts) <= MAX_DEPTH:
            return None
        place = self.folder.joinpath(*parts)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.lstat()
        except FileNotFoundError:
            return place
        except (OSError, ValueError):
            # A name that is too long or cannot be one, or a file where a folder should be.
            return None
        return None


def _parts_inside(name: str) -> list[str]:
    """The parts of a path that stays inside of the archive; none of any other."""
    parts = list(PurePosixPath(name).parts)
    outside = name.startswith(("/", "~")) or ".." in parts or "\0" in name
    return [] if outside or ":" in "".join(parts[:1]) else parts


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="reportgen-", ignore_cleanup_errors=True)
    except OSError as error:
        raise ReportError(
            f"There is no place to unpack an archive: {why_failed(error)}. "
            "Set TMPDIR to a folder with space."
        ) from None


def _write_one(entry: _Entry, place: Path, left: int) -> int:
    """Write one file of at most `left` bytes; of one that nobody reads, only its size."""
    name = "weights/" + place.name if place.parent.name == "weights" else place.name
    with place.open("xb") as target:
        kind = recognise_file(name)
        if kind is None or kind.key in _NEVER_READ:
            target.truncate(max(0, min(entry.size, MAX_BYTES)))
            return 0
        with entry.open() as source:
            return _copy(source, target, left)


def _copy(source: IO[bytes], target: IO[bytes], left: int) -> int:
    done = 0
    while chunk := source.read(_CHUNK):
        done += len(chunk)
        if done > left:
            raise Unreadable("unpacks to far more bytes than a training writes")
        target.write(chunk)
    return done


def _zip(file: SparingReader) -> Iterator[_Entry | None]:
    """Files of a zip archive; None for what is left out."""
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            kind = info.external_attr >> 16 & 0o170000
            if info.is_dir():
                continue
            if kind not in (0, 0o100000) or info.compress_type not in _PACKINGS:
                yield None
            elif info.flag_bits & 1:
                raise Unreadable("is encrypted")
            else:
                yield _Entry(info.filename, info.file_size, partial(archive.open, info))


def _tar(file: SparingReader, limit: int) -> Iterator[_Entry | None]:
    """Files of a tar archive, plain or packed; None for what is left out."""
    file.seek(0)
    source = _BoundedTar(_unpacking(file), limit)
    # Opened as plain tar: what packs it was opened above, where it is bounded.
    with tarfile.open(fileobj=cast(Any, source), mode="r:") as archive:
        for info in archive:
            if info.isdir():
                continue
            if not info.isreg() or info.issparse():
                yield None
            else:
                yield _Entry(info.name, info.size, partial(_member, archive, info))


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    member = archive.extractfile(info)
    if member is None:
        raise Unreadable("is damaged")
    return member


def _unpacking(file: SparingReader) -> IO[bytes]:
    start = file.peek(8)
    if start.startswith(_GZIP):
        import gzip

        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if start.startswith(_BZIP2):
        import bz2

        return cast(IO[bytes], bz2.BZ2File(file))
    if start.startswith(_XZ):
        import lzma

        return cast(IO[bytes], lzma.LZMAFile(file))
    return file


class _BoundedTar(io.RawIOBase):
    """The bytes of a tar archive, of which no more are unpacked than a limit."""

    def __init__(self, source: IO[bytes], limit: int) -> None:
        """`limit` counts all unpacked bytes, headers and left-out files included."""
        self._source = source
        self._limit = limit

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes. Raises `Unreadable` beyond the limits."""
        if size < 0 or size > MAX_AT_ONCE:
            raise Unreadable("holds a header of more than 16 MiB")
        self._check(self._source.tell() + size)
        return self._source.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, counted from the start. Raises `Unreadable` beyond the limit."""
        self._check(offset)
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        """Place from the start."""
        return self._source.tell()

    def _check(self, place: int) -> None:
        if place > self._limit + MAX_AT_ONCE:
            raise Unreadable("unpacks to far more bytes than a training writes")
