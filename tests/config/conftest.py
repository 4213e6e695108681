"""A place of one's own: a home, a repository in it, a run, and the command in all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reportgen.checks import all_rules
from reportgen.config import Config, effective_config
from tests.support.command import Done, command


@dataclass
class Place:
    """A home directory with a repository in which one works."""

    home: Path
    here: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    environ: dict[str, str] = field(default_factory=dict)

    def write(self, path: str, text: str) -> Path:
        """A file; its path starts at the repository, or at the home with ``~/``."""
        start = self.home if path.startswith("~/") else self.here
        file = start / path.removeprefix("~/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def own(self, text: str) -> Path:
        """The user's own config."""
        return self.write("~/.config/reportgen/config.yaml", text)

    def config(
        self, file: str | None = None, options: Mapping[str, Any] | None = None, at: str = "."
    ) -> Config:
        """The settings that count in a folder of the repository."""
        return effective_config(
            all_rules(),
            file=self.here / file if file else None,
            options=options,
            environ=self.environ,
            folder=self.here / at,
        )

    def alone(self, file: Path) -> Config:
        """The settings of one file, in a folder without any."""
        return effective_config(all_rules(), file=file, environ={}, folder=self.home)

    def command(self, *arguments: object) -> Done:
        """The command, called in the repository."""
        for name, value in self.environ.items():
            self.patch.setenv(name, value)
        self.patch.chdir(self.here)
        return command(self.here, self.capture, *arguments)


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Place:
    home = tmp_path / "home" / "ann"
    here = home / "shrimps"
    (here / ".git").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return Place(home, here, monkeypatch, capfd)


@pytest.fixture
def run(make_run: Callable[..., Path]) -> Path:
    return make_run()
