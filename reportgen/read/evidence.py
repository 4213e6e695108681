"""What a run tells beyond results.csv and args.yaml: curves, confusion matrix, class names.

Each number has one source, named beside it: ``reportgen.json``, which the training callback wrote
and which is exact, else the pictures, read back where that is certain.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reportgen.read.bounded import Unreadable
from reportgen.read.dataset.class_names import NUMBERED, ClassNames, names_of_data
from reportgen.read.folder.files import Listing
from reportgen.read.folder.pictures import NO_PICTURES, Pictures
from reportgen.read.plot.image import Declined
from reportgen.read.plot.plots import Confusion, DeclinedPlot, ToldCurve, shares_of
from reportgen.read.table.results import FloatArray

if TYPE_CHECKING:
    from reportgen.read.checkpoint.weights import Checkpoint, NotReadable
    from reportgen.read.exact import Exact
    from reportgen.read.matrix.picture import Matrix
    from reportgen.read.plot.curves import PlottedCurve

MOST_AT_ONCE = 4
"""Pictures that are decoded at the same time; each takes up to 30 MB of memory."""
PICTURE = "picture"
"""Source of numbers that were read back from a plot."""
DIGITS = 4
"""Decimals of what is measured in pictures, which is far less certain."""
PRINT_ROUNDING = 0.005
"""How far off a share may be that was printed with two decimals."""
COLOUR_UNCERTAINTY = 0.006
"""How far off a share may be that was read from its cell's colour."""
SHARE_TOLERANCE = COLOUR_UNCERTAINTY + 0.0002
"""How far a share from the counts may lie from the one in the normalised picture."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Curves, confusion matrix and class names of one run, and why some of it is not told."""

    curves: Mapping[str, Mapping[str, ToldCurve]] = field(default_factory=dict)
    """By head, then by kind (F1, P, R, PR)."""
    confusion: Confusion | None = None
    names: ClassNames = NUMBERED
    declined: tuple[DeclinedPlot, ...] = ()
    """Plots that were not read, with the reason."""
    exact: Exact | None = None
    """What the training callback wrote: numbers a class and a head, speed; None without it."""


def class_names(
    folder: Path, listing: Listing, checkpoint: Checkpoint | None, data: Path | None
) -> ClassNames:
    """Class names from the checkpoint, a data.yaml in the folder, or the file the user gave.

    The path that args.yaml names is a stranger's and is never opened. Raises `Unreadable` for the
    user's own file only.
    """
    if checkpoint and checkpoint.names:
        return ClassNames(checkpoint.names, "the checkpoint")
    for file in listing.of_kind("data"):
        try:
            return ClassNames(names_of_data(folder / file.name), file.name)
        except Unreadable:
            continue
    return ClassNames(names_of_data(data), "--data") if data else NUMBERED


def find_checkpoint(folder: Path, listing: Listing) -> Checkpoint | NotReadable | None:
    """best.pt, or last.pt where there is no best one that can be read; None when there is none."""
    weights = [*listing.of_kind("best-weights"), *listing.of_kind("last-weights")]
    files = [file for file in weights if file.name.endswith(".pt")]
    if not files:
        return None
    from reportgen.read.checkpoint.weights import Checkpoint, read_checkpoint

    read: Checkpoint | NotReadable | None = None
    for file in files:
        if not isinstance(read, Checkpoint):
            read = read_checkpoint(folder / file.name)
    return read


def exact_evidence(exact: Exact, pictures: Pictures, *, background: bool) -> Evidence:
    """What the callback wrote, and from the pictures only what it did not."""
    from reportgen.read.exact import evidence as wrote

    names = wrote.exact_names(exact)
    read = read_plots(wrote.without(pictures, exact), names, background=background)
    curves = {head: dict(by_kind) for head, by_kind in read.curves.items()}
    for key, head in exact.heads.items():
        if head.curves:
            curves.setdefault(key, {}).update(head.curves)
    confusion = wrote.exact_confusion(exact, background=background) or read.confusion
    return replace(read, curves=curves, confusion=confusion, exact=exact)


def read_plots(pictures: Pictures, names: ClassNames, *, background: bool) -> Evidence:
    """Read the numbers back out of all curves and matrices, side by side on the cores there are.

    `background` says whether the matrices have a row and column for it: not in classification.
    """
    if pictures == NO_PICTURES:
        return Evidence(names=names)
    from concurrent.futures import ThreadPoolExecutor

    from reportgen.read.matrix.picture import read_matrix
    from reportgen.read.plot.curves import read_curve

    declined: list[DeclinedPlot] = []
    told: dict[str, dict[str, ToldCurve]] = {}
    with ThreadPoolExecutor(max_workers=min(MOST_AT_ONCE, os.cpu_count() or 1)) as pool:
        curves = [
            (head, kind, picture.name, pool.submit(read_curve, picture.path, kind))
            for head, by_kind in pictures.curves.items()
            for kind, picture in by_kind.items()
        ]
        # Up to 8.0.93 the only file, without "normalized" in its name, holds shares: the picture
        # itself tells by its decimals.
        matrices = [
            (picture.name, pool.submit(read_matrix, picture.path))
            for picture in (pictures.confusion_normalized, pictures.confusion)
            if picture is not None
        ]
        for head, kind, file, curve in curves:
            _add_curve(told, head, kind, file, curve.result(), names, declined)
        read = [(file, matrix.result()) for file, matrix in matrices]
    confusion = _confusion(read, names, background, declined)
    return Evidence(told, confusion, names, tuple(declined))


def _add_curve(
    told: dict[str, dict[str, ToldCurve]],
    head: str,
    kind: str,
    file: str,
    curve: PlottedCurve | Declined,
    names: ClassNames,
    declined: list[DeclinedPlot],
) -> None:
    if isinstance(curve, Declined):
        declined.append(DeclinedPlot(head, kind, file, curve.reason))
        return
    told.setdefault(head, {})[kind] = ToldCurve(
        head=head,
        kind=kind,
        x=curve.x,
        mean=np.round(curve.mean, DIGITS),
        value=curve.legend.value,
        confidence=curve.legend.confidence,
        names=names.fitting(curve.class_count or 0),
        classes=None if curve.classes is None else np.round(curve.classes, DIGITS),
        class_values=curve.class_values,
        drops=curve.drops,
        source=PICTURE,
        file=file,
    )


def _confusion(
    read: list[tuple[str, Matrix | Declined]],
    names: ClassNames,
    background: bool,
    declined: list[DeclinedPlot],
) -> Confusion | None:
    """One matrix out of two pictures: shares from the normalised one, counts from the other."""
    shares: FloatArray | None = None
    counts: FloatArray | None = None
    exact = True
    for matrix in _usable(read, names, background, declined):
        if matrix.shares is not None:
            shares, exact = np.round(matrix.shares, DIGITS), matrix.fully_printed
        else:
            counts = matrix.counts
    if counts is not None and shares is not None:
        if _agree(counts, shares):
            shares = _finer(shares, counts)
        else:
            reason = "The counts and the normalised matrix come from different validations."
            declined.append(DeclinedPlot(None, "confusion", "confusion_matrix.png", reason))
            counts = None
    elif counts is not None and not np.isnan(counts).any():
        shares, exact = np.round(shares_of(counts), DIGITS), True
    if shares is None:
        return None
    classes = len(shares) - int(background)
    return Confusion(
        names=names.fitting(classes),
        normalized=shares,
        counts=counts,
        uncertainty=PRINT_ROUNDING if exact else COLOUR_UNCERTAINTY,
    )


def _usable(
    read: list[tuple[str, Matrix | Declined]],
    names: ClassNames,
    background: bool,
    declined: list[DeclinedPlot],
) -> list[Matrix]:
    """The matrices whose classes are certain; why the others are not goes to `declined`."""
    usable: list[Matrix] = []
    known = len(names.names)
    for file, matrix in read:
        if isinstance(matrix, Declined):
            reason = matrix.reason
        elif matrix.maybe_sampled and known != matrix.size - int(background):
            reason = (
                f"The matrix has {matrix.size} rows and the run does not tell its classes: of 100 "
                "and more only some are drawn, so which these are is not certain."
            )
        else:
            usable.append(matrix if background else matrix.without_empty_end(known))
            continue
        declined.append(DeclinedPlot(None, "confusion", file, reason))
    return usable


def _finer(shares: FloatArray, counts: FloatArray) -> FloatArray:
    """`shares` with those columns from the counts that are wholly told there.

    A share that is printed as 0.10 may be 0.096, which is below a threshold of a tenth.
    """
    whole = ~np.isnan(counts).any(axis=0) & (np.nansum(counts, axis=0) > 0)
    finer: FloatArray = shares.copy()
    finer[:, whole] = np.round(shares_of(counts[:, whole]), DIGITS)
    return finer


def _agree(counts: FloatArray, shares: FloatArray) -> bool:
    """Whether the columns that are wholly told in counts have these shares."""
    if counts.shape != shares.shape:
        return False
    whole = ~np.isnan(counts).any(axis=0)
    off = np.abs(shares_of(counts[:, whole]) - shares[:, whole])
    return bool(np.all(np.nan_to_num(off) <= SHARE_TOLERANCE))
