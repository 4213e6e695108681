"""Each reader on damaged files of its kind: ``python -m tests.fuzz --readers N``.

The corpus is small and made here or lies in sample_runs; mutations know the format. A reader gives
a value or its own "not readable"; whatever else happens is a fault.
"""

from __future__ import annotations

import io
import json
import random
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.errors import ReportError
from reportgen.page.brand.logo import as_picture
from reportgen.page.picture.bare import BadPicture
from reportgen.page.picture.images import embed
from reportgen.page.text.notes import to_html
from reportgen.read.bounded import Unreadable
from reportgen.read.checkpoint.weights import read_checkpoint
from reportgen.read.dataset.class_names import names_of_data
from reportgen.read.earlier.report import read_old_report
from reportgen.read.exact.json import read_exact
from reportgen.read.folder.archive import Unpacked
from reportgen.read.folder.pictures import Picture
from reportgen.read.plot.image import PlotDeclined, decode_png
from reportgen.read.table.args import read_args
from reportgen.read.table.reading import read_results
from reportgen.read.table.tune import read_tune
from tests.conftest import SAMPLES
from tests.fuzz import mutate
from tests.hostile.stranger import NOTES, checkpoint
from tests.read.earlier.test_exact import document
from tests.read.table.test_tune import CSV
from tests.support.command import Hangs, hang_guard
from tests.support.old_reports import block, document_of, page

DECLINED = (Unreadable, PlotDeclined, BadPicture, ReportError)
_GOOD = SAMPLES / "segment-short"
_SVG = b"""<svg xmlns="http://www.w3.org/2000/svg"><style>a { fill: url(#b) }</style>
<g><text>x</text><image href="data:image/png;base64,AA=="/></g></svg>"""


@dataclass(frozen=True)
class Reader:
    """What is read, from which sound files, and how those are damaged."""

    name: str
    """Of the file that is read."""
    corpus: Callable[[], Sequence[bytes]]
    mutations: tuple[mutate.Mutation, ...]
    read: Callable[[Path], object]


@dataclass
class Tally:
    """What came of the damaged files of one kind."""

    cases: int = 0
    declined: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def _files(*patterns: str) -> list[bytes]:
    return [path.read_bytes() for pattern in patterns for path in sorted(SAMPLES.glob(pattern))]


def _jpegs() -> list[bytes]:
    return [_picture("RGB", "JPEG", progressive=turn) for turn in (False, True)]


def _pngs() -> list[bytes]:
    return [_picture(mode, "PNG") for mode in ("RGB", "P", "RGBA")]


def _picture(mode: str, form: str, **options: bool) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    noise = [Image.effect_noise((48, 32), spread) for spread in (20, 60, 90)]
    Image.merge("RGB", noise).convert(mode).save(file, form, **options)
    return file.getvalue()


def _documents() -> list[bytes]:
    return [json.dumps(document_of(SAMPLES / "segment-interrupted")).encode()]


def _zip() -> list[bytes]:
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("results.csv", "args.yaml"):
            archive.writestr(f"run/{name}", (_GOOD / name).read_bytes())
    return [file.getvalue()]


def _tar() -> list[bytes]:
    import tarfile

    made = []
    for mode in ("w", "w:gz"):
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
            archive.add(_GOOD / "results.csv", "run/results.csv")
        made.append(file.getvalue())
    return made


def _old(path: Path) -> object:
    """An old report of the JSON in a file."""
    return read_old_report(page(path.with_suffix(".html"), block(path.read_bytes())))


def _unpacked(path: Path) -> None:
    Unpacked(path).close()


def _pickled() -> list[bytes]:
    return [checkpoint({0: "a", 1: "b"}, {"epochs": 9, "task": "segment"}, "8.3.92")]


ANY = (mutate.some_bytes, mutate.cut, mutate.repeated)
_TABLE = (mutate.cells, mutate.lines, *ANY)
_MAPPING = (mutate.yaml_nodes, mutate.lines, *ANY)
_JSON = (mutate.json_values, mutate.json_values, mutate.json_values, mutate.some_bytes)
_NAMES = "path: ../x\ntrain: images\nnames:\n" + "".join(f"  {n}: class {n}\n" for n in range(40))


def _shown(path: Path) -> object:
    return embed(Picture(path.name, path, 1))


def _decoded(path: Path) -> object:
    return decode_png(path, max_pixels=200_000)


def _noted(path: Path) -> object:
    return to_html(path.read_text("utf-8", errors="replace")[:32_768])


READERS: dict[str, Reader] = {
    "csv": Reader("results.csv", lambda: _files("*/results.csv"), _TABLE, read_results),
    "yaml": Reader("args.yaml", lambda: _files("*/args.yaml"), _MAPPING, read_args),
    "data": Reader("data.yaml", lambda: [_NAMES.encode()], _MAPPING, names_of_data),
    "tune": Reader("tune_results.csv", lambda: [CSV.encode()], _TABLE, read_tune),
    "exact": Reader("reportgen.json", lambda: [json.dumps(document()).encode()], _JSON, read_exact),
    "png": Reader("a.png", _pngs, (mutate.png_chunks, mutate.png_chunks, *ANY), _shown),
    "plot": Reader("b.png", _pngs, (mutate.png_chunks, mutate.png_chunks, *ANY), _decoded),
    "jpeg": Reader("a.jpg", _jpegs, ANY, _shown),
    "logo": Reader("a.svg", lambda: [_SVG], ANY, lambda path: as_picture(path.read_bytes())),
    "checkpoint": Reader("best.pt", _pickled, (mutate.zip_entries, *ANY), read_checkpoint),
    "zip": Reader("a.zip", _zip, (mutate.zip_entries, *ANY), _unpacked),
    "tar": Reader("a.tar", _tar, ANY, _unpacked),
    "notes": Reader("notes.md", lambda: [NOTES.encode()], (mutate.lines, *ANY), _noted),
    "report": Reader("report.bin", _documents, _JSON, _old),
}


def fuzz_readers(seeds: Sequence[int], names: Sequence[str] = tuple(READERS)) -> dict[str, Tally]:
    """One damaged file a seed, of one kind after the other."""
    tallies = {name: Tally() for name in names}
    corpora = {name: list(READERS[name].corpus()) for name in names}
    with tempfile.TemporaryDirectory() as temporary, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for seed in seeds:
            name = names[seed % len(names)]
            _one(READERS[name], corpora[name], tallies[name], seed, Path(temporary))
    return tallies


def _one(reader: Reader, corpus: Sequence[bytes], tally: Tally, seed: int, folder: Path) -> None:
    chance = random.Random(seed)
    kind = chance.choice(reader.mutations)
    data = chance.choice(corpus)
    for _ in range(chance.choice((1, 1, 2))):
        data = _damaged(kind, data, chance)
    path = folder / reader.name
    path.write_bytes(data[: mutate.MAX_SIZE])
    tally.cases += 1
    started = time.process_time()
    try:
        with hang_guard():
            reader.read(path)
    except DECLINED as error:
        tally.declined += 1
        if "\n" in str(error):
            tally.faults.append(f"seed {seed}: a sentence of two lines: {error}")
    except (Exception, Hangs):
        words = traceback.format_exc().strip().splitlines()
        tally.faults.append(f"seed {seed} ({kind.__name__}): {' | '.join(words[-3:])}")
    tally.slowest = max(tally.slowest, time.process_time() - started)


def _damaged(kind: mutate.Mutation, data: bytes, chance: random.Random) -> bytes:
    """The damaged bytes; those of another kind where the format is gone already."""
    try:
        return kind(data, chance)
    except Exception:
        return mutate.some_bytes(data, chance)


def told(tallies: dict[str, Tally]) -> Iterator[str]:
    """A line for each kind, and one for all."""
    for name, tally in tallies.items():
        yield (
            f"{name}: {tally.cases} cases, {tally.declined} declined, {len(tally.faults)} faults, "
            f"slowest {tally.slowest:.2f} s"
        )
    cases = sum(tally.cases for tally in tallies.values())
    yield f"{cases} cases, {sum(len(tally.faults) for tally in tallies.values())} faults"
