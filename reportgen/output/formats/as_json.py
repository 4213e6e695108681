"""--json: everything that the page knows."""

from __future__ import annotations

from reportgen.output.formats import Format, Material


def text(told: Material) -> str:
    """The report as JSON."""
    from reportgen.output.json import to_json

    return to_json(told.inputs, told.comparison, reduced=told.reduced)


FORMAT = Format(
    "json",
    "Also write everything the page knows as JSON; - is standard output.",
    "report",
    text,
)
