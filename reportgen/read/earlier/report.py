"""An old report, page or JSON -> the runs that it tells, so that a baseline outlives its folder.

Every page holds the JSON of its report in a block near its start, packed. The page comes from a
stranger like any run: it is not parsed, only that block is looked for; its size is bounded before
and after it is unpacked, and `old_run` checks every field.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen import words
from reportgen.errors import ReportError
from reportgen.read.bounded import Unreadable
from reportgen.read.earlier.json_fields import Odd, is_bounded, load, mapping
from reportgen.read.redact import echoed

if TYPE_CHECKING:
    from reportgen.read.checkpoint.member import SparingReader
    from reportgen.read.run import ReadRun

SCHEMA_VERSION = 1
"""Version of the JSON; it grows when a field goes or means something else, not with new ones."""
BLOCK_ID = b'id="reportgen-report"'
"""The attribute that tells the block's element; a page has it once, before its title."""
START_BYTES = 256 * 2**10
"""The block begins within so many bytes of a page; ours begins after about 1,500."""
MAX_PACKED = 24 * 2**20
"""Longest block, in characters of base64. A usual run takes 25,000."""
MAX_BYTES = 32 * 2**20
"""Longest JSON. A usual run takes 85,000; 50 of 80 classes with exact curves 45 million."""
MAX_VALUES = 2_000_000
"""Most numbers and texts in it; a usual run holds 10,000. They bound the memory: 300 MB at most."""
MAX_RATIO = 200
"""Most bytes that a packed byte becomes; reports have 4 to 20."""
ALWAYS_ALLOWED = 8 * 2**20
"""Bytes that any block may become, whatever its ratio."""
_CHUNK = 2**20
_SNIFFED = 512
GZIP_WINDOW = 31
"""What zlib calls the largest window with the header and check sum of gzip."""
ZLIB_WINDOW = 15
"""The same with the header of zlib, as files beside pages have it."""
_OURS = b'name="generator" content="reportgen'
_MARK = b"\xef\xbb\xbf"


def is_report(path: Path) -> bool:
    """Whether the file begins as a page or as JSON does; an archive begins with other bytes."""
    if path.is_dir():
        return False  # as nearly always, and told without what reads archives
    from reportgen.read.checkpoint.member import open_regular

    try:
        with open_regular(path.resolve()) as file:
            start = file.read(_SNIFFED)
    except (Unreadable, OSError, RuntimeError):
        # A link that leads to itself is a RuntimeError up to Python 3.12.
        return False
    return start.removeprefix(_MARK).lstrip()[:1] in (b"<", b"{")


def read_old_report(path: Path) -> tuple[ReadRun, ...]:
    """The runs that a report tells: a page, or the JSON that was written with one.

    Raises ReportError when the file is no report, tells no run, is damaged, or too large.
    """
    from reportgen.read.earlier.run import runs_of

    shown = echoed(path)
    try:
        content = mapping(_load(_text(path, shown)), "the whole")
        if "report" in content and "runs" not in content:
            from reportgen.read.earlier.beside import with_columns

            content = with_columns(content)
        _check_version(content, shown)
        return runs_of(content, path)
    except (Unreadable, Odd) as error:
        raise ReportError(f"{shown} {error}. Make the report again from the run folder.") from None
    except OSError as error:
        raise ReportError(
            f"Cannot read {shown}: {error.strerror or 'it is damaged'}. Check the file."
        ) from None


def fits(text: bytes) -> bool:
    """Whether the JSON of a report is small enough to be read back."""
    return len(text) <= MAX_BYTES and is_bounded(text, MAX_VALUES)


def _load(text: bytes) -> Any:
    if not fits(text):
        raise Unreadable("holds more numbers than are read back")
    try:
        return load(text.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unreadable("is damaged: its numbers are not JSON") from None


def _check_version(content: dict[str, Any], shown: str) -> None:
    version = content.get("schema_version")
    if type(version) is not int or version < 1 or "runs" not in content:
        raise _no_report(shown)
    if version > SCHEMA_VERSION:
        raise ReportError(f"{shown} was made by a newer reportgen. Update reportgen to read it.")


def _no_report(shown: str) -> ReportError:
    return ReportError(
        f"{shown} is not a report by reportgen. Give a report, a run folder or an archive of one."
    )


def _text(path: Path, shown: str) -> bytes:
    """The JSON in the file, unpacked where it is a page."""
    from reportgen.read.checkpoint.member import open_regular

    with open_regular(path.resolve()) as file:
        start = file.read(START_BYTES).removeprefix(_MARK).lstrip()
        if start[:1] == b"{":
            return _rest(file, start, MAX_BYTES)
        place = _block_start(start)
        if place < 0:
            raise _no_block(start, shown)
        from reportgen.read.earlier.beside import named_beside, packed_beside

        if beside := named_beside(start[:place].rpartition(b"<")[2]):
            return _unpacked(packed_beside(path, *beside), ZLIB_WINDOW)
        packed = _rest(file, start[place:], MAX_PACKED, until=b"<")
    return _unpacked(packed)


def _block_start(start: bytes) -> int:
    """Where the content of the block begins; -1 when there is none."""
    found = start.find(BLOCK_ID)
    element = start.rfind(b"<", 0, max(found, 0))
    if found < 0 or start[element : element + 7] != b"<script":
        return -1
    return start.find(b">", found) + 1 or -1


def _no_block(start: bytes, shown: str) -> ReportError:
    if _OURS in start:
        return ReportError(
            f"{shown} holds no run that can be read back: it is a comparison of a site, or it is "
            "of an older release, or the index of a site. Give a report of runs, or make it again "
            "from the run folder."
        )
    return _no_report(shown)


def _rest(file: SparingReader, start: bytes, limit: int, *, until: bytes = b"") -> bytes:
    """`start` and what comes after it, up to a mark that must come; else to the file's end."""
    content = bytearray(start)
    searched = 0
    while not until or content.find(until, searched) < 0:
        searched = len(content)
        if searched > limit:
            raise Unreadable(f"holds more than the {words.whole(limit)} bytes that are read back")
        chunk = file.read(_CHUNK)
        if not chunk:
            if until:
                raise Unreadable("is cut short")
            return bytes(content)
        content += chunk
    return bytes(content[: content.find(until, searched)])


def _unpacked(block: bytes, window: int = GZIP_WINDOW) -> bytes:
    try:
        packed = base64.b64decode(b"".join(block.split()), validate=True)
        limit = min(MAX_BYTES, max(ALWAYS_ALLOWED, len(packed) * MAX_RATIO))
        machine = zlib.decompressobj(window)
        text = machine.decompress(packed, limit)
        # What is left to unpack, or the check sum behind it.
        rest = machine.decompress(machine.unconsumed_tail, 1)
    except (binascii.Error, zlib.error):
        raise Unreadable("is damaged: its numbers cannot be unpacked") from None
    if rest:
        raise Unreadable("unpacks to far more than a report holds")
    if not machine.eof:
        raise Unreadable("is cut short")
    return text
