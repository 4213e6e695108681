"""The sections of a run, in their order. One more is a view, a partial of its key, and a line here.

``templates/partials/KEY.html.j2`` draws ``run.views.KEY``; the contents list and the heading take
the title from here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from reportgen.page.evidence.classes import classes_view
from reportgen.page.evidence.confusion import confusion_view
from reportgen.page.evidence.curves import curves_view
from reportgen.page.inputs import RunInput
from reportgen.page.picture.album import Album
from reportgen.page.picture.gallery import Gallery
from reportgen.page.run.tables import configuration, data, files
from reportgen.page.run.validations import validations_view
from reportgen.page.text.notes import notes
from reportgen.page.text.prose import Prose

if TYPE_CHECKING:
    from reportgen.page.evidence.dataset import DataSetView
    from reportgen.page.evidence.mistakes import MistakesView


class SectionMaterial(NamedTuple):
    """What the view of a section is made from."""

    run: str
    """Its id on the page."""
    given: RunInput
    prose: Prose
    gallery: Gallery
    album: Album
    drawn: bool
    """Whether its charts stand drawn."""
    pictures: bool
    shared: Collection[str]
    """Arguments that are told once for all runs."""


class Section(NamedTuple):
    """A section of a run."""

    key: str
    """End of its id, and name of its partial."""
    title: str
    view: Callable[[SectionMaterial], object] | None = None
    """What its partial draws. None where it has nothing to tell: then there is no such section.

    A section without a function is one that other parts of the page ask for by name, too.
    """
    short: str = ""
    """What the list of contents calls it: it is read at every glance."""
    begins: bool = False
    """Whether it belongs to the summary, which stands above all others."""
    of_a_search: bool = False
    """Whether a folder that holds a hyperparameter search and no training has it."""


def _mistakes(told: SectionMaterial) -> MistakesView | None:
    if told.given.facts.run.recorded is None:
        return None
    from reportgen.page.evidence.mistakes import mistakes_view

    return mistakes_view(told.run, told.given.facts, told.album, embeds=told.pictures)


def _dataset(told: SectionMaterial) -> DataSetView | None:
    if not told.given.facts.survey.asked:
        return None
    from reportgen.page.evidence.dataset import dataset_view

    return dataset_view(told.given.facts)


def _pictures(told: SectionMaterial) -> bool | None:
    """Whether there is such a section: what learns from texts or tables has no pictures."""
    return told.given.facts.trainer.of_pictures or None


SECTIONS = (
    Section("next-steps", "Next steps", short="Steps", begins=True),
    Section("questions", "Questions", begins=True),
    Section("notes", "Notes", lambda told: notes(told.given.facts)),
    Section("findings", "Findings"),
    Section("search", "Search", begins=True, of_a_search=True),
    Section("training", "Training"),
    Section(
        "curves",
        "Curves",
        lambda told: curves_view(told.run, told.given, told.gallery, told.prose, drawn=told.drawn),
    ),
    Section(
        "confusion",
        "Confusion matrix",
        lambda told: confusion_view(told.run, told.given, told.gallery, told.prose),
        short="Confusion",
    ),
    Section("mistakes", "Mistakes", _mistakes),
    Section("classes", "Classes", lambda told: classes_view(told.given.facts)),
    Section("validations", "Validations", lambda told: validations_view(told.given.facts)),
    Section("pictures", "Pictures", _pictures),
    Section("dataset", "Data set", _dataset),
    Section(
        "configuration",
        "Configuration",
        lambda told: configuration(told.given.facts, told.shared),
    ),
    Section("files", "Files", lambda told: files(told.given.facts), of_a_search=True),
    Section("data", "Data", lambda told: data(told.given.facts)),
)
