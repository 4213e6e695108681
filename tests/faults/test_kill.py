"""kill -9 at a few moments; ``python -m tests.faults.kill`` takes hundreds, also on a cluster."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("kind", ["page", "site", "watch"])
def test_nothing_is_lost_to_a_kill(kind: str) -> None:
    command = [sys.executable, "-m", "tests.faults.kill", kind, "--moments", "10"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    for line in done.stdout.splitlines():
        assert "0 torn, 0 runs changed, 0 lost" in line
    assert " 0 killed at work" not in done.stdout, "there was something to lose"
