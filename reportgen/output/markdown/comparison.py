"""Several runs in a summary: the answer, the ranking, the checklist, arguments that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from reportgen import words
from reportgen.comparison.data.arguments import ArgumentDifference
from reportgen.comparison.model import Comparison
from reportgen.comparison.parts import Ranked
from reportgen.comparison.ranking.contest import Contest
from reportgen.diagnosis.badge import BADGES
from reportgen.output.markdown.blocks import Block
from reportgen.output.markdown.run import Weight, one_of_several
from reportgen.output.markdown.signs import BAD, SIGNS, bullets, number, signed, sparkline
from reportgen.page.compare.tables import checklist_rows
from reportgen.page.inputs import RunInput
from reportgen.page.text.format import difference
from reportgen.page.text.markdown_text import LONGEST_NAME, escape, escape_html, name, table
from reportgen.read.table.results import known_of
from reportgen.rule import Verdict

MOST_RUNS = 60
"""Rows of the table of runs: best first, and the baseline in any case."""
MOST_SIDE_BY_SIDE = 4
"""Runs whose arguments stand in columns; of more runs equal values are told together."""
MOST_ARGUMENTS = 60
MOST_BULLETS = 6
LONGEST_VALUE = 40
TREND_WIDTH = 8


def states(inputs: Sequence[RunInput]) -> str:
    """``⚠️ 1 unstable, ✅ 2 good``: how many runs are in which state, the gravest first."""
    numbers = Counter((_sign(given), BADGES[given.diagnosis.state.main][1]) for given in inputs)
    told = sorted(numbers, key=lambda each: each[0].severity)
    return ", ".join(
        f"{SIGNS[sign]} {numbers[sign, word]} {words.mid_sentence(word)}" for sign, word in told
    )


def _sign(given: RunInput) -> Verdict:
    return Verdict(given.diagnosis.badge[0])


def _badge(given: RunInput) -> str:
    return signed(_sign(given), given.diagnosis.badge[1])


def several(told: Comparison, inputs: Sequence[RunInput]) -> Iterator[Block]:
    """Runs held against each other; each run follows in a fold of its own, best first."""
    for item in [item for item in told.incomparable if item.certain][:MOST_BULLETS]:
        sentences = f"{escape(item.sentence)} {item.affects}".rstrip()
        text = f"- {SIGNS[Verdict.WARN]} **Not fully comparable:** {sentences}"
        yield Block(text, Weight.WORST, "comparability warning")
    yield Block(_ranking(told, inputs), Weight.RUNS, "run table")
    yield _headlines(told, inputs)
    yield from _checklist(told, inputs)
    yield from _arguments(told)
    for run in sorted(told.order, key=lambda run: run == told.baseline):
        fold = f"{escape_html(told.runs[run].name, LONGEST_NAME)}: {_badge(inputs[run])}"
        if run == told.baseline:
            yield from _baseline(inputs[run], fold)
        else:
            yield from one_of_several(inputs[run], fold)


def _baseline(given: RunInput, fold: str) -> Iterator[Block]:
    """What was found in the baseline, by title: it is no news."""
    found = [("", finding) for finding in given.findings if finding.verdict in BAD]
    text = bullets(found, MOST_BULLETS) if found else "It has no warnings."
    yield Block(f"The baseline.\n\n{text}", Weight.EACH, "finding of the baseline", fold)


# --- the table of runs -----------------------------------------------------------------------


def _ranking(told: Comparison, inputs: Sequence[RunInput]) -> str:
    shown = list(told.order[:MOST_RUNS])
    if told.baseline not in shown:
        shown[-1] = told.baseline
    highest = _highest(inputs)
    rows = [_row(run, told, inputs[run], highest) for run in shown]
    label = escape(words.capital(told.labels[0])) if len(told.labels) == 1 else "Main metric"
    leading, numbers = ["Run", "State"], {2}
    if told.ranking:
        leading, numbers = [*leading, "Rank", label, "Against the baseline"], {2, 3, 5}
    text = table([*leading, "Best epoch", "Time", "By epoch"], rows, frozenset(numbers))
    if len(told.runs) > len(shown):
        text += f"\n\nand {words.count(len(told.runs) - len(shown), 'more run')}, ranked lower"
    return text


def _row(run: int, told: Comparison, given: RunInput, highest: float) -> list[str]:
    """One run; only its name may break into lines."""
    row, curve = told.runs[run], given.facts.headline_curve
    cells = [
        _badge(given),
        *(_ranked(run, told) if told.ranking else ()),
        str(row.best_epoch or "unknown"),
        words.duration(row.seconds) or "unknown",
        sparkline(curve, 0.0, highest, TREND_WIDTH) if curve is not None else "",
    ]
    return [name(row.name), *(cell.replace(" ", "\u00a0") for cell in cells)]


def _ranked(run: int, told: Comparison) -> list[str]:
    ranked = told.ranked(run)
    if ranked is None:
        return ["–", "–", told.against_baseline(run).word]
    ranking, rank = told.ranking_of(run), "–"
    if ranked.rank is not None and not told.is_alone(run):
        rank = f"{ranked.rank}{' (tie)' if ranked.tied_with else ''}"
    what = f" {escape(ranking.label)}" if ranking and len(told.labels) > 1 else ""
    return [rank, _value(ranked) + what, _against(run, told)]


def _value(ranked: Ranked) -> str:
    if ranked.value is None:
        return "unknown"
    noise = f" ± {number(ranked.noise.margin)}" if ranked.noise else ""
    return f"**{number(ranked.value)}**{noise}"


def _against(run: int, told: Comparison) -> str:
    found = told.against_baseline(run)
    if found.difference is None:
        return found.word
    margin = f" ± {number(found.margin)}" if found.margin else ""
    said = [found.word]
    ranking = told.ranking_of(run)
    if ranking and any(map(partial(_is_mean, ranking.contest), (run, told.baseline))):
        # Without this the table's own values would seem to be subtracted wrongly.
        said.append("of means")
    if found.of_trends:
        said.append("between trends")
    return f"{difference(found.difference)}{margin} ({', '.join(said)})"


def _is_mean(contest: Contest, run: int) -> bool:
    """Whether the run is judged by the mean of its repeats."""
    estimate = contest.estimate(run)
    return estimate is not None and estimate.count > 1


def _highest(inputs: Sequence[RunInput]) -> float:
    """The top of all trend lines: they share a scale, so that they can be compared."""
    curves = (known_of(given.facts.headline_curve).values for given in inputs)
    return float(max((curve.max() for curve in curves if len(curve)), default=1.0))


# --- headlines, checklist, arguments ----------------------------------------------------------


def _headlines(told: Comparison, inputs: Sequence[RunInput]) -> Block:
    """What each run comes down to, the gravest first; the baseline is no news."""
    new = [run for run in told.order if run != told.baseline]
    new.sort(key=lambda run: _sign(inputs[run]).severity)
    lines = [
        f"- {SIGNS[_sign(inputs[run])]} **{name(told.runs[run].name)}:** "
        f"{escape(inputs[run].diagnosis.headline, 500)}"
        for run in new[:MOST_BULLETS]
    ]
    if len(new) > MOST_BULLETS:
        lines.append(f"- and {len(new) - MOST_BULLETS} more")
    return Block("\n".join(lines), Weight.WORST, "headlines")


def _checklist(told: Comparison, inputs: Sequence[RunInput]) -> Iterator[Block]:
    rows = [
        [escape(row.title), escape(row.result, 120), escape(row.reason)]
        for row in checklist_rows(told, inputs)
    ]
    fold = "The guide's checklist" if rows else "How differences are judged"
    if rows:
        text = table(["Item", "Result", "Why"], rows)
        yield Block(text, Weight.CHECKLIST, "checklist", fold)
    for sentence in (told.first.favour_note, told.first.head_note, told.first.method):
        if sentence:
            yield Block(escape(sentence, 1_000), Weight.CHECKLIST, "method remark", fold)


def _arguments(told: Comparison) -> Iterator[Block]:
    differences = [each for each in told.argument_differences if each.bears]
    fold = f"Arguments that differ ({len(differences)})"
    if not differences:
        return
    side_by_side = len(told.runs) <= MOST_SIDE_BY_SIDE
    heads = [name(told.runs[run].name) for run in told.order] if side_by_side else ["Values"]
    values = _by_run if side_by_side else _grouped
    rows = [[escape(each.name, 60), *values(each, told)] for each in differences[:MOST_ARGUMENTS]]
    text = table(["Argument", *heads], rows)
    if len(differences) > MOST_ARGUMENTS:
        text += f"\n\nand {words.count(len(differences) - MOST_ARGUMENTS, 'more argument')}"
    yield Block(text, Weight.ARGUMENTS, "argument table", fold)
    for change in told.changes[:MOST_RUNS] if side_by_side else ():
        yield Block(f"- {escape(change.sentence)}", Weight.ARGUMENTS, "change remark", fold)


def _by_run(difference: ArgumentDifference, told: Comparison) -> list[str]:
    return [escape(difference.values[run].text, LONGEST_VALUE) for run in told.order]


def _grouped(difference: ArgumentDifference, told: Comparison) -> list[str]:
    """The values in one cell, the most frequent first, and which runs have them."""
    runs: dict[str, list[int]] = {}
    for run, value in enumerate(difference.values):
        runs.setdefault(value.text, []).append(run)
    most = sorted(runs.items(), key=lambda item: -len(item[1]))
    shown = [f"{escape(text, LONGEST_VALUE)} ({_who(having, told)})" for text, having in most[:8]]
    more = [f"{len(most) - 8} more values"] if len(most) > 8 else []
    return [", ".join(shown + more)]


def _who(runs: Sequence[int], told: Comparison) -> str:
    if len(runs) > 2:
        return words.count(len(runs), "run")
    return ", ".join(name(told.runs[run].name) for run in runs)
