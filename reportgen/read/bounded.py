"""Opens a run's files: only regular ones, never more bytes than a stated limit."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from reportgen import words
from reportgen.errors import why_failed
from reportgen.trainers.log.cells import decoded

# O_NONBLOCK: a FIFO that a stranger put there must not make the program wait.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
LFS_POINTER = b"version https://git-lfs"
LINE_ENDS_CHANGED = (b"\x89PNG\n\x1a\n", b"\x89PNG\r\r\n\x1a\r\n")
"""What a PNG begins with whose line ends were changed on its way."""


class Unreadable(Exception):
    """A file that cannot be read. Its text goes on from the file's name: "is empty"."""


def is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file that is there."""
    with suppress(OSError):
        return one.samefile(other)
    return False


def regular_handle(path: Path) -> int:
    """Handle of a regular file, for the caller to close.

    Raises `Unreadable` when it is missing, not a regular file or not permitted.
    """
    try:
        handle = os.open(path, _OPEN_FLAGS)
    except FileNotFoundError:
        raise Unreadable("is missing") from None
    except OSError as error:
        raise Unreadable(f"cannot be opened ({why_failed(error)})") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unreadable("is not a regular file")
    return handle


def read_bytes(path: Path, limit: int) -> bytes:
    """All bytes of a regular file of at most `limit` bytes.

    Raises `Unreadable` when it is missing, empty, larger, not a regular file or not permitted.
    """
    with os.fdopen(regular_handle(path), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise Unreadable(
                f"has {words.whole(size)} bytes; at most {words.whole(limit)} are read"
            )
        try:
            content = file.read(limit + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read ({why_failed(error)})") from None
    if not content:
        raise Unreadable("is empty")
    return content[:limit]


def read_text(path: Path, limit: int) -> str:
    """A text file, whatever its byte order mark says; bytes that are no UTF-8 become U+FFFD.

    Raises `Unreadable` as `read_bytes` does.
    """
    content = read_bytes(path, limit)
    refuse_pointer(content)
    return decoded(content)


def refuse_pointer(content: bytes) -> None:
    """Raises `Unreadable` where the content is what Git LFS leaves in a file's place."""
    if content.startswith(LFS_POINTER):
        raise Unreadable("is a Git LFS pointer, not the file itself; run `git lfs pull`")
