"""State -> badge: the verdict whose sign and colour it has, and the words.

The table stands in docs/diagnosis.md as well, and a test keeps them equal.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportgen import words
from reportgen.diagnosis.model import Cause, Certainty
from reportgen.diagnosis.state import State
from reportgen.facts.run_facts import Facts
from reportgen.rule import Verdict

BADGES: dict[str, tuple[Verdict, str]] = {
    "good": (Verdict.PASS, "Good"),
    "plateau-done": (Verdict.PASS, "Good, done early"),
    "train-longer": (Verdict.NOTE, "More to gain"),
    "mask-gap": (Verdict.WARN, "Masks lag behind"),
    "overfits": (Verdict.WARN, "Overfits"),
    "unstable": (Verdict.WARN, "Unstable"),
    "plateau-low": (Verdict.WARN, "Levelled off low"),
    "no-gain": (Verdict.WARN, "No gain"),
    "validation-broken": (Verdict.WARN, "Validation broken"),
    "too-short": (Verdict.NOTE, "Too short to judge"),
    "running": (Verdict.NOTE, "Training"),
    "learned-nothing": (Verdict.FAIL, "Learned nothing"),
    "diverged": (Verdict.FAIL, "Diverged"),
    "unknown": (Verdict.UNKNOWN, "Unknown"),
}
"""By state."""
SLOWLY = "Low, rising slowly"
"""Of `plateau-low` where it did not quite level off."""
UNSURE = "Too good to be sure"
"""Of `validation-broken` where the numbers are too good, and nothing else is known to be wrong."""
MEANINGS: dict[str, str] = {
    "good": "The curves show nothing to change.",
    "plateau-done": "Levelled off at a good level long before the end: fewer epochs do.",
    "train-longer": "Clearly more to gain: the metrics were still rising.",
    "mask-gap": "Boxes are good, masks much worse.",
    "overfits": "Validation loss climbs while training loss keeps falling.",
    "unstable": "The metrics swing or collapse, up to the end.",
    "plateau-low": "Levelled off at a weak level: data, labels or model are the limit.",
    "no-gain": "Starts at its top level: training brought nothing, or made it worse.",
    "validation-broken": "The validation numbers cannot be right, or there are none.",
    "too-short": "Planned or cut so short that little can be said.",
    "running": "It is still training.",
    "learned-nothing": "The metrics are about zero, or at chance.",
    "diverged": "Losses are not finite, blow up, or the metrics collapse for good.",
    "unknown": "Too little is told: no results.csv that can be read, or no metric in it.",
}
"""What each state means, for docs and ``--explain``."""
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def badge_of(state: State, causes: tuple[Cause, ...], facts: Facts, weak: int) -> tuple[str, str]:
    """Key of the verdict and words; `weak` is the number of weak classes."""
    verdict, _ = BADGES[state.main]
    if verdict is Verdict.WARN and not any(cause.steps for cause in causes):
        verdict = Verdict.NOTE  # Nobody is warned of what asks for nothing.
    return verdict.value, _word(state.main, causes, facts, weak)


def _word(state: str, causes: Sequence[Cause], facts: Facts, weak: int) -> str:
    """The words of a state, with what makes this run special among those of its kind."""
    _, word = BADGES[state]
    told = {cause.id for cause in causes}
    classes = f"{in_words(weak)} {'class' if weak == 1 else 'classes'}"
    special = {
        "good": (weak and "weak-classes" in told, f"{word}, {classes} weak"),
        "plateau-low": ("still-rising" in told, SLOWLY),
        "validation-broken": (is_too_good(causes), UNSURE),
        "running": (
            facts.epochs_done and facts.epochs_planned,
            f"{word}: {facts.epochs_done} of {facts.epochs_planned}",
        ),
    }
    holds, better = special.get(state, (False, ""))
    return better if holds else word


def is_too_good(causes: Sequence[Cause]) -> bool:
    """Whether all that speaks against a validation is how good it is."""
    leak = next((cause for cause in causes if cause.id == "validation-leak"), None)
    return leak is not None and leak.certainty is Certainty.POSSIBLE and causes[0] is leak


def in_words(number: int) -> str:
    """A number up to ten as a word."""
    return _WORDS[number] if number < len(_WORDS) else words.whole(number)
