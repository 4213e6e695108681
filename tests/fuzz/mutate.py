"""Damage to a run folder, from a seed: bytes, lines, cells, YAML, PNG chunks, zip entries."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

Mutation = Callable[[bytes, random.Random], bytes]
MAX_SIZE = 8 * 2**20

WORDS = (
    b"nan", b"inf", b"-inf", b"1e308", b"-1", b"0", b"", b"epoch", b"99999999999999999999", b"\0",
    b"1e-320", b"true", b"null", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"<script>", b"0x10", b"1_0",
    b"1,5", b";", b"\t", b"\r", b"2147483648", b"9223372036854775808", b"0.1.2", "１２".encode(),
)  # fmt: skip
YAML = (
    b"[", b"{", b"- ", b"? ", b": ", b"&a ", b"*a", b"!!python/object:os.system ", b"!!binary ",
    b"|", b">", b"---\n", b"%YAML 9.9\n", b"<<: ", b"~", b".inf", b".nan", b"0o17", b"2001-01-01",
    b"'", b"!!set ", b"!!omap ", b"1e999", b"0x" + b"f" * 5000,
)  # fmt: skip
KEYS = tuple(
    b"task epochs imgsz patience close_mosaic model data optimizer lr0 batch seed resume mosaic "
    b"plots names".split()
)
JSON = (
    None, True, 0, -1, 0.5, 1.5, 1e308, 10**30, "", "x", "<script>", "box", "F1", "picture", [], {},
    [0.5] * 201, [[]], {"": None}, "\ud800", "x" * 5_000, 2**63, [1, 2, 3],
)  # fmt: skip
CODES = (
    b"(.0FGIJKLMNPQRSTUVXabcdeghijlopqrstu}]\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b"
    b"\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95"
)
"""Opcodes of pickles."""


def some_bytes(data: bytes, chance: random.Random) -> bytes:
    """Change, add or remove single bytes."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(3):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                changed[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(5)))
            case _:
                del changed[at : at + chance.choice((1, 2, 50))]
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    """Cut short, or take a piece out."""
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:start] if chance.random() < 0.5 else data[:start] + data[end:]


def repeated(data: bytes, chance: random.Random) -> bytes:
    """A piece stands many times."""
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    times = chance.choice((2, 10, 1_000))
    return (data[:start] + data[start : min(end, start + 2_000)] * times + data[start:])[:MAX_SIZE]


def lines(data: bytes, chance: random.Random) -> bytes:
    """Lines change places, go, come twice, or lose their ends."""
    listed = data.split(b"\n")
    for _ in range(chance.choice((1, 5))):
        at, other = chance.randrange(len(listed)), chance.randrange(len(listed))
        match chance.randrange(5):
            case 0:
                listed[at], listed[other] = listed[other], listed[at]
            case 1:
                listed.insert(at, listed[other])
            case 2:
                del listed[at:other]
            case 3:
                listed[at] += listed[other]
            case _:
                listed[at] = listed[at][: chance.randrange(len(listed[at]) + 1)]
        listed = listed or [b""]
    return chance.choice((b"\n", b"\n", b"\r\n", b"\r")).join(listed)


def cells(data: bytes, chance: random.Random) -> bytes:
    """Cells of a csv become other words; columns go, come, or get another name."""
    rows = [line.split(b",") for line in data.split(b"\n")]
    for _ in range(chance.choice((1, 10, 100))):
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice(WORDS)
    if chance.random() < 0.4:
        at = chance.randrange(len(rows[0]))
        word = chance.choice((*WORDS, *rows[0]))
        for row in rows if chance.random() < 0.7 else rows[:1]:
            if chance.random() < 0.5:
                row[at : at + 1] = []
            else:
                row[at:at] = [word]
    separator = chance.choice((b",", b",", b",", b";"))
    return b"\n".join(separator.join(row) for row in rows)


def yaml_nodes(data: bytes, chance: random.Random) -> bytes:
    """Values of a YAML mapping become other values, nest, or are other kinds of node."""
    listed = data.split(b"\n")
    for _ in range(chance.choice((1, 4, 20))):
        at = chance.randrange(len(listed))
        key = chance.choice((*KEYS, listed[at].split(b":")[0]))
        value = chance.choice((*YAML, *WORDS)) * chance.choice((1, 1, 2, 60))
        listed[at] = key + b": " + value
    return b"\n".join(listed)


def png_chunks(data: bytes, chance: random.Random) -> bytes:
    """Chunks of a PNG change, go, come twice or change places, with sound check sums."""
    chunks = list(_chunks(data))
    if not chunks:
        return some_bytes(data, chance)
    for _ in range(chance.choice((1, 3))):
        at = chance.randrange(len(chunks))
        kind, content = chunks[at]
        match chance.randrange(5):
            case 0:
                chunks[at] = (kind, some_bytes(content[:20_000], chance) + content[20_000:])
            case 1:
                chunks.insert(at, chance.choice(chunks))
            case 2 if len(chunks) > 1:
                del chunks[at]
            case 3:
                kind, content = chunks[0]
                sides = [chance.choice((0, 1, 7, 2_250, 2**31 - 1, 20_000)) for _ in range(2)]
                chunks[0] = (kind, struct.pack(">II", *sides) + content[8:])
            case _:
                kinds = (b"tEXt", b"acTL", b"fdAT", b"PLTE", b"tRNS", b"IDAT", b"zTXt", b"iCCP")
                chunks.insert(at, (chance.choice(kinds), chance.randbytes(chance.randrange(60))))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at + 8 <= len(data) and data.startswith(b"\x89PNG"):
        (length,) = struct.unpack(">I", data[at : at + 4])
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def zip_entries(data: bytes, chance: random.Random) -> bytes:
    """The pickle in a checkpoint changes, its entry is named otherwise, comes twice, or is huge."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {info.filename: archive.read(info) for info in archive.infolist()[:50]}
    except Exception:
        return some_bytes(data, chance)
    file = io.BytesIO()
    with zipfile.ZipFile(
        file, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    ) as archive:
        for name, content in entries.items():
            if name.endswith("data.pkl"):
                kind = chance.choice((some_bytes, some_bytes, cut, repeated, opcodes))
                content = kind(content, chance)
                name = chance.choice((name, name, name, "data.pkl", "a/b/data.pkl", "../data.pkl"))
            archive.writestr(name, content)
    made = file.getvalue()
    return some_bytes(made, chance) if chance.random() < 0.2 else made


def opcodes(data: bytes, chance: random.Random) -> bytes:
    """Opcodes of a pickle are put in or changed."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        at = chance.randrange(len(changed) + 1)
        changed[at : at + chance.randrange(2)] = bytes([chance.choice(CODES)])
    return bytes(changed)


def json_values(data: bytes, chance: random.Random) -> bytes:
    """Values in a JSON text become other values, come twice, or go."""
    content = json.loads(data)
    for _ in range(chance.choice((1, 2, 10))):
        inner = content
        while isinstance(inner, (dict, list)) and inner:
            keys = list(inner) if isinstance(inner, dict) else range(len(inner))
            key = chance.choice(keys)
            if chance.random() < 0.2 or not isinstance(inner[key], (dict, list)):
                _change(inner, key, chance)
                break
            inner = inner[key]
    return json.dumps(content).encode()


def _change(inner: Any, key: Any, chance: random.Random) -> None:
    value = inner[key]
    match chance.randrange(4):
        case 0:
            del inner[key]
        case 1 if isinstance(value, (int, float)):
            inner[key] = value * chance.choice((-1, 0, 2, 1e3, 1e300))
        case 2 if isinstance(value, (dict, list)):
            # Lists of lists of lists would make a text of gigabytes.
            inner[key] = [value] * chance.choice((1, 2, max(2, min(50, 10**6 // len(str(value))))))
        case _:
            inner[key] = deepcopy(chance.choice(JSON))


def for_file(path: Path, chance: random.Random) -> Mutation:
    """A mutation that suits the file, or one that suits any."""
    anything: tuple[Mutation, ...] = (some_bytes, cut, repeated)
    by_kind: dict[str, tuple[Mutation, ...]] = {
        ".csv": (cells, cells, cells, lines),
        ".yaml": (yaml_nodes, yaml_nodes, lines),
        ".json": (yaml_nodes, lines),
        ".md": (lines, yaml_nodes),
        ".png": (png_chunks, png_chunks),
        ".pt": (zip_entries, zip_entries, zip_entries),
    }
    return chance.choice((*by_kind.get(path.suffix, ()), *anything))


def damage(folder: Path, chance: random.Random) -> list[str]:
    """Damage some files of a run folder in place, and say which and how."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    told = []
    for path in chance.sample(files, min(len(files), chance.choice((1, 1, 2, 5)))):
        if chance.random() < 0.05:
            told.append(_replaced(path, chance))
            continue
        kind = for_file(path, chance)
        path.write_bytes(kind(path.read_bytes(), chance)[:MAX_SIZE])
        told.append(f"{path.name}: {kind.__name__}")
    return told


def _replaced(path: Path, chance: random.Random) -> str:
    """The file becomes something else of its name."""
    path.unlink()
    match chance.randrange(4):
        case 0:
            path.mkdir()
            return f"{path.name}: a folder"
        case 1:
            path.symlink_to(chance.choice(("/dev/zero", path.name, "..", "/etc/hostname")))
            return f"{path.name}: a link"
        case 2:
            path.write_bytes(b"")
            return f"{path.name}: empty"
        case _:
            return f"{path.name}: gone"
