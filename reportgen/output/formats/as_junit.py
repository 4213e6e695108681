"""--junit: checks as test cases."""

from __future__ import annotations

from reportgen.output.formats import Format, Material


def text(told: Material) -> str:
    """The checks of the runs that are judged."""
    from reportgen.output.junit import to_junit

    return to_junit(
        told.judged,
        told.names,
        departures=told.departures,
        warnings_fail=told.warnings_fail,
        gate=told.gate,
    )


FORMAT = Format(
    "junit", "Also write the checks as test cases (JUnit XML).", "pipelines", text, order=20
)
