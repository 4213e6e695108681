"""Words of messages about settings."""

from __future__ import annotations

from collections.abc import Collection


def nearest(name: str, known: Collection[str]) -> str:
    """A sentence, with a space before it, that names what was probably meant."""
    close = closest(name, known)
    if close:
        return f" Did you mean {close}?"
    listed = ", ".join(sorted(known)[:12])
    return f" Known are: {listed}." if listed else " It takes none."


def closest(name: str, known: Collection[str], cutoff: float = 0.5) -> str | None:
    """The known name that is most like `name`; None when none is. `cutoff` is 0 (any) to 1."""
    import difflib

    close = difflib.get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return close[0] if close else None


def shown_value(value: object) -> str:
    """A value for a message, cut short: it may be a stranger's, and large."""
    import reprlib

    from reportgen.read.redact import one_line

    return one_line(reprlib.repr(value), 80)
