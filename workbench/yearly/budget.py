"""The budget of some years as a finance office writes it: programme and payer down, years across."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from workbench.arguments import check_kinds, listed, whole_number
from workbench.errors import InputError
from workbench.results import checked
from workbench.yearly.answers import Years

COUNTY, ALL = "county", "all"


@check_kinds
def budget_table(answers: Years, budget_years: Sequence[int], *, real: bool = False) -> pl.DataFrame:
    """Return programme, payer and a column cost_YEAR (yuan) for each year; sums stand under "all".

    >>> budget_table(answers, [2021, 2022, 2023])

    The last rows are the sums of all programmes by payer, and of all payers. real: in prices of the first year of
    `answers`. Raises InputError for a year that `answers` does not have.
    """
    chosen = [whole_number("budget_years", year, 0) for year in listed("budget_years", budget_years, "years")]
    if not chosen or len(set(chosen)) != len(chosen):
        raise InputError("budget_years: one or more years, each once, such as [2023, 2024, 2025]")
    measure = "real_cost_yuan_per_year" if real else "cost_yuan_per_year"
    for year in chosen:
        answers.run(year)  # complains of a year that isn't there
    table = answers.payers_in(chosen).select("year", "programme", "payer", cost=measure)
    rows = [table, _sum(table, programme=ALL), _sum(table, payer=ALL), _sum(table, programme=ALL, payer=ALL)]
    whole = pl.concat([one.select("year", "programme", "payer", "cost") for one in rows])
    wide = whole.pivot(on="year", index=["programme", "payer"], values="cost", aggregate_function="sum")
    # A year in which nobody receives has no rows, and so no column yet.
    wide = wide.with_columns(pl.lit(0.0).alias(str(year)) for year in chosen if str(year) not in wide.columns)
    columns = [f"cost_{year}" for year in chosen]
    named = wide.rename({str(year): f"cost_{year}" for year in chosen}).with_columns(
        pl.col(columns).fill_null(0.0).round(2)
    )
    units = dict.fromkeys(columns, "yuan/year")
    return checked(named.select("programme", "payer", *columns), "years_budget", units)


def _sum(table: pl.DataFrame, **said: str) -> pl.DataFrame:
    keys = [name for name in ("year", "programme", "payer") if name not in said]
    added = table.group_by(keys, maintain_order=True).agg(pl.col("cost").sum())
    return added.with_columns(pl.lit(text).alias(name) for name, text in said.items())
