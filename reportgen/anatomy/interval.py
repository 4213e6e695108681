"""How sure a share is that was counted."""

from __future__ import annotations

import math


def wilson(share: float, count: float, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval for a share (0 to 1) of `count` objects; `z` = 1.96 is 95 %.

    E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212. Without
    objects it is all from 0 to 1.
    """
    if count <= 0:
        return 0.0, 1.0
    spread = z * z / count
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / count + spread / 4 / count)
    return max(0.0, middle - half), min(1.0, middle + half)
