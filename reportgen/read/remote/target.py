"""What is written to an address."""

from __future__ import annotations

from pathlib import Path

from reportgen.errors import ReportError
from reportgen.read.remote.address import Address
from reportgen.read.remote.store import open_store, reason


def send(file: Path, address: Address) -> None:
    """Write a local file to an address. Raises ReportError where that is not possible.

    An object store takes it whole or not at all; elsewhere it is moved to its place when whole.
    """
    system, path = open_store(address)
    try:
        if "s3" in address.protocol or address.protocol in ("gs", "gcs", "az", "abfs", "hf"):
            system.pipe_file(path, file.read_bytes())
            return
        part = f"{path}.part"
        system.pipe_file(part, file.read_bytes())
        system.mv(part, path)
    except Exception as error:
        raise ReportError(f"Cannot write to {address}: {reason(error)}") from None
