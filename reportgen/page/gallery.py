"""The pictures of a run: curves, confusion matrices, batches; and what is said of missing ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from reportgen.facts import Facts
from reportgen.page.format import HEAD_WORDS
from reportgen.page.images import BadPicture, embed
from reportgen.page.views import Image, ImageGroup, Missing
from reportgen.read.pictures import CurveKind, Picture
from reportgen.tasks import Head

CURVES: tuple[tuple[CurveKind, str, str], ...] = (
    (
        "F1",
        "F1 against confidence",
        "The top of the thick line is the confidence at which precision and recall balance best. "
        "A broad top means that the exact threshold hardly matters.",
    ),
    (
        "PR",
        "Precision against recall",
        "The area under the thick line is mAP50. The closer it runs to the upper right corner, "
        "the better; a class far below the others needs attention.",
    ),
    (
        "P",
        "Precision against confidence",
        "Look for the confidence below which precision drops sharply: above that knee "
        "predictions can be trusted.",
    ),
    (
        "R",
        "Recall against confidence",
        "How many objects are still found as the threshold rises. Where it starts at the left "
        "is the most that this model can find.",
    ),
)
VALIDATE = Markup("<code>yolo val model=weights/best.pt plots=True</code>")
TRAIN_PLOTS = Markup("Train with <code>plots=True</code>, the default.")


@dataclass
class Gallery:
    """Embeds the pictures of one run; each that cannot be shown becomes a `Missing`."""

    run: str
    facts: Facts
    _count: int = field(default=0)

    @property
    def name(self) -> str:
        """The run's name, for alternative texts."""
        return self.facts.run.name

    def image(self, picture: Picture, alt: str, caption: str) -> Image | Missing:
        """One picture, or why it cannot be shown."""
        try:
            embedded = embed(picture)
        except BadPicture as error:
            return Missing(picture.name, f"{error}.")
        self._count += 1
        return Image(
            id=f"{self.run}-picture-{self._count}",
            uri=embedded.uri,
            width=embedded.width,
            height=embedded.height,
            alt=f"Run {self.name}: {alt}",
            caption=Markup.escape(caption),
        )

    def group(
        self,
        id: str,
        title: str,
        intro: str,
        items: Iterable[Image | Missing],
        *,
        kind: str = "two",
    ) -> ImageGroup:
        """Pictures under one heading, with those that are missing said after them."""
        listed = list(items)
        return ImageGroup(
            f"{self.run}-{id}",
            title,
            Markup.escape(intro),
            tuple(item for item in listed if isinstance(item, Image)),
            tuple(item for item in listed if isinstance(item, Missing)),
            kind,
        )


# --- curves --------------------------------------------------------------------------------------


def curves(gallery: Gallery) -> tuple[ImageGroup, ...]:
    """One group of curve pictures a head, box first."""
    found = gallery.facts.run.pictures.curves
    heads = [head.head for head in gallery.facts.heads if head.head.letter]
    return tuple(
        _head_curves(gallery, head, found[head.key]) for head in heads if head.key in found
    )


def curves_missing(facts: Facts) -> Missing | None:
    """What is said for the heads whose curves are not there."""
    heads = [head.head for head in facts.heads if head.head.letter]
    if not heads:
        reason = "Classification has none." if facts.heads else "The task is unknown."
        return Missing("No curves", reason)
    lacking = [head.key for head in heads if head.key not in facts.run.pictures.curves]
    if not lacking:
        return None
    return Missing(
        f"No curves of the {' and the '.join(lacking)} head", why_no_plots(facts), VALIDATE
    )


def why_no_plots(facts: Facts) -> str:
    """Why the plots of the last validation are not in the run folder."""
    if facts.run.args.flag("plots") is False:
        return "The run was trained with plots=False."
    done, planned = facts.epochs_done, facts.epochs_planned
    if done and planned and done < planned and not facts.run.pictures.curves:
        return "They are drawn at the end of a training, and this one ended before."
    return "They are not in the run folder."


def _head_curves(gallery: Gallery, head: Head, found: Mapping[CurveKind, Picture]) -> ImageGroup:
    word = HEAD_WORDS[head.key]
    items: list[Image | Missing] = []
    for kind, title, look_for in CURVES:
        if kind in found:
            alt = f"{title} of the {head.key} head, one thin line a class, a thick one for all"
            items.append(gallery.image(found[kind], alt, f"{title}. {look_for}"))
        else:
            items.append(Missing(f"{title} ({head.key})", why_no_plots(gallery.facts), VALIDATE))
    return gallery.group(f"curves-{head.key}", word, "", items)


# --- confusion matrix ----------------------------------------------------------------------------


def confusion(gallery: Gallery) -> ImageGroup:
    """The confusion matrices, shares first."""
    pictures = gallery.facts.run.pictures
    items: list[Image | Missing] = []
    for picture, title, caption in (
        (
            pictures.confusion_normalized,
            "Confusion matrix, shares of each true class",
            "Shares of each true class: a column adds up to 1. A dark diagonal is what you want; "
            "a dark cell off it names two classes that are mistaken for each other.",
        ),
        (
            pictures.confusion,
            "Confusion matrix, counts",
            "Counts: how many objects stand behind the shares. Few objects make a share uncertain.",
        ),
    ):
        if picture:
            items.append(gallery.image(picture, title.lower(), caption))
        else:
            items.append(Missing(title, why_no_plots(gallery.facts), VALIDATE))
    return gallery.group("confusion-matrix", "Confusion matrix", _orientation(gallery.facts), items)


def _orientation(facts: Facts) -> str:
    text = "Predicted classes run down, true classes across."
    if facts.task and facts.task.headline_head.letter:
        text += (
            " The last row (background) counts objects that were missed, the last column "
            "predictions where there is no object."
        )
    return text
