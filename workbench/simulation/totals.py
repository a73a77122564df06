"""From the kernel's integers to tidy tables: one row per town, residence and programme, units in the names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import listed
from workbench.engine.compiler.kernel import COUNT_SCALE
from workbench.engine.graph import RuleBook
from workbench.engine.rule import Rule
from workbench.errors import InputError, RuleError, suggestion
from workbench.language import word, written
from workbench.law import BASIC, PROGRAMMES, Programme, programme
from workbench.simulation.preparation import RESIDENCES
from workbench.view import Cells, View, Viewed, few

FEN = 100
_PAYMENTS = {"yuan/month": 12, "yuan/year": 1}


def chosen_programmes(names: Sequence[str] | None) -> tuple[Programme, ...]:
    """Return the programmes of some names, in the law's order (None: all); an unknown name is refused."""
    if names is None:
        return PROGRAMMES
    given = () if isinstance(names, str) else listed("programmes", names, "programmes")
    if not given:
        raise InputError(f"programmes={names!r}: a list of programmes is wanted, such as ['dibao', 'tekun']; None: all")
    wanted = {programme(name).name for name in given}
    return tuple(one for one in PROGRAMMES if one.name in wanted)


def total_rules(programmes: Iterable[Programme] = PROGRAMMES) -> tuple[str, ...]:
    """Return the totals that programmes need of the kernel, without repeats, in a fixed order."""
    names: list[str] = []
    for one in programmes:
        names += [name for name in (one.households, one.persons, *one.amounts) if name]
    return tuple(dict.fromkeys(names))


def basic_totals() -> tuple[str, ...]:
    """Return the totals of dibao, tekun and margin households: the law of §3."""
    return total_rules(chosen_programmes(BASIC))


def payments_a_year(rule: Rule) -> int:
    """Return how often a year a rule's amount is paid, by its unit."""
    if rule.unit not in _PAYMENTS:
        raise RuleError(f"{rule.place}: {rule.name!r} is a programme's cost but its unit is {rule.unit!r}")
    return _PAYMENTS[rule.unit]


def totals_table(
    totals: NDArray[np.int64],
    rules: tuple[str, ...],
    book: RuleBook,
    programmes: Sequence[Programme],
    towns: Sequence[str],
) -> pl.DataFrame:
    """Make the tidy table of all scenarios.

    `totals` has shape (scenarios, cells, rules); a cell is a town × residence, `towns` in the order of their codes.
    Columns: scenario, town, residence, programme, households, persons,
    cost_yuan_per_year. Programmes that no resident's household carries (vagrants) have no rows here.
    """
    scenarios, cells = totals.shape[:2]
    column = {rule: totals[:, :, k] for k, rule in enumerate(rules)}
    counted = [one for one in programmes if one.households]
    households, persons, fen = np.zeros((3, scenarios, len(counted), cells), np.int64)
    for k, one in enumerate(counted):
        households[:, k], persons[:, k] = column[one.households], column[one.persons]
        for amount in one.amounts:
            fen[:, k] += column[amount] * payments_a_year(book.rules[amount])
    scenario, programme, cell = (places.ravel() for places in np.indices(fen.shape))
    return pl.DataFrame(
        {
            "scenario": scenario,
            "town": pl.Series(towns, dtype=pl.String)[cell // len(RESIDENCES)],
            "residence": pl.Series(RESIDENCES)[cell % len(RESIDENCES)],
            "programme": pl.Series([one.name for one in counted], dtype=pl.String)[programme],
            "households": households.ravel() / COUNT_SCALE,
            "persons": persons.ravel() / COUNT_SCALE,
            "cost_yuan_per_year": fen.ravel() / FEN,
        }
    )


def yuan_sum(column: str) -> pl.Expr:
    """Return the sum of amounts of yuan, exact to the fen: whole fen are added up, and divided once."""
    return ((pl.col(column) * FEN).round().cast(pl.Int64).sum() / FEN).round(2)


@dataclass(frozen=True)
class Figures:
    """What the county has of one programme, or of dibao and tekun together: persons, and the cost in fen a year."""

    persons: float
    cost_fen: int

    @property
    def cost(self) -> float:
        """Cost in yuan a year, exact to the fen."""
        return self.cost_fen / FEN


@dataclass(frozen=True)
class ProgrammeFigures(Figures):
    """What the county has of one programme: households too."""

    households: float


@dataclass(frozen=True, repr=False)
class Headline(Viewed):
    """The county's figures of one run: `headline.dibao.cost`, `.persons`, `.households` by programme; and `total`.

    A programme that the run left out, or a name that no programme has, is an AttributeError that says so.
    """

    programmes: Mapping[str, ProgrammeFigures]

    @classmethod
    def of(cls, totals: pl.DataFrame) -> Headline:
        """Add up one run's table of totals."""
        sums = totals.group_by("programme", maintain_order=True).agg(
            pl.col("persons", "households").sum(),
            fen=(pl.col("cost_yuan_per_year") * FEN).round().cast(pl.Int64).sum(),
        )
        rows = sums.select("programme", "persons", "fen", "households").iter_rows()
        return cls({name: ProgrammeFigures(persons, fen, households) for name, persons, fen, households in rows})

    def __getattr__(self, name: str) -> ProgrammeFigures:
        if name.startswith("__") or name == "programmes":  # asked for while a copy is made
            raise AttributeError(name)
        if name == "total":
            raise AttributeError(f"headline.total needs dibao and tekun; the run counted {', '.join(self.programmes)}")
        if name in self.programmes:
            return self.programmes[name]
        if name in {one.name for one in PROGRAMMES}:
            raise AttributeError(f"the run did not count {name!r}; simulate(…, programmes=[{name!r}, …]) does")
        hint = suggestion(name, [*self.programmes, "total"])
        raise AttributeError(f"headline: unknown programme {name!r}; {hint}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.programmes]

    @property
    def total(self) -> Figures:
        """Dibao and tekun together: nobody is both, but a household may be, so households are not added up."""
        return Figures(self.dibao.persons + self.tekun.persons, self.dibao.cost_fen + self.tekun.cost_fen)

    def _line(self) -> str:
        found = [
            f"{name} {one.persons:,.0f} persons {one.cost:,.2f} yuan/year" for name, one in self.programmes.items()
        ]
        return f"Headline({few(found, 2)})"

    def _view(self) -> View:
        rows = tuple(
            (
                programme(name).label,
                written(one.persons, "persons"),
                written(one.households, "households"),
                written(one.cost, "yuan/year"),
            )
            for name, one in self.programmes.items()
            if one.persons or one.households
        )
        headings = tuple(word(f"views.{name}") for name in ("programme", "persons", "households", "cost"))
        return View(word("views.headline"), (), (Cells(headings, rows),))
