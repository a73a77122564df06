"""What moved cost and recipients of dibao and tekun between two years, split over its causes by Shapley values.

Causes: incomes (what the people earn, own and spend), reset (the figures of the year before from which the standards
and other limits are worked out), amounts (all other yuan amounts), policy (ratios, rules and everything else that the
scenario or the law sets by date). Where the people themselves change, they and their incomes are one cause, people.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import polars as pl

from workbench.arguments import check_kinds
from workbench.errors import InputError
from workbench.language import word
from workbench.parameter.book import Override
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation import simulate
from workbench.view import View, Viewed
from workbench.yearly.answers import Years
from workbench.yearly.indexing import is_amount
from workbench.yearly.people import FrozenPeople
from workbench.yearly.shares import shapley_values

_FEN = 100
_MILLION = 1_000_000


@dataclass(frozen=True, eq=False, repr=False)
class YearCauses(Viewed):
    """The causes of a change between two years. table: cause, cost_yuan_per_year, persons; they add to the change.

    before, after: cost (yuan a year) and persons of dibao and tekun together.
    """

    first_year: int
    last_year: int
    before: tuple[float, float]
    after: tuple[float, float]
    table: pl.DataFrame = field(repr=False)

    def _line(self) -> str:
        parts = ", ".join(
            f"{cause} {cost:+,.2f}" for cause, cost in self.table.select("cause", "cost_yuan_per_year").iter_rows()
        )
        return f"YearCauses({self.first_year} to {self.last_year}, cost {self.before[0]:,.2f}: {parts})"

    def _view(self) -> View:
        title = word("views.years_causes", first=self.first_year, last=self.last_year)
        return View(title, [], (shown(self.table, 10),))


@check_kinds
def decompose_years(answers: Years, first_year: int, last_year: int) -> YearCauses:
    """Split the change of dibao and tekun between two years of a scenario over its causes.

    >>> decompose_years(answers, 2021, 2023).table

    Each cause is let in before or after the others in every order; its value is the mean of what it then adds (Shapley
    1953): with four causes the law runs 16 times. Raises InputError for years that are the same, or not among the
    answers' years, and where a memory carries receipt from year to year.
    """
    if answers.memory is not None:
        raise InputError("decompose_years: receipt that is carried on can't be split into causes of single years yet")
    if last_year <= first_year:
        raise InputError(f"decompose_years: {first_year} to {last_year}; the last year must come after the first")
    one, two = answers.scenario(first_year), answers.scenario(last_year)
    people = "incomes" if isinstance(answers.people, FrozenPeople) else "people"
    causes = (people, "reset", "amounts", "policy")
    peoples = (answers.population(first_year), answers.population(last_year))
    worth: dict[frozenset[str], tuple[int, int]] = {}
    for size in range(len(causes) + 1):
        for chosen in itertools.combinations(causes, size):
            scenario = _mixed(one, two, frozenset(chosen))
            run = simulate(peoples[people in chosen], scenario, programmes=["dibao", "tekun"], rows=False)
            basic = run.headline.dibao, run.headline.tekun
            worth[frozenset(chosen)] = (
                round(sum(part.cost for part in basic) * _FEN),
                round(sum(part.persons for part in basic) * _MILLION),
            )
    costs, persons = (shapley_values(causes, {key: pair[k] for key, pair in worth.items()}) for k in (0, 1))
    table = pl.DataFrame(
        {
            "cause": list(causes),
            "cost_yuan_per_year": [costs[name] / _FEN for name in causes],
            "persons": [persons[name] / _MILLION for name in causes],
        }
    )
    none, all_in = worth[frozenset()], worth[frozenset(causes)]
    before, after = ((pair[0] / _FEN, pair[1] / _MILLION) for pair in (none, all_in))
    return YearCauses(first_year, last_year, before, after, checked(table, "years_causes"))


def _mixed(one: Scenario, two: Scenario, chosen: frozenset[str]) -> Scenario:
    """Return a scenario whose causes among `chosen` are those of the second, the others those of the first."""
    base = two if "policy" in chosen else one
    values = {False: one.resolved(), True: two.resolved()}
    book = base.book.parameters
    found = dict(base.overrides)
    for name, parameter in book.items():
        if parameter.dated == "year":
            cause = "reset"
        elif is_amount(parameter) and name not in _policy_amounts(one, two):
            cause = "amounts"
        else:
            continue
        item = values[cause in chosen][name]
        found[name] = Override(item.written, item.status, item.source)
    return replace(base, overrides=found)


def _policy_amounts(one: Scenario, two: Scenario) -> frozenset[str]:
    """Return the amounts that belong to policy: published standards, which a county sets itself."""
    known = set(one.book.parameters) & set(two.book.parameters)
    return frozenset(known & {"urban_dibao_standard_published", "rural_dibao_standard_published"})
