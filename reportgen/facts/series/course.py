"""Every curve of a run, smoothed once: what the checks and the state of a run compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reportgen.facts.series import trend
from reportgen.read.table.results import FloatArray, Series

FEWEST_EPOCHS = 8
"""Below this many told epochs no trend is told from noise."""
BESIDE = 5
"""Epochs on either side of a jump that are compared."""
LEVEL = 0.01
"""One point: what is no nearer to the top than this has not levelled off."""
FALLEN = 0.05
"""Points: five times that, which no plateau comes and goes by."""
FEWEST_BESIDE = 3
"""Epochs that a jump takes after it, and one more before."""


@dataclass(frozen=True, eq=False)
class Curve:
    """One series with its statistics, each worked out once, when first asked for."""

    series: Series
    with_jump: Series | None = None
    """The same with the jump that was taken out of it, if one was."""

    @property
    def known(self) -> Series:
        """The epochs whose value is told."""
        return self.series.known

    @property
    def long_enough(self) -> bool:
        """Whether there are epochs enough to tell a trend from noise."""
        return len(self.known) >= FEWEST_EPOCHS

    @cached_property
    def trend(self) -> Series:
        """The smooth course, at each told epoch."""
        return trend.trend(self.series)

    @cached_property
    def warm_up(self) -> int:
        """How many of the told epochs are warm-up: the first tenth, at least 3, never all."""
        return len(self.known) - len(trend.warmed_up(self.known))

    @cached_property
    def noise(self) -> float:
        """Robust standard deviation about the trend after the warm-up, in the series' unit."""
        first = self.warm_up
        rest, course = (
            Series("", known.epochs[first:], known.values[first:])
            for known in (self.known, self.trend)
        )
        return trend.noise(rest, course)

    @cached_property
    def settled(self) -> Series:
        """The told epochs after the warm-up."""
        return trend.warmed_up(self.series).known

    @cached_property
    def dips(self) -> FloatArray:
        """Depth of the recovered dip that each told epoch after the warm-up lies in, in its unit.

        What came before the warm-up's end counts as well. See `trend.dips`. Where a jump was taken
        out, only what dips with it as well: of a steep climb that makes a fall that nobody saw.
        """
        depths = trend.dips(self.series)
        if self.with_jump is not None:
            depths = np.minimum(depths, trend.dips(self.with_jump))
        return depths[self.warm_up :]

    def typical_dip(self, since: float = 0.0) -> float:
        """Depth that the dips typically have, in the unit of the series; 0 without told epochs.

        The root of their mean square: a few deep falls weigh more than many shallow ones, as they
        do for the eye. `since` is the share of the epochs after the warm-up that is left out.
        """
        depths = self.dips[int(since * len(self.dips)) :]
        return float(np.sqrt(np.mean(depths**2))) if depths.size else 0.0

    def scatter(self, since: float = 0.0) -> float:
        """How far epochs typically lie from the trend, in the unit of the series.

        The root of the mean square, from the share `since` of the epochs after the warm-up on.
        """
        rest = (self.known.values - self.trend.values)[self.warm_up :]
        rest = rest[int(since * len(rest)) :]
        return float(np.sqrt(np.mean(rest**2))) if rest.size else 0.0

    @property
    def top(self) -> float:
        """The highest level of the trend; NaN where nothing is told."""
        return float(self.trend.values.max()) if len(self.trend) else float("nan")

    def best(self, first: float, last: float = 1.0) -> float:
        """The highest level of the trend between two shares of the epochs."""
        return float(self._part(first, last).max()) if len(self.trend) else float("nan")

    def level(self, first: float) -> float:
        """The mean of the trend from a share of the epochs on."""
        return float(self._part(first, 1.0).mean()) if len(self.trend) else float("nan")

    @property
    def levelled_at(self) -> int:
        """The first epoch whose trend comes within `LEVEL` of its highest; all speak of this one.

        What fell by more than `FALLEN` after that, and came back, had not levelled off. Raises
        IndexError where nothing is told.
        """
        values = self.trend.values
        near, fell = np.flatnonzero(values >= self.top - LEVEL), values < self.top - FALLEN
        back = [at for at in near if not fell[at : near[-1]].any()]
        return int(self.trend.epochs[(back or near)[0]])

    def record(self, since: float) -> float:
        """By how much the best from the share `since` on exceeds the best before, in its unit."""
        return self.best(since) - self.best(0.0, since)

    def _part(self, first: float, last: float) -> FloatArray:
        """The trend between two shares of the epochs, one epoch at least."""
        values = self.trend.values
        start = min(int(first * len(values)), len(values) - 1)
        return values[start : max(int(last * len(values)), start + 1)]

    @cached_property
    def start_level(self) -> float:
        """Mean of the trend over the first tenth, or 3 epochs; NaN where nothing is told."""
        return self._end_of(slice(None, self._tenth))

    @cached_property
    def end_level(self) -> float:
        """Mean of the trend over the last tenth, or 3 epochs; NaN where nothing is told.

        Within what was measured there: behind a sudden fall the trend still comes down.
        """
        return self._end_of(slice(-self._tenth, None))

    @property
    def _tenth(self) -> int:
        """Epochs in a tenth, at least 3 of 9 and more, and one of three and fewer."""
        count = len(self.trend)
        return max(count // 10, min(3, count // 3), 1)

    def _end_of(self, part: slice) -> float:
        values, told = self.trend.values[part], self.known.values[part]
        if not len(values):
            return float("nan")
        return float(np.clip(values.mean(), told.min(), told.max()))

    def at(self, epoch: int) -> float:
        """The trend at an epoch, between told ones by interpolation; NaN where nothing is told."""
        return trend.at_epoch(self.trend, epoch)


class Course:
    """The curves of one run; each series is smoothed when it is first asked for, and once."""

    def __init__(self, mosaic_off: int = 0, setbacks: Sequence[tuple[int, int]] = ()) -> None:
        """No curve is smoothed yet.

        `mosaic_off` is the first epoch without mosaic, 0 for none; `setbacks` are the spans of
        epochs that a resume threw back.
        """
        self.mosaic_off = mosaic_off
        self.setbacks = tuple(setbacks)
        self._curves: dict[Series, Curve] = {}
        self._judged: dict[Series, Curve] = {}

    def of(self, series: Series) -> Curve:
        """The curve of one series of the run; the same object gives the same curve."""
        if series not in self._curves:
            self._curves[series] = Curve(series)
        return self._curves[series]

    def judged(self, series: Series) -> Curve:
        """The same without what is no matter of the training's course.

        That is an upward jump where mosaic is switched off, and the epochs of a setback.
        """
        if series not in self._judged:
            told = self._without_setbacks(series)
            clean = self._without_jump(told)
            self._judged[series] = self.of(series) if clean is series else Curve(clean, told)
        return self._judged[series]

    def jump(self, series: Series) -> float:
        """The upward jump of a series where mosaic is switched off, in its unit; 0 without one.

        The median of the five epochs from there on minus that of the five before: what a reader
        sees there, and no single epoch moves it.
        """
        known = series.known
        off = int(np.searchsorted(known.epochs, self.mosaic_off))
        if off < FEWEST_BESIDE + 1 or len(known) - off < FEWEST_BESIDE:
            return 0.0
        before, after = known.values[max(off - BESIDE, 0) : off], known.values[off : off + BESIDE]
        return max(trend.median(after) - trend.median(before), 0.0)

    def _without_setbacks(self, series: Series) -> Series:
        if not self.setbacks:
            return series
        values = series.values.copy()
        for first, last in self.setbacks:
            values[(series.epochs >= first) & (series.epochs <= last)] = np.nan
        return Series(series.name, series.epochs, values)

    def _without_jump(self, series: Series) -> Series:
        jump = self.jump(series)
        return trend.shifted(series, self.mosaic_off, -jump) if jump else series
