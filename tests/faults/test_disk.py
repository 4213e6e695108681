"""A disk that breaks or is full under a few steps; ``python -m tests.faults.disk`` takes all."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.faults.calls import KINDS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
CANNOT = ("cannot be mounted here", "no compiler")


@pytest.mark.parametrize("how", [("--most", "2"), ("--full", "--most", "1")], ids="-".join)
def test_nothing_is_lost_to_a_disk_that_breaks_or_is_full(how: tuple[str, ...]) -> None:
    call = [sys.executable, "-m", "tests.faults.disk", *how]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=600)
    if any(reason in done.stderr for reason in CANNOT):
        pytest.skip(done.stderr.splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" 2 calls") == len(KINDS)
