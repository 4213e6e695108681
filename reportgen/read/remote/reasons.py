"""Why a store gave nothing, in one sentence that holds no word of its error."""

from __future__ import annotations

from contextlib import suppress

from reportgen.errors import ReportError
from reportgen.read.remote.address import Address

_REASONS = (
    (("HostKeyNotVerifiable",), "its host key is not in known_hosts. Connect to it once with ssh."),
    (
        ("PermissionError", "NoCredentials", "Credential", "PermissionDenied", "Auth", "Forbidden"),
        "access is refused. Check the credentials in the environment.",
    ),
    (("NoSuchBucket", "FileNotFound", "NoSuchFile"), "there is nothing. Check the address."),
    (("Timeout", "TimedOut"), "it did not answer in time. Try again later."),
    (
        ("Throttl", "SlowDown", "TooManyRequests", "ServiceUnavailable"),
        "it asks for fewer requests. Try again later.",
    ),
    (
        ("Connect", "gaierror", "ConnectionLost", "OSError", "SSLError", "DisconnectError"),
        "it cannot be reached. Check the address and the network.",
    ),
    (("Recursion",), "a folder there is listed as a part of itself. Name a run's own folder."),
    (("ValueError",), "no such kind of store. Check what stands before ://."),
)


_OF_STATUS = {401: "PermissionError", 403: "PermissionError", 429: "SlowDown", 503: "SlowDown"}
"""Answers of a server that mean the same as an error of that name."""


def reason(error: BaseException) -> str:
    """Why a store gave nothing, without the words of its error: they may hold a secret."""
    chain = [error, error.__cause__, error.__context__]
    if isinstance(error, FileNotFoundError):
        # The web's back end says so of a server that it does not reach, too.
        chain = [*filter(_is_about_network, chain[1:]), error]
    names = [kind.__name__ for each in chain if each for kind in type(each).__mro__]
    told = map(_why, (_OF_STATUS.get(_status(error) or 0, ""), *names))
    return next(filter(None, told), f"it failed ({type(error).__name__}). Try again later.")


def _why(name: str) -> str:
    """What an error of this name means; empty for any other."""
    return next((why for words, why in _REASONS if any(word in name for word in words)), "")


def _is_about_network(error: BaseException | None) -> bool:
    names = [kind.__name__ for kind in type(error).__mro__]
    return any(word in name for name in names for word in ("Connect", "gaierror", "Timeout"))


def _status(error: BaseException) -> int | None:
    """The number that a server of HTTP answered with, as aiohttp and botocore tell it."""
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        return int(error.response["ResponseMetadata"]["HTTPStatusCode"])  # type: ignore[attr-defined]
    status = getattr(error, "status", getattr(error, "code", None))
    return status if isinstance(status, int) else None


def refused(address: Address, error: BaseException) -> ReportError:
    """What is said of an address of which nothing can be had."""
    return ReportError(f"Cannot fetch {address}: {reason(error)}")
