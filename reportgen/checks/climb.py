"""How validation losses climb, and what the rest of the run did meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reportgen import words
from reportgen.facts.course import Curve, Rise


@dataclass(frozen=True)
class Climb:
    """A validation loss that climbs while the training losses fall."""

    name: str
    """Name of the loss; empty for the sum of all."""
    rise: Rise
    weight: float
    """The climb as a share of all validation losses together at its start."""
    start: int
    """Epoch of the lowest value as the chart shows it, before the climb's peak."""
    end: int
    """The last epoch; that of the highest value where the climb has receded."""
    low: float
    high: float
    """The values at these two, as the chart shows them."""

    @property
    def receded(self) -> bool:
        """Whether more than half of the climb is gone at the end."""
        return self.rise.receded

    @property
    def shown(self) -> float:
        """The climb between the two values of the chart, as a share of the lower."""
        return self.high / self.low - 1 if self.low > 0 else 0.0

    def counts(self, share: float, noise: float) -> bool:
        """Whether it exceeds `share` of all losses, and `noise` times its own ups and downs."""
        return self.weight > share and self.rise.height > noise * self.rise.noise


@dataclass(frozen=True)
class Meanwhile:
    """What else the run did between two epochs."""

    train: Curve
    score: Curve
    """The training loss and the score."""
    score_name: str
    mosaic_off: int
    best_epochs: tuple[int, ...]
    """The epochs that best.pt may be of, the likelier first."""

    @property
    def best(self) -> str:
        """The epoch of best.pt in words: "epoch 53", "epoch 53 or 59" where versions differ."""
        return f"epoch {' or '.join(f'{words.whole(epoch)}' for epoch in self.best_epochs)}"

    def training_falls(self, start: int, end: int) -> bool:
        """Whether training loss is lower at `end`, or at the last epoch with mosaic before it."""
        last = min(end, self.mosaic_off - 1) if start < self.mosaic_off - 1 else end
        return self.train.at(last) < self.train.at(start)

    def score_lost(self) -> float:
        """How far the score's trend ends below its best, as a share of that."""
        values = self.score.trend.values
        best = float(values.max())
        return 1 - float(values[-1]) / best if best > 0 else 0.0

    def fits_training(self, val_loss: Curve) -> bool:
        """Whether training loss ends below half of validation loss, by their trends."""
        return float(self.train.trend.values[-1]) < float(val_loss.trend.values[-1]) / 2

    def gained(self, start: int, end: int) -> float:
        """Change of the score's trend, in the unit of the score (0 to 1)."""
        return self.score.at(end) - self.score.at(start)


def lasting_climbs(losses: Mapping[str, Curve], meanwhile: Meanwhile, share: float) -> list[Climb]:
    """The climbs of those losses whose lowest point is long past while training loss falls.

    `losses` by name, their sum first, named "". Long past: `share` of the epochs, and at least 5.
    """
    total = losses[""].settled
    climbs = [_climb(name, curve, total, share) for name, curve in losses.items()]
    return [c for c in climbs if c and meanwhile.training_falls(c.start, c.rise.end)]


def _climb(name: str, curve: Curve, total: Curve, share: float) -> Climb | None:
    """The climb of a loss whose lowest point is long past; None when there is none."""
    settled = curve.settled.known
    found = curve.settled.rise
    if found is None or found.end - found.start < max(5, share * len(settled)):
        return None
    whole = total.at(found.start)
    if whole <= 0:
        return None
    # The smoothed minimum may lie some epochs off the lowest value that the chart marks.
    until = settled.values[settled.epochs <= max(found.peak, found.start)]
    low = int(np.argmin(until))
    high = low + int(np.argmax(settled.values[low:])) if found.receded else len(settled) - 1
    start, end = int(settled.epochs[low]), int(settled.epochs[high])
    ends = float(settled.values[low]), float(settled.values[high])
    return Climb(name, found, found.height / whole, start, end, *ends)
