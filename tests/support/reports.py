"""Pages of runs, as the command and `reportgen.report` make them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportgen.api import Run
from reportgen.api.comparing import told_of
from reportgen.api.reporting import Wanted, drawn_report
from reportgen.comparison import Comparison, Favour


def render_report(
    runs: Sequence[Run],
    *,
    comparison: Comparison | None = None,
    baseline: int | str = 0,
    favour: Favour = "balanced",
    **asked: Any,
) -> str:
    """The report as one HTML document; `asked` is what `Wanted` takes."""
    told = comparison or told_of(runs, baseline, favour)
    return drawn_report(runs, told, Wanted(**asked))[1]
