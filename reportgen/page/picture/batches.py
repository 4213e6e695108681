"""Batches: ground truth against prediction, what training saw, and the statistics of labels."""

from __future__ import annotations

from functools import partial
from itertools import chain, repeat

from markupsafe import Markup

from reportgen.page.picture.album import Worth
from reportgen.page.picture.gallery import (
    LEFT_OUT,
    TRAIN_PLOTS,
    VALIDATE,
    Gallery,
    absent,
    left_behind,
)
from reportgen.page.picture.views import Image, ImageGroup, PairSide, PairView, PicturesView
from reportgen.page.run.views import Missing
from reportgen.read.folder.pictures import BatchPair

_INTRO = "Ground truth against prediction on the same pictures. "
_CONSISTENT = " Is the labelling itself consistent from picture to picture?"
_FOUND = (
    "follow the objects closely? Which objects are missed, and which were found where there is "
    "nothing?"
)
_LOOK = {
    "box": f"Do boxes {_FOUND}{_CONSISTENT}",
    "mask": f"Do masks and boxes {_FOUND}{_CONSISTENT}",
    "pose": f"Do boxes and key points {_FOUND}{_CONSISTENT}",
    "class": "Which are taken for another class, and could a person tell them apart?",
    "pixels": "Do borders run where they should? Which parts are taken for another class?"
    + _CONSISTENT,
    "depth": "Do edges stand where they should? Which parts are seen too near or too far?",
}
"""What to look for, by the head that is judged."""
LAST_WITH_MOSAIC = 2
"""Batches after it are drawn when mosaic is switched off: all but the first three."""
_SIDES = (("truth", "Ground truth"), ("prediction", "Prediction"))


def pictures(gallery: Gallery) -> PicturesView:
    """Validation pairs, training batches and labels.jpg."""
    found = gallery.facts.run.pictures
    elsewhere = left_behind(gallery.facts) or (None if gallery.embeds else LEFT_OUT)
    if elsewhere:
        return PicturesView("Validation", Markup(), (), (elsewhere,), ())
    worths = chain((Worth.FIRST_PAIR,), repeat(Worth.PAIR))
    pairs = tuple(map(partial(_pair, gallery), found.val_batches, worths))
    task = gallery.facts.task
    look = _LOOK[task.headline_head.key] if task else "Where do they differ?"
    intro = Markup.escape(_INTRO + look)
    missing: tuple[Missing, ...] = ()
    if not pairs:
        intro = Markup()
        missing = (absent("No validation pictures", gallery.facts, VALIDATE),)
    return PicturesView(
        pairs_title="Validation",
        pairs_intro=intro,
        pairs=pairs,
        pairs_missing=missing,
        groups=(_training_batches(gallery), *_labels(gallery)),
        reduced=gallery.reduced,
    )


def _pair(gallery: Gallery, pair: BatchPair, worth: Worth) -> PairView:
    sides: list[PairSide] = []
    missing: list[Missing] = []
    for (key, word), picture in zip(_SIDES, (pair.truth, pair.prediction), strict=True):
        name = f"validation batch {pair.number}, {word.lower()}"
        if picture is None:
            missing.append(absent(f"No {name}", gallery.facts, VALIDATE))
            continue
        image = gallery.image(picture, name, "", worth, pair.number)
        if isinstance(image, Image):
            sides.append(PairSide(key, word, image))
        else:
            missing.append(image)
    id = f"{gallery.run}-pair-{pair.number}"
    return PairView(id, f"Batch {pair.number}", tuple(sides), tuple(missing))


def _training_batches(gallery: Gallery) -> ImageGroup:
    batches = gallery.facts.run.pictures.train_batches
    # Where mosaic was never on it is nothing that tells batches apart.
    mosaic = gallery.facts.run.args.number("mosaic") != 0
    items: list[Image | Missing] = []
    for number, picture in batches:
        off = ", mosaic off" if mosaic and number > LAST_WITH_MOSAIC else ""
        worth = Worth.TRAINING if items else Worth.FIRST_TRAINING
        alt, caption = f"training batch {number}{off}", f"Batch {number}{off}"
        items.append(gallery.image(picture, alt, caption, worth, number))
    if not items:
        items = [absent("No training batches", gallery.facts, TRAIN_PLOTS)]
    intro = (
        "What the model saw, with augmentation. Are the pictures still ones that could occur in "
        "use? Are colours, crops and sizes as they should be, and do the labels sit where they "
        "belong?"
    )
    return gallery.group("training-batches", "Training batches", intro, items, kind="three")


def _labels(gallery: Gallery) -> tuple[ImageGroup, ...]:
    found = gallery.facts.run.pictures
    task = gallery.facts.task
    if task and not task.labels:
        return ()
    items: list[Image | Missing] = [absent("No labels.jpg", gallery.facts, TRAIN_PLOTS)]
    if found.labels:
        alt = "statistics of the training labels"
        items = [gallery.image(found.labels, alt, task.labels if task else "", Worth.LABELS)]
    if found.labels_correlogram:
        alt = "positions and sizes of the training labels against each other"
        caption = "Position and size of the labels, each against each."
        items.append(gallery.image(found.labels_correlogram, alt, caption, Worth.CORRELOGRAM))
    intro = (
        "Statistics of the training labels, not samples of them. Whether labelling is consistent "
        "shows in the ground truth of the validation pictures above."
    )
    return (gallery.group("labels", "Labels", intro, items),)
