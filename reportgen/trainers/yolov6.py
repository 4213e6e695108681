"""YOLOv6, and Gold-YOLO made from it: TensorBoard's event file beside an args.yaml of their own."""

from __future__ import annotations

from dataclasses import replace

from reportgen.trainers.tensorboard import TENSORBOARD

_OWN = frozenset(("conf_file", "data_path", "eval_interval"))
"""Arguments that it writes to args.yaml, and Ultralytics never did."""


YOLOV6 = replace(
    TENSORBOARD,
    key="yolov6",
    name="YOLOv6",
    wrote=lambda clues: clues.arguments >= _OWN,
    of_pictures=True,
)
