"""What moved cost and recipients of dibao and tekun between two years, split over its causes by Shapley values.

Causes: people (who lives there: born, aged, moved, another household), incomes (what they earn, own and spend), reset
(the figures of the year before from which the standards and other limits are worked out), amounts (all other yuan
amounts), policy (ratios, rules and everything else that the scenario or the law sets by date), memory (that receipt
goes on and findings stand). People that stay as they are are no cause; nor is a memory where there is none. Where
nothing says by how much the incomes of people by year have grown, they and their incomes are one cause, people.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from workbench.arguments import check_kinds
from workbench.errors import InputError
from workbench.language import word
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.view import View, Viewed
from workbench.yearly.answers import Years
from workbench.yearly.mixed_years import MixedYears
from workbench.yearly.receipt_memory import ReceiptMemory
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
    1953): with six causes the law runs 64 times. With a memory all years between are run, each with the causes that
    are let in as they are then and the others as they were in first_year; without it the last year alone. Raises
    InputError for years that are the same, or not among the answers' years, for a memory of one's own, and where a
    memory has begun before first_year.
    """
    if answers.memory is not None and not isinstance(answers.memory, ReceiptMemory):
        raise InputError("decompose_years: a memory of one's own can't be split into causes; ReceiptMemory can")
    if last_year <= first_year:
        raise InputError(f"decompose_years: {first_year} to {last_year}; the last year must come after the first")
    for year in (first_year, last_year):
        answers.scenario(year)  # complains of a year that isn't there
    if answers.memory is not None and first_year != answers.first_year:
        raise InputError(
            f"decompose_years: the memory of {first_year} comes from the years since {answers.first_year}; begin with "
            f"{answers.first_year}, or ask years({first_year}, …) of the same people"
        )
    mixed = MixedYears(answers, first_year, last_year)
    causes = mixed.causes
    worth = {let_in: (fen, round(persons * _MILLION)) for let_in, (persons, fen) in mixed.worths().items()}
    costs, persons_by = (shapley_values(causes, {key: pair[k] for key, pair in worth.items()}) for k in (0, 1))
    table = pl.DataFrame(
        {
            "cause": list(causes),
            "cost_yuan_per_year": [costs[name] / _FEN for name in causes],
            "persons": [persons_by[name] / _MILLION for name in causes],
        }
    )
    none, all_in = worth[frozenset()], worth[frozenset(causes)]
    before, after = ((pair[0] / _FEN, pair[1] / _MILLION) for pair in (none, all_in))
    return YearCauses(first_year, last_year, before, after, checked(table, "years_causes"))
