"""Pictures as the page shows them."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from reportgen.page.run.views import Missing


class Image(NamedTuple):
    """An embedded picture."""

    id: str
    uri: Markup
    width: int
    height: int
    alt: str
    caption: Markup


class ImageGroup(NamedTuple):
    """Pictures under one heading, and what is said of those that are missing."""

    id: str
    title: str
    intro: Markup
    images: tuple[Image, ...]
    missing: tuple[Missing, ...] = ()
    kind: str = "two"
    """How many stand side by side: ``two`` or ``three``."""


class PairSide(NamedTuple):
    """One side of a pair."""

    key: str
    """``truth`` or ``prediction``."""
    word: str
    image: Image


class PairView(NamedTuple):
    """One validation batch: ground truth left, prediction right."""

    id: str
    title: str
    sides: tuple[PairSide, ...]
    missing: tuple[Missing, ...] = ()


class PicturesView(NamedTuple):
    """The section of pictures."""

    pairs_title: str
    pairs_intro: Markup
    pairs: tuple[PairView, ...]
    pairs_missing: tuple[Missing, ...]
    groups: tuple[ImageGroup, ...]
    reduced: str = ""
    """What was done to all pictures of the run to keep the page small."""
