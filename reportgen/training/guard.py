"""No failure reaches the training: each becomes one line in its log."""

from __future__ import annotations

import logging
from collections.abc import Callable

_MAX_LOGGED = 300
"""Longest text of an error, in characters."""


def guarded(failure: str, action: Callable[[], object]) -> None:
    """Run `action`; whatever it raises becomes one line in the log."""
    try:
        action()
    except KeyboardInterrupt:
        raise  # Somebody wants to stop: that is no failure of ours.
    except BaseException as error:
        log(logging.WARNING, f"{failure}: {_one_line(error)}")


def log(level: int, sentence: str) -> None:
    """One line in the log of the training, which Ultralytics shows on the terminal."""
    try:
        logging.getLogger("ultralytics").log(level, "reportgen: %s", sentence)
    except Exception:
        return  # A log that is closed must not stop the training either.


def _one_line(error: BaseException) -> str:
    """The kind of an error and its text on one line, also for an error that cannot be printed.

    What a training does not tell is said in a sentence, without the kind.
    """
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = ""
    kind = "" if getattr(error, "is_sentence", False) else f"{type(error).__name__}: "
    return f"{kind}{text}"[:_MAX_LOGGED].rstrip(": ")
