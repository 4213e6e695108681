"""Names of data sets that name none."""

from __future__ import annotations

import re

_GENERIC = re.compile(
    r"(?i)(?:my_?)?(?:data|dataset|config|custom|custom_?data|data_?custom|yolo)s?\.ya?ml"
    r"|train|valid|val|images?|datas?|datasets?|yolo_?dataset|content|working|workspace|input"
)


def is_generic(name: str) -> bool:
    """Whether a file or folder of data is called as many are whatever lies in it.

    Such are the names of Colab, Kaggle, Roboflow, Label Studio and labelme2yolo.
    """
    return _GENERIC.fullmatch(name) is not None
