"""Coverage-guided fuzzing of readers, where atheris is installed.

``python -m tests.fuzz.coverage_guided checkpoint -max_total_time=60`` (or ``png``, ``yaml``,
``csv``, ``report``: the JSON of an old one); the options are libFuzzer's. A finding is whatever
takes long, takes much memory, kills the process, or does what no reading of a file does: start a
program, import, compile, or connect.
"""

from __future__ import annotations

import io
import pickle
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-not-found]

FOLLOWED = ["reportgen", "PIL"]
with atheris.instrument_imports(include=FOLLOWED):
    from reportgen.errors import ReportError
    from reportgen.read.bounded import Unreadable
    from reportgen.read.checkpoint.steps import describe
    from reportgen.read.checkpoint.weights import interpret
    from reportgen.read.earlier.report import read_old_report
    from reportgen.read.plot.image import PlotDeclined, decode_png
    from reportgen.read.table.args import read_args
    from reportgen.read.table.reading import read_results

_FOLDER = tempfile.TemporaryDirectory(prefix="reportgen-fuzz-")
_PICTURE = Path(_FOLDER.name) / "a.png"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NAMES = {"csv": "results.csv", "yaml": "args.yaml", "report": "report.json"}
_PIXELS = 200_000
"""Small pictures: the time is for the format, not for pixels."""


_SAMPLE = Path(__file__).resolve().parents[2] / "sample_runs/segment-interrupted"
_LINES = 4
"""Of a sound table: more of them only take time."""


def _sound_png() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.linear_gradient("L").resize((16, 16)).convert("P").save(file, "png")
    return file.getvalue().removeprefix(_SIGNATURE)


def _sound_checkpoint() -> bytes:
    kept = {"epoch": -1, "train_args": {"model": "a.pt", "lr0": 0.1}, "version": "8.3.1"}
    kept |= {"model": {"names": {0: "a"}, "nc": 1}, "train_results": {"epoch": [1], "x": [0.5]}}
    return pickle.dumps(kept, protocol=2)


def _sound_report() -> bytes:
    """The JSON of a short run."""
    from reportgen import read_run
    from reportgen.output.json import to_json

    with tempfile.TemporaryDirectory() as folder:
        for name in ("csv", "yaml"):
            (Path(folder) / _NAMES[name]).write_bytes(_sound(name))
        return to_json([read_run(folder).page_input]).encode()


def _sound(name: str) -> bytes:
    """What each reader reads without a word: where mutation begins."""
    match name:
        case "png":
            return _sound_png()
        case "checkpoint":
            return _sound_checkpoint()
        case "report":
            return _sound_report()
    lines = (_SAMPLE / _NAMES[name]).read_bytes().splitlines(keepends=True)
    return b"".join(lines[:_LINES] if name == "csv" else lines)


FORBIDDEN = ("os.system", "os.exec", "subprocess.Popen", "socket.connect", "compile", "pickle.")


class Executed(BaseException):
    """Reading a file did what it must never do."""


def _watch(event: str, _: object) -> None:
    if event.startswith(FORBIDDEN):
        raise Executed(event)


def checkpoint(data: bytes) -> None:
    """The pickle in a checkpoint; any exception there means "damaged" in the program."""
    try:
        interpret(describe(bytearray(data)))
    except Exception:
        pass


def png(data: bytes) -> None:
    """A plot's picture, whose check sums Pillow is told not to mind."""
    _PICTURE.write_bytes(_SIGNATURE + data)
    try:
        decode_png(_PICTURE, max_pixels=_PIXELS)
    except PlotDeclined:
        pass


def _read(name: str, data: bytes, read: Callable[[Path], object]) -> None:
    path = Path(_FOLDER.name) / _NAMES[name]
    path.write_bytes(data)
    try:
        read(path)
    except (Unreadable, ReportError):
        pass


def yaml(data: bytes) -> None:
    """Arguments of a run."""
    _read("yaml", data, read_args)


def csv(data: bytes) -> None:
    """The results of a run."""
    _read("csv", data, read_results)


def report(data: bytes) -> None:
    """An old report that was kept as JSON."""
    _read("report", data, read_old_report)


def main() -> None:
    """Fuzz what the first argument names."""
    targets = {"checkpoint": checkpoint, "png": png, "yaml": yaml, "csv": csv, "report": report}
    target = targets[sys.argv.pop(1)]
    sound = Path(_FOLDER.name) / "corpus" / "sound"
    sound.parent.mkdir()
    with atheris.instrument_imports(include=FOLLOWED):
        sound.write_bytes(_sound(target.__name__))
        for data in (b"", sound.read_bytes()):
            target(data)  # What is imported only when it is needed is there from now on.
    atheris.Setup([*sys.argv, str(sound.parent)], target)
    sys.addaudithook(_watch)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
