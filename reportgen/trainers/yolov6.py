"""YOLOv6, and Gold-YOLO made from it: TensorBoard's event file beside an args.yaml of their own."""

from __future__ import annotations

from dataclasses import replace

from reportgen.trainers.form.trainer import Clues
from reportgen.trainers.tensorboard import TENSORBOARD

_OWN = frozenset(("conf_file", "data_path", "eval_interval"))
"""Arguments that it writes to args.yaml, and Ultralytics never did."""


def _wrote(clues: Clues) -> bool:
    return clues.arguments >= _OWN


YOLOV6 = replace(TENSORBOARD, key="yolov6", name="YOLOv6", wrote=_wrote, of_pictures=True)
