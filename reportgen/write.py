"""Files that are written whole or not at all: an older one stays until the new one is complete."""

from __future__ import annotations

import errno
import os
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from reportgen.errors import ReportError, why_failed
from reportgen.read.redact import echoed

_BINARY: int = getattr(os, "O_BINARY", 0)
READER_WITHIN = 10.0
"""Seconds in which somebody has to begin reading from a pipe."""


def write(path: Path, text: str) -> None:
    """Write a text; an older file at `path` stays whole until the new one is complete.

    Raises ReportError when the folder is missing or cannot be written.
    """
    write_all({path: text})


def write_all(texts: Mapping[Path, str]) -> None:
    """Write several files, all or none: each is complete beside its place before any is moved.

    Raises ReportError when a folder is missing or cannot be written.
    """
    ready: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, text in texts.items():
            _prepare(path, text.encode("utf-8", errors="replace"), ready)
        with _uninterrupted():
            while ready:
                temporary, path = ready[0]
                temporary.replace(path)
                ready.pop(0)
    except OSError as error:
        raise ReportError(
            f"Cannot write {echoed(path)}: {why_failed(error)}. Choose another place for it."
        ) from None
    finally:
        for temporary, _ in ready:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def replace(target: Path, content: bytes, *, mode: int, prefix: str) -> None:
    """Write one file, with the permissions `mode`; its temporary name begins with `prefix`.

    Raises OSError. What lies at `target` is replaced, also a link.
    """
    temporary = target.parent / f"{prefix}{os.urandom(8).hex()}"
    # A site has thousands of files, and some disks are slow to answer: nothing is asked twice.
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(handle, left) :]
        finally:
            os.close(handle)
        temporary.chmod(mode)  # whatever the umask has left of it
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _prepare(path: Path, content: bytes, ready: list[tuple[Path, Path]]) -> None:
    """Write `content` to a new file beside `path`, and add both to `ready`."""
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        # A device or a pipe takes what is written; it must not be replaced by a file.
        _pour(path, content)
        return
    # A link stays one: the file that it leads to is replaced.
    target = path.resolve() if path.is_symlink() else path
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    ready.append((Path(name), target))
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # The permissions of the file that is replaced, else those of any new file.
    Path(name).chmod(_new_mode() if mode is None else mode & 0o777)


def _mode(path: Path) -> int | None:
    """What lies at a path; None for nothing. Raises OSError, also for a link that leads nowhere."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _pour(path: Path, content: bytes) -> None:
    """Write to a device or a pipe. A pipe that nobody reads is an error: it would never end."""
    until = time.monotonic() + READER_WITHIN
    while True:
        try:
            handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
            break
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > until:
                raise OSError(errno.ENXIO, "nobody reads from it") from None
        time.sleep(0.05)
    if hasattr(os, "set_blocking"):
        os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _new_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Holds Ctrl-C back while finished files are moved to their places, which takes no time."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
