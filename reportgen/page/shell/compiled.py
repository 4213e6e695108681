"""Compiled templates, kept between calls: compiling them takes as long as the rest of a small run.

They are code, so they are kept only where nobody else may write.
"""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """Those in a folder. One that cannot be read or written is compiled anew, without a word."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its template is kept and whole."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # of a damaged file, whatever its reader says
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the template, if the disk has room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept_templates() -> CompiledTemplates | None:
    """Beside this module, where Python keeps its own code, or in the user's cache; None: nowhere.

    A package that the system installed, or PYTHONDONTWRITEBYTECODE, leaves no place beside it.
    """
    folder = _beside() or _of_user()
    return CompiledTemplates(str(folder)) if folder else None


def _beside() -> Path | None:
    try:
        folder = Path(cache_from_source(__file__)).parent
    except NotImplementedError:
        return None
    return folder if folder.is_dir() and os.access(folder, os.W_OK) else None


def _of_user() -> Path | None:
    from reportgen.read.remote.cache import default_cache

    try:
        folder = default_cache() / "templates"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = folder.lstat()
    except (OSError, RuntimeError):  # no home directory
        return None
    # With sudo the cache may be another's, who would have his code run.
    foreign = os.name == "posix" and (told.st_uid != os.geteuid() or bool(told.st_mode & 0o022))
    return None if foreign or not os.access(folder, os.W_OK) else folder
