"""What is written to an address."""

from __future__ import annotations

from pathlib import Path

from reportgen.errors import ReportError
from reportgen.read.remote.address import Address
from reportgen.read.remote.reasons import reason
from reportgen.read.remote.store import open_store


def is_of_objects(address: Address) -> bool:
    """Whether a store takes a file whole or not at all, and knows neither folders nor renaming."""
    return address.protocol in ("s3", "s3a", "gs", "gcs", "az", "abfs", "adl", "hf")


def send(file: Path, address: Address) -> None:
    """Write a local file to an address. Raises ReportError where that is not possible.

    An object store takes it whole or not at all; elsewhere it is moved to its place when whole.
    """
    system, path = open_store(address)
    try:
        # Not its bytes alone: from the name stores take the type that a browser shows it by.
        if is_of_objects(address):
            system.put_file(str(file), path)
            return
        part = f"{path}.part"
        system.put_file(str(file), part)
        system.mv(part, path)
    except Exception as error:
        raise ReportError(f"Cannot write to {address}: {reason(error)}") from None
