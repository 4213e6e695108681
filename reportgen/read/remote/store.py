"""A store behind an address, opened with what its back end leaves open by default closed.

- SSH: a host whose key is not in known_hosts is refused; the back ends trust any by default.
- S3: one request a file; s3fs asks for its size before by default.
- All: no listing is taken from memory, and what does not answer is given up.

Credentials are those of the environment, as each back end looks for them: none is read here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from reportgen.errors import ReportError
from reportgen.read.remote.address import Address
from reportgen.read.remote.google import has_credentials
from reportgen.read.remote.reasons import refused

EXTRA = "pip install yolo-reportgen[remote]"
CONNECT_SECONDS = 10
ANSWER_SECONDS = 60
LISTING_SECONDS = 900
"""For two million files; a page of 1,000 takes a third of a second."""
FIRST_SECONDS = 20
"""How long a store may take to find credentials."""
AT_ONCE = 16
"""Files that are fetched at the same time."""
OF_EXTRA = (
    "abfs", "adl", "az", "gcs", "github", "gs", "hf", "http", "https", "s3", "s3a", "sftp", "ssh",
    "sshfs",
)  # fmt: skip
"""Stores whose back ends the extra brings."""
_LOUD = ("adlfs", "asyncssh", "azure", "fsspec", "gcsfs", "huggingface_hub", "s3fs")
"""Back ends that write tracebacks to the terminal where nobody listens to their log."""
_SSH = ("sftp", "ssh", "sshfs")
_GOOGLE = ("gs", "gcs")
_S3: dict[str, Any] = {
    "max_concurrency": 1,
    "config_kwargs": {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": ANSWER_SECONDS,
        "retries": {"max_attempts": 3, "mode": "standard"},
        "max_pool_connections": 2 * AT_ONCE,
    },
}
_OPTIONS = {"s3": _S3, "s3a": _S3}
"""What a store is opened with besides."""


def open_store(address: Address) -> tuple[Any, str]:
    """The file system of an address, and its path there.

    Raises ReportError without the extra, for a protocol that is none, and where the store
    cannot be reached.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise _needs_extra(address) from None
    if not {".", ".."}.isdisjoint(address.text.split("/")):
        raise ReportError(f"{address} has .. or . in it. Name the place itself.")
    for name in _LOUD:
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        if address.protocol in _SSH:
            _check_host_keys()
        options = {address.protocol: _options(address.protocol)}
        system, root = _in_time(partial(url_to_fs, address.reached, **options))
        if address.protocol in _GOOGLE:
            # It tries again for minutes where nobody answers.
            asked(system, "exists", root, seconds=CONNECT_SECONDS)
    except ImportError:
        if address.protocol not in OF_EXTRA:
            raise ReportError(
                f"{address} needs the package that fsspec names for {address.protocol}://. "
                "Install it beside reportgen."
            ) from None
        raise _needs_extra(address) from None
    except Exception as error:
        raise refused(address, error) from None
    return system, str(root)


def _in_time(call: Callable[[], Any]) -> Any:
    """What a call gives. Raises what it does, and TimeoutError where it takes too long."""
    outcome = Future[Any]()

    def work() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:
            outcome.set_exception(error)

    # A pool would wait for its threads where the program ends.
    Thread(target=work, daemon=True).start()
    return outcome.result(FIRST_SECONDS)


def asked(system: Any, question: str, path: str, *, seconds: float, **told: Any) -> Any:
    """What a store answers (``find``, ``isfile``) within `seconds`.

    Some back ends try again for a quarter of an hour where nobody answers. Raises a time-out then.
    """
    if not system.async_impl:
        return getattr(system, question)(path, **told)
    from fsspec.asyn import sync

    return sync(system.loop, getattr(system, f"_{question}"), path, timeout=seconds, **told)


def contents(
    system: Any, paths: Sequence[str], at_once: int = AT_ONCE
) -> dict[str, bytes | BaseException]:
    """What files hold, by their paths, or why it cannot be had; several are asked for at once.

    A path is taken as it is: the `cat` of fsspec takes ``[x]*`` for a pattern.
    """
    together = {"batch_size": at_once} if system.async_impl else {}
    told = system.cat_ranges([*paths], None, None, on_error="return", **together) if paths else ()
    return dict(zip(paths, told, strict=True))


def _needs_extra(address: Address) -> ReportError:
    return ReportError(f"{address} needs another package. Install it with: {EXTRA}")


def _check_host_keys() -> None:
    """Let ``sftp://`` mean the back end that can check them, also within a chain."""
    from fsspec import register_implementation
    from sshfs import SSHFileSystem

    for name in _SSH:
        register_implementation(name, SSHFileSystem, clobber=True)


def _options(protocol: str) -> dict[str, Any]:
    if protocol in _SSH:
        known = Path.home() / ".ssh" / "known_hosts"
        return {
            "known_hosts": str(known) if known.is_file() else b"",
            "connect_timeout": CONNECT_SECONDS,
            "login_timeout": CONNECT_SECONDS,
            "keepalive_interval": ANSWER_SECONDS // 4,
            "skip_instance_cache": True,
        }
    options: dict[str, Any] = {"use_listings_cache": False, "skip_instance_cache": True}
    options |= _OPTIONS.get(protocol, {})
    if protocol in _GOOGLE and not has_credentials():
        options["token"] = "anon"
    if protocol in ("http", "https"):
        from aiohttp import ClientTimeout

        from reportgen.read.remote.answer import BoundedAnswer

        timeout = ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=ANSWER_SECONDS)
        options["client_kwargs"] = {"timeout": timeout, "response_class": BoundedAnswer}
    return options
