"""The comparison as Markdown, to paste into an issue or a notebook."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.comparison.data.incomparable import Incomparable
from reportgen.comparison.model import Comparison
from reportgen.page.compare.ranking import RankingView
from reportgen.page.compare.tables import CheckRow
from reportgen.page.text.markdown_text import cell, escape, name, table

_MOST_COLUMNS = 8
_LONGEST = 1_000
"""Longest sentence, in characters: some name several runs."""


def markdown(
    told: Comparison, heading: str, ranking: RankingView, checklist: Sequence[CheckRow]
) -> str:
    """Answer, warnings, ranking and checklist."""
    parts = [f"# {escape(heading)}", escape(told.answer, _LONGEST)]
    parts += [_warning(item) for item in told.incomparable]
    parts += [_ranking(ranking), *([_checklist(checklist)] if checklist else [])]
    parts += [
        escape(text, _LONGEST) for text in (told.first.method, told.first.favour_note) if text
    ]
    return "\n\n".join(parts) + "\n"


def _warning(item: Incomparable) -> str:
    kind = "Not fully comparable" if item.certain else "Perhaps not fully comparable"
    return f"- {kind}: {escape(item.sentence, _LONGEST)} {item.affects}".rstrip()


def _ranking(view: RankingView) -> str:
    shown = [i for i, column in enumerate(view.columns) if not column.off][:_MOST_COLUMNS]
    head = ["Run", *(cell(view.columns[i].title) for i in shown)]
    rows = [
        [name(row.name), *(cell(f"{row.cells[i].text} {row.cells[i].note}") for i in shown)]
        for row in view.rows
    ]
    numbers = frozenset(at for at, i in enumerate(shown, start=1) if view.columns[i].number)
    return table(head, rows, numbers)


def _checklist(rows: Sequence[CheckRow]) -> str:
    body = [[cell(row.title), cell(row.result), cell(row.reason)] for row in rows]
    return table(["Checklist", "Result", "Why"], body)
