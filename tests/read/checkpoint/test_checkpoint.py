"""What a checkpoint tells: class names, version, arguments, results, and whether it is finished."""

from __future__ import annotations

import importlib.util
import math
import os
import pickle
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.read.checkpoint.member import read_pickle
from reportgen.read.checkpoint.steps import describe
from reportgen.read.checkpoint.values import Pairs
from reportgen.read.checkpoint.weights import Checkpoint, NotReadable, read_checkpoint
from tests.read.checkpoint.hostile_checkpoints import (
    NAMES,
    Obj,
    Raw,
    content,
    make_checkpoint,
    model,
    pickled,
    zipped,
)

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SHAPE_NAMES = ("disc", "square", "triangle", "star", "ring segment", "cross")
DIGITS = tuple("0123456789")


def read(path: Path) -> Checkpoint:
    """A checkpoint that must be readable."""
    checkpoint = read_checkpoint(path)
    assert isinstance(checkpoint, Checkpoint), checkpoint
    return checkpoint


def read_with(tmp_path: Path, **changes: Any) -> Checkpoint:
    """The ordinary checkpoint with other top-level entries."""
    return read(make_checkpoint(tmp_path / "best.pt", **changes))


def reason(path: Path) -> str:
    """Why a file is not read."""
    result = read_checkpoint(path)
    assert isinstance(result, NotReadable)
    return result.reason


def as_pickled(value: Any) -> Raw:
    """`value` as Python itself pickles it."""
    return Raw(pickle.dumps(value, 2)[2:-1])


# Real files


REAL = {
    "trained/baseline-n/weights/best.pt": ("8.4.190", SHAPE_NAMES, 120, "yolo11n-seg.yaml", 192),
    "trained/easy-seed0/weights/best.pt": ("8.4.190", SHAPE_NAMES, 50, "yolo11n-seg.yaml", 160),
    "real-runs/checkpoints/ktios+yolov8-pytorch-classify-8.0.170-best.pt": (
        *("8.0.170", DIGITS, 0, "yolov8n-cls.yaml", 64),
    ),
    "real-runs/checkpoints/BabyMelvin+yolo_learn-classify-8.3.92-best.pt": (
        *("8.3.92", DIGITS, 5, "yolo11n-cls.yaml", 64),
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_real_checkpoints_are_read(shared_folder: Path, name: str) -> None:
    version, names, rows, model_name, imgsz = REAL[name]
    checkpoint = read(shared_folder / name)
    assert checkpoint.version == version
    assert checkpoint.names == names
    assert checkpoint.rows == rows
    assert checkpoint.train_args["model"] == model_name
    assert checkpoint.train_args["imgsz"] == imgsz
    assert checkpoint.date is not None
    assert checkpoint.date.startswith("20")


@pytest.mark.parametrize("run", ["baseline-n", "easy-seed0"])
def test_results_in_a_checkpoint_equal_results_csv(shared_folder: Path, run: str) -> None:
    folder = shared_folder / "trained" / run
    results = read(folder / "weights" / "best.pt").results
    assert results is not None
    header, *rows = (folder / "results.csv").read_text().splitlines()
    written = list(zip(*(map(float, row.split(",")) for row in rows), strict=True))
    expected = dict(zip(header.split(","), written, strict=True))
    assert list(results) == list(expected)
    for name, column in expected.items():
        assert results[name] == pytest.approx(column, rel=1e-4), name


@pytest.mark.parametrize("name", REAL)
def test_without_its_tensors_a_checkpoint_is_small_and_reads_the_same(
    shared_folder: Path, tmp_path: Path, name: str
) -> None:
    source, target = shared_folder / name, tmp_path / "best.pt"
    script().strip_tensors(source, target)
    assert read_checkpoint(target) == read_checkpoint(source)
    assert target.stat().st_size < source.stat().st_size / 40


def test_stripping_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    source = make_checkpoint(tmp_path / "best.pt")
    for copy in ("a.pt", "b.pt"):
        script().strip_tensors(source, tmp_path / copy)
    assert (tmp_path / "a.pt").read_bytes() == (tmp_path / "b.pt").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.pt") as archive:
        assert archive.namelist() == ["best/data.pkl", "best/version"]


def test_stripping_something_else_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme", "")
    with pytest.raises(ValueError, match=r"no data\.pkl"):
        script().strip_tensors(tmp_path / "a.zip", tmp_path / "b.zip")


def script() -> Any:
    """sample_runs/strip_tensors.py, which is no part of the package."""
    path = Path(__file__).parents[3] / "sample_runs" / "strip_tensors.py"
    spec = importlib.util.spec_from_file_location("strip_tensors", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What is told


def test_an_ordinary_checkpoint(tmp_path: Path) -> None:
    assert read_with(tmp_path) == Checkpoint(
        names=NAMES,
        version="8.3.92",
        date="2025-03-18T16:44:20.126105",
        train_args={"task": "segment", "epochs": 2, "imgsz": 640, "lr0": 0.01, "amp": True},
        results={"epoch": (1.0, 2.0), "metrics/mAP50(M)": (0.25, 0.5)},
    )


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_a_metric_of_numpy_is_a_number(tmp_path: Path, kind: type) -> None:
    told = read_with(tmp_path, train_results={"epoch": [as_pickled(kind(0.375))]})
    assert told.results == {"epoch": (0.375,)}


def test_what_is_missing_is_not_known(tmp_path: Path) -> None:
    path = zipped(tmp_path / "best.pt", pickled({"model": None}))
    assert read(path) == Checkpoint()
    assert read(path).rows == 0


def test_ema_holds_the_names_where_model_is_none(tmp_path: Path) -> None:
    assert read_with(tmp_path, model=None, ema=model(("a", "b"))).names == ("a", "b")


def test_model_wins_over_ema(tmp_path: Path) -> None:
    assert read_with(tmp_path, ema=model(("a", "b"))).names == NAMES


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a", "b"], ("a", "b")),
        ({1: "b", 0: "a"}, ("a", "b")),
        ({0: "a", 2: "c"}, ()),
        ({1: "a", 2: "b"}, ()),
        ({-1: "a", 0: "b"}, ()),
        ({"0": "a"}, ()),
        ({0: "a", "x": "b"}, ()),
        ({0: 5, 1: False}, ("5", "False")),
        ({0: "a", 1: None}, ()),
        ({0: "a", 1: ["b"]}, ()),
        ([], ()),
        ("ab", ()),
        (None, ()),
        (3, ()),
        ({0: "x" * 101}, ("x" * 100 + "…",)),
        ({0: "a\nb\x1b[31m"}, ("a b [31m",)),
        ({0: "क्‍ष 👩‍🚒"}, ("क्‍ष 👩‍🚒",)),
    ],
)
def test_names_are_by_class_index_or_not_known(
    tmp_path: Path, names: Any, expected: tuple[str, ...]
) -> None:
    assert read_with(tmp_path, model=model(names)).names == expected


@QUICK
@given(names=st.lists(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=100)))
def test_any_printable_name_is_told_as_it_is(tmp_path: Path, names: list[str]) -> None:
    assert read_with(tmp_path, model=model(tuple(names))).names == tuple(names)


def test_arguments_of_the_first_releases_are_a_namespace(tmp_path: Path) -> None:
    arguments = Obj(
        "ultralytics.yolo.utils", "IterableSimpleNamespace", (), {"imgsz": 320}, b"\x81"
    )
    assert read_with(tmp_path, train_args=arguments).train_args == {"imgsz": 320}


def test_arguments_are_plain_values(tmp_path: Path) -> None:
    arguments = {
        "time": None,
        "device": [0, 1],
        "classes": ["a"],
        "data": {"path": "x"},
        "model": Obj("torch.nn", "Module"),
        "project": as_pickled(PurePosixPath("runs/segment")),
        "name": as_pickled(PureWindowsPath("runs\\segment")),
        "freeze": as_pickled(10**40),
    }
    assert read_with(tmp_path, train_args=arguments).train_args == {
        "time": None,
        "device": [0, 1],
        "project": "runs/segment",
        "name": "runs/segment",
    }


def test_arguments_are_redacted(tmp_path: Path) -> None:
    arguments = {
        "project": "/home/ann/secret/runs/segment",
        "save_dir": as_pickled(PurePosixPath("/home/ann/secret/runs/train")),
        "data": "https://h.example/d.zip?X-Goog-Signature=0123456789",
        "api_key": "abc",
    }
    told = read_with(tmp_path, train_args=arguments).train_args
    assert told["api_key"] == "…"
    assert not any(word in str(told) for word in ("ann", "secret", "0123456789", "abc"))
    assert str(told["project"]).endswith("runs/segment")


def test_a_cell_that_is_no_number_is_nan(tmp_path: Path) -> None:
    cells = [1, 0.5, as_pickled(np.float64(0.25)), None, "x", True, math.inf]
    results = read_with(tmp_path, train_results={" val/box_loss ": cells}).results
    assert results is not None
    [(name, column)] = results.items()
    assert name == "val/box_loss"
    assert column[:3] == (1.0, 0.5, 0.25)
    assert all(map(math.isnan, column[3:6]))
    assert column[6] == math.inf


@pytest.mark.parametrize(
    "results", [None, {}, [], {"a": []}, {"a": [1], "b": [1, 2]}, {"a": "text"}, {1: [2]}]
)
def test_results_that_are_no_table_are_not_known(tmp_path: Path, results: Any) -> None:
    checkpoint = read_with(tmp_path, train_results=results)
    assert checkpoint.results is None
    assert checkpoint.rows == 0


def test_an_ordered_dict_is_a_dict(tmp_path: Path) -> None:
    made = instructions_of_ordered_dict({"task": "pose"})
    assert read_with(tmp_path, train_args=made).train_args == {"task": "pose"}


def instructions_of_ordered_dict(values: dict[str, str]) -> Raw:
    from collections import OrderedDict

    return as_pickled(OrderedDict(values))


# What is declined


def test_a_reason_is_one_sentence_about_the_file(tmp_path: Path) -> None:
    (tmp_path / "best.pt").write_bytes(b"hello")
    assert reason(tmp_path / "best.pt") == (
        "best.pt is not a zip archive: cut short, no checkpoint, or saved by PyTorch before 1.6."
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert reason(tmp_path / "last.pt") == "last.pt is missing."


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read every file")
def test_a_forbidden_file_is_declined(tmp_path: Path) -> None:
    path = make_checkpoint(tmp_path / "best.pt")
    path.chmod(0)
    assert "cannot be opened" in reason(path)


def test_a_path_that_cannot_be_is_declined() -> None:
    assert "cannot be read" in reason(Path("a\0b"))


def test_other_weights_are_declined(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.pt", pickled({"layer.weight": [1.0]}))
    assert reason(path) == "a.pt holds no model, so it is not a checkpoint of a training."


# Whatever the bytes are


Plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3) | st.integers(0, 9), inner, max_size=4)
        | st.tuples(inner)
        | st.tuples(inner, inner)
        | st.lists(inner, min_size=3, max_size=5).map(tuple)
    ),
    max_leaves=12,
)


def built(value: Any) -> Any:
    """The plain value that a description stands for."""
    if isinstance(value, Pairs):
        return {key: built(item) for key, item in value.items}
    if isinstance(value, (list, tuple)):
        return type(value)(map(built, value))
    return value


@QUICK
@given(value=Plain)
def test_plain_values_are_described_as_python_reads_them(value: Any) -> None:
    # Compared as text: NaN differs from itself.
    assert repr(built(describe(pickle.dumps(value, 2)))) == repr(value)


Change = st.tuples(
    st.sampled_from(["set", "insert", "delete", "repeat"]),
    st.floats(0, 1, exclude_max=True),
    st.binary(min_size=1, max_size=6),
)


def changed(data: bytes, changes: list[tuple[str, float, bytes]]) -> bytes:
    """`data` with some bytes overwritten, put in, left out or repeated."""
    for kind, place, new in changes:
        at = int(place * len(data))
        end = at + (len(new) if kind in ("set", "delete") else 0)
        middle = {"set": new, "insert": new, "delete": b"", "repeat": data[at : at + 40] * 2}[kind]
        data = data[:at] + middle + data[end:]
    return data


def assert_read_or_declined(path: Path) -> None:
    result = read_checkpoint(path)
    if isinstance(result, Checkpoint):
        assert all(isinstance(name, str) for name in result.names)
    else:
        assert result.reason.startswith(path.name)


@settings(QUICK, max_examples=400)
@given(changes=st.lists(Change, min_size=1, max_size=4))
def test_a_damaged_pickle_never_raises(
    tmp_path: Path, changes: list[tuple[str, float, bytes]]
) -> None:
    data = changed(pickled(content()), changes)
    assert_read_or_declined(zipped(tmp_path / "best.pt", data, compression=zipfile.ZIP_STORED))


@settings(QUICK, max_examples=400)
@given(changes=st.lists(Change, min_size=1, max_size=4))
def test_a_damaged_archive_never_raises(
    tmp_path: Path, changes: list[tuple[str, float, bytes]]
) -> None:
    path = make_checkpoint(tmp_path / "best.pt")
    path.write_bytes(changed(path.read_bytes(), changes))
    assert_read_or_declined(path)


@settings(QUICK, max_examples=40)
@given(changes=st.lists(Change, min_size=1, max_size=8))
def test_a_damaged_real_pickle_never_raises(
    shared_folder: Path, tmp_path: Path, changes: list[tuple[str, float, bytes]]
) -> None:
    source = shared_folder / "real-runs/checkpoints/BabyMelvin+yolo_learn-classify-8.3.92-best.pt"
    data = changed(bytes(read_pickle(source)), changes)
    assert_read_or_declined(zipped(tmp_path / "best.pt", data, compression=zipfile.ZIP_STORED))


@QUICK
@given(data=st.binary(max_size=300))
def test_any_bytes_as_a_pickle_never_raise(tmp_path: Path, data: bytes) -> None:
    path = zipped(tmp_path / "best.pt", b"\x80\x02" + data, compression=zipfile.ZIP_STORED)
    assert_read_or_declined(path)
