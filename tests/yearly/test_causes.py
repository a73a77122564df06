"""Causes of a change over years: on frozen people and lives, with a memory and without, they add up to the change."""

import pytest

import workbench as wb
from tests.yearly.conftest import FIRST, LAST
from workbench.errors import InputError
from workbench.yearly import MemoryAssumptions, ReceiptMemory, Years
from workbench.yearly.mixed_years import MixedYears

MEMORY = ReceiptMemory(MemoryAssumptions(entry_rural=0.3, entry_urban=0.05))
BASIC = ["dibao", "tekun"]


def answered(people: object, scenario: wb.Scenario, memory: ReceiptMemory | None, first: int = FIRST) -> Years:
    return wb.years(people, scenario, first, LAST, programmes=BASIC, memory=memory)


CAUSES = {
    ("frozen", None): ["incomes", "reset", "amounts", "policy"],
    ("frozen", MEMORY): ["incomes", "reset", "amounts", "policy", "memory"],
    ("lives", None): ["people", "incomes", "reset", "amounts", "policy"],
    ("lives", MEMORY): ["people", "incomes", "reset", "amounts", "policy", "memory"],
}


@pytest.mark.parametrize(("kind", "memory"), list(CAUSES))
def test_causes_add_up_from_the_first_year_to_the_last(people, lives, baseline, kind, memory) -> None:
    """Nothing let in is the run of the first year, everything that of the last, to the fen and the person."""
    stepped = baseline.with_years(levers={"rural_dibao_ratio": {FIRST: 0.40, 2023: 0.43}})
    answers = answered(people if kind == "frozen" else lives, stepped, memory)
    found = wb.decompose_years(answers, FIRST, LAST)
    assert found.table["cause"].to_list() == CAUSES[kind, memory]
    for year, (cost, persons) in ((FIRST, found.before), (LAST, found.after)):
        total = answers.run(year).headline.total
        assert (cost, persons) == (total.cost, total.persons)
    assert found.table["cost_yuan_per_year"].sum() == pytest.approx(found.after[0] - found.before[0], abs=0.005)
    assert found.table["persons"].sum() == pytest.approx(found.after[1] - found.before[1], abs=1e-6)
    causes = dict(found.table.select("cause", "cost_yuan_per_year").iter_rows())
    assert causes["incomes"] < 0 < causes["reset"]
    assert causes["policy"] > 0


def test_one_cause_let_in_is_a_run_of_its_own(people, baseline) -> None:
    """Incomes alone: the law of 2021 on the people of 2024. Memory alone: 2021 four times, luck of the years."""
    answers = answered(people, baseline, MEMORY)
    worth = MixedYears(answers, FIRST, LAST).worths()
    plain = wb.simulate(answers.people.population(LAST), answers.scenario(FIRST), programmes=BASIC, rows=False)
    assert worth[frozenset({"incomes"})] == (plain.headline.total.persons, plain.headline.total.cost_fen)
    run = wb.simulate(people, answers.scenario(FIRST), programmes=BASIC, rows=MEMORY.rows)
    for year in range(FIRST + 1, LAST + 1):
        here = MEMORY.population(year, people, run)
        run = wb.simulate(here, answers.scenario(FIRST), programmes=BASIC, rows=MEMORY.rows)
    assert worth[frozenset({"memory"})] == (run.headline.total.persons, run.headline.total.cost_fen)


def test_incomes_of_lives_without_growth_are_no_cause(people, baseline) -> None:
    """Lives without growth: what they earn is part of who they are; standards are reset all the same."""
    lives = wb.lives(people, LAST)
    found = wb.decompose_years(answered(lives, baseline, None), FIRST, LAST)
    assert found.table["cause"].to_list() == ["people", "reset", "amounts", "policy"]


def test_what_cannot_be_split_is_refused_in_words(people, baseline) -> None:
    answers = answered(people, baseline, MEMORY)
    with pytest.raises(InputError, match="the memory of 2022 comes from the years since 2021"):
        wb.decompose_years(answers, 2022, LAST)
    with pytest.raises(InputError, match="must come after the first"):
        wb.decompose_years(answers, LAST, LAST)
    with pytest.raises(InputError, match="2030"):
        wb.decompose_years(answers, FIRST, 2030)

    class Own:
        rows = ("dibao_household",)

        def population(self, year, people, before):
            return people

    with pytest.raises(InputError, match="a memory of one's own"):
        wb.decompose_years(wb.years(people, baseline, FIRST, 2022, memory=Own()), FIRST, 2022)
