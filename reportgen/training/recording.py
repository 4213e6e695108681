"""Keeps what the last validation finds in each picture, while Ultralytics validates.

Seen in 8.0.50 to 8.4.190: ``update_metrics(preds, batch)`` is called for each batch, in letterboxed
pixels. `preds` is a list with a tensor a picture (x1, y1, x2, y2, confidence, class, and more
behind), in a tuple with the prototypes for masks up to 8.3.1xx, later a dict a picture (``bboxes``,
``conf``, ``cls``); turned boxes are x, y, w, h, then the angle at the end. `batch` has
``batch_idx``, ``cls`` (n, 1), ``bboxes`` (n, 4 or 5) in shares of the letterboxed picture,
``ori_shape``, ``ratio_pad`` and ``im_file``. From 8.0.13x on ``match_predictions(classes, true,
overlap)`` is called for each picture that has both, once for each head, the box first: its overlap
of masks and keypoints costs nothing to keep.

Only the validation that is not part of an epoch is kept (``validator.training`` is False).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from reportgen.read.recorded.content import Shot
from reportgen.training.parts import Parts
from reportgen.training.shots import HEADS, LOWEST_CONFIDENCE, taken, told_overlaps, trimmed

MOST_PICTURES = 5_000


class Recorder:
    """Stands in for ``validator.update_metrics``: keeps what passes through, then calls it."""

    def __init__(self, validator: Any, original: Callable[..., Any]) -> None:
        """A recorder of nothing yet."""
        self.validator = validator
        self.original = original
        self.shots: list[Shot] = []
        self.notes: list[str] = []
        self.parts = Parts()
        self.seconds = 0.0
        """What keeping took, without the validator's own work."""
        self.passed = 0
        """Pictures that went by."""
        self.unsure = 0
        """Predictions below `LOWEST_CONFIDENCE`, which are not kept, in the pictures that are."""

    def __call__(self, preds: Any, batch: Any) -> Any:
        """What the validator does with a batch; what is kept of it never stops it."""
        if self.validator.training:
            return self.original(preds, batch)
        if not getattr(self.validator, "seen", 0):
            self.shots, self.notes, self.parts, self.seconds = [], [], Parts(), 0.0
            self.passed = self.unsure = 0
        started = time.perf_counter()
        pictures = self._guarded(lambda: taken(self.validator, preds, batch)) or []
        kept = time.perf_counter()
        overlaps: list[Any] = []
        with _overhearing(self.validator, overlaps):
            result = self.original(preds, batch)
        done = time.perf_counter()
        self._guarded(lambda: self._keep(pictures, overlaps))
        self.seconds += kept - started + time.perf_counter() - done
        return result

    def _guarded(self, action: Callable[[], Any]) -> Any:
        """What `action` gives; the first failure ends the recording and is told."""
        return None if self.failure else self.parts.take("pictures", action)

    @property
    def failure(self) -> str | None:
        """Why nothing is recorded; None as long as it is."""
        return self.parts.missing.get("pictures")

    def _keep(self, pictures: list[Shot], overlaps: list[Any]) -> None:
        task = str(self.validator.args.task)
        told = told_overlaps(task, pictures, overlaps)
        for picture, shared in zip(pictures, told, strict=True):
            if self._wanted():
                self.shots.append(trimmed(picture, shared))
                self.unsure += int((picture.confidence < LOWEST_CONFIDENCE).sum())
            self.passed += 1

    def _wanted(self) -> bool:
        """Whether the next picture is kept: all, or every so many where there are too many."""
        total = _total(self.validator) or 0
        if total <= MOST_PICTURES:
            return len(self.shots) < MOST_PICTURES
        return self.passed * MOST_PICTURES // total >= len(self.shots)


@contextmanager
def _overhearing(validator: Any, overlaps: list[Any]) -> Iterator[None]:
    """While it lasts, the overlaps that ``match_predictions`` is given are kept as well."""
    original: Any = getattr(validator, "match_predictions", None)

    def heard(classes: Any, true: Any, shared: Any, *more: Any, **named: Any) -> Any:
        overlaps.append(shared)
        return original(classes, true, shared, *more, **named)

    if original is not None:
        validator.match_predictions = heard
    try:
        yield
    finally:
        validator.__dict__.pop("match_predictions", None)


def record(validator: Any) -> None:
    """Let `validator` keep what its last validation finds; once, and for known tasks only."""
    task = str(getattr(validator.args, "task", ""))
    known = task in HEADS and "RTDETR" not in type(validator).__name__
    if known and recorder_of(validator) is None:
        validator.update_metrics = Recorder(validator, validator.update_metrics)


def recorder_of(validator: Any) -> Recorder | None:
    """The recorder of a validator; None where it has none."""
    found = getattr(validator, "__dict__", {}).get("update_metrics")
    return found if isinstance(found, Recorder) else None


def _total(validator: Any) -> int | None:
    try:
        return len(validator.dataloader.dataset)
    except (AttributeError, TypeError):
        return None
