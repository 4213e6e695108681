"""Checks and treatments that causes name together."""

from __future__ import annotations

FLOORS = (
    "map50-tier",
    "map-ratio",
    "precision-floor",
    "recall-floor",
    "precision-recall-balance",
    "underfitting",
    "mask-gap",
    "best-epoch",
)
"""Checks of how good the metrics are."""
CURVES = ("learning", "still-improving", "early-plateau", "erratic", "diverged", "overfitting")
"""Checks of the course of losses and metrics."""
LEVELS = ("box-loss-level", "cls-loss-level", "seg-loss-level", "dfl-loss-level")
MATRIX = (
    "weak-classes",
    "confused-classes",
    "missed-objects",
    "false-alarms",
    "class-imbalance",
    "small-validation",
)
"""Checks of the confusion matrix."""
OPERATION = ("best-confidence", "precision-recall-balance")
"""Checks of the confidence."""

RATE = frozenset(("lower-rate", "raise-rate", "fine-tune-rate", "name-optimizer", "wind-down"))
SIZE = frozenset(("larger-model", "image-size", "finer-masks"))
DATA = frozenset(
    ("check-labels", "more-data", "more-of-class", "class-weights",
     "enlarge-validation", "look-at-misses", "tight-boxes")
)  # fmt: skip
LENGTH = frozenset(("longer", "resume", "train-at-all", "many-epochs", "fewer-epochs"))
CLASS_SIDE = 224
"""Image size that classifiers are usually trained at: the default of Ultralytics for them."""
LOW = 0.2
"""Up to this mAP50 the guide says that a model needs improvement: all of it, no single class."""
AT_HEART = frozenset(("more-data", "regularise"))
"""Treatments of learning by heart."""
BY_HEART = "memorised"
"""The cause whose steps treat overfitting: "does it overfit" is answered no where it has none."""
MORE_EPOCHS = frozenset(("longer", "resume", "train-at-all", "many-epochs"))
"""Treatments that train on or longer: "should training go on" is answered yes by them."""
USE = frozenset(("confidence",))
CLASSES = frozenset(("more-of-class", "class-weights", "look-at-misses", "tell-apart"))
"""Treatments that rest on the confusion matrix."""
UNMEASURED = RATE | SIZE | DATA | LENGTH | {"regularise"} | USE | {"keep-mosaic", "steadier"}
"""What cannot be judged where validation measured nothing."""
NOTHING_MEASURED = frozenset(("learning", "overfitting", "confidence", "classes"))
"""Questions that cannot be answered where validation measured nothing."""
