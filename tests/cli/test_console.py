"""What the command says on standard error while it works."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from reportgen.cli.terminal import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


Screen = Callable[..., str]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Does something, and tells what a terminal, or another stream, shows of it."""

    def shown(work: Callable[[], None], stream: io.StringIO | None = None) -> str:
        stream = stream or Terminal()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", stream)
            work()
        return stream.getvalue()

    monkeypatch.setattr(progress, "SECONDS_BEFORE_PROGRESS", 0.0)
    return shown


def reading(runs: int, done: int, *, quiet: bool = False) -> Callable[[], None]:
    """So many of some runs are read."""

    def work() -> None:
        with progress.progress(runs, quiet=quiet) as tick:
            for _ in range(done):
                tick()

    return work


def test_of_several_runs_it_is_told_how_many_are_read(screen: Screen) -> None:
    half = screen(reading(2, 1))
    assert "Reading runs" in half
    assert " 50%" in half
    assert "100%" not in half
    assert "100%" in screen(reading(2, 2))


@pytest.mark.parametrize(
    "work", [reading(1, 1), reading(5, 0), reading(5, 5, quiet=True)], ids=["one", "none", "quiet"]
)
def test_of_one_run_of_none_and_when_quiet_nothing_is_told(
    screen: Screen, work: Callable[[], None]
) -> None:
    assert screen(work) == ""


def test_what_is_soon_done_shows_no_progress(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BEFORE_PROGRESS", 1e9)
    assert screen(reading(5, 5)) == ""


def test_where_no_terminal_is_no_progress_is_shown(screen: Screen) -> None:
    assert screen(reading(5, 5), io.StringIO()) == ""
    assert screen(lambda: progress.say_pictures(1, 2), io.StringIO()) == ""


def test_the_line_on_pictures_goes_when_all_were_looked_at(screen: Screen) -> None:
    some = screen(lambda: progress.say_pictures(1_500, 2_000))
    assert some == "\rLooking at pictures: 1,500 of 2,000"
    assert screen(lambda: progress.say_pictures(2_000, 2_000)).endswith("\r\x1b[K")
