"""The file beside a run's page: its folds, the report as programs read it, its charts.

Each number stands once: charts name the columns of the report that they draw, and the columns are
packed as `packing` does it. `read.earlier.beside` reads the report back from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from reportgen.output.site.script import compact, script_file
from reportgen.packing import pack_alike
from reportgen.page.document import Page
from reportgen.page.shell.script_data import shared_data


def numbers(
    page: Page, report: dict[str, Any], slug: str, folds: Sequence[str]
) -> tuple[str, bytes]:
    """Name and content of the file for the page of a single run, which `report` tells."""
    charts = shared_data(page.figures, page.clocks)
    results = report["runs"][0]["results"] or {"epochs": [], "columns": {}}
    charts["arrays"] = _named(charts["arrays"], results)
    results["packed"] = _packed(results["columns"])
    results["columns"] = [*results["columns"]]
    results["spans"] = _spans(results.pop("epochs"))
    name = f"numbers/{slug}"
    told = {name: compact({"report": report}), f"{name}/folds": [compact(charts), *folds]}
    return script_file(name, told)


def chart_numbers(page: Page, slug: str) -> tuple[str, bytes]:
    """Name and content of the file of what the charts of a comparison are drawn from."""
    name = f"numbers/{slug}"
    return script_file(name, {name: compact(shared_data(page.figures, page.clocks))})


def _named(arrays: Sequence[Sequence[Any]], results: Mapping[str, Any]) -> list[Any]:
    """Arrays of charts, those that are columns of the report, or sums of some, by their names."""
    columns = results["columns"]
    known: dict[tuple[Any, ...], Any] = {
        tuple(values): {"column": name} for name, values in columns.items()
    }
    known[tuple(results["epochs"])] = {"column": "epochs"}
    for side in ("train/", "val/"):
        names = [name for name in columns if name.startswith(side) and any(columns[name])]
        if names and not any(None in columns[name] for name in names):
            sums = np.sum([np.array(columns[name], np.float64) for name in names], axis=0)
            known.setdefault(tuple(sums.tolist()), {"sum": names})
    return [known.get(tuple(values), values) for values in arrays]


def _spans(epochs: Sequence[int]) -> list[tuple[int, int]]:
    """Where epochs follow one another, the first and the last of them."""
    told = np.array(epochs, np.int64)
    ends = np.flatnonzero(np.diff(told) != 1)
    first, last = told[[0, *(ends + 1)][: len(told)]], told[[*ends, -1][: len(told)]]
    return [*zip(first.tolist(), last.tolist(), strict=True)]


def _packed(columns: Mapping[str, list[float | None]]) -> list[dict[str, Any]]:
    """Columns as `packing` has those of many runs, together where they have as many decimals."""
    # None becomes NaN.
    told = {name: np.array(values, np.float64) for name, values in columns.items()}
    return [{**column.told, "names": names, **column.parts} for names, column in pack_alike(told)]
