"""Labels made wrong on purpose, under the predictions of a real model: what is found of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reportgen.anatomy.anatomy import Anatomy
from reportgen.read.recorded.file import read_recorded
from reportgen.read.recorded.model import Boxes, Recorded, Validated
from tests.conftest import SAMPLES

PLANTED = {"class": 12, "unlabelled": 12, "place": 12, "doubled": 8}
FOUND = {"class": 0.6, "unlabelled": 0.6, "place": 0.5, "doubled": 1.0}
"""The least share that must be found; the model itself finds 8 of 10 objects."""


def spoiled(picture: Validated, kind: str, classes: int) -> Validated:
    """The picture with its first label made wrong."""
    truth = picture.truth
    kinds, edges = truth.classes.copy(), truth.edges.copy()
    if kind == "class":
        kinds[0] = (kinds[0] + 1) % classes
    elif kind == "unlabelled":
        kinds, edges = kinds[1:], edges[1:]
    elif kind == "place":
        edges[0] += np.tile((edges[0, 2:] - edges[0, :2]) * [0.45, 0.0], 2)
    else:
        kinds, edges = np.append(kinds, kinds[0]), np.concatenate([edges, edges[:1] + 0.001])
    return replace(picture, truth=Boxes(kinds, edges))


def test_planted_faults_of_labels_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    recorded = read_recorded(SAMPLES / "segment-pictures" / "reportgen-pictures.json")
    assert isinstance(recorded, Recorded)
    pictures = [replace(each, told_overlap=None) for each in recorded.pictures]
    order = np.random.default_rng(0).permutation(
        [index for index, each in enumerate(pictures) if len(each.truth)]
    )
    before = len(Anatomy(replace(recorded, pictures=tuple(pictures))).suspects)
    planted: dict[int, str] = {}
    for kind, number in PLANTED.items():
        for index in order[len(planted) : len(planted) + number].tolist():
            planted[index] = kind
            pictures[index] = spoiled(pictures[index], kind, len(recorded.names))
    suspects = Anatomy(replace(recorded, pictures=tuple(pictures))).suspects
    told = {(each.picture, each.kind) for each in suspects}
    for kind, number in PLANTED.items():
        found = sum((index, kind) in told for index, own in planted.items() if own == kind)
        with capsys.disabled():
            print(f"\n  labels, {kind}: {found} of {number} found", end="")
        assert found >= FOUND[kind] * number
    others = [each for each in suspects if planted.get(each.picture) != each.kind]
    with capsys.disabled():
        print(f"\n  besides: {len(others)} questions, {before} on the labels as they were")
    assert len(others) <= before + 5
