"""Years in which some causes are as they are then and the others as in a first year: for their Shapley values."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np

from workbench.errors import InputError
from workbench.parameter.book import Override
from workbench.population.lives import Lives
from workbench.scenario import Scenario
from workbench.simulation.preparation import RESIDENCES
from workbench.yearly.answers import Years
from workbench.yearly.array_step import LawOfYear, Recipients, YearOutcome, drawn_inputs, lasting_luck, step
from workbench.yearly.indexing import is_amount
from workbench.yearly.people import FrozenPeople
from workbench.yearly.people_arrays import Factors, PeopleArrays, PeopleOfYear, chosen
from workbench.yearly.receipt_memory import MemoryAssumptions, ReceiptMemory

PEOPLE, INCOMES, MEMORY = "people", "incomes", "memory"
_PUBLISHED = {"urban_dibao_standard_published", "rural_dibao_standard_published"}  # which a county sets itself


class MixedYears:
    """The answers of a first and a last year, and those between, with each cause let in or held as it was."""

    def __init__(self, answers: Years, first_year: int, last_year: int) -> None:
        """Keep the answers; nothing is run."""
        self.answers, self.first_year, self.last_year = answers, first_year, last_year
        people = answers.people
        self._people = PeopleArrays(people, answers.amounts.paths, first_year)
        self._first = self._people.of(first_year)
        if self._first.people.draws:
            raise InputError("decompose_years: people of one year are wanted, not such as remember another")
        frozen, grows = isinstance(people, FrozenPeople), isinstance(people, Lives) and bool(people.growth)
        self.causes: tuple[str, ...] = (
            *([] if frozen else [PEOPLE]),
            *([INCOMES] if frozen or grows else []),
            "reset",
            "amounts",
            "policy",
            *([] if answers.memory is None else [MEMORY]),
        )
        self._law = cache(self._law_of)

    @property
    def span(self) -> range:
        """All years from the first to the last."""
        return range(self.first_year, self.last_year + 1)

    def worths(self) -> dict[frozenset[str], tuple[float, int]]:
        """Return persons and fen a year of dibao and tekun in the last year, by the causes that are let in.

        Year by year for all of them, so that the people of the first and of one other year are in memory.
        """
        subsets = [frozenset(some) for size in range(len(self.causes) + 1) for some in combinations(self.causes, size)]
        remembering = [one for one in subsets if MEMORY in one]
        before: dict[frozenset[str], Recipients | None] = dict.fromkeys(remembering)
        found: dict[frozenset[str], tuple[float, int]] = {}
        for year in self.span if remembering else (self.last_year,):
            people = self._people.of(year)
            for let_in in subsets if year == self.last_year else remembering:
                memory = self.answers.memory if MEMORY in let_in else None
                assumed = memory.assumed if isinstance(memory, ReceiptMemory) else None
                outcome = self._year(people, let_in, before.get(let_in), assumed)
                found[let_in] = sum(outcome.persons), sum(outcome.fen)
                before[let_in] = outcome.recipients
        return found

    def _year(
        self,
        people: PeopleOfYear,
        let_in: frozenset[str],
        before: Recipients | None,
        assumed: MemoryAssumptions | None,
    ) -> YearOutcome:
        year = people.year
        law = self._law(year, let_in & {"reset", "amounts", "policy"}, assumed is not None)
        values = {name: item.value for name, item in law.resolved.items()}
        one = people if PEOPLE in let_in else replace(self._first, year=year)
        factors = self.factors(year, let_in)
        held = law.may_receive(one, values, factors)
        if before is not None:
            held |= np.isin(one.ids, before.ids, assume_unique=True)
        some = chosen(one, held, law.inputs, factors)
        seed = one.people.seed
        luck = lasting_luck(some, seed, self.first_year, assumed)
        return step(law, values, some, drawn_inputs(some, law.inputs, seed), luck, before, seed, assumed)

    def factors(self, year: int, let_in: frozenset[str]) -> Factors:
        """Return what incomes and spending are multiplied by, so that they are of the year or of the first one."""
        money = year if INCOMES in let_in else self.first_year
        people = self.answers.people
        if isinstance(people, FrozenPeople):
            return PeopleArrays(people, self.answers.amounts.paths, self.first_year).factors(people.paths, money)
        own = year if PEOPLE in let_in else self.first_year
        if INCOMES not in self.causes or money == own:
            return np.ones(2), np.ones(2)
        growth = people.growth if isinstance(people, Lives) else {}
        level = np.ones(len(RESIDENCES))
        for at in range(min(money, own) + 1, max(money, own) + 1):
            urban, rural = growth[at]
            by_name = {"urban": urban, "rural": rural}
            level = level * (1.0 + np.array([by_name[name] for name in RESIDENCES]))
        factor = level if money > own else 1.0 / level
        return factor, factor

    def _law_of(self, year: int, let_in: frozenset[str], remembered: bool) -> LawOfYear:
        first, then = self.answers.scenario(self.first_year), self.answers.scenario(year)
        return LawOfYear(mixed(first, then, let_in), remembered)


def mixed(one: Scenario, two: Scenario, chosen: frozenset[str]) -> Scenario:
    """Return a scenario whose causes among `chosen` are those of the second, the others those of the first."""
    base = two if "policy" in chosen else one
    values = {False: one.resolved(), True: two.resolved()}
    book = base.book.parameters
    found = dict(base.overrides)
    for name, parameter in book.items():
        if parameter.dated == "year":
            cause = "reset"
        elif is_amount(parameter) and name not in _PUBLISHED:
            cause = "amounts"
        else:
            continue
        item = values[cause in chosen][name]
        found[name] = Override(item.written, item.status, item.source)
    return replace(base, overrides=found)
