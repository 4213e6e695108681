"""Names of heads and classes as all checks write them, and verdicts by degrees."""

from __future__ import annotations

from reportgen import words
from reportgen.rule import Verdict
from reportgen.tasks import Head

PLURALS = {"box": "boxes", "mask": "masks", "pose": "poses", "class": "classes"}
LONGEST_NAME = 40


def things(head: Head) -> str:
    """What a head puts out, in the plural: "boxes", "masks"."""
    return PLURALS.get(head.key, head.key)


def metrics_chart(head: Head) -> str:
    """Id of the chart of a head's metrics."""
    return f"{head.key}-metrics"


def named(name: str) -> str:
    """A class name as a sentence quotes it: on one line and not too long."""
    return words.clipped(" ".join(name.split()), LONGEST_NAME)


def graded(*, warns: object, notes: object) -> Verdict:
    """*Warn* where there is reason to, else *note* where there is reason to, else *pass*."""
    if warns:
        return Verdict.WARN
    return Verdict.NOTE if notes else Verdict.PASS
