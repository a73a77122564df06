"""Units are a known vocabulary, checked over the arithmetic of the rules."""

from __future__ import annotations

import pytest

from workbench.engine.rule import for_household
from workbench.engine.unit_check import read_units
from workbench.errors import RuleError
from workbench.language import unit_alone
from workbench.law import law
from workbench.money import monthly_of, once_a_year, to_fen, yearly_of
from workbench.parameter.units import UNITS, dimension, unit_problem, words_of

ABOUT = {"clause": "proposal", "zh": "试行"}


def test_the_law_mixes_no_units_and_nothing_is_left_undecided() -> None:
    """What the check can't decide would stand in this list."""
    assert law().check_units() == []


def test_every_unit_in_use_is_known_and_has_words() -> None:
    for name, unit in law().units.items():
        assert unit_problem(unit) is None, name
    for unit in UNITS:
        assert unit_alone(unit), unit
        assert dimension(unit) == dimension(unit)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("yuan/month", "yuan/month"),
        ("yuan/case", "yuan"),
        ("annual standards", "year"),
        ("months", "month"),
        ("persons", "a plain number"),
        ("share/year", "1/year"),
        ("year", "a plain number"),
    ],
)
def test_dimensions(unit: str, words: str) -> None:
    assert words_of(dimension(unit)) == words


def test_an_unknown_unit_is_refused_at_the_definition() -> None:
    with pytest.raises(
        RuleError, match=r"test_unit_check.py:\d+: rule 'wrong': unknown unit 'yuan/mnth'; did you mean 'yuan/month'"
    ):

        @for_household(unit="yuan/mnth", **ABOUT)
        def wrong(dibao_standard: float) -> float:
            """The standard."""
            return dibao_standard


def _yearly_to_monthly():
    @for_household(unit="yuan/month", **ABOUT)
    def dibao_amount(family_dibao_amount: float, heating_aid_amount: float) -> float:
        """A yearly amount added to a monthly one."""
        return family_dibao_amount + heating_aid_amount

    return dibao_amount, "adds yuan/month and yuan/year"


def _compared():
    @for_household(unit="yuan/month", **ABOUT)
    def dibao_amount(family_dibao_amount: float, disposable_income_per_head: float) -> float:
        """A monthly amount compared with a yearly one."""
        if family_dibao_amount < disposable_income_per_head:
            return 0.0
        return family_dibao_amount

    return dibao_amount, "compares yuan/month and yuan/year"


def _through_a_helper():
    @for_household(unit="yuan/month", **ABOUT)
    def dibao_amount(family_dibao_amount: float, heating_aid_amount: float) -> float:
        """The larger of a monthly and a yearly amount, rounded."""
        larger = max(family_dibao_amount, heating_aid_amount)
        return to_fen(larger)

    return dibao_amount, "takes the max of yuan/month and yuan/year"


def _promised():
    @for_household(unit="yuan/month", **ABOUT)
    def dibao_amount(heating_aid_amount: float) -> float:
        """A yearly amount called a monthly one."""
        return to_fen(0.5 * heating_aid_amount)

    return dibao_amount, "promises yuan/month but returns yuan/year"


def _bare_twelve():
    @for_household(unit="yuan/month", **ABOUT)
    def dibao_amount(heating_aid_amount: float) -> float:
        """A twelfth by hand."""
        return heating_aid_amount / 12

    return dibao_amount, "by a bare 12: write monthly_of"


def _wrong_way():
    @for_household(unit="yuan/month", **ABOUT)
    def dibao_amount(family_dibao_amount: float) -> float:
        """A monthly amount divided once more."""
        return monthly_of(family_dibao_amount)

    return dibao_amount, "gives yuan/month to monthly_of, which takes yuan/year"


def _two_returns():
    @for_household(unit="yuan/month", **ABOUT)
    def dibao_amount(family_dibao_recipient: bool, family_dibao_amount: float, heating_aid_amount: float) -> float:
        """Two branches of different units."""
        if family_dibao_recipient:
            return family_dibao_amount
        return heating_aid_amount

    return dibao_amount, "returns yuan/month and yuan/year"


def _added_money_and_persons():
    @for_household(unit="yuan/month", **ABOUT)
    def dibao_amount(family_dibao_amount: float, dibao_members: int) -> float:
        """Money and persons added."""
        return family_dibao_amount + dibao_members

    return dibao_amount, "adds yuan/month and a plain number"


CASES = [_yearly_to_monthly, _compared, _through_a_helper, _promised, _bare_twelve, _wrong_way, _two_returns]
CASES += [_added_money_and_persons]


@pytest.mark.parametrize("made", CASES, ids=lambda made: made.__name__)
def test_a_rule_that_mixes_units_is_refused_with_its_line(made) -> None:
    rule, message = made()
    with pytest.raises(RuleError, match=r"test_unit_check.py:\d+: rule 'dibao_amount' ") as caught:
        law().with_rules([rule])
    assert message in str(caught.value)


def test_months_and_years_are_converted_by_name() -> None:
    @for_household(unit="yuan/year", output=True, **ABOUT)
    def yearly_help(family_dibao_amount: float, heating_aid_amount: float, emergency_multiple: float) -> float:
        """A year's dibao, heating aid, and so many monthly amounts once."""
        total = yearly_of(family_dibao_amount) + heating_aid_amount
        total += once_a_year(emergency_multiple * family_dibao_amount)
        return max(0.0, total)

    assert "yearly_help" in law().with_rules([yearly_help]).rules
    assert yearly_of(100.0) == 1200.0
    assert monthly_of(1200.0) == 100.0
    assert once_a_year(5.0) == 5.0


def test_readers_of_a_rule_whose_unit_changes_are_checked_too() -> None:
    @for_household(unit="yuan/year", **ABOUT)
    def dibao_amount(family_dibao_amount: float) -> float:
        """Dibao by the year."""
        return yearly_of(family_dibao_amount)

    with pytest.raises(RuleError, match=r"employment.py:\d+: rule 'gradual_exit_amount' gives month·yuan/year"):
        law().with_rules([dibao_amount])


def test_what_the_check_cannot_follow_is_listed() -> None:
    @for_household(unit="yuan/month", **ABOUT)
    def odd(family_dibao_amount: float) -> float:
        """A sum of a list is none of the check's operations."""
        return sum((family_dibao_amount,))

    reading = read_units(odd.rule, law().units)
    assert reading.problems == []
    assert "sum((family_dibao_amount,))" in reading.undecided[-1]
