"""How many tekun persons of each grade of self-care a policy entitles, in every scenario of many: care's demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import check_kinds, described, number_array
from workbench.care.futures import would_live_in_a_home
from workbench.categories import SelfCare
from workbench.engine.compiler.kernel import COUNT_SCALE
from workbench.engine.rule import for_person
from workbench.errors import InputError
from workbench.language import word, written
from workbench.population import Partitions, Population
from workbench.scenario import Scenario, need_same_place
from workbench.simulation.batch import settings_request, settings_table
from workbench.simulation.cluster import Cluster, all_totals
from workbench.simulation.preparation import RESIDENCES
from workbench.simulation.totals import FEN, payments_a_year
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
_CLAUSE = "民发〔2021〕43号 arts. 21–23"
_BASIC = "tekun_basic_amount"
_AT_ONCE = 200  # settings per call of the kernel


@for_person(clause=_CLAUSE, output=True, unit="yes/no", zh="具备自理能力特困人员")
def able_tekun_recipient(tekun_recipient: bool, self_care: SelfCare) -> bool:
    """A tekun person who keeps self-care."""
    return tekun_recipient and self_care == SelfCare.ABLE


@for_person(clause=_CLAUSE, output=True, unit="yes/no", zh="部分失能特困人员")
def partial_tekun_recipient(tekun_recipient: bool, self_care: SelfCare) -> bool:
    """A tekun person who has lost self-care partly."""
    return tekun_recipient and self_care == SelfCare.PARTIAL


@for_person(clause=_CLAUSE, output=True, unit="yes/no", zh="完全失能特困人员")
def complete_tekun_recipient(tekun_recipient: bool, self_care: SelfCare) -> bool:
    """A tekun person who has lost self-care completely."""
    return tekun_recipient and self_care == SelfCare.COMPLETE


# In the order of SelfCare.
_BY_GRADE = (able_tekun_recipient, partial_tekun_recipient, complete_tekun_recipient)


@dataclass(frozen=True, eq=False, repr=False)
class TekunStock(Viewed):
    """The tekun recipients in many settings: the base year's stock, not a projection.

    persons: shape (settings, towns, 3): by town and grade of self-care. basic_yuan_per_year: their basic standards
    together, shape (settings,).
    """

    persons: Floats
    basic_yuan_per_year: Floats

    def only(self, settings: NDArray[np.int64]) -> TekunStock:
        """Return some of the settings."""
        return TekunStock(self.persons[settings], self.basic_yuan_per_year[settings])

    def _line(self) -> str:
        mean = self.persons.sum(axis=(1, 2)).mean()
        return f"TekunStock({self.persons.shape[0]} settings, {mean:,.0f} tekun persons on average)"

    def _view(self) -> View:
        facts = [
            (word("views.settings"), f"{self.persons.shape[0]:,}"),
            (word("views.persons_on_average"), written(float(self.persons.sum(axis=(1, 2)).mean()), "persons")),
            (word("views.basic_on_average"), written(float(self.basic_yuan_per_year.mean()), "yuan/year")),
        ]
        return View(word("views.tekun_stock"), facts)


@check_kinds
def tekun_stock(
    population: Population | Partitions,
    scenario: Scenario,
    settings: Mapping[str, Floats],
    *,
    threads: int | None = None,
    cluster: Cluster = None,
) -> TekunStock:
    """Return the tekun recipients under each row of `settings` (parameter -> values).

    >>> tekun_stock(county, baseline, {"urban_dibao_ratio": np.array([0.3, 0.33])})

    A population in parts and `cluster`: see `sweep`.
    """
    need_same_place(population, scenario)
    if not isinstance(settings, Mapping):
        raise InputError(f"settings is {described(settings)}; arrays by the names of parameters are wanted")
    book = scenario.book.with_rules(_BY_GRADE).on(scenario.date)
    totals = (*(rule.__name__ for rule in _BY_GRADE), _BASIC)
    request = settings_request(book, totals, settings)
    table = settings_table(request, scenario, settings)
    cells = all_totals(request, population, table, _AT_ONCE, threads=threads, cluster=cluster)
    by_town = cells.reshape(len(table), len(population.town_names), len(RESIDENCES), -1).sum(axis=2)
    a_year = payments_a_year(book.rules[_BASIC]) / FEN
    return TekunStock(by_town[..., :-1] / COUNT_SCALE, by_town[..., -1].sum(axis=1) * a_year)


@check_kinds
def tekun_by_grade(
    population: Population | Partitions,
    scenario: Scenario,
    settings: Mapping[str, Floats],
    *,
    threads: int | None = None,
    cluster: Cluster = None,
) -> Floats:
    """Return the persons of `tekun_stock`; shape (settings, towns, 3 grades of self-care).

    >>> tekun_by_grade(county, baseline, {"urban_dibao_ratio": np.array([0.3, 0.33])}).shape
    (2, 12, 3)
    """
    return tekun_stock(population, scenario, settings, threads=threads, cluster=cluster).persons


@check_kinds
def nursing_beds_wanted(persons: Floats, scenario: Scenario) -> Floats:
    """Return the nursing beds that tekun persons would take up, by setting; persons: see `tekun_by_grade`.

    >>> nursing_beds_wanted(np.ones((1, 12, 3)), baseline)

    Those partly or completely disabled who would live in a home, each counted with the part of the beds that stands
    empty between two residents (`care_occupancy_limit`). Whether such beds are there, and near, is another question
    (`project`).
    """
    care = {name: item.value for name, item in scenario.resolved().items() if item.parameter.section == "care"}
    by_grade = number_array("persons", persons, 3).sum(axis=1)
    willing = would_live_in_a_home(by_grade[:, SelfCare.PARTIAL], by_grade[:, SelfCare.COMPLETE], care)
    return np.asarray(willing / care["care_occupancy_limit"])
