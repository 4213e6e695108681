"""Several runs -> Comparison: which is better, whether that is more than chance, what differs."""

from __future__ import annotations

from reportgen.comparison.build import compare
from reportgen.comparison.data.same_data import SameData
from reportgen.comparison.model import Comparison
from reportgen.comparison.parts import FAVOURS, Favour

__all__ = ["FAVOURS", "Comparison", "Favour", "SameData", "compare"]
