"""Guide: "Next Steps for Improvement" and "Compare Between Training Runs": how the run ended."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen import words
from reportgen.checks.wording import graded
from reportgen.facts.pace import NEAR_LIMIT, PATIENCE
from reportgen.facts.version import VersionRange
from reportgen.read.folder.files import Listing
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable, Series
from reportgen.rule import Outcome, Verdict, check
from reportgen.tasks import CLASS, Task
from reportgen.trainers import Trainer
from reportgen.trainers.form.fitness import Fitness


@dataclass(frozen=True)
class _Course:
    """How far a training came."""

    table: EpochTable
    args: Args
    listing: Listing
    planned: int
    since_best: int
    scored: bool
    """Whether any epoch scored above 0, so that there is a best one."""
    goes_on: bool
    silent_for: float
    """Seconds for which an epoch is overdue."""

    @property
    def done(self) -> int:
        return int(self.table.epochs[-1])

    @property
    def patience(self) -> int:
        patience = self.args.number("patience")
        return PATIENCE if patience is None else int(patience)

    @property
    def limit(self) -> float:
        """The `time` argument, in hours; 0 without one."""
        return max(self.args.number("time") or 0.0, 0.0)

    @property
    def hours(self) -> float:
        """How long it took; 0 where that is not told."""
        return (self.table.seconds or 0.0) / 3600

    @property
    def plots(self) -> bool:
        """Whether plots of a final validation are there."""
        return any("curve" in file.key or "confusion" in file.key for file in self.listing.files)

    @property
    def best(self) -> int:
        """The best epoch."""
        return self.done - self.since_best

    @property
    def of(self) -> str:
        """ "44 of 100 epochs"."""
        return f"{words.whole(self.done)} of {words.count(self.planned, 'epoch')}"


@check(
    title="The training came to its end",
    guide="Next Steps for Improvement: Train longer",
    when_unknown="Keep `args.yaml` beside `results.csv`: it says how many epochs were planned.",
)
def finished(
    table: EpochTable,
    known_args: Args,
    epochs_planned: int,
    epochs_since_best: int,
    ever_scored: bool,
    listing: Listing,
    goes_on: bool,
    silent_for: float,
) -> Outcome:
    """Continue it with `yolo train resume model=weights/last.pt`; `best.pt` is usable meanwhile.
    Without `last.pt` it has to start again.

    Pass: all planned epochs are there; or it stopped early (fewer epochs, and at least `patience`
    of them since the best); or the `time` limit was reached. Note: it ended before, but plots of a
    final validation are there, so that it was probably ended on purpose, or it goes on: `--watch`
    sees it, or the times of args.yaml and results.csv tell it. Warn: it ended before and left no
    such plots: interrupted, or still running where no time tells it; the learning rate has not
    wound down and mosaic may still be on. A resumed run is named as such.
    Ultralytics writes no file about its end: all of this is inferred, and of the two formulas for
    the best epoch the one that explains an early stop counts.
    """
    course = _Course(
        table,
        known_args,
        listing,
        planned=epochs_planned,
        since_best=epochs_since_best,
        scored=ever_scored,
        goes_on=goes_on,
        silent_for=silent_for,
    )
    verdict, title, seen = _ending(course)
    return Outcome(
        verdict,
        title,
        " ".join([seen, *_resumed(table, known_args)]),
        epochs=(course.done, course.done) if verdict is Verdict.WARN else None,
        chart="learning-rate",
        measured={"epochs done": course.done, "epochs planned": course.planned},
        threshold="all planned epochs, or an early stop after patience epochs without a gain",
        remedy="Nothing to do: it goes on."
        if goes_on
        else _ending_remedy(verdict, bool(listing.of_kind("last-weights"))),
    )


def _ending(course: _Course) -> tuple[Verdict, str, str]:
    """Verdict, title and what was seen."""
    if course.goes_on:
        return Verdict.NOTE, f"Still training: {course.of}", "The next epoch is to come."
    if course.done > course.planned and course.limit:
        seen = (
            f"time={words.plain(course.limit)} sets its length; "
            f"epochs={words.whole(course.planned)} does not count beside it."
        )
        ended = f"Ended by its time limit after {words.count(course.done, 'epoch')}"
        return Verdict.PASS, ended, seen
    if course.done >= course.planned:
        beyond = " It went on beyond its plan." if course.done > course.planned else ""
        return Verdict.PASS, f"Completed: {course.of}", f"All planned epochs were trained.{beyond}"
    if 0 < course.patience <= course.since_best:
        seen = (
            f"It stopped by itself: nothing beat epoch {words.whole(course.best)} in the "
            f"{words.count(course.since_best, 'epoch')} after it (patience "
            f"{words.whole(course.patience)})."
        )
        return Verdict.PASS, f"Stopped early after {course.of}", seen
    if course.limit and course.hours >= NEAR_LIMIT * course.limit:
        seen = (
            f"It ran {words.decimals(course.hours, 1)} hours, the limit that "
            f"time={words.plain(course.limit)} sets."
        )
        return Verdict.PASS, f"Ended by its time limit after {course.of}", seen
    return _ended_before(course)


def _ended_before(course: _Course) -> tuple[Verdict, str, str]:
    """The same of a training that ended before its plan, and not by itself."""
    if course.plots:
        seen = (
            f"Its plots of a final validation are there, yet {_no_early_stop(course)}: someone "
            "ended or validated it by hand."
        )
        return Verdict.NOTE, f"Ended before its plan: {course.of}", seen
    writing = " The last line of results.csv is cut." if course.table.last_row_cut else ""
    what, since = "It was interrupted, or is still running", ""
    if silent := words.duration(course.silent_for or None):
        what = "It was interrupted"
        since = f" Nothing was written for {silent}, and the next epoch is overdue."
    seen = (
        f"{what}: there are no plots of a final validation, and "
        f"{_no_early_stop(course)}.{writing}{since}"
    )
    return Verdict.WARN, f"Not finished: {course.of}", seen


def _no_early_stop(course: _Course) -> str:
    """Why early stopping is not what ended it. It does not count epochs before the first score."""
    if course.patience <= 0:
        return "early stopping is off (patience 0)"
    if not course.scored:
        return "early stopping waits for the first score above 0, which never came"
    best = f"the best score (first at epoch {words.whole(course.best)})"
    return f"{best} is too recent for an early stop (patience {words.whole(course.patience)})"


def _resumed(table: EpochTable, args: Args) -> list[str]:
    if table.resumed_at:
        epochs = [words.whole(epoch) for epoch in table.resumed_at]
        return [f"It was resumed at epoch{'s'[: len(epochs) > 1]} {words.listed(epochs)}."]
    return ["It was started as a resumed training."] if args.values.get("resume") else []


def _ending_remedy(verdict: Verdict, has_last: bool) -> str | None:
    if verdict is Verdict.PASS:
        return ""
    if verdict is Verdict.NOTE:
        return "Nothing to do if that was meant; `best.pt` is usable."
    if has_last:
        return None
    return (
        "Where the training ran, continue it with `yolo train resume model=weights/last.pt` "
        "(`last.pt` is not in this folder). If that file is lost, start again."
    )


@check(
    at_end=True,
    title="The last epoch is about as good as the best",
    guide="Compare Between Training Runs",
)
def best_epoch(
    task: Task,
    best_epochs: tuple[int, ...],
    headline_curve: Series,
    fitness_formulas: tuple[Fitness, ...],
    tied_epochs: tuple[int, ...],
    trainer: Trainer,
    version_range: VersionRange,
    *,
    behind: float = 0.05,
) -> Outcome:
    """Use `weights/best.pt`, not `last.pt`.

    Ultralytics keeps the epoch of the highest fitness, the later one of equals: up to 8.3.197
    0.1 mAP50 + 0.9 mAP50-95, from 8.3.198 on mAP50-95 alone, summed over the heads; the mean of
    top-1 and top-5 for classification; mIoU or delta1 where pixels are judged. Where the version is
    in doubt and the formulas name two epochs, both are told. Pass when the main metric of the last
    validated epoch is within `behind` (5 %) of the best epoch's, note when it fell further. The
    guide has no number.
    """
    best, known = best_epochs[0], headline_curve.known
    last = int(known.epochs[-1])
    top, end = headline_curve.at(best), float(known.values[-1])
    loss = (top - end) / top if top > 0 else 0.0
    seen = [
        *_which(task, best_epochs, fitness_formulas, trainer, version_range),
        *(_tied(tied_epochs) if trainer.draws_plots else ()),
        _then_and_now(task, (best, top), (last, end)),
    ]
    title, shown = f"Epoch {words.whole(best)} is the best", (best, best)
    remedy: str | None = ""
    if fell := loss > behind:
        share = words.percent(loss)
        title = f"The last epoch is {share} behind the best (epoch {words.whole(best)})"
        shown, remedy = (best, last), None
    return Outcome(
        graded(warns=False, notes=fell),
        title,
        " ".join(seen),
        epochs=shown,
        chart=f"{task.headline_head.key}-metrics",
        measured={"best": top, "last": end, "behind": loss},
        threshold=f"notes when the last epoch is more than {words.percent(behind)} behind",
        remedy=remedy,
    )


def _then_and_now(task: Task, best: tuple[int, float], last: tuple[int, float]) -> str:
    """The main metric at the best epoch and at the last: each an epoch and a value."""
    metric = task.headline_head.main_word
    of = f"{task.headline_head.key} {metric}" if task.finds_objects else metric
    at, top = words.whole(best[0]), words.number(best[1])
    if last[0] == best[0]:
        return f"At epoch {at}, the last one, the {of} is {top}."
    now = f"in the last one ({words.whole(last[0])}) {words.number(last[1])}"
    return f"At epoch {at} the {of} is {top}, {now}."


_CLASS_FITNESS = {"mean": "the mean of top-1 and top-5", "top1": "top-1", "top5": "top-5"}


def _which(
    task: Task,
    best_epochs: tuple[int, ...],
    formulas: tuple[Fitness, ...],
    trainer: Trainer,
    versions: VersionRange,
) -> list[str]:
    """Which epoch best.pt is, and by which formula."""
    if not trainer.draws_plots:
        by = task.headline_head.main_word
        return [f"The best is epoch {words.whole(best_epochs[0])}, by {by}."]
    is_of = f"best.pt is of epoch {words.whole(best_epochs[0])}"
    if task.headline_head == CLASS:
        return [f"{is_of}, by {_CLASS_FITNESS[trainer.class_fitness(versions)]}."]
    if not task.finds_objects:
        return [f"{is_of}, by {task.headline_head.main_word}."]
    if len(best_epochs) > 1:
        one, other = formulas[:2]
        return [
            f"{is_of} if Ultralytics {one.versions} trained it ({_formula(one)}), of epoch "
            f"{words.whole(best_epochs[1])} if a version {other.versions} did ({_formula(other)})."
        ]
    return [f"{is_of}, by {_by_formulas(task, formulas)}."]


def _by_formulas(task: Task, formulas: tuple[Fitness, ...]) -> str:
    summed = ", summed over the heads" if len(task.heads) > 1 else ""
    by = _formula(formulas[0]) if len(formulas) == 1 else "the formulas of all versions"
    return f"{by}{summed}"


def _tied(epochs: tuple[int, ...]) -> list[str]:
    """That several epochs share the highest fitness, where they do."""
    if len(epochs) < 2:
        return []
    return [f"Epochs {words.few([*map(words.whole, epochs)], 4)} score the same; the last is kept."]


def _formula(fitness: Fitness) -> str:
    if not fitness.map50_weight:
        return "mAP50-95"
    return f"{words.plain(fitness.map50_weight)} mAP50 + {words.plain(fitness.map_weight)} mAP50-95"
