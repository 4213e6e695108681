"""``python -m tests.faults.disk [--most N] [KIND ...]``: a disk that breaks or is full, for real.

Each KIND is a call that writes: a ``page`` with four files beside it, a ``site``, a ``watch``, the
``cache`` of an address, a site that is published to one (``far``), and the ``recorder`` of a
training. The steps of its writing are counted in a call that succeeds; then each of them fails
once (at most N, evenly), in the C library itself: `failing.c` is preloaded. With ``--full`` the
folder is a tmpfs that is nearly full instead. After each call every file must be whole or the old
one, the runs untouched, and what is said one sentence; in the end a call must succeed. Exit code 1
otherwise.
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.calls import KINDS, Place, in_child
from tests.faults.kill import state_of

ROOMS = (4, 16, 64, 160, 400, 900, 2_000)
"""kB that are left on the disk: a page of these runs has half a megabyte, a site two."""
_SOURCE = Path(__file__).with_name("failing.c")


@dataclass
class Broken:
    """What came of the calls of a kind."""

    kind: str
    calls: int = 0
    failed: int = 0
    """Calls that said that they could not write."""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.kind}: {self.calls} calls, {self.failed} said so, {len(self.faults)} faults"


def judge(place: Place, count: Broken, told: str, before: str, failing: bool = True) -> None:
    """One call whose writing fails, or may; what is wrong with what it leaves goes to `count`."""
    said = place.folder / "said"
    code = in_child(place.call, said)
    lines = said.read_text("utf-8", "replace").strip().splitlines()
    count.calls += 1
    count.failed += bool(lines)
    wrong = [f"torn: {name}" for name in place.torn()]
    if state_of(place.runs) != before:
        wrong.append("a run changed")
    if place.kind != "recorder":
        if code not in (0, 1) or len(lines) != code or "please report" in "".join(lines):
            wrong.append(f"exit code {code}, said {lines}")
    elif code or not all(line.startswith("reportgen: ") for line in lines):
        wrong.append(f"exit code {code}, said {lines}")
    count.faults += [f"{place.kind}, {told}: {one}" for one in wrong]


def break_each_step(place: Place, most: int) -> Broken:
    """Each step of the kind's writing fails once, of more than so many some evenly."""
    count, log = Broken(place.kind), place.folder / "log"
    before = state_of(place.runs)
    go_on(place, count)
    place.spoil()
    os.environ.update(FAILING_FOLDER=str(place.out), FAILING_STEP="-1", FAILING_LOG=str(log))
    in_child(place.call, place.folder / "said")
    del os.environ["FAILING_LOG"]
    steps = log.read_text().split()
    for number in range(0, len(steps), max(1, -(-len(steps) // most))):
        del os.environ["FAILING_FOLDER"]
        place.spoil()
        code = (errno.ENOSPC, errno.EIO)[number % 2]
        os.environ |= {
            "FAILING_FOLDER": str(place.out),
            "FAILING_STEP": str(number),
            "FAILING_WITH": str(code),
        }
        judge(place, count, f"{errno.errorcode[code]} at {number}, {steps[number]}", before)
    del os.environ["FAILING_FOLDER"]
    go_on(place, count)
    return count


def fill(place: Place, rooms: tuple[int, ...]) -> Broken:
    """The folder is a disk with so many kB left, new and with what an earlier call left there."""
    count, before = Broken(place.kind), state_of(place.runs)
    for room in rooms:
        with mounted(place.out):
            place.ready()
            resize(place.out, room)
            judge(place, count, f"{room} kB on a new disk", before)
            judge(place, count, f"{room} kB on a disk", before)
            resize(place.out, 64_000)
            go_on(place, count)
    return count


def go_on(place: Place, count: Broken) -> None:
    """The call succeeds, and says nothing."""
    said = place.folder / "said"
    if in_child(place.call, said) or said.read_text():
        count.faults.append(f"{place.kind}: an undisturbed call failed, {said.read_text()}")
    count.faults += [f"{place.kind}: torn in the end, {name}" for name in place.torn()]


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """A tmpfs at a folder. Raises OSError where none may be mounted."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        raise OSError("a file system cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def resize(folder: Path, room: int) -> None:
    """Leave so many kB on the tmpfs at a folder."""
    size = shutil.disk_usage(folder).used // 1024 + room
    subprocess.run(["mount", "-o", f"remount,size={size}k", str(folder)], check=True)


def preloaded(folder: Path) -> dict[str, str]:
    """The environment in which steps can fail. Raises OSError where it cannot be built."""
    library, compiler = folder / "failing.so", shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        raise OSError("no compiler for a library that Linux preloads")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl"], check=True)
    return {**os.environ, "LD_PRELOAD": str(library)}


def main() -> int:
    """Exit code 1 when anything was lost, torn or said badly."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.disk")
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], metavar="KIND")
    parser.add_argument("--most", type=int, default=1_000, metavar="N")
    parser.add_argument("--full", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reportgen-disk-") as name:
        if not given.full and "LD_PRELOAD" not in os.environ:
            return subprocess.run([sys.executable, "-m", "tests.faults.disk", *sys.argv[1:]],
                                  env=preloaded(Path(name))).returncode  # fmt: skip
        faults = 0
        for kind in given.kinds or KINDS:
            with ExitStack() as stack:
                folder = Path(name) / kind
                folder.mkdir()
                place = Place(kind, folder, stack)
                rooms = ROOMS[: given.most]
                count = fill(place, rooms) if given.full else break_each_step(place, given.most)
            print(count, *count.faults[:20], sep="\n  ", flush=True)
            faults += len(count.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
