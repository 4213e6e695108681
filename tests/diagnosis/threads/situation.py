"""A situation that people asked about: how its curves are made, and what an expert says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.diagnosis.threads.curves import Curves


class Right(NamedTuple):
    """What an expert would say of a situation."""

    state: str
    """The states that it may be in."""
    cause: str = ""
    """The causes of which one must be told first among those that ask for something, or be told;
    empty for any."""
    step: str = ""
    """The treatment that must come first; ``-`` for none at all, empty for any."""
    never: str = ""
    """Treatments that must not come."""
    says: str = ""
    """Words that must come: in the headline, a cause, an answer, a step or a setting."""
    unsaid: str = ""
    """Words that must not come anywhere."""
    answers: str = ""
    """Answers as ``question=answer``."""


class Situation(NamedTuple):
    """Curves that people asked about, made anew."""

    make: Callable[[], Curves]
    thread: str
    """Where it was asked; empty where several asked the same, or an expert would."""
    right: Right
    """Written down before the program was asked."""


def asked(thread: str, **right: str) -> Callable[[Callable[[], Curves]], Situation]:
    """Declares a situation: the function makes its curves, its name is the situation's."""
    return lambda make: Situation(make, thread, Right(**right))
