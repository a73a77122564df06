"""Is there a plan when something is different? Asked again and again of the same homes and the same need."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
import polars as pl

from workbench.care.futures import drawn_futures, expected_future
from workbench.care.need_table import Need
from workbench.care.renovation.inputs import problem_of
from workbench.care.renovation.model import Cuts, Solution, solve
from workbench.care.renovation.problem import RenovationProblem
from workbench.care.renovation.softening import Soft
from workbench.care.renovation.terms import PlanTerms, plan_terms
from workbench.scenario import Scenario

GRID = 1000  # shares are changed in steps of a tenth of a percentage point
_GAP = 0.001


@dataclass
class PlanSearch:
    """What is asked again and again: is there a plan when one thing is different?"""

    homes: pl.DataFrame
    need: Need
    scenario: Scenario
    futures: int
    terms: PlanTerms
    cuts: Cuts
    end: float
    each: float

    @classmethod
    def of(
        cls,
        homes: pl.DataFrame,
        need: Need,
        scenario: Scenario,
        futures: int,
        terms: PlanTerms,
        cuts: Cuts,
        seconds: float,
    ) -> PlanSearch:
        """Begin a search of at most `seconds`, a sixth of them for one question."""
        return cls(homes, need, scenario, futures, terms, cuts, monotonic() + seconds, max(1.0, seconds / 6))

    @classmethod
    def begin(
        cls, homes: pl.DataFrame, need: Need, scenario: Scenario, futures: int, terms: PlanTerms, seconds: float
    ) -> PlanSearch:
        """Begin a search whose sets of towns aren't known yet."""
        drawn, usual = drawn_futures(need, homes, scenario, futures), expected_future(need, homes, scenario)
        cuts = Cuts(problem_of(homes, drawn, usual, terms))
        return cls.of(homes, need, scenario, futures, terms, cuts, seconds)

    def again(self, seconds: float) -> PlanSearch:
        """Return the same search with new time."""
        return replace(self, end=monotonic() + seconds, each=max(1.0, seconds / 6))

    def problem(self, **changes: float) -> RenovationProblem:
        """Return the problem under changes of the scenario."""
        scenario = self.scenario.replace(**changes) if changes else self.scenario
        drawn = drawn_futures(self.need, self.homes, scenario, self.futures)
        usual = expected_future(self.need, self.homes, scenario)
        terms = plan_terms(scenario, self.need.years).with_confidence(self.terms.confidence) if changes else self.terms
        return problem_of(self.homes, drawn, usual, terms)

    @property
    def seconds(self) -> float:
        """Seconds that one question may take now."""
        return max(0.1, min(self.each, self.end - monotonic()))

    def possible(self, **changes: float) -> bool | None:
        """Say whether there is a plan under the changes; None when the time runs out."""
        cuts = None if "care_target_year" in changes else self.cuts
        found = solve(self.problem(**changes), seconds=self.seconds, cuts=cuts, any_plan=True)
        return True if found.works is not None else False if found.status == "infeasible" else None

    def softened(self, problem: RenovationProblem, soft: Collection[Soft], *, alike: bool = False) -> Solution:
        """Return the least relaxation of some constraints of the problem."""
        return solve(problem, _GAP, self.seconds, cuts=self.cuts, soft=soft, alike=alike)

    def value(self, name: str) -> float:
        """Return a parameter's value in the scenario."""
        return self.scenario.resolved()[name].value

    def highest(self, name: str, **fixed: float) -> tuple[float | None, bool]:
        """Return the highest share from 0 to the scenario's own, in steps of 0.001, with which there is a plan.

        fixed: other parameters that differ. None where not even 0 will do. Second: whether a higher one is known not to
        do (False: the time ran out first). A target only asks more when it is higher, so the range is halved.
        """
        low, high = 0, int(np.ceil(self.value(name) * GRID - 1e-9))  # possible at low, impossible at high
        answer = self.possible(**fixed, **{name: 0.0}) if high > 0 else False
        if not answer:
            return None, answer is False
        least = True
        while high - low > 1:
            middle = (low + high) // 2
            answer = self.possible(**fixed, **{name: middle / GRID})
            low, high, least = (middle, high, least) if answer else (low, middle, least and answer is False)
        return low / GRID, least
