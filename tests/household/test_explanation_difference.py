"""One family under two laws: what differs, where it begins, and what the family gets."""

from dataclasses import replace

import polars as pl
import pytest

import workbench as wb
from workbench.engine.graph import RuleBook
from workbench.engine.plain import run_plain
from workbench.errors import InputError
from workbench.household import Family, compare_explanations
from workbench.language import LANGUAGES, using_language
from workbench.law import law
from workbench.scenario import Scenario
from workbench.simulation import Run

# 40 % of 13,665 ÷ 12, whole yuan: 422 a month. The couple's 900 × 0.9 ÷ 2 is 405 each, so (422 − 405) × 2 = 34.
# With 43 % the standard is 454: (454 − 405) × 2 = 98.
STANDARD, HIGHER_STANDARD, AMOUNT, HIGHER_AMOUNT = "¥422/month", "¥454/month", 34.0, 98.0


@pytest.fixture
def more(perfect: Scenario) -> Scenario:
    return perfect.replace(rural_dibao_ratio=0.43)


def test_the_difference_begins_where_the_parameter_is_read(couple: Family, perfect: Scenario, more: Scenario) -> None:
    with using_language("en"):
        found = compare_explanations(couple.explain(perfect), couple.explain(more))
        (begins,) = found.begins.to_dicts()
    assert (begins["rule"], begins["who"], begins["this"], begins["other"]) == (
        "rural_dibao_standard",
        "county",
        STANDARD,
        HIGHER_STANDARD,
    )
    assert [one.partition(": ")[2] for one in begins["because"]] == ["40% → 43%"]
    dibao = found.amounts.row(by_predicate=pl.col("programme") == "dibao", named=True)
    assert (dibao["before_yuan_per_month"], dibao["after_yuan_per_month"]) == (AMOUNT, HIGHER_AMOUNT)
    assert dibao["change_yuan_per_month"] == found.change_yuan_per_month == HIGHER_AMOUNT - AMOUNT


def test_every_step_that_differs_stands_there_and_no_other(couple: Family, perfect: Scenario, more: Scenario) -> None:
    one, other = couple.explain(perfect), couple.explain(more)
    differing = {name for name in law().on(perfect.date).rules if one.result[name] != other.result[name]}
    found = compare_explanations(one, other)
    assert set(found.steps["rule"]) == differing
    order = list(one.book.order)
    assert [order.index(name) for name in found.steps["rule"]] == sorted(map(order.index, found.steps["rule"]))


def test_the_same_law_twice_has_no_difference(couple: Family, perfect: Scenario) -> None:
    found = compare_explanations(couple.explain(perfect), couple.explain(perfect))
    assert (found.steps.height, found.begins.height, found.change_yuan_per_month) == (0, 0, 0.0)
    with using_language("en"):
        assert "No step differs" in found.text()
        assert "No step differs" in found._repr_html_()


def test_an_input_told_otherwise_is_where_it_begins(couple: Family, perfect: Scenario) -> None:
    with using_language("en"):
        other = couple.with_member(0, wage_income=800.0).explain(perfect)
        begins = compare_explanations(couple.explain(perfect), other).begins
    assert set(begins["rule"]) == {"own_income", "income_before_deductions"}
    assert all("(wage_income): ¥900/month → ¥800/month" in because[0] for because in begins["because"])


def test_other_families_are_refused(couple: Family, perfect: Scenario) -> None:
    alone = wb.family([{"age": 70}])
    with pytest.raises(InputError, match="members 1, 2 and household 1 with members 1 are not the same family"):
        compare_explanations(couple.explain(perfect), alone.explain(perfect))


def test_a_household_of_two_runs(run: Run, higher: Run) -> None:
    changed = wb.compare(run, higher).people.filter(pl.col("change_yuan_per_month") > 1)["person_id"][0]
    household = run.population.persons.row(by_predicate=pl.col("person_id") == changed, named=True)["household_id"]
    found = compare_explanations(wb.explain(run, household), wb.explain(higher, household))
    assert set(found.begins["rule"]) & {"urban_dibao_standard", "rural_dibao_standard"}
    paid = [one.households.row(by_predicate=pl.col("household_id") == household, named=True) for one in (run, higher)]
    gained = paid[1]["household_assistance_amount"] - paid[0]["household_assistance_amount"]
    step = found.steps.row(by_predicate=pl.col("rule") == "household_assistance_amount", named=True)
    assert gained > 0
    assert step["this"] != step["other"]


def test_a_rule_that_is_another_is_where_it_begins(couple: Family, perfect: Scenario) -> None:
    book = law(perfect.date)

    @wb.for_household(clause="reform", unit="yuan/month", zh="适用低保标准")
    def dibao_standard(rural_dibao_standard: float) -> float:
        """A fifth more."""
        return 1.2 * rural_dibao_standard

    one = couple.explain(perfect)
    values = {name: item.value for name, item in perfect.resolved().items()}
    reformed = RuleBook.of([*book.rules.values()], book.inputs.values(), book.parameters).with_rules([dibao_standard])
    other = replace(one, book=reformed, result=run_plain(reformed, *couple.inputs(), values))
    with using_language("en"):
        (begins,) = compare_explanations(one, other).begins.to_dicts()
    assert (begins["rule"], begins["because"]) == ("dibao_standard", ["the rule itself is another"])
    assert (begins["this"], begins["other"]) == (STANDARD, "¥506.40/month")  # 422 × 1.2


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_view_say_the_same_in_either_language(
    couple: Family, perfect: Scenario, more: Scenario, language: str
) -> None:
    with using_language(language):
        found = compare_explanations(couple.explain(perfect), couple.explain(more))
        text, shown = str(found), found._repr_html_()
    words = {"zh": ("差异从这里开始", "34元/月 → 98元/月"), "en": ("the difference begins at", "¥34/month → ¥98/month")}
    for one in words[language]:
        assert one in text
        assert one in shown
    assert "rural_dibao_standard" in text
    assert len(repr(found)) <= 200
