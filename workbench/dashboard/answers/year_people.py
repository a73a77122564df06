"""The people of each year of the page: lives of the county made once, and the populations asked for most."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from workbench.dashboard.answers.shelf import Progress
from workbench.dashboard.state.page_years import page_years
from workbench.errors import InputError
from workbench.population import Population
from workbench.population.lives import Lives, lives
from workbench.scenario import Scenario
from workbench.yearly import MemoryAssumptions, fit_entry, income_growth, load_paths

# Persons times years kept as tables; beside that each year lies packed in the lives and is unpacked in .3 s a county.
MOST_PERSONS = 3_000_000
_FIT_STEPS = 8  # at most, of `fit_entry`


class YearPeople:
    """People by year out of lives, for several threads; the first years' tables are kept, since each path begins there.

    The last one asked for beyond them is kept too.
    """

    def __init__(self, found: Lives, most: int = MOST_PERSONS) -> None:
        """Keep lives of which every year is made."""
        self.lives, self._most = found, most
        self.first_year, self.last_year = found.first_year, found.last_year
        self._kept: dict[int, Population] = {}
        self._other: tuple[int, Population] | None = None
        self._lock = threading.Lock()

    def population(self, year: int) -> Population:
        """Return the people of a year; the same object as long as it is kept."""
        with self._lock:
            if year in self._kept:
                return self._kept[year]
            if self._other is not None and self._other[0] == year:
                return self._other[1]
        made = self.lives.population(year)
        with self._lock:
            held = sum(one.persons.height for one in self._kept.values())
            earlier = all(one in self._kept for one in range(self.first_year, year))
            if earlier and held + made.persons.height <= self._most:
                return self._kept.setdefault(year, made)
            self._other = (year, made)
            return made


@dataclass(frozen=True, eq=False)
class Ground:
    """What every policy's years rest on: people by year, and how receipt goes on, fitted to the baseline's stock."""

    people: YearPeople
    memory: MemoryAssumptions


def ground(county: Population, baseline: Scenario, progress: Progress) -> Ground:
    """Follow a county's people to the page's last year and fit how many come anew; the law changes neither.

    The people are those of the baseline's year; incomes grow by the place's paths, with the baseline's own growth.
    Raises InputError where the page has no further years, and what `lives` and `fit_entry` raise.
    """
    span = page_years(baseline)
    if span is None:
        raise InputError("the place has no paths.yaml: nothing is said of later years")
    steps = len(span) + _FIT_STEPS
    paths = load_paths().with_growth(baseline.years.growth)
    found = lives(county, span[-1], first_year=span[0], growth=income_growth(span[0], span[-1], paths))
    for done, year in enumerate(span):
        found.state(year)
        progress(done + 1, steps)
    fit = fit_entry(
        county, baseline, progress=lambda done, total: progress(len(span) + done * _FIT_STEPS // total, steps)
    )
    return Ground(YearPeople(found), fit.assumed)
