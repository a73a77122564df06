"""The lives of one county: people followed from its year on, whatever the law is; years are made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from weakref import WeakValueDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, whole_number
from workbench.errors import InputError
from workbench.language import word, written
from workbench.population.lives.alignment import checked_alignment
from workbench.population.lives.checks import checked_growth, checked_people, checked_years
from workbench.population.lives.frames import assumption_table, event_rows, events_frame, people_frame
from workbench.population.lives.kin import with_kin
from workbench.population.lives.money import money_rates
from workbench.population.lives.rates import assumptions_of_lives, rates_of, score_parts
from workbench.population.lives.score import with_first_luck
from workbench.population.lives.state import State, population_of, state_of
from workbench.population.lives.step import Course, next_year
from workbench.population.lives.store import KeptYear, kept, unpacked
from workbench.population.lives.traits import trait_rates, with_unemployed
from workbench.population.population import Population
from workbench.population.statistics import Statistics, load_statistics
from workbench.population.synthesis.assumptions import Assumptions, load_assumptions
from workbench.view import Cells, View, Viewed

Floats = NDArray[np.float64]
BASE_YEAR = 2021  # of a county whose provenance names no year


class Lives(Viewed):
    """The people of one county from `first_year` to `last_year`; a year is made when it is asked for, and kept.

    >>> lives(county, last_year=2022).people.columns
    ['year', 'age_group', 'sex', 'residence', 'self_care', 'persons']

    Ids of persons and households stay for life; who is born or founds a household gets a hashed one. Luck depends on
    the seed, the decision, the id and the year alone.
    """

    def __init__(
        self,
        county: Population,
        first_year: int,
        last_year: int,
        course: Course,
        growth: Mapping[int, tuple[float, float]],
        alignment: Mapping[int, Mapping[str, int]],
        transitions: Floats | None,
        start: State,
        again: Callable[[int], Lives],
    ) -> None:
        """Keep what decides on the lives; users call `lives`. again: makes lives of another seed."""
        self.county, self.first_year, self.last_year = county, first_year, last_year
        self.seed = course.seed
        self._course, self._growth, self._alignment, self._transitions = course, growth, alignment, transitions
        self._kept: dict[int, KeptYear] = {}
        self._populations: WeakValueDictionary[int, Population] = WeakValueDictionary()
        self._latest = start
        self._events: list[tuple[object, ...]] = []
        self._people: dict[int, pl.DataFrame] = {first_year: people_frame(start)}
        self._first = start
        self._again, self._keeps = again, True

    def state(self, year: int) -> State:
        """Return the people of a year as arrays; the years before are made first. Raises InputError for another year.

        >>> lives(county, last_year=2022).state(2022).year
        2022
        """
        whole_number("year", year, self.first_year, self.last_year)
        if year == self.first_year:
            return self._first
        while self._latest.year < year:
            self._step()
        if self._latest.year == year:
            return self._latest
        if year not in self._kept:
            raise InputError(
                f"lives: {year} is no longer there; lives of of_seed(…, keep=False) have their latest year"
            )
        return unpacked(self._kept[year])

    def of_seed(self, seed: int, *, keep: bool = True) -> Lives:
        """Return other lives of the same people: all but the luck of their years is the same.

        >>> lives(county, last_year=2022).of_seed(2).seed
        2

        keep: whether the years stay once they are made; without it only the latest can be asked, in little memory.
        """
        found = self._again(whole_number("seed", seed, 0))
        found._keeps = keep
        return found

    @property
    def growth(self) -> Mapping[int, tuple[float, float]]:
        """Growth of mean incomes by year, urban and rural; empty where incomes stay those of the first year."""
        return dict(self._growth)

    def _step(self) -> None:
        year = self._latest.year + 1
        rates = rates_of(year, self._course.assumed, self._transitions)
        step = 1.0 + np.array(self._growth.get(year, (0.0, 0.0)))
        numbers = self._alignment.get(year, {})
        new, events = next_year(self._latest, self._course, rates, numbers, self._level(year), step)
        if self._latest.year != self.first_year and self._keeps:
            self._kept[self._latest.year] = kept(self._latest)
        self._events += event_rows(year, events)
        self._people[year] = people_frame(new)
        self._latest = new

    def _level(self, year: int) -> Floats:
        """Return incomes of a year over those of the first, by residence."""
        level = np.ones(2)
        for one in range(self.first_year + 1, year + 1):
            level = level * (1.0 + np.array(self._growth.get(one, (0.0, 0.0))))
        return level

    def population(self, year: int) -> Population:
        """Return the people of a year as an ordinary population; the first year's is the county itself.

        >>> lives(county, last_year=2022).population(2022).place == county.place
        True

        While somebody holds it the same object is returned again. Raises InputError for a year outside.
        """
        whole_number("year", year, self.first_year, self.last_year)
        if year == self.first_year:
            return self.county
        found = self._populations.get(year)
        if found is None:
            found = self._populations[year] = self._population(year)
        return found

    def _population(self, year: int) -> Population:
        provenance = {
            **self.county.provenance,
            "made_by": "lives",  # the seed alone doesn't make these people again
            "lives_of_synthetic": self.county.synthetic,
            "year": year,
            **self._years_of(year),
            "lives_from": self.first_year,
            "lives_seed": self.seed,
        }
        return population_of(self.state(year), self.county, provenance)

    def _years_of(self, year: int) -> dict[str, int]:
        """Return the years of people and incomes: as far on as the people; incomes stay where no growth was given."""
        people, incomes = self.county.people_year, self.county.incomes_year
        on = year - self.first_year
        found = {} if people is None else {"people_year": people + on}
        return found if incomes is None else {**found, "incomes_year": incomes + (on if self._growth else 0)}

    @property
    def years(self) -> tuple[int, ...]:
        """All years, made or not."""
        return tuple(range(self.first_year, self.last_year + 1))

    @property
    def events(self) -> pl.DataFrame:
        """Return what happened: year, residence, event, persons, households; all years are made.

        The residence is that before the event. A birth counts its mother's household.
        """
        self.state(self.last_year)
        return events_frame(self._events)

    def residents_of(self, year: int) -> dict[str, int]:
        """Return residents of a year, and since the year before births, deaths and moved_out (0 in the first)."""
        if year not in self._people:
            self.state(year)
        found = {"residents": int(self._people[year]["persons"].sum()), "births": 0, "deaths": 0, "moved_out": 0}
        names = {"birth": "births", "death": "deaths", "moved_out": "moved_out"}
        for at, _, event, persons, _ in self._events:
            if at == year and event in names:
                found[names[str(event)]] += int(str(persons))
        return found

    @property
    def people(self) -> pl.DataFrame:
        """Return residents by year, age_group (five years), sex, residence, self_care; all years are made."""
        self.state(self.last_year)
        return pl.concat([self._people[year] for year in self.years])

    @property
    def assumptions(self) -> pl.DataFrame:
        """Return every assumption and published rate used: name, zh, en, unit, value, low, high, status, source."""
        return assumption_table(self._course.assumed, self.first_year, self.last_year)

    def _line(self) -> str:
        return f"Lives({len(self.county):,} persons of {self.first_year}, to {self.last_year}, seed {self.seed})"

    def _view(self) -> View:
        made = [year for year in self.years if year in self._people]
        facts = [
            (word("views.persons"), written(len(self.county), "persons")),
            (word("views.lives_years"), f"{self.first_year}–{self.last_year}"),
            (word("views.seed"), str(self.seed)),
        ]
        rows = tuple((str(year), f"{int(self._people[year]['persons'].sum()):,}") for year in made)
        return View(word("views.lives"), facts, (Cells((word("views.year"), word("views.persons")), rows),))


@check_kinds
def lives(
    county: Population,
    last_year: int = 2035,
    seed: int | None = None,
    *,
    first_year: int | None = None,
    growth: Mapping[int, Mapping[str, float]] | None = None,
    alignment: Mapping[int, Mapping[str, int]] | None = None,
    transitions: NDArray[np.float64] | None = None,
    **changes: float,
) -> Lives:
    """Follow the people of a county from its year to `last_year` (2050 at most), whatever the law is.

    >>> lives(county, last_year=2025)
    Lives(2,000 persons of 2021, to 2025, seed 20210602)

    `seed`: of everybody's luck, None for the population's; `first_year`: the year of the people, None for what their
    provenance says, else 2021; `growth`: by year the growth of mean incomes of urban and rural residents (none: the
    money of the first year); `alignment`: by year numbers of births, deaths and moved_out, or of births and residents,
    that are to be met; `transitions`: one-year matrices of self-care and death, (2, 111, 4, 4), in the place of the
    published ones; `changes`: assumptions by name, such as net_out_migration=0.008 (see `Lives.assumptions`).

    Nothing is computed before a year is asked for. Raises InputError, UnknownNameError or ParameterError in words.
    """
    if seed is not None:
        whole_number("seed", seed, 0)
    found = county.provenance.get("year", BASE_YEAR) if first_year is None else first_year
    first, last = checked_years(int(str(found)), last_year)
    assumed = assumptions_of_lives(changes)
    recipe, figures = _recipe(county)
    chosen = county.seed if seed is None else seed
    start = with_kin(state_of(county, first), chosen, assumed["mother_in_county"].value)
    checked_people(start, county, last)
    traits = trait_rates(
        start,
        recipe,
        figures,
        assumed["serious_illness_exit"].value,
        assumed["no_other_child"].value,
        assumed["work_renewal"].value,
    )
    start = with_unemployed(start, traits, county.seed)
    f, p, rho = score_parts(assumed)
    money = money_rates(start, recipe, figures, (f, p, 1.0 - f - p), rho, county.seed, chosen)
    course = Course(chosen, recipe, assumed, traits, money)
    if transitions is not None:
        rates_of(first + 1, assumed, transitions)  # refuses rows that are no probabilities, before any year
    return Lives(
        county,
        first,
        last,
        course,
        checked_growth(growth, first, last),
        checked_alignment(alignment, first, last),
        transitions,
        with_first_luck(start, money.weights, money.parts, county.seed, chosen),
        lambda other: lives(
            county,
            last_year,
            other,
            first_year=first_year,
            growth=growth,
            alignment=alignment,
            transitions=transitions,
            **changes,
        ),
    )


def _recipe(county: Population) -> tuple[Assumptions, Statistics]:
    """Return the recipe's assumptions and figures that the county was made of, else those of the place."""
    assumptions, figures = county.provenance.get("assumptions"), county.provenance.get("statistics")
    return (
        assumptions if isinstance(assumptions, Assumptions) else load_assumptions(),
        figures if isinstance(figures, Statistics) else load_statistics(),
    )
