"""The comparison as Markdown, to paste into an issue or a notebook."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportgen.comparison.model import Comparison
from reportgen.page.comparison_ranking import RankingView
from reportgen.page.comparison_tables import CheckRow

_MOST_COLUMNS = 8


def markdown(
    told: Comparison, heading: str, ranking: RankingView, checklist: Sequence[CheckRow]
) -> str:
    """Answer, warnings, ranking and checklist."""
    parts = [f"# {plain(heading)}", plain(told.answer)]
    parts += [f"- Not comparable: {plain(item.sentence)}" for item in told.incomparable]
    parts += [_ranking(ranking), *([_checklist(checklist)] if checklist else [])]
    parts += [plain(text) for text in (told.method, told.favour_note) if text]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """Text on one line, in which nothing is markup."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _ranking(view: RankingView) -> str:
    shown = [i for i, column in enumerate(view.columns) if not column.off][:_MOST_COLUMNS]
    head = ["Run", *(view.columns[i].title for i in shown)]
    rule = ["---", *("---:" if view.columns[i].number else "---" for i in shown)]
    rows = [
        [row.name, *(f"{row.cells[i].text} {row.cells[i].note}".strip() for i in shown)]
        for row in view.rows
    ]
    return "\n".join(
        [_row([*map(plain, head)]), _row(rule), *(_row([*map(plain, r)]) for r in rows)]
    )


def _checklist(rows: Sequence[CheckRow]) -> str:
    body = [_row([plain(row.title), plain(row.result), plain(row.reason)]) for row in rows]
    return "\n".join([_row(["Checklist", "Result", "Why"]), _row(["---"] * 3), *body])
