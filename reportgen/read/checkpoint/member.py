"""A checkpoint file -> the bytes of its one ``data.pkl``, whatever the zip archive claims.

torch.save writes a zip archive: the pickle in ``NAME/data.pkl``, the numbers of each tensor in
``NAME/data/0``, ``NAME/data/1`` and so on. Those are never read, so that a file of a gigabyte
costs no more than its table of contents and its pickle.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from reportgen import words
from reportgen.read.bounded import LFS_POINTER, Unreadable, refuse_pointer, regular_handle

MAX_PICKLE_BYTES = 64 * 2**20
"""Longest pickle, unpacked. Real ones have 60 to 700 kB."""
MAX_MEMBERS = 20_000
"""Most entries of the archive. A real one has one a tensor: 160 to some 4,000."""
MAX_READ_BYTES = 2 * 2**20
"""Most bytes asked of the file at once; so also the longest table of contents."""
_CHUNK = 2**20
_ENCRYPTED = 0x1


class SparingReader(io.BufferedReader):
    """A file that hands out at most `MAX_READ_BYTES` at once.

    zipfile reads the whole table of contents at once, as long as the file says it is, and makes
    an object for each entry before its caller sees one. This stops it before it has read.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` bytes. Raises `Unreadable` when more are asked for than are given."""
        if size is None or size < 0:
            # Asked only at the end of the file, where fewer bytes are left than this.
            size = MAX_READ_BYTES
        if size > MAX_READ_BYTES:
            raise Unreadable("is a zip archive with a table of contents of more than 2 MiB")
        return super().read(size)


def read_pickle(path: Path) -> bytearray:
    """Bytes of ``data.pkl`` in the checkpoint `path`, at most `MAX_PICKLE_BYTES`.

    Raises `Unreadable` when the file is missing, a link, not a regular file or not a zip archive
    with exactly one ``data.pkl``. A damaged archive raises whatever zipfile and zlib raise.
    """
    with open_regular(path) as file:
        refuse_pointer(file.read(len(LFS_POINTER)))
        if not zipfile.is_zipfile(file):
            raise Unreadable(
                "is not a zip archive: cut short, no checkpoint, or saved by PyTorch before 1.6"
            )
        with zipfile.ZipFile(file) as archive:
            return _unpack(archive, _pickle_entry(archive.infolist()))


def open_regular(path: Path) -> SparingReader:
    """Open a regular file. Raises `Unreadable` for a link, a FIFO, a device or a folder.

    Links are not followed, as everywhere in a run folder: they could lead out of it.
    """
    if path.is_symlink():
        raise Unreadable("is a link to another file, and links are not followed")
    return SparingReader(io.FileIO(regular_handle(path)))


def _pickle_entry(entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """The one ``NAME/data.pkl``, if its entry promises nothing that is refused."""
    if len(entries) > MAX_MEMBERS:
        raise Unreadable(f"is a zip archive of more than {words.whole(MAX_MEMBERS)} entries")
    found = [entry for entry in entries if entry.filename.split("/")[-1] == "data.pkl"]
    if len(found) != 1 or found[0].filename.count("/") != 1:
        raise Unreadable("is a zip archive without exactly one NAME/data.pkl, so no checkpoint")
    _refuse_what_it_promises(found[0])
    return found[0]


def _refuse_what_it_promises(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise Unreadable("is encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # bzip2 and LZMA unpack a whole block at once, without a limit.
        raise Unreadable("is packed in a way that PyTorch does not use")
    if entry.file_size > MAX_PICKLE_BYTES:
        raise Unreadable("holds a pickle of more than 64 MiB")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytearray:
    content = bytearray()
    with archive.open(entry) as packed:
        while chunk := packed.read(_CHUNK):
            content += chunk
            if len(content) > MAX_PICKLE_BYTES:
                raise Unreadable("holds a pickle of more than 64 MiB")
    return content
