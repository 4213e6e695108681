"""reportgen.json -> the true numbers behind a run's plots.

`reportgen.training` writes the file at the end of a training. Where it exists, it wins over what
is read from the pictures. It lies in a run folder, so it is a stranger's file all the same: its
size, types, lengths and ranges are checked, and whatever is odd declines the whole file with one
sentence. Its schema, with units and ranges, is `reportgen.schema.json` beside this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.read.plot.axes import Floats
from reportgen.read.plot.curves import Kind
from reportgen.read.plot.plots import ToldCurve

FILE_NAME = "reportgen.json"
"""Name of the file in the run folder."""
SCHEMA_PATH = Path(__file__).with_name("reportgen.schema.json")

KINDS: tuple[Kind, ...] = ("F1", "P", "R", "PR")
HEADS = ("box", "mask", "pose")


@dataclass(frozen=True, eq=False)
class ExactHead:
    """The numbers of one head; arrays hold one value for each class that the validation set has."""

    class_index: tuple[int, ...]
    """Index of each class in `Exact.names`; classes without an object in validation are absent."""
    precision: Floats
    """At the confidence of the highest mean F1; 0..1, shape (n,)."""
    recall: Floats
    """At the confidence of the highest mean F1; 0..1, shape (n,)."""
    f1: Floats
    """At the confidence of the highest mean F1; 0..1, shape (n,)."""
    map50: Floats
    """Average precision at IoU 0.5; 0..1, shape (n,)."""
    map50_95: Floats
    """Average precision, mean over IoU 0.5 to 0.95; 0..1, shape (n,)."""
    curves: Mapping[str, ToldCurve]
    """Curves by kind; without those that the version of Ultralytics does not keep. Their means are
    as Ultralytics draws them (F1, P and R smoothed), those of classes are not smoothed: NaN in the
    row of a class that was never predicted (PR before 8.4.106), None above 300 classes."""


@dataclass(frozen=True, eq=False)
class ExactMatrix:
    """The confusion matrix as counted."""

    counts: Floats
    """[predicted, true], whole numbers; shape (n + 1, n + 1) with background last in both
    directions, or (n, n) for classification."""
    confidence: float | None
    """Detections below it were not counted: 0.25, from 8.4.103 on 0.001. None: not told."""


@dataclass(frozen=True, eq=False)
class Exact:
    """What the training callback wrote down. None or empty: not told, see `missing`."""

    ultralytics: str | None
    """Version of Ultralytics, such as ``8.4.190``."""
    task: str | None
    """``segment``, ``pose``, ``classify``, ``detect`` or ``obb``."""
    weights: str
    """Which weights were validated: ``best.pt``, or ``last epoch`` where none were saved."""
    epochs: int | None
    """Epochs trained, for comparison with the rows of results.csv."""
    names: tuple[str, ...]
    """Class names by class index."""
    images: int | None
    """Validation pictures."""
    instances: tuple[int, ...] | None
    """Objects in the validation set by class index."""
    speed: Mapping[str, float]
    """Milliseconds a picture: preprocess, inference, loss, postprocess; empty when not told."""
    heads: Mapping[str, ExactHead]
    """Numbers by head key (``box``, ``mask``, ``pose``); empty for classification."""
    confusion: ExactMatrix | None
    missing: Mapping[str, str]
    """Why a part is missing, one sentence by part, such as ``box.curves``."""
