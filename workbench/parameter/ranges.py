"""Ranges of a parameter's values: what the policy allows, what makes sense, and where the truth should lie."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, model_validator

from workbench.parameter.distributions import Spread


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Range(_Strict):
    """An interval with closed ends; an end left out is open."""

    low: float | None = None
    high: float | None = None
    source: str = ""

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

    def words(self) -> str:
        """Write the range for a message."""
        if self.low is None:
            return f"at most {self.high:g}"
        if self.high is None:
            return f"at least {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


class Plausible(_Strict):
    """An interval that should hold the truth four times in five; with `relative`, multiples of the value in force."""

    low: float
    high: float
    relative: bool = False

    def around(self, value: float) -> Spread:
        """Return the distribution around a value."""
        factor = value if self.relative else 1.0
        return Spread(low=self.low * factor, high=self.high * factor)
