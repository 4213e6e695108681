"""What the training callback wrote, in the terms of `evidence`: the same curves, but exact."""

from __future__ import annotations

from dataclasses import replace

from reportgen.read.dataset.class_names import ClassNames
from reportgen.read.exact import FILE_NAME, Exact
from reportgen.read.folder.pictures import Pictures
from reportgen.read.plot.plots import Confusion, shares_of

LOWEST_USUAL_CONFIDENCE = 0.1
"""A matrix that counts detections below this one counts what nobody would use."""


def exact_names(exact: Exact) -> ClassNames:
    """The class names with their source."""
    return ClassNames(exact.names, FILE_NAME)


def exact_confusion(exact: Exact, *, background: bool) -> Confusion | None:
    """The confusion matrix as counted; None when the callback could not write it."""
    matrix = exact.confusion
    if matrix is None:
        return None
    at = matrix.confidence
    is_low = None if at is None else at < LOWEST_USUAL_CONFIDENCE
    return Confusion(
        names=exact_names(exact).fitting(len(matrix.counts) - int(background)),
        normalized=shares_of(matrix.counts),
        counts=matrix.counts,
        source=FILE_NAME,
        low_confidence_counts=is_low if background else False,
    )


def without(pictures: Pictures, exact: Exact) -> Pictures:
    """The pictures whose numbers the callback did not write: only those need be read."""
    curves = {
        head: {
            kind: picture
            for kind, picture in by_kind.items()
            if head not in exact.heads or kind not in exact.heads[head].curves
        }
        for head, by_kind in pictures.curves.items()
    }
    if exact.confusion is None:
        return replace(pictures, curves=curves)
    return replace(pictures, curves=curves, confusion=None, confusion_normalized=None)
