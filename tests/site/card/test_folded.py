"""Pages of a site and the file beside each: together they are what a page on its own is."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportgen import read_run, report
from reportgen.errors import ReportError
from reportgen.read.earlier.report import read_old_report
from tests.conftest import ROOT, SAMPLES, segment_row
from tests.site.steps import folds_in, publish

Capture = pytest.CaptureFixture[str]
RUN = SAMPLES / "segment-overfit"
FOLD = re.compile(r'<template data-fold="(\d+)"></template>')


@pytest.fixture
def page(tmp_path: Path, capfd: Capture) -> Path:
    """The page of a run on a site."""
    done = publish(capfd, tmp_path / "site", RUN)
    assert done.code == 0, done.err
    return tmp_path / "site" / done.told["runs"][0]["files"][0]


def beside(page: Path) -> Path:
    """The file beside a page."""
    found = re.search(r'id="reportgen-report" data-src="\.\./([^"]+)"', page.read_text("utf-8"))
    assert found
    return page.parent.parent / found[1]


def parts(file: Path) -> dict[str, Any]:
    """What a file beside a page holds, by the end of its name."""
    found = re.findall(r'd\["([^"]+)"\]="([^"]*)"', file.read_text("ascii"))
    return {
        name.partition("/")[2].partition("/")[2]: json.loads(
            zlib.decompress(base64.b64decode(text))
        )
        for name, text in found
    }


def test_a_page_is_light_and_says_all_with_its_folds(page: Path, tmp_path: Path) -> None:
    html = page.read_text("utf-8")
    assert len(html) < 40_000
    charts, *folds = folds_in(beside(page))
    alone = sum(len(zlib.compress(text.encode())) for text in (charts, *folds))
    packed = re.findall(r'\[-?\d+, "([^"]*)"\]', beside(page).read_text("ascii"))
    share = sum(len(base64.b64decode(text)) for text in packed) / alone
    assert share < 0.55, "folds are packed as if none was typical: python -m tests.generate.folds"
    assert json.loads(charts)["figures"]
    while found := FOLD.search(html):
        html = html.replace(found[0], folds[int(found[1])], 1)
    report([read_run(RUN, read_pictures=False)], tmp_path / "alone.html")
    alone = (tmp_path / "alone.html").read_text("utf-8")

    def words(text: str) -> set[str]:
        text = re.sub(r'<p class="blocked">.*?</p>', " ", text)  # each is blocked by its own
        text = re.sub(r'<span class="joined">(.*?)</span>', r"\1", text)
        text = re.sub(r"<(script|style|svg|tbody).*?</\1>", " ", text, flags=re.DOTALL)
        return set(re.sub(r"<[^>]*>", " ", text).split())

    assert words(alone) <= words(html)


def test_without_scripts_f1_and_the_matrix_stay(tmp_path: Path, capfd: Capture) -> None:
    done = publish(capfd, tmp_path, SAMPLES / "segment-good")
    html = (tmp_path / done.told["runs"][0]["files"][0]).read_text("utf-8")
    _, curve, matrix = re.findall(r'<div class="no-js-only">(.*?)<template', html, re.DOTALL)
    assert "F1 against confidence" in curve
    assert "<polyline" in curve
    assert "role-mask class" not in curve
    assert "Predicted down, true across" in matrix
    assert matrix.count("<tr>") > 3
    assert " data-" not in matrix


def test_a_page_is_read_back_with_the_file_beside_it(page: Path, tmp_path: Path) -> None:
    report([read_run(RUN, read_pictures=False)], tmp_path / "alone.html")
    (run,), (alone,) = read_old_report(page), read_old_report(tmp_path / "alone.html")
    assert run.table is not None
    assert alone.table is not None
    assert run.table.columns.keys() == alone.table.columns.keys()
    for name, values in alone.table.columns.items():
        np.testing.assert_array_equal(run.table.columns[name], values)
    assert run.args == alone.args


def test_epochs_with_gaps_are_read_back(
    make_run: Callable[..., Path], capfd: Capture, tmp_path: Path
) -> None:
    epochs = [1, 2, 3, 7, 9, 10]
    run = make_run([segment_row(epoch) for epoch in epochs])
    done = publish(capfd, tmp_path / "site", run)
    (told,) = read_old_report(tmp_path / "site" / done.told["runs"][0]["files"][0])
    assert told.table is not None
    assert told.table.epochs.tolist() == epochs


@pytest.mark.parametrize("spans", [[[5, 1]], [[1, 10**9]], [[1]], [["1", 2]], [[1, 2], [1, 2]], 7])
def test_epochs_that_mean_harm_are_declined(page: Path, spans: Any) -> None:
    file = beside(page)
    content = parts(file)[""]
    content["report"]["runs"][0]["results"]["spans"] = spans
    packed = base64.b64encode(zlib.compress(json.dumps(content).encode())).decode()
    file.write_text(f'd["numbers/{file.name.split(".")[0]}"]="{packed}"')
    with pytest.raises(ReportError, match=r"results\.\w+ is not what it must be"):
        read_old_report(page)


def test_a_page_without_its_file_says_which_it_needs(page: Path) -> None:
    file = beside(page)
    file.unlink()
    with pytest.raises(
        ReportError, match=rf"its numbers are in numbers/{file.name} of the site's folder, and"
    ):
        read_old_report(page)


@pytest.mark.parametrize(
    "source", ["../../x.js", "/etc/passwd", "../numbers/../x.js", "../numbers/a.js"]
)
def test_other_files_are_not_read(page: Path, source: str) -> None:
    html = page.read_text("utf-8")
    page.write_text(re.sub(r'(id="reportgen-report" data-src=")[^"]+', rf"\g<1>{source}", html))
    with pytest.raises(ReportError):
        read_old_report(page)


@pytest.mark.parametrize(
    "changed",
    [
        {"runs": [0] * 1000},
        {"runs": [50]},
        {"runs": [0, 0]},
        {"names": ["a"]},
        {"names": []},
        {"scale": 99},
        {"width": 9},
        {"data": "eJwD"},
        {"data": 5},
        {"plain": [0], "runs": []},
    ],
)
def test_a_column_that_means_harm_is_declined(page: Path, changed: dict[str, Any]) -> None:
    file = beside(page)
    content = parts(file)[""]
    content["report"]["runs"][0]["results"]["packed"][0].update(changed)
    packed = base64.b64encode(zlib.compress(json.dumps(content).encode())).decode()
    name = f"numbers/{file.name.split('.')[0]}"
    file.write_text(f'd["{name}"]="{packed}"')
    with pytest.raises(ReportError, match=r"results\.columns is not what it must be"):
        read_old_report(page)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_folds_are_unpacked_as_they_were() -> None:
    script = ROOT / "templates" / "assets" / "folded.js"
    draw = np.random.default_rng(0)
    texts = [b"", b"a", b"fold " * 9_000, draw.bytes(70_000), script.read_bytes() * 3]
    before = b"what stands before: fold fold fold " * 20
    packed = []
    for text in texts:
        for level, plan in ((0, 0), (1, 0), (6, 0), (9, 0), (6, zlib.Z_FIXED)):
            given = before if level == 6 else b""
            packer = zlib.compressobj(level, zlib.DEFLATED, 15, 8, plan, zdict=given)
            content = packer.compress(text) + packer.flush()
            packed.append([base64.b64encode(content).decode(), base64.b64encode(given).decode()])
    code = (
        f"const {{ inflated }} = require({json.dumps(str(script))});"
        "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(given.map((each) => "
        "Buffer.from(inflated(...each.map((text) => Buffer.from(text, 'base64'))))"
        ".toString('base64'))));"
    )
    done = subprocess.run(
        ["node", "-e", code], input=json.dumps(packed), capture_output=True, text=True, check=True
    )
    got = [base64.b64decode(each) for each in json.loads(done.stdout)]
    assert got == [text for text in texts for _ in range(5)]
