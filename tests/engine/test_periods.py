"""Rules with dates in force: a reform stands beside the law it replaces; overlaps and gaps are refused."""

from __future__ import annotations

import datetime as dt

import pytest

from workbench.engine.compiler.kernel import kernel_digest
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.compiler.source import write_kernel
from workbench.engine.graph import RuleBook
from workbench.engine.plain import run_plain
from workbench.engine.rule import Input, for_household, for_person
from workbench.errors import RuleError
from workbench.law import law
from workbench.parameter.book import ParameterBook

WAGE = Input("wage", "household", float, "yuan/month", "工资", "wage")
ABOUT = {"clause": "proposal", "unit": "yuan/month", "zh": "补助"}
DAY_2021, DAY_2025 = dt.date(2021, 7, 1), dt.date(2025, 3, 1)


@for_household(**ABOUT, end_date="2024-12-31", name="support")
def support_of_2021(wage: float) -> float:
    """A tenth of the wage."""
    return 0.1 * wage


@for_household(**ABOUT, start_date="2025-01-01", name="support")
def support_of_2025(wage: float) -> float:
    """A fifth of the wage."""
    return 0.2 * wage


@for_household(**ABOUT)
def total(wage: float, support: float) -> float:
    """Wage and support."""
    return wage + support


def book(*rules):
    return RuleBook.of(rules, [WAGE], ParameterBook({}))


def test_the_law_of_a_day_has_the_rules_in_force() -> None:
    both = book(support_of_2025, support_of_2021, total)
    found = {day: run_plain(both.on(day), {"wage": 100.0}, [], {})["total"] for day in (DAY_2021, DAY_2025)}
    assert found == {DAY_2021: 110.0, DAY_2025: 120.0}  # 100 + a tenth; 100 + a fifth
    assert both.on(dt.date(2024, 12, 31)).rules["support"].function.__code__ is support_of_2021.__code__
    assert both.on(dt.date(2025, 1, 1)).rules["support"].function.__code__ is support_of_2025.__code__
    assert both.on(DAY_2025) is both.on(dt.date(2025, 5, 5)), "one book for days of the same rules"


def test_the_kernel_of_a_day_is_another() -> None:
    both = book(support_of_2025, support_of_2021, total)
    requests = [KernelRequest(both.on(day), ("total",)) for day in (DAY_2021, DAY_2025)]
    digests = {kernel_digest(request, write_kernel(request).text) for request in requests}
    assert len(digests) == 2


def test_a_rule_in_force_twice_is_refused() -> None:
    @for_household(**ABOUT, start_date="2024-06-01", name="support")
    def too_early(wage: float) -> float:
        """Begins before the other ends."""
        return wage

    with pytest.raises(
        RuleError, match=r"two rules 'support' are in force at once: .*until 2024-12-31.*from 2024-06-01"
    ):
        book(support_of_2021, too_early)
    with pytest.raises(RuleError, match="two rules 'support' are in force at once"):
        law().with_rules([support_of_2021, too_early])


def test_a_day_in_a_gap_is_refused_with_the_periods_that_exist() -> None:
    @for_household(**ABOUT, start_date="2026-01-01", name="support")
    def later(wage: float) -> float:
        """Begins a year after the other ended."""
        return wage

    gap = book(support_of_2021, later, total)
    with pytest.raises(RuleError, match="nothing is in force on 2025-03-01; there are rules until"):
        gap.on(DAY_2025)
    assert gap.on(DAY_2021).rules["support"].function.__code__ is support_of_2021.__code__


def test_a_rule_that_needs_one_not_yet_in_force_is_refused() -> None:
    early = book(support_of_2025, total)
    with pytest.raises(RuleError, match=r"rule 'total' needs 'support', which is in force from 2025-01-01 only"):
        early.on(DAY_2021)
    alone = book(support_of_2025).on(DAY_2021)
    with pytest.raises(RuleError, match="rule 'support' is in force from 2025-01-01 only, not on 2021-07-01"):
        alone.needed(["support"])


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        ({"start_date": "2025"}, "start_date='2025': a day such as 2025-01-01 is wanted"),
        ({"start_date": 2025}, "start_date=2025: a day such as 2025-01-01 is wanted"),
        (
            {"start_date": "2025-02-01", "end_date": "2025-01-01"},
            "start_date 2025-02-01 lies after end_date",
        ),
    ],
)
def test_dates_that_make_no_sense_are_refused(dates, message: str) -> None:
    with pytest.raises(RuleError, match=message):

        @for_person(**ABOUT, **dates)
        def wrong() -> float:
            """Never."""
            return 0.0


@for_household(clause="proposal", unit="yuan/month", zh="低保金", start_date="2025-01-01", name="dibao_amount")
def dibao_of_2025(paid_as_single_persons: bool, single_person_dibao_amount: float, family_dibao_amount: float) -> float:
    """An invented reform of 2025: half as much again."""
    return 1.5 * (single_person_dibao_amount if paid_as_single_persons else family_dibao_amount)


def test_a_reform_of_2025_stands_beside_the_law_of_2021() -> None:
    reformed = law().with_rules([dibao_of_2025])
    assert (
        reformed.on(DAY_2021).rules["dibao_amount"].function.__code__ is law().rules["dibao_amount"].function.__code__
    )
    assert str(reformed.on(DAY_2021).rules["dibao_amount"].end_date) == "2024-12-31"
    assert reformed.on(DAY_2025).rules["dibao_amount"].function.__code__ is dibao_of_2025.__code__
    assert list(reformed.on(DAY_2025).rules) == list(law().rules)
    assert law(DAY_2021) is law(), "the law as shipped has no rule with dates"
