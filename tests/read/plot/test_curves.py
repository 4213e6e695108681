"""Curve pictures give the numbers that they were drawn from, or a reason why not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from reportgen.read.plot import curves
from reportgen.read.plot.axes import Floats
from reportgen.read.plot.curves import GRID, Declined, Kind, PlottedCurve, read_curve
from reportgen.read.plot.image import PlotDeclined, decode_png
from tests.conftest import SAMPLES

GOOD = SAMPLES / "segment-short"
KINDS: dict[str, Kind] = {"F1": "F1", "P": "P", "R": "R", "PR": "PR"}


def kind_of(path: Path) -> Kind:
    """What a curve picture shows, by its name."""
    match = re.fullmatch(r"(?:Box|Mask|Pose)?(F1|PR|P|R)_curve", path.stem)
    assert match is not None
    return KINDS[match[1]]


def read(path: Path) -> PlottedCurve:
    """The numbers of a picture that must be readable."""
    curve = read_curve(path, kind_of(path))
    assert isinstance(curve, PlottedCurve), f"{path}: {curve}"
    return curve


# --- the sample runs ---------------------------------------------------------------------------


def test_the_f1_curve_of_a_sample_run() -> None:
    curve = read(GOOD / "BoxF1_curve.png")
    assert curve.kind == "F1"
    assert (curve.legend.value, curve.legend.confidence) == (0.42, 0.174)
    assert curve.x.shape == curve.mean.shape == (201,)
    assert np.isfinite(curve.mean).all()
    assert abs(curve.mean.max() - 0.42) <= 0.0075
    assert curve.class_count == 6
    assert curve.classes is not None
    assert curve.classes.shape == (6, 201)
    assert np.isnan(curve.classes).any(), "class lines are hidden somewhere"
    assert curve.class_values is None
    assert curve.drops == ()


def test_the_pr_curve_of_a_sample_run() -> None:
    curve = read(GOOD / "BoxPR_curve.png")
    assert (curve.legend.value, curve.legend.confidence) == (0.458, None)
    assert curve.classes is None
    assert curve.class_values == (0.925, 0.525, 0.365, 0.461, 0.155, 0.316)
    assert curve.drops
    assert all(0 <= low < high <= 1 for low, high in curve.drops)


def test_class_lines_are_read_for_f1_and_recall_only() -> None:
    assert read(GOOD / "BoxR_curve.png").classes is not None
    assert read(GOOD / "BoxP_curve.png").classes is None


def test_the_grid_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        GRID[0] = 1


# --- plots drawn from known numbers -------------------------------------------------------------


@dataclass(frozen=True)
class Truth:
    """A plot and the numbers that it was drawn from, on the grid of 201 places."""

    path: Path
    mean: Floats
    classes: Floats
    legend: str | None


def smoothed(y: Floats, share: float = 0.1) -> Floats:
    """The moving average over twice `share` of the points that Ultralytics draws since 8.3.103."""
    width = round(len(y) * share * 2) // 2 + 1
    return np.convolve(np.pad(y, width // 2, mode="edge"), np.full(width, 1 / width), "valid")


def drawn_plots(folder: Path) -> Iterator[Truth]:
    """Plots drawn by three releases of Ultralytics from made-up numbers."""
    for file in sorted(folder.glob("truth/*/*/truth.json")):
        for name, numbers in json.loads(file.read_text())["curves"].items():
            if (path := file.with_name(name)).exists():
                classes = np.array(numbers["classes"], dtype=float)
                yield Truth(path, np.array(numbers["mean"]), classes, numbers["legend"])


def trained_plots(folder: Path) -> Iterator[Truth]:
    """Plots of real trainings, with what the last validation computed."""
    for file in sorted(folder.glob("trained/*/truth.json")):
        for place, (x, rows, *_) in enumerate(json.loads(file.read_text())["curves"]):
            kind = ("PR", "F1", "P", "R")[place % 4]
            path = file.with_name(f"{('Box', 'Mask')[place // 4]}{kind}_curve.png")
            lines = np.atleast_2d(np.array(rows, dtype=float))
            mean, legend = lines.mean(axis=0), None
            if kind != "PR":
                mean = smoothed(mean)
                legend = f"all classes {mean.max():.2f} at {x[int(mean.argmax())]:.3f}"
            classes = np.array([np.interp(GRID, x, line) for line in lines])
            yield Truth(path, np.interp(GRID, x, mean), classes, legend)


@pytest.fixture(scope="module")
def known(shared_folder: Path) -> list[tuple[Truth, PlottedCurve]]:
    """Every plot with known numbers, and what was read from it."""
    truths = [*drawn_plots(shared_folder), *trained_plots(shared_folder)]
    assert len(truths) > 90
    return [(truth, read(truth.path)) for truth in truths]


def test_every_legend_is_right(known: list[tuple[Truth, PlottedCurve]]) -> None:
    for truth, curve in known:
        legend = curve.legend
        if legend.confidence is None:
            text = f"all classes {legend.value:.3f} mAP@0.5"
        else:
            text = f"all classes {legend.value:.2f} at {legend.confidence:.3f}"
        assert truth.legend in (text, None), truth.path


def test_means_of_f1_precision_and_recall_are_right(
    known: list[tuple[Truth, PlottedCurve]],
) -> None:
    for truth, curve in known:
        if curve.kind != "PR":
            error = np.abs(curve.mean - truth.mean)
            assert error.mean() <= 0.0005, truth.path
            assert error.max() <= 0.005, truth.path


def test_means_of_pr_are_right_outside_the_named_drops(
    known: list[tuple[Truth, PlottedCurve]],
) -> None:
    for truth, curve in known:
        if curve.kind == "PR":
            error = np.abs(curve.mean - truth.mean)
            assert error.mean() <= 0.002, truth.path
            dropping = [(low <= GRID) & (high >= GRID) for low, high in curve.drops]
            assert error[~np.any([*dropping, GRID < 0], axis=0)].max() <= 0.005, truth.path


def test_class_lines_are_right_where_they_are_seen(known: list[tuple[Truth, PlottedCurve]]) -> None:
    errors = []
    for truth, curve in known:
        if curve.classes is not None:
            assert curve.classes.shape == truth.classes.shape
            error = np.abs(curve.classes - truth.classes)
            errors.append(error[np.isfinite(error)])
    every = np.concatenate(errors)
    assert every.mean() <= 0.0005
    assert every.max() <= 0.015


def test_classes_are_counted_up_to_twenty(known: list[tuple[Truth, PlottedCurve]]) -> None:
    for truth, curve in known:
        if curve.kind != "PR":
            classes = len(truth.classes)
            assert curve.class_count == (classes if classes <= 20 else None), truth.path


def test_printed_class_values_are_the_areas_under_their_curves(
    known: list[tuple[Truth, PlottedCurve]],
) -> None:
    compared = 0
    for truth, curve in known:
        if curve.class_values is not None and "trained" in truth.path.parts:
            areas = ((truth.classes[:, 1:] + truth.classes[:, :-1]) / 2).mean(axis=1)
            assert np.abs(areas - curve.class_values).max() < 0.01, truth.path
            compared += len(areas)
    assert compared > 50


# --- pictures that are something else -----------------------------------------------------------


def altered(image: Image.Image, how: str) -> Image.Image:
    """The sample F1 curve, changed."""
    width, height = image.size
    if how == "left half":
        return image.crop((0, 0, width // 2, height))
    if how == "right half":
        return image.crop((width // 2, 0, width, height))
    if how == "upper half":
        return image.crop((0, 0, width, height // 2))
    if how == "legend cut off":
        return image.crop((0, 0, 2000, height)).resize(image.size)
    if how == "grey":
        return image.convert("L")
    if how == "grey as RGB":
        return image.convert("L").convert("RGB")
    if how == "inverted":
        return ImageOps.invert(image)
    if how == "mirrored":
        return ImageOps.mirror(image)
    if how == "turned":
        return image.rotate(180)
    if how == "squashed":
        return image.resize((height, height))
    if how == "quarter size":
        return image.resize((width // 4, height // 4))
    if how == "1 x 1":
        return image.resize((1, 1))
    blank = Image.new("RGB", image.size, "white")
    if how == "legend of another curve":
        with Image.open(GOOD / "BoxP_curve.png") as other:
            image.paste(other.convert("RGB").crop((1560, 0, width, height)), (1560, 0))
        return image
    return blank


@pytest.mark.parametrize(
    "how",
    [
        "left half",
        "right half",
        "upper half",
        "legend cut off",
        "grey",
        "grey as RGB",
        "inverted",
        "mirrored",
        "turned",
        "squashed",
        "quarter size",
        "1 x 1",
        "legend of another curve",
        "blank",
    ],
)
def test_other_pictures_are_declined(tmp_path: Path, how: str) -> None:
    with Image.open(GOOD / "BoxF1_curve.png") as image:
        altered(image.convert("RGB"), how).save(tmp_path / "F1_curve.png")
    declined = read_curve(tmp_path / "F1_curve.png", "F1")
    assert isinstance(declined, Declined)
    assert declined.reason.endswith(".")
    assert "could not be read" not in declined.reason, "declined by chance, not by a rule"


def test_other_files_are_declined(tmp_path: Path) -> None:
    path = tmp_path / "F1_curve.png"
    whole = (GOOD / "BoxF1_curve.png").read_bytes()
    for data in (
        b"",
        b"epoch,loss\n1,2\n",
        whole[: len(whole) // 2],
    ):
        path.write_bytes(data)
        assert isinstance(read_curve(path, "F1"), Declined)
    assert isinstance(read_curve(tmp_path, "F1"), Declined)
    assert isinstance(read_curve(tmp_path / "absent.png", "F1"), Declined)


def test_a_curve_of_another_kind_is_declined() -> None:
    assert isinstance(read_curve(GOOD / "BoxPR_curve.png", "F1"), Declined)
    assert isinstance(read_curve(GOOD / "BoxF1_curve.png", "PR"), Declined)


@pytest.mark.parametrize("filter_", list(Image.Resampling)[1:])
def test_half_size_pictures_still_work(tmp_path: Path, filter_: Image.Resampling) -> None:
    for name in ("BoxF1_curve.png", "BoxPR_curve.png"):
        whole = read(GOOD / name)
        with Image.open(GOOD / name) as image:
            image.resize((1125, 750), filter_).save(tmp_path / name)
        half = read(tmp_path / name)
        assert half.legend == whole.legend
        assert half.class_count == whole.class_count
        assert half.classes is None
        assert np.median(np.abs(half.mean - whole.mean)) < 0.001


def test_a_fault_of_the_reading_itself_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise IndexError("a mistake")

    monkeypatch.setattr(curves, "axes_of", fail)
    assert isinstance(read_curve(GOOD / "BoxF1_curve.png", "F1"), Declined)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), kind=st.sampled_from(list(KINDS.values())))
def test_small_pictures_never_raise(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, kind: Kind
) -> None:
    width, height = (data.draw(st.integers(1, 40)) for _ in range(2))
    seed = data.draw(st.integers(0, 2**32 - 1))
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)
    path = tmp_path_factory.mktemp("small") / "plot.png"
    Image.fromarray(noise).save(path)
    assert isinstance(read_curve(path, kind), Declined)


@settings(max_examples=25, deadline=None)
@given(
    patches=st.lists(
        st.tuples(
            st.integers(0, 2249),
            st.integers(0, 1499),
            st.integers(1, 700),
            st.integers(1, 500),
            st.sampled_from([(0, 0, 255), (255, 255, 255), (0, 0, 0), (31, 119, 180), None]),
        ),
        min_size=1,
        max_size=8,
    ),
    kind=st.sampled_from(list(KINDS.values())),
)
def test_painted_over_plots_are_read_or_declined_by_a_rule(
    patches: list[tuple[int, int, int, int, tuple[int, int, int] | None]], kind: Kind
) -> None:
    pixels = decode_png(GOOD / f"Box{kind}_curve.png").copy()
    for left, top, width, height, colour in patches:
        part = pixels[top : top + height, left : left + width, :3]
        part[:] = part[::-1].copy() if colour is None else colour
    try:
        curve = curves._read(pixels, kind)
    except PlotDeclined:
        return
    assert curve.mean.shape == (201,)
    assert np.nanmin(curve.mean) >= 0
    assert np.nanmax(curve.mean) <= 1
