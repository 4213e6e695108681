"""How well the checks and the state agree with people who looked at the curves of real runs.

    python tests/benchmarks/judging/agreement.py [--left-out] [--disagreements]

The labels (191 runs of 89 repositories, each judged by three readers) are shared material, found
by REPORTGEN_SHARED or beside the project. Of a check, a verdict of note, warn or fail counts as
"yes"; labels unclear and na are left out; a mild overfitting counts as yes, a mild erratic is left
out. Of the state, the share is printed that equals what readers say first (main), that equals it
or what they name besides (main or also), and which is taken for which.

Thresholds and weights were chosen in sight of these runs, so the plain tables flatter them.
--left-out chooses them anew: without the repository that is judged (one at a time), and on one
half of the repositories for the other. The form of the rules stays as it is, so even that is kind.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reportgen.checks import all_rules
from reportgen.diagnosis import diagnose
from reportgen.diagnosis.state.decide import certain
from reportgen.diagnosis.state.strength import WEIGHTS, Weights, strengths
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.rule import Verdict
from tests.benchmarks.judging.weights import fitted

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("REPORTGEN_SHARED", ROOT.parent / "shared"))
YES = (Verdict.NOTE, Verdict.WARN, Verdict.FAIL)
LEFT_OUT = ("unclear", "na", "split", "")
HALVES = 10
"""Times that the repositories are split in two."""


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
    "overfitting": {"rise": (0.01, 0.015, 0.02, 0.0225, 0.025, 0.03, 0.04), "noise": (0, 0.5, 1)},
    "underfitting": {"low": (0.2, 0.225, 0.25, 0.275, 0.3, 0.35)},
    "still-improving": {"record": (0.004, 0.006, 0.008, 0.01, 0.012, 0.015)},
    "early-plateau": {"gain": (0.008, 0.01, 0.0125, 0.015, 0.0175, 0.02)},
    "erratic": {"swing": (0.04, 0.05, 0.06, 0.065, 0.07, 0.075, 0.08, 0.1)},
    "diverged": {"collapse": (0.1, 0.2, 0.3), "blow_up": (2.0, 3.0, 5.0)},
    "mask-gap": {"ratio": (0.7, 0.725, 0.75, 0.77, 0.8), "least": (0, 0.02, 0.05)},
    "precision-floor": {"floor": (0.2, 0.25, 0.3, 0.35)},
    "recall-floor": {"floor": (0.2, 0.25, 0.3, 0.35)},
}
"""Thresholds that are chosen anew with --left-out, and the values tried."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """A run and what people said of it, by column."""

    run: str
    facts: Facts
    labels: Mapping[str, str]

    @property
    def repository(self) -> str:
        """The first folder of the run's path that is no collection of runs."""
        return re.sub(r"^(\.\./real-runs(-2)?/|runs/)", "", self.run).split("/", 1)[0]

    @property
    def accepted(self) -> tuple[str, ...]:
        """The states that people named, the first one first."""
        also = self.labels["also"].split(",")
        return (self.labels["main"], *(state for state in also if state != "-"))


@dataclass(frozen=True)
class Answer:
    """What a check said of a run, and what people said."""

    run: Labelled
    truth: bool
    said: bool
    seen: str


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


def read_labelled(labels: Path) -> list[Labelled]:
    """The labelled runs, read once; their paths are relative to the file of labels."""
    with labels.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    told = [row for row in rows if row["main"] != "main"]  # the header stands twice
    return [Labelled(row["run"], Facts(read_run(labels.parent / row["run"])), row) for row in told]


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
        found.append(Answer(run, truth, bool(said), seen))
    return found


Folds = Sequence[frozenset[str]]
"""Sets of repositories, each judged by what was chosen on all others."""


def one_at_a_time(runs: Sequence[Labelled]) -> Folds:
    """Each repository by itself."""
    return [frozenset({name}) for name in sorted({run.repository for run in runs})]


def two_halves(runs: Sequence[Labelled], seed: int) -> Folds:
    """The repositories in two halves, drawn by `seed`."""
    names = sorted({run.repository for run in runs})
    random.Random(seed).shuffle(names)
    return [frozenset(names[::2]), frozenset(names[1::2])]


def chosen_elsewhere(tried: Sequence[Sequence[Answer]], folds: Folds) -> list[Answer]:
    """Answers, each by thresholds chosen without its fold; `tried` has a list for each choice.

    Of equally good choices the one in the middle of the grid's order is taken.
    """
    kept = []
    for fold in folds:
        rest = [
            np.nan_to_num(Score.of([a for a in given if a.run.repository not in fold]).balanced)
            for given in tried
        ]
        best = [index for index, value in enumerate(rest) if value == max(rest)]
        chosen = tried[best[len(best) // 2]]
        kept += [answer for answer in chosen if answer.run.repository in fold]
    return kept


def table(found: Mapping[str, Sequence[Answer]]) -> str:
    """The table of agreement of the checks as text."""
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


def left_out(runs: Sequence[Labelled]) -> Iterator[str]:
    """Balanced accuracy of each check on what was left out when thresholds were chosen."""
    yield f"{'check':16} {'repository':>10} {'half':>6}"
    for question in QUESTIONS:
        grid = GRIDS[question.check]
        values = itertools.product(*grid.values())
        tried = [answers(question, runs, dict(zip(grid, each, strict=True))) for each in values]
        single = Score.of(chosen_elsewhere(tried, one_at_a_time(runs))).balanced
        halves = [
            Score.of(chosen_elsewhere(tried, two_halves(runs, seed))).balanced
            for seed in range(HALVES)
        ]
        yield f"{question.check:16} {single:10.3f} {sum(halves) / HALVES:6.3f}"


Said = Mapping[Labelled, str]
"""The state that each run is said to be in."""


def agreement(said: Said) -> tuple[float, float]:
    """The share of runs whose state is what people say first, and that or what they say besides."""
    first = sum(state == run.accepted[0] for run, state in said.items())
    either = sum(state in run.accepted for run, state in said.items())
    return first / len(said), either / len(said)


def states(runs: Sequence[Labelled], weights: Weights | None = None) -> Said:
    """The state of each run, by other weights where they are given."""
    if weights is None:
        return {
            run: diagnose(run.facts, evaluate(all_rules(), run.facts)).state.main for run in runs
        }
    return {run: _first(run, weights) for run in runs}


def _first(run: Labelled, weights: Weights) -> str:
    signs = run.facts.signs
    if signs is None:
        return "unknown"
    found = certain(signs)
    if found:
        return found[0]
    strength = strengths(signs, weights)
    return max(strength, key=lambda state: strength[state])


def states_left_out(runs: Sequence[Labelled], folds: Folds) -> Said:
    """The state of each run, by weights fitted without its fold."""
    said: dict[Labelled, str] = {}
    for fold in folds:
        rest = [run for run in runs if run.repository not in fold]
        weights = fit(rest)
        said |= states([run for run in runs if run.repository in fold], weights)
    return said


def fit(runs: Sequence[Labelled]) -> Weights:
    """The weights of the states that are a matter of degree, fitted to `runs`."""
    told = [
        (run.facts.signs, run.labels["main"])
        for run in runs
        if run.facts.signs and not certain(run.facts.signs) and run.labels["main"] in WEIGHTS
    ]
    return fitted([signs for signs, _ in told], [label for _, label in told])


def confusion(said: Said) -> Iterator[str]:
    """What people say first, and how often it is taken for what."""
    for label, count in Counter(run.accepted[0] for run in said).most_common():
        taken = Counter(state for run, state in said.items() if run.accepted[0] == label)
        yield f"{label:18} {count:3}  " + ", ".join(f"{s} {n}" for s, n in taken.most_common())


def disagreements(found: Mapping[str, Sequence[Answer]], said: Said) -> Iterator[str]:
    """Every run that a check or the state and people see differently."""
    for check, given in found.items():
        for answer in given:
            if answer.truth != answer.said:
                people = "yes" if answer.truth else "no"
                yield f"{check}: people say {people}: {answer.run.run}\n    {answer.seen}"
    for run, state in said.items():
        if state != run.accepted[0]:
            yield f"state: people say {', '.join(run.accepted)}, not {state}: {run.run}"


def main() -> int:
    """Print the tables and, when asked, what leaving out gives and where they disagree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--labels", type=Path, default=SHARED / "labelled" / "readings.tsv")
    parser.add_argument("--left-out", action="store_true")
    parser.add_argument("--disagreements", action="store_true")
    parser.add_argument("--fit", action="store_true", help="print the weights fitted to all runs")
    options = parser.parse_args()
    if not options.labels.is_file():
        print(f"There are no labels at {options.labels}; set REPORTGEN_SHARED.", file=sys.stderr)
        return 1
    runs = read_labelled(options.labels)
    found = {question.check: answers(question, runs) for question in QUESTIONS}
    said = states(runs)
    print(table(found))
    print("\nstate: main {:.3f}, main or also {:.3f}".format(*agreement(said)))
    print("\n".join(confusion(said)))
    if options.fit:
        for state, weights in fit(runs).items():
            print(state, {name: round(weight, 2) for name, weight in weights.items()})
    if options.left_out:
        print("\nOn what was left out when thresholds were chosen: balanced accuracy")
        print("\n".join(left_out(runs)))
        single = agreement(states_left_out(runs, one_at_a_time(runs)))
        print("state, one repository left out: main {:.3f}, main or also {:.3f}".format(*single))
        halves = [agreement(states_left_out(runs, two_halves(runs, n))) for n in range(HALVES)]
        first, either = (sum(column) / HALVES for column in zip(*halves, strict=True))
        print(f"state, other half of the repositories: main {first:.3f}, or also {either:.3f}")
    if options.disagreements:
        print("\nDisagreements\n" + "\n".join(disagreements(found, said)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
