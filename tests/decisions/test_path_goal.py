"""Goal seek over years: the chosen ratios keep every budget, the next higher ones don't; why not is said."""

import polars as pl
import pytest

import workbench as wb
from workbench.decisions.path_answer import YearsGoal
from workbench.decisions.path_goal import _highest
from workbench.errors import InputError, ParameterError, UnknownNameError
from workbench.language import using_language
from workbench.population import Population
from workbench.yearly import MemoryAssumptions, ReceiptMemory

MEMORY = ReceiptMemory(MemoryAssumptions(entry_rural=0.3, entry_urban=0.05))
RATIOS = ["urban_dibao_ratio", "rural_dibao_ratio"]


def stepped(scenario: wb.Scenario, urban: float, rural: float) -> wb.Scenario:
    """Return a scenario with other ratios from 2022 on."""
    return scenario.with_years(
        levers={"urban_dibao_ratio": {2021: 0.3, 2022: urban}, "rural_dibao_ratio": {2021: 0.4, 2022: rural}}
    )


@pytest.fixture(scope="module")
def people(seed: int) -> Population:
    return wb.synthesize(seed, 20_000)


@pytest.fixture(scope="module")
def costs(people: Population, baseline: wb.Scenario) -> dict[int, list[float]]:
    """What the county bears in 2022 and 2023 at the six pairs of the corridor, without uncertainty: by `years`."""
    found: dict[int, list[float]] = {2022: [], 2023: []}
    for urban, rural in zip((0.25, 0.27, 0.29, 0.31, 0.33, 0.35), (0.35, 0.37, 0.39, 0.41, 0.43, 0.45), strict=True):
        here = stepped(baseline, urban, rural)
        answers = wb.years(people, here, 2021, 2023, programmes=["dibao", "tekun"], memory=MEMORY)
        for year, by_pair in found.items():
            table = wb.who_pays(answers.run(year))
            by_pair.append(table.filter(pl.col("payer") == "county")["cost_yuan_per_year"].sum())
    return found


def sought(people: Population, scenario: wb.Scenario, **given: object) -> YearsGoal:
    return wb.goal_years(people, scenario, 2021, **{"memory": MEMORY, "steps": 6, "runs": 6, **given})


def test_without_uncertainty_the_answer_is_read_off_the_costs(people, baseline, costs) -> None:
    """A budget of what 31 / 41 % costs in 2023, and plenty in 2022: these ratios, and not the next."""
    budgets = {2022: 1e9, 2023: costs[2023][3] + 1}
    goal = sought(people, baseline, budgets=budgets, confidence=None)
    assert goal.status == "found"
    assert goal.best.select(RATIOS).unique().rows() == [(0.31, 0.41)]
    assert goal.best["cost_yuan_per_year"].to_list() == pytest.approx([costs[2022][3], costs[2023][3]], abs=0.01)
    assert goal.jointly == 1.0
    table = goal.table.filter(pl.col("year") == 2023)
    assert table["cost_yuan_per_year"].to_list() == pytest.approx(costs[2023], abs=0.01)
    assert table["kept"].to_list() == [True] * 4 + [False] * 2


def test_by_year_each_budget_has_its_own_ratios(people, baseline, costs) -> None:
    """2022 is held to the lowest pair by its budget; 2023 may go to the top; one pair for both is the lowest."""
    budgets = {2022: costs[2022][0] + 1, 2023: 1e9}
    by_year = sought(people, baseline, budgets=budgets, confidence=None, by_year=True)
    assert by_year.best.select("year", *RATIOS).rows() == [(2022, 0.25, 0.35), (2023, 0.35, 0.45)]
    one = sought(people, baseline, budgets=budgets, confidence=None)
    assert one.best.select("year", *RATIOS).rows() == [(2022, 0.25, 0.35), (2023, 0.25, 0.35)]
    again = by_year.table.filter((pl.col("year") == 2022) & (pl.col("rural_dibao_ratio") == 0.35))
    assert again["cost_yuan_per_year"].item() == pytest.approx(costs[2022][0], abs=0.01)


def test_with_confidence_the_chosen_keep_and_the_next_do_not(people, baseline) -> None:
    """The same futures by `draw_years` keep each budget at the chosen pair as often as is said."""
    probe = sought(people, baseline, budgets={2022: 1e9, 2023: 1e9}, confidence=0.8)
    assert probe.best.select(RATIOS).unique().rows() == [(0.35, 0.45)]
    middle = probe.table.filter(pl.col("rural_dibao_ratio") == 0.41).sort("year")["high_yuan_per_year"].to_list()
    budgets = dict(zip((2022, 2023), middle, strict=True))
    goal = sought(people, baseline, budgets=budgets, confidence=0.8)
    assert goal.best["rural_dibao_ratio"].to_list() == [0.41, 0.41]
    assert (goal.best["chance"] >= 0.8).all()
    above = goal.table.filter(pl.col("rural_dibao_ratio") == 0.43)
    assert not above["kept"].all()
    assert (above["chance"] < 0.8).any()
    # Entries are fitted to 2021, where every pair has the scenario's own ratios: the same futures for each.
    fan = wb.draw_years(people, stepped(baseline, 0.31, 0.41), 2021, 2023, runs=6, memory=MEMORY)
    told = fan.chance_within(budgets)["chance"].to_list()
    assert told == [*goal.best["chance"].to_list(), goal.jointly]


def test_where_nothing_keeps_the_budget_it_is_said_by_how_much(people, baseline, costs) -> None:
    """The lowest pair is 100,000 yuan short in 2023: the budget is that much below its cost."""
    budgets = {2022: costs[2022][5] * 2, 2023: costs[2023][0] - 100_000}
    goal = sought(people, baseline, budgets=budgets, confidence=None)
    assert goal.status == "impossible"
    assert goal.jointly is None
    assert goal.short_yuan_per_year == {2023: pytest.approx(100_000, abs=0.01)}
    with using_language("en"):
        start = "Even the corridor's low ends don't keep the budgets (without uncertainty): 2023: short by"
        assert goal.words().startswith(start)
    with using_language("zh"):
        assert "2023年差" in goal.words()
    by_year = sought(people, baseline, budgets=budgets, confidence=None, by_year=True)
    assert by_year.status == "impossible"
    assert list(by_year.short_yuan_per_year) == [2023]


@pytest.mark.parametrize(
    ("kept", "place"),
    [
        ([True, True, False], 1),
        ([False, True, True], None),
        ([True, False, True], 0),
        ([True, True], 1),
        ([False], None),
    ],
)
def test_a_pair_counts_only_if_all_below_it_keep_too(kept: list[bool], place: int | None) -> None:
    assert _highest(kept) == place


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"budgets": {}}, "yuan by year are wanted"),
        ({"budgets": {2019: 1e6}}, "year 2019; years from 2021"),
        ({"budgets": {2023: -1.0}}, "budgets of 2023"),
        ({"budgets": {2040: 1e6}}, "no figure for 20"),
        ({"budgets": {2023: 1e6}, "confidence": 1.5}, "confidence"),
        ({"budgets": {2023: 1e6}, "runs": 0}, "runs=0"),
        ({"budgets": {2023: 1e6}, "steps": 1}, "steps=1"),
        ({"budgets": {2023: 1e6}, "payer": "town"}, "payer"),
        ({"budgets": {2023: 1e6}, "kinds": ["lives"]}, "can't be drawn"),
    ],
)
def test_what_cannot_be_sought_is_refused(people, baseline, given, words) -> None:
    with pytest.raises((InputError, UnknownNameError, ParameterError), match=words):
        sought(people, baseline, **given)


def test_a_published_standard_leaves_nothing_to_seek(people, baseline) -> None:
    fixed = baseline.replace(rural_dibao_standard_published=500.0)
    with pytest.raises(InputError, match="rural_dibao_standard_published is set"):
        sought(people, fixed, budgets={2022: 1e6})
