"""What a trainer states of itself: everything that is true of it only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen import words
from reportgen.trainers.form.fitness import MAIN_METRIC, OLD_FITNESS, Fitness
from reportgen.trainers.form.release import ANY_RELEASE, VersionRange


@dataclass(frozen=True)
class Clues:
    """What a folder shows of its trainer."""

    files: frozenset[str] = frozenset()
    """Names of its files."""
    columns: frozenset[str] = frozenset()
    """Names of the columns of its epochs, as written or in the canonical way."""
    arguments: frozenset[str] = frozenset()
    """Names of the arguments of the training."""
    log: str = ""
    """Key of the trainer whose log was read, where it has a form of its own."""
    padded: bool = False
    """The names of the columns are padded with spaces."""
    counted_from_zero: bool = False
    """The first epoch is written as 0."""


@dataclass(frozen=True)
class Log:
    """Epochs as another file than a table of them tells: columns by canonical name."""

    columns: Mapping[str, list[float]]
    """Of equal length; ``epoch`` among them. NaN where an epoch does not tell a value, infinite
    where what it tells is no number."""
    notes: tuple[str, ...] = ()
    """What was odd about the file and how it was read, one sentence each."""
    unit: str = "epoch"
    """What a row stands for, in the singular, where the trainer counts no epochs."""


RESULTS_FILE, ARGUMENTS_FILE = "results.csv", "args.yaml"
"""Names that the program's own sentences use; `Trainer.said` puts another trainer's in."""
BEST_FILE, LAST_FILE = "best.pt", "last.pt"
"""Weights of the best epoch, and of the last one."""
_WEIGHTS = re.compile(r"(?P<opens>^|(?<=[.?!] ))?(?<![\w/])`?(?P<which>best|last)\.pt`?")
_PICTURES = re.compile(r"\b[Pp]ictures?\b")
_SIZE_OF_PICTURES = re.compile(r" or image size")
_EPOCHS = re.compile(r"\b(?P<article>[Aa]n )?(?P<letter>[Ee])poch(?P<plural>s?)\b(?!=)")
"""Not ``epochs=100``, which is an argument."""
_EXAMPLES = {"p": "example", "P": "Example"}


class NotALog(Exception):
    """A file that is not read; the reason follows "it ..."."""


def alone(*names: str) -> Callable[[Clues], bool]:
    """Tells whether one of these files is there, and none of those that Ultralytics writes."""
    of_main = {RESULTS_FILE, ARGUMENTS_FILE}
    return lambda clues: bool(clues.files.intersection(names)) and not of_main & clues.files


@dataclass(frozen=True)
class Trainer:
    """One trainer. What is not given is true of most, or not known."""

    key: str
    name: str
    """How the page names it."""
    results: str
    """Regular expression for the name of the file that tells every epoch."""
    results_name: str
    """How the page names that file."""
    wrote: Callable[[Clues], bool] = lambda clues: False
    """Whether it wrote a folder with these clues; by default only its log tells, once read."""
    arguments: str = r"(?!)"
    """Regular expression for the file of its arguments; by default it has none."""
    arguments_name: str = ""
    more_files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Other files of its own: kind, regular expression for the name, and meaning."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Canonical names of its columns, by what it calls them."""
    read: Callable[[bytes], Log] | None = None
    """Reads `results`, bounded by who calls it; None: a csv file of one row an epoch.

    Raises `NotALog` for what it cannot read.
    """
    joined: Callable[[Sequence[tuple[str, bytes]]], Log] | None = None
    """Reads several such files of a folder as one log, each with the name of the folder below it
    that it is in, empty for the folder itself; None: each is a log by itself."""
    sniff: Callable[[bytes], bool] | None = None
    """Whether the beginning of a file is of such a log; None: its name tells enough."""
    flat: Callable[[dict[Any, Any]], dict[Any, Any]] = lambda content: content
    """Its arguments as one mapping, under names that tell them from others'."""
    nested: str = ""
    """The argument that names, or holds, a further file of arguments; empty: there is none."""
    written_between: Callable[[Clues], VersionRange] = lambda clues: ANY_RELEASE
    """The releases that write such a folder."""
    fitness: Callable[[VersionRange], tuple[Fitness, ...]] = lambda versions: (OLD_FITNESS,)
    """The formulas by which best.pt may have been kept, the likelier first."""
    class_fitness: Callable[[VersionRange], str] = lambda versions: "mean"
    """The same for classification: ``top1``, ``top5``, or their ``mean``."""
    ties_restart: Callable[[VersionRange], bool | None] = lambda versions: True
    """Whether patience starts anew where the best score is met again; None: in doubt."""
    close_mosaic: Callable[[VersionRange], int] = lambda versions: 0
    """Epochs at the end without mosaic where the arguments are silent."""
    low_confidence_counts: Callable[[VersionRange], bool | None] = lambda versions: False
    """Whether its confusion matrix counts predictions of next to no confidence; None: in doubt."""
    classes_across: Callable[[VersionRange], bool] = lambda versions: False
    """Whether the true classes of a classification surely stand across its matrix."""
    has_yolo: bool = False
    """Whether the command ``yolo`` trains, validates and predicts."""
    usual_losses: bool = False
    """Whether losses are weighed as the guide's levels suppose."""
    usual_rates: bool = True
    """Whether its users start from YOLO's learning rates: 0.01 with SGD, 0.001 with Adam."""
    draws_plots: bool = True
    """Whether it draws curves, matrices and sample pictures."""
    keeps_all: bool = False
    """Its log tells a training from its start, also one that was resumed; what is before its first
    row was not logged."""
    last_resort: bool = False
    """Its file stands beside those of others, and counts only where none of them is read."""
    validates_losses: bool = True
    """Whether its validation computes losses; else they stand as 0."""
    of_pictures: bool = True
    """Whether it learns from pictures; else its examples may be anything."""
    best_name: str = BEST_FILE
    """How sentences name the weights of the best epoch."""
    last_name: str = LAST_FILE
    """The same for those of the last epoch."""

    def said(self, text: str, unit: str = "epoch") -> str:
        """A sentence that names files of Ultralytics, pictures and epochs, in this trainer's words.

        `unit` is what a row of its log stands for.
        """
        text = text.replace(RESULTS_FILE, self.results_name)
        text = text.replace(ARGUMENTS_FILE, self.arguments_name or ARGUMENTS_FILE)
        if self.best_name != BEST_FILE:
            text = _WEIGHTS.sub(self._weights, text)
        if not self.of_pictures:
            text = _SIZE_OF_PICTURES.sub("", text)
            text = _PICTURES.sub(lambda word: _EXAMPLES[word[0][0]] + word[0][7:], text)
        return text if unit == "epoch" else _EPOCHS.sub(lambda word: _row(word, unit), text)

    def _weights(self, word: re.Match[str]) -> str:
        name = self.best_name if word["which"] == "best" else self.last_name
        return name if word["opens"] is None else words.capital(name)


def _row(word: re.Match[str], unit: str) -> str:
    """``an epoch`` as ``a validation``, ``epochs`` as ``lines of the log``."""
    first, of, rest = unit.partition(" of ")
    article = word["article"].replace("n", "") if word["article"] else ""
    first = first.capitalize() if word["letter"] == "E" else first
    return f"{article}{first}{word['plural']}{of}{rest}"


@dataclass(frozen=True)
class LogTrainer(Trainer):
    """One of which a log is read, and nothing else: no plots, no weights by name, no learning rate
    that is usual."""

    usual_rates: bool = False
    draws_plots: bool = False
    fitness: Callable[[VersionRange], tuple[Fitness, ...]] = lambda versions: (MAIN_METRIC,)
    class_fitness: Callable[[VersionRange], str] = lambda versions: "top1"
    best_name: str = "the best checkpoint"
    last_name: str = "the last checkpoint"
