"""The one error that a user sees: what went wrong, where, and what to do."""

from __future__ import annotations


class ReportError(Exception):
    """Something the user can mend. Its text is one sentence or two: what, where, what to do."""


def why_failed(error: OSError) -> str:
    """What the system says of a failure, without the path."""
    return error.strerror or str(error)


def line_in(error: BaseException, file: str) -> int | None:
    """The line of `file` in which `error` arose, or from which what failed was called last.

    None when the error has not passed through that file.
    """
    line, frame = None, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == file:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
