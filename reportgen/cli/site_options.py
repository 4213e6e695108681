"""What the command's options say of a site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import click

from reportgen.cli.publish import OUTPUTS


@dataclass(frozen=True)
class SiteJob:
    """What a call is to do with a site."""

    folder: Path
    url: str
    """Its address, ending in ``/``; empty when not told."""
    prune: bool
    alone: bool
    """Whether nothing else is written."""
    sent: Callable[[], None] | None = None
    """Sends what has changed to the address whose copy the folder is."""


def site_of(options: Mapping[str, Any]) -> SiteJob | None:
    """What the command's options say of a site; None: nothing. Raises UsageError for nonsense."""
    folder, url = options["site"], options["site_url"]
    if folder is None:
        if url or options["prune"]:
            raise click.UsageError("--site-url and --prune are of a site. Name it with --site.")
        return None
    if options["watch"]:
        raise click.UsageError("--watch and --site do not go together. Give one of them.")
    address = _address(url) if url else ""
    alone = not any(map(options.__getitem__, (*OUTPUTS, "fail_on")))
    return SiteJob(folder, address, options["prune"], alone, options.get("site_sent"))


def _address(url: str) -> str:
    """The address with a slash at its end, and escaped."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise click.UsageError("--site-url must be an address such as https://me.github.io/runs/.")
    # What is escaped already stays as it is; sitemaps ask for it, and spaces are no part of a link.
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~")
    return f"{parts.scheme}://{parts.netloc}{path}/"
