"""What the gate decided, in one line of the summary."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from reportgen import words
from reportgen.config.departures import SAME_DATA, Departure
from reportgen.gate import NOT_DECIDED
from reportgen.output.markdown.blocks import size
from reportgen.output.markdown.signs import SIGNS
from reportgen.page.text.markdown_text import escape
from reportgen.rule import Verdict

MOST_TOLD = 5
"""Reasons that are told; fewer where they are long."""
LONGEST = 160
"""Characters of one reason, before those are escaped that mean something in Markdown."""
MOST_CHARACTERS = 1_000
"""Of all reasons, escaped: what always stays of a summary leaves them no more room."""


class Decision(NamedTuple):
    """Whether the runs passed, and why not."""

    options: tuple[str, ...]
    """What was asked for, as in ``--fail-on warn``."""
    reasons: tuple[str, ...] = ()
    """Why they do not pass; empty when they do."""
    undecided: tuple[str, ...] = ()
    """What could not be decided, and so stops nobody."""
    departures: tuple[Departure, ...] = ()
    """Checks that are off and thresholds that moved."""
    states: tuple[str, ...] = ()
    """The state of each judged run: "train: overfits"."""

    @property
    def open(self) -> tuple[str, ...]:
        """What could not be decided and is no reason to stop."""
        return tuple(t for t in self.undecided if f"{NOT_DECIDED}: {t}" not in self.reasons)


def gate_sign(told: Decision) -> str:
    """What a heading begins with, so that no state stands for a pass where there was none."""
    if told.reasons:
        return f"{SIGNS[Verdict.FAIL]} Gate failed, "
    return f"{NOT_DECIDED}, " if told.undecided else ""


def gate_line(told: Decision) -> str:
    """``❌ **Gate failed** (`--fail-on fail`): fail: train: Overfitting from epoch 27.``

    What could not be decided is no pass: ``**Gate open** (…). ⚠ not decided: …``.
    """
    asked = ", ".join(f"`{option}`" for option in told.options)
    if told.reasons:
        head = f"{SIGNS[Verdict.FAIL]} **Gate failed** ({asked}): {_listed(told.reasons)}"
    elif told.undecided:
        head = f"**Gate open** ({asked})"
    else:
        head = f"{SIGNS[Verdict.PASS]} **Gate passed** ({asked})"
    sentences = [head]
    if still := told.open:
        sentences.append(f"{NOT_DECIDED}: {_listed(still)}")
    if told.states and told.reasons:
        sentences.append(f"State: {_listed(told.states)}")
    if told.departures:
        sentences.append(_settings(told.departures))
    return f"{'. '.join(sentences)}."


def _settings(departures: Sequence[Departure]) -> str:
    """``Not judged by the defaults: 1 check is off, 1 threshold moved: erratic is off, by …``."""
    off = [each for each in departures if each.is_off]
    alike = [each for each in departures if each.check == SAME_DATA]
    moved = [each for each in departures if not each.is_off and each.check != SAME_DATA]
    counts = [f"{words.count(len(off), 'check')} off"] if off else []
    counts += [f"{words.count(len(moved), 'threshold')} moved"] if moved else []
    counts += ["data declared alike"] if alike else []
    told = _listed([each.sentence for each in (*off, *alike, *moved)])
    return f"Not judged by the defaults, {words.listed(counts)}: {told}"


def _listed(reasons: Sequence[str]) -> str:
    told = [escape(reason.rstrip("."), LONGEST) for reason in reasons[:MOST_TOLD]]
    ends = accumulate(map(size, told))
    shown = [text for text, end in zip(told, ends, strict=True) if end <= MOST_CHARACTERS]
    more = [f"and {left} more"] if (left := len(reasons) - len(shown)) else []
    return "; ".join([*shown, *more])
