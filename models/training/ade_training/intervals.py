"""How far a share that was counted on a sample may be off."""

from __future__ import annotations

import math


def wilson(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """Return the bounds of Wilson's interval for a share of `count` > 0; with 95% confidence by default."""
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return (middle - spread) / scale, (middle + spread) / scale
