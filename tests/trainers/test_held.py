"""What is read of other trainers' logs. After a change that is meant: --update-golden; read it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from tests.conftest import Held
from tests.support.visible import in_short
from tests.trainers.test_other_logs import LOGS


def test_what_is_read_of_a_log(tmp_path: Path, held: Held) -> None:
    told = [
        f"## {name}\n{_read(tmp_path / name, file, content)}" for name, file, content, _ in LOGS
    ]
    text = "\n".join(told)
    assert text == held("trainers.txt", text)


def _read(folder: Path, file: str, content: Callable[[], bytes]) -> str:
    """Its columns at the first, the second and the last epoch, and what is told besides."""
    folder.mkdir()
    (folder / file).write_bytes(content())
    facts = Facts(read_run(folder))
    table = facts.table
    assert table is not None
    rows = [0, 1, len(table.epochs) - 1]
    columns = {name: values[rows].tolist() for name, values in table.columns.items()}
    told = {
        "epochs": table.epochs[rows].tolist(), **columns,
        "seconds": table.seconds, "unit": table.unit, "log": table.log, "notes": list(table.notes),
        "args": dict(facts.known_args.values), "best": facts.best_epoch,
    }  # fmt: skip
    return "".join(f"{key}: {json.dumps(in_short(value))}\n" for key, value in told.items())
