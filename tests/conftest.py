"""What all tests share: where sample runs are, where the shared material is, how to make a run."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from reportgen.config import ENVIRONMENT

if TYPE_CHECKING:
    from reportgen import Run

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_runs"
GOLDEN = ROOT / "tests" / "golden"
Held = Callable[[str, str], str]

# The same examples each time: a change makes a test fail, and not chance.
# No deadline: a loaded machine is slow, not wrong.
settings.register_profile("same-examples", derandomize=True, deadline=None)
settings.load_profile("same-examples")

# Tests start hundreds of processes: each would compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A shell has what it runs in the background ignore Ctrl-C, and the commands of tests inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-golden`` writes what the sample runs' reports say today."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden")


@pytest.fixture
def held(request: pytest.FixtureRequest) -> Held:
    """What is kept in a file of tests/golden; it is written anew where that is asked for."""

    def kept(name: str, text: str) -> str:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return path.read_text(encoding="utf-8")

    return kept


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are cores: tests also wait, for a browser and for other processes."""
    return (os.cpu_count() or 1) + 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Neighbours stay together, for they read the same; who has done his part helps another."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What came of the real runs: how many, what was declined and why, and the slowest."""
    passed = terminalreporter.stats.get("passed", [])
    rows = [
        value for report in passed for key, value in report.user_properties if key == "real_run"
    ]
    if not rows:
        return
    terminalreporter.section("real runs")
    verdicts = Counter(verdict for _, _, verdict, _ in rows)
    by_verdict = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.most_common())
    terminalreporter.line(f"{len(rows)} folders, {len(rows)} reports: {by_verdict}")
    # Names and numbers differ from file to file; what is left is the reason.
    declined = Counter(re.sub(r"^\S+ |\d[\d,.]*", "", text) for row in rows for text in row[3])
    for reason, number in declined.most_common():
        terminalreporter.line(f"{number:4} files: {reason}")
    for name, seconds, _, _ in sorted(rows, key=lambda row: -row[1])[:3]:
        terminalreporter.line(f"slowest: {seconds:.2f} s  {name}")


def shared() -> Path | None:
    """The folder of shared material (real runs, labels, true numbers); None when it is absent."""
    folder = Path(os.environ.get("REPORTGEN_SHARED", ROOT.parent / "shared"))
    return folder if folder.is_dir() else None


@cache
def sample(name: str) -> Run:
    """A sample run with its pictures; the tests of a process read it once."""
    from reportgen import read_run

    return read_run(SAMPLES / name)


def real_runs() -> list[Path]:
    """Every folder of the real runs that holds a results.csv; none without shared material."""
    folder = shared()
    if folder is None:
        return []
    return sorted(path.parent for path in (folder / "real-runs").rglob("results.csv"))


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_a_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What whoever runs the tests has set for himself does not count in them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("no-config")))
        for name in ENVIRONMENT:
            patch.delenv(f"REPORTGEN_{name.upper()}", raising=False)
        yield


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The shared material. Without it a test skips; in CI only if REPORTGEN_SHARED is ``none``."""
    folder = shared()
    if folder is None:
        message = "needs the shared material (set REPORTGEN_SHARED to its folder)"
        if os.environ.get("CI") == "true" and os.environ.get("REPORTGEN_SHARED") != "none":
            pytest.fail(message)
        pytest.skip(message)
    return folder


SEGMENT_COLUMNS = [
    "epoch",
    "time",
    "train/box_loss",
    "train/seg_loss",
    "train/cls_loss",
    "train/dfl_loss",
    "metrics/precision(B)",
    "metrics/recall(B)",
    "metrics/mAP50(B)",
    "metrics/mAP50-95(B)",
    "metrics/precision(M)",
    "metrics/recall(M)",
    "metrics/mAP50(M)",
    "metrics/mAP50-95(M)",
    "val/box_loss",
    "val/seg_loss",
    "val/cls_loss",
    "val/dfl_loss",
    "lr/pg0",
    "lr/pg1",
    "lr/pg2",
]


def segment_row(epoch: int, epochs: int = 20, **changed: float) -> list[float]:
    """One believable row of a segmentation run that learns."""
    done = epoch / epochs
    fall, rise = 3.0 - 2.0 * done, 0.7 * done
    values = [epoch, 10.0 * epoch, fall, fall, fall, fall]
    values += [0.8 * done, rise, rise, 0.6 * rise] * 2 + [fall + 0.2] * 4 + [0.001] * 3
    row = dict(zip(SEGMENT_COLUMNS, values, strict=True))
    row.update({key.replace("__", "/"): value for key, value in changed.items()})
    return list(row.values())


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., Path]:
    """Makes a run folder: rows of results.csv, arguments, further files by name."""

    def make(
        rows: Sequence[Sequence[object]] | None = None,
        *,
        columns: Sequence[str] = SEGMENT_COLUMNS,
        args: Mapping[str, object] | None = None,
        files: Mapping[str, bytes] | None = None,
        name: str = "train",
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True, exist_ok=True)
        if rows is None:
            rows = [segment_row(epoch) for epoch in range(1, 21)]
        lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
        (folder / "results.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        settings = {"task": "segment", "model": "yolo11n-seg.pt", "epochs": 20, "patience": 100}
        settings.update(args or {})
        text = "".join(f"{key}: {value}\n" for key, value in settings.items())
        (folder / "args.yaml").write_text(text, encoding="utf-8")
        for file, content in (files or {}).items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
        return folder

    return make
