"""Tasks that judge every pixel."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.situation import asked


@asked(
    "ultralytics#24845", state="plateau-low", step="check-labels", says="mask",
    never="longer lower-rate", unsaid="object",
)  # fmt: skip
def a_semantic_model_that_levels_off_low() -> Curves:
    c = Curves(120, task="semantic", model="yolo26n-sem.pt")
    for side, end in (("train", 0.6), ("val", 0.8)):
        c.columns[f"{side}/ce_loss"] = c.noisy(c.falling(2.4, end, 15), 0.005)
        c.columns[f"{side}/dice_loss"] = c.noisy(c.falling(0.9, end / 2, 15), 0.005)
    c.columns["metrics/mIoU"] = c.noisy(c.rising(0.33, 12), 0.003)
    c.columns["metrics/pixel_accuracy"] = c.noisy(0.4 + c.rising(0.3, 12), 0.003)
    return c


@asked(
    "ultralytics docs: depth", state="good plateau-done", unsaid="object", answers="learning=yes",
    never="longer",
)  # fmt: skip
def depths_that_are_told_well() -> Curves:
    c = Curves(100, task="depth", model="yolo26n-depth.pt")
    for side in ("train", "val"):
        c.columns[f"{side}/silog_loss"] = c.noisy(c.falling(0.9, 0.2, 12), 0.002)
    c.columns["metrics/delta1"] = np.clip(c.noisy(0.3 + c.rising(0.62, 8), 0.002), 0, 1)
    c.columns["metrics/abs_rel"] = c.noisy(c.falling(0.5, 0.1, 8), 0.002)
    c.columns["metrics/rmse"] = c.noisy(c.falling(3, 0.5, 8), 0.01)
    return c
