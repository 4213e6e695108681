"""What is said of runs made by chance. After a change that is meant: --update-golden, and read it.

The situations are what people asked about; these are what nobody thought of: arguments, shapes of
curves, matrices and classes that meet by chance, so that most rules and most numbers decide once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.rule import RAISED, Finding
from tests.conftest import Held
from tests.diagnosis.made import made
from tests.diagnosis.made_plots import made_plots, partly
from tests.diagnosis.runs import Diagnosed, judged

NUMBER, WHOLE = 100, 50
"""Runs, and how many of them tell all that a run tells."""


def test_what_is_told_of_made_runs_changes_only_where_it_is_meant(
    held: Held, tmp_path: Path
) -> None:
    told: set[str] = set()
    blocks = []
    for seed in range(NUMBER):
        folder = made(seed, tmp_path / f"made-{seed}", partly=seed >= WHOLE)
        run = _judged(seed, folder)
        blocks.append("\n".join((f"## {seed}", *_lines(run, told))))
    kept = held("diagnosis/made.txt", "\n\n".join(blocks) + "\n")
    assert blocks == kept.rstrip("\n").split("\n\n")


def _judged(seed: int, folder: Path) -> Diagnosed:
    """Every second run has plots."""
    run = replace(read_run(folder), reads_plots=False)
    if seed % 2 and run.task is not None:
        heads = tuple(head.key for head in run.task.heads)
        plots = made_plots(seed, heads, background=run.task.finds_objects)
        vars(run)["evidence"] = plots if seed < WHOLE else partly(plots, seed)
    return judged(Facts(run))


def _lines(run: Diagnosed, told: set[str]) -> Iterator[str]:
    """State and answers; what was measured; causes and steps in their order.

    A sentence stands where it comes first: by the rule and the first words of its title.
    """
    yield run.told.headline
    yield " ".join(f"{question}={answer.answer}" for question, answer in run.told.answers.items())
    yield "; ".join(filter(None, map(_measured, run.findings)))
    said = [(f"{each.key} {each.verdict}", each.title, each.seen) for each in run.findings
            if each.verdict in RAISED]  # fmt: skip
    said += [(f"- {each.id} {each.certainty}", each.title, each.seen) for each in run.told.causes]
    said += [
        (f"> {each.treatment or each.strategy}", each.title, each.reason + _settings(each.settings))
        for each in run.told.steps
    ]
    for name, title, sentences in said:
        yield name if name in told else f"{name}: {title}. {sentences}"
        told.add(name)


def _settings(settings: object) -> str:
    return f" {settings}" if settings else ""


def _measured(finding: Finding) -> str:
    numbers = " ".join(f"{name} {value:.4g}" for name, value in finding.measured.items())
    return f"{finding.key} {finding.verdict}: {numbers}" if numbers else ""
