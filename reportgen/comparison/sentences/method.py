"""How chance was told from difference, in words."""

from __future__ import annotations

from reportgen import words
from reportgen.comparison.lineage.families import FOLDS
from reportgen.comparison.noise import estimate as noise
from reportgen.comparison.ranking.contest import Contest


def method(contest: Contest) -> str:
    """How chance was told from difference, and what that assumes: two sentences."""
    used = {told[1].method for told in contest.estimates if told}
    if not used:
        return "No run tells how much its metric varies by chance, so no rank is certain."
    sources = [text for names, text in _SOURCES if used & names]
    test = "the moderated t test at the 5 % level"
    if any(family.kind == FOLDS for family in contest.families):
        test += ", folds against the same folds"
    if len(contest.tests) > 1:
        test += ", corrected for the number of pairs (false discovery rate)"
    return (
        f"The noise of a run is {'; or else '.join(sources)}; a difference counts when it passes "
        f"{test}. Intervals of 95 % answer for these validation pictures, not for others, and the "
        "noise of single runs was measured on few data sets: only several seeds of each "
        "configuration make it sure."
    )


_SOURCES = (
    (
        {noise.REPEATS},
        "the standard deviation between repeats of its configuration, moderated by the wobble of "
        "their curves",
    ),
    (
        {noise.LATE_EPOCHS, noise.OBJECTS},
        "the wobble of its last epochs or, where that leaves more open, two fifths of the sampling "
        "error of its validation objects",
    ),
    (
        {noise.OTHERS},
        f"at least {words.plain(noise.UNTOLD)} (less near 0 and 1) where its curve tells none: too "
        "short, constant or collapsed",
    ),
)
"""By method: where the noise comes from."""
