"""runs.json read back: what it was, or nothing; never anything that is not ours to touch."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.errors import ReportError
from reportgen.output.site.model import Card, CardPicture, SiteState, Together, packed_curve
from reportgen.output.site.names import is_own
from reportgen.output.site.state import Damaged, dump, load

CARD = Card(
    id="0123456789abcdef",
    place="fedcba9876543210",
    slug="train-01234567",
    name="train",
    verdict="warn",
    sentence="Overfitting from epoch 46.",
    task="segment",
    set="shrimp.yaml",
    value=0.5,
    metrics={"metrics/mAP50(M)": 0.7},
    best_epoch=44,
    date="2026-01-02T03:04:05",
    dated="checkpoint",
    curve=packed_curve([(1.0, 0.0), (2.0, 0.5)]),
    shot=CardPicture("img/0123456789abcdef0123.jpg", 640, 480),
    published="2026-01-03T00:00:00Z",
    updated="2026-01-04T00:00:00Z",
    files=("runs/train-01234567.html", "img/0123456789abcdef0123.jpg"),
)
TOGETHER = Together(
    "shrimp-yaml-01234567", "shrimp.yaml", "segment", (CARD.id,), "f", ("index.html",)
)
STATE = SiteState(
    {CARD.id: CARD}, {TOGETHER.slug: TOGETHER}, {"index.html", *CARD.files}, first=CARD.id
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def loaded(text: bytes) -> SiteState | None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "runs.json").write_bytes(text)
        try:
            return load(Path(folder))
        except (Damaged, ReportError):
            return None


def test_what_is_written_is_read_back() -> None:
    assert loaded(dump(STATE, "Runs")) == STATE


def test_a_site_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    """Made anew, it would lose the runs that are gone from disk."""
    content = {**json.loads(dump(STATE, "Runs")), "schema_version": 3}
    (tmp_path / "runs.json").write_text(json.dumps(content))
    with pytest.raises(ReportError, match="made by a newer reportgen"):
        load(tmp_path)


def test_many_small_values_are_refused_before_they_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.output.site.state.MAX_VALUES", 1_000)
    (tmp_path / "runs.json").write_bytes(b"[" + b"[]," * 1_000 + b"[]]")
    with (
        patch("json.loads", side_effect=AssertionError("it was read")),
        pytest.raises(Damaged),
    ):
        load(tmp_path)


BOUNDS: list[tuple[str, Any, Any]] = [
    ("value", 1e15, 1.1e15),
    ("value", -1e15, float("inf")),
    ("value", 0, "0.5"),
    ("value", None, True),
    ("best_epoch", 3, "3"),
    ("name", "x" * 1_000, "x" * 1_001),
    ("tags", ["x"] * 50, ["x"] * 51),
    ("tags", ["x" * 1_000], ["x" * 1_001]),
    ("curve", [[0, 0]] * 2_000, [[0, 0]] * 2_001),
    ("curve", [[1, 2]], [[1, 2, 3]]),
    ("metrics", {str(at): at for at in range(2_000)}, {str(at): at for at in range(2_001)}),
    ("arguments", {"lr0": "0.01"}, {"lr0": []}),
    ("verdict", "pass", "passed"),
    ("date", "2024-02-29T00:00:00", "2023-02-29T00:00:00"),
    ("updated", "", "2026-01-04"),
    ("slug", "train-01234567", "../train-01234567"),
    ("files", ["runs/train-01234567.html"], ["../runs.html"]),
    ("shared", 0, -1),
]
"""A key of a run, what may stand there, and what is just beyond."""


@pytest.mark.parametrize(("key", "within", "beyond"), BOUNDS)
def test_a_value_is_taken_up_to_its_bound(key: str, within: Any, beyond: Any) -> None:
    content = json.loads(dump(STATE, "Runs"))
    for value, is_taken in ((within, True), (beyond, False)):
        content["runs"][0][key] = value
        assert (loaded(json.dumps(content).encode()) is not None) is is_taken


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_other_value_is_taken_whole_or_not_at_all(data: st.DataObject) -> None:
    content: dict[str, Any] = json.loads(dump(STATE, "Runs"))
    places = [content, content["runs"][0], content["comparisons"][0], content["runs"][0]["shot"]]
    place = data.draw(st.sampled_from(places))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(VALUES)
    state = loaded(json.dumps(content).encode("utf-8", "surrogatepass"))
    if state is not None:
        assert all(is_own(file) for file in {*state.files, *state.needed()})
        assert dump(state, "Runs")


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_other_bytes_are_damage(text: bytes) -> None:
    assert loaded(text) is None
