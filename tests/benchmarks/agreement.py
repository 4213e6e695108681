"""How well the checks agree with people who looked at the curves of real runs.

    python tests/benchmarks/agreement.py [--leave-out] [--labels FILE ... --runs DIR]

The labels and runs are shared material, found by REPORTGEN_SHARED or beside the project. A
verdict of note, warn or fail counts as "yes"; labels unclear and na are left out; a mild
overfitting counts as yes, a mild erratic is left out. A check that judges each head says yes when
any head does: people judged precision and recall by the boxes, so that masks that fail under
sound boxes count against the check here. They are told all the same, being true.

The thresholds are round numbers chosen in sight of labelled runs, so the plain table flatters
them. --leave-out chooses the thresholds of GRIDS anew without each repository, and without each
file of labels where several are given, and applies them to what was left out. The rules
themselves stay as they are, so even that is a little kind.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.checks import all_rules
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.rule import Verdict, evaluate

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("REPORTGEN_SHARED", ROOT.parent / "shared"))
YES = (Verdict.NOTE, Verdict.WARN, Verdict.FAIL)
LEFT_OUT = ("unclear", "na", "")


@dataclass(frozen=True)
class Question:
    """A check and the column of labels that it is held against."""

    check: str
    column: str
    label: Callable[[str], bool | None]
    """Turns a label into yes or no; None leaves the run out."""


def _yes(label: str) -> bool | None:
    return None if label in LEFT_OUT else label == "yes"


def _mild_is_yes(label: str) -> bool | None:
    return None if label in LEFT_OUT else label in ("yes", "mild")


def _mild_left_out(label: str) -> bool | None:
    return None if label == "mild" else _yes(label)


def _names(word: str) -> Callable[[str], bool | None]:
    return lambda label: None if label in LEFT_OUT else label in (word, "both")


QUESTIONS = (
    Question("overfitting", "overfit", _mild_is_yes),
    Question("underfitting", "underfit", _yes),
    Question("still-improving", "still_improving", _yes),
    Question("early-plateau", "plateau_early", _yes),
    Question("erratic", "erratic", _mild_left_out),
    Question("diverged", "diverged", _yes),
    Question("mask-gap", "mask_gap", _yes),
    Question("precision-floor", "pr_low", _names("precision")),
    Question("recall-floor", "pr_low", _names("recall")),
)


GRIDS: Mapping[str, Mapping[str, Sequence[float]]] = {
    "overfitting": {
        "rise": (0.005, 0.01, 0.015, 0.02, 0.03, 0.05),
        "noise": (0.5, 1.0, 1.5, 2.0),
        "lost": (0.03, 0.05, 0.1),
    },
    "underfitting": {"low": (0.2, 0.25, 0.3, 0.35, 0.4), "gain": (0.01, 0.02, 0.03)},
    "still-improving": {
        "record": (0.0025, 0.005, 0.0075, 0.01, 0.0125, 0.015, 0.02),
        "certainty": (1.5, 2.0, 2.5, 3.0, 4.0),
    },
    "early-plateau": {"gain": (0.005, 0.0075, 0.01, 0.0125, 0.015, 0.02)},
    "erratic": {"swing": (0.03, 0.04, 0.05, 0.06, 0.07, 0.08), "height": (0.05, 0.1, 0.2, 0.3)},
    "diverged": {"collapse": (0.1, 0.2, 0.3), "blow_up": (2.0, 3.0, 5.0)},
    "mask-gap": {"ratio": (0.7, 0.725, 0.75, 0.775, 0.8), "least": (0.05, 0.1, 0.2, 0.3)},
    "precision-floor": {"floor": (0.2, 0.25, 0.3, 0.35)},
    "recall-floor": {"floor": (0.2, 0.25, 0.3, 0.35)},
}
"""Thresholds that are chosen anew in each fold, and the values tried."""


@dataclass(frozen=True)
class Labelled:
    """A run and what people said of it, by column."""

    run: str
    facts: Facts
    labels: Mapping[str, str]
    source: str
    """The file of labels."""


@dataclass(frozen=True)
class Answer:
    """What a check said of a run, and what people said."""

    run: str
    truth: bool
    said: bool
    seen: str
    source: str

    @property
    def repository(self) -> str:
        """First part of the run's path."""
        return self.run.split("/", 1)[0]


@dataclass(frozen=True)
class Score:
    """Counts over some answers."""

    hits: int
    false_alarms: int
    misses: int
    quiet: int

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> Score:
        """Count the four cases."""
        pairs = [(answer.truth, answer.said) for answer in answers]
        cases = ((True, True), (False, True), (True, False), (False, False))
        return cls(*(pairs.count(case) for case in cases))

    @property
    def precision(self) -> float:
        """Share of the yeses that are right."""
        return _share(self.hits, self.false_alarms)

    @property
    def recall(self) -> float:
        """Share of the true ones that are found."""
        return _share(self.hits, self.misses)

    @property
    def balanced(self) -> float:
        """Mean of the share found among the yeses and among the noes; 0.5 is guessing."""
        return (self.recall + _share(self.quiet, self.false_alarms)) / 2


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else float("nan")


def read_labelled(labels: Path, runs: Path) -> list[Labelled]:
    """The labelled runs, read once."""
    with labels.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        Labelled(row["run"], Facts(read_run(runs / row["run"])), row, labels.name) for row in rows
    ]


def answers(
    question: Question, runs: Sequence[Labelled], thresholds: Mapping[str, float] | None = None
) -> list[Answer]:
    """One check's answers, with other thresholds where they are given."""
    rules = [rule for rule in all_rules() if rule.id == question.check]
    found = []
    for run in runs:
        truth = question.label(run.labels[question.column])
        if truth is None:
            continue
        own = evaluate(rules, run.facts, {question.check: thresholds or {}})
        said = [finding for finding in own if finding.verdict in YES]
        seen = "; ".join(f"{f.verdict.value}: {f.seen}" for f in said or own)
        found.append(Answer(run.run, truth, bool(said), seen, run.source))
    return found


def tuned_elsewhere(
    question: Question, runs: Sequence[Labelled], group: Callable[[Answer], str]
) -> dict[str, list[Answer]]:
    """Answers by group, each judged by thresholds chosen without its group.

    Of equally good choices the one in the middle of the grid's order is taken.
    """
    grid = GRIDS[question.check]
    choices = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    tried = [answers(question, runs, choice) for choice in choices]
    kept: dict[str, list[Answer]] = {}
    for name in sorted({group(answer) for answer in tried[0]}):
        rest = [Score.of([a for a in given if group(a) != name]).balanced for given in tried]
        best = [index for index, value in enumerate(rest) if value == max(rest)]
        chosen = tried[best[len(best) // 2]]
        kept[name] = [answer for answer in chosen if group(answer) == name]
    return kept


def table(found: dict[str, list[Answer]]) -> str:
    """The table of agreement as text."""
    lines = [
        f"{'check':16} {'n':>3} {'yes':>4} {'TP':>3} {'FP':>3} {'FN':>3} "
        f"{'precision':>9} {'recall':>6} {'balanced accuracy':>17}"
    ]
    for check, given in found.items():
        s = Score.of(given)
        lines.append(
            f"{check:16} {len(given):3} {s.hits + s.misses:4} {s.hits:3} {s.false_alarms:3} "
            f"{s.misses:3} {s.precision:9.2f} {s.recall:6.2f} {s.balanced:17.3f}"
        )
    return "\n".join(lines)


def left_out(runs: Sequence[Labelled]) -> str:
    """Balanced accuracy on what was left out when thresholds were chosen, as text."""
    sources = sorted({run.source for run in runs})
    columns = sources if len(sources) > 1 else []
    lines = [f"{'check':16} {'repository':>10} " + " ".join(f"{name:>12}" for name in columns)]
    for question in QUESTIONS:
        by_repository = tuned_elsewhere(question, runs, lambda answer: answer.repository)
        every = [answer for group in by_repository.values() for answer in group]
        line = f"{question.check:16} {Score.of(every).balanced:10.3f} "
        by_source = tuned_elsewhere(question, runs, lambda a: a.source) if columns else {}
        lines.append(line + " ".join(f"{Score.of(by_source[n]).balanced:12.3f}" for n in columns))
    return "\n".join(lines)


def disagreements(found: dict[str, list[Answer]]) -> str:
    """Every run that a check and people see differently, as text."""
    lines = []
    for check, given in found.items():
        for answer in given:
            if answer.truth != answer.said:
                people = "yes" if answer.truth else "no"
                lines.append(f"{check}: people say {people}: {answer.run}\n    {answer.seen}")
    return "\n".join(lines)


def main() -> int:
    """Print the table, the disagreements and, when asked, what leaving out gives."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    known = SHARED / "labelled" / "labels.tsv"
    parser.add_argument("--labels", type=Path, nargs="+", default=[known])
    parser.add_argument("--runs", type=Path, default=SHARED / "real-runs")
    parser.add_argument("--leave-out", action="store_true")
    options = parser.parse_args()
    absent = [file for file in options.labels if not file.is_file()]
    if absent:
        print(f"There are no labels at {absent[0]}; set REPORTGEN_SHARED.", file=sys.stderr)
        return 1
    runs = [run for file in options.labels for run in read_labelled(file, options.runs)]
    found = {question.check: answers(question, runs) for question in QUESTIONS}
    print(table(found))
    if options.leave_out:
        print("\nBalanced accuracy on what was left out when thresholds were chosen")
        print(left_out(runs))
    print(f"\nDisagreements\n{disagreements(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
