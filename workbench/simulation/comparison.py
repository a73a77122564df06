"""Two runs side by side: who is newly covered, who loses cover, who gains and loses money, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, listed, number
from workbench.errors import InputError, unknown
from workbench.language import money_change, word, written
from workbench.measures import quantile_groups
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.simulation.run import SUMMARY_ROWS, Run
from workbench.simulation.totals import FEN
from workbench.simulation.welfare import welfare
from workbench.view import View, Viewed

Group = Literal["county", "town", "residence", "type", "decile"]
GROUPS: tuple[Group, ...] = ("county", "town", "residence", "type", "decile")
# A change of less than half a fen a month is no change.
_TINY = 0.005
# The types of person that today's columns tell apart; one person may be of several.
TYPES = ("dibao", "tekun", "margin", "disabled", "seriously_ill", "elderly", "minor", "orphan")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Viewed):
    """What changes for each person between a base run and another run on the same population.

    people: one row per person: town, residence, decile (of income per head before assistance, by dwelling), types,
    covered before and after, change_yuan_per_month (the household's assistance shared over its members), weight.
    """

    base: Run = field(repr=False)
    other: Run = field(repr=False)

    def __post_init__(self) -> None:
        for run in (self.base, self.other):
            for rule in SUMMARY_ROWS:  # what `people` is made of: a run that lacks it is refused here, not later
                run.row(rule)
        if self.base.population is not self.other.population:
            raise InputError("the two runs are of different populations; run both scenarios on the same one")

    @cached_property
    def people(self) -> pl.DataFrame:
        """One row per person; see the class."""
        base, other = self.base, self.other
        columns = base.population.arrays()
        sizes = np.diff(columns.starts)
        share = columns.to_persons(np.maximum(sizes, 1))
        before = columns.to_persons(base.households["household_assistance_amount"].to_numpy())
        after = columns.to_persons(other.households["household_assistance_amount"].to_numpy())
        well = welfare(base)
        margin = columns.to_persons(base.households["margin_household"].to_numpy())
        margin_after = columns.to_persons(other.households["margin_household"].to_numpy())
        p = base.population.persons
        row = columns.to_persons(np.arange(len(sizes)))
        places = base.population.households.select("town", "residence")[row]
        either = {
            "dibao": (base.persons["dibao_recipient"] | other.persons["dibao_recipient"]),
            "tekun": (base.persons["tekun_recipient"] | other.persons["tekun_recipient"]),
            "margin": pl.Series(margin | margin_after),
            "disabled": p["disability_grade"] >= 1,
            "seriously_ill": p["serious_illness"],
            "elderly": p["age"] >= 60,
            "minor": p["age"] < 18,
            "orphan": p["orphan_scheme"],
        }
        people = places.with_columns(
            person_id=p["person_id"],
            decile=pl.Series(_deciles(base), dtype=pl.Int64),
            covered_before=base.persons["dibao_recipient"] | base.persons["tekun_recipient"],
            covered_after=other.persons["dibao_recipient"] | other.persons["tekun_recipient"],
            change_yuan_per_month=pl.Series((after - before) / share),
            weight=pl.Series(well.weight),
            **{f"is_{name}": values for name, values in either.items()},
        )
        return checked(people, "people")

    def by(self, group: Group) -> pl.DataFrame:
        """Return one row per group: persons, newly covered, lost, gaining, losing, mean change and change of cost.

        Columns: group, persons, newly_covered_persons, lost_persons, gaining_persons, losing_persons,
        mean_change_yuan_per_month (over all persons of the group), cost_change_yuan_per_year. Persons of several types
        count in each of them, so types have no total.
        """
        if group not in GROUPS:
            raise unknown("group", group, GROUPS)
        if group == "type":
            table = pl.concat([self._summed(self._members(group, t), pl.lit(t)) for t in TYPES])
            return checked(table, "changes")
        key = pl.lit("county") if group == "county" else pl.col(group).cast(pl.String)
        table = self._summed(self.people, key)
        if group == "decile":
            table = table.sort(pl.col("group").cast(pl.Int64))
        return checked(table, "changes")

    def _summed(self, people: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
        w, change = pl.col("weight"), pl.col("change_yuan_per_month")
        return (
            people.group_by(key.alias("group"), maintain_order=True)
            .agg(
                persons=w.sum(),
                newly_covered_persons=(w * (pl.col("covered_after") & ~pl.col("covered_before"))).sum(),
                lost_persons=(w * (pl.col("covered_before") & ~pl.col("covered_after"))).sum(),
                gaining_persons=(w * (change > _TINY)).sum(),
                losing_persons=(w * (change < -_TINY)).sum(),
                change=(w * change).sum(),
            )
            .with_columns(
                mean_change_yuan_per_month=pl.col("change") / pl.col("persons"),
                cost_change_yuan_per_year=pl.col("change") * 12,
            )
            .drop("change")
        )

    def by_size(self, group: Group, limits: tuple[float, float]) -> pl.DataFrame:
        """Return `by(group)` with the persons whose change is a loss, or a gain below, between and above two limits.

        Adds loss_persons, small_persons, middle_persons, large_persons; limits in yuan per person and month.
        """
        low, high = (number("limits", limit) for limit in listed("limits", limits, "two amounts"))
        if not 0 < low < high:
            raise InputError(f"limits={limits}: two rising amounts above 0 are wanted, yuan per person and month")
        change = pl.col("change_yuan_per_month")
        sizes = {
            "loss": change < -_TINY,
            "small": (change > _TINY) & (change < low),
            "middle": (change >= low) & (change < high),
            "large": change >= high,
        }
        table = self.by(group)
        weights = {f"{name}_persons": pl.col("weight").filter(mask).sum() for name, mask in sizes.items()}
        counted = [self._members(group, value).select(**weights) for value in table["group"].to_list()]
        sized = table.hstack(pl.concat(counted)) if counted else table.with_columns(**dict.fromkeys(weights, 0.0))
        return checked(sized, "changes_by_size")

    def _members(self, group: Group, value: str) -> pl.DataFrame:
        """The persons of one group, with what is summed over them."""
        summed = ("weight", "change_yuan_per_month", "covered_before", "covered_after")
        if group == "county":
            return self.people.select(summed)
        key = f"is_{value}" if group == "type" else group
        rows = pl.col(key) if group == "type" else pl.col(key).cast(pl.String) == value
        return self.people.select(*summed, key).filter(rows)

    @cached_property
    def _county(self) -> dict[str, float]:
        return self.by("county").row(0, named=True)

    @property
    def newly_covered(self) -> float:
        """Persons covered by dibao or tekun only in the other run."""
        return self._county["newly_covered_persons"]

    @property
    def lost(self) -> float:
        """Persons covered by dibao or tekun only in the base run."""
        return self._county["lost_persons"]

    @property
    def cost_change_yuan_per_year(self) -> float:
        """Change of the yearly cost of dibao and tekun, exact to the fen."""
        return (self.other.headline.total.cost_fen - self.base.headline.total.cost_fen) / FEN

    def _line(self) -> str:
        return (
            f"Comparison({self.base.scenario.name} → {self.other.scenario.name}: {self.newly_covered:,.0f} persons "
            f"newly covered, {self.lost:,.0f} lost, {self.cost_change_yuan_per_year:+,.2f} yuan/year)"
        )

    def _view(self) -> View:
        facts = [
            (word("views.newly_covered"), written(self.newly_covered, "persons")),
            (word("views.lost"), written(self.lost, "persons")),
            (word("views.cost_change"), money_change(self.cost_change_yuan_per_year)),
        ]
        titles = {"base": self.base.scenario.title, "other": self.other.scenario.title}
        tables = (shown(self.base.scenario.diff(self.other.scenario)), shown(self.by("residence")))
        return View(word("views.comparison", **titles), facts, [table for table in tables if table.frame.height])


_deciles_of: WeakKeyDictionary[Run, NDArray[np.int64]] = WeakKeyDictionary()


def _deciles(base: Run) -> NDArray[np.int64]:
    """Each person's tenth by income per head before assistance; worked out once for each base run."""
    if base not in _deciles_of:
        well = welfare(base)
        _deciles_of[base] = quantile_groups(well.before, well.weight, 10)
    return _deciles_of[base]


@check_kinds
def compare(base: Run, other: Run) -> Comparison:
    """Compare two runs on the same population; raises InputError for other runs, or one that kept totals only."""
    return Comparison(base, other)
