"""What a picture tells beside itself does not reach the page, and its pixels do."""

from __future__ import annotations

import io
import re
import struct
import zlib
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.page.picture.bare import BadPicture, Bare, bare
from reportgen.page.picture.images import embed
from reportgen.read.folder.pictures import Picture
from tests.conftest import SAMPLES
from tests.page.parts import jpeg, png
from tests.support.command import hang_guard

Image = pytest.importorskip("PIL.Image")
ImageOps = pytest.importorskip("PIL.ImageOps")
PngInfo = pytest.importorskip("PIL.PngImagePlugin").PngInfo

SECRET = b"SECRET-48.8584N-2.2945E"
"""Stands in every place where a picture can tell something."""
few = settings(max_examples=40, deadline=None)
ORIENTATION = 0x0112


def noise(width: int, height: int) -> Any:
    """A grey picture of chance, the same in every run of the tests."""
    grey = np.random.default_rng(5).normal(128, 60, (height, width))
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def exif(orientation: int) -> Any:
    """Exif with a place, a camera and an orientation."""
    told = Image.Exif()
    told[ORIENTATION] = orientation
    told[0x010F] = told[0x9286] = SECRET.decode()
    told.get_ifd(0x8825)[29] = SECRET.decode()
    return told


def pixels(content: bytes) -> Any:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image)


def seen(content: bytes) -> Any:
    """The pixels as they are seen: upright, with colours and transparency."""
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGBA")).astype(int)


def info(content: bytes) -> dict[str, Any]:
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return {**image.info}


NEARLY = 12
"""Levels of 256 by which colours of chance move where a JPEG is written anew in its own quality;
those of a run's photos move by 0.2, another picture of chance is 50 away."""


def are_seen_alike(one: bytes, other: bytes) -> bool:
    return bool(np.abs(seen(one) - seen(other)).mean() <= NEARLY)


@st.composite
def drawn(draw: st.DrawFn, *modes: str) -> Any:
    """A small picture of random pixels."""
    mode = draw(st.sampled_from(modes))
    size = draw(st.tuples(st.integers(1, 24), st.integers(1, 24)))
    length = size[0] * size[1] * len(Image.new(mode, (1, 1)).getbands())
    seed = draw(st.integers(0, 2**32 - 1))
    data = np.random.default_rng(seed).integers(0, 256, length, dtype=np.uint8).tobytes()
    if mode != "P":
        return Image.frombytes(mode, size, data)
    image = Image.frombytes("L", size, data).convert("P")
    image.putpalette(data[:3] * 256)
    return image


PROFILE = struct.pack(">I", 132) + b"\0" * 32 + b"acsp" + b"\0" * 92
"""As little as makes a colour profile: its length, its signature."""


@few
@given(
    image=drawn("RGB", "RGBA", "L", "P"),
    orientation=st.integers(1, 8),
    hidden=st.lists(st.sampled_from([b"prVt", b"tIME", b"zzZz", b"pHYs", b"acTL", b"tEXt"])),
    profile=st.booleans(),
    after=st.binary(max_size=40),
)
def test_a_png_keeps_its_pixels_and_says_nothing_else(
    image: Any, orientation: int, hidden: list[bytes], profile: bool, after: bytes
) -> None:
    told = PngInfo()
    told.add_text("Author", SECRET.decode())
    told.add_text("Comment", SECRET.decode(), zip=True)
    told.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    extra: dict[str, Any] = {"icc_profile": PROFILE} if profile else {}
    file = io.BytesIO()
    image.save(file, "PNG", pnginfo=told, exif=exif(orientation), **extra)
    whole = file.getvalue()
    head, rest = whole[:33], whole[33:]
    gamma = chunk(b"gAMA", struct.pack(">I", 45_455))
    content = head + gamma + b"".join(chunk(kind, SECRET) for kind in hidden) + rest
    made = bare(content + SECRET + after)
    assert SECRET not in made.content
    assert zlib.compress(SECRET) not in made.content
    assert np.array_equal(seen(made.content), seen(whole))
    assert (made.height, made.width) == seen(whole).shape[:2]
    found = info(made.content)
    assert found.get("icc_profile") == (PROFILE if profile else None)
    assert set(found) <= {"icc_profile", "transparency"}
    assert bare(made.content) == made


@few
@given(
    image=drawn("RGB", "L", "CMYK"),
    orientation=st.integers(1, 8),
    hidden=st.lists(st.sampled_from([0xE1, 0xE2, 0xED, 0xE0, 0xEF, 0xFE])),
    progressive=st.booleans(),
    profile=st.booleans(),
    fill=st.integers(0, 3),
)
def test_a_jpeg_keeps_its_pixels_and_says_nothing_else(
    image: Any, orientation: int, hidden: list[int], progressive: bool, profile: bool, fill: int
) -> None:
    extra: dict[str, Any] = {"icc_profile": PROFILE} if profile else {}
    if orientation > 1:
        extra["exif"] = exif(orientation)
    file = io.BytesIO()
    smooth = image.resize((90, 70), Image.Resampling.BICUBIC)
    smooth.save(file, "JPEG", progressive=progressive, comment=SECRET, **extra)
    whole = file.getvalue()
    parts = b"".join(b"\xff" * fill + segment(marker, SECRET) for marker in hidden)
    content = whole[:-2] + parts + b"\xff\xd9" + SECRET + whole
    # JFIF, if there is any, comes first.
    first = 2 + (2 + int.from_bytes(whole[4:6], "big") if whole[3] == 0xE0 else 0)
    made = bare(content[:first] + parts + content[first:])
    assert SECRET not in made.content
    assert are_seen_alike(made.content, whole)
    assert (made.height, made.width) == seen(whole).shape[:2]
    found = info(made.content)
    assert found.get("icc_profile") == (PROFILE if profile else None)
    assert not {"comment", "exif"} & set(found)


def test_thumbnails_go() -> None:
    jfif = segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\2\2" + SECRET)
    whole = jpeg()
    made = bare(whole[:2] + jfif + whole[2:])
    assert SECRET not in made.content
    assert are_seen_alike(made.content, whole)


def test_a_name_of_a_colour_profile_is_text_too() -> None:
    whole = png()
    profile = chunk(b"iCCP", SECRET + b"\0\0" + zlib.compress(PROFILE))
    made = bare(whole[:33] + profile + whole[33:])
    assert SECRET not in made.content
    assert info(made.content)["icc_profile"] == PROFILE


def test_a_picture_that_lies_on_its_side_gets_the_room_that_it_is_shown_in(tmp_path: Any) -> None:
    path = tmp_path / "val_batch0_pred.jpg"
    Image.new("RGB", (40, 30)).save(path, exif=exif(6))
    shown = embed(Picture(path.name, path, 1))
    assert (shown.width, shown.height) == (30, 40)


BROKEN_EXIF = [
    b"",
    b"II*\0\xff\xff\xff\xff",
    b"II*\0\x08\0\0\0\xff\xff",
    b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x09\0\0\0",
    b"PK\3\4" + SECRET,
]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("tiff", BROKEN_EXIF)
def test_exif_that_tells_no_orientation_is_dropped(tiff: bytes) -> None:
    whole = jpeg()
    made = bare(whole[:2] + segment(0xE1, b"Exif\0\0" + tiff) + whole[2:])
    assert b"Exif" not in made.content
    assert are_seen_alike(made.content, whole)


@few
@given(
    seed=st.sampled_from([png(20, 20), jpeg(20, 20), (SAMPLES / "detect/labels.jpg").read_bytes()]),
    where=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
    end=st.integers(0, 500),
)
def test_damage_is_refused_or_harmless(seed: bytes, where: Any, end: int) -> None:
    content = bytearray(seed)
    for place, value in where:
        content[place % len(content)] = value
    cut = bytes(content[: len(content) - end] if end % 2 else content)
    try:
        made = bare(cut)
    except BadPicture as error:
        assert 5 < len(str(error)) < 60
    else:
        assert isinstance(made, Bare)
        assert len(made.content) <= 2 * len(cut) + 1_000


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff\xd8" + b"\xff" * 8_000_000, id="fill bytes"),
        pytest.param(b"\xff\xd8" + b"\xff\xfe\0\2" * 2_000_000 + b"\xff\xd9", id="segments"),
        pytest.param(b"\xff\xd8\xff\xda\0\2" + b"\xff\0" * 4_000_000, id="a scan without end"),
        pytest.param(b"\xff\xd8" + b"\xff\xda\0\2" * 2_000_000, id="scans"),
    ],
)
def test_no_jpeg_takes_long(content: bytes) -> None:
    with hang_guard(), pytest.raises(BadPicture):
        bare(content)


def test_no_png_takes_long() -> None:
    whole = png()
    many = whole[:33] + chunk(b"tEXt", b"") * 600_000 + whole[33:]
    with hang_guard(), pytest.raises(BadPicture, match="too many parts"):
        bare(many)


def test_a_part_that_no_png_has_goes() -> None:
    whole = png()
    made = bare(whole[:33] + chunk(b"ABCD", SECRET) + whole[33:])
    assert SECRET not in made.content
    assert np.array_equal(pixels(made.content), pixels(whole))


def test_pictures_of_ultralytics_keep_every_pixel() -> None:
    found = sorted(SAMPLES.rglob("*.jpg")) + sorted(SAMPLES.rglob("*.png"))
    assert len(found) > 20
    for path in found[::4]:
        content = path.read_bytes()
        made = bare(content)
        assert np.array_equal(pixels(made.content), pixels(content)), path
        assert len(content) - 200 <= len(made.content) <= len(content)


# --- what is hidden where the format has a place for it ------------------------------------------


def png_parts(content: bytes) -> list[tuple[bytes, bytes]]:
    parts, position = [], 8
    while position < len(content):
        length, kind = struct.unpack_from(">I4s", content, position)
        parts.append((kind, content[position + 8 : position + 8 + length]))
        position += 12 + length
    return parts


def rebuilt(parts: list[tuple[bytes, bytes]]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in parts)


@pytest.mark.parametrize("colour", ["L", "LA", "P", "RGB", "RGBA"])
@pytest.mark.parametrize(
    "kind", [b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"tRNS", b"PLTE", b"eXIf", b"iCCP"]
)
def test_a_part_of_another_length_than_its_own_goes(kind: bytes, colour: str) -> None:
    image = noise(9, 7).convert(colour)
    file = io.BytesIO()
    image.save(file, "PNG")
    for length in (len(SECRET), 4 * len(SECRET), 3 * 40 * len(SECRET)):
        head, *rest = png_parts(file.getvalue())
        body = (SECRET * 200)[:length]
        hidden = rebuilt([head, (kind, body), *rest])
        try:
            made = bare(hidden)
        except BadPicture:
            continue
        assert SECRET not in made.content
        if kind not in (b"PLTE", b"tRNS"):
            assert np.array_equal(seen(made.content), seen(file.getvalue()))


@cache
def large_plot() -> bytes:
    """As large as those of Ultralytics, which are not inflated for nothing."""
    file = io.BytesIO()
    noise(200, 150).resize((2250, 1500)).convert("RGBA").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("where", ["last", "own chunk", "in the middle", "end", "after chunk"])
@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_nothing_stays_behind_the_pixels(where: str, size: str, encoding: str) -> None:
    text = SECRET.decode().encode(encoding)
    whole = png(40, 30) if size == "small" else large_plot()
    head, *others = png_parts(whole)
    data = b"".join(body for kind, body in others if kind == b"IDAT")
    end, parts = (b"IEND", b""), [(b"IDAT", data)]
    if where == "last":
        parts = [(b"IDAT", data + text)]
    elif where == "own chunk":
        parts += [(b"IDAT", text)]
    elif where == "in the middle":
        parts = [(b"IDAT", data + text), (b"IDAT", data[:100])]
    elif where == "end":
        end = (b"IEND", text)
    else:
        end = (b"IEND", b"")
    content = rebuilt([head, *parts, end]) + (text if where == "after chunk" else b"")
    made = bare(content)
    assert text not in made.content
    assert np.array_equal(pixels(made.content), pixels(whole))
    assert made.content.endswith(chunk(b"IEND", b""))


def test_more_rows_than_the_picture_has_hide_nothing() -> None:
    head, *_ = png_parts(png(4, 3))
    rows = zlib.compress(b"\0" * 1_000 + SECRET, 0)
    made = bare(rebuilt([head, (b"IDAT", rows), (b"IEND", b"")]))
    assert SECRET not in made.content
    assert not pixels(made.content).any()


@pytest.mark.parametrize("name", ["gama_text", "idat_tail", "iend_with_text"])
def test_what_was_hidden_when_it_was_attacked(name: str, shared_folder: Any) -> None:
    content = (shared_folder / f"cases/attacks/pics/{name}.png").read_bytes()
    assert b"SECRET" in content
    assert b"SECRET" not in bare(content).content


@pytest.mark.parametrize("marker", [0xC8, 0xDC, 0xDE, 0xDF, 0xDD, 0xC4, 0xDB, 0xF0, 0xC3, 0xC9])
def test_a_segment_that_does_not_draw_hides_nothing(marker: int) -> None:
    file = io.BytesIO()
    noise(40, 30).save(file, "JPEG")
    whole = file.getvalue()
    for hidden in (SECRET, b"\0\0" + SECRET, b"\0" * 64 + SECRET):
        try:
            made = bare(whole[:2] + segment(marker, hidden) + whole[2:])
        except BadPicture:
            continue
        assert SECRET not in made.content
        assert are_seen_alike(made.content, whole)


@pytest.mark.parametrize(
    ("hidden", "place"),
    [
        (SECRET, "middle"),
        (SECRET, "end"),
        (b"token: PART9", "end"),
        (SECRET.decode().encode("utf-16"), "middle"),
    ],
)
def test_a_text_among_the_pixels_of_a_jpeg_is_not_shown(hidden: bytes, place: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    noise = np.random.default_rng(3).integers(0, 255, 4_000, dtype=np.uint8).tobytes()
    hidden = hidden.replace(b"\xff", b"")
    behind = noise if place == "middle" else b""
    sound, told = (
        file.getvalue()[:-2] + noise + each + behind + b"\xff\xd9" for each in (b"", hidden)
    )
    assert bare(sound).content == sound, "chance is none"
    made = bare(told)
    assert hidden not in made.content
    assert are_seen_alike(made.content, file.getvalue())


@pytest.mark.parametrize("seed", [24, 76, 1521])
def test_letters_that_chance_makes_of_pixels_hide_no_picture(seed: int) -> None:
    colours = np.random.default_rng(seed).integers(0, 255, (24, 32, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(colours).save(file, "JPEG", quality=60)
    whole = file.getvalue()
    assert re.search(rb"[ -~]{12}.{,240}\xff\xd9$", whole, re.DOTALL), "these have such letters"
    assert are_seen_alike(bare(whole).content, whole)


def test_a_jpeg_of_thousands_of_scans_is_not_shown() -> None:
    file = io.BytesIO()
    noise(640, 640).save(file, "JPEG", progressive=True)
    whole = file.getvalue()
    start = whole.rindex(b"\xff\xda")
    assert bare(whole).content
    with pytest.raises(BadPicture, match="too many parts"):
        bare(whole[:-2] + whole[start:-2] * 2_000 + whole[-2:])


@pytest.mark.parametrize(
    "hidden",
    [
        segment(0xDB, b"\3" + (SECRET * 9)[:64]),
        segment(0xDB, b"\x0f" + (SECRET * 9)[:64]),
        segment(0xDB, b"\x13" + (SECRET * 9)[:128]),
        segment(0xDB, b"\0" + (SECRET * 9)[:64]),
        segment(0xC4, b"\7" + b"\0" * 15 + bytes([len(SECRET)]) + SECRET),
        segment(0xC4, b"\x10" + b"\0" * 15 + bytes([len(SECRET)]) + SECRET),
        segment(0xE2, b"ICC_PROFILE\0\1\1" + SECRET),
        segment(0xE2, b"ICC_PROFILE\0\1\1" + PROFILE + SECRET),
        segment(0xE2, b"MPF\0" + SECRET),
        segment(0xEB, b"JP\0\0" + SECRET),
    ],
)
def test_a_table_that_nothing_refers_to_draws_nothing(hidden: bytes) -> None:
    for progressive in (False, True):
        file = io.BytesIO()
        noise(40, 30).convert("RGB").save(file, "JPEG", progressive=progressive)
        whole = file.getvalue()
        for content in (whole[:2] + hidden + whole[2:], whole[:-2] + hidden + whole[-2:]):
            try:
                made = bare(content)
            except BadPicture:
                continue
            assert SECRET[:8] not in made.content
            assert are_seen_alike(made.content, whole)


@pytest.mark.parametrize(
    "packed",
    [SECRET, zlib.compress(SECRET), zlib.compress(PROFILE) + SECRET, zlib.compress(b"A" * 2**25)],
)
def test_of_a_colour_profile_only_one_that_is_one_stays(packed: bytes) -> None:
    whole = png()
    try:
        made = bare(whole[:33] + chunk(b"iCCP", b"a\0\0" + packed) + whole[33:])
    except BadPicture:
        return
    assert SECRET not in made.content
    assert len(made.content) < len(whole) + 200
    assert info(made.content).get("icc_profile") in (None, PROFILE)


def test_a_frame_of_more_channels_than_there_are_is_not_shown() -> None:
    file = io.BytesIO()
    noise(40, 30).convert("RGB").save(file, "JPEG")
    whole = file.getvalue()
    start = whole.index(b"\xff\xc0")
    frame = segment(0xC0, whole[start + 4 : start + 9] + bytes([255]) + SECRET.ljust(765, b"x"))
    with pytest.raises(BadPicture, match="cannot be decoded"):
        bare(whole[:start] + frame + whole[start + 19 :])
