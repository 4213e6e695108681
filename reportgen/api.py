"""The public Python interface: read runs, ask them, write the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reportgen.charts import all_charts
from reportgen.checks import all_rules
from reportgen.errors import ReportError
from reportgen.facts import Facts
from reportgen.figure.chart import Chart
from reportgen.page.budget import MAX_BYTES, fitted
from reportgen.page.look import Look, brand_of
from reportgen.page.model import ComparisonInput, Page, RunInput
from reportgen.read.archive import Unpacked
from reportgen.read.discover import find_runs_in
from reportgen.read.old_report import is_report, read_old_report
from reportgen.read.redact import echoed, showing_paths
from reportgen.read.run import Run as ReadRun
from reportgen.read.run import read_run as read_folder
from reportgen.read.run_names import tell_apart
from reportgen.rule import Finding, Outcome, Rule, Settings, Verdict, evaluate, rules_of, worst

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from reportgen.comparison import Comparison, Favour
    from reportgen.comparison.sweep_charts import SweepCharts
    from reportgen.page.album import Album

OwnCheck = Callable[..., Outcome]
"""A function declared with `check`."""
Pictures = Literal["best", "all", "none"]
"""Whose pictures a report of several runs embeds."""


@dataclass(frozen=True, eq=False)
class Run(ReadRun):
    """One training run: its results, what the checks say of it, and its charts.

    In a notebook it shows itself as its report.
    """

    settings: Settings = field(default_factory=dict)
    """Thresholds in place of the defaults, by check id; None switches a check off."""
    own_checks: Sequence[OwnCheck] = ()
    """Functions declared with `check`, which judge it beside the guide's checks."""

    @cached_property
    def facts(self) -> Facts:
        """What the run tells, value by value."""
        return Facts(self)

    @cached_property
    def findings(self) -> list[Finding]:
        """What every check says, worst first; nothing of a folder that holds a search only."""
        if self.is_search:
            return []
        return evaluate(self._rules, self.facts, self.settings)

    @property
    def _rules(self) -> tuple[Rule, ...]:
        ours = all_rules()
        if not self.own_checks:
            return ours
        if not all(hasattr(function, "rule") for function in self.own_checks):
            raise TypeError("own_checks takes functions that are declared with @check")
        return rules_of([*(rule.function for rule in ours), *self.own_checks])

    @property
    def verdict(self) -> Verdict:
        """The verdict of the worst finding."""
        return worst(self.findings)

    @property
    def is_search(self) -> bool:
        """Whether the folder holds a hyperparameter search and no training of its own."""
        return self.tune is not None and self.table is None

    @cached_property
    def _search(self) -> SweepCharts | None:
        if self.tune is None:
            return None
        from reportgen.comparison.sweep_charts import search_sweep

        return search_sweep(self.tune)

    @cached_property
    def charts(self) -> Mapping[str, go.Figure]:
        """The charts by id, each a plotly figure that is built when it is asked for."""
        return _Figures([*self._charts, *(self._search.charts if self._search else ())])

    @cached_property
    def _charts(self) -> list[Chart]:
        return all_charts(self.facts)

    @property
    def page_input(self) -> RunInput:
        """What the page is made of."""
        return RunInput(self.facts, self.findings, self._charts, self._search)

    def __repr__(self) -> str:
        """Short, as a notebook keeps it beside the report; it tells no path."""
        epochs = f", {len(self.table.epochs)} epochs" if self.table else ""
        return f"<Run {self.name!r}{epochs}>"

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
    folder: str | Path | ReadRun,
    *,
    name: str | None = None,
    settings: Settings | None = None,
    own_checks: Sequence[OwnCheck] = (),
    data: str | Path | None = None,
    notes: str | Path | None = None,
    read_pictures: bool = True,
    show_paths: bool = False,
) -> Run:
    """Read one run folder, a zip or tar archive that holds one, or an old report of one.

    `folder` may also be a run that was read without being judged. `name` replaces the folder's
    name. `settings` overrides thresholds, or switches checks off, as the config file does:
    ``{"overfitting": {"rise": 0.1}, "erratic": None}``. `own_checks` are functions declared with
    `check`, which judge the run beside the guide's checks. `data` is the data.yaml of the training,
    for class names that no checkpoint tells. Without `read_pictures` no numbers are read back out
    of the plots. `notes` is a Markdown file to show in place of the run's notes.md. With
    `show_paths` paths of the run stay whole; credentials never do.
    Raises ReportError when there is no such folder or nothing of a training in it.
    """
    archive = None
    with showing_paths(show_paths):
        if isinstance(folder, ReadRun):
            raw = folder
        elif is_report(Path(folder)):
            raw = _only(read_old_report(Path(folder)), Path(folder))
        else:
            archive = Unpacked(Path(folder)) if Path(folder).is_file() else None
            raw = read_folder(_only_run(archive) if archive else folder)
    values = {item.name: getattr(raw, item.name) for item in fields(raw)}
    values |= {
        "name": name or raw.name,
        "settings": settings or {},
        "own_checks": tuple(own_checks),
        "data_file": Path(data) if data else None,
        "notes_file": Path(notes) if notes else None,
        "reads_plots": read_pictures,
        "archive": archive or raw.archive,
    }
    return Run(**values)


def _only_run(archive: Unpacked) -> Path:
    found = find_runs_in(archive)
    if len(found) > 1:
        inside = ", ".join(archive.shown(run) for run in found[:5])
        raise ReportError(f"The archive holds {len(found)} runs ({inside}). Unpack it first.")
    return found[0]


def _only(runs: Sequence[ReadRun], path: Path) -> ReadRun:
    if len(runs) > 1:
        raise ReportError(
            f"The report {echoed(path)} tells {len(runs)} runs. Give it to compare() or report()."
        )
    return runs[0]


def _read_all(given: Sequence[Run | str | Path]) -> list[Run]:
    """All runs that are given, several for an old report of several; new ones are told apart."""
    runs: list[Run] = []
    fresh: list[bool] = []
    for item in given:
        if isinstance(item, Run):
            found = [item]
        elif is_report(Path(item)):
            found = [read_run(run) for run in read_old_report(Path(item))]
        else:
            found = [read_run(item)]
        runs += found
        fresh += [not isinstance(item, Run)] * len(found)
    sources = [run.read_back.file if run.read_back else "" for run in runs]
    names = tell_apart([run.name for run in runs], sources)
    return [
        replace(run, name=name) if new and name != run.name else run
        for run, name, new in zip(runs, names, fresh, strict=True)
    ]


def compare(
    runs: Sequence[Run | str | Path],
    *,
    baseline: int | str = 0,
    favour: Favour = "balanced",
) -> Comparison:
    """Hold two or more runs against each other: which is better, and whether it really is.

    `runs` are runs, run folders, archives of one, or old reports, which may tell several;
    hyperparameter searches among them are left out. `baseline` is the index or the name of the run
    that the others are held against. `favour` is ``balanced``, ``recall`` or ``precision``.
    Raises ReportError when a run cannot be read, for fewer than two runs, and for a baseline that
    is none of them.
    """
    from reportgen.comparison import compare as hold_against

    read_runs = _read_all(runs)
    if isinstance(baseline, int) and 0 <= baseline < len(read_runs):
        baseline = sum(not run.is_search for run in read_runs[:baseline])
    read_runs = trainings(read_runs)
    return hold_against(
        [run.facts for run in read_runs],
        [run.findings for run in read_runs],
        baseline=baseline,
        favour=favour,
    )


def trainings(runs: Sequence[Run]) -> list[Run]:
    """The runs that are trainings; hyperparameter searches are no runs to compare."""
    return [run for run in runs if not run.is_search]


def build_report(
    runs: Sequence[Run],
    *,
    title: str | None = None,
    baseline: int | str = 0,
    favour: Favour = "balanced",
    pictures: Pictures = "best",
    comparison: Comparison | None = None,
    max_bytes: int | None = None,
    look: Look | None = None,
) -> Page:
    """Everything that the page shows, before it is drawn; several runs are compared.

    `comparison` is one made before, in place of `baseline` and `favour`. `max_bytes` is the size
    that its HTML is to have at most, as in `report`. `look` is a logo, an accent colour and
    templates of the user's own.
    """
    told = _told(runs, comparison, baseline, favour)
    build = _builder(runs, title, told, pictures, look)
    return build(None) if max_bytes is None else fitted(build, max_bytes)[0]


def _told(
    runs: Sequence[Run], comparison: Comparison | None, baseline: int | str, favour: Favour
) -> Comparison | None:
    """What several trainings come down to; None for a single one."""
    if not runs:
        raise ReportError("There is no run to report. Give at least one.")
    if len(trainings(runs)) < 2:
        return None
    return comparison or compare(runs, baseline=baseline, favour=favour)


def _builder(
    runs: Sequence[Run],
    title: str | None,
    told: Comparison | None,
    pictures: Pictures,
    look: Look | None,
) -> Callable[[Album | None], Page]:
    """Makes the page with its pictures as an album has them."""
    from reportgen.output.embedded import embedded
    from reportgen.page.build import build_page

    trained = trainings(runs)
    compared = _compared(trained, told, pictures) if told else None
    listed = [*trained, *(run for run in runs if run.is_search)]
    inputs = [run.page_input for run in listed]
    brand = brand_of(look)

    def build(album: Album | None) -> Page:
        shown = pictures != "none"
        page = build_page(inputs, title=title, compared=compared, album=album, pictures=shown)
        packed = embedded(inputs[: len(trained)], told) if trained else page.embedded
        return page._replace(embedded=packed, brand=brand)

    return build


def _compared(runs: Sequence[Run], told: Comparison, pictures: Pictures) -> ComparisonInput:
    """A comparison with its charts, and which runs have their pictures embedded."""
    from reportgen.charts.overlay import Shown, overlays, roles
    from reportgen.charts.overlay_curves import curve_overlays
    from reportgen.comparison.sweep_charts import run_sweep

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
        sweep=run_sweep(told),
    )


def render_report(
    runs: Sequence[Run],
    *,
    title: str | None = None,
    baseline: int | str = 0,
    favour: Favour = "balanced",
    pictures: Pictures = "best",
    comparison: Comparison | None = None,
    max_bytes: int | None = MAX_BYTES,
    look: Look | None = None,
) -> str:
    """The report as one HTML document; see `build_report`, and `report` for `max_bytes`."""
    told = _told(runs, comparison, baseline, favour)
    return fitted(_builder(runs, title, told, pictures, look), max_bytes)[1]


def report(
    runs: Run | str | Path | Sequence[Run | str | Path],
    path: str | Path = "report.html",
    *,
    title: str | None = None,
    baseline: int | str = 0,
    favour: Favour = "balanced",
    pictures: Pictures = "best",
    max_bytes: int | None = MAX_BYTES,
    look: Look | None = None,
) -> Path:
    """Write one self-contained HTML report of one or more runs, and return its path.

    `runs` are runs, run folders, archives of one, or old reports. Several are compared: `baseline`
    and `favour` are as in `compare`, and `pictures` says whose are embedded: those of the ``best``
    run and the baseline, ``all``, or ``none``. Pictures are reduced, step by step, where the file
    would have more than `max_bytes` bytes (None: no limit), and the page says so. `look` is a logo,
    an accent colour and templates of the user's own. An older report
    at `path` stays whole when this fails. Raises ReportError when a run cannot be read, or the
    file cannot be made small enough or written.
    """
    from reportgen.page.render import write

    read_runs = _read_all([runs] if isinstance(runs, (Run, str, Path)) else runs)
    html = render_report(
        read_runs,
        title=title,
        baseline=baseline,
        favour=favour,
        pictures=pictures,
        max_bytes=max_bytes,
        look=look,
    )
    write(Path(path), html)
    return Path(path)
