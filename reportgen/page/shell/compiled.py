"""Compiled templates, kept between calls: compiling them takes a seventh of a small run.

They are code that is executed as it is found. So they are kept beside this module alone, where
Python keeps its own: whoever may write there has what he writes executed anyway. No folder of a
user's cache is as good: its parents may be another's, who moves them between a look and a use.
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
    """Beside this module, where Python keeps its own code; None where there is no such place.

    A package that the system installed, or PYTHONDONTWRITEBYTECODE, leaves none.
    """
    try:
        folder = Path(cache_from_source(__file__)).parent
    except NotImplementedError:
        return None
    return CompiledTemplates(str(folder)) if os.access(folder, os.W_OK) else None
