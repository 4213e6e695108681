"""Situations that people asked about in public, made anew: told as an expert would."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.diagnosis.causes import all_causes
from reportgen.diagnosis.steps import all_treatments
from tests.diagnosis.runs import Diagnosed, diagnosed
from tests.diagnosis.threads.every_situation import SITUATIONS


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation_is_told_as_an_expert_would(tmp_path: Path, name: str) -> None:
    make, _, right = SITUATIONS[name]
    run = diagnosed(make().write(tmp_path / "train"))
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
