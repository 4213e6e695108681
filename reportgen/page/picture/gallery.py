"""The pictures of a run: curves, confusion matrices, batches; and what is said of missing ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup

from reportgen.facts.run_facts import Facts
from reportgen.page.picture.album import Album, LeftOut, Worth
from reportgen.page.picture.bare import BadPicture
from reportgen.page.picture.views import Image, ImageGroup
from reportgen.page.run.views import Missing
from reportgen.read.folder.pictures import Picture
from reportgen.read.run import Problem

MAX_TOTAL = 96 * 2**20
"""Most bytes of pictures of one run; a run of Ultralytics has up to 20 MB."""
VALIDATE = Markup("<code>yolo val model=weights/best.pt plots=True</code>")
LEFT_OUT = Missing(
    "Pictures left out",
    "This run's pictures are not in this file, to keep it small.",
    Markup("Give <code>--pictures all</code>, or make a report of this run alone."),
)
REPAIRED = ". Repaired: git had changed its line ends"
"""Said of a PNG; its checksums prove that it is as it was."""
LARGER = Markup("Give a larger <code>--max-size</code>.")
TRAIN_PLOTS = Markup("Train with <code>plots=True</code>, the default.")


@dataclass
class Gallery:
    """Embeds the pictures of one run; each that cannot be shown becomes a `Missing`."""

    run: str
    facts: Facts
    embeds: bool = True
    """Whether pictures go into the page; of many runs compared only some have theirs shown."""
    album: Album = field(default_factory=Album)
    """Where the pictures come from: of one page all from the same."""
    _count: int = field(default=0)
    _bytes: int = field(default=0)

    def image(
        self, picture: Picture, alt: str, caption: str, worth: Worth = Worth.PLOT, number: int = 0
    ) -> Image | Missing:
        """One picture, or why it cannot be shown.

        `worth` and `number` (of its batch) say when it is left out to keep the page small.
        """
        if not self.embeds:
            return LEFT_OUT
        try:
            if self._bytes + picture.size > MAX_TOTAL:
                raise BadPicture(f"the pictures of this run have more than {MAX_TOTAL >> 20} MB")
            embedded = self.album.embed(self.run, picture, worth, number)
        except LeftOut as left_out:
            return Missing(picture.name, str(left_out), LARGER)
        except BadPicture as error:
            sentence = f"{picture.name} could not be shown: {error}."
            self.facts.run.note(Problem(picture.name, sentence, lost=True))
            return Missing(picture.name, f"It could not be shown: {error}.")
        if self.album.repaired(self.run, picture):
            caption += REPAIRED
        self._count += 1
        self._bytes += picture.size
        return Image(
            id=f"{self.run}-picture-{self._count}",
            uri=embedded.uri,
            width=embedded.width,
            height=embedded.height,
            alt=f"Run {self.facts.run.name}: {alt}",
            caption=Markup.escape(caption),
        )

    @property
    def reduced(self) -> str:
        """What was done to keep the page small; empty where nothing was. Ask when all are shown."""
        return self.album.told(self.run)

    def group(
        self,
        id: str,
        title: str,
        intro: str,
        items: Iterable[Image | Missing],
        *,
        kind: str = "two",
    ) -> ImageGroup:
        """Pictures under one heading, with those that are missing said after them.

        `intro` says what to look for: it goes where nothing is there to look at.
        """
        listed = list(items)
        shown = tuple(item for item in listed if isinstance(item, Image))
        return ImageGroup(
            f"{self.run}-{id}",
            title,
            Markup.escape(intro if shown else ""),
            shown,
            tuple(dict.fromkeys(item for item in listed if isinstance(item, Missing))),
            kind,
        )


def left_behind(facts: Facts) -> Missing | None:
    """Where the pictures are of a run that is read back from an old report; None for any other."""
    if facts.run.read_back is None:
        return None
    return Missing(
        "Pictures stay behind",
        f"This run is read back from {facts.run.read_back.file}, which shows its pictures.",
        Markup("Open that report beside this one."),
    )


def absent(what: str, facts: Facts, remedy: Markup) -> Missing:
    """A picture that is not in the run folder: why, and how it is made where that is known."""
    known = facts.trainer.has_yolo and facts.task is not None
    return Missing(what, why_no_plots(facts), remedy if known else Markup(""))


def why_no_plots(facts: Facts) -> str:
    """Why the plots of the last validation are not in the run folder."""
    if facts.run.read_back:
        return f"{facts.run.read_back.file} does not tell them."
    if not facts.trainer.draws_plots:
        return f"{facts.trainer.name} writes none."
    if facts.run.args.flag("plots") is False:
        return "The run was trained with plots=False."
    done, planned = facts.epochs_done or 0, facts.epochs_planned or 0
    if 0 < done < planned and not facts.run.pictures.curves:
        return "Plots are drawn at the end of a training, and this one ended before."
    return "Not in the run folder."
