"""How far an assumption may lie from its value: a distribution told by an interval that holds it four times in five."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, model_validator
from scipy.special import expit, logit, ndtr, ndtri

Floats = NDArray[np.float64]
Family = Literal["split_normal", "normal", "lognormal", "logitnormal", "uniform"]
_Z = float(ndtri(0.9))  # standard deviations between the middle of a normal curve and the end of its 80 % interval


class Spread(BaseModel):
    """A distribution: a tenth of it lies below `low`, a tenth above `high`.

    >>> Override(0.9, "estimated", "our survey", Spread(low=0.8, high=0.95))

    split_normal: half of it lies below the value, with a normal curve of its own width on either side. The others need
    no value: normal, lognormal (for what multiplies), logitnormal (for shares), uniform.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: float
    high: float
    family: Family = "split_normal"

    @model_validator(mode="after")
    def _sensible(self) -> Spread:
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise ValueError("low and high must be numbers")
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        if self.family == "lognormal" and self.low <= 0:
            raise ValueError(f"lognormal: low {self.low:g} must be above 0")
        if self.family == "logitnormal" and not 0 < self.low <= self.high < 1:
            raise ValueError("logitnormal: low and high must lie between 0 and 1")
        return self

    def quantiles(self, value: float, shares: Floats, least: float | None, most: float | None) -> Floats:
        """Return the numbers below which `shares` (0 to 1) of the distribution lie; same shape.

        `least` and `most` cut the distribution (None: open); what is left is scaled up, nothing is heaped at an end.
        """
        under = 0.0 if least is None else self._below(least, value)
        over = 1.0 if most is None else self._below(most, value)
        return self._at(value, under + shares * (over - under))

    def beyond(self, number: float, value: float) -> float:
        """Return the part of the distribution around a value that lies at least as far out as a number, on its side."""
        below = self._below(number, value)
        return min(below, 1.0 - below)

    def _at(self, value: float, shares: Floats) -> Floats:
        if self.family == "uniform":
            return np.asarray(self.low + (shares - 0.1) / 0.8 * (self.high - self.low))
        score = ndtri(shares)
        if self.family == "split_normal":
            width = np.where(score < 0, value - self.low, self.high - value)
            return np.asarray(value + score * width / _Z)
        low, high = (self._scale(end) for end in (self.low, self.high))
        scaled = (low + high) / 2 + score * (high - low) / 2 / _Z
        if self.family == "lognormal":
            return np.asarray(np.exp(scaled))
        return np.asarray(expit(scaled) if self.family == "logitnormal" else scaled)

    def _below(self, number: float, value: float) -> float:
        """Return the part of the distribution below a number."""
        if self.low == self.high:
            return float(number > self.low)
        if self.family == "uniform":
            return float(np.clip(0.1 + 0.8 * (number - self.low) / (self.high - self.low), 0.0, 1.0))
        if self.family == "split_normal":
            width = value - self.low if number < value else self.high - value
            if width == 0:
                return 0.5 if number == value else float(number > value)
            return float(ndtr((number - value) * _Z / width))
        low, high = (self._scale(end) for end in (self.low, self.high))
        return float(ndtr((self._scale(number) - (low + high) / 2) * 2 * _Z / (high - low)))

    def _scale(self, number: float) -> float:
        """Return a number on the scale on which the curve is normal."""
        if self.family == "lognormal":
            return math.log(number) if number > 0 else -math.inf
        if self.family == "logitnormal":
            return float(logit(np.clip(number, 0.0, 1.0)))
        return number
