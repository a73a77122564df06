"""The scenario of one year: an ordinary scenario dated in it, with every yuan amount as it is then.

Money of a law's year is set from the year before, as the standards are: an amount of 2021 that follows prices is in
2025 its value times prices of 2024 over those of 2020, rounded to the fen. What the law itself gives for the year
stands as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from workbench.errors import InputError, ParameterError
from workbench.language.sources import carried
from workbench.parameter.book import STATUSES, Override, Parameter, Status
from workbench.parameter.distributions import Spread
from workbench.scenario import Scenario
from workbench.scenario_model import YearsSection
from workbench.yearly.indexing import OWN_PATH, STAYS, Following, rules_for
from workbench.yearly.paths import LAG, Path, Paths

_STANDARD_CONSUMPTION = {
    residence: (f"{residence}_consumption_per_head_previous_year", f"{residence}_consumption_highest_before")
    for residence in ("urban", "rural")
}


@dataclass(frozen=True)
class YearAmounts:
    """The amounts of each year: the scenario, the paths with its growth, and what every amount follows."""

    scenario: Scenario
    paths: Paths
    rules: Mapping[str, Following]

    @classmethod
    def of(cls, scenario: Scenario, paths: Paths) -> YearAmounts:
        """Return the amounts of a scenario; raises for a path, a growth or a rule that can't be meant."""
        own = scenario.years
        grown = paths.with_growth(own.growth)
        return cls(scenario, grown, rules_for(scenario.book.parameters, grown, own.indexing))

    def day(self, year: int) -> date:
        """Return the day of the year whose law is applied: the scenario's own day, in that year."""
        try:
            return self.scenario.date.replace(year=year)
        except ValueError:  # 29 February
            return date(year, 3, 1)

    def own_path(self, name: str) -> Path:
        """Return the path that carries on an amount of its own; raises ParameterError where the place has none."""
        for path in self.paths.entries.values():
            if path.parameter is not None and path.parameter.name == name:
                return path
        raise ParameterError(f"{name}: no path of the place carries it on; paths.yaml names one under parameter:")

    def scenario_of(self, year: int) -> Scenario:
        """Return the scenario of a year; raises ParameterError for a year without figures and without assumption."""
        scenario, day = self.scenario, self.day(year)
        stepped = {}
        for name in scenario.years.levers:
            try:
                since, value = scenario.years.step(name, year)
            except ValueError as problem:
                raise InputError(f"years: levers: {problem}") from None
            stepped[name] = (since, value)
        found = dict(scenario.overrides)
        for name, rule in self.rules.items():
            if name in stepped:
                continue  # the scenario names its value of every year
            given = self._amount(name, rule, year, day)
            if given is not None:
                found[name] = given
        found.update(self._highest(year))
        dated = replace(scenario, date=day, overrides=found)
        # The values of the year now stand in overrides: the scenario of one year is an ordinary one.
        return replace(dated, years=YearsSection())

    def _amount(self, name: str, rule: Following, year: int, day: date) -> Override | None:
        """Return an amount of a year where it differs from what the scenario or the law gives on that day."""
        parameter, own = self.scenario.book.parameters[name], self.scenario.overrides.get(name)
        if own is not None:
            return self._carried(parameter, own, rule, self.scenario.date.year, year)
        if rule.follows == OWN_PATH:
            return self._of_path(parameter, year, day)
        since, entry = _last_known(parameter, day)
        base = Override(entry[0], entry[1], entry[2])
        if rule.follows == STAYS:
            known = parameter.known_until == "open" or day <= parameter.known_until
            return None if known else replace(base, status="assumed", source=f"{base.source}; {rule.source}")
        return self._carried(parameter, base, rule, since.year, year)

    def _carried(
        self, parameter: Parameter, base: Override, rule: Following, before: int, year: int
    ) -> Override | None:
        """Return a value carried from one law's year to another by what it follows; None where it stays the same."""
        if rule.follows == STAYS or before == year or isinstance(base.value, str) or base.value == 0:
            return None if parameter.name not in self.scenario.overrides else base
        path = self.own_path(parameter.name) if rule.follows == OWN_PATH else self.paths[rule.follows]
        lag = LAG if rule.follows != OWN_PATH or parameter.dated == "year" else 0
        factor = path.factor(before - lag, year - lag)
        value = round(float(base.value) * factor, 2)
        status = max(base.status, rule.status, path.status(year - lag), key=STATUSES.index)
        spread = base.spread
        if spread is not None:
            spread = _times_ends(spread, factor)
        return Override(value, status, carried(base.source, before, year, path.name), spread)

    def _of_path(self, parameter: Parameter, year: int, day: date) -> Override | None:
        path = self.own_path(parameter.name)
        if parameter.dated == "year":
            wanted = year - parameter.lag_years
            if wanted in parameter.values:
                return None
        elif parameter.known_until == "open" or day <= parameter.known_until:
            return None
        else:
            wanted = year
        last = max(path.figures)
        value, status = float(round(path.level(wanted))), path.status(wanted)
        return Override(value, status, carried(path.figures[last][2], last, wanted, path.name))

    def consumption(self, residence: str, year: int) -> tuple[float, Status]:
        """Return the consumption (yuan a year) that the standard of a year rests on, with its status."""
        name = _STANDARD_CONSUMPTION[residence][0]
        one = self.scenario_of(year).resolved()[name]
        return one.value, one.status

    def _highest(self, year: int) -> dict[str, Override]:
        """Return the highest consumption of the years before, as a multiple of last year's, from the path."""
        found = {}
        for consumption, highest in _STANDARD_CONSUMPTION.values():
            parameter = self.scenario.book.parameters[consumption]
            last = year - parameter.lag_years
            if highest in self.scenario.overrides or last in parameter.values:
                continue
            path = self.own_path(consumption)
            levels = [path.level(one) for one in range(min(path.figures), last + 1)]
            source = "worked out: the highest figure of the years before, divided by the year's own"
            found[highest] = Override(max(levels[:-1]) / levels[-1], path.status(last), source)
        return found


def _times_ends(spread: Spread, factor: float) -> Spread:
    """Return a distribution whose ends are multiplied."""
    return spread.model_copy(update={"low": spread.low * factor, "high": spread.high * factor})


def _last_known(parameter: Parameter, day: date) -> tuple[date, tuple[float | str, Status, str]]:
    """Return the law's value in force on a day, or the last one known, with the day it holds from."""
    started = [when for when in parameter.values if isinstance(when, date) and when <= day]
    if not started:
        raise ParameterError(f"{parameter.name}: no value on {day}; the first one begins later")
    entry = parameter.values[started[-1]]
    return started[-1], (entry.value, entry.status, entry.source)
