"""Words and numbers as all checks write them."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.figure.svg.words import listed
from reportgen.tasks import Head

PLURALS = {"box": "boxes", "mask": "masks", "pose": "poses", "class": "classes"}
LONGEST_NAME = 40


def things(head: Head) -> str:
    """What a head puts out, in the plural: "boxes", "masks"."""
    return PLURALS.get(head.key, head.key)


def metrics_chart(head: Head) -> str:
    """Id of the chart of a head's metrics."""
    return f"{head.key}-metrics"


def score(value: float) -> str:
    """A metric of 0 to 1 with three decimals, and two digits where those would all be 0."""
    return f"{value:.3f}" if value >= 0.01 or value == 0 else f"{value:.2g}"


def percent(share: float) -> str:
    """A share of 0 to 1 as a percentage: "18 %", and "2.4 %" where the decimal matters."""
    return f"{100 * share:.1f} %" if 0 < abs(share) < 0.0995 else f"{100 * share:.0f} %"


def joined(words: Sequence[str], limit: int = 5) -> str:
    """Words as a list in a sentence, the first `limit` of them: "a, b and 3 more"."""
    shown = list(words[:limit])
    if len(words) > limit:
        shown.append(f"{len(words) - limit} more")
    return listed(shown)


def named(name: str) -> str:
    """A class name as a sentence quotes it: on one line and not too long."""
    plain = " ".join(name.split())
    return plain if len(plain) <= LONGEST_NAME else plain[: LONGEST_NAME - 1] + "…"


def plural(count: int, word: str) -> str:
    """ "1 epoch", "2 epochs"."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
