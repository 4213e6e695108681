"""Names of files and addresses within a site: safe on every system, whatever a run is called."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

LONGEST = 48
"""Characters of a run's own name in its address."""
INDEX, RUNS_JSON, FEED, SITEMAP, NOJEKYLL, LLMS, MISSING = (
    "index.html",
    "runs.json",
    "feed.xml",
    "sitemap.xml",
    ".nojekyll",
    "llms.txt",
    "404.html",
)
FOLDERS = ("runs", "compare", "img", "assets", "data", "curves", "numbers")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FILE = re.compile(
    r"(?:runs|compare)/[a-z0-9-]{1,80}\.html"
    r"|img/[0-9a-f]{20}\.(?:png|jpg|webp)"
    r"|assets/[a-z0-9-]{1,40}\.[0-9a-f]{10}\.(?:js|css)"
    r"|data/(?:runs|rows)-[0-9]{4}\.[0-9a-f]{10}\.js"
    r"|(?:curves|numbers)/[a-z0-9-]{1,80}\.[0-9a-f]{10}\.js"
    r"|index\.html|runs\.json|feed\.xml|sitemap\.xml|\.nojekyll|llms\.txt|404\.html"
)


def stamped(name: str, content: bytes) -> str:
    """The name of a script that changes with its content: ``data/runs-0001.0123456789.js``."""
    return f"{name}.{sha256(content).hexdigest()[:10]}.js"


def slug(name: str, id: str) -> str:
    """A name as part of an address: lower-case ASCII, with digits of `id`.

    Those keep names apart that only differ in case or in other letters, and keep it from being
    a name that Windows reserves.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-")
    return f"{words or 'run'}-{id[:8]}"


def is_own(file: str) -> bool:
    """Whether a file below the folder has a name that this program gives."""
    return bool(_FILE.fullmatch(file))
