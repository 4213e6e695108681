"""The parts of the page: text, links and finished drawings, formatted and named.

Everything is a named tuple: frozen, and made thrice as fast as a frozen dataclass, of which forty
would cost the command 20 ms. `Markup` is HTML that this program has made from escaped text; all
other text is escaped by the templates.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup

from reportgen.figure.model.lines import MAX_POINTS, Worded
from reportgen.page.text.format import Number
from reportgen.page.text.prose import Prose


class Link(NamedTuple):
    """A link within the page."""

    href: str
    text: str


class Badge(NamedTuple):
    """A verdict as icon and word."""

    key: str
    """Name of the icon and of the colour: ``fail``, ``not-applicable``."""
    word: str


class Tally(NamedTuple):
    """How many findings have one verdict."""

    badge: Badge
    number: int
    words: str
    """What is counted: "warnings"."""
    href: str


class Field(NamedTuple):
    """A labelled value."""

    label: str
    value: str


class Summary(NamedTuple):
    """The masthead: what a reader takes away in five seconds."""

    badge: Badge
    sentence: str
    tallies: tuple[Tally, ...]
    about: tuple[Field, ...]
    short: str = ""
    """The run in Markdown, to be copied."""
    prompt: str = ""
    """The same as a prompt for an assistant."""


class KeyFigure(NamedTuple):
    """One metric of one head at the best epoch."""

    value: Number
    tier: str = ""
    """The guide's word for the value; empty when it has none."""


class KeyRow(NamedTuple):
    """The metrics of one head, in the order of `KeyFigures.metrics`."""

    head: str
    key: str
    """``box``, ``mask``, ``pose``, ``class``: the row's colour."""
    figures: tuple[KeyFigure, ...]
    headline: bool = False


class Fact(NamedTuple):
    """A key figure of the whole run, with the reason where it is unknown."""

    label: Markup
    value: str
    note: Markup = Markup()


class KeyFigures(NamedTuple):
    """The numbers at the best epoch."""

    headline: Number
    headline_label: str
    headline_epoch: str
    metrics: tuple[Markup, ...]
    rows: tuple[KeyRow, ...]
    facts: tuple[Fact, ...]
    hero: Markup | Drawing
    """The main metric over the epochs; empty when there is no chart of it."""
    missing: str = ""
    """Why there are no numbers; empty when there are."""


class Question(NamedTuple):
    """One of the guide's questions and what this run answers."""

    question: str
    badge: Badge
    short: str
    """The answer in a word or two."""
    answer: Markup
    links: tuple[Link, ...] = ()
    command: str = ""


class Drawing:
    """A drawing that is made when it is written into a page: a site's pages leave most out."""

    def __init__(self, draw: Callable[[int], str], points: int = MAX_POINTS) -> None:
        """`draw` gives the markup, its lines with at most about `points` points."""
        self._draw, self._points = draw, points

    def thinner(self, points: int) -> Drawing:
        """The same with fewer points."""
        return Drawing(self._draw, points)

    @cached_property
    def markup(self) -> Markup:
        """The drawing; made once."""
        return Markup(self._draw(self._points))

    def __html__(self) -> str:
        """What a template writes."""
        return self.markup

    def __len__(self) -> int:
        """Characters of the drawing."""
        return len(self.markup)

    def __bool__(self) -> bool:
        """There is one."""
        return True


class ChartView(NamedTuple):
    """One chart: its words and the drawing that stands until the interactive one is there."""

    id: str
    title: str
    subtitle: str
    how_to_read: Markup
    summary: str
    svg: Drawing | Markup
    """Empty where scripts alone draw it."""
    height: int
    """In CSS pixels."""
    wide: bool = False
    """Whether it takes the whole width, as what leads its group does."""
    kind: str = ""
    """Of a curve: which one."""
    notable: bool = False
    """Of a scatter of trials: whether its correlation stands out."""
    place: int | None = None
    """Of such a scatter: which argument of the data it draws."""


def chart_view_of(
    start: str, chart: Worded, prose: Prose, svg: Drawing | Markup, height: int
) -> ChartView:
    """A chart with its words; `start` is what its id on the page begins with."""
    return ChartView(
        id=f"{start}-{chart.id}",
        title=chart.title,
        subtitle=chart.subtitle,
        how_to_read=prose.markdown(chart.how_to_read),
        summary=chart.summary,
        svg=svg,
        height=height,
    )


class ChartGroup(NamedTuple):
    """Charts that belong together."""

    id: str
    title: str
    charts: tuple[ChartView, ...]
    folded: tuple[ChartView, ...] = ()
    """Charts that stand one press away: those of single losses and metrics."""
    fold: str = ""
    """What is folded, in words."""


class Missing(NamedTuple):
    """What is said where something would stand."""

    what: str
    why: str
    get: Markup = Markup()
    """How to get it; empty when there is no way."""


class StepView(NamedTuple):
    """One thing to do next."""

    id: str
    title: Markup
    reason: Markup
    settings: tuple[str, ...]
    """``imgsz=800``."""
    command: str
    links: tuple[Link, ...]
