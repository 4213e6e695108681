"""A report stays below the size that was asked for, says what that took, and stays readable."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from reportgen import read_run, report
from reportgen.api.reporting import Wanted, build_report
from reportgen.cli.sizes import Size
from reportgen.errors import ReportError
from reportgen.output.json import SCHEMA_PATH, to_json
from reportgen.page.picture import album as albums
from reportgen.page.picture import smaller as smaller_module
from reportgen.page.picture.album import size_text
from reportgen.page.picture.bare import bare
from reportgen.page.picture.images import JPEG_TYPE, PNG_TYPE, WEBP_TYPE, embedded
from reportgen.page.picture.smaller import Way, smaller
from reportgen.page.shell.render import render
from tests.conftest import sample
from tests.page.parts import MakeRun
from tests.support.command import command, letters
from tests.support.reports import render_report

Image = pytest.importorskip("PIL.Image")

NOTE = re.compile(r"Pictures were reduced to keep this file under [^<]*")
SOURCE = re.compile(r'<img id="([^"]+)" src="(data:[^"]+)"')
PAIR = r'id="{}-pair-{}".*?(?=id="\w+-pair-|<section)'


def photo(side: int = 700, seed: int = 0) -> bytes:
    """A JPEG about as hard to code as a photo."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (side // 6, side // 6, 3), dtype=np.uint8))
    file = io.BytesIO()
    small.resize((side, side), Image.Resampling.BICUBIC).save(file, "JPEG", quality=95)
    return file.getvalue()


def plot(seed: int = 0) -> bytes:
    """A PNG of lines on white, poorly compressed."""
    rng = np.random.default_rng(seed)
    pixels = np.full((300, 450, 4), 255, dtype=np.uint8)
    for row in rng.integers(0, 300, 40):
        pixels[row, :, :3] = rng.integers(0, 256, 3)
    pixels[:90, :90, :3] = rng.integers(0, 256, (90, 90, 3))
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=0)
    return file.getvalue()


PHOTOS = [
    *(f"val_batch{number}_{side}.jpg" for number in range(3) for side in ("labels", "pred")),
    *(f"train_batch{number}.jpg" for number in range(3)),
    "labels.jpg",
    "labels_correlogram.jpg",
]
PLOTS = ["BoxF1_curve.png", "MaskPR_curve.png", "confusion_matrix.png"]


@pytest.fixture(scope="module")
def pictures() -> dict[str, bytes]:
    photos = {name: photo(seed=number) for number, name in enumerate(PHOTOS)}
    return photos | {name: plot(number) for number, name in enumerate(PLOTS)}


@pytest.fixture
def folder(make_run: MakeRun, pictures: dict[str, bytes]) -> Path:
    """A run with large pictures."""
    return make_run(files=pictures)


def size(html: str) -> int:
    return len(html.encode())


def shown(html: str) -> dict[str, bytes]:
    """The pictures of a page by their id."""
    return {id: base64.b64decode(uri.partition(",")[2]) for id, uri in SOURCE.findall(html)}


def note(html: str) -> str:
    found = NOTE.search(html)
    return letters(found.group()) if found else ""


def test_what_fits_is_shown_as_it_is_and_decodes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = read_run(folder, read_pictures=False)
    whole = render_report([run], max_bytes=None)

    def refuse(*_: object) -> None:
        raise AssertionError("a picture is decoded")

    monkeypatch.setattr(albums, "smaller", refuse)
    assert render_report([run], max_bytes=size(whole)) == whole
    assert note(whole) == ""
    with pytest.raises(AssertionError, match="decoded"):
        render_report([run], max_bytes=size(whole) - 1)


def test_a_report_that_fits_does_without_pillow(folder: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; from reportgen import read_run, report\nreport(read_run({str(folder)!r}, "
        f"read_pictures=False), {str(tmp_path / 'r.html')!r})\nassert 'PIL' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_each_limit_is_kept_and_takes_no_more_than_it_must(folder: Path) -> None:
    run = read_run(folder, read_pictures=False)
    whole = render_report([run], max_bytes=None)
    notes = []
    for limit in np.linspace(smallest(run), size(whole), 6).astype(int).tolist():
        html = render_report([run], max_bytes=limit)
        assert limit * 0.5 < size(html) <= limit
        assert bool(note(html)) == (html != whole)
        notes.append(re.sub(r"under \S+ MB", "", note(html)))
    assert len(dict.fromkeys(notes)) > 4


def test_the_same_limit_gives_the_same_page(folder: Path) -> None:
    whole = size(render_report([read_run(folder, read_pictures=False)]))
    pages = [
        render_report([read_run(folder, read_pictures=False)], max_bytes=whole // 2)
        for _ in range(2)
    ]
    assert pages[0] == pages[1]


def smallest(run: Any) -> int:
    """The size that the refusal names, in bytes."""
    with pytest.raises(ReportError) as refused:
        render_report([run], max_bytes=1)
    told = re.search(r"--max-size (\S+) or more", str(refused.value))
    assert told
    return int(Size().convert(told[1], None, None) or 0)


def test_plots_lose_nothing_and_come_first(folder: Path, pictures: dict[str, bytes]) -> None:
    run = read_run(folder, read_pictures=False)
    whole = render_report([run], max_bytes=None)
    html = render_report([run], max_bytes=size(whole) - 100_000)
    assert note(html).endswith("MB: plots as WebP without loss.")
    before, after = shown(whole), shown(html)
    assert list(before) == list(after)
    changed = [id for id in before if before[id] != after[id]]
    assert len(changed) == len(PLOTS)
    for id in changed:
        with Image.open(io.BytesIO(before[id])) as old, Image.open(io.BytesIO(after[id])) as new:
            assert new.format == "WEBP"
            assert np.array_equal(np.asarray(old.convert("RGBA")), np.asarray(new.convert("RGBA")))


def test_the_least_is_the_first_validation_batch(folder: Path) -> None:
    run = read_run(folder, read_pictures=False)
    html = render_report([run], max_bytes=smallest(run))
    pair = re.search(PAIR.format("r1", 0), html, re.DOTALL)
    assert pair
    assert len(SOURCE.findall(pair.group())) == len(SOURCE.findall(html)) == 2
    for content in shown(html).values():
        with Image.open(io.BytesIO(content)) as image:
            assert image.size == (640, 640)
    # Each picture left out leaves its name and the reason in its place.
    for name in (*PHOTOS[2:], *PLOTS):
        told = rf"<strong>{name}\.</strong> Left out to keep this file under [\d.]+ M?k?B\."
        assert re.search(told, letters(html)), name
    assert "2 of 3 validation batches, 3 of 3 training batches" in note(html)
    assert "3 plots." in note(html)


def test_what_a_chart_draws_anew_goes_before_photos_do() -> None:
    run = sample("segment-short")
    whole = render_report([run], max_bytes=None)
    coded = {id: 4 * len(content) // 3 for id, content in shown(whole).items()}
    plots = sum(n for id, n in coded.items() if shown(whole)[id].startswith(b"\x89PNG"))
    html = render_report([run], max_bytes=size(whole) - plots - (sum(coded.values()) - plots) // 3)
    assert "left out: " in note(html)
    assert "drawn anew by charts of this page." in note(html)
    assert "batch" not in note(html)
    assert re.search(r"(_curve|confusion_matrix)\.png\.</strong> Left out", html)


def test_a_page_that_cannot_be_made_small_enough_is_refused_with_its_size(
    folder: Path, tmp_path: Path
) -> None:
    run = read_run(folder, read_pictures=False)
    target = tmp_path / "old.html"
    target.write_text("the old report")
    least = smallest(run)
    with pytest.raises(ReportError, match=r"has \S+ [kM]B at the least, over its limit of 1 kB"):
        report(run, target, max_bytes=1_000)
    assert target.read_text() == "the old report"
    report(run, target, max_bytes=least)
    assert least - 10_000 < target.stat().st_size <= least


def test_a_page_built_for_a_limit_is_drawn_within_it(folder: Path) -> None:
    run = read_run(folder, read_pictures=False)
    limit = size(render_report([run])) - 1_000_000
    assert size(render(build_report([run], None, Wanted(max_bytes=limit)))) <= limit
    assert size(render(build_report([run], None, Wanted(max_bytes=None)))) > limit


def test_left_out_is_not_lost(folder: Path) -> None:
    run = read_run(folder, read_pictures=False)
    render_report([run], max_bytes=smallest(run))
    assert run.lost == []


def test_several_runs_keep_the_same_batches(make_run: MakeRun, pictures: dict[str, bytes]) -> None:
    runs = [
        read_run(make_run(files=pictures, name=name), read_pictures=False) for name in ("a", "b")
    ]
    whole = render_report(runs, pictures="all", max_bytes=None)
    least = render_report(runs, pictures="all", max_bytes=size(whole) // 5)
    assert size(least) <= size(whole) // 5
    for number in range(3):
        held = [re.search(PAIR.format(run, number), least, re.DOTALL) for run in ("r1", "r2")]
        counts = [len(SOURCE.findall(pair.group())) for pair in held if pair]
        assert counts[0] == counts[1]
    assert len(NOTE.findall(least)) == 2


def test_with_very_many_runs_plots_take_fewer_bytes_and_lose_nothing(
    make_run: MakeRun, pictures: dict[str, bytes]
) -> None:
    held = {name: pictures[name] for name in ("BoxF1_curve.png", "val_batch0_pred.jpg")}
    runs = [
        read_run(make_run(files=held, name=f"run{number}"), read_pictures=False)
        for number in range(12)
    ]
    few, many = shown(render_report(runs[:11])), shown(render_report(runs))
    assert list(few.values()) == 2 * list(held.values())
    plot, photo = list(many.values())[:2]
    assert photo == held["val_batch0_pred.jpg"]
    assert len(plot) < len(held["BoxF1_curve.png"])
    with (
        Image.open(io.BytesIO(held["BoxF1_curve.png"])) as old,
        Image.open(io.BytesIO(plot)) as new,
    ):
        assert new.format == "WEBP"
        assert np.array_equal(np.asarray(old.convert("RGBA")), np.asarray(new.convert("RGBA")))


def test_what_cannot_be_decoded_goes_first(folder: Path) -> None:
    name = "val_batch0_pred.jpg"
    Image.new("RGB", (3_000, 3_000)).save(folder / name)  # Of more pixels than are made smaller.
    run = read_run(folder, read_pictures=False)
    whole = render_report([run], max_bytes=None)
    html = render_report([run], max_bytes=size(whole) // 3)
    assert f"<strong>{name}.</strong> Left out" in html
    assert re.search(PAIR.format("r1", 0), html, re.DOTALL)
    assert len(shown(html)) > 5


# --- bounds --------------------------------------------------------------------------------------


def test_bombs_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[bytes] = []
    monkeypatch.setattr(smaller_module, "_photo", lambda content, _: decoded.append(content))
    monkeypatch.setattr(smaller_module, "_lossless", decoded.append)
    scans = b"\xff\xd8" + b"\xff\xda\0\2" * 100 + b"\xff\xd9"
    assert smaller(embedded(scans, JPEG_TYPE, 2_000, 1_000), Way(80, None)) is None
    assert smaller(embedded(b"", JPEG_TYPE, 4_000, 2_001), Way(80, None)) is None
    assert smaller(embedded(b"", PNG_TYPE, 4_000, 2_001), None) is None
    assert decoded == []
    smaller(embedded(scans, JPEG_TYPE, 1_000, 1_000), Way(80, None))
    assert decoded == [scans]


def test_pictures_of_one_run_are_decoded_up_to_a_number_of_pixels(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = read_run(folder, read_pictures=False)
    limit = size(render_report([run])) // 2
    before = shown(render_report([run], max_bytes=limit))
    monkeypatch.setattr(albums, "MAX_PIXELS_OF_RUN", 5 * 700 * 700)
    after = shown(render_report([run], max_bytes=limit))
    assert len(after) < len(before)


def png_of(image: Any, **options: Any) -> Any:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=0, **options)
    return embedded(file.getvalue(), PNG_TYPE, *image.size)


def test_what_webp_cannot_hold_stays_as_it_is() -> None:
    deep = Image.fromarray(np.arange(10_000, dtype=np.uint16).reshape(100, 100))
    grey = Image.new("L", (100, 100))
    file = io.BytesIO()
    Image.new("CMYK", (100, 100)).save(file, "JPEG")
    for picture in (
        png_of(deep),
        png_of(grey, icc_profile=b"a grey profile"),
        embedded(file.getvalue(), JPEG_TYPE, 100, 100),
    ):
        assert smaller(picture, Way(80, None)) is picture


def test_a_picture_that_would_grow_stays_as_it_is() -> None:
    file = io.BytesIO()
    Image.open(io.BytesIO(photo(90))).save(file, "JPEG", quality=5)
    coarse = embedded(file.getvalue(), JPEG_TYPE, 90, 90)
    assert smaller(coarse, Way(100, None)) is coarse


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1"])
def test_every_kind_of_plot_keeps_its_pixels_and_transparency(mode: str) -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 2, (60, 80, 4), dtype=np.uint8) * 255
    image = Image.fromarray(pixels).convert(mode)
    options = {"transparency": 1} if mode == "P" else {}
    made = smaller(png_of(image, **options), None)
    assert made is not None
    assert made.mime == WEBP_TYPE
    before = Image.open(io.BytesIO(png_of(image, **options).content)).convert("RGBA")
    after = Image.open(io.BytesIO(made.content)).convert("RGBA")
    assert np.array_equal(np.asarray(before), np.asarray(after))


def test_a_turned_photo_is_turned_for_good() -> None:
    told = Image.Exif()
    told[0x0112] = 6
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8)).save(
        file, "JPEG", exif=told, quality=95
    )
    upright = bare(file.getvalue())
    made = smaller(embedded(upright.content, JPEG_TYPE, 60, 90), Way(60, None))
    assert made is not None
    assert (made.mime, made.width, made.height) == (WEBP_TYPE, 60, 90)
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (60, 90)
        assert not image.getexif()


# --- on the command line -------------------------------------------------------------------------


def test_the_option_reaches_the_report(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    done = command(tmp_path, capfd, folder, "--max-size", "2MB")
    assert done.code == 0
    assert "\n  Pictures were reduced to keep this file under 2 MB: " in done.err
    assert size(done.html) <= 2_000_000
    assert note(done.html).startswith("Pictures were reduced to keep this file under 2 MB: ")
    done = command(tmp_path, capfd, folder, "--max-size", "5 kB")
    assert done.code == 1
    assert "over its limit of 5 kB. Give --max-size " in done.sentence
    assert size(done.html) <= 2_000_000
    done = command(tmp_path, capfd, folder, "--max-size", "none")
    assert note(done.html) == ""
    assert "Pictures were reduced" not in done.err


def test_the_json_tells_of_which_runs_pictures_were_reduced_and_how(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def told(*arguments: object) -> list[dict[str, str]]:
        done = command(tmp_path, capfd, *arguments)
        content = json.loads(done.json)
        Draft202012Validator(json.loads(SCHEMA_PATH.read_text("utf-8"))).validate(content)
        assert all(each["sentence"] in unescape(done.html) for each in content["reduced_pictures"])
        found: list[dict[str, str]] = content["reduced_pictures"]
        return found

    (reduced,) = told(folder, "--max-size", "2MB")
    assert reduced["run"] == folder.name
    assert reduced["sentence"].startswith("Pictures were reduced to keep this file under 2 MB: ")
    assert told(folder, "--max-size", "none") == []
    again = tmp_path / "again"
    shutil.copytree(folder, again / folder.name)
    both = told(folder, again / folder.name, "--pictures", "all", "--max-size", "3MB")
    content = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert [each["run"] for each in both] == [run["name"] for run in content["runs"]]
    # What was done to pictures of another page is not true of this one, which has none.
    (tmp_path / "report.json").rename(tmp_path / "old.json")
    assert told(tmp_path / "old.json") == []


def test_the_json_of_no_page_tells_nothing_of_pictures(folder: Path) -> None:
    run = read_run(folder, read_pictures=False)
    assert "reduced_pictures" not in json.loads(to_json([run.page_input]))


def test_the_default_is_what_github_takes(capfd: pytest.CaptureFixture[str]) -> None:
    done = command(Path(), capfd, "--help-all")
    assert re.search(r"--max-size SIZE\s[^-]*\[default: 25MB\]", done.out)
    assert albums.size_text(25e6) == "25 MB"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("8MB", 8_000_000),
        ("8 MB", 8_000_000),
        ("8m", None),
        ("8mb", 8_000_000),
        ("8MiB", 8 * 2**20),
        ("1.5 GB", 1_500_000_000),
        ("500kB", 500_000),
        ("25000000", 25_000_000),
        ("25000000 B", 25_000_000),
        ("none", 0),
        ("0", None),
        ("0.1", None),
        ("-1", None),
        ("", None),
        ("1e6", None),
        ("nan", None),
        ("MB", None),
        ("8 MB 2", None),
        ("١MB", None),
    ],
)
def test_sizes(text: str, count: int | None) -> None:
    import click

    if count is None:
        with pytest.raises(click.BadParameter, match="is no size"):
            Size().convert(text, None, None)
    else:
        assert (Size().convert(text, None, None) or 0) == count


def test_sizes_in_words() -> None:
    assert [size_text(n) for n in (8e6, 1.25e6, 8 * 2**20, 5e5, 1e6)] == [
        "8 MB",
        "1.25 MB",
        "8.39 MB",
        "500 kB",
        "1 MB",
    ]
