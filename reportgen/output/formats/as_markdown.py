"""--markdown: a summary for people, in a pull request or a ticket."""

from __future__ import annotations

from reportgen.output.formats import Format, Material


def text(told: Material) -> str:
    """The summary."""
    from reportgen.output.markdown import to_markdown

    return to_markdown(
        told.inputs,
        told.comparison,
        title=told.title,
        report_url=told.report_url,
        gate=told.gate,
    )


FORMAT = Format(
    "markdown",
    "Also write a summary for a pull request or a ticket; - is standard output.",
    "pipelines",
    text,
    order=10,
)
