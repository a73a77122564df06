"""The smallest ratio that is enough: for example the one that halves the poverty gap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from workbench import arguments
from workbench.categories import Residence
from workbench.decisions.lever_checks import RATIOS
from workbench.decisions.levers import whole_yuan
from workbench.errors import InputError
from workbench.language import choice_name, word, written
from workbench.law import BASIC
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run, indicators, simulate
from workbench.simulation.run import SUMMARY_ROWS
from workbench.view import View, Viewed

_RISING = ("gap_reduction", "coverage_of_poor")  # indicators that a higher standard never lowers


@dataclass(frozen=True, repr=False)
class Smallest(Viewed):
    """The smallest standard that is enough.

    found: whether one within the corridor is. yuan: a month; ratio; value: the indicator there; before: at the standard
    a yuan lower (nan at the corridor's floor). best: the indicator at the corridor's ceiling. tried: runs of the law.
    """

    found: bool
    residence: str
    yuan: float
    ratio: float
    value: float
    before: float
    best: float
    tried: int

    def _line(self) -> str:
        found = "is enough" if self.found else "is not enough: the best within the corridor"
        return f"Smallest({self.residence} {self.yuan:g} yuan/month {found}, value {self.value:.4g}; {self.tried} runs)"

    def _view(self) -> View:
        facts = [
            (word("views.residence"), choice_name(self.residence)),
            (word("views.standard"), written(self.yuan, "yuan/month")),
            (word("views.ratio"), written(self.ratio, "share")),
            (word("views.indicator"), f"{self.value:.4g}"),
            (word("views.runs"), f"{self.tried:,}"),
        ]
        return View(word("views.smallest" if self.found else "views.smallest_none"), facts)


@arguments.check_kinds
def smallest_standard(
    population: Population,
    scenario: Scenario,
    *,
    residence: str,
    indicator: str = "gap_reduction",
    at_least: float = 0.5,
) -> Smallest:
    """Find the lowest standard in whole yuan, within the corridor, whose indicator reaches `at_least`.

    >>> smallest_standard(county, baseline, residence="rural", at_least=0.3)

    residence: "urban" or "rural". indicator: "gap_reduction" (the part of the poverty gap that assistance closes) or
    "coverage_of_poor", among the residents there, with the baseline's standard as the line. Both rise with the
    standard, so the corridor is halved again and again. Raises UnknownNameError, InputError for a share outside 0 to 1.
    """
    words = [place.name.lower() for place in Residence]
    arguments.known("residence", residence, words)
    arguments.known("indicator", indicator, _RISING)
    arguments.share("at_least", at_least, zero=True)
    place = Residence[residence.upper()]
    yuan, ratios = whole_yuan(scenario, place)
    base = simulate(population, scenario, programmes=BASIC, rows=SUMMARY_ROWS)
    values: dict[int, float] = {}

    def value(step: int) -> float:
        if step not in values:
            changed = scenario.replace(**{RATIOS[place]: float(ratios[step])})
            run = simulate(population, changed, programmes=BASIC, rows=SUMMARY_ROWS)
            values[step] = _read(run, base, indicator, residence)
        return values[step]

    low, high = 0, yuan.size - 1
    if np.isnan(value(high)):
        raise InputError(f"nobody among the {residence} residents is poor: {indicator} can't be worked out")
    if value(high) < at_least:
        return Smallest(False, residence, float(yuan[-1]), float(ratios[-1]), value(high), float("nan"), value(high), 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if value(middle) >= at_least else (middle + 1, high)
    before = value(low - 1) if low else float("nan")
    ends = (float(yuan[low]), float(ratios[low]), value(low), before, value(yuan.size - 1))
    return Smallest(True, residence, *ends, len(values))


def _read(run: Run, base: Run, indicator: str, residence: str) -> float:
    table = indicators(run, "residence", line=base)
    return float(table.filter(pl.col("group") == residence)[indicator].item())
