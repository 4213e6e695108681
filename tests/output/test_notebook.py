"""A run in a notebook: its report in a frame, and a few words for what shows no HTML."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from reportgen import compare, read_run
from reportgen.api import notebook
from tests.conftest import ROOT, SAMPLES
from tests.support.documents import marked


def test_the_cell_of_the_readme_shows_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    *lines, last = marked("notebook").strip().splitlines()
    names: dict[str, object] = {}
    monkeypatch.chdir(ROOT)
    exec("\n".join(lines), names)
    shown = eval(last.replace("runs/segment/train", "sample_runs/segment-short"), names)
    frame = re.fullmatch(
        r"""<iframe title="reportgen" srcdoc='([^']*)' style="[^"<>]*"></iframe>""",
        shown._repr_html_(),  # type: ignore[attr-defined]
    )
    assert frame, "one frame, and nothing of the report outside of it"
    document = unescape(frame[1])
    assert document.startswith("<!DOCTYPE html>")
    assert document.rstrip().endswith("</html>")


def test_every_link_of_a_cell_leads_somewhere() -> None:
    runs = [SAMPLES / name for name in ("segment-short", "segment-overfit", "detect")]
    for shown in (compare(runs), read_run(runs[0])):
        document = unescape(shown._repr_html_())
        anchors = set(re.findall(r' href="#([^"]+)"', document))
        assert len(anchors) > 10
        assert anchors <= set(re.findall(r' id="([^"]+)"', document))


def test_in_words_a_run_is_short_and_tells_no_path(tmp_path: Path) -> None:
    assert repr(read_run(SAMPLES / "segment-short")) == "<Run 'segment-short', 50 epochs>"
    (tmp_path / "args.yaml").write_text("task: segment\n")
    assert repr(read_run(tmp_path, name="bare")) == "<Run 'bare'>"


def test_runs_of_one_name_get_pages_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(notebook, "_in_notebook", lambda: True)
    places = [tmp_path.parent / name / "<b>train" for name in ("a", "b", "a")]
    first, other, again = (
        notebook._written(["<b>train"], [place], lambda: "page") for place in places
    )
    assert first == again != other
    assert re.fullmatch(r"reportgen-pages/[\w.-]+\.html", first)
    assert (tmp_path / first).read_text("utf-8") == "page"
