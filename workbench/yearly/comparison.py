"""Two scenarios over the same people and years: what the one covers and costs beyond the other, year by year."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from workbench.arguments import check_kinds
from workbench.errors import InputError
from workbench.language import word
from workbench.law import MAIN
from workbench.results import FRAMES, checked
from workbench.results.shown_table import shown
from workbench.view import View, Viewed
from workbench.yearly.answers import Years


@dataclass(frozen=True, eq=False, repr=False)
class YearsComparison(Viewed):
    """Two answers over years. changes: one row per year and programme, persons and cost of both and the difference."""

    base: Years
    other: Years
    changes: pl.DataFrame = field(repr=False)

    def _line(self) -> str:
        rows = self.changes.filter(pl.col("programme") == "dibao")
        parts = [f"{year} {cost:+,.2f}" for year, cost in rows.select("year", "cost_change_yuan_per_year").iter_rows()]
        return f"YearsComparison({self.base.base.name} → {self.other.base.name}: dibao {', '.join(parts[:3])} …)"

    def _view(self) -> View:
        title = word("views.years_compared", base=self.base.base.title, other=self.other.base.title)
        return View(title, [], (shown(self.changes.filter(pl.col("programme").is_in(MAIN)), 60),))


@check_kinds
def compare_years(base: Years, other: Years) -> YearsComparison:
    """Compare two scenarios year by year on the same people.

    >>> compare_years(answers, answers).changes["persons_change"].sum()

    Raises InputError where the years, the programmes, the people of a year or the paths differ: then not only the
    policy differs.
    """
    if base.span != other.span or base.programmes != other.programmes:
        raise InputError("compare_years: both must have the same years and programmes")
    for year in base.span:
        mine, theirs = base.people.population(year), other.people.population(year)
        if mine is not theirs and mine.digest() != theirs.digest():
            raise InputError(f"compare_years: the people of {year} are not the same: not only the policy differs")
    if base.amounts.paths != other.amounts.paths:
        raise InputError("compare_years: the paths differ (years: growth): not only the policy differs")
    keys = ["year", "programme"]
    one, two = (
        half.totals.group_by(keys, maintain_order=True).agg(
            pl.col("persons", "cost_yuan_per_year", "real_cost_yuan_per_year").sum()
        )
        for half in (base, other)
    )
    table = one.join(two, on=keys, suffix="_other", maintain_order="left").select(
        *keys,
        "persons",
        "persons_other",
        persons_change=pl.col("persons_other") - pl.col("persons"),
        cost_yuan_per_year=pl.col("cost_yuan_per_year"),
        cost_other_yuan_per_year=pl.col("cost_yuan_per_year_other"),
        cost_change_yuan_per_year=(pl.col("cost_yuan_per_year_other") - pl.col("cost_yuan_per_year")).round(2),
        real_cost_change_yuan_per_year=(
            pl.col("real_cost_yuan_per_year_other") - pl.col("real_cost_yuan_per_year")
        ).round(2),
    )
    return YearsComparison(base, other, checked(table.select(FRAMES["years_changes"]), "years_changes"))
