"""How far the work has come, on a terminal; nothing where standard error is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from reportgen import words

SECONDS_BEFORE_PROGRESS = 1.0


@contextmanager
def progress(length: int, *, quiet: bool) -> Iterator[Any]:
    """A progress bar on a terminal, from the first second on; nothing when piped."""
    if quiet or length < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    started = time.monotonic()
    bar = click.progressbar(length=length, label="Reading runs", file=sys.stderr)
    shown = done = 0

    def tick() -> None:
        nonlocal shown, done
        done += 1
        if time.monotonic() - started >= SECONDS_BEFORE_PROGRESS:
            bar.update(done - shown)
            shown = done

    try:
        yield tick
    finally:
        if shown:
            bar.render_finish()


def say_pictures(done: int, total: int) -> None:
    """How far the pictures of a data set were looked at, on one line of a terminal."""
    if not sys.stderr.isatty():
        return
    click.echo(
        f"\rLooking at pictures: {words.whole(done)} of {words.whole(total)}", err=True, nl=False
    )
    if done >= total:
        click.echo("\r\x1b[K", err=True, nl=False)
