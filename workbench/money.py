"""How money is rounded: half up to the fen or the yuan, as clerks do it (四舍五入).

Binary fractions can't hold 0.005 or 1.3 × 420 exactly; an amount that misses a half, or a whole yuan, by less than a
millionth of the unit counts as being on it.
"""

from __future__ import annotations

import math


def to_fen(yuan: float) -> float:
    """Round yuan half up to the fen."""
    return math.floor(yuan * 100.0 + 0.5 + 1e-6) / 100.0


def to_whole_yuan(yuan: float) -> float:
    """Round yuan half up to whole yuan."""
    return math.floor(yuan + 0.5 + 1e-6) * 1.0


def up_to_whole_yuan(yuan: float) -> float:
    """Round yuan up to whole yuan."""
    return math.ceil(yuan - 1e-6) * 1.0
