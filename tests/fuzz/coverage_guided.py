"""Coverage-guided fuzzing of readers, where atheris is installed.

``python -m tests.fuzz.coverage_guided checkpoint -max_total_time=60`` (or ``png``, ``yaml``,
``csv``, ``report``: the JSON of an old one); the options are libFuzzer's. A finding is whatever
takes long, takes much memory, kills the process, or does what no reading of a file does: start a
program, import, compile, or connect.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["reportgen", "PIL"]):
    from reportgen.errors import ReportError
    from reportgen.read.bounded import Unreadable
    from reportgen.read.checkpoint.steps import describe
    from reportgen.read.checkpoint.weights import interpret
    from reportgen.read.earlier.report import read_old_report
    from reportgen.read.plot.image import PlotDeclined, decode_png
    from reportgen.read.table.args import read_args
    from reportgen.read.table.results import read_results

_FOLDER = tempfile.TemporaryDirectory(prefix="reportgen-fuzz-")
_PICTURE = Path(_FOLDER.name) / "a.png"
_PIXELS = 200_000
"""Small pictures: the time is for the format, not for pixels."""


_SAMPLE = Path(__file__).resolve().parents[2] / "sample_runs/segment-interrupted"
_SOUND = {
    "csv": (_SAMPLE / "results.csv").read_bytes(),
    "yaml": (_SAMPLE / "args.yaml").read_bytes(),
    "report": b'{"schema_version": 1, "runs": [{}]}',
}


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
    _PICTURE.write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    try:
        decode_png(_PICTURE, max_pixels=_PIXELS)
    except PlotDeclined:
        pass


def _read(name: str, data: bytes, read: Callable[[Path], object]) -> None:
    path = Path(_FOLDER.name) / name
    path.write_bytes(data)
    try:
        read(path)
    except (Unreadable, ReportError):
        pass


def yaml(data: bytes) -> None:
    """Arguments of a run."""
    _read("args.yaml", data, read_args)


def csv(data: bytes) -> None:
    """The results of a run."""
    _read("results.csv", data, read_results)


def report(data: bytes) -> None:
    """An old report that was kept as JSON."""
    _read("report.json", data, read_old_report)


def main() -> None:
    """Fuzz what the first argument names."""
    targets = {"checkpoint": checkpoint, "png": png, "yaml": yaml, "csv": csv, "report": report}
    target = targets[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    for sound in (b"", _SOUND.get(target.__name__, b"")):
        target(sound)  # What is imported only when it is needed is there from now on.
    sys.addaudithook(_watch)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
