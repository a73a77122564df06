"""What care of the tekun persons costs beyond basic standard and care fee, once everybody lives where there is room.

Of many scenarios at once, and of the base year's stock: the beds are those of the homes after all works, and everybody
who would live in a home is placed anew, as the projection does each year. Added up are the running gap of those in
homes (what a bed and its care workers cost beyond what the law pays), visits to those at home, and the works, spread
over `bed_life_years`. Empty beds cost nothing here: a bed's cost is counted with its resident (`cost_of_care`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.care.counts import care_counts
from workbench.care.demand import TekunStock
from workbench.care.futures import Futures, would_live_in_a_home
from workbench.care.money import MONTHS, bed_costs, yuan_per_person
from workbench.care.need_projection import BASE_YEAR
from workbench.care.need_table import GRADES
from workbench.care.works import finished, no_works
from workbench.categories import SelfCare
from workbench.language import word, written
from workbench.money import to_fen
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
# The parameters on which beds and the cost of care depend, beside those of the law.
BED_PARAMETERS = (
    "willing_share_able",
    "willing_share_partial",
    "willing_share_complete",
    "care_occupancy_limit",
    "care_reach_steps",
    "residents_per_carer_able",
    "residents_per_carer_partial",
    "residents_per_carer_complete",
    "bed_life_years",
)
PRICE_PARAMETERS = ("carer_cost_per_month", "home_visit_cost_per_year")
_FEES = {grade: f"care_fee_rate_{grade}" for grade in GRADES}


@dataclass(frozen=True, eq=False, repr=False)
class CareSystem(Viewed):
    """The homes (see `read_homes`) and the works done in them (see `plan_renovation`; none if nothing is said)."""

    homes: pl.DataFrame
    works: pl.DataFrame = field(default_factory=no_works)

    def _line(self) -> str:
        return f"CareSystem({self.homes.height} homes, works in {self.works['home_id'].n_unique()} of them)"

    def _view(self) -> View:
        facts = [
            (word("views.homes"), written(self.homes.height, "homes")),
            (word("views.homes_with_works"), written(self.works["home_id"].n_unique(), "homes")),
        ]
        return View(word("views.care_system"), facts, (shown(self.works),) if self.works.height else ())


@dataclass(frozen=True, eq=False, repr=False)
class SettledCare(Viewed):
    """Care in many settings; each of shape (settings,).

    cost_yuan_per_year: beyond basic standard and care fee. placed_persons: partly and completely disabled tekun persons
    who live in a home.
    """

    cost_yuan_per_year: Floats
    placed_persons: Floats

    def _line(self) -> str:
        cost, placed = self.cost_yuan_per_year.mean(), self.placed_persons.mean()
        return (
            f"SettledCare({self.placed_persons.size} settings, on average {cost:,.0f} yuan/year, {placed:,.0f} placed)"
        )

    def _view(self) -> View:
        facts = [
            (word("views.settings"), f"{self.placed_persons.size:,}"),
            (word("views.cost_on_average"), written(float(self.cost_yuan_per_year.mean()), "yuan/year")),
            (word("views.placed_on_average"), written(float(self.placed_persons.mean()), "persons")),
        ]
        return View(word("views.settled_care"), facts)


@check_kinds
def settled_care(
    stock: TekunStock, values: Mapping[str, Floats], system: CareSystem, scenario: Scenario
) -> SettledCare:
    """Place the stock in a care system and add up what it costs.

    >>> values = {name: np.array([one.value]) for name, one in baseline.resolved().items()}
    >>> settled_care(
    ...     tekun_stock(county, baseline, {"urban_dibao_ratio": np.array([0.3])}), values, CareSystem(homes), baseline
    ... )

    values: the parameters named above, minimum_wage and the care fee rates; arrays of shape (settings,), of which
    care_reach_steps is the scenario's throughout.
    """
    homes = finished(system.homes, system.works)
    counts = care_counts(_settled(stock, values, homes), homes, scenario, no_works())
    able, placed, complete = (
        counts[name][:, 1].sum(axis=1) for name in ("placed_able_persons", "placed_persons", "placed_complete_persons")
    )
    inside = {"able": able, "partial": placed - complete, "complete": complete}
    everybody = stock.persons.sum(axis=1)
    persons = everybody.sum(axis=1)
    basic = np.divide(stock.basic_yuan_per_year, persons, out=np.zeros_like(persons), where=persons > 0)
    fees = {grade: MONTHS * _fen(values[rate] * values["minimum_wage"]) for grade, rate in _FEES.items()}
    each = yuan_per_person(values, basic, fees, bed_costs(homes))
    cost = float(system.works["cost_yuan"].sum()) / values["bed_life_years"]
    for place, grade in enumerate(GRADES):
        cost = cost + inside[grade] * each[grade, "centralised", "running_gap"]
        cost = cost + (everybody[:, place] - inside[grade]) * each[grade, "dispersed", "visits"]
    return SettledCare(np.asarray(cost), np.asarray(placed))


def _settled(stock: TekunStock, values: Mapping[str, Floats], homes: pl.DataFrame) -> Futures:
    """Return two years of the same people: the first is taken as observed, in the second everybody is placed."""
    settings = len(stock.persons)
    able, partial, complete = (stock.persons[..., grade] for grade in SelfCare)
    share = {name: values[name][:, None] for name in BED_PARAMETERS}
    nursing = homes["other_nursing_residents"].to_numpy().astype(np.float64)
    others = homes["other_residents"].to_numpy().astype(np.float64)

    def twice(by_place: Floats) -> Floats:
        whole = np.broadcast_to(by_place, (settings, by_place.shape[-1]))
        return np.repeat(whole[:, None], 2, axis=1)

    return Futures(
        years=(BASE_YEAR, BASE_YEAR + 1),
        able=twice(able),
        disabled=twice(partial + complete),
        willing=twice(would_live_in_a_home(partial, complete, share)),
        complete=twice(complete),
        willing_complete=twice(share["willing_share_complete"] * complete),
        willing_able=twice(share["willing_share_able"] * able),
        other_nursing=twice(nursing),
        other_ordinary=twice(others - nursing),
        occupancy=values["care_occupancy_limit"],
        on_time=np.ones((settings, 2, homes.height), dtype=bool),
    )


def _fen(yuan: Floats) -> Floats:
    """Round to the fen as the law does."""
    different, where = np.unique(yuan, return_inverse=True)
    return np.array([to_fen(float(one)) for one in different])[where]
