"""How rules must be written, and what is said when they aren't."""

import operator

import pytest

from workbench.engine.graph import RuleBook
from workbench.engine.plain import run_plain
from workbench.engine.rule import Input, for_county, for_household, for_person, rule_of, sum_over_members
from workbench.errors import InputError, RuleError, UnknownNameError
from workbench.law import law
from workbench.parameter.book import ParameterBook

WAGE = Input("wage", "person", float, "yuan/month", "工资", "wage")
HOUSE = Input("rooms", "household", int, "rooms", "房间", "rooms")
ABOUT = {"clause": "test", "unit": "yuan/month", "zh": "测试"}


def book(*rules):
    return RuleBook.of(rules, [WAGE, HOUSE], ParameterBook({}))


@for_person(**ABOUT)
def double_wage(wage: float) -> float:
    """Twice the wage."""
    return 2 * wage


@sum_over_members(**ABOUT)
def all_wages(double_wage: float) -> float:
    """Add up the doubled wages."""
    return double_wage


def test_a_decorated_rule_is_still_a_function() -> None:
    assert double_wage(3.0) == 6.0
    assert rule_of(double_wage).sentence == "Twice the wage."


def test_plain_run_records_every_step_in_order() -> None:
    result = run_plain(book(all_wages, double_wage), {"rooms": 2}, [{"wage": 1.0}, {"wage": 2.5}], {})
    assert result["all_wages"] == 7.0
    assert result["double_wage"] == (2.0, 5.0)
    steps = [(s.rule.name, s.member, s.value) for s in result.steps]
    assert steps == [("double_wage", 0, 2.0), ("double_wage", 1, 5.0), ("all_wages", 0, 2.0), ("all_wages", 1, 5.0)]


def test_a_missing_input_says_whose() -> None:
    with pytest.raises(InputError, match="rule 'double_wage' needs 'wage', which member 2 lacks"):
        run_plain(book(double_wage), {"rooms": 1}, [{"wage": 1.0}, {}], {})


def test_an_unknown_argument_gets_the_nearest_name() -> None:
    @for_person(**ABOUT)
    def wrong(waje: float) -> float:
        """Misspelt."""
        return waje

    with pytest.raises(RuleError, match=r"test_rules.py:\d+: rule 'wrong' needs 'waje'.*did you mean 'wage'\?"):
        book(wrong)


def test_a_circle_is_shown() -> None:
    @for_household(**ABOUT)
    def hen(egg: float) -> float:
        """From the egg."""
        return egg

    @for_household(**ABOUT)
    def egg(hen: float) -> float:
        """From the hen."""
        return hen

    with pytest.raises(RuleError, match=r"in a circle: (hen → egg → hen|egg → hen → egg)"):
        book(hen, egg)


def test_a_name_for_two_things_is_refused() -> None:
    @for_person(**ABOUT)
    def wage() -> float:
        """Also an input."""
        return 1.0

    with pytest.raises(RuleError, match="'wage' is used for more than one of"):
        book(wage)
    with pytest.raises(RuleError, match="defined twice"):
        book(double_wage, double_wage)


def test_a_household_rule_may_not_read_one_person() -> None:
    @for_household(**ABOUT)
    def reads_person(wage: float) -> float:
        """Whose wage?"""
        return wage

    with pytest.raises(RuleError, match="add it up with @sum_over_members first"):
        book(reads_person)


def test_a_county_rule_follows_from_parameters_alone() -> None:
    @for_county(**ABOUT)
    def reads_house(rooms: int) -> int:
        """Whose rooms?"""
        return rooms

    with pytest.raises(RuleError, match="county rules follow from parameters alone"):
        book(reads_house)


def test_a_rule_must_be_complete() -> None:
    with pytest.raises(RuleError, match="needs a docstring"):

        @for_person(**ABOUT)
        def silent(wage: float) -> float:
            return wage

    with pytest.raises(RuleError, match="needs clause="):

        @for_person(clause="", unit="yuan", zh="测试")
        def lawless(wage: float) -> float:
            """No clause."""
            return wage

    with pytest.raises(RuleError, match="can't have a default"):

        @for_person(**ABOUT)
        def lenient(wage: float = 0.0) -> float:
            """A default."""
            return wage

    with pytest.raises(RuleError, match="must say what it returns"):

        @for_person(**ABOUT)
        def vague(wage: float):
            """No type."""
            return wage

    with pytest.raises(RuleError, match="say nothing about what the rule needs"):

        @for_person(**ABOUT)
        def greedy(*wages: float) -> float:
            """Anything."""
            return sum(wages)


def test_a_wrong_type_is_noticed_when_the_rule_runs() -> None:
    @for_person(**ABOUT)
    def number(wage: float) -> bool:
        """Promises yes or no; what operator.pos gives can't be told from the text."""
        return operator.pos(wage)  # type: ignore[return-value]

    with pytest.raises(RuleError, match=r"'number' promises bool but returned 1\.5"):
        run_plain(book(number), {"rooms": 1}, [{"wage": 1.5}], {})


def test_only_rules_can_replace_rules() -> None:
    with pytest.raises(RuleError, match="put @for_person"):
        law().with_rules([lambda wage_income: wage_income])

    @for_household(**ABOUT)
    def own_income(vehicles: int) -> float:
        """Another owner."""
        return float(vehicles)

    with pytest.raises(RuleError, match="belongs to a person in the law, not to a household"):
        law().with_rules([own_income])


def test_an_unknown_target_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'dibao_amount'"):
        law().needed(["dibao_ammount"])


def test_every_rule_of_the_law_has_clause_unit_term_and_sentence() -> None:
    for rule in law().rules.values():
        assert rule.sentence.endswith("."), rule.name
        assert any("\u4e00" <= c <= "\u9fff" for c in rule.zh), rule.name


def test_every_input_of_the_law_is_a_column_of_the_contract_or_a_draw() -> None:
    from workbench.population.contract import contract

    for item in law().inputs.values():
        schema = contract().persons if item.entity == "person" else contract().households
        assert item.draw is not None or item.name in schema.columns(), item.name
