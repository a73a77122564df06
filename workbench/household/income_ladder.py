"""The ladder of one family: an input of a member rises step by step, and the amounts with it.

Income after aid is what the family has: its own income and all aid (yearly amounts count for a twelfth). The effective
marginal rate is the part of one more yuan of income that is lost: 1 − Δ income after aid ÷ Δ income (Immervoll 2004,
EUROMOD working paper EM4/04). A cliff is a place where one more fen takes away more than it brings.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from workbench.arguments import check_kinds, listed, number
from workbench.errors import InputError, unknown
from workbench.household.explanation import WHOLE
from workbench.household.hypothetical import Family
from workbench.language import word, written
from workbench.law import PROGRAMMES, law, programme
from workbench.results import FRAMES, checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.view import View, Viewed

INCOMES = ("wage_income", "business_income", "property_income", "transfer_income", "exempt_income")
_WHOLE_NUMBERS = ("age", "adl_items_lost", "disability_grade")
_FEN = 0.01
_LEAST_LOSS = 0.5  # yuan a month: less than that is rounding to the fen, added up over programmes


@dataclass(frozen=True)
class _Rung:
    """What the family has at one value, yuan a month: own income, all aid, and what each programme gives."""

    income: float
    aid: float
    paid: Mapping[str, float]


@dataclass(frozen=True, eq=False, repr=False)
class Ladder(Viewed):
    """A family's entitlement over a range of one input of a member.

    table: one row per value: the value, income and income_after_aid (yuan/month), aid_yuan_per_month, one column per
    programme that pays anywhere (yuan/month), and marginal_rate over the step that leads to the row (null where income
    doesn't change).
    """

    family: Family
    scenario: Scenario
    swept: str
    member: int
    table: pl.DataFrame = field(repr=False)
    _at: Callable[[float], _Rung] = field(repr=False)

    @property
    def steps(self) -> bool:
        """Whether only whole numbers are swept (an age): nothing lies between two of them."""
        return self.swept in _WHOLE_NUMBERS

    @property
    def unit(self) -> str:
        """The unit of what is swept."""
        return law().inputs[self.swept].unit

    @cached_property
    def cliffs(self) -> pl.DataFrame:
        """Where one fen more loses: at (to the fen), its unit, loss_yuan_per_month, and the programmes that fall there.

        Every step over which aid changes otherwise than over its neighbours is searched; of several cliffs within one
        step the deepest is found.
        """
        rows = list(self.table.iter_rows(named=True))
        drops = [a["aid_yuan_per_month"] - b["aid_yuan_per_month"] for a, b in itertools.pairwise(rows)]
        found = []
        for k, (before, after) in enumerate(itertools.pairwise(rows)):
            beside = [drops[n] for n in (k - 1, k + 1) if 0 <= n < len(drops)]
            if drops[k] > _LEAST_LOSS and any(abs(drops[k] - drop) > _LEAST_LOSS / 2 for drop in beside):
                at, loss, names = self._steepest(before, after)
                if loss >= _LEAST_LOSS:
                    found.append((at, loss, names))
        table = pl.DataFrame(
            found,
            schema={"at": pl.Float64, "loss_yuan_per_month": pl.Float64, "programmes": pl.List(pl.String)},
            orient="row",
        ).with_columns(unit=pl.lit(self.unit))
        return checked(table.select(*FRAMES["cliffs"]), "cliffs")

    def _steepest(self, before: Mapping[str, float], after: Mapping[str, float]) -> tuple[float, float, list[str]]:
        """Halve the step until it is one fen (or one year) wide, keeping the half over which more aid is lost."""
        low, high = before[self.swept], after[self.swept]
        least = 1.0 if self.swept in _WHOLE_NUMBERS else _FEN
        bottom, top = self._at(low), self._at(high)
        while high - low > least * 1.5:
            middle = round((low + high) / 2) if least == 1.0 else round((low + high) / 2, 2)
            between = self._at(middle)
            if bottom.aid - between.aid >= between.aid - top.aid:
                high, top = middle, between
            else:
                low, bottom = middle, between
        loss = (bottom.income + bottom.aid) - (top.income + top.aid)
        names = [name for name, paid in bottom.paid.items() if top.paid.get(name, 0.0) < paid - _FEN]
        return high, loss, names

    @cached_property
    def both_sides(self) -> pl.DataFrame:
        """The table, and for each cliff two rows more: the last value before it and the first after, a fen apart."""
        least = 1.0 if self.swept in _WHOLE_NUMBERS else _FEN
        values = {round(at - step, 2) for at in self.cliffs["at"] for step in (least, 0.0)}
        missing = sorted(values - {round(value, 2) for value in self.table[self.swept]})
        rows = [_row(self.swept, value, self._at(value)) for value in missing]
        if not rows:
            return self.table
        more = pl.DataFrame(rows, infer_schema_length=None).with_columns(
            income_after_aid=pl.col("income") + pl.col("aid_yuan_per_month"),
            marginal_rate=pl.lit(None, dtype=pl.Float64),
        )
        more = more.with_columns(pl.lit(0.0).alias(name) for name in self.table.columns if name not in more.columns)
        table = pl.concat([self.table, more.select(self.table.columns)]).sort(self.swept)
        paid = [p.name for p in PROGRAMMES if p.name in table.columns]
        # A rate belongs to the step that leads to a row of the table, and so to the part-steps within it.
        return table.with_columns(pl.col(paid).fill_null(0.0), pl.col("marginal_rate").backward_fill())

    @cached_property
    def steep(self) -> pl.DataFrame:
        """Stretches over which more income leaves less, without a cliff: low, high, unit, marginal_rate (above 1)."""
        cliffs = self.cliffs["at"].to_list()
        stretches: list[tuple[float, float, float]] = []
        for before, after in itertools.pairwise(self.table.iter_rows(named=True)):
            low, high, rate = before[self.swept], after[self.swept], after["marginal_rate"]
            if rate is None or rate <= 1.0 + 1e-6 or any(low < at <= high for at in cliffs):
                continue
            if stretches and stretches[-1][1] == low:
                start, _, whole = stretches[-1]
                mean = (whole * (low - start) + rate * (high - low)) / (high - start)
                stretches[-1] = (start, high, mean)
            else:
                stretches.append((low, high, rate))
        names = ("low", "high", "marginal_rate")
        table = pl.DataFrame(stretches, schema=dict.fromkeys(names, pl.Float64), orient="row")
        return checked(
            table.with_columns(unit=pl.lit(self.unit)).select("low", "high", "unit", "marginal_rate"), "steep"
        )

    def _line(self) -> str:
        low, high = (self.table[self.swept][place] for place in (0, -1))
        return (
            f"Ladder({self.swept} of member {self.member} from {low:g} to {high:g} under {self.scenario.name}: "
            f"{self.cliffs.height} cliffs)"
        )

    def _view(self) -> View:
        name = law().inputs[self.swept].label
        low, high = (written(self.table[self.swept][place], self.unit) for place in (0, -1))
        facts = [
            (word("views.scenario"), self.scenario.title),
            (word("views.swept"), f"{name}, {low} – {high}"),
            (word("views.cliffs"), f"{self.cliffs.height}"),
        ]
        return View(word("views.ladder"), facts, (shown(self.cliffs),) if self.cliffs.height else ())


@check_kinds
def ladder(
    family: Family,
    scenario: Scenario,
    *,
    swept: str,
    values: Sequence[float],
    member: int = 0,
    along: Mapping[str, float] | None = None,
) -> Ladder:
    """Sweep one input of a member (an income, the age, a cost of illness) and work out what the family gets.

    >>> ladder(someone, baseline, swept="wage_income", values=range(0, 3001, 20))

    `along` moves other columns of the same member with it: {"inpatient_cost_per_year": 0.8} sets them to that part of
    the value. Raises UnknownNameError for a column that is no number of a person,
    InputError for values that don't rise.
    """
    moved = dict(along or {})
    people = [item for item in law().inputs.values() if item.entity == "person" and item.draw is None]
    numbers = [item.name for item in people if item.kind in (int, float)]
    for name in (swept, *moved):
        if name not in numbers:
            raise unknown("column to sweep", name, numbers)
    steps = [number("values", value) for value in listed("values", values, "values")]
    if len(steps) < 2 or any(b <= a for a, b in itertools.pairwise(steps)):
        raise InputError(f"{swept}: at least two values, each above the one before, are wanted")

    def at(value: float) -> _Rung:
        whole = int(value) if swept in _WHOLE_NUMBERS else value
        changes = {swept: whole, **{name: part * value for name, part in moved.items()}}
        changed = family.with_member(member, **changes)
        income = sum(float(person.get(name, 0.0)) for person in changed.members for name in INCOMES)
        found = changed.explain(scenario)
        paid = {name: amount for name, amount in found.amounts().items() if not programme(name).service}
        return _Rung(income, float(found.result.household[WHOLE]), paid)

    rungs = [(value, at(value)) for value in steps]
    rows = [_row(swept, value, rung) for value, rung in rungs]
    return Ladder(family, scenario, swept, member, _finished(pl.DataFrame(rows, infer_schema_length=None), swept), at)


def _row(swept: str, value: float, rung: _Rung) -> dict[str, float]:
    return {swept: value, "income": rung.income, "aid_yuan_per_month": rung.aid, **rung.paid}


def _finished(table: pl.DataFrame, swept: str) -> pl.DataFrame:
    """Put the programmes in the law's order and work out totals and marginal rates."""
    programmes = [programme.name for programme in PROGRAMMES if programme.name in table.columns]
    step = pl.col("income").diff()
    retained = pl.col("income_after_aid").diff() / step
    table = (
        table.with_columns(pl.col(programmes).fill_null(0.0))
        .with_columns(income_after_aid=pl.col("income") + pl.col("aid_yuan_per_month"))
        .with_columns(marginal_rate=pl.when(step > 0).then(1 - retained))
        .select(swept, "income", "income_after_aid", "aid_yuan_per_month", *programmes, "marginal_rate")
    )
    return checked(table, "ladder", dict.fromkeys(programmes, "yuan/month"))
