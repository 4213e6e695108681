"""What a site holds, in a few lines for programs and agents (llmstxt.org)."""

from __future__ import annotations

from reportgen import words
from reportgen.page.shell.markdown_text import escape


def guide(title: str, runs: int) -> bytes:
    """The site's ``llms.txt``: where its numbers stand, and what they are."""
    lines = (
        f"# {escape(title)}",
        "",
        f"> {words.count(runs, 'training run')} of YOLO models, judged by reportgen: state, causes "
        "and next steps of each, with the numbers they rest on.",
        "",
        "- [runs.json](runs.json): every run with its metrics, state, model, data and page. Read "
        "this first.",
        "- [feed.xml](feed.xml): runs that came lately (Atom).",
        "- [index.html](index.html): the same for people; each run's page holds all of its numbers "
        "as JSON, too.",
        "",
    )
    return "\n".join(lines).encode("utf-8")
