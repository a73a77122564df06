"""What the county's own rules give without any household: the four standards, and what no resident is paid.

For one scenario by name, or for many at once: a grid of 21 × 21 ratios has 21 urban standards, and each is worked out
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.engine.graph import RuleBook
from workbench.engine.plain import Value, run_plain, run_plain_columns
from workbench.law import Programme
from workbench.simulation.totals import payments_a_year

STANDARDS = (
    "urban_dibao_standard",
    "rural_dibao_standard",
    "urban_tekun_basic_standard",
    "rural_tekun_basic_standard",
)


def standards(book: RuleBook, values: Mapping[str, float]) -> dict[str, float]:
    """Return the four standards (yuan a month) that parameters give."""
    found = _of_one(book, values, STANDARDS)
    return {name: float(found[name]) for name in STANDARDS}


def standards_of_many(
    book: RuleBook, base: Mapping[str, float], swept: Mapping[str, Sequence[float]]
) -> dict[str, list[float]]:
    """Return the four standards (yuan a month) of many scenarios, in their order.

    base: every parameter's value; swept: what differs, a number per scenario, at least one parameter.
    """
    found = _of_many(book, base, swept, STANDARDS)
    return {name: [float(value) for value in found[name]] for name in STANDARDS}


def county_costs(book: RuleBook, programmes: Sequence[Programme], values: Mapping[str, float]) -> dict[str, float]:
    """Return the yearly cost of programmes that no resident's household carries."""
    rules = _county_amounts(programmes)
    if not rules:
        return {}
    found = _of_one(book, values, rules.values())
    return {name: float(found[rule]) * payments_a_year(book.rules[rule]) for name, rule in rules.items()}


def county_costs_of_many(
    book: RuleBook,
    programmes: Sequence[Programme],
    base: Mapping[str, float],
    swept: Mapping[str, Sequence[float]],
) -> dict[str, list[float]]:
    """Return `county_costs` of many scenarios, in their order; base and swept as for `standards_of_many`."""
    rules = _county_amounts(programmes)
    if not rules:
        return {}
    found = _of_many(book, base, swept, rules.values())
    return {
        name: [float(value) * payments_a_year(book.rules[rule]) for value in found[rule]]
        for name, rule in rules.items()
    }


def _county_amounts(programmes: Iterable[Programme]) -> dict[str, str]:
    return {one.name: one.county_amount for one in programmes if one.county_amount}


def _of_one(book: RuleBook, values: Mapping[str, float], targets: Iterable[str]) -> Mapping[str, Value]:
    targets = tuple(targets)
    read = book.parameters_of(book.needed(targets))
    return run_plain(book, {}, [], {name: values[name] for name in read}, targets).household


def _of_many(
    book: RuleBook, base: Mapping[str, float], swept: Mapping[str, Sequence[float]], targets: Iterable[str]
) -> dict[str, list[Value]]:
    targets, scenarios = tuple(targets), len(next(iter(swept.values())))
    same = {name: [base[name]] * scenarios for name in book.parameters_of(book.needed(targets)) if name not in swept}
    return run_plain_columns(book, {}, {**swept, **same}, targets)
