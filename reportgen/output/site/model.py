"""What a site keeps of each run and each comparison, so that those gone from disk stay listed."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import chain
from sys import intern
from typing import Any

BROKEN = "broken"
"""In place of a verdict: nothing of the run could be read, and it has no page."""
RUN, SEARCH, VALIDATION = "run", "search", "validation"
"""Kinds of what a site lists: a training, a hyperparameter search, what ``yolo val`` writes."""
FROM_CHECKPOINT, FROM_FILE = "checkpoint", "file"
"""What tells the date of a run: its weights, or only the time of the file results.csv."""
CURVES = "curves/"
"""Where the files of curves lie."""
Argument = str | float | bool
"""The value of an argument: a text, a number, a flag."""
Point = tuple[float, float]
"""Epoch and value."""


def packed_curve(points: Iterable[Point]) -> array[float]:
    """Points as numbers behind one another: a tenth of the memory, and a site has all its runs."""
    return array("d", chain.from_iterable(points))


class ToldPage:
    """What runs.json tells of a page."""

    __slots__ = ("_json",)
    _json: str
    files: tuple[str, ...]

    @property
    def page(self) -> str:
        """The page below the folder of the site; empty where there is none, as of a broken run."""
        return self.files[0] if self.files else ""

    @property
    def json(self) -> str:
        """All but the files that it shares, made once: runs.json is written again and again."""
        if not hasattr(self, "_json"):
            told: Any = self
            names = [each.name for each in fields(told) if each.name != "shared"]
            values = {name: getattr(self, name) for name in names}
            text = json.dumps(
                values, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
            )
            object.__setattr__(self, "_json", text)
        return self._json


def _plain(value: object) -> object:
    """What JSON has for a picture, and for a curve."""
    if isinstance(value, array):
        return [*zip(value[::2], value[1::2], strict=True)]
    assert isinstance(value, CardPicture)
    return asdict(value)


@dataclass(frozen=True)
class CardPicture:
    """A picture of predictions, as the index shows it."""

    file: str
    """Below the folder of the site."""
    width: int
    height: int


_ALIKE = (
    "verdict", "kind", "state", "badge", "task", "model", "data", "set", "folder", "head", "metric",
    "epochs", "dated", "published", "updated",
)  # fmt: skip
"""Texts of a card that most runs have in common."""


@dataclass(frozen=True, slots=True)
class Card(ToldPage):
    """One run. What it does not tell is empty or None.

    A site has those of all its runs in memory: a hundred thousand of them are to fit.
    """

    id: str
    """Stays the same while the training goes on, wherever its folder lies; see `identity.py`."""
    place: str
    """A digest of where its folder lies, as seen from the site."""
    slug: str
    """End of its address; given once, and kept whatever name the run has later."""
    name: str
    verdict: str
    """A `Verdict`, or `BROKEN`; only trainings are judged, others are not applicable."""
    sentence: str
    """What the run comes down to; of a broken one, why it has no page."""
    kind: str = RUN
    """`RUN`, `SEARCH` or `VALIDATION`."""
    trials: int | None = None
    """Of a search: how many it has made."""
    state: str = ""
    """What the diagnosis says of a training, such as ``overfits``; empty of anything else."""
    badge: str = ""
    """Its words, such as ``Good, two classes weak``."""
    task: str = ""
    model: str = ""
    data: str = ""
    set: str = ""
    """Name of the data set that tells it from others; empty when no name does."""
    folder: str = ""
    """The last two of the folders that it lies in."""
    head: str = ""
    """Key of the head that the main metric is of: its colour."""
    metric: str = ""
    """Name of the main metric."""
    value: float | None = None
    """The main metric at the best epoch; of a search the fitness of its best trial."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    """All metrics at the best epoch, or of the best trial, by column."""
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    """The arguments that a training is chosen by, as it tells them."""
    best_epoch: int | None = None
    epochs: str = ""
    """Epochs done, and of how many."""
    tags: tuple[str, ...] = ()
    """Words that the user gave it."""
    note: str = ""
    """A sentence that the user wrote of it."""
    date: str = ""
    """ISO 8601, to the second, without a zone: the run does not tell one."""
    dated: str = ""
    """`FROM_CHECKPOINT` or `FROM_FILE`."""
    curve: array[float] = field(default_factory=lambda: packed_curve(()))
    """The main metric over the epochs, thinned out: see `packed_curve`."""
    shot: CardPicture | None = None
    published: str = ""
    """When the run came to the site, RFC 3339."""
    updated: str = ""
    """When its page last changed, RFC 3339."""
    table: str = ""
    """A digest of its epochs: as long as it is the same, so is the date."""
    fingerprint: str = ""
    """A digest of what the page was made of."""
    stamp: str = ""
    """A digest of when that was written, which tells without a look into it that it is the same."""
    from_report: bool = False
    """Read back from an old report, which holds no pictures."""
    files: tuple[str, ...] = ()
    """What it has below the folder of the site, its page first."""
    shared: tuple[str, ...] = ()
    """What its page needs beside them, and other pages need as well."""

    def __post_init__(self) -> None:
        """Keep once what many have alike: from other processes each comes with texts of its own."""
        for name in _ALIKE:
            object.__setattr__(self, name, intern(str(getattr(self, name))))
        for name in ("metrics", "arguments"):
            alike = {intern(str(key)): value for key, value in getattr(self, name).items()}
            object.__setattr__(self, name, alike)

    @property
    def curves(self) -> str:
        """The file of its curves below the folder of the site; empty where it has none."""
        return next((file for file in self.files if file.startswith(CURVES)), "")

    @property
    def points(self) -> list[Point]:
        """Those of the curve."""
        return [*zip(self.curve[::2], self.curve[1::2], strict=True)]

    @property
    def known_data(self) -> str:
        """The data set as the index calls it; empty when not told."""
        return self.set or self.data

    @property
    def group(self) -> tuple[str, str] | None:
        """Data set and task of a training; None unless both are told."""
        told = self.kind == RUN and self.set and self.task
        return (self.set, self.task) if told else None


@dataclass(frozen=True, slots=True)
class Together(ToldPage):
    """One comparison page."""

    slug: str
    data: str
    task: str
    runs: tuple[str, ...]
    """Ids of the runs that it compares."""
    fingerprint: str = ""
    files: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


@dataclass
class SiteState:
    """What a site holds, as its runs.json tells."""

    cards: dict[str, Card] = field(default_factory=dict)
    """By id."""
    comparisons: dict[str, Together] = field(default_factory=dict)
    """By slug."""
    files: set[str] = field(default_factory=set)
    """Every file below the folder that this program has written."""
    first: str = ""
    """Id of the run that the site began with: its feed is known by it, whatever comes later."""
    url: str = ""
    """The address that a call has told, ending in ``/``; it counts until one tells another."""

    def needed(self) -> set[str]:
        """The files that a run or a comparison needs."""
        pages: list[Card | Together] = [*self.cards.values(), *self.comparisons.values()]
        return set().union(*{files for page in pages for files in (page.files, page.shared)})
