"""``python -m tests.newest``: trains each task with the newest Ultralytics, and prints what is new.

Ultralytics is installed into an environment of its own (a big download), unless ``--python`` names
the interpreter of one that has it. Pictures are made here, models start from scratch, and what the
trainings write is read: files, columns, arguments and defaults that are not known are printed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from reportgen.facts.run_facts import Facts
from reportgen.read.folder.kinds import recognise_file
from reportgen.read.run import ReadRun, read_run
from reportgen.tasks import TASK_BY_NAME
from reportgen.trainers.ultralytics import releases
from tests.newest.pictures import make

MODELS = {
    "detect": "yolo26n.yaml",
    "segment": "yolo26n-seg.yaml",
    "pose": "yolo26n-pose.yaml",
    "obb": "yolo26n-obb.yaml",
    "classify": "yolo26n-cls.yaml",
    "semantic": "yolo26n-sem.yaml",
    "depth": "yolo26n-depth.yaml",
}
PER_RUN = ("task", "mode", "model", "data", "epochs", "imgsz", "batch", "workers", "device", "amp")
"""Arguments that this script sets, and those that name the run."""
NAMING = ("project", "name", "save_dir", "exist_ok")


def main() -> int:
    """Exit code 1 when something is not known, or a training fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.newest")
    parser.add_argument("--python", type=Path, help="interpreter that has Ultralytics")
    parser.add_argument("--tasks", nargs="*", default=list(MODELS), choices=list(MODELS))
    parser.add_argument("--epochs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        python = given.python or _installed(folder / "venv")
        version = _output(python, "import ultralytics; print(ultralytics.__version__)")
        print(f"Ultralytics {version}; the table of releases ends at {releases.newest()}.")
        new = [line for task in given.tasks for line in _tried(task, python, folder, given.epochs)]
    print("\n".join(new) or "Nothing is new.")
    return 1 if new else 0


def _installed(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "ultralytics"], check=True)
    return python


def _output(python: Path, code: str) -> str:
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


def _tried(task: str, python: Path, folder: Path, epochs: int) -> list[str]:
    """What is not known of a training of `task`; a line each."""
    data = make(task, folder / task)
    run = folder / "runs" / task
    arguments = (
        f"task={task!r}, data={str(data)!r}, epochs={epochs}, imgsz=64, batch=4, workers=0, "
        f"device='cpu', amp=False, project={str(run.parent)!r}, name={task!r}, exist_ok=True"
    )
    code = f"from ultralytics import YOLO; YOLO({MODELS[task]!r}).train({arguments})"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, cwd=folder)
    if done.returncode:
        return [f"{task}: the training failed: {done.stderr.strip().splitlines()[-1:]}"]
    found = list(unknown(task, read_run(run)))
    print(f"{task}: {len(found)} unknown; {Facts(read_run(run)).headline=}")
    return [f"{task}: {line}" for line in found]


def unknown(task: str, run: ReadRun) -> list[str]:
    """Files, columns, arguments and defaults of a run that the program does not know."""
    lines = [f"file {file.name}" for file in run.listing.files if recognise_file(file.name) is None]
    if run.task is not TASK_BY_NAME[task]:
        lines.append(f"the task is read as {run.task.name if run.task else None}")
    heads = run.task.heads if run.task else ()
    known = {head.column(metric.name) for head in heads for metric in head.metrics}
    columns = run.table.columns if run.table else ()
    metrics = [name for name in columns if name.startswith("metrics/")]
    lines += [f"column {name}" for name in metrics if name not in known]
    for name, value in run.args.values.items():
        if name in (*PER_RUN, *NAMING):
            continue
        if not releases.is_known_today(name):
            lines.append(f"argument {name}")
        elif value != (default := releases.default_today(name)):
            lines.append(f"default {name}={value!r}, known as {default!r}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
