"""Scripts and styles as pages hold them: without comments, in ASCII, allowed by their hashes."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from markupsafe import Markup

from reportgen.errors import ReportError


def policy(hashes: list[str]) -> str:
    """The Content-Security-Policy under which only scripts of these hashes run."""
    allowed = " ".join(f"'{hash}'" for hash in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def read_asset(path: Path) -> str:
    """A text asset with line ends as browsers see them, so that hashes agree."""
    return path.read_text("utf-8").replace("\r\n", "\n")


def lean_script(path: Path) -> Markup:
    """A script without comments, in ASCII. Raises ReportError where it would end its element."""
    text = read_asset(path)
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise ReportError(f"{path.name} would end its own script element. Install reportgen again.")
    return Markup(lean(text).encode("ascii", "backslashreplace").decode("ascii"))


def lean(script: str) -> str:
    """A script without the lines that are comments, and without indentation: a quarter less.

    Line ends stay, so that statements end where they did. Texts over several lines would lose
    their indentation; our scripts have none.
    """
    text = re.sub(r"^\s*/\*(?:(?!\*/).)*\*/\s*$", "", script, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def lean_style(path: Path) -> str:
    """A style sheet without comments and indentation, in ASCII."""
    text = re.sub(r"/\*.*?\*/", "", read_asset(path), flags=re.DOTALL)
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return re.sub(r"[^\x00-\x7f]", lambda found: f"\\{ord(found[0]):x} ", lines)


def hash_of(script: str) -> str:
    """As a policy names it."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
