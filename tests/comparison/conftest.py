"""Runs with a known course: what they reach, how they wobble, what their arguments say."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from tests.conftest import SEGMENT_COLUMNS, segment_row

MakeFacts = Callable[..., Facts]


@pytest.fixture
def make_facts(make_run: Callable[..., Path]) -> MakeFacts:
    """Makes a segmentation run whose mask mAP50-95 ends at `reaches`, give or take `wobble`.

    Validation losses are about `loss` throughout, recall is `recall`, or takes turns in `recalls`;
    `best` is reached in one late epoch, and the last two thirds are constant at `falls_to`. The
    first epoch has the learning rate `rate` and training losses of 3 times `first_loss`. Further
    keywords are arguments of the training.
    """

    def make(
        name: str,
        reaches: float = 0.5,
        *,
        wobble: float = 0.01,
        epochs: int = 30,
        speed: float = 4.0,
        loss: float = 1.0,
        recall: float = 0.7,
        files: dict[str, bytes] | None = None,
        recalls: Sequence[float] = (),
        best: float | None = None,
        falls_to: float | None = None,
        rate: float = 0.001,
        first_loss: float = 1.0,
        **args: object,
    ) -> Facts:
        rows = []
        for epoch in range(1, epochs + 1):
            score = reaches * (1 - math.exp(-epoch / speed)) + wobble * math.sin(9.7 * epoch**2)
            score = max(min(score, reaches) if epoch < epochs else reaches, 0.0)
            if best is not None and epoch == epochs - 5:
                score = best
            if falls_to is not None and epoch > epochs // 3:
                score = falls_to
            metrics = {f"metrics/{m}({h})": score for m in ("mAP50", "mAP50-95") for h in "BM"}
            metrics["metrics/recall(M)"] = recalls[epoch % len(recalls)] if recalls else recall
            shown = loss * (1 + 0.01 * math.sin(7.3 * epoch**2))
            losses = {f"val/{n}_loss": shown / 4 for n in ("box", "seg", "cls", "dfl")}
            if epoch == 1:
                losses |= {f"lr/pg{i}": rate for i in range(3)}
                losses |= {f"train/{n}_loss": 3 * first_loss for n in ("box", "seg", "cls", "dfl")}
            rows.append(segment_row(epoch, epochs, **metrics, **losses))
        told = {"epochs": epochs, "data": "shapes.yaml", "seed": 0, **args}
        return Facts(
            read_run(make_run(rows, columns=SEGMENT_COLUMNS, args=told, files=files, name=name))
        )

    return make
