"""What a run is in: exactly one state, whatever its files hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.diagnosis.state import STATES, state_of
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from tests.conftest import SAMPLES, real_runs


@pytest.mark.parametrize("folder", [p.parent for p in SAMPLES.glob("*/results.csv")], ids=str)
def test_a_sample_run_is_in_one_state(folder: Path) -> None:
    state = state_of(Facts(read_run(folder)))
    assert state.main in STATES
    assert state.main not in state.also
    assert set(state.also) <= set(STATES)


def test_every_real_run_is_in_one_state() -> None:
    for folder in real_runs():
        state = state_of(Facts(read_run(folder)))
        assert state.main in STATES, folder
        assert set(state.also) <= set(STATES) - {state.main}, folder
