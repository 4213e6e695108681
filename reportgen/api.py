"""The public Python interface: read runs, ask them, write the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reportgen.charts import all_charts
from reportgen.checks import all_rules
from reportgen.errors import ReportError
from reportgen.facts import Facts
from reportgen.figure.chart import Chart
from reportgen.page.model import ComparisonInput, Page, RunInput
from reportgen.read.archive import Unpacked
from reportgen.read.discover import find_runs_in
from reportgen.read.redact import showing_paths
from reportgen.read.run import Run as ReadRun
from reportgen.read.run import read_run as read_folder
from reportgen.rule import Finding, Settings, Verdict, evaluate, worst

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from reportgen.comparison import Comparison, Favour

Pictures = Literal["best", "all", "none"]
"""Whose pictures a report of several runs embeds."""


@dataclass(frozen=True, eq=False)
class Run(ReadRun):
    """One training run: its results, what the checks say of it, and its charts.

    In a notebook it shows itself as its report.
    """

    settings: Settings = field(default_factory=dict)
    """Thresholds in place of the defaults, by check id; None switches a check off."""

    @cached_property
    def facts(self) -> Facts:
        """What the run tells, value by value."""
        return Facts(self)

    @cached_property
    def findings(self) -> list[Finding]:
        """What every check says, worst first."""
        return evaluate(all_rules(), self.facts, self.settings)

    @property
    def verdict(self) -> Verdict:
        """The verdict of the worst finding."""
        return worst(self.findings)

    @cached_property
    def charts(self) -> Mapping[str, go.Figure]:
        """The charts by id, each a plotly figure that is built when it is asked for."""
        return _Figures(self._charts)

    @cached_property
    def _charts(self) -> list[Chart]:
        return all_charts(self.facts)

    @property
    def page_input(self) -> RunInput:
        """What the page is made of."""
        return RunInput(self.facts, self.findings, self._charts)

    def _repr_html_(self) -> str:
        """The report in a frame, as Jupyter shows it."""
        from html import escape

        document = escape(render_report([self]), quote=True)
        return (
            f'<iframe title="reportgen" srcdoc="{document}" '
            'style="width:100%;height:720px;border:0"></iframe>'
        )


class _Figures(Mapping[str, "go.Figure"]):
    """Charts by id; plotly is imported and a figure built only for the one that is asked for."""

    def __init__(self, charts: Sequence[Chart]) -> None:
        self._charts = {chart.id: chart for chart in charts}

    def __getitem__(self, id: str) -> go.Figure:
        import plotly.graph_objects as go

        from reportgen.figure.chart import chart_figure

        return go.Figure(chart_figure(self._charts[id]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._charts)

    def __len__(self) -> int:
        return len(self._charts)

    def __repr__(self) -> str:
        return f"<charts: {', '.join(self._charts)}>"


def read_run(
    folder: str | Path,
    *,
    name: str | None = None,
    settings: Settings | None = None,
    data: str | Path | None = None,
    notes: str | Path | None = None,
    read_pictures: bool = True,
    show_paths: bool = False,
) -> Run:
    """Read one run folder, or a zip or tar archive that holds one.

    `name` replaces the folder's name. `settings` overrides thresholds, or switches checks off,
    as the config file does: ``{"overfitting": {"rise": 0.1}, "erratic": None}``. `data` is the
    data.yaml of the training, for class names that no checkpoint tells. Without `read_pictures`
    no numbers are read back out of the plots. `notes` is a Markdown file to show in place of the
    run's notes.md. With `show_paths` paths of the run stay whole; credentials never do.
    Raises ReportError when there is no such folder or nothing of a training in it.
    """
    archive = Unpacked(Path(folder)) if Path(folder).is_file() else None
    if archive:
        folder = _only_run(archive)
    with showing_paths(show_paths):
        raw = read_folder(folder)
    values = {item.name: getattr(raw, item.name) for item in fields(raw)}
    values |= {
        "name": name or raw.name,
        "settings": settings or {},
        "data_file": Path(data) if data else None,
        "notes_file": Path(notes) if notes else None,
        "reads_plots": read_pictures,
        "archive": archive,
    }
    return Run(**values)


def _only_run(archive: Unpacked) -> Path:
    found = find_runs_in(archive)
    if len(found) > 1:
        inside = ", ".join(archive.shown(run) for run in found[:5])
        raise ReportError(f"The archive holds {len(found)} runs ({inside}). Unpack it first.")
    return found[0]


def compare(
    runs: Sequence[Run | str | Path],
    *,
    baseline: int | str = 0,
    favour: Favour = "balanced",
) -> Comparison:
    """Hold two or more runs against each other: which is better, and whether it really is.

    `runs` are runs or run folders. `baseline` is the index or the name of the run that the others
    are held against. `favour` is ``balanced``, ``recall`` or ``precision``.
    Raises ReportError when a run cannot be read, for fewer than two runs, and for a baseline that
    is none of them.
    """
    from reportgen.comparison import compare as hold_against

    read_runs = [run if isinstance(run, Run) else read_run(run) for run in runs]
    return hold_against(
        [run.facts for run in read_runs],
        [run.findings for run in read_runs],
        baseline=baseline,
        favour=favour,
    )


def build_report(
    runs: Sequence[Run],
    *,
    title: str | None = None,
    baseline: int | str = 0,
    favour: Favour = "balanced",
    pictures: Pictures = "best",
    comparison: Comparison | None = None,
) -> Page:
    """Everything that the page shows, before it is drawn; several runs are compared.

    `comparison` is one made before, in place of `baseline` and `favour`.
    """
    from reportgen.page.build import build_page

    if not runs:
        raise ReportError("There is no run to report. Give at least one.")
    compared = None
    if len(runs) > 1:
        told = comparison or compare(runs, baseline=baseline, favour=favour)
        compared = _compared(runs, told, pictures)
    return build_page([run.page_input for run in runs], title=title, compared=compared)


def _compared(runs: Sequence[Run], told: Comparison, pictures: Pictures) -> ComparisonInput:
    """A comparison with its charts, and which runs have their pictures embedded."""
    from reportgen.charts.overlay import Shown, overlays, roles
    from reportgen.charts.overlay_curves import curve_overlays

    order = [row.run for row in told.ranking.rows] if told.ranking else list(range(len(runs)))
    colours = roles(len(runs), (order[0], order[len(order) // 2], told.baseline))
    shown = [
        Shown(run.facts, row.name, colour)
        for run, row, colour in zip(runs, told.runs, colours, strict=True)
    ]
    first = {told.baseline, *order[: 1 if order[0] != told.baseline else 2]}
    embedded = {"best": first, "all": set(order), "none": set()}[pictures]
    values = [(row.name, sorted(row.metrics.items())) for row in told.runs]
    return ComparisonInput(
        comparison=told,
        roles=colours,
        labels=tuple(each.label for each in shown),
        charts=overlays(shown, told.head),
        curves=curve_overlays(shown, told.head),
        pictures=frozenset(embedded),
        id=sha256(repr(values).encode()).hexdigest()[:12],
    )


def render_report(
    runs: Sequence[Run],
    *,
    title: str | None = None,
    baseline: int | str = 0,
    favour: Favour = "balanced",
    pictures: Pictures = "best",
    comparison: Comparison | None = None,
) -> str:
    """The report as one HTML document; see `build_report`."""
    from reportgen.page.render import render

    page = build_report(
        runs,
        title=title,
        baseline=baseline,
        favour=favour,
        pictures=pictures,
        comparison=comparison,
    )
    return render(page)


def report(
    runs: Run | str | Path | Sequence[Run | str | Path],
    path: str | Path = "report.html",
    *,
    title: str | None = None,
    baseline: int | str = 0,
    favour: Favour = "balanced",
    pictures: Pictures = "best",
) -> Path:
    """Write one self-contained HTML report of one or more runs, and return its path.

    `runs` are runs, run folders, or archives of one. Several are compared: `baseline` and
    `favour` are as in `compare`, and `pictures` says whose are embedded: those of the ``best``
    run and the baseline, ``all``, or ``none``. An older report at `path` stays whole when this
    fails. Raises ReportError when a run cannot be read or the file cannot be written.
    """
    from reportgen.page.render import write

    listed = [runs] if isinstance(runs, (Run, str, Path)) else list(runs)
    read_runs = [run if isinstance(run, Run) else read_run(run) for run in listed]
    html = render_report(
        read_runs, title=title, baseline=baseline, favour=favour, pictures=pictures
    )
    write(Path(path), html)
    return Path(path)
