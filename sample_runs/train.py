"""Trains a sample run again, with Ultralytics 8.4.190 (which is not a dependency of reportgen).

    python make_pictures.py clear
    python train.py segment-good

The results differ in the last digits from machine to machine. `segment-interrupted` was killed by
hand in epoch 18. The published folders hold fewer pictures than a training writes, to stay small.
"""

from __future__ import annotations

import sys

from ultralytics import YOLO

COMMON = {"imgsz": 160, "device": "cpu", "workers": 0, "amp": False, "pretrained": False}
NO_AUGMENTATION = dict.fromkeys(
    ("hsv_h", "hsv_s", "hsv_v", "translate", "scale", "fliplr", "mosaic", "erasing"), 0.0
)
RUNS = {
    # From start.pt, the weights of `segment-pictures`.
    "segment-good": (
        "yolo11n-seg.yaml",
        {"data": "clear.yaml", "epochs": 60, "imgsz": 128, "pretrained": "start.pt"},
    ),
    "segment-short": ("yolo11n-seg.yaml", {"data": "easy.yaml", "epochs": 50}),
    "segment-overfit": (
        "yolo11n-seg.yaml",
        {
            "data": "shapes.yaml",
            "epochs": 160,
            "patience": 220,
            "weight_decay": 0.0,
            **NO_AUGMENTATION,
        },
    ),
    "segment-interrupted": ("yolo11n-seg.yaml", {"data": "shapes.yaml", "epochs": 60}),
    # Twice: 18 epochs from the weights of `segment-short`, then 26 from those of the first.
    "segment-pictures": ("yolo11n-seg.yaml", {"data": "coloured.yaml", "epochs": 26, "imgsz": 128}),
    "detect": ("yolo11n.yaml", {"data": "easy.yaml", "epochs": 30}),
    # Scenes of make_scenes.py; no pictures are combined, and few steps ask for a steady optimizer.
    "semantic": (
        "yolo26n-sem.yaml",
        {
            "data": "semantic.yaml",
            "epochs": 40,
            "imgsz": 128,
            "batch": 8,
            "optimizer": "AdamW",
            "lr0": 0.002,
        },
    ),
}

if __name__ == "__main__":
    model, arguments = RUNS[sys.argv[1]]
    YOLO(model).train(name=sys.argv[1], project="runs", **COMMON | arguments)
