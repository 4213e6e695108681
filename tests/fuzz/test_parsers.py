"""Each parser on whatever hypothesis thinks of: a value, or its own "not readable", no more."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.page.picture.bare import BadPicture
from reportgen.page.picture.images import embed
from reportgen.page.text.notes import to_html
from reportgen.read.bounded import Unreadable
from reportgen.read.checkpoint.weights import Checkpoint, NotReadable, read_checkpoint
from reportgen.read.dataset.class_names import names_of_data
from reportgen.read.exact import Exact
from reportgen.read.exact.json import read_exact
from reportgen.read.folder.pictures import Picture
from reportgen.read.plot.image import Declined, PlotDeclined, decode_png
from reportgen.read.redact import MAX_TEXT, one_line, redact
from reportgen.read.table.args import read_args
from reportgen.read.table.reading import read_results

FIELDS = ["format", "names", "heads", "confusion", "missing", "weights", "epochs"]
few = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@few
@given(content=st.binary(max_size=2_000))
def test_bytes_of_any_kind(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    for read in (read_args, read_results, names_of_data, decode_png):
        with_reason(read, path)
    assert isinstance(read_checkpoint(path), Checkpoint | NotReadable)
    assert isinstance(read_exact(path), Exact | Declined)


def with_reason(read: Any, path: Path) -> Any:
    """What a reader gives, or None when it says in a sentence why not."""
    try:
        return read(path)
    except (Unreadable, PlotDeclined, BadPicture) as error:
        assert 5 < len(str(error)) < 300
        assert str(error).isprintable()
        return None


@few
@given(
    start=st.sampled_from([b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff"]),
    rest=st.binary(max_size=300),
)
@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_pictures_that_begin_well(tmp_path: Path, name: str, start: bytes, rest: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(start + rest + b"\xff\xd9IEND\xaeB`\x82")
    with_reason(decode_png, path)
    shown = with_reason(lambda p: embed(Picture(name, p, 1)), path)
    assert shown is None or (shown.width > 0 and shown.uri.startswith("data:image/"))


@few
@given(content=st.dictionaries(st.text(max_size=10), plain, max_size=6))
def test_any_mapping_is_arguments(tmp_path: Path, content: dict[str, Any]) -> None:
    path = tmp_path / "args.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    args = with_reason(read_args, path)
    assert args is None or all(_is_plain(value) for value in args.values.values())
    if args:
        for name in args.values:
            assert args.number(name) is None or math.isfinite(args.number(name))


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or type(value) in (bool, int, float, str)


cell = st.sampled_from(["", "nan", "inf", "1e308", "-3", "x", '"', "1,5"]) | st.floats().map(str)


@few
@given(
    header=st.lists(st.sampled_from(["train/a_loss", "metrics/b", " epoch ", "x", ""]), max_size=5),
    rows=st.lists(st.lists(cell, min_size=1, max_size=6), max_size=12),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_any_table_gives_epochs_in_order(
    tmp_path: Path, header: list[str], rows: list[list[str]], separator: str
) -> None:
    numbered = [[str(number), *row] for number, row in enumerate(rows)]
    text = "\n".join(separator.join(line) for line in [["epoch", *header], *numbered])
    (tmp_path / "results.csv").write_text(text)
    table = with_reason(read_results, tmp_path / "results.csv")
    if table is not None:
        assert np.all(np.diff(table.epochs) > 0)
        assert table.epochs[0] >= 1
        assert all(values.shape == table.epochs.shape for values in table.columns.values())


@few
@given(
    content=st.dictionaries(
        st.sampled_from(["format", "names", "heads", "confusion", "missing", "weights"]), plain
    )
)
def test_any_json_is_numbers_or_declined(tmp_path: Path, content: dict[str, Any]) -> None:
    path = tmp_path / "reportgen.json"
    path.write_text(json.dumps({"format": 1, **content}, default=str), encoding="utf-8")
    assert isinstance(read_exact(path), Exact | Declined)


@few
@given(text=st.text(max_size=400) | st.text("[]()*_`<>&!#|-: \n\\/a1.", max_size=400))
def test_any_notes_are_harmless(text: str) -> None:
    html = str(to_html(text))
    assert "<script" not in html.lower()
    assert "<img" not in html.lower()
    assert "javascript:" not in html.lower().split('href="')[-1][:11]


@few
@given(text=st.text(max_size=3_000) | st.text("/\\:.~=?&aC home users key token", max_size=500))
def test_redacting_twice_adds_nothing_that_was_hidden(text: str) -> None:
    once = redact(text)
    assert len(once) <= MAX_TEXT * 2
    assert one_line(once, 100).isprintable() or "\u200d" in once or "\u200c" in once
