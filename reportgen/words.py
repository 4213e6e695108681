"""Numbers, shares, lists and plurals in words: one rule a kind of quantity, for every output.

No other module formats a number that a reader sees. A share and its sign stand apart by a plain
space, so that a search for "18 %" finds it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

UNKNOWN = "unknown"


def number(value: float | None) -> str:
    """A metric, loss or rate with three significant digits: ``0.712``, ``12.3``, ``2.50e-5``.

    ``0`` is 0; what is not told, NaN or infinite is ``unknown``.
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e6:
        return f"{value:.2e}".replace("e+", "e").replace("e-0", "e-").replace("e0", "e")
    if abs(value) >= 999.5:
        return f"{value:,.0f}"
    return f"{value:#.3g}".rstrip(".")


def beside(value: float, margin: float) -> str:
    """A value with no more decimals than the margin that stands beside it: ``0.0004``."""
    full, width = number(value), number(margin)
    if not margin or "e" in width or abs(value) >= 1e6:
        return full
    decimals = min(len(text.partition(".")[2]) for text in (full, width) if "e" not in text)
    return f"{value:,.{decimals}f}"


def change(value: float, digits: int | None = None) -> str:
    """A difference with its sign, in `digits` decimals where given: ``+0.0120``, ``−3.40``."""
    return signed(value, number(abs(value)) if digits is None else decimals(abs(value), digits))


def signed(value: float, shown: str) -> str:
    """A number as `shown`, with the sign of `value`; what is rounded to 0 has none."""
    if not shown.strip("0."):
        return shown
    return ("−" if value < 0 else "+") + shown


def plain(value: float) -> str:
    """A threshold or an argument, as short as who wrote it: ``0.05``, ``640``, ``1e-05``."""
    return f"{value:g}"


def rough(value: float, digits: int = 2) -> str:
    """No more digits than count, where a number stands in a narrow place: ``0.02``, ``1.3``."""
    return f"{value:.{digits}g}"


def decimals(value: float | None, digits: int) -> str:
    """A number with fixed decimals, where a column or a step asks for them: ``0.345``."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return f"{value:,.{digits}f}"


def ratio(value: float, margin: float | None = None) -> str:
    """How many times as much: ``3.4``, ``41``, ``1,200``, in the digits that are known.

    They are two; of a ratio with an interval, whose half is the `margin`, those of that half: of
    40.79 between 22.18 and 75.02 it is ``41``, ``22`` and ``75``.
    """
    known = float(f"{margin or value:.1e}")
    digits = 1 - math.floor(math.log10(known))
    return f"{round(value, digits):,.{max(digits, 0)}f}"


def exact(value: float) -> str:
    """The shortest text that gives the same number again: the digits of results.csv."""
    if math.isnan(value):
        return "nan"
    return repr(float(value)).removesuffix(".0")


def percent(share: float) -> str:
    """A share of 1 as a percentage: ``18 %``, ``2.4 %`` below 10, ``99.8 %``, ``0 %``.

    What is not quite all is never called 100 %.
    """
    shown = 100 * share
    if 99.5 <= shown < 100:
        return f"{min(shown, 99.9):.1f} %"
    return f"{shown:.1f} %" if 0 < abs(shown) < 9.95 else f"{shown:,.0f} %"


def whole(value: float) -> str:
    """A count with its thousands told apart: ``12,500``."""
    return f"{value:,.0f}"


def count(value: int, one: str, many: str = "") -> str:
    """A count and its noun: ``1 run``, ``2 runs``, ``1,200 boxes``."""
    return f"{whole(value)} {one if value == 1 else many or one + 's'}"


def are(count: float) -> str:
    """``is`` of one thing, ``are`` of none or several."""
    return "is" if count == 1 else "are"


def size(count: float) -> str:
    """A file size, such as ``1.2 MB`` (1 MB is a million bytes)."""
    if count < 1_000:
        return f"{count:.0f} B"
    value = count / 1_000
    for unit in ("kB", "MB", "GB"):
        # 999.6 would be written as 1000: the next unit takes it.
        if value < 999.5 or unit == "GB":
            break
        value /= 1_000
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"


def duration(seconds: float | None) -> str | None:
    """A time span, such as ``2 h 05 min``; None when it is not told."""
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return None
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 1:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def epochs(first: int, last: int) -> str:
    """``epoch 5`` or ``epochs 5 to 9``."""
    return f"epoch {first}" if first == last else f"epochs {first} to {last}"


def listed(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def few(items: Sequence[str], most: int = 5) -> str:
    """The first `most` as a list, and how many there are besides: ``a, b and 3 more``."""
    rest = len(items) - most
    return listed([*items[:most], f"{whole(rest)} more"] if rest > 0 else items)


def clipped(text: str, most: int) -> str:
    """Its first characters and a dot of ellipsis where it has more than `most`."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def setting(name: str, value: str) -> str:
    """An argument as a step sets it: ``lr0=0.001``; ``without freeze`` where it takes one out."""
    return f"{name}={value}" if value else f"without {name}"


def capital(text: str) -> str:
    """Words at the start of a sentence; names of metrics such as mAP50-95 and mIoU as they are."""
    first = text.split(" ", 1)[0]
    plain = first.isalpha() or first.startswith("top-")
    return text[:1].upper() + text[1:] if plain and first.islower() else text


def mid_sentence(text: str) -> str:
    """A sentence's words within another: without the capital, where that is no part of a name."""
    first = text.split(" ", 1)[0]
    plain = first.replace("-", "").isalpha() and first.capitalize() == first
    return text[:1].lower() + text[1:] if plain else text


def sentence(text: str) -> str:
    """Text that starts with a capital and ends in a full stop, where it is no metric's name."""
    text = capital(text.strip())
    return text if not text or text[-1] in ".?:" else f"{text}."
