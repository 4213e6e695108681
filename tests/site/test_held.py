"""What a site says of its runs. After a change that is meant: --update-golden, and read it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Held, segment_row
from tests.site.steps import publish
from tests.support.visible import in_short, visible


@pytest.fixture
def runs(make_run: Callable[..., Path]) -> list[Path]:
    """A run that is done, one that goes on from another, one cut short, one broken, one alone."""

    def run(name: str, epochs: int = 20, *, top: float = 0.7, **args: object) -> Path:
        rows = [
            segment_row(epoch, train__box_loss=3 - 0.1 * epoch) for epoch in range(1, epochs + 1)
        ]
        scores = [min(top, top * epoch / 15) for epoch in range(1, epochs + 1)]
        for row, score in zip(rows, scores, strict=True):
            row[6:14] = [score, score, score, 0.6 * score] * 2
        told = {"data": "shrimp.yaml", "name": name, **args}
        return make_run(rows, args=told, name=f"runs/{name}")

    broken = make_run(
        [segment_row(epoch, train__box_loss=float("nan")) for epoch in range(1, 21)],
        args={"data": "crabs.yaml"}, name="runs/broken",
    )  # fmt: skip
    made = [
        run("first"),
        run("larger", top=0.8, model="yolo11m-seg.pt", imgsz=960),
        run("short", 9, top=0.5),
        run("lower", top=0.4, lr0=0.1, tags="[slow]"),
        broken,
    ]
    for day, folder in enumerate(made):
        for file in folder.iterdir():
            os.utime(file, (NOON + day * 86400,) * 2)
    return made


NOON = 1_699_963_200
"""Of 14 November 2023, in which zone it may be."""
PLACES = re.compile(
    r"-[0-9a-f]{8}\b|uuid:[0-9a-f-]{36}|\.[0-9a-f]{10}\b|test_\w+/|(?<=reportgen )\d[\d.]+\d"
)
"""What depends on where the runs lie, and the release."""
OF_THE_PLACE = {
    "id", "place", "slug", "table", "fingerprint", "stamp", "date", "files", "folder"
}  # fmt: skip


def test_what_a_site_says(
    runs: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str], held: Held
) -> None:
    done = publish(capfd, tmp_path / "site", *runs, "--site-url", "https://me.example/runs")
    assert done.code == 0, done.err
    (page,) = done.folder.glob("compare/*.html")
    other = {name: (done.folder / name).read_text("utf-8") for name in ("llms.txt", "feed.xml")}
    parts = {
        "index.html": _index(done.index),
        "compare": visible(page.read_text("utf-8"), "<main"),
        **other,
        "runs.json": "".join(f"{_run(run)}\n" for run in done.told["runs"]),
    }
    text = PLACES.sub("", "\n".join(f"## {name}\n{part}" for name, part in parts.items()))
    assert text == held("site/words.txt", text)


def _index(page: str) -> str:
    """Its words, and its drawings as they are."""
    drawings = re.findall(r"<svg\b.*?</svg>", page[page.index("<main") :], re.DOTALL)
    return "\n".join((visible(page, "<main"), *drawings, ""))


def _run(run: dict[str, Any]) -> str:
    told = {key: value for key, value in run.items() if key not in OF_THE_PLACE}
    return json.dumps(in_short(told))
