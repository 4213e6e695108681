"""--sarif: findings as results of code scanning."""

from __future__ import annotations

from reportgen.output.formats import Format, Material


def text(told: Material) -> str:
    """The findings of the runs that are judged."""
    from reportgen.output.sarif import to_sarif

    return to_sarif(told.judged, told.names, told.rules(), departures=told.departures)


FORMAT = Format(
    "sarif",
    "Also write the findings as results of code scanning (SARIF).",
    "pipelines",
    text,
    order=30,
)
