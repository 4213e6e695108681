"""Public data sets that are known by their name: class names, and how many pictures they hold.

Sources: the data sets themselves. COCO: Lin et al. 2014, the 80 classes of its instances; Pascal
VOC: Everingham et al. 2010; DOTA: Xia et al. 2018. Their small excerpts are those that Ultralytics
offers for trials, described on its public pages.
"""

from __future__ import annotations

from dataclasses import dataclass


def _listed(names: str) -> tuple[str, ...]:
    return tuple(names.split(", "))


COCO = _listed(
    "person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire "
    "hydrant, stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, "
    "zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee, skis, snowboard, sports "
    "ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine "
    "glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot "
    "dog, pizza, donut, cake, chair, couch, potted plant, bed, dining table, toilet, tv, laptop, "
    "mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, refrigerator, book, "
    "clock, vase, scissors, teddy bear, hair drier, toothbrush"
)
VOC = _listed(
    "aeroplane, bicycle, bird, boat, bottle, bus, car, cat, chair, cow, diningtable, dog, "
    "horse, motorbike, person, pottedplant, sheep, sofa, train, tvmonitor"
)
DOTA = _listed(
    "plane, ship, storage tank, baseball diamond, tennis court, basketball court, ground "
    "track field, harbor, bridge, large vehicle, small vehicle, helicopter, roundabout, "
    "soccer ball field, swimming pool"
)


@dataclass(frozen=True)
class KnownSet:
    """What is known of a data set by its name."""

    names: tuple[str, ...]
    """Its classes, in order."""
    train: int
    """Pictures to train on."""
    val: int
    """Pictures to validate on."""


KNOWN = {
    "coco": KnownSet(COCO, 118_287, 5_000),
    "coco128": KnownSet(COCO, 128, 128),
    "coco128-seg": KnownSet(COCO, 128, 128),
    "coco8": KnownSet(COCO, 4, 4),
    "coco8-seg": KnownSet(COCO, 4, 4),
    "coco8-grayscale": KnownSet(COCO, 4, 4),
    "coco-pose": KnownSet(("person",), 56_599, 2_346),
    "coco8-pose": KnownSet(("person",), 4, 4),
    "VOC": KnownSet(VOC, 16_551, 4_952),
    "DOTAv1": KnownSet(DOTA, 1_411, 458),
    "DOTAv1.5": KnownSet((*DOTA, "container crane"), 1_411, 458),
    "dota8": KnownSet(DOTA, 4, 4),
    "dota128": KnownSet(DOTA, 128, 128),
}
"""By the name of the file that describes it, without ``.yaml``."""


def known_set(data: str | None) -> KnownSet | None:
    """The data set that ``data`` of the arguments names; None: none that is known.

    Only a name as it is shipped counts: ``my/coco.yaml`` may be anybody's.
    """
    name = (data or "").removesuffix(".yaml")
    return KNOWN.get(name)
