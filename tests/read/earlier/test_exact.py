"""reportgen.json read back: what was written comes out, and whatever is odd is declined."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.read.earlier.json_fields import Odd, partial_shares
from reportgen.read.exact import SCHEMA_PATH, Exact
from reportgen.read.exact.json import MAX_BYTES, read_exact
from reportgen.read.plot.image import Declined

SCHEMA = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))


def curve(kind: str) -> dict[str, Any]:
    """A curve of two classes; the second was never predicted in PR."""
    rising = [index / 200 for index in range(201)]
    classes = [rising, None] if kind == "PR" else [rising, [0.5] * 201]
    at = None if kind == "PR" else 0.3453453
    return {"mean": rising, "peak": 0.6549, "peak_confidence": at, "classes": classes}


def document() -> dict[str, Any]:
    """A whole file: three classes, of which the validation set has the first and the last."""
    head = {
        "class_index": [0, 2],
        "precision": [0.9, 0],
        "recall": [0.8, 1],
        "f1": [0.85, 0.0],
        "mAP50": [0.7, 0.25],
        "mAP50-95": [0.5, 0.125],
        "curves": {kind: curve(kind) for kind in ("F1", "P", "R", "PR")},
    }
    return {
        "format": 1,
        "reportgen": "1.0",
        "ultralytics": "8.4.190",
        "task": "segment",
        "weights": "best.pt",
        "epochs": 100,
        "names": ["disc", "étoile", "square"],
        "images": 40,
        "instances": [30, 0, 12],
        "speed": {"preprocess": 0.1, "inference": 5, "loss": 0.0, "postprocess": 1.5},
        "heads": {"box": head, "mask": copy.deepcopy(head)},
        "confusion": {
            "counts": [[20, 0, 2, 5], [0, 0, 0, 1], [1, 0, 9, 0], [9, 0, 1, 0]],
            "confidence": 0.001,
        },
        "missing": {},
    }


def read(tmp_path: Path, content: Any) -> Exact | Declined:
    text = content if isinstance(content, str) else json.dumps(content)
    path = tmp_path / "reportgen.json"
    path.write_text(text, encoding="utf-8")
    return read_exact(path)


def test_what_was_written_comes_out(tmp_path: Path) -> None:
    exact = read(tmp_path, document())
    assert isinstance(exact, Exact)
    assert exact.names == ("disc", "étoile", "square")
    assert (exact.ultralytics, exact.task, exact.weights) == ("8.4.190", "segment", "best.pt")
    assert (exact.epochs, exact.images, exact.instances) == (100, 40, (30, 0, 12))
    assert exact.speed["inference"] == 5
    mask = exact.heads["mask"]
    assert mask.class_index == (0, 2)
    assert mask.map50.tolist() == [0.7, 0.25]
    assert mask.map50_95.tolist() == [0.5, 0.125]
    assert mask.precision.tolist() == [0.9, 0]
    assert mask.curves["F1"].mean[100] == 0.5
    assert mask.curves["F1"].x[100] == 0.5


def test_matrix_is_predicted_by_true(tmp_path: Path) -> None:
    exact = read(tmp_path, document())
    assert isinstance(exact, Exact)
    assert exact.confusion is not None
    assert exact.confusion.counts[0, 3] == 5, "false alarms of class 0 stand in the last column"
    assert exact.confusion.counts[3, 0] == 9, "missed objects of class 0 stand in the last row"
    assert exact.confusion.confidence == 0.001


def test_legend_is_rounded_as_in_the_plot(tmp_path: Path) -> None:
    exact = read(tmp_path, document())
    assert isinstance(exact, Exact)
    f1, pr = exact.heads["box"].curves["F1"], exact.heads["box"].curves["PR"]
    assert (f1.value, f1.confidence) == (0.65, 0.345)
    assert (pr.value, pr.confidence) == (0.655, None)


def test_class_that_was_never_predicted_has_no_curve(tmp_path: Path) -> None:
    exact = read(tmp_path, document())
    assert isinstance(exact, Exact)
    rows = exact.heads["box"].curves["PR"].classes
    assert rows is not None
    assert rows.shape == (2, 201)
    assert np.isnan(rows[1]).all()
    assert not np.isnan(rows[0]).any()


def test_example_fits_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document(), SCHEMA)


ODD: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "later format": (("format",), 2),
    "format as a truth value": (("format",), True),
    "no names": (("names",), None),
    "name that is no text": (("names",), ["disc", 7, "square"]),
    "too many names": (("names",), ["x"] * 25_001),
    "weights of another kind": (("weights",), "other.pt"),
    "version that is markup": (("ultralytics",), "<script>"),
    "epochs below 0": (("epochs",), -1),
    "epochs as text": (("epochs",), "100"),
    "epochs beyond reason": (("epochs",), 10**30),
    "instances of other length": (("instances",), [1, 2]),
    "instances with null": (("instances",), [1, None, 2]),
    "speed without a stage": (("speed",), {"inference": 1.0}),
    "speed below 0": (("speed", "inference"), -1),
    "heads as a list": (("heads",), []),
    "class beyond the names": (("heads", "box", "class_index"), [0, 3]),
    "class twice": (("heads", "box", "class_index"), [2, 2]),
    "class as a truth value": (("heads", "box", "class_index"), [False, 2]),
    "no class": (("heads", "box", "class_index"), []),
    "share above 1": (("heads", "box", "recall", 0), 1.01),
    "share as a truth value": (("heads", "box", "recall", 0), True),
    "share as text": (("heads", "mask", "mAP50", 1), "0.5"),
    "huge share": (("heads", "mask", "mAP50", 1), 10**400),
    "column of other length": (("heads", "mask", "mAP50"), [0.5]),
    "curve of other length": (("heads", "mask", "curves", "F1", "mean"), [0.5] * 200),
    "curve with a hole": (("heads", "mask", "curves", "F1", "mean", 3), None),
    "PR with a confidence": (("heads", "mask", "curves", "PR", "peak_confidence"), 0.5),
    "F1 without one": (("heads", "mask", "curves", "F1", "peak_confidence"), None),
    "too few class curves": (("heads", "mask", "curves", "F1", "classes"), [None]),
    "matrix of other size": (("confusion", "counts"), [[1]]),
    "matrix that is not square": (("confusion", "counts", 0), [1, 2, 3]),
    "count that is not whole": (("confusion", "counts", 0, 0), 1.5),
    "count below 0": (("confusion", "counts", 0, 0), -1),
    "empty matrix": (("confusion", "counts"), []),
    "reason that is no text": (("missing",), {"box": 1}),
    "too many reasons": (("missing",), {str(index): "x" for index in range(51)}),
}


@pytest.mark.parametrize("case", ODD)
def test_odd_field_declines_the_file(tmp_path: Path, case: str) -> None:
    path, value = ODD[case]
    content = document()
    target: Any = content
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    declined = read(tmp_path, content)
    assert isinstance(declined, Declined)
    assert declined.reason.startswith("reportgen.json is ")
    assert "script" not in declined.reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"format": NaN}',
        '{"format": 1e999}',
        '{"format": ' + "9" * 5_000 + "}",
        "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
        '{"a": ' * 5_000 + "1" + "}" * 5_000,
    ],
)
def test_what_is_no_such_json_is_declined(tmp_path: Path, text: str) -> None:
    assert isinstance(read(tmp_path, text), Declined)


def test_large_file_is_declined_unread(tmp_path: Path) -> None:
    path = tmp_path / "reportgen.json"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    declined = read_exact(path)
    assert isinstance(declined, Declined)
    assert "bytes" in declined.reason


def test_missing_file_is_declined(tmp_path: Path) -> None:
    assert read_exact(tmp_path / "reportgen.json") == Declined("reportgen.json is missing.")


def test_infinity_in_a_curve_is_declined(tmp_path: Path) -> None:
    content = document()
    content["heads"]["box"]["curves"]["F1"]["mean"][7] = math.inf
    assert isinstance(read(tmp_path, content), Declined)
    text = json.dumps(document()).replace("0.655", "1e999").replace("0.6549", "1e999")
    assert isinstance(read(tmp_path, text), Declined)


def test_texts_are_bounded_printable_and_redacted(tmp_path: Path) -> None:
    content = document()
    content["names"][0] = "a\nb\x1b" + "c" * 500
    content["missing"] = {"box.curves": "It was in /home/someone/secret/file. token=abc123"}
    exact = read(tmp_path, content)
    assert isinstance(exact, Exact)
    assert exact.names[0] == "a b " + "c" * 96
    assert "someone" not in exact.missing["box.curves"]
    assert "abc123" not in exact.missing["box.curves"]


def test_unknown_task_is_not_told_and_unknown_keys_are_passed_over(tmp_path: Path) -> None:
    content = document() | {"task": "depth", "later": {"x": 1}}
    exact = read(tmp_path, content)
    assert isinstance(exact, Exact)
    assert exact.task is None


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a document; of long lists the first three items."""
    found = [path]
    steps = list(value) if isinstance(value, dict) else list(range(min(3, len(value))))
    for step in steps if isinstance(value, (dict, list)) else []:
        found += places(value[step], (*path, step)) if _has_parts(value[step]) else [(*path, step)]
    return found


def _has_parts(value: Any) -> bool:
    return isinstance(value, (dict, list))


@settings(max_examples=80, deadline=None)
@given(place=st.sampled_from(places(document())[1:]), value=JSON_VALUES)
def test_any_value_anywhere_is_read_or_declined(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[str | int, ...], value: Any
) -> None:
    """Never an exception; and what is accepted lies within its bounds."""
    content = document()
    target: Any = content
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    exact = read(tmp_path_factory.getbasetemp(), content)
    if isinstance(exact, Exact):
        for head in exact.heads.values():
            assert ((head.map50 >= 0) & (head.map50 <= 1)).all()
            assert all(0 <= index < len(exact.names) for index in head.class_index)
            for drawn in head.curves.values():
                assert drawn.mean.shape == (201,)
                assert ((drawn.mean >= 0) & (drawn.mean <= 1)).all()


@settings(max_examples=50, deadline=None)
@given(data=st.binary(max_size=200), at=st.integers(0, 3_000))
def test_damaged_bytes_never_raise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int
) -> None:
    whole = json.dumps(document()).encode()
    path = tmp_path_factory.getbasetemp() / "damaged.json"
    path.write_bytes(whole[:at] + data + whole[at + len(data) :])
    assert isinstance(read_exact(path), (Exact, Declined))


def test_shares_read_from_a_picture_reach_a_little_above_1() -> None:
    """Lines are thick: their middle may lie beyond the frame."""
    assert partial_shares([1.01, None, 0.0], "curves.mean", 3)[[0, 2]].tolist() == [1.01, 0.0]
    for odd in (1.02, -0.01, True, "1"):
        with pytest.raises(Odd):
            partial_shares([odd], "curves.mean", 1)
