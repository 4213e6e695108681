"""Whether there are credentials of Google, told before its back end asks for them.

Without any, that asks a machine that only Google's cloud has, again and again, for 40 seconds.
What it would find is looked for where it looks: the variable, the file of gcloud, that of an
earlier login, and that machine, which answers at once where it is.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

METADATA = "169.254.169.254"
"""Where the machine that tells credentials is, seen from any machine of Google's cloud."""
ANSWERS_WITHIN = 1.0
_FILE = "application_default_credentials.json"


def has_credentials() -> bool:
    """Whether the back end of Google would find credentials; none is read."""
    if os.environ.get("GOOGLE_APPLICATION_CREDENTIALS"):
        return True
    home = Path.home()
    settings = os.environ.get("CLOUDSDK_CONFIG") or (
        Path(os.environ.get("APPDATA", home)) / "gcloud"
        if os.name == "nt"
        else home / ".config" / "gcloud"
    )
    files = (Path(settings) / _FILE, home / ".gcs_tokens")
    return any(file.is_file() for file in files) or _is_in_cloud()


def _is_in_cloud() -> bool:
    if os.environ.get("NO_GCE_CHECK", "").lower() == "true":
        return False
    host, _, port = os.environ.get("GCE_METADATA_HOST", METADATA).partition(":")
    try:
        socket.create_connection((host, int(port or 80)), ANSWERS_WITHIN).close()
    except (OSError, ValueError):
        return False
    return True
