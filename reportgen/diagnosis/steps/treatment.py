"""What a treatment is: one thing that can be done about a cause, with its guards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from reportgen.diagnosis.cause import Case
from reportgen.diagnosis.commands import NONE
from reportgen.diagnosis.model import Told
from reportgen.rule import name_of
from reportgen.trainers.form.command import Command


class Advice(NamedTuple):
    """What a treatment says of one run."""

    title: str
    reason: str
    """Why, and what to do: full sentences. The cause that calls for it is named by its own."""
    settings: Mapping[str, str] = {}
    command: Command = NONE


@dataclass(frozen=True)
class Treatment:
    """A treatment as declared."""

    id: str
    strategy: str
    """Key of the guide's strategy that it belongs to."""
    function: Callable[[Case, Told], Advice | None]
    """Its advice for a run and the cause that calls for it; None where a guard speaks against."""


Function = TypeVar("Function", bound=Callable[[Case, Told], "Advice | None"])


def treatment(strategy: str) -> Callable[[Function], Function]:
    """Declare a function as a treatment, of its name. Its docstring says when it is held back."""

    def declare(function: Function) -> Function:
        return _left_on(function, name_of(function), strategy)

    return declare


def _left_on(function: Function, id: str, strategy: str) -> Function:
    function.treatment = Treatment(id, strategy, function)  # type: ignore[attr-defined]
    return function


def always(id: str, advice: Advice, strategy: str) -> Callable[[Case, Told], Advice | None]:
    """A treatment that says the same of every run."""

    def said(case: Case, told: Told) -> Advice | None:
        """Never held back."""
        return advice

    return _left_on(said, id, strategy)
