"""Runs that tests have just written count as written some time ago."""

from __future__ import annotations

import pytest

from reportgen.read.folder import freshness


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what was written within `TICK` nobody relies on the times; here it always just was."""
    monkeypatch.setattr(freshness, "TICK", 0)
