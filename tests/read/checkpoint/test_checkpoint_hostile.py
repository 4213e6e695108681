"""A checkpoint from a stranger runs nothing, asks for little, and never stops the program."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.read.checkpoint.hostile_checkpoints import (
    NAMES,
    Trap,
    executing,
    exhausting,
    files,
    make_checkpoint,
    senseless,
    zipped,
)

PROGRAM = Path(__file__).with_name("hostile_checkpoints.py")
ROOT = PROGRAM.parents[3]
MAX_MEMORY = 300
"""In MiB, of the whole process, Python itself included."""
EFFECTS = ("os.system", "eval", "socket", "environment")


@dataclass
class Outcome:
    """What a group of hostile files did to the process that read them."""

    lines: dict[str, dict[str, Any]]
    exit_code: int
    marker: bool
    connected: bool


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def program(mode: str, paths: list[Path]) -> subprocess.CompletedProcess[str]:
    """Run the reader in a process of its own, without a chance to fill this machine."""
    return subprocess.run(
        [sys.executable, str(PROGRAM), mode, *map(str, paths)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def outcome_of(shapes: dict[str, Any], trap: Trap, server: socket.socket, folder: Path) -> Outcome:
    """Write every shape to a file, let one process read them all, and look what happened."""
    paths = [make_checkpoint(folder / "ordinary.pt")]
    for number, make in enumerate(shapes.values()):
        paths.append(folder / f"{number}.pt")
        if isinstance(make, bytes):
            zipped(paths[-1], make)
        else:
            make(paths[-1])
    done = program("watch", paths)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    lines = dict(zip(["ordinary", *shapes], told, strict=False))
    return Outcome(lines, done.returncode, trap.marker.exists(), connected(server))


def connected(server: socket.socket) -> bool:
    """Whether anything has called in at the listening socket."""
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@pytest.fixture(scope="module")
def trap(listener: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Trap:
    return Trap(tmp_path_factory.mktemp("trap") / "sprung", listener.getsockname()[1])


def group(name: str, trap: Trap) -> dict[str, Any]:
    """The shapes of one group; each group is read by one process."""
    makers = {"exhausting": exhausting, "senseless": senseless, "files": files}
    return executing(trap) if name == "executing" else makers[name]()


GROUPS = ("executing", "exhausting", "senseless", "files")
SHAPES = [
    pytest.param(name, shape, id=f"{name}-{shape}")
    for name in GROUPS
    for shape in group(name, Trap(Path("none"), 0))
]


@pytest.fixture(scope="module")
def outcomes(
    trap: Trap, listener: socket.socket, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Outcome]:
    """What came of each group."""
    return {
        name: outcome_of(group(name, trap), trap, listener, tmp_path_factory.mktemp(name))
        for name in GROUPS
    }


READ_WHOLE = {
    *("executing-" + shape for shape in ("os.system", "eval", "socket", "environment")),
    *("executing-" + shape for shape in ("newobj Popen", "build os.environ", "dotted global")),
    "executing-call in a state",
    *("exhausting-" + shape for shape in ("billion laughs", "tuples doubled", "collisions")),
    *("exhausting-nested " + kind for kind in ("lists", "tuples", "dicts", "calls", "states")),
    *("exhausting-" + shape for shape in ("results shared", "arguments of slow text")),
    *("exhausting-" + shape for shape in ("int of text", "range", "list of text")),
    "exhausting-bytes of a size",
    "senseless-unhashable key",
    "senseless-half a surrogate",
    "files-size lie upwards",
}
"""Shapes whose hostile part is passed over: the class names beside it are read all the same."""
READ_IN_PART = {
    "executing-names that run",
    "exhausting-model within itself",
    "exhausting-names within themselves",
    "exhausting-names shared",
    "exhausting-names many",
}
"""Shapes that are checkpoints, but whose hostile part stands where the class names should."""


def test_every_expectation_belongs_to_a_shape() -> None:
    assert {parameters.id for parameters in SHAPES} >= READ_WHOLE | READ_IN_PART


@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_a_hostile_file_is_read_or_declined_and_nothing_else(
    outcomes: dict[str, Outcome], name: str, shape: str
) -> None:
    line = outcomes[name].lines[shape]
    assert line["events"] == []
    assert line["environment"], "the environment has changed"
    assert line["modules"], "a module was imported"
    assert line["peak"] < MAX_MEMORY
    known = f"{name}-{shape}"
    if known in READ_WHOLE | READ_IN_PART:
        assert line["kind"] == "Checkpoint"
        assert known in READ_IN_PART or line["names"] == list(NAMES)
    else:
        assert line["kind"] == "NotReadable"
        assert line["reason"].endswith(".")
        assert line["reason"].count(".pt ") == 1


@pytest.mark.parametrize("name", GROUPS)
def test_no_hostile_file_runs_anything_or_stops_the_program(
    outcomes: dict[str, Outcome], name: str
) -> None:
    outcome = outcomes[name]
    assert outcome.exit_code == 0
    assert not outcome.marker
    assert not outcome.connected
    assert outcome.lines["ordinary"]["names"] == list(NAMES)


@pytest.mark.parametrize("effect", EFFECTS)
def test_the_trap_springs_when_such_a_file_is_unpickled(
    listener: socket.socket, tmp_path: Path, effect: str
) -> None:
    """Without this the tests above could pass for the wrong reason."""
    trap = Trap(tmp_path / "sprung", listener.getsockname()[1])
    done = program("load", [zipped(tmp_path / "a.pt", executing(trap)[effect])])
    seen = {
        "os.system": trap.marker.exists(),
        "eval": trap.marker.exists(),
        "socket": connected(listener),
        "environment": done.stdout.strip() == "1",
    }
    assert seen[effect], done.stderr
