"""The epochs and the arguments of a run folder, whichever trainer wrote them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen import words
from reportgen.read.bounded import Unreadable
from reportgen.read.folder.copies import original, tells_epochs
from reportgen.read.folder.files import Listing, RunFile, is_log
from reportgen.read.folder.kinds import AS_CSV, COPY, SPREADSHEET
from reportgen.read.problem import Problem, unreadable
from reportgen.read.table.args import Args, read_args, with_more_args
from reportgen.read.table.reading import read_log, read_results, table_of
from reportgen.read.table.results import EpochTable
from reportgen.trainers import all_trainers
from reportgen.trainers.form.trainer import ARGUMENTS_FILE, RESULTS_FILE, Trainer

if TYPE_CHECKING:
    from reportgen.read.checkpoint.weights import Checkpoint
    from reportgen.read.table.tune import Tune


def epochs_of(
    folder: Path, listing: Listing, checkpoint: Checkpoint | None, problems: list[Problem]
) -> EpochTable | None:
    """The epochs of results.csv, or those in the checkpoint where it holds more of them.

    Of several logs the one of the first trainer that reads its own; `problems` grow.
    """
    table = _table(folder, listing, problems)
    rows = len(table.epochs) if table else 0
    if checkpoint and checkpoint.results and checkpoint.rows > rows:
        try:
            table = table_of(checkpoint.results)
        except Unreadable:
            return table
        held = f"results.csv holds {rows} epochs" if rows else "There is no results.csv to read"
        note = f"{held}; the {checkpoint.rows} epochs that the checkpoint holds are reported."
        problems.append(Problem(RESULTS_FILE, note))
    return table


def _table(folder: Path, listing: Listing, problems: list[Problem]) -> EpochTable | None:
    """Of the first log that can be read; a copy of results.csv comes before a last resort."""
    logs = _logs(folder, listing)
    table = _first_read(folder, logs, problems, last_resort=False)
    if table is None and not listing.of_kind("results-csv"):
        table = _copied(folder, listing, problems)
    if table is None:
        table = _first_read(folder, logs, problems, last_resort=True)
    if table is None:
        for sheet in listing.of_kind(SPREADSHEET):
            problems.append(Problem(sheet.name, f"{sheet.name} is a spreadsheet: {AS_CSV}."))
    return table


def _first_read(
    folder: Path,
    logs: Sequence[tuple[Trainer, list[RunFile]]],
    problems: list[Problem],
    *,
    last_resort: bool,
) -> EpochTable | None:
    for trainer, files in logs:
        if trainer.last_resort is last_resort and (table := _log(folder, trainer, files, problems)):
            return table
    return None


def _log(
    folder: Path, trainer: Trainer, files: Sequence[RunFile], problems: list[Problem]
) -> EpochTable | None:
    paths = [folder / file.name for file in files]
    try:
        table = read_log(paths, trainer, folder) if trainer.read else read_results(paths[0])
    except Unreadable as error:
        problems.append(unreadable(files[0].name, error))
        return None
    problems += [Problem(files[0].name, note) for note in table.notes]
    return table


def _copied(folder: Path, listing: Listing, problems: list[Problem]) -> EpochTable | None:
    """The epochs of ``results (1).csv`` or its like, where there is no results.csv itself."""
    copies = [file for file in listing.of_kind(COPY) if tells_epochs(folder / file.name)]
    for file in copies:
        try:
            table = read_results(folder / file.name)
        except Unreadable as error:
            problems.append(unreadable(file.name, error))
        else:
            others = [other.name for other in copies if other is not file]
            note = f"There is no results.csv; {file.name} was read in its place"
            note += f", {words.few(others)} was not." if others else "."
            problems += [Problem(file.name, text) for text in (note, *table.notes)]
            return table
    return None


def _logs(folder: Path, listing: Listing) -> list[tuple[Trainer, list[RunFile]]]:
    """The logs of a folder, each with the first trainer that writes such a file."""
    found: list[tuple[Trainer, list[RunFile]]] = []
    seen: set[str] = set()
    for trainer in all_trainers():
        files = [
            file
            for file in listing.files
            if file.name not in seen and is_log(trainer, folder, file.name)
        ]
        seen.update(file.name for file in files)
        if trainer.joined and files:
            found.append((trainer, files))
        else:
            found += [(trainer, [file]) for file in files]
    return found


def arguments_of(
    folder: Path, listing: Listing, checkpoint: Checkpoint | None, problems: list[Problem]
) -> Args:
    """The arguments in args.yaml, or else those in the checkpoint; `problems` grow."""
    for file in listing.of_kind("args"):
        try:
            args = _read_args(folder, file, listing)
            if not args:
                continue  # Lightning writes an empty one.
            if (own := original(file.name)) != file.name:
                problems.append(Problem(own, f"{file.name} was read as {own}."))
            return args
        except Unreadable as error:
            problems.append(unreadable(file.name, error))
    if checkpoint and checkpoint.train_args:
        note = "There is no args.yaml to read; the arguments in the checkpoint are reported."
        problems.append(Problem(ARGUMENTS_FILE, note))
        return Args(dict(checkpoint.train_args))
    return Args()


def _read_args(folder: Path, file: RunFile, listing: Listing) -> Args:
    trainer = next(
        trainer
        for trainer in all_trainers()
        if re.fullmatch(trainer.arguments, original(file.name), re.IGNORECASE)
    )
    args = read_args(folder / file.name, trainer)
    named_only = trainer.nested and args.text(trainer.nested) is not None
    for further in listing.of_kind(trainer.nested) if named_only else ():
        args = with_more_args(args, folder / further.name, trainer)
    return args


def tune_of(folder: Path, listing: Listing, problems: list[Problem]) -> Tune | None:
    """The trials of a hyperparameter search; of several files the one that holds most."""
    found: list[Tune] = []
    best = next((folder / file.name for file in listing.of_kind("tune-best")), None)
    for file in listing.of_kind("tune-results"):
        from reportgen.read.table.tune import read_tune

        try:
            found.append(read_tune(folder / file.name, best))
        except Unreadable as error:
            problems.append(unreadable(file.name, error))
        else:
            problems += [Problem(file.name, note) for note in found[-1].notes]
    return max(found, key=lambda tune: len(tune.trials), default=None)
