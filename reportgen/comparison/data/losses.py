"""Whether the losses of runs mean the same, and the guide's further points on losses."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from reportgen.comparison.data.incomparable import LOSSES, Incomparable, several
from reportgen.comparison.data.settings import effective
from reportgen.facts.run_facts import Facts
from reportgen.facts.version import is_from
from reportgen.read.table.results import Series
from reportgen.trainers.form.trainer import BEST_FILE, LAST_FILE

_GAINS = (
    "box", "cls", "dfl", "pose", "kobj", "rle", "angle", "dis", "dlog", "dgrad", "cls_pw",
    "fl_gamma", "label_smoothing",
)  # fmt: skip
_TWO_HEADED = re.compile(r"yolo-?(26|v10|10)(?!\d)")
FINAL_SHARE = 0.05
"""Share of the last epochs whose mean is the final loss, at least one epoch."""


def why_not_comparable(facts: Sequence[Facts], found: Sequence[Incomparable]) -> str:
    """Why the validation losses of the runs mean different things; empty when they do not."""
    if several(map(two_headed, facts)):
        return "Some models sum the losses of two heads (YOLO26, YOLOv10), others have one."
    sets = {frozenset(each.losses[1]) for each in facts} - {frozenset()}
    if len(sets) > 1:
        every, common = frozenset.union(*sets), frozenset.intersection(*sets)
        return f"Not all runs tell the same losses ({', '.join(sorted(every - common))})."
    for name in _GAINS:
        if several(effective(each, name) for each in facts):
            return f"The runs weigh their losses differently ({name})."
    for item in found:
        if item.surely_touches({LOSSES}):
            return item.sentence
    if several(is_from(each.version_range, "8.4.0") for each in facts):
        return "Some runs were trained before Ultralytics 8.4, some after; losses may differ."
    return ""


def two_headed(facts: Facts) -> bool | None:
    """Whether the losses are sums over two heads, as models without NMS train; None: not told.

    YOLO26 and YOLOv10 do, unless ``end2end`` says otherwise; YOLO26 has an l1_loss from 8.4.104 on.
    """
    names = frozenset().union(*facts.losses)
    if "l1_loss" in names or facts.known_args.flag("end2end"):
        return True
    model = (facts.model or "").lower()
    if not model or model in {BEST_FILE, LAST_FILE}:
        return None
    return _TWO_HEADED.match(model) is not None


def final(series: Series | None) -> float | None:
    """The mean of a loss over the last `FINAL_SHARE` of its epochs; None: not told there."""
    if series is None or not len(series):
        return None
    last = series.values[-max(1, round(FINAL_SHARE * len(series))) :]
    told = last[np.isfinite(last)]
    return float(told.mean()) if told.size else None


def gap(facts: Facts) -> float | None:
    """How far the validation loss lies above the training loss at the end, as a share of it.

    Over the losses that both sides tell. Training losses are those of augmented pictures, so that
    a gap below 0 is no rarity. None where a side is not told.
    """
    train, val = facts.losses
    common = sorted(train.keys() & val.keys())
    trained, validated = (_summed([side[name] for name in common]) for side in (train, val))
    return validated / trained - 1 if trained > 0 and validated == validated else None


def _summed(losses: Sequence[Series]) -> float:
    """The sum of their final means; NaN where one is not told, or there is none."""
    ends = [final(loss) for loss in losses] or [None]
    return sum(math.nan if end is None else end for end in ends)
