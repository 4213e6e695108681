"""Where the command meets the system: standard output, and what a failure is told as."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress

from reportgen.errors import ReportError

NO_MEMORY = "There is not enough memory. Give fewer runs, or leave pictures out: --pictures none."
_OF_OUTPUT = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG, errno.EDQUOT)
"""What writing to a standard output that is a full disk, a closed one or a broken one ends with."""
_OF_MEMORY = ("cannot allocate memory", "failed to map", "can't start new thread", "out of memory")


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
    if isinstance(error, OSError) and error.errno is not None:
        if error.filename is None and error.errno in _OF_OUTPUT:
            drop_output()
            return _of_output(error)
        from reportgen.read.redact import echoed

        where = f"{echoed(str(error.filename))}: " if error.filename is not None else ""
        return ReportError(f"The system refused: {where}{error.strerror}. Try again.")
    return None


def _of_output(error: OSError) -> ReportError:
    return ReportError(f"Cannot write to standard output: {error.strerror}. Name a file.")


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether it, or what it came from, is that there is no memory left."""
    for _ in range(10):
        if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
            return True
        if error is None or any(words in str(error).lower() for words in _OF_MEMORY):
            return error is not None
        error = error.__cause__ or error.__context__
    return False
