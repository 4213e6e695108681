"""The section of mistakes: what it counts, draws and says, and that names are escaped."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.words import lost
from reportgen.api import read_run
from reportgen.page.evidence.mistakes import MistakesView, mistakes_view
from reportgen.page.picture.album import Album
from reportgen.read.recorded.model import Recorded
from tests.anatomy.scenes import Box, at_random, picture, validation
from tests.conftest import ROOT
from tests.support.reports import render_report

HELD = ROOT / "tests/golden/drawings/mistakes.txt"
HOSTILE = "<script>alert(1)</script>"


def thumbnail() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 24)).save(buffer, "WEBP")
    return buffer.getvalue()


def view(recorded: Recorded, confidence: float = 0.3, *, embeds: bool = True) -> MistakesView:
    facts: Any = SimpleNamespace(
        anatomy=Anatomy(recorded, confidence), run=SimpleNamespace(name="run")
    )
    made = mistakes_view("r1", facts, Album(), embeds=embeds)
    assert made is not None
    return made


def test_what_is_drawn_on_pictures_stays_as_it_is(request: pytest.FixtureRequest) -> None:
    """Outlines and labels of made predictions. --update-golden, and look."""
    made = view(replace(at_random(1), thumbnails={at: thumbnail() for at in range(40)}))
    assert len(made.pictures) > 8
    drawn = "".join(f"{each.words}; {each.pairs}\n{each.svg}\n" for each in made.pictures[:8])
    drawn = re.sub(r'href="[^"]*"', "", drawn).replace("><", ">\n<")
    if request.config.getoption("--update-golden"):
        HELD.write_text(drawn, encoding="utf-8")
    assert drawn == HELD.read_text(encoding="utf-8")


def test_rows_hold_what_was_counted() -> None:
    recorded = at_random(1)
    anatomy, made = Anatomy(recorded, 0.3), view(recorded)
    assert {row.key: row.number for row in made.kinds} | {"right": anatomy.count["right"]} == dict(
        anatomy.count
    )
    assert [table.title for table in made.tables][:2] == [
        "By class",
        "By size as the model sees it",
    ]
    for table in made.tables:
        assert sum(row.objects for row in table.rows) == recorded.objects
        assert all(sum(row.fates) == row.objects for row in table.rows)


def test_only_pictures_that_were_copied_are_shown_the_dearest_first() -> None:
    recorded = replace(at_random(1), thumbnails={3: thumbnail(), 7: thumbnail(), 20: thumbnail()})
    made = view(recorded)
    costs = Anatomy(recorded, 0.3).costs
    assert {each.name for each in made.pictures} <= {"3.jpg", "7.jpg", "20.jpg"}
    mistakes = [each.mistakes for each in made.pictures]
    assert mistakes == sorted(mistakes, reverse=True)
    assert mistakes[0] == max(costs[place].mistakes for place in (3, 7, 20))
    assert base64.b64encode(thumbnail()).decode() in made.pictures[0].svg
    assert not view(recorded, embeds=False).pictures


@pytest.mark.parametrize("kind", ["WEBP", "JPEG"])
def test_a_copy_loses_what_does_not_draw(kind: str) -> None:
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "PART taken at home"
    Image.new("RGB", (32, 24)).save(buffer, kind, exif=exif, xmp=b"<x>PART</x>")
    copy = buffer.getvalue() + b"PART"
    scene = replace(validation([picture([(0, 50, 50, 150, 150)], [])]), thumbnails={0: copy})
    (shown,) = view(scene).pictures
    told = re.findall(r'href="data:(image/\w+);base64,([^"]+)"', shown.svg)
    ((media, content),) = told
    assert media == f"image/{kind.lower()}"
    assert b"PART" not in base64.b64decode(content)
    assert Image.open(io.BytesIO(base64.b64decode(content))).size == (32, 24)


def test_each_mistake_is_drawn_and_named() -> None:
    objects: list[Box] = [(0, 50, 50, 150, 150), (1, 300, 50, 400, 150)]
    found: list[tuple[float, Box]] = [
        (0.9, (2, 50, 50, 150, 150)),
        (0.8, (0, 300, 300, 400, 400)),
    ]
    scene = replace(validation([picture(objects, found)]), thumbnails={0: thumbnail()})
    (shown,) = view(scene).pictures
    assert shown.words == "1 missed, 1 wrong class, 1 false alarm"
    assert shown.pairs == "0>2 1>b b>0"
    classes = re.findall(r'<path class="(\w+)"', shown.svg)
    assert sorted(set(classes) - {"under"}) == ["background", "missed", "name", "truth"]
    assert "class 2 0.90" in shown.svg


def test_names_are_escaped_wherever_they_stand(make_run: Callable[..., Path]) -> None:
    recorded = replace(
        at_random(1),
        names=(HOSTILE, "b", "c"),
        thumbnails={index: thumbnail() for index in range(30)},
        pictures=tuple(
            replace(each, name=f'"{HOSTILE}{index}')
            for index, each in enumerate(at_random(1).pictures)
        ),
    )
    run = read_run(make_run())
    run.__dict__["recorded"] = recorded
    html = render_report([run])
    assert 'id="r1-mistakes"' in html
    assert "alert(1)</script>" not in html
    assert "&lt;script&gt;alert" in html


def test_a_run_without_a_recorded_validation_has_no_such_section(
    make_run: Callable[..., Path],
) -> None:
    html = render_report([read_run(make_run())])
    assert "r1-mistakes" not in html


@pytest.mark.parametrize(
    ("found", "part"),
    [
        ((0.9, (1, 50, 50, 150, 150)), "names"),
        ((0.9, (0, 50, 50, 150, 90)), "places"),
        ((0.1, (0, 50, 50, 150, 150)), "missed objects"),
    ],
)
def test_what_is_lost_is_told_in_a_word(found: tuple[float, Box], part: str) -> None:
    scene = picture([(0, 50, 50, 150, 150)], [found])
    told = lost(Anatomy(validation([scene] * 30), 0.25))
    assert told.part == part
    assert "(30 of 30)" in told.sentence


def test_few_mistakes_tell_no_pattern() -> None:
    scene = picture([(0, 50, 50, 150, 150)], [])
    assert lost(Anatomy(validation([scene] * 9), 0.25)).part == ""
    assert "too few" in lost(Anatomy(validation([scene] * 9), 0.25)).sentence
