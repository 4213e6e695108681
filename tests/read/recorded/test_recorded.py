"""reportgen-pictures.json is a stranger's: whatever is odd declines it, with a reason."""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from PIL import Image

from reportgen.read.plot.image import Declined
from reportgen.read.recorded.columns import pack
from reportgen.read.recorded.content import content_of
from reportgen.read.recorded.file import SCHEMA_PATH, read_recorded, recorded_of
from reportgen.read.recorded.model import Recorded


def webp(side: int = 40) -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (side, side)).save(buffer, "WEBP")
    return base64.b64encode(buffer.getvalue()).decode()


def content() -> dict[str, Any]:
    """Two pictures: an object with two predictions, and nothing."""
    columns = {
        "width": pack(np.array([640, 64]), "<u4"),
        "height": pack(np.array([480, 64]), "<u4"),
        "gain": pack(np.array([1.0, 2.0]), "<f4"),
        "truths": pack(np.array([1, 0]), "<u2"),
        "predictions": pack(np.array([2, 0]), "<u2"),
        "pairs": pack(np.array([1, 0]), "<u4"),
        "truth_class": pack(np.array([1]), "<u2"),
        "truth_box": pack(np.array([20_000, 20_000, 30_000, 30_000]), "<u2"),
        "class": pack(np.array([1, 0]), "<u2"),
        "confidence": pack(np.array([60_000, 30_000]), "<u2"),
        "box": pack(np.array([20_000, 0, 20_000, 0, 30_000, 9, 30_000, 9]), "<u2"),
        "pair_truth": pack(np.array([0]), "<u2"),
        "pair_prediction": pack(np.array([0]), "<u2"),
        "pair_overlap": pack(np.array([65_535]), "<u2"),
    }
    return {
        "format": 1,
        "reportgen": "1",
        "ultralytics": "8.4.190",
        "task": "segment",
        "head": "mask",
        "names": ["a", "b"],
        "weights": "best.pt",
        "epochs": 3,
        "seen": 2,
        "lowest": 0.01,
        "notes": [],
        "pictures": ["one.jpg", "two.jpg"],
        "columns": columns,
        "thumbnails": [{"picture": 0, "data": webp()}],
    }


@pytest.mark.parametrize("task", ["segment", "obb"])
def test_a_validation_is_written_as_it_was_read(task: str) -> None:
    """Columns come back to the last bit, so that what is judged by them does."""
    top = content() | {"task": task}
    if task == "obb":
        steps = [20_000, 20_000, 30_000, 30_000, 40_000]
        top["columns"] |= {
            "truth_box": pack(np.array(steps), "<u2"),
            "box": pack(np.array([s for step in steps for s in (step, step - 7)]), "<u2"),
        }
    again = content_of(recorded_of(top))
    assert {k: top[k] for k in ("task", "head", "names", "seen", "pictures")} == {
        k: again[k] for k in ("task", "head", "names", "seen", "pictures")
    }
    assert again["columns"] == top["columns"]


def read(top: Any, folder: Path) -> Recorded | Declined:
    path = folder / "reportgen-pictures.json"
    path.write_text(json.dumps(top), encoding="utf-8")
    return read_recorded(path)


def test_what_is_sound_is_read(tmp_path: Path) -> None:
    top = content()
    jsonschema.validate(top, json.loads(SCHEMA_PATH.read_text(encoding="utf-8")))
    recorded = read(top, tmp_path)
    assert isinstance(recorded, Recorded)
    assert recorded.pictures[0].overlap.tolist() == [[1.0, 0.0]]
    assert recorded.pictures[0].truth.edges[0, 0] == pytest.approx(20_000 / 65_535 * 1.5 - 0.25)
    assert recorded.thumbnails is not None
    assert recorded.thumbnails[0][8:12] == b"WEBP"


def column(name: str, values: list[int], kind: str = "<u2") -> Callable[[dict[str, Any]], None]:
    return lambda top: top["columns"].update({name: pack(np.array(values), kind)})


def field(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda top: top.update({name: value})


def bomb(top: dict[str, Any]) -> None:
    packed = base64.b64encode(zlib.compress(b"\0" * 300_000_000)).decode()
    top["columns"]["width"] = packed


@pytest.mark.parametrize(
    "spoil",
    [
        field("format", 2),
        field("format", True),
        field("task", "classify"),
        field("head", "../"),
        field("names", []),
        field("names", [1, 2]),
        field("seen", -1),
        field("seen", "many"),
        field("lowest", 2),
        field("notes", ["x"] * 11),
        field("notes", [1]),
        field("epochs", 1.5),
        field("pictures", ["one.jpg"]),
        field("pictures", [None, None]),
        field("columns", []),
        field("thumbnails", [{"picture": 7, "data": webp()}]),
        field("thumbnails", [{"picture": 0, "data": webp(700)}]),
        field("thumbnails", [{"picture": 0, "data": "PHN2Zz4="}]),
        field("thumbnails", [{"picture": 0, "data": "?"}]),
        field("thumbnails", [{"picture": 0, "data": webp()}] * 65),
        column("width", [0, 64], "<u4"),
        column("width", [640], "<u4"),
        column("truths", [2, 0]),
        column("truths", [65_535, 65_535]),
        column("truth_class", [2]),
        column("class", [1, 9]),
        column("confidence", [30_000, 60_000]),
        column("pair_truth", [1]),
        column("pair_prediction", [2]),
        lambda top: top["columns"].update(gain=pack(np.array([np.nan, 1]), "<f4")),
        lambda top: top["columns"].update(box="not base64"),
        lambda top: top["columns"].update(box=base64.b64encode(b"no zlib").decode()),
        lambda top: top["columns"].pop("box"),
        lambda top: top.pop("names"),
        bomb,
    ],
)
def test_what_is_odd_declines_the_file(
    spoil: Callable[[dict[str, Any]], None], tmp_path: Path
) -> None:
    top = content()
    spoil(top)
    declined = read(top, tmp_path)
    assert isinstance(declined, Declined)
    assert declined.reason.startswith("reportgen-pictures.json ")
    assert len(declined.reason) < 200


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "NaN", '"text"', "null"])
def test_what_is_no_json_declines_the_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "reportgen-pictures.json"
    path.write_text(text)
    assert isinstance(read_recorded(path), Declined)


def test_bits_that_flip_never_raise(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    whole = json.dumps(content()).encode()
    path = tmp_path / "reportgen-pictures.json"
    for _ in range(300):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), 4):
            damaged[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        assert isinstance(read_recorded(path), (Recorded, Declined))
