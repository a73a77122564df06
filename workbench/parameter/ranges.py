"""Ranges of a parameter's values: what the policy allows, what makes sense, and where the truth should lie."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, model_validator

from workbench.parameter.distributions import Spread


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Range(_Strict):
    """An interval with closed ends; an end left out is open. since: the first day that it binds; None: always."""

    low: float | None = None
    high: float | None = None
    source: str = ""
    since: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        return self

    def holds(self, value: float) -> bool:
        """Say whether a value lies inside; the ends belong to the range."""
        return not (
            (self.low is not None and value < self.low - 1e-12) or (self.high is not None and value > self.high + 1e-12)
        )

    def binds(self, day: date) -> bool:
        """Say whether the range is in force on a day."""
        return self.since is None or day >= self.since

    def words(self) -> str:
        """Write the range for a message."""
        if self.low is not None and self.low == self.high:
            return f"exactly {self.low:g}"
        if self.low is None:
            return f"at most {self.high:g}"
        if self.high is None:
            return f"at least {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


class Plausible(_Strict):
    """An interval that should hold the truth four times in five; with `relative`, multiples of the value in force.

    source: why it is as wide as it is; "" where the source of the value says it.
    """

    low: float
    high: float
    relative: bool = False
    source: str = ""

    def around(self, value: float) -> Spread:
        """Return the distribution around a value."""
        factor = value if self.relative else 1.0
        low, high = sorted((self.low * factor, self.high * factor))  # multiples of a negative value lie the other way
        return Spread(low=low, high=high)
