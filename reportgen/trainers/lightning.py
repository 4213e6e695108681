"""PyTorch Lightning's CSVLogger: metrics.csv, one row a step or an epoch, most cells empty."""

from __future__ import annotations

import math
from typing import Any

from reportgen.trainers.form.trainer import Log, LogTrainer, NotALog, alone
from reportgen.trainers.log.averaged import noted
from reportgen.trainers.log.cells import header_of, number, number_if_any, rows_of
from reportgen.trainers.log.points import Points

_CANONICAL = {"max_epochs": "epochs", "batch_size": "batch", "learning_rate": "lr0", "lr": "lr0"}


def read(content: bytes) -> Log:
    """The rows, gathered by their epoch. Raises `NotALog` where there is no column ``epoch``."""
    rows = rows_of(content)
    header = [name.strip() for name in next(rows, [])]
    if "epoch" not in header:
        raise NotALog("has no column named epoch")
    points, place = Points(), header.index("epoch")
    for row in rows:
        if len(row) == len(header) and math.isfinite(epoch := number(row[place])):
            _add(points, int(epoch), header, row)
    return noted(points.log(bare_is_training=False))


def _add(points: Points, epoch: int, header: list[str], row: list[str]) -> None:
    for name, cell in zip(header, row, strict=True):
        if name not in ("epoch", "step"):
            points.add(epoch, name, number_if_any(cell))


def sniff(head: bytes) -> bool:
    """Whether the first line names epochs and steps."""
    return {"epoch", "step"} <= {name.lower() for name in header_of(head)}


def flat(content: dict[Any, Any]) -> dict[Any, Any]:
    """hparams.yaml under the names of today's arguments."""
    return {_CANONICAL.get(str(name), name): value for name, value in content.items()}


LIGHTNING = LogTrainer(
    key="lightning",
    name="PyTorch Lightning",
    wrote=alone("metrics.csv", "hparams.yaml"),
    results=r"metrics\.csv",
    results_name="metrics.csv",
    arguments=r"hparams\.yaml",
    arguments_name="hparams.yaml",
    read=read,
    sniff=sniff,
    flat=flat,
    of_pictures=False,
)
