"""The one error that a user sees: what went wrong, where, and what to do."""

from __future__ import annotations


class ReportError(Exception):
    """Something the user can mend. Its text is one sentence or two: what, where, what to do."""
