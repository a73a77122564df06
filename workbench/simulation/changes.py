"""The table of changes: persons of each group by what a reform does to them; types of person, kinds of recipient."""

from __future__ import annotations

import polars as pl

from workbench.measures import MONTHS_PER_YEAR
from workbench.simulation.run import Run

# A change of less than half a fen a month is no change.
TINY = 0.005
# Types of person that a reform may move people into or out of, and types that it can't change. One person may be of
# several, so that types have no total.
CHANGING_TYPES = ("dibao", "tekun", "margin")
TYPES = (*CHANGING_TYPES, "disabled", "seriously_ill", "elderly", "minor", "orphan")
# What a person receives, the fullest first; each person is in one group.
RECIPIENTS = ("tekun", "dibao", "margin", "none")
# Weights of the persons of a type: in the base run, in the other, only in the other, only in the base run.
_BEFORE, _AFTER = pl.col("of_type_before"), pl.col("of_type_after")
OF_THE_TYPE = {
    name: pl.col("weight").filter(rows).sum()
    for name, rows in {
        "persons_before": _BEFORE,
        "persons_after": _AFTER,
        "entered_persons": _AFTER & ~_BEFORE,
        "left_persons": _BEFORE & ~_AFTER,
    }.items()
}


def change_sums(people: pl.DataFrame, names: list[str], counted: dict[str, pl.Expr]) -> pl.DataFrame:
    """Add up the persons of each group; without names one row of all."""
    w, change, all_aid = (pl.col(name) for name in ("weight", "change_yuan_per_month", "all_aid_change_yuan_per_month"))
    before, after = pl.col("covered_before"), pl.col("covered_after")
    sums = [
        w.sum().alias("persons"),
        w.filter(after & ~before).sum().alias("newly_covered_persons"),
        w.filter(before & ~after).sum().alias("lost_persons"),
        w.filter(change > TINY).sum().alias("gaining_persons"),
        w.filter(change < -TINY).sum().alias("losing_persons"),
        (w * change).sum().alias("basic"),
        # of nothing but nulls the sum is null, not 0: the runs can't tell
        pl.when(all_aid.null_count() == 0).then((w * all_aid).sum()).alias("all_aid"),
        *(expression.alias(name) for name, expression in counted.items()),
    ]
    table = people.group_by(names, maintain_order=True).agg(sums) if names else people.select(sums)
    return table.select(
        *names,
        "persons",
        "newly_covered_persons",
        "lost_persons",
        "gaining_persons",
        "losing_persons",
        *counted,
        mean_change_yuan_per_month=pl.col("basic") / pl.col("persons"),
        basic_cost_change_yuan_per_year=pl.col("basic") * MONTHS_PER_YEAR,
        all_aid_cost_change_yuan_per_year=pl.col("all_aid") * MONTHS_PER_YEAR,
    )


def changing_types(run: Run) -> dict[str, pl.Series]:
    """Return by person who is of each of the types that a reform may change."""
    return {
        "dibao": pl.Series(run.row("dibao_recipient")),
        "tekun": pl.Series(run.row("tekun_recipient")),
        "margin": pl.Series(run.row("margin_member")),
    }


def recipient(people: pl.DataFrame, when: str) -> pl.Series:
    """Return the kind of recipient that each person is, "before" or "after"; see RECIPIENTS."""
    fullest = pl.lit("none")
    for name in reversed(RECIPIENTS[:-1]):
        fullest = pl.when(pl.col(f"{name}_{when}")).then(pl.lit(name)).otherwise(fullest)
    return people.select(fullest.cast(pl.Enum(RECIPIENTS))).to_series()


def persons_of_type(summed: pl.DataFrame, people: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the persons of one type in either run, with which it is; `people` has the types, row for row."""
    whens = ("before", "after")
    before, after = (people[f"{name}_{when}" if name in CHANGING_TYPES else f"is_{name}"] for when in whens)
    typed = summed.with_columns(type=pl.lit(name, dtype=pl.Enum(TYPES)), of_type_before=before, of_type_after=after)
    return typed.filter(before | after)
