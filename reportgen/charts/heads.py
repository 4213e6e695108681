"""Box against mask (or pose): mAP50 and mAP50-95 in one chart."""

from __future__ import annotations

from reportgen import words
from reportgen.charts.parts import line, marks, summary
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import Line, LineChart
from reportgen.figure.svg.scale import value_range

ORDER = 30

MAP = "mAP50-95"


def draw(facts: Facts) -> list[LineChart]:
    """One chart, or none when the run has no mAP."""
    lines = tuple(item for head in facts.heads for item in _lines(head))
    if not lines:
        return []
    names = [head.head.key for head in facts.heads]
    title = f"{names[0].capitalize()} {' against '.join(['', *names[1:]]).strip()}".strip()
    told = [name for name in ("mAP50", MAP) if any(name in head.metrics for head in facts.heads)]
    title = f"{title}: {words.listed(told)}"
    marked = marks(facts)
    shown, _ = value_range(lines)
    return [
        LineChart(
            id="map",
            title=title,
            subtitle=_subtitle(facts),
            how_to_read=_how_to_read(names, has_both=len(told) > 1),
            summary=summary(title, lines, marked, best="highest"),
            y_title="mAP",
            lines=lines,
            group="metrics",
            leads=True,
            marks=marked,
            y_range=shown,
        )
    ]


def _lines(head: HeadFacts) -> list[Line]:
    key = head.head.key
    strict, loose = head.map50_95_curve, head.map50_curve
    if strict is None:
        return [line(loose, f"{key} mAP50", key, width=2.6, lead=True)] if loose else []
    found = [line(loose, f"{key} mAP50", key, shade="soft", width=1.8)] if loose else []
    return [*found, line(strict, f"{key} {MAP}", key, width=2.6, lead=True)]


def _subtitle(facts: Facts) -> str:
    """How the heads compare at the best epoch, or how strict and loose mAP do."""
    known = [(each.head.key, value) for each in facts.heads if (value := each.map50_95) is not None]
    if facts.best_epoch is None:
        return "No epoch has a score above 0."
    at = f"At the best epoch ({facts.best_epoch})"
    if not known:
        return f"{at} mAP50 is {words.number(facts.headline)}."
    (first, reference), (second, value) = known[0], known[-1]
    if len(known) == 1:
        return f"{at} {_strict_and_loose(first, reference, facts.heads[0].map50)}."
    share = f", {words.percent(value / reference)} of it" if reference else ""
    return (
        f"{at} {first} {MAP} is {words.number(reference)}, {second} {words.number(value)}{share}."
    )


def _strict_and_loose(key: str, strict: float, loose: float | None) -> str:
    if not loose:
        return f"{key} {MAP} is {words.number(strict)}"
    share = words.percent(strict / loose)
    return f"{MAP} is {words.number(strict)}, {share} of mAP50 ({words.number(loose)})"


def _how_to_read(names: list[str], *, has_both: bool) -> str:
    ratio = (
        "mAP50-95 is usually 50 to 70 % of mAP50; much less means that objects are found but "
        "not placed tightly."
    )
    if not has_both:
        return "It should rise and level off."
    if "mask" in names:
        return (
            "Masks usually score slightly below boxes, as they must fit pixel by pixel. A wide "
            f"gap between the two means good detection with poor outlines. {ratio}"
        )
    if "pose" in names:
        return (
            "Boxes say whether a figure is found, the pose whether its keypoints are right. Each "
            f"has its own scale, so compare how they move rather than how high they are. {ratio}"
        )
    return f"Both should rise and level off. {ratio}"
