"""A summary in Markdown, for a comment in GitHub, GitLab or Jira.

What a reviewer needs stands in sight: verdict, key figures, the worst findings. All else is folded;
where folds are shown as text, as in Jira, it still reads from top to bottom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import filterfalse
from operator import attrgetter

from reportgen import words
from reportgen.about import __version__
from reportgen.comparison.model import Comparison
from reportgen.output.markdown.blocks import LIMIT, Block, fitted
from reportgen.output.markdown.comparison import several, states
from reportgen.output.markdown.gate import Decision, gate_line, gate_sign
from reportgen.output.markdown.run import Weight, search, single
from reportgen.output.markdown.signs import signed, tally
from reportgen.page.inputs import RunInput
from reportgen.page.text.markdown_text import escape, link, name
from reportgen.rule import Verdict

__all__ = ["Decision", "marker", "to_markdown"]

LIMIT_OF_TWO = 7_200
"""Characters of a comment on a new run and its baseline: 8 kB, as some of them take three bytes."""


def to_markdown(
    inputs: Sequence[RunInput],
    comparison: Comparison | None = None,
    *,
    title: str | None = None,
    report_url: str | None = None,
    gate: Decision | None = None,
    limit: int = LIMIT,
) -> str:
    """A summary of `inputs` of at most `limit` characters; its last line is `marker`.

    `comparison` is told where several runs are compared; `report_url` is where the full report can
    be opened, `gate` what a gate decided where there is one. What is left out for length is said.
    Raises ValueError for a `limit` below 4,000.
    """
    trained = list(filterfalse(attrgetter("is_search"), inputs))
    if comparison is not None and len(trained) == 2:
        limit = min(limit, LIMIT_OF_TWO)
    blocks = [Block(_heading(trained, inputs, comparison, title, gate))]
    blocks += [Block(gate_line(gate))] if gate else []
    blocks += _body(trained, comparison, title)
    for given in filter(attrgetter("is_search"), inputs):
        blocks.append(Block(search(given), Weight.RUNS, "search result"))
    if report_url:
        blocks.append(Block(link("Open the full report", report_url)))
    blocks.append(Block(marker(title)))
    return fitted(blocks, limit, lambda gone: Block(_left_out(gone, report_url)))


def marker(title: str | None = None) -> str:
    """A comment that is not shown, by which a workflow finds its own summary again.

    Two titles have two markers, so that two reports can stand in one pull request.
    """
    if not title:
        return "<!-- reportgen -->"
    words = re.sub(r"[^a-z0-9]+", "-", title.lower())[:40].strip("-")
    key = sha256(title.encode(errors="replace")).hexdigest()[:8]
    return f"<!-- reportgen: {words}{'-' if words else ''}{key} -->"


def _heading(
    trained: Sequence[RunInput],
    inputs: Sequence[RunInput],
    comparison: Comparison | None,
    title: str | None,
    gate: Decision | None,
) -> str:
    state = gate_sign(gate) if gate else ""
    if comparison is not None:
        state += f"{states(trained)}: "
        subject = words.count(len(trained), "training run")
    elif trained:
        badge, word = trained[0].diagnosis.badge
        state += f"{signed(Verdict(badge), word)}: "
        subject = name(trained[0].facts.run_name)
    else:
        subject = words.count(len(inputs), "hyperparameter search", "hyperparameter searches")
    return f"## {state}{escape(title, 120) if title else subject}"


def _body(
    trained: Sequence[RunInput], comparison: Comparison | None, title: str | None
) -> Iterator[Block]:
    if comparison is not None:
        yield Block(escape(comparison.answer, 1_000))
        yield from several(comparison, trained)
        return
    for run in trained:
        sentence = run.diagnosis.beside_badge
        of_run = f"{name(run.facts.run_name)}: " if title else ""
        yield Block(f"{of_run}{escape(sentence, 500)} ({tally(run.findings)})")
        yield from single(run)


def _left_out(gone: str, report_url: str | None) -> str:
    where = "they stand in the full report" if report_url else "reportgen's HTML report has them"
    return f"*Left out for length: {gone}; {where} (reportgen {__version__}).*"
