"""A trainer of Ultralytics at the end of its training -> the content of reportgen.json.

What is looked at, and how it differs between versions (seen in 8.0.50 to 8.4.190), with n classes
that have objects in the validation set, of N in all:

- ``trainer``: ``save_dir``, ``epoch`` (from 0), ``validator``.
- ``validator``: ``training`` (False when the last validation was that of best.pt), ``names``
  {index: name}, ``seen`` pictures (None for classification), ``speed`` {stage: ms a picture},
  ``args.task``, ``args.conf``, ``metrics``, ``confusion_matrix``; in older versions (8.3.40, not
  8.3.200) also ``stats`` and ``nt_per_class``.
- ``metrics``: ``box``, and ``seg`` or ``pose`` (in older versions an empty ``seg`` beside
  ``pose``); in later ones (8.3.200) ``nt_per_class``, (N,) objects.
- a head: ``ap_class_index`` (n,), ``p``, ``r``, ``f1`` (n,), ``all_ap`` (n, 10), from 8.0.197 on
  ``px`` (1000,), ``p_curve``, ``r_curve``, ``f1_curve`` (n, 1000) and ``prec_values`` (n, 1000),
  which up to 8.4.105 lacks the rows of classes that were never predicted. All are empty lists
  when no object was found, in older versions.
- ``confusion_matrix.matrix``: (N + 1, N + 1), for classification (N, N), [predicted, true]; all 0
  when it was not counted (``plots=False`` up to 8.2). For classification some 8.3 and 8.4 keep an
  empty background row and column.

A part that is missing or of another shape is left out, with the reason.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np

from reportgen.about import __version__
from reportgen.read.exact.json import FORMAT, MAX_CLASSES, MAX_NAME, SPEEDS, TASKS
from reportgen.tasks import TASK_BY_NAME
from reportgen.training.curves import curves_of
from reportgen.training.matrix import check_task, confusion_of
from reportgen.training.parts import Absent, Parts, Version, array, plain

ATTRIBUTES = {"box": "box", "mask": "seg", "pose": "pose"}
"""Where the metrics of Ultralytics keep a head, by its key here."""


def describe(trainer: Any) -> dict[str, Any]:
    """The content of reportgen.json (see `reportgen.schema.json` for units and ranges).

    Raises AttributeError when `trainer` has no validator.
    """
    validator, parts = trainer.validator, Parts()
    version = ultralytics_version()
    names = parts.take("names", lambda: class_names(validator.names)) or []
    task = parts.take("task", lambda: str(validator.args.task))
    return {
        "format": FORMAT,
        "reportgen": __version__,
        "ultralytics": version,
        "task": task if task in TASKS else None,
        "weights": "last epoch" if validator.training else "best.pt",
        "epochs": parts.take("epochs", lambda: int(trainer.epoch) + 1),
        "names": names,
        "images": parts.take("images", lambda: _positive(getattr(validator, "seen", 0))),
        "instances": parts.take("instances", lambda: _instances(validator, task, len(names))),
        "speed": parts.take("speed", lambda: _speed(validator.speed)),
        "heads": _heads(validator, task, _numbers_of(version), len(names), parts),
        "confusion": parts.take(
            "confusion", lambda: confusion_of(validator, _numbers_of(version), len(names))
        ),
        "missing": parts.missing,
    }


def ultralytics_version() -> str | None:
    """Version of the Ultralytics that runs in this process; None when it tells none."""
    version = getattr(sys.modules.get("ultralytics"), "__version__", None)
    found = re.match(r"\d+\.\d+\.\d+", version) if isinstance(version, str) else None
    return found.group() if found else None


def class_names(value: Any) -> list[str]:
    """Names in the order of their indices, from a list or a dict {index: name}.

    Raises `Absent` when there is not one for each index from 0 on.
    """
    pairs = dict(value) if hasattr(value, "keys") else dict(enumerate(value))
    if sorted(pairs) != list(range(len(pairs))) or len(pairs) > MAX_CLASSES:
        raise Absent("There is not one class name for each index.")
    return [str(pairs[index])[:MAX_NAME] for index in range(len(pairs))]


def _numbers_of(version: str | None) -> Version | None:
    return tuple(int(part) for part in version.split(".")) if version else None


def _positive(value: Any) -> int:
    if value is None or not int(value) > 0:
        raise Absent("It was not counted.")
    return int(value)


def _instances(validator: Any, task: str | None, classes: int) -> list[int]:
    """Objects by class index; the counts moved from the validator to its metrics in 8.3."""
    check_task(task)  # Others count pixels.
    for owner in (validator.metrics, validator):
        counts = getattr(owner, "nt_per_class", None)
        if counts is not None:
            return [int(count) for count in array(counts, (classes,), highest=np.inf)]
    raise Absent("Objects are not counted for this task.")


def _speed(speed: Any) -> dict[str, float]:
    values = {stage: round(float(speed[stage]), 6) for stage in SPEEDS}
    if not all(0 <= value < np.inf for value in values.values()) or not any(values.values()):
        raise Absent("No time was taken.")
    return values


def _heads(
    validator: Any, task: str | None, version: Version | None, classes: int, parts: Parts
) -> dict[str, Any]:
    """The heads of the task; the metrics of a pose model can hold an unused mask head as well."""
    heads: dict[str, Any] = {}
    for key in [head.key for head in TASK_BY_NAME[task].heads] if task in TASKS else []:
        metric = getattr(validator.metrics, ATTRIBUTES.get(key, ""), None)
        if metric is None:
            continue
        head = parts.take(key, lambda m=metric: _head(validator, m, classes))  # type: ignore[misc]
        if head is not None:
            head["curves"] = curves_of(metric, len(head["class_index"]), version, key, parts)
            heads[key] = head
    return heads


def _head(validator: Any, metric: Any, classes: int) -> dict[str, Any]:
    """The numbers of a head by class; its curves are still to come."""
    if not found_any(validator) or not len(metric.ap_class_index):
        raise Absent("No object was found in the validation.")
    index = [int(item) for item in metric.ap_class_index]
    if index != sorted(set(index)) or not 0 <= index[0] <= index[-1] < classes:
        raise Absent("Its classes do not fit the class names.")
    count = len(index)
    precisions = array(metric.all_ap, (count, None))
    return {
        "class_index": index,
        "precision": plain(array(metric.p, (count,))),
        "recall": plain(array(metric.r, (count,))),
        "f1": plain(array(metric.f1, (count,))),
        "mAP50": plain(precisions[:, 0]),
        "mAP50-95": plain(precisions.mean(axis=1)),
    }


def found_any(validator: Any) -> bool:
    """Whether the last validation found any object at all.

    Where it did not, versions that keep ``stats`` leave the metrics of an earlier epoch in place.
    """
    stats = getattr(validator, "stats", None)
    hits = stats.get("tp", ()) if isinstance(stats, dict) else [row[0] for row in stats or ()]
    return any(bool(hit.any()) for hit in hits) if stats else True
