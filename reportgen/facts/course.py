"""Every curve of a run, smoothed once: what the checks and the state of a run compare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reportgen.facts import trend
from reportgen.facts.trend import Slope
from reportgen.read.table.results import FloatArray, Series

FEWEST_EPOCHS = 8
"""Below this many told epochs no trend is told from noise."""


@dataclass(frozen=True)
class Rise:
    """How far a trend climbs above its lowest point, afterwards."""

    start: int
    """Epoch of the lowest point of the trend."""
    peak: int
    """Epoch of its highest point after that."""
    end: int
    """Last epoch."""
    low: float
    high: float
    last: float
    """The trend at these three epochs, in the unit of the series."""
    noise: float
    """Robust standard deviation of the series about its trend, in its unit."""

    @property
    def height(self) -> float:
        """The climb in the unit of the series, 0 or more."""
        return self.high - self.low

    @property
    def receded(self) -> bool:
        """Whether more than half of the climb is gone at the end."""
        return self.last - self.low < self.height / 2

    @property
    def climb(self) -> float:
        """The climb as a share of the lowest value, 0 or more; 0 where that value is 0."""
        return self.height / self.low if self.low > 0 else 0.0


@dataclass(frozen=True)
class End:
    """How a score ends, a jump where mosaic is switched off taken out."""

    share: float
    """What the last epochs brought over everything before, as a share of the highest value."""
    certainty: float
    """Slope over the second half (at least 8 epochs), as a multiple of its own uncertainty."""
    per_ten: float
    """The same slope in ten epochs."""
    gain: float = 0.0
    """What the last epochs brought over everything before, in the unit of the score."""
    highest: float = 0.0
    """The highest value of the score."""
    since: int = 0
    """First epoch that the slope is taken over."""
    count: int = 0
    """Number of epochs that it is taken over."""
    jump: float = 0.0
    """The upward jump where mosaic is switched off, in the unit of the score; 0 without one."""

    def rises(self, record: float, certainty: float) -> bool:
        """Whether it still rises: above what came before, and beyond the noise."""
        return self.share >= record and self.certainty >= certainty


@dataclass(frozen=True, eq=False)
class Curve:
    """One series with its statistics, each worked out once, when first asked for."""

    series: Series
    step_at: int = 0
    """The epoch from which mosaic augmentation is off: the values may jump there; 0: none."""

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
    def noise(self) -> float:
        """Robust standard deviation about the trend, in the unit of the series."""
        return trend.noise(self.series, self.trend)

    @cached_property
    def settled(self) -> Curve:
        """The same without the warm-up: the first tenth of the epochs, at least 3."""
        return Curve(trend.warmed_up(self.series), self.step_at)

    @cached_property
    def line(self) -> Slope:
        """A straight line through the second half (at least 8 epochs), the step fitted apart."""
        return trend.slope(self.series, step_at=self.step_at)

    @cached_property
    def without_step(self) -> Curve:
        """The same with an upward jump where mosaic is switched off taken out."""
        jump = max(self.line.step, 0.0)
        return Curve(trend.shifted(self.series, self.step_at, -jump)) if jump else self

    @cached_property
    def end(self) -> End:
        """How it ends; NaN and no slope below 8 told epochs."""
        if not self.long_enough:
            return End(float("nan"), 0.0, 0.0)
        highest = float(self.known.values.max())
        gain = self.without_step.record_gain
        return End(
            share=gain / highest if highest > 0 else 0.0,
            certainty=self.line.certainty,
            per_ten=10 * self.line.per_epoch,
            gain=gain,
            highest=highest,
            since=self.line.start,
            count=self.line.count,
            jump=max(self.line.step, 0.0),
        )

    @cached_property
    def dips(self) -> FloatArray:
        """Depth of the recovered dip that each told epoch lies in. See `trend.dips`."""
        return trend.dips(self.series)

    @cached_property
    def typical_dip(self) -> float:
        """Depth that the dips typically have, in the unit of the series; 0 without told epochs.

        The root of their mean square: a few deep falls weigh more than many shallow ones, as they
        do for the eye.
        """
        return float(np.sqrt(np.mean(self.dips**2))) if self.dips.size else 0.0

    @cached_property
    def rise(self) -> Rise | None:
        """How far the trend climbs after its lowest point; None below 8 told epochs."""
        if not self.long_enough:
            return None
        epochs, values = self.trend.epochs, self.trend.values
        low = int(np.argmin(values))
        peak = low + int(np.argmax(values[low:]))
        return Rise(
            start=int(epochs[low]),
            peak=int(epochs[peak]),
            end=int(epochs[-1]),
            low=float(values[low]),
            high=float(values[peak]),
            last=float(values[-1]),
            noise=self.noise,
        )

    @cached_property
    def late_gain(self) -> float:
        """What the last quarter of the epochs brought over the best of the first half.

        Mean of the trend over the last quarter (at least 3 epochs) minus its maximum over the
        first half, in the unit of the series; negative where the series fell back. NaN below 8
        told epochs.
        """
        if not self.long_enough:
            return float("nan")
        values = self.trend.values
        last = max(3, len(values) // 4)
        return float(values[-last:].mean() - values[: len(values) // 2].max())

    @cached_property
    def record_gain(self) -> float:
        """By how much the end of the trend exceeds everything before, in the unit of the series.

        The end is the last tenth of the epochs (at least 3). NaN below 8 told epochs.
        """
        if not self.long_enough:
            return float("nan")
        values = self.trend.values
        last = max(3, round(0.1 * len(values)))
        return float(values[-last:].max() - values[:-last].max())

    @cached_property
    def end_level(self) -> float:
        """Mean of the trend over the last tenth, at least 3 epochs; NaN where nothing is told.

        Within what was measured there: behind a sudden fall the trend still comes down.
        """
        last = slice(-max(3, len(self.trend) // 10), None)
        values, told = self.trend.values[last], self.known.values[last]
        if not len(values):
            return float("nan")
        return float(np.clip(values.mean(), told.min(), told.max()))

    def at(self, epoch: int) -> float:
        """The trend at an epoch, between told ones by interpolation; NaN where nothing is told."""
        return trend.at_epoch(self.trend, epoch)


class Course:
    """The curves of one run; each series is smoothed when it is first asked for, and once."""

    def __init__(self, mosaic_off: int = 0) -> None:
        """No curve is smoothed yet; `mosaic_off` is the first epoch without mosaic."""
        self.mosaic_off = mosaic_off
        self._curves: dict[Series, Curve] = {}

    def of(self, series: Series) -> Curve:
        """The curve of one series of the run; the same object gives the same curve."""
        return self._curves.setdefault(series, Curve(series, self.mosaic_off))
