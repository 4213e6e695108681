"""Runs -> the page, its HTML, the file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.api.comparing import Pictures, compared_input, told_of
from reportgen.api.crowd import Crowd, crowd_of
from reportgen.api.reading import read_all, trainings
from reportgen.api.run import Run
from reportgen.page.brand.look import Look, brand_of
from reportgen.page.document import Page
from reportgen.page.many.inputs import FULL_RUNS
from reportgen.page.picture.budget import MAX_BYTES, fitted
from reportgen.read.kept import keep_what_is_read

if TYPE_CHECKING:
    from reportgen.comparison import Comparison, Favour
    from reportgen.page.picture.album import Album


@dataclass(frozen=True)
class Wanted:
    """How a report is asked for; each is as in `report`."""

    title: str | None = None
    pictures: Pictures = "best"
    max_bytes: int | None = MAX_BYTES
    look: Look | None = None
    full_runs: int = FULL_RUNS
    named: Collection[str] = ()
    """Names of runs that keep a section of their own among very many."""
    embeds: bool = True
    """Whether the page can be read back."""


def build_report(runs: Sequence[Run], told: Comparison | None, wanted: Wanted) -> Page:
    """Everything that the page shows, before it is drawn; `told` is what the runs come down to."""
    if wanted.max_bytes is None:
        return _builder(runs, told, wanted, crowd_of(runs, told, wanted.full_runs))(None)
    page, _ = drawn_report(runs, told, wanted, rendered=False)
    return page


def _builder(
    runs: Sequence[Run], told: Comparison | None, wanted: Wanted, crowd: Crowd | None
) -> Callable[[Album | None], Page]:
    """Makes the page with its pictures as an album has them; of a `crowd` some runs in full."""
    from reportgen.output.json.embedded import embedded
    from reportgen.page.build import build_page
    from reportgen.page.many.around import with_all_runs

    trained: Sequence[Run] = trainings(runs)
    if crowd:
        trained, told = crowd.leading, crowd.told
    rows = len(trainings(runs)) - len(trained)
    compared = compared_input(trained, told, wanted.pictures) if told else None
    listed = [*trained, *(run for run in runs if run.is_search)]
    inputs = [run.page_input for run in listed]
    brand, title = brand_of(wanted.look), wanted.title

    def build(album: Album | None) -> Page:
        shown = wanted.pictures != "none"
        page = build_page(inputs, title=title, compared=compared, album=album, pictures=shown)
        page = with_all_runs(page, crowd.view, title) if crowd else page
        page = page._replace(brand=brand)
        return page._replace(embedded=embedded(inputs, told, rows=rows)) if wanted.embeds else page

    return build


def drawn_report(
    runs: Sequence[Run], told: Comparison | None, wanted: Wanted, *, rendered: bool = True
) -> tuple[Page, str]:
    """The page and its HTML of at most `max_bytes` bytes; `told` is what the runs come down to.

    Of more than `full_runs` trainings the best, the baseline and those `named` have a section of
    their own, all others a row; such a page may exceed the limit that holds by itself, `MAX_BYTES`.
    """
    from reportgen.figure.model.palette import MOST_RUNS

    crowd = crowd_of(runs, told, wanted.full_runs, wanted.named, wanted.max_bytes)
    crowded = told is not None and len(told.runs) > MOST_RUNS
    return fitted(
        _builder(runs, told, wanted, crowd),
        wanted.max_bytes,
        lossless=crowded,
        refuses=crowd is None or wanted.max_bytes != MAX_BYTES,
        rendered=rendered,
    )


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
    full_runs: int = FULL_RUNS,
) -> Path:
    """Write one self-contained HTML report of one or more runs, and return its path.

    `runs` are runs, run folders, archives of one, or old reports. Several are compared: `baseline`
    and `favour` are as in `compare`, and `pictures` says whose are embedded: those of the ``best``
    run and the baseline, ``all``, or ``none``. Pictures are reduced, step by step, where the file
    would have more than `max_bytes` bytes (None: no limit), and the page says so. `look` is a logo,
    an accent colour and templates of the user's own. Of more than `full_runs` trainings only the
    best and the baseline have a section of their own, the others a row. An older report at `path`
    stays whole when this fails. Raises ReportError when a run cannot be read, `path` is a file of
    one, or the report cannot be made small enough or written.
    """
    from reportgen.write import write

    given = [runs] if isinstance(runs, (Run, str, Path)) else runs
    read_runs = read_all(given)
    files = [Path(item) for item in given if not isinstance(item, Run)]
    folders = [run.folder for run in read_runs]
    keep_what_is_read([Path(path)], [*files, *folders], folders)
    told = told_of(read_runs, baseline, favour)
    _, html = drawn_report(read_runs, told, Wanted(title, pictures, max_bytes, look, full_runs))
    write(Path(path), html)
    return Path(path)
