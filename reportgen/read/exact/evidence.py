"""What the training callback wrote, in the terms of `evidence`: the same curves, but exact."""

from __future__ import annotations

from dataclasses import replace

from reportgen.read.dataset.class_names import ClassNames
from reportgen.read.exact import FILE_NAME, Exact, ExactHead, ExactMatrix
from reportgen.read.folder.pictures import Pictures
from reportgen.read.plot.plots import Confusion, ToldCurve, shares_of

LOWEST_USUAL_CONFIDENCE = 0.1
"""A matrix that counts detections below this one counts what nobody would use."""


def exact_names(exact: Exact) -> ClassNames:
    """The class names with their source."""
    return ClassNames(exact.names, FILE_NAME)


def exact_curves(exact: Exact) -> dict[str, dict[str, ToldCurve]]:
    """All curves that the callback wrote, by head and kind."""
    return {
        key: {kind: _curve(key, kind, head, exact) for kind in head.curves}
        for key, head in exact.heads.items()
        if head.curves
    }


def exact_confusion(exact: Exact, *, background: bool) -> Confusion | None:
    """The confusion matrix as counted; None when the callback could not write it."""
    matrix = exact.confusion
    if matrix is None:
        return None
    return Confusion(
        names=exact_names(exact).fitting(len(matrix.counts) - int(background)),
        normalized=shares_of(matrix.counts),
        counts=matrix.counts,
        source=FILE_NAME,
        low_confidence_counts=_is_low(matrix) if background else False,
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


def _is_low(matrix: ExactMatrix) -> bool | None:
    return None if matrix.confidence is None else matrix.confidence < LOWEST_USUAL_CONFIDENCE


def _curve(key: str, kind: str, head: ExactHead, exact: Exact) -> ToldCurve:
    curve = next(curve for name, curve in head.curves.items() if name == kind)
    legend = curve.legend
    return ToldCurve(
        head=key,
        kind=kind,
        x=curve.x,
        mean=curve.mean,
        value=legend.value,
        confidence=legend.confidence,
        names=tuple(exact.names[index] for index in head.class_index),
        classes=curve.classes,
        class_values=tuple(head.map50.tolist()) if kind == "PR" else None,
        drops=(),
        source=FILE_NAME,
        file=FILE_NAME,
    )
