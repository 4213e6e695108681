"""The line on the terminal that tells how a training goes, while it goes on."""

from __future__ import annotations

import shutil
from typing import TextIO

NARROWEST = 40
"""Least characters of a line, however narrow the terminal says it is."""
WIDEST = 200
"""Most characters of a line in a file or a pipe."""


class Live:
    """One line on the terminal that is written over; in a file or a pipe, a line an epoch."""

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        """Nothing is written with `quiet`."""
        self._stream = None if quiet else stream
        self._over = stream.isatty()
        self._shown = ""
        self._occasion = ""

    @property
    def columns(self) -> int:
        """Characters that a line may have; the last column stays free, as it would wrap."""
        if not self._over:
            return WIDEST
        return max(NARROWEST, shutil.get_terminal_size().columns - 1)

    def show(self, text: str, occasion: str) -> None:
        """Show `text`; where lines are not written over, only on a new `occasion`."""
        if self._stream is None or text == self._shown:
            return
        if self._over:
            self._stream.write(f"\r{text.ljust(len(self._shown))}")
        elif occasion != self._occasion:
            self._stream.write(f"{text}\n")
        self._stream.flush()
        self._shown, self._occasion = text, occasion

    def say(self, text: str) -> None:
        """A line that stays."""
        self.close()
        if self._stream is not None:
            self._stream.write(f"{text}\n")
            self._stream.flush()

    def close(self) -> None:
        """What is written next begins on a line of its own."""
        if self._stream is not None and self._over and self._shown:
            self._stream.write("\n")
            self._stream.flush()
        self._shown = ""
