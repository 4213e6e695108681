"""What the curves of a run tell: metrics, losses, the best epoch, heads."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from reportgen.facts import best
from reportgen.facts.folder_facts import FolderFacts
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.series.climbs import setback
from reportgen.facts.series.course import Course
from reportgen.read.run import ReadRun
from reportgen.read.table.results import Series, known_of
from reportgen.tasks import CLASS, LOOSE_BOX, Head
from reportgen.trainers.form.fitness import Fitness


class CurveFacts(FolderFacts):
    """Heads, metrics, losses and the best epoch; each computed once, when first asked for."""

    def __init__(self, run: ReadRun) -> None:
        """Facts of `run`; nothing is read again."""
        super().__init__(run)
        self._metrics: dict[str, Series] = {}

    def head(self, head: Head) -> HeadFacts:
        """Facts of one head."""
        return self._heads[head.key]

    @cached_property
    def _heads(self) -> dict[str, HeadFacts]:
        return {head.key: HeadFacts(head, self) for head in (self.task.heads if self.task else ())}

    @cached_property
    def heads(self) -> tuple[HeadFacts, ...]:
        """The heads of the model. Box first, the headline head last."""
        return tuple(self._heads.values())

    @property
    def curve_sources(self) -> set[str]:
        """What told the curves of all heads: files, or that they are read from pictures."""
        return {curve.source for head in self.heads for curve in head.curves.values()}

    # --- losses and metrics ------------------------------------------------------------------

    def metric(self, column: str) -> Series | None:
        """A metric over the epochs, NaN where validation was skipped; None: no such column."""
        if self.table is None or column not in self.table.columns:
            return None
        if column not in self._metrics:
            values = np.where(self.table.validated, self.table.columns[column], np.nan)
            self._metrics[column] = Series(column, self.table.epochs, values)
        return self._metrics[column]

    @cached_property
    def train_losses(self) -> dict[str, Series] | None:
        """The training losses. By name, without those that are 0 throughout."""
        return self._losses("train/")

    @cached_property
    def val_losses(self) -> dict[str, Series] | None:
        """The validation losses. By name, without those that are 0 throughout."""
        return self._losses("val/")

    def _losses(self, side: str) -> dict[str, Series] | None:
        if self.table is None:
            return None
        # Training losses are written in every epoch, validation losses where it was validated.
        read = self.table.series if side == "train/" else self.metric
        found = {name.removeprefix(side): read(name) for name in self.table.of(side)}
        # sem_loss and rle_loss stand as 0 where the model does not use them.
        told = {n: s for n, s in found.items() if s is not None and np.any(s.known.values != 0)}
        return told or None

    @property
    def task_name(self) -> str | None:
        """The task, as Ultralytics names it."""
        return self.task.name if self.task else None

    @property
    def seconds(self) -> float | None:
        """The time that the training took. In seconds."""
        return self.table.seconds if self.table else None

    @property
    def losses(self) -> tuple[dict[str, Series], dict[str, Series]]:
        """The losses by name. Those of training and of validation; empty where not told."""
        return self.train_losses or {}, self.val_losses or {}

    @cached_property
    def train_loss(self) -> Series | None:
        """The sum of the training losses."""
        return best.sum_of("train", self.train_losses)

    @cached_property
    def val_loss(self) -> Series | None:
        """The sum of the validation losses. NaN where one of them is not told."""
        return best.sum_of("val", self.val_losses)

    @property
    def val_loss_if_any(self) -> Series | None:
        """The sum of the validation losses. NaN throughout where the trainer computes none."""
        if self.val_loss or self.table is None:
            return self.val_loss
        if self.trainer.validates_losses and self.table.of("val/"):
            return None
        return Series("val", self.table.epochs, np.full(len(self.table.epochs), np.nan))

    @cached_property
    def course(self) -> Course | None:
        """The course of the training. Every curve smoothed once, when a check asks for it."""
        return Course(self.mosaic_off, self.setbacks) if self.table else None

    @cached_property
    def setbacks(self) -> tuple[tuple[int, int], ...]:
        """The epochs that a resume threw back. First and last, until the loss had recovered."""
        spans = [setback(self.val_loss, epoch) for epoch in self.resumed_at]
        return tuple(span for span in spans if span)

    @cached_property
    def score(self) -> Series | None:
        """The score of every epoch. The mean mAP50-95 of the heads, else the main metric."""
        name = self.task.headline_head.main_word if self.task else ""
        return best.score_of(name, self.heads, self.headline_curve)

    @cached_property
    def learning_rates(self) -> dict[str, Series] | None:
        """The learning rates. One series a parameter group."""
        if self.table is None:
            return None
        told = self.table.of("lr/pg").items()
        found = {n: Series(n, self.table.epochs, rates) for n, rates in told if n[5:].isdigit()}
        return found or None

    @cached_property
    def headline_curve(self) -> Series | None:
        """The main metric of every epoch. mAP50-95 of the headline head, top-1, mIoU, delta1."""
        return self.metric(self.task.headline_metric) if self.task else None

    @cached_property
    def headline(self) -> float | None:
        """The main metric at the best epoch. 0 to 1."""
        return self.at_best(self.headline_curve)

    # --- the best epoch ----------------------------------------------------------------------

    @cached_property
    def fitness(self) -> Series | None:
        """The fitness of every epoch. By the formula of the version that trained, if known."""
        return self.fitness_by(self.fitness_formulas[0])

    def fitness_by(self, formula: Fitness) -> Series | None:
        """Fitness of every epoch by one formula; None without metrics."""
        if self.task is None or self.table is None:
            return None
        if self.task.headline_head == CLASS:
            top1, top5 = map(self.metric, ("metrics/accuracy_top1", "metrics/accuracy_top5"))
            return best.class_fitness(top1, top5, self.trainer.class_fitness(self.version_range))
        if not self.task.finds_objects or self.task.headline_head == LOOSE_BOX:
            return self.headline_curve
        return best.fitness_of([(h.map50_curve, h.map50_95_curve) for h in self.heads], formula)

    @cached_property
    def best_epoch(self) -> int | None:
        """The epoch of best.pt. The last of those with the highest fitness."""
        return best.last_maximum(self.fitness)

    @cached_property
    def other_best_epoch(self) -> int | None:
        """The epoch of best.pt by the other formula. Where the version is in doubt."""
        for formula in self.fitness_formulas[1:]:
            other = best.last_maximum(self.fitness_by(formula))
            if other is not None and other != self.best_epoch:
                return other
        return None

    @cached_property
    def best_epochs(self) -> tuple[int, ...] | None:
        """The epochs that best.pt may be of. The likelier first; two where formulas disagree."""
        if self.best_epoch is None:
            return None
        return (self.best_epoch, *([self.other_best_epoch] if self.other_best_epoch else ()))

    @cached_property
    def tied_epochs(self) -> tuple[int, ...]:
        """The epochs that share the highest fitness. By the likelier formula."""
        return best.maxima(self.fitness)

    @property
    def ever_scored(self) -> bool:
        """Whether any epoch scored above 0. False as well where no metric is told."""
        return self.best_epoch is not None

    @cached_property
    def epochs_since_best(self) -> int | None:
        """The number of epochs after the best one. As patience counts them; 0: none scored."""
        if (done := self.epochs_done) is None:
            return None
        restarts, heads = self.trainer.ties_restart(self.version_range), len(self.heads)
        ties = [
            best.maxima(self.fitness_by(f), best.doubt(f, heads)) for f in self.fitness_formulas
        ]
        return max(best.epochs_without_gain(each, done, self.patience, restarts) for each in ties)

    @cached_property
    def best_val_losses(self) -> dict[str, float] | None:
        """The validation losses at the best epoch. By name; NaN where not told."""
        if self.val_losses is None or self.best_epoch is None:
            return None
        return {name: series.at(self.best_epoch) for name, series in self.val_losses.items()}

    def at_best(self, series: Series | None) -> float | None:
        """Value at the best epoch; None when either is not told."""
        if series is None or self.best_epoch is None:
            return None
        value = series.at(self.best_epoch)
        return value if np.isfinite(value) else None

    @cached_property
    def lowest_val_loss_epoch(self) -> int | None:
        """The epoch of the lowest validation loss. Of the sum."""
        known = known_of(self.val_loss)
        return int(known.epochs[np.argmin(known.values)]) if len(known) else None
