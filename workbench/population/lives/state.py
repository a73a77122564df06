"""The people of one year as arrays: persons, the households that apply, and the dwellings they live in.

Persons lie household by household, households dwelling by dwelling; links to other persons are positions, −1 for
nobody who is known and lives in the county.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.categories import DisabilityType, Housing, Residence, Sex, StudentStage, labels
from workbench.errors import InputError
from workbench.population.contract import contract_of
from workbench.population.population import Population

Column = NDArray[Any]
Columns = dict[str, Column]
MONEY = (
    "wage_income",
    "business_income",
    "property_income",
    "transfer_income",
    "exempt_income",
    "medical_out_of_pocket_per_year",
    "inpatient_cost_per_year",
    "education_cost_per_year",
)
FLOWS = MONEY[:5]
TRAITS = (
    "student_stage",
    "disability_type",
    "disability_grade",
    "adl_items_lost",
    "serious_illness",
    "has_able_supporter",
    "orphan_scheme",
    "employed",
    "left_behind",
    "legal_hardship",
)
MEMORY = ("received_last_year", "reviewed", "last_finding")
BELONGINGS = (
    "financial_assets",
    "dwellings",
    "vehicles",
    "owns_company",
    "housing",
    "registered_poor",
    "disaster_victim",
)
LINKS = ("partner", "mother", "father")
MOTHER_DIED, FATHER_DIED, MOTHER_AWAY, FATHER_AWAY = 1, 2, 4, 8
_PERSON_WORDS = {"sex": Sex, "student_stage": StudentStage, "disability_type": DisabilityType}


@dataclass(frozen=True, eq=False)
class State:
    """Who lives in the county in one year.

    person: columns (n,) of the contract as codes, with `household` (its position), the LINKS, `unemployed`, and
    `parents_died` (flags: which parent has died or moved away). household: columns (h,), with `dwelling` (its
    position). dwelling: dwelling_id, town, residence, `lasting` and `fading` (parts of the income score, standard
    normal), `spends`, `size_of_spending` (luck of health).
    """

    year: int
    person: Columns
    household: Columns
    dwelling: Columns

    @property
    def persons(self) -> int:
        """Number of persons."""
        return self.person["person_id"].size

    def starts(self) -> NDArray[np.int64]:
        """Return where the persons of each household begin; shape (h + 1,)."""
        sizes = np.bincount(self.person["household"], minlength=self.household["household_id"].size)
        return np.concatenate([[0], np.cumsum(sizes)])

    def dwelling_of_person(self) -> NDArray[np.int32]:
        """Return the position of each person's dwelling."""
        return np.asarray(np.take(self.household["dwelling"], self.person["household"]), dtype=np.int32)

    def residence_of_person(self) -> NDArray[np.int8]:
        """Return each person's residence code."""
        by_household = np.take(self.dwelling["residence"], self.household["dwelling"])
        return np.asarray(np.take(by_household, self.person["household"]), dtype=np.int8)

    def with_persons(self, **columns: Column) -> State:
        """Return the same people, some columns of persons replaced."""
        return replace(self, person={**self.person, **columns})


def state_of(population: Population, year: int) -> State:
    """Return the people of a population; links and luck are filled in by `kin` and `money`.

    Raises InputError for households with weights: a life is one person's.
    """
    arrays = population.arrays()
    if not np.all(arrays.household["weight"] == 1.0):
        raise InputError(
            "lives: the population's households carry weights; only a population in which each household stands "
            "for itself (weight 1) has lives"
        )
    if population.draws or arrays.household["received_last_year"].any():
        raise InputError("lives: the population remembers receipt of another year; people of a single year are wanted")
    persons, households = population.persons, population.households
    household_ids = households["household_id"].to_numpy()
    ids, dwelling = np.unique(households["dwelling_id"].to_numpy(), return_inverse=True)
    order = np.lexsort((household_ids, dwelling))
    place = np.empty(order.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    household = place[np.repeat(np.arange(household_ids.size), np.diff(arrays.starts))]
    by_household = np.argsort(household, kind="stable")
    person = {name: values[by_household] for name, values in arrays.person.items()}
    person["person_id"] = persons["person_id"].to_numpy()[by_household]
    person["household"] = household[by_household].astype(np.int32)
    nobody = np.full(household.size, -1, dtype=np.int32)
    person |= {name: nobody.copy() for name in LINKS}
    person["parents_died"] = np.zeros(household.size, dtype=np.int8)
    person["unemployed"] = np.zeros(household.size, dtype=bool)
    own = {name: arrays.household[name][order] for name in BELONGINGS}
    own["household_id"] = household_ids[order]
    own["dwelling"] = dwelling[order].astype(np.int32)
    first = np.searchsorted(own["dwelling"], np.arange(ids.size))
    place_of = {name: arrays.household[name][order] for name in ("town", "residence")}
    for name, values in place_of.items():
        if np.any(values != values[first][own["dwelling"]]):
            raise InputError(f"lives: households of one dwelling have more than one {name}; one is wanted")
    zero = np.zeros(ids.size)
    homes: Columns = {"dwelling_id": ids, **{name: values[first] for name, values in place_of.items()}}
    homes |= {name: zero.copy() for name in ("lasting", "fading", "spends", "size_of_spending")}
    return State(year, person, own, homes)


def population_of(state: State, first: Population, provenance: dict[str, Any]) -> Population:
    """Return an ordinary population of the people of one year; ids are those of the state."""
    person, household, dwelling = state.person, state.household, state.dwelling
    schema = contract_of(first.town_names)
    columns: Columns = dict(person)
    columns["household_id"] = household["household_id"][person["household"]]
    for name in MONEY:
        columns[name] = np.round(person[name], 2) + 0.0
    order = np.lexsort((columns["person_id"], columns["household_id"]))
    persons = _frame({name: columns[name][order] for name in schema.persons.columns()}, _PERSON_WORDS, schema.persons)
    own: Columns = dict(household)
    own["financial_assets"] = np.round(household["financial_assets"], 0) + 0.0
    own["dwelling_id"] = dwelling["dwelling_id"][household["dwelling"]]
    own["town"], own["residence"] = (dwelling[name][household["dwelling"]] for name in ("town", "residence"))
    own["weight"] = np.ones(own["household_id"].size)
    for name in MEMORY:  # what a policy remembers is none of the lives'
        own[name] = np.full(own["household_id"].size, (schema.households.columns()[name].metadata or {})["default"])
    order = np.argsort(own["household_id"], kind="stable")
    words = {"residence": Residence, "housing": Housing}
    homes = _frame({name: own[name][order] for name in schema.households.columns()}, words, schema.households)
    return Population(persons, homes, first.towns, first.seed, first.tail, provenance)


def _frame(columns: Columns, words: dict[str, Any], schema: Any) -> pl.DataFrame:
    ready = []
    for name, declared in schema.columns().items():
        series = pl.Series(name, np.ascontiguousarray(columns[name]))
        if name in words:
            series = series.cast(pl.UInt8).cat.to(pl.Enum(labels(words[name])))
        elif name == "town":
            series = series.cast(pl.UInt8).cat.to(declared.dtype)
        else:
            series = series.cast(declared.dtype)
        ready.append(series)
    return pl.DataFrame(ready)
