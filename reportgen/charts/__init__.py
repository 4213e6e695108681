"""The charts of a run: one file a family, each with ``draw(facts)``.

A new chart is one new file here; nothing else needs to be told. Files are taken in the order of
their ``ORDER``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import cast

from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.chart import Chart
from reportgen.figure.model.lines import LineChart
from reportgen.trainers import MAIN

Draw = Callable[[Facts], Sequence[Chart]]
_OF_SEVERAL = ("overlay", "overlay_curves")
"""Files that draw several runs together: a page of one run needs none of them."""


@cache
def families() -> tuple[Draw, ...]:
    """The ``draw`` of every file in this folder that has an ``ORDER``, in that order."""
    names = {module.name for module in pkgutil.iter_modules(__path__)}.difference(_OF_SEVERAL)
    modules = [importlib.import_module(f"{__name__}.{name}") for name in sorted(names)]
    charts = [module for module in modules if hasattr(module, "ORDER")]
    return tuple(cast(Draw, module.draw) for module in sorted(charts, key=lambda m: m.ORDER))


def all_charts(facts: Facts) -> list[Chart]:
    """Every chart that the run tells enough for, in the order of the page; ids are unique.

    A family that fails costs its own charts only, and is noted in the run's `failures`.
    """
    charts: dict[str, Chart] = {}
    for draw in families():
        try:
            for chart in draw(facts):
                charts.setdefault(chart.id, _as_said(facts, chart))
        except ReportError:
            raise
        except Exception as error:
            facts.run.failed("training", error)
    return list(charts.values())


def _as_said(facts: Facts, chart: Chart) -> Chart:
    """The chart in the words of the run's trainer: its axis may count validations."""
    if facts.trainer.key == MAIN or not isinstance(chart, LineChart):
        return chart
    return replace(
        chart,
        x_title=facts.said(chart.x_title),
        subtitle=facts.said(chart.subtitle),
        how_to_read=facts.said(chart.how_to_read),
        summary=facts.said(chart.summary),
    )
