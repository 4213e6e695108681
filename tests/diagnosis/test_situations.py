"""Situations that people asked about in public, made anew: told as an expert would."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.diagnosis.causes import all_causes
from reportgen.diagnosis.steps import all_treatments
from tests.diagnosis.more_situations import MORE
from tests.diagnosis.runs import diagnosed
from tests.diagnosis.situations import SITUATIONS as FIRST

SITUATIONS = {**FIRST, **MORE}


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


def test_what_is_right_names_what_there_is() -> None:
    causes = {rule.id for rule in all_causes()}
    for _, _, right in SITUATIONS.values():
        assert set(right.cause.split()) <= causes
        assert {*right.step.split(), *right.never.split()} <= {"-", *all_treatments()}
