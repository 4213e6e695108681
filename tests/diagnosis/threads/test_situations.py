"""Situations that people asked about in public, made anew: told as an expert would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from reportgen.diagnosis.causes import all_causes
from reportgen.diagnosis.steps import all_treatments
from reportgen.rule import RAISED
from tests.conftest import Held
from tests.diagnosis.runs import Diagnosed, diagnosed
from tests.diagnosis.threads.every_situation import SITUATIONS


@cache
def of(name: str) -> Diagnosed:
    """What is told of a situation."""
    with TemporaryDirectory() as folder:
        return diagnosed(SITUATIONS[name].make().write(Path(folder) / "train"))


def test_what_is_told_of_a_situation_changes_only_where_it_is_meant(held: Held) -> None:
    """After a change that is meant: --update-golden, and read it. New situations join by that."""
    text = "\n\n".join(_blocks(SITUATIONS)) + "\n"
    kept = held("diagnosis/situations.txt", text).rstrip("\n").split("\n\n")
    names = [block.partition("\n")[0].removeprefix("## ") for block in kept]
    assert [block for block in _blocks(names) if block not in kept] == []


def _blocks(names: Iterable[str]) -> list[str]:
    told: set[str] = set()
    return ["\n".join((f"## {name}", *_lines(of(name), told))) for name in names]


def _lines(run: Diagnosed, told: set[str]) -> Iterator[str]:
    """What is said, short: of each finding, cause and step the sentences where it comes first."""
    raised = [finding for finding in run.findings if finding.verdict in RAISED]
    yield run.told.headline
    yield " ".join(f"{question}={answer.answer}" for question, answer in run.told.answers.items())
    yield " ".join(f"{finding.key}={finding.verdict}" for finding in raised)
    steps = [
        (f"> {step.treatment or step.strategy}", step.reason, step.settings)
        for step in run.told.steps
    ]
    for name, sentences, settings in (
        *((finding.key, finding.seen, {}) for finding in raised if finding.key not in told),
        *((f"- {cause.id} {cause.certainty}", cause.seen, {}) for cause in run.told.causes),
        *steps,
    ):
        with_settings = " ".join((name, *(f"{key}={value}" for key, value in settings.items())))
        yield f"{with_settings}: {sentences}" if name not in told else with_settings
        told.add(name)


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation_is_told_as_an_expert_would(name: str) -> None:
    right, run = SITUATIONS[name].right, of(name)
    told = run.told
    assert told.state.main in right.state.split(), told.headline
    first = {cause.id for cause in told.causes[:2]}
    assert not right.cause or first & set(right.cause.split()), first
    steps = [step.treatment for step in told.steps if step.treatment]
    assert not right.step or (steps[0] if steps else "-") in right.step.split(), steps
    assert not set(right.never.split()) & set(steps)
    words = _said(run)
    assert right.says in words
    assert not right.unsaid or right.unsaid not in words
    for answer in right.answers.split():
        question, _, expected = answer.partition("=")
        assert told.answers[question].answer == expected, question


def _said(run: Diagnosed) -> str:
    """All that the diagnosis says of a run, settings included."""
    told = run.told
    causes = [f"{cause.title}. {cause.seen}" for cause in told.causes]
    answers = [answer.sentence for answer in told.answers.values()]
    changes = [f"{k}={v}" for step in told.steps for k, v in step.settings.items()]
    return " ".join([run.advice, *causes, *answers, *changes])


def test_what_is_right_names_what_there_is() -> None:
    causes = {rule.id for rule in all_causes()}
    for _, _, right in SITUATIONS.values():
        assert set(right.cause.split()) <= causes
        assert {*right.step.split(), *right.never.split()} <= {"-", *all_treatments()}
