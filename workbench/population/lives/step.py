"""One year of everybody's life, in the order: death and self-care, moves out, age, divorce, marriage, leaving home,
moving in with children, children taken in, births, villages that become urban, states of persons, money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.parameter.book import Resolved
from workbench.population.lives.arrangements import leave_home, move_in_with_children
from workbench.population.lives.births import give_birth
from workbench.population.lives.couples import marry, part_couples
from workbench.population.lives.draft import DEAD, HERE, draft_of
from workbench.population.lives.events import Event, bit, counted
from workbench.population.lives.fates import live_or_die, move_out
from workbench.population.lives.hosts import take_children_in
from workbench.population.lives.money import MoneyRates, earn_and_spend
from workbench.population.lives.rates import YearRates
from workbench.population.lives.savings import saved
from workbench.population.lives.settling import refuse_collisions, settled, urbanised
from workbench.population.lives.state import State
from workbench.population.lives.traits import TraitRates, grow
from workbench.population.synthesis.assumptions import Assumptions

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Course:
    """All that decides on the lives of one county beside the rates of a year."""

    seed: int
    recipe: Assumptions
    assumed: Mapping[str, Resolved]
    traits: TraitRates
    money: MoneyRates

    def of(self, name: str) -> float:
        """Return one assumption's value."""
        return self.assumed[name].value


def next_year(
    state: State, course: Course, rates: YearRates, numbers: Mapping[str, int], growth: Floats, step: Floats
) -> tuple[State, NDArray[np.int64]]:
    """Return the people a year later, and the persons and households of each event by residence (events, 2, 2).

    numbers: what the year is aligned to. growth: incomes over those of the first year, step: over the last, (2,).
    """
    own = ("partner", "adl_items_lost", "parents_died", "orphan_scheme")
    state = state.with_persons(**{name: state.person[name].copy() for name in own}, age=state.person["age"].copy())
    draft = draft_of(state, course.seed)
    person, of = state.person, course.of
    live_or_die(draft, rates, numbers.get("deaths"))
    out = numbers.get("moved_out")
    if "residents" in numbers:
        out = int((draft.gone == HERE).sum()) + numbers["births"] - numbers["residents"]
    move_out(draft, of("net_out_migration"), out)
    person["age"] += 1
    gone = draft.gone != HERE
    widowed = (person["partner"] >= 0) & gone[person["partner"]]
    person["partner"][widowed | gone] = -1
    part_couples(draft, rates, of("divorce_rate"))
    marry(draft, rates, np.array([of("new_home_urban"), of("new_home_rural")]))
    leave_home(draft, of("leaving_home_rate"))
    move_in_with_children(
        draft, of("moving_in_widowed"), of("moving_in_care"), of("moving_in_old"), course.recipe["elders_apart_share"]
    )
    take_children_in(draft)
    births = give_birth(draft, rates, of("partnered_births_share"), of("most_births_a_year"), numbers.get("births"))
    residence = state.residence_of_person()
    events = counted(draft.bits, person["household"], residence)
    lost_child = _parents_of(draft.gone == DEAD, person)
    new = settled(draft, births, of("split_memory"), course.recipe)
    kept = draft.gone == HERE
    lost = np.zeros(new.persons, dtype=bool)
    lost[np.isin(new.person["person_id"], person["person_id"][lost_child & kept])] = True
    new, turned = urbanised(new, draft, of("urban_step"))
    bits = np.where(turned, bit(Event.URBANISED), 0).astype(np.uint32)
    new = grow(new, draft, course.traits, bits, lost)
    refuse_collisions(new)
    new = earn_and_spend(new, course.money, of("health_persistence"), growth)
    alone = (bits & bit(Event.LOST_SUPPORTER)) != 0
    new = saved(new, course.money, step, of("vehicle_given_up"), alone, course.traits.childless_assets)
    return new, events + counted(bits, new.person["household"], new.residence_of_person())


def _parents_of(died: NDArray[np.bool_], person: Mapping[str, NDArray[np.int32]]) -> NDArray[np.bool_]:
    """Say whose known child died this year."""
    found = np.zeros(died.size, dtype=bool)
    for link in ("mother", "father"):
        parents = person[link][died]
        found[parents[parents >= 0]] = True
    return found
