"""Of a checkpoint only what a report reads: the ends of the file, and its one ``data.pkl``.

Weights have megabytes to gigabytes, of which a report needs the table of contents and some 100 kB.
What is not fetched stays a hole in a file of the right size, which the reader never opens.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from reportgen.read.checkpoint.member import MAX_PICKLE_BYTES
from reportgen.read.remote.listing import RemoteFile

Parts = dict[int, bytes]
"""Parts of a file by where they start; between them are holes."""
END = 256 * 2**10
"""Bytes at the end that hold the table of contents of nearly every checkpoint."""
WHOLE = 2**20
"""Bytes up to which a file is fetched whole."""
_HEADER = 30 + 1024
"""Bytes before the content of a member: its fixed header, its name and extra fields."""


def what_is_read(system: Any, file: RemoteFile) -> Parts | Exception:
    """The parts of a checkpoint that are read, by where they start; or why there are none."""
    try:
        if file.size <= WHOLE:
            return {0: bytes(system.cat_file(file.path))}
        return _in_parts(system, file)
    except _WholeFile as whole:
        return {0: whole.content}
    except Exception as error:
        return error


class _WholeFile(Exception):
    """A server that ignored the range and sent all."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content = content


def _in_parts(system: Any, file: RemoteFile) -> Parts:
    start = file.size - END
    end = _range(system, file, start, file.size)
    parts = {start: end}
    try:
        with _Window(file.size, start, end) as window, zipfile.ZipFile(window) as archive:
            members = [m for m in archive.infolist() if m.filename.endswith("/data.pkl")]
    except zipfile.BadZipFile:
        return parts  # who reads it says so
    for member in members[:2]:
        length = min(member.compress_size, MAX_PICKLE_BYTES) + _HEADER
        begin = member.header_offset
        parts[begin] = _range(system, file, begin, min(file.size, begin + length))
    return parts


def _range(system: Any, file: RemoteFile, start: int, end: int) -> bytes:
    """A part of a file. Raises `_WholeFile` where a server sends all, as some do without a word."""
    part = bytes(system.cat_file(file.path, start=start, end=end))
    if len(part) == end - start:
        return part
    if len(part) == file.size:
        raise _WholeFile(part)
    raise OSError("a range of another length")


class _Window(io.RawIOBase):
    """A file of which only the end is there, for zipfile to read its table of contents."""

    def __init__(self, size: int, start: int, end: bytes) -> None:
        super().__init__()
        self._size, self._start, self._end, self._place = size, start, end, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        if self._place < self._start:
            raise zipfile.BadZipFile("the table of contents is longer")
        begin = self._place - self._start
        part = self._end[begin : None if size is None or size < 0 else begin + size]
        self._place += len(part)
        return part
