"""Makes checkpoints without torch: an ordinary one, and those that a stranger might send.

Run as a program it reads checkpoints in this process and tells, one JSON line a file, what came
of it: what was read, what Python did meanwhile, and how much memory it took.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.memory import peak_bytes

NAMES = ("disc", "square", "Стрела")


@dataclass(frozen=True)
class Obj:
    """An object in a pickle: ``module.name(*arguments)``, then its state."""

    module: str
    name: str
    arguments: tuple[Any, ...] = ()
    state: Any = None
    call: bytes = b"R"


@dataclass(frozen=True)
class Raw:
    """Instructions put into a pickle as they are; they must leave one value on the stack."""

    instructions: bytes


def text(value: str) -> bytes:
    encoded = value.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(encoded)) + encoded


def instructions(value: Any) -> bytes:
    """The instructions, of protocol 2, that build `value`."""
    match value:
        case Raw():
            return value.instructions
        case Obj():
            head = f"c{value.module}\n{value.name}\n".encode()
            made = head + instructions(value.arguments) + value.call
            return made if value.state is None else made + instructions(value.state) + b"b"
        case dict():
            return b"}(" + b"".join(map(instructions, _flat(value.items()))) + b"u"
        case list():
            return b"](" + b"".join(map(instructions, value)) + b"e"
        case tuple():
            return b"(" + b"".join(map(instructions, value)) + b"t"
    return _scalar(value)


def _flat(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    return [part for pair in pairs for part in pair]


def _scalar(value: Any) -> bytes:
    if value is None or isinstance(value, bool):
        return {None: b"N", True: b"\x88", False: b"\x89"}[value]
    if isinstance(value, int):
        return b"\x8a\x08" + value.to_bytes(8, "little", signed=True)
    if isinstance(value, float):
        return b"G" + struct.pack(">d", value)
    return text(value)


def pickled(value: Any) -> bytes:
    return b"\x80\x02" + instructions(value) + b"."


def tensor(key: str) -> Obj:
    """A tensor as torch.save writes it: its numbers are elsewhere, named by a persistent id."""
    where = ("storage", Raw(b"ctorch\nHalfStorage\n"), key, "cpu", 3)
    storage = Raw(instructions(where) + b"Q")
    return Obj("torch._utils", "_rebuild_tensor_v2", (storage, 0, (3,), (1,), False))


def model(names: Any = NAMES, **state: Any) -> Obj:
    """A segmentation model with one tensor."""
    if isinstance(names, tuple):
        names = dict(enumerate(names))
    layers = Obj("collections", "OrderedDict")
    weights = Raw(instructions(layers) + b"(" + text("weight") + instructions(tensor("0")) + b"u")
    content = {"training": False, "_parameters": weights, "names": names, **state}
    return Obj("ultralytics.nn.tasks", "SegmentationModel", (), content, b"\x81")


def content(**changes: Any) -> dict[str, Any]:
    """What a finished training saves, in short, with `changes`."""
    return {
        "date": "2025-03-18T16:44:20.126105",
        "version": "8.3.92",
        "epoch": -1,
        "best_fitness": None,
        "model": model(nc=3),
        "ema": None,
        "optimizer": None,
        "train_args": {"task": "segment", "epochs": 2, "imgsz": 640, "lr0": 0.01, "amp": True},
        "train_results": {"epoch": [1, 2], "metrics/mAP50(M)": [0.25, 0.5]},
        "git": {"root": "/home/u/x", "branch": "main", "commit": "0123abc", "origin": None},
        **changes,
    }


def zipped(
    path: Path,
    pickle: bytes,
    others: dict[str, bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """A checkpoint file around `pickle`, with the entries that torch.save adds."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("best/data.pkl", pickle)
        archive.writestr("best/version", "3\n")
        for name, data in (others or {}).items():
            archive.writestr(name, data)
    return path


def make_checkpoint(path: Path, **changes: Any) -> Path:
    """A small checkpoint that reads as an ordinary one; `changes` are its top-level entries."""
    return zipped(path, pickled(content(**changes)), {"best/data/0": b"\0" * 6})


# What follows is hostile. A shape whose hostile part stands in `optimizer` leaves the rest whole.


@dataclass(frozen=True)
class Trap:
    """Where it shows that something ran: a file, a listening socket, an environment variable."""

    marker: Path
    port: int

    @property
    def calls(self) -> dict[str, Obj]:
        """Calls that spring it."""
        address = ("127.0.0.1", self.port)
        environment = Raw(b"cos\nenviron\n")
        return {
            "os.system": Obj("os", "system", (f"echo > '{self.marker}'",)),
            "eval": Obj("builtins", "eval", (f"open({str(self.marker)!r}, 'w')",)),
            "socket": Obj("socket", "create_connection", (address,)),
            "environment": Obj("operator", "setitem", (environment, "SPRUNG", "1")),
        }


def inside(value: Any) -> bytes:
    """A whole checkpoint with something hostile in it, which comes first."""
    return pickled({"optimizer": value, **content(optimizer=None)} | {"optimizer": value})


def executing(trap: Trap) -> dict[str, bytes]:
    """Pickles that run something when loaded, in every way that the format has."""
    command = text(f"echo > '{trap.marker}'")
    short = b"\x8c" + bytes([len(command) - 5]) + command[5:]
    popen = Obj("subprocess", "Popen", (["touch", str(trap.marker)],), call=b"\x81")
    environ = Raw(b"cos\nenviron\n" + instructions({"SPRUNG": "1"}) + b"b")
    builtin = {name: inside(call) for name, call in trap.calls.items()}
    return builtin | {
        "newobj Popen": inside(popen),
        "build os.environ": inside(environ),
        "dotted global": inside(Obj("os", "path.os.system", (f"echo > '{trap.marker}'",))),
        "setitem os.environ": inside(Raw(b"cos\nenviron\n" + text("SPRUNG") + text("1") + b"s")),
        "call in a state": inside(Obj("a", "b", (), {"__setstate__": trap.calls["eval"]})),
        "names that run": pickled(content(model=model(names=trap.calls["os.system"]))),
        "stack global chain": b"\x80\x04\x8c\x08builtins\x8c\x07getattr\x93"
        b"\x8c\x02os\x8c\x06system\x93\x8c\x08__call__\x86R" + short + b"\x85R.",
        "stack global": b"\x80\x04\x8c\x02os\x8c\x06system\x93" + short + b"\x85R.",
        "inst": b'(S"touch ' + bytes(trap.marker) + b'"\nios\nsystem\n.',
        "obj": b"(cos\nsystem\n" + command + b"o.",
        "newobj_ex": b"\x80\x04cos\nsystem\n" + command + b"\x85}\x92.",
        "ext1": b"\x80\x02\x82\x01" + command + b"\x85R.",
        "ext2": b"\x80\x02\x83\x01\x00" + command + b"\x85R.",
        "ext4": b"\x80\x02\x84\x01\x00\x00\x00" + command + b"\x85R.",
        "persistent id as text": b"\x80\x02P" + bytes(trap.marker) + b"\n.",
    }


def exhausting() -> dict[str, bytes]:
    """Pickles that ask for too much memory, time or depth."""
    laughs = b"]q\x000" + (b"](" + b"h\x00" * 10 + b"eq\x000") * 60 + b"h\x00"
    doubled = b")q\x000" + b"h\x00h\x00\x86q\x000" * 90_000 + b"h\x00"
    collide = b"".join(b"\x8a\x08" + struct.pack("<q", i << 45) + b"N" for i in range(160_000))
    column = text("c") + b"](" + b"K\x01" * 100_000 + b"eq\x00"
    columns = b"}(" + column + b"".join(text(f"c{i}") + b"h\x00" for i in range(1_500)) + b"u"
    slow = text("=a." * 1_300)
    arguments = {f"a{i}": "a." * 2_000 + "=" for i in range(1_500)}
    return {
        "billion laughs": inside(Raw(laughs)),
        "tuples doubled": inside(Raw(doubled)),
        "memo index": b"\x80\x02}r\xff\xff\xff\x7f.",
        "memo index as text": b"\x80\x02}p" + b"9" * 1_000_000 + b"\n.",
        "nested lists": inside(Raw(b"]" * 200_000 + b"a" * 199_999)),
        "nested tuples": inside(Raw(b")" + b"\x85" * 450_000)),
        "nested dicts": inside(Raw(b"}" + b"N}" * 120_000 + b"s" * 120_000)),
        "nested calls": inside(Raw(b"ca\nb\n" + b")R" * 200_000)),
        "nested states": inside(Raw(b"ca\nb\n)R" * 90_000 + b"b" * 89_999)),
        "only marks": b"\x80\x02" + b"(" * 450_000 + b".",
        "lists in lists for ever": b"\x80\x02]q\x00h\x00ah\x00.",
        "model within itself": b"\x80\x02}q\x00(" + text("model") + b"h\x00u.",
        "names within themselves": pickled(content(model=model(Raw(b"]q\x00h\x00a")))),
        "collisions": inside(Raw(b"}(" + collide + b"u")),
        "results shared": pickled(content(train_results=Raw(columns))),
        "names shared": pickled(content(model=model(Raw(
            slow + b"q\x000](" + b"h\x00" * 400_000 + b"e")))),
        "names many": pickled(content(model=model(
            tuple(f"{i}=" + "a." * 60 for i in range(25_000))))),
        "arguments of slow text": pickled(content(train_args=arguments)),
        "many instructions": b"\x80\x02" + b"K\x010" * 2_000_000 + b"}.",
        "many empty dicts": b"\x80\x02" + b"}" * 499_000 + b".",
        "many objects": b"\x80\x02" + b"c\n\n)R" * 166_000 + b".",
        "bytes length lie": b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + b"x.",
        "text length lie": b"\x80\x02X\xff\xff\xff\xffabc.",
        "bytearray length lie": b"\x80\x05\x96" + struct.pack("<Q", 1 << 62) + b"x.",
        "frame length lie": b"\x80\x04\x95" + struct.pack("<Q", 1 << 62) + b"}.",
        "long4": b"\x80\x02\x8b" + struct.pack("<i", 1 << 20) + b"\xff" * (1 << 20) + b".",
        "long4 below zero": b"\x80\x02\x8b\xff\xff\xff\xff.",
        "int as text": b"I" + b"9" * 5_000_000 + b"\n.",
        "long as text": b"L" + b"9" * 5_000_000 + b"L\n.",
        "int of text": inside(Obj("builtins", "int", ("9" * 1_000_000,))),
        "range": inside(Obj("builtins", "range", (2_000_000_000,))),
        "list of text": inside(Obj("builtins", "list", ("abc" * 100_000,))),
        "bytes of a size": inside(Obj("builtins", "bytearray", (1 << 40,))),
        "global without end": b"\x80\x02c" + b"a" * 10_000_000,
    }  # fmt: skip


def senseless() -> dict[str, bytes]:
    """Pickles that make no sense."""
    whole = pickled(content())
    cuts = {f"cut at {at}": whole[:at] for at in (0, 1, 2, 5, 60, len(whole) // 2, len(whole) - 1)}
    return cuts | {
        "unhashable key": inside(Raw(b"}]K\x01s")),
        "key without value": b"\x80\x02}(K\x01u.",
        "empty stack": b"\x80\x02.",
        "append to a number": b"\x80\x02K\x01K\x01a.",
        "build onto a dict": b"\x80\x02}}b.",
        "no such mark": b"\x80\x02}u.",
        "no such memo": b"\x80\x02h\x07.",
        "protocol 4": b"\x80\x04}.",
        "a list": b"\x80\x02].",
        "weights only": pickled({"layer.weight": tensor("0")}),
        "half a surrogate": pickled(content(version="\ud800")),
    }


Maker = Callable[[Path], object]


def files() -> dict[str, Maker]:
    """Files that are hostile or broken as a zip archive, or are none."""
    whole = pickled(content())
    makers: dict[str, Maker] = {
        "empty": lambda path: path.write_bytes(b""),
        "text": lambda path: path.write_text("version https://git-lfs.github.com/spec/v1\n"),
        "old torch": lambda path: path.write_bytes(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."),
        "folder": lambda path: path.mkdir(),
        "missing": lambda path: None,
        "link": lambda path: path.symlink_to(make_checkpoint(path.with_suffix(".target"))),
        "large and sparse": lambda path: _sparse(path, 3 << 30),
        "two pickles": lambda path: zipped(path, whole, {"b/data.pkl": whole}),
        "nested pickle": lambda path: _members(path, {"a/b/data.pkl": whole}),
        "pickle above": lambda path: _members(path, {"../data.pkl/x": whole}),
        "no pickle": lambda path: _members(path, {"best/version": b"3"}),
        "bzip2": lambda path: zipped(path, bytes(8 << 20), compression=zipfile.ZIP_BZIP2),
        "lzma": lambda path: zipped(path, bytes(8 << 20), compression=zipfile.ZIP_LZMA),
        "zip bomb": lambda path: _long(path, bytes(1 << 20), 300),
        "zip bomb, size lie": lambda path: _patch(
            _long(path, bytes(1 << 20), 200), 24, b"\x00\x00\x00\x03"),
        "just as long as allowed": lambda path: _long(path, b"(" * (1 << 16), 1023),
        "many wide texts": lambda path: _long(path, text("\U0001f600" + "a" * 4_092), 15_000),
        "many wide names": lambda path: _long(
            path, ("c\U0001f600" + "a" * 500 + "\n\U0001f600" + "a" * 500 + "\n").encode(), 60_000),
        "as much as allowed": lambda path: _long(
            path, b"a" * (1 << 20), 60, b"}" * 498_000 + b"X\x00\x00\xc0\x03"),
        "one wide text": lambda path: _long(
            path, b"a" * (1 << 20), 60, b"X\x00\x00\x00\x03" + "\U0001f600".encode()),
        "size lie upwards": lambda path: _patch(zipped(path, whole), 24, b"\x00\x00\x00\x03"),
        "zip64 lie": lambda path: _patch(zipped(path, whole), 24, b"\xff\xff\xff\xff"),
        "encrypted": lambda path: _patch(zipped(path, whole), 8, b"\x01\x00"),
        "unknown method": lambda path: _patch(zipped(path, whole), 10, b"\x63\x00"),
        "entry past the end": lambda path: _patch(zipped(path, whole), 42, b"\xff\xff\xff\x7f"),
        "entry amid another": lambda path: _patch(zipped(path, whole), 42, b"\x10\x00\x00\x00"),
        "30,000 entries": lambda path: _members(path, {f"b/{i}": b"" for i in range(30_000)}),
        "endless contents": lambda path: _contents(path, 1_200_000),
    }  # fmt: skip
    if hasattr(os, "mkfifo"):
        makers["fifo"] = lambda path: os.mkfifo(path)
        makers["device"] = lambda path: path.symlink_to("/dev/zero")
    return makers


def _members(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def _long(path: Path, part: bytes, times: int, head: bytes = b"") -> Path:
    """A checkpoint whose pickle is long, written without holding it in memory."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("best/data.pkl", "w") as entry,
    ):
        entry.write(b"\x80\x02" + head)
        for _ in range(times):
            entry.write(part)
    return path


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def _patch(path: Path, offset: int, value: bytes) -> Path:
    """Overwrite a field of the first entry in the archive's table of contents."""
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + offset
    data[at : at + len(value)] = value
    path.write_bytes(data)
    return path


def _contents(path: Path, count: int) -> None:
    """An archive of nothing but `count` entries in its table of contents."""
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 9, 9, len(entry) * count, 0, 0)
    path.write_bytes(entry * count + end)


# What follows runs in a process of its own.


def peak_memory() -> int:
    """Most memory that this process has had, in MiB."""
    return peak_bytes() // 2**20


def watched(path: Path, read: Callable[[Path], Any], events: list[str]) -> dict[str, Any]:
    """What came of reading `path`, and what Python reported meanwhile."""
    environment, modules = dict(os.environ), set(sys.modules)
    # The file by its name, then the file object around its number.
    expected = {f"open {path} r", *(f"open {number} r" for number in range(16))}
    events.clear()
    result = read(path)
    return {
        "kind": type(result).__name__,
        "names": list(getattr(result, "names", ())),
        "reason": getattr(result, "reason", ""),
        "events": [event for event in events if event not in expected],
        "environment": dict(os.environ) == environment,
        "modules": set(sys.modules) == modules,
        "peak": peak_memory(),
    }


def _watch(paths: list[Path]) -> None:
    """Read each of `paths` and print a line about it. The first warms up what Python imports."""
    import copyreg

    from reportgen.read.checkpoint.weights import read_checkpoint

    # As a program may have done that registers extensions: an EXT instruction then finds it.
    copyreg.add_extension("os", "system", 1)
    events: list[str] = []

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            events.append(f"open {path} {mode or 'rw'[bool(writes)]}")
        else:
            events.append(event)

    sys.addaudithook(note)
    for path in paths:
        print(json.dumps(watched(path, read_checkpoint, events)), flush=True)


def _load(paths: list[Path]) -> None:
    """Do what must never be done, to show that the trap springs."""
    import contextlib
    import pickle

    class Loader(pickle.Unpickler):
        def persistent_load(self, _: object) -> None:
            """Tensors are not looked for."""

    for path in paths:
        with zipfile.ZipFile(path) as archive, contextlib.suppress(Exception):
            Loader(archive.open("best/data.pkl")).load()
    print(os.environ.get("SPRUNG", ""))


if __name__ == "__main__":
    mode, *rest = sys.argv[1:]
    {"watch": _watch, "load": _load}[mode]([Path(argument) for argument in rest])
