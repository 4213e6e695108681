"""Public data sets that are known by their name: their class names.

Sources: the data sets themselves. COCO: Lin et al. 2014, the 80 classes of its instances; Pascal
VOC: Everingham et al. 2010; DOTA: Xia et al. 2018. Their small excerpts are those that Ultralytics
offers for trials, described on its public pages.
"""

from __future__ import annotations


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


KNOWN: dict[str, tuple[str, ...]] = {
    "coco": COCO,
    "coco128": COCO,
    "coco128-seg": COCO,
    "coco8": COCO,
    "coco8-seg": COCO,
    "coco8-grayscale": COCO,
    "coco-pose": ("person",),
    "coco8-pose": ("person",),
    "VOC": VOC,
    "DOTAv1": DOTA,
    "DOTAv1.5": (*DOTA, "container crane"),
    "dota8": DOTA,
    "dota128": DOTA,
}
"""The classes of each, in order, by the name of the file that describes it, without ``.yaml``."""


def known_names(data: str | None) -> tuple[str, ...]:
    """The classes of the data set that ``data`` of the arguments names; empty: none that is known.

    Only a name as it is shipped counts: ``my/coco.yaml`` may be anybody's.
    """
    name = (data or "").removesuffix(".yaml")
    return KNOWN.get(name, ())
