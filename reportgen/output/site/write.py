"""The folder of a site, brought up to date: pages that changed, then what lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from secrets import token_hex

from reportgen.errors import ReportError
from reportgen.lock import held
from reportgen.output.site.comparisons import write_comparisons
from reportgen.output.site.folder import TEMPORARY, Folder
from reportgen.output.site.listing.feed import feed, guide, sitemap
from reportgen.output.site.listing.index import TITLE, build_index, in_order
from reportgen.output.site.listing.sets import with_folds_joined
from reportgen.output.site.listing.shards import shards
from reportgen.output.site.model import SiteState
from reportgen.output.site.names import FEED, INDEX, LLMS, MISSING, NOJEKYLL, RUNS_JSON, SITEMAP
from reportgen.output.site.runs import write_runs
from reportgen.output.site.state import Damaged, load
from reportgen.output.site.work import Maker, Options, Work
from reportgen.page.shell.render import render_index, render_missing
from reportgen.read.folder.discover import FoundRun
from reportgen.read.redact import echoed


@dataclass(frozen=True)
class Written:
    """What came of a call."""

    runs: int
    """Runs on the site."""
    written: int
    """Pages, as the next two."""
    unchanged: int
    removed: int
    files: int
    """In the folder as a whole."""
    bytes: int
    said: tuple[str, ...]
    """What went otherwise than hoped, a sentence each."""
    lost: tuple[str, ...]
    """Parts of runs that could not be read, likewise."""
    url: str = ""
    """The address of the site, told now or before."""


def write_site(
    folder: Path,
    found: Sequence[FoundRun],
    maker: Maker,
    options: Options,
    tick: Callable[[], None] = lambda: None,
    waiting: Callable[[], None] = lambda: None,
    listed: Callable[[], None] = lambda: None,
) -> Written:
    """Bring the site in `folder` up to date with the runs found; `tick` is called after each run.

    One call at a time works on a folder; `waiting` is called where this one has to wait, and
    `listed` whenever the index has been written and more is to come.

    Runs that it held before and that are not among those found stay, unless pruned. One run is
    in memory at a time, in a comparison those of one data set. Raises ReportError when the folder
    holds other things than a site or cannot be written.
    """
    _refuse_run_folders(folder, found)
    place = Folder(folder)
    place.make()
    with held(folder, waiting):
        place.prepare()
        state, said = _state(place)
        work = Work(place, state, maker, options, said)
        if not place.has(RUNS_JSON):
            work.save(options.title or "")  # From here on the folder is known for a site.
        return _brought_up_to_date(work, found, tick, listed)


def _brought_up_to_date(
    work: Work, found: Sequence[FoundRun], tick: Callable[[], None], listed: Callable[[], None]
) -> Written:
    place, state, options = work.folder, work.state, work.options
    state.url = options.url or state.url
    before = set(state.files)

    def on_the_way() -> None:
        _write_lists(work)
        listed()

    with _in_reach(work):
        present = write_runs(work, found, tick, on_the_way)
    if options.prune:
        state.cards = {id: card for id, card in state.cards.items() if id in present}
    state.cards = with_folds_joined(state.cards)
    write_comparisons(work, present)
    _write_lists(work)
    for name in sorted((before | work.dropped) - state.files):
        place.remove(name)
    files, size = place.total()
    counts = (place.written, place.unchanged, place.removed)
    told = (tuple(work.said), tuple(work.lost))
    return Written(len(state.cards), *counts, files, size, *told, state.url)


@contextmanager
def _in_reach(work: Work) -> Iterator[None]:
    """Within it other processes may write; one that is late finds that it is over, however."""
    work.token = work.folder.path.absolute() / f"{TEMPORARY}{token_hex(8)}"
    work.token.touch()
    try:
        yield
    finally:
        work.token.unlink(missing_ok=True)


def _refuse_run_folders(folder: Path, found: Sequence[FoundRun]) -> None:
    """Nothing is ever written into a run."""
    site = folder.resolve()
    for item in found:
        run = item.folder.resolve()
        if not item.told and (site == run or run in site.parents):
            raise ReportError(
                f"The site {echoed(folder)} would lie in the run {item.shown}. "
                "Name a folder outside of it."
            )


def _state(place: Folder) -> tuple[SiteState, list[str]]:
    """What the site holds; where its runs.json is damaged it is made anew, and that is said."""
    if not place.has(RUNS_JSON):
        return SiteState(), []
    try:
        state = load(place.path)
    except Damaged:
        lost = "runs.json was damaged: the site is made anew, without runs that are gone from disk."
        return SiteState(), [lost]
    # A page that somebody has removed is no page.
    state.cards = {
        id: card for id, card in state.cards.items() if not card.page or place.has(card.page)
    }
    return state, []


def _write_lists(work: Work) -> None:
    """The index, feed, sitemap and runs.json: written last, since they name all else."""
    state, options, folder = work.state, work.options, work.folder
    cards = with_folds_joined(state.cards)
    state.cards = {card.id: card for card in in_order(cards.values())}
    state.first = state.first or min(state.cards, default="")
    made = list(shards(state.cards.values()))
    index = build_index(
        state, options.title, work.maker.brand, [(each.runs[0], each.rows[0]) for each in made]
    )
    title = options.title or TITLE
    listed = dict(chain.from_iterable(made))
    others = dict(_others(work, title))
    state.files = {*state.needed(), *work.assets("index"), *listed, *others, INDEX, RUNS_JSON}
    for name, content in (listed | others).items():
        folder.put(name, content)
    folder.put(INDEX, render_index(index, index.brand).encode("utf-8", "replace"))
    work.save(title)
    # Those that the index before this one named.
    for name in work.listed - listed.keys():
        folder.remove(name)
    work.listed = set(listed)


def _others(work: Work, title: str) -> Iterator[tuple[str, bytes]]:
    """What else stands beside the index, by name: feed, sitemap, guide, page of what is missing."""
    state, folder = work.state, work.folder
    yield FEED, feed(state.cards.values(), title, state.url, state.first)
    if state.url:
        yield SITEMAP, sitemap(_pages(state), state.url)
    yield NOJEKYLL, b""
    yield LLMS, guide(title, len(state.cards))
    if folder.has_made(MISSING) or not folder.has(MISSING):  # else it is the user's own
        missing = render_missing(title, state.url, work.maker.brand)
        yield MISSING, missing.encode("utf-8", "replace")


def _pages(state: SiteState) -> list[tuple[str, str]]:
    """All pages, each with when it changed, where that is told."""
    runs = [(card.page, card.updated) for card in state.cards.values() if card.page]
    return [(INDEX, ""), *runs, *((each.page, "") for each in state.comparisons.values())]
