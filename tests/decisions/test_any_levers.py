"""Goal seek over other levers than the ratios: against looking at every choice, run one by one."""

import itertools

import numpy as np
import polars as pl
import pytest

import workbench as wb
from tests.test_reform import dibao_standard, small_children, uplift
from workbench.categories import Residence
from workbench.decisions import FutureGrid, frontier, future_grid, goal_seek, least_regret
from workbench.decisions.future_runs import OBJECTIVES
from workbench.decisions.levers import MOST_CHOICES, lever_axes
from workbench.errors import InputError, ParameterError, UnknownNameError
from workbench.language import using_language
from workbench.money import monthly_of, to_whole_yuan
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import indicators, welfare
from workbench.simulation.run import SUMMARY_ROWS
from workbench.uncertainty.assumption_draws import draw_assumptions

BASIC = ("dibao", "tekun")
LEVERS = {
    "rural_dibao_ratio": [0.36, 0.44],
    "urban_tekun_multiple": [1.5, 1.8],
    "margin_multiple": [1.2, 1.5, 2.0],
    "single_person_rule": None,
}
FUTURES = 6


@pytest.fixture(scope="module")
def few(county: Population) -> Population:
    return wb.synthesize(county.seed, size=12_000)


@pytest.fixture(scope="module")
def grid(few: Population, baseline: Scenario) -> FutureGrid:
    return future_grid(few, baseline, levers=LEVERS, payer="all", runs=FUTURES)


@pytest.fixture(scope="module")
def single_runs(few: Population, baseline: Scenario) -> dict[tuple, tuple[np.ndarray, np.ndarray]]:
    """Cost and recipients of every choice in every future, each by a run of its own."""
    names = [name for name, item in baseline.resolved().items() if item.spread and item.parameter.section == "law"]
    drawn = draw_assumptions(baseline, names, FUTURES, 1)
    choices = itertools.product([0.36, 0.44], [1.5, 1.8], [1.2, 1.5, 2.0], ["better_of", "margin_only"])
    found = {}
    for choice in choices:
        scenario = baseline.replace(**dict(zip(LEVERS, choice, strict=True)))
        runs = [
            wb.simulate(
                few,
                scenario.replace(**{name: float(values[k]) for name, values in drawn.items()}),
                programmes=BASIC,
                rows=False,
            ).headline.total
            for k in range(FUTURES)
        ]
        found[choice] = np.array([run.cost for run in runs]), np.array([run.persons for run in runs])
    return found


def test_every_choice_in_every_future_is_that_of_a_run_of_its_own(grid: FutureGrid, single_runs) -> None:
    assert [axis.name for axis in grid.shared] == ["margin_multiple", "single_person_rule"]
    assert [axis.name for axis in grid.urban.own] == ["urban_tekun_multiple"]
    assert [axis.name for axis in grid.rural.own] == ["rural_dibao_ratio"]
    table = grid.goal_seek(1e9).table
    assert table.height == len(single_runs) == 24
    for row in table.iter_rows(named=True):
        cost, persons = single_runs[tuple(row[name] for name in LEVERS)]
        assert row["cost_yuan_per_year"] == pytest.approx(np.median(cost))
        assert row["recipients"] == pytest.approx(persons.mean())


def test_the_best_choice_is_the_best_of_all_single_runs(few: Population, baseline: Scenario, single_runs) -> None:
    dearest = max(np.median(cost) for cost, _ in single_runs.values())
    for budget in (0.8 * dearest, 0.9 * dearest, 1.1 * dearest):
        goal = goal_seek(
            few,
            baseline,
            levers=LEVERS,
            objective="recipients",
            payer="all",
            runs=FUTURES,
            budget=budget,
            confidence=0.5,
        )
        kept = {
            choice: persons.mean() for choice, (cost, persons) in single_runs.items() if (cost <= budget).mean() >= 0.5
        }
        if not kept:
            assert goal.best is None
            continue
        assert goal.best.reached == goal.best.recipients == pytest.approx(max(kept.values()))
        assert kept[tuple(goal.best.levers[name] for name in LEVERS)] == pytest.approx(goal.best.reached)


def test_each_objective_is_that_of_a_run(few: Population, baseline: Scenario) -> None:
    base = wb.simulate(few, baseline, programmes=(*BASIC, "margin"), rows=SUMMARY_ROWS)
    levers = {"urban_dibao_ratio": [0.25, 0.35], "rural_dibao_ratio": [0.35, 0.45]}
    for objective in OBJECTIVES:
        grid = future_grid(few, baseline, levers=levers, objective=objective, payer="all", runs=2)
        settings = {name: float(values[0]) for name, values in grid.settings.items()}
        chosen = {"urban_dibao_ratio": 0.35, "rural_dibao_ratio": 0.35}
        run = wb.simulate(few, baseline.replace(**settings, **chosen), programmes=(*BASIC, "margin"), rows=SUMMARY_ROWS)
        paid = run.households.filter(pl.col("household_assistance_amount") > 0)
        poor = welfare(base).before < welfare(base).line
        first = run.population.arrays().starts[:-1]
        expected = {
            "recipients": run.headline.total.persons,
            "households": paid["weight"].sum(),
            "gap_reduction": indicators(run, line=base)["gap_reduction"][0],
            "poor_aid_yuan_per_year": 12
            * float((run.households["household_assistance_amount"].to_numpy() * poor[first]).sum()),
        }
        got = grid.exact(chosen).aim[0]
        if objective in expected:
            assert got == pytest.approx(expected[objective]), objective
        # the table adds the two residences to the same figure
        row = grid.goal_seek(1e9).table.filter(pl.col("urban_dibao_ratio") > 0.3, pl.col("rural_dibao_ratio") < 0.4)
        assert row[objective][0] == pytest.approx(grid.exact(chosen).aim.mean())


def test_the_budget_may_be_that_of_other_programmes_and_payers(few: Population, baseline: Scenario) -> None:
    levers = {"temporary_illness_multiple_high": [6.0, 12.0], "rural_dibao_ratio": [0.36, 0.44]}
    programmes = (*BASIC, "temporary_illness")
    grid = future_grid(
        few, baseline, levers=levers, programmes=programmes, payer="county", objective="poor_aid_yuan_per_year", runs=2
    )
    settings = {name: float(values[1]) for name, values in grid.settings.items()}
    chosen = {"temporary_illness_multiple_high": 12.0, "rural_dibao_ratio": 0.44}
    run = wb.simulate(few, baseline.replace(**settings, **chosen), programmes=programmes, rows=False)
    paid = wb.who_pays(run).filter(pl.col("payer") == "county")["cost_yuan_per_year"].sum()
    assert grid.exact(chosen).cost[1] == pytest.approx(paid)
    assert [axis.name for axis in grid.shared] == ["temporary_illness_multiple_high"]  # town and country are paid alike
    assert grid.urban.own == ()
    assert grid.goal_seek(1e9).table.height == 4


def test_standards_in_force_stand_beside_levers_that_make_none(grid: FutureGrid, baseline: Scenario) -> None:
    table = grid.goal_seek(1e9).table
    # 27,291 × .30 ÷ 12 = 682.28; 12,660 × .36 ÷ 12 = 379.8 and × .44 ÷ 12 = 464.2
    assert set(table["urban_yuan"]) == {682.0}
    assert set(table["rural_yuan"]) == {380.0, 464.0}
    assert table.columns[4:8] == [*list(LEVERS)[1:], "chance"]


def test_a_published_standard_is_a_lever_in_whole_yuan(few: Population, baseline: Scenario) -> None:
    levers = {"urban_dibao_standard_published": (650, 690.5), "rural_dibao_ratio": (0.36, 0.38)}
    axes = lever_axes(baseline, levers, BASIC)
    assert axes[0].values.tolist() == list(range(650, 691))
    assert axes[1].yuan.tolist() == list(range(380, 401))  # 379.8 to 400.9
    assert axes[0].residence is Residence.URBAN
    grid = future_grid(few, baseline, levers=levers, runs=2, nodes=3)
    assert set(grid.goal_seek(1e9).table["urban_yuan"]) == set(range(650, 691))


def test_ranges_take_round_steps_and_wider_ones_where_there_are_too_many_choices(baseline: Scenario) -> None:
    axis = lever_axes(baseline, {"rural_tekun_multiple": (1.3, 1.61)}, BASIC)[0]
    assert axis.values == pytest.approx([*(1.3 + 0.02 * k for k in range(16)), 1.61])
    ages = lever_axes(baseline, {"tekun_minor_age": (16, 19)}, BASIC)[0]
    assert ages.values.tolist() == [16, 17, 18, 19]
    many = {"urban_dibao_ratio": None, "rural_dibao_ratio": None, "rural_tekun_multiple": (1.3, 1.6)}
    axes = lever_axes(baseline, many, BASIC)
    assert np.prod([one.values.size for one in axes]) <= MOST_CHOICES
    assert (axes[0].yuan[0], axes[0].yuan[-1]) == (569, 795)  # the ends stay
    assert set(np.diff(axes[0].yuan)[1:-1].tolist()) <= {2.0, 5.0, 10.0}


def test_frontier_and_regret_take_any_levers(grid: FutureGrid) -> None:
    table = grid.goal_seek(1e9).table
    kept = frontier(table, good="recipients")
    for row in kept.iter_rows(named=True):
        assert table.filter(
            pl.col("cost_yuan_per_year") <= row["cost_yuan_per_year"], pl.col("recipients") > row["recipients"]
        ).is_empty()
    budget = float(table["cost_yuan_per_year"].median())
    regret = least_regret(grid, budget)
    assert regret.height == 24
    assert set(LEVERS) <= set(regret.columns)
    best = regret.row(0, named=True)
    exact = {
        tuple(row[name] for name in LEVERS): grid.exact({name: row[name] for name in LEVERS})
        for row in table.iter_rows(named=True)
    }
    reached = {key: np.where(one.cost <= budget, one.aim, 0.0) for key, one in exact.items()}
    worst = np.max(list(reached.values()), axis=0)
    assert best["mean_regret"] == pytest.approx((worst - reached[tuple(best[name] for name in LEVERS)]).mean())


def test_a_lever_that_changes_nothing_is_said(few: Population, baseline: Scenario) -> None:
    levers = {"rural_dibao_ratio": [0.36, 0.44], "property_test_dwellings": [9, 10]}
    grid = future_grid(few, baseline, levers=levers, runs=2)
    assert len(grid.warnings) == 1
    assert "changes nothing" in grid.warnings[0].en
    assert grid.goal_seek(1e9).best.levers["rural_dibao_ratio"] == 0.44


def test_a_lever_and_the_one_that_would_overrule_it_are_decided_together(few: Population, baseline: Scenario) -> None:
    levers = {"dibao_method": None, "dibao_tier_1_share": [0.7, 0.9]}
    table = future_grid(few, baseline, levers=levers, payer="all", runs=2).goal_seek(1e9).table
    cost = {method: set(table.filter(dibao_method=method)["cost_yuan_per_year"]) for method in ("difference", "tiers")}
    assert len(cost["difference"]) == 1
    assert len(cost["tiers"]) == 2


def test_the_answer_names_levers_units_and_objective(few: Population, baseline: Scenario) -> None:
    levers = {"rural_dibao_ratio": [0.36, 0.44], "rural_tekun_multiple": [1.3, 1.5]}
    goal = goal_seek(few, baseline, levers=levers, budget=1e9, runs=2, objective="gap_reduction")
    with using_language("en"):
        said = goal.words()
    assert "44% (¥464/month)" in said
    assert "1.3×" in said
    assert "of the poverty gap" in said
    with using_language("zh"):
        assert "464元/月" in goal.words()
    none = goal_seek(few, baseline, levers=levers, budget=0, runs=2)
    assert none.best is None
    with using_language("en"):
        assert none.words().startswith("No choice of these levers stays within")


QUESTIONS = {
    "unknown": ({"rural_dibao_ration": None}, {}, UnknownNameError, "did you mean 'rural_dibao_ratio'"),
    "one name": ("rural_dibao_ratio", {}, InputError, "levers='rural_dibao_ratio': a list of names is wanted"),
    "none": ({}, {}, InputError, "levers: at least 1 is wanted"),
    "another programme's": (
        {"temporary_illness_multiple_high": (6, 12)},
        {},
        InputError,
        "none of the programmes asked for depends on it; these do: temporary_illness",
    ),
    "care": ({"renovation_budget_per_year": (1e6, 2e6)}, {}, InputError, "care.best_plan"),
    "drawn": ({"tekun_take_up": (0.9, 0.95)}, {}, InputError, "nobody decides it"),
    "no corridor": (["margin_multiple"], {}, InputError, "has no corridor with two ends"),
    "a number": ({"margin_multiple": 1.5}, {}, InputError, "a pair (low, high), a list of values, or None"),
    "turned": ({"margin_multiple": (2.0, 1.5)}, {}, InputError, "the lower end comes first"),
    "one value": ({"margin_multiple": [1.5]}, {}, InputError, "at least two values are wanted, each once"),
    "a list in it": ({"margin_multiple": [[1.5], 2]}, {}, InputError, "numbers, or the words of a choice"),
    "choice": ({"single_person_rule": ["better", "margin_only"]}, {}, ParameterError, "unknown choice"),
    "too many": (
        {name: list(np.linspace(1, 2, 60)) for name in ("urban_tekun_multiple", "rural_tekun_multiple")}
        | {"margin_multiple": list(np.linspace(1, 2, 60))},
        {},
        InputError,
        "216,000 combinations of values; at most 100,000",
    ),
    "too many runs": ({"margin_multiple": list(np.linspace(1, 2, 60))}, {"runs": 6000}, InputError, "360,000 runs"),
    "objective": (
        None,
        {"objective": "poor"},
        UnknownNameError,
        "unknown objective 'poor'; did you mean 'poor_recipients'",
    ),
    "programme": (None, {"programmes": ["dibo"]}, UnknownNameError, "did you mean 'dibao'"),
    "overruled": (
        {"dibao_tier_1_share": [0.7, 0.9]},
        {},
        InputError,
        "dibao_tier_1_share changes nothing while dibao_method is 'difference'; change that in the scenario, or give",
    ),
    "two that make one standard": (
        {"rural_dibao_ratio": None, "rural_dibao_standard_published": (400, 420)},
        {},
        InputError,
        "give one of the two as a lever",
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_bad_questions_are_refused_in_one_sentence(few: Population, baseline: Scenario, name: str) -> None:
    levers, more, kind, says = QUESTIONS[name]
    with pytest.raises(kind) as caught:
        goal_seek(few, baseline, budget=1e6, levers=levers, **{"runs": 2, **more})
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_regret_in_other_units_is_refused(few: Population, baseline: Scenario) -> None:
    grid = future_grid(few, baseline, objective="gap_reduction", runs=2, nodes=2)
    with pytest.raises(InputError, match="least_regret counts persons"):
        least_regret(grid, 1e6)


@wb.for_county(clause="proposal", unit="yuan/month", zh="农村低保标准")
def rural_dibao_standard(rural_dibao_ratio: float, rural_consumption_per_head_previous_year: float) -> float:
    """Ten yuan more than the ratio gives."""
    return to_whole_yuan(monthly_of(rural_dibao_ratio * rural_consumption_per_head_previous_year)) + 10.0


def test_a_parameter_of_the_scenario_s_own_is_a_lever(few: Population, baseline: Scenario) -> None:
    """It has a range, and would be drawn where nobody decides it."""
    reform = baseline.with_parameters([uplift()]).with_rules([small_children, dibao_standard])
    levers = {"child_uplift": [1.0, 1.4], "rural_dibao_ratio": [0.36, 0.44]}
    grid = future_grid(few, reform, levers=levers, payer="all", runs=3)
    assert "child_uplift" not in grid.settings
    assert [axis.name for axis in grid.shared] == ["child_uplift"]
    chosen = {"child_uplift": 1.4, "rural_dibao_ratio": 0.44}
    settings = {name: float(values[2]) for name, values in grid.settings.items()}
    run = wb.simulate(few, reform.replace(**settings, **chosen), programmes=BASIC, rows=False)
    assert grid.exact(chosen).cost[2] == pytest.approx(run.headline.total.cost)
    goal = grid.goal_seek(1e9)
    assert goal.best.levers == chosen
    assert "child_uplift" in least_regret(grid, 1e9).columns


def test_a_standard_by_a_rule_of_the_scenario_s_own_is_the_one_in_force(few: Population, baseline: Scenario) -> None:
    reform = baseline.with_rules([rural_dibao_standard])
    axis = lever_axes(reform, {"rural_dibao_ratio": [0.36, 0.44]}, BASIC)[0]
    assert axis.yuan.tolist() == [390.0, 474.0]  # 379.8 and 464.2 in whole yuan, and ten more
    goal = goal_seek(few, reform, levers={"rural_dibao_ratio": [0.36, 0.44]}, budget=1e9, runs=2)
    assert goal.best.rural_yuan == 474.0
    with using_language("en"):
        assert "44% (¥474/month)" in goal.words()
