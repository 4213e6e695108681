"""Where the command meets the system: its three streams, and what a failure is told as."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING

from reportgen.errors import ReportError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NO_MEMORY = "There is not enough memory. Give fewer runs, or leave pictures out: --pictures none."
_OF_OUTPUT = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG, errno.EDQUOT)
"""What writing to a standard output that is a full disk, a closed one or a broken one ends with."""
_OF_MEMORY = ("cannot allocate memory", "failed to map", "can't start new thread", "out of memory")


class _Unfailing(io.FileIO):
    """Standard error: where it is full, or nobody reads it, what is said goes nowhere."""

    def write(self, content: ReadableBuffer) -> int:
        """Write; the bytes that count as written are all of them, whatever came of it."""
        with suppress(OSError):
            return super().write(content)
        return len(memoryview(content))


@contextmanager
def streams() -> Iterator[None]:
    """Within it nothing fails for standard error, and no file that is opened takes its place.

    What is said there is beside the work: it goes on without, and ends with its own exit code.
    """
    _open_closed_ones()
    before = sys.stderr
    with suppress(OSError, ValueError):  # a stream that is no file
        if before is None or not before.isatty():
            file = _Unfailing(2 if before is None else before.fileno(), "w", closefd=False)
            sys.stderr = io.TextIOWrapper(
                io.BufferedWriter(file),
                encoding=before.encoding if before else "utf-8",
                errors="backslashreplace",
                line_buffering=True,
            )
    try:
        yield
    finally:
        sys.stderr = before


def _open_closed_ones() -> None:
    """Take the number of each standard stream that is closed: the next file would have it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def pour(text: str) -> None:
    """Write a text to standard output. Raises ReportError where that is closed or full."""
    if sys.stdout is None:
        raise ReportError("Cannot write to standard output: it is closed. Name a file.")
    try:
        sys.stdout.buffer.write(text.encode(errors="replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        raise _of_output(error) from None


def drop_output() -> None:
    """Let what standard output still holds go nowhere: Python would fail with it once more."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def told(error: Exception) -> ReportError | None:
    """A failure of the system in a sentence; None for one of this program."""
    if _is_of_memory(error):
        return ReportError(NO_MEMORY)
    if isinstance(error, FileNotFoundError) and error.filename is None and _is_folder_gone():
        return ReportError("The current folder is gone. Change to one that is there.")
    return _refused(error) if isinstance(error, OSError) and error.errno is not None else None


def _refused(error: OSError) -> ReportError:
    """What the system refused."""
    if error.filename is None and error.errno in _OF_OUTPUT:
        drop_output()
        return _of_output(error)
    from reportgen.read.redact import echoed

    where = f"{echoed(str(error.filename))}: " if error.filename is not None else ""
    return ReportError(f"The system refused: {where}{error.strerror}. Try again.")


def _is_folder_gone() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - no path is wanted, only whether there is one
    except FileNotFoundError:
        return True
    return False


def _of_output(error: OSError) -> ReportError:
    return ReportError(f"Cannot write to standard output: {error.strerror}. Name a file.")


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether it, or what it came from, is that there is no memory left."""
    return any(
        isinstance(each, MemoryError)
        or getattr(each, "errno", None) == errno.ENOMEM
        or any(words in str(each).lower() for words in _OF_MEMORY)
        for each in islice(_back_from(error), 10)
    )


def _back_from(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
