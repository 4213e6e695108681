"""Names of data sets: those that name none, and those that everybody has."""

from __future__ import annotations

import re

_GENERIC = re.compile(
    r"(?i)(?:my_?)?(?:data|dataset|config|custom|custom_?data|data_?custom|yolo)s?\.ya?ml"
    r"|train|valid|val|images?|datas?|datasets?|yolo_?dataset|content|working|workspace|input"
)
_PUBLIC = re.compile(
    r"(?i)(?:coco|coco-pose|lvis|objects365|open-images-v7|voc|dotav1(?:\.5)?"
    r"|visdrone|xview|sku-110k|argoverse|globalwheat2020)\.ya?ml"
)
"""Large public data sets by the file that Ultralytics ships for them."""
_TOY = re.compile(
    r"(?i)(?:(?:coco|dota|cityscapes|depth)8(?:-\w+)?|coco12-formats)\.ya?ml|imagenet10|mnist160"
)
"""Those of a handful of pictures, likewise."""
_ONE_SPLIT = re.compile(r"(?i)coco128(?:-seg)?(?:\.ya?ml)?")
"""Those whose val is their train, likewise."""


def is_generic(name: str) -> bool:
    """Whether a file or folder of data is called as many are whatever lies in it.

    Such are the names of Colab, Kaggle, Roboflow, Label Studio and labelme2yolo.
    """
    return _GENERIC.fullmatch(name) is not None


def is_public(name: str) -> bool:
    """Whether it is a large data set that many train on: its labels are nobody's to mend."""
    return _PUBLIC.fullmatch(name) is not None


def is_toy(name: str) -> bool:
    """Whether it is one of the sets of a handful of pictures that are for trying things out."""
    return _TOY.fullmatch(name) is not None


def validates_on_training(name: str) -> bool:
    """Whether Ultralytics ships it with the same pictures in both splits."""
    return _ONE_SPLIT.fullmatch(name) is not None
