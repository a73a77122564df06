"""Futures of the law: the same luck for every policy, kinds of uncertainty apart, pruning that loses nobody, Sobol'."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.categories import Residence
from workbench.errors import InputError, UnknownNameError
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run
from workbench.simulation.batch import run_batch
from workbench.simulation.pruning import reachable
from workbench.uncertainty.assumption_draws import draw_assumptions, uncertain
from workbench.uncertainty.drawn_futures import Kind
from workbench.uncertainty.futures import draw, kinds_apart
from workbench.uncertainty.interval_ends import bootstrap_error
from workbench.uncertainty.sensitivity_analysis import sensitivity

MAIN = ("dibao", "tekun")


def law_names(scenario: Scenario) -> list[str]:
    return [name for name in uncertain(scenario) if scenario.resolved()[name].parameter.section == "law"]


def test_a_batch_is_the_same_as_single_runs(county: Population, baseline: Scenario) -> None:
    settings = {"urban_dibao_ratio": np.array([0.27, 0.33]), "tekun_take_up": np.array([0.5, 0.9])}
    batch = run_batch(county, baseline, settings, None)
    for row in range(2):
        single = wb.simulate(county, baseline.replace(**{k: float(v[row]) for k, v in settings.items()}), rows=False)
        measures = ("households", "persons", "cost_yuan_per_year")
        sums = single.totals.group_by("programme", "residence").agg(pl.col(*measures).sum())
        for programme, residence, *figures in sums.select("programme", "residence", *measures).iter_rows():
            place = Residence[residence.upper()]
            for measure, figure in zip(measures, figures, strict=True):
                assert batch.of(measure, programme, place)[row] == pytest.approx(figure, abs=1e-6)


def test_settings_that_no_rule_needs_leave_every_run_as_it_is(county: Population, baseline: Scenario) -> None:
    batch = run_batch(county, baseline, {"renovation_budget_per_year": np.array([1e6, 2e6, 3e6])}, MAIN)
    expected = wb.simulate(county, baseline, programmes=MAIN, rows=False).headline.total.persons
    np.testing.assert_array_equal(batch.of("persons"), expected)


def test_futures_share_their_luck_between_policies(county: Population, baseline: Scenario, higher: Run) -> None:
    low, high = (draw(county, one, runs=40, seed=3) for one in (baseline, higher.scenario))
    assert low.inputs.equals(high.inputs)
    # more generous in every single future, though the futures differ by thousands of persons
    assert (high.of("cost_yuan_per_year") > low.of("cost_yuan_per_year")).all()
    assert (high.of("persons") >= low.of("persons")).all()
    difference = high.of("cost_yuan_per_year") - low.of("cost_yuan_per_year")
    assert difference.std() < low.of("cost_yuan_per_year").std()


def test_kinds_of_uncertainty_stand_apart(county: Population, baseline: Scenario) -> None:
    others = [county, wb.synthesize(seed=7, size=20_000), wb.synthesize(seed=8, size=20_000)]
    table = kinds_apart(others, baseline, runs=60)
    sd = {
        kind: value
        for kind, measure, value in table.select("kind", "measure", "sd").iter_rows()
        if measure == "persons"
    }
    assert set(sd) == {"parameters", "chance", "population", "together"}
    assert all(value > 0 for value in sd.values())
    assert sd["together"] > 0.8 * max(sd["parameters"], sd["chance"], sd["population"])
    only = draw(county, baseline, runs=6, kinds=["chance"])
    assert only.inputs.width == 0 or only.inputs.is_empty()
    certain = draw(county, baseline, runs=3, kinds=[])
    assert np.ptp(certain.of("persons")) == 0
    assert certain.of("persons")[0] == wb.simulate(county, baseline, rows=False).headline.total.persons


def test_intervals_and_chances_are_read_off_the_futures(county: Population, baseline: Scenario) -> None:
    futures = draw(county, baseline, runs=50)
    cost = futures.of("cost_yuan_per_year")
    low, high = futures.interval("cost_yuan_per_year")
    assert (cost < low).mean() == pytest.approx(0.1, abs=0.02)
    assert (cost > high).mean() == pytest.approx(0.1, abs=0.02)
    assert futures.chance("cost_yuan_per_year", float(np.median(cost))) == pytest.approx(0.5, abs=0.02)
    # the county bears a quarter of dibao and of tekun by the table of payers
    np.testing.assert_allclose(futures.of("county_cost_yuan_per_year"), cost * 0.25)
    table = futures.summary()
    both = table.filter(programme="dibao_and_tekun", measure="cost_yuan_per_year").row(0, named=True)
    assert (both["low"], both["high"], both["mean"]) == (low, high, cost.mean())
    assert "dibao_and_tekun" not in draw(county, baseline, runs=2, programmes=["dibao"]).summary()["programme"]


def test_so_many_more_runs_would_settle_the_answer(county: Population, baseline: Scenario) -> None:
    """An end's standard error falls with the root of the futures: four times as many halve it; the advice follows.

    Of one draw the error is known to a third only: the mean square of eight is compared.
    """

    def of_persons(runs: int, seed: int) -> dict:
        return draw(county, baseline, runs=runs, seed=seed, kinds=["parameters"]).summary().row(1, named=True)

    rows = {runs: [of_persons(runs, seed) for seed in range(1, 9)] for runs in (100, 400)}
    error = {}
    for runs, told in rows.items():
        for row in told:
            assert row["measure"] == "persons"
            assert row["runs_for_one_per_cent"] > 100  # a hundred futures don't know the ends to 1 %
            needed = runs * (max(row["low_error"], row["high_error"]) / (0.01 * row["median"])) ** 2
            assert needed <= row["runs_for_one_per_cent"] < needed + 1
        error[runs] = np.sqrt(np.mean([max(row["low_error"], row["high_error"]) ** 2 for row in told]))
    assert error[400] == pytest.approx(error[100] / 2, rel=0.4)


@pytest.mark.parametrize("kinds", [["chance"], ["parameters", "chance"]])
def test_the_errors_told_are_those_of_the_draws_repeated(seed: int, baseline: Scenario, kinds: list[Kind]) -> None:
    """Thirty repetitions with other lucks and draws: the ends and the chance scatter by no more than their errors say.

    The errors are those of independent draws. The Latin hypercube spreads the drawn numbers evenly, and a bootstrap of
    twenty lucks overstates the scatter of an end near their extremes: of 120 repetitions the errors told were 1.24 to
    1.56 times the scatter. Twenty lucks counted as 200 draws would tell a third of it.
    """
    few = wb.synthesize(seed=seed, size=4_000)
    ends, told, chances, errors = [], [], [], []
    at_most = wb.simulate(few, baseline, rows=False).headline.total.cost
    for again in range(1, 31):
        futures = draw(few, baseline, runs=200, seed=again, kinds=kinds, programmes=MAIN)
        row = futures.summary().row(2, named=True)
        ends.append((row["low"], row["high"]))
        told.append((row["low_error"], row["high_error"]))
        chances.append(futures.chance("cost_yuan_per_year", at_most))
        errors.append(futures.chance_error("cost_yuan_per_year", at_most))
    scatter = np.std(ends, axis=0, ddof=1)
    # A scatter of thirty is known to 13 % (one standard error).
    ratio = np.sqrt(np.mean(np.square(told), axis=0)) / scatter
    assert ratio.min() > 0.87
    assert ratio.max() < 2
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.std(chances, ddof=1), rel=0.35)


def test_copies_of_a_luck_tell_nothing_more(county: Population, baseline: Scenario) -> None:
    """Twenty lucks are the same whether each is counted once or three times, and nothing is said of more runs."""
    once, thrice = (draw(county, baseline, runs=runs, kinds=["chance"], programmes=MAIN) for runs in (20, 60))
    assert len(thrice) == 60
    assert len(np.unique(thrice.of("cost_yuan_per_year"))) == 20
    one, other = (futures.summary().row(2, named=True) for futures in (once, thrice))
    assert other["low_error"] == pytest.approx(one["low_error"], rel=0.2)
    assert other["high_error"] == pytest.approx(one["high_error"], rel=0.2)
    assert one["runs_for_one_per_cent"] is other["runs_for_one_per_cent"] is None
    alone = draw(county, baseline, runs=5, kinds=[], programmes=MAIN)
    assert alone.summary()["low_error"].is_nan().all()
    assert np.isnan(alone.chance_error("persons", 0.0))


def test_the_error_of_a_mean_is_the_textbooks() -> None:
    """Three clusters of two with the means 1, 2, 6 have the standard error √(7 ÷ 3); the six alone have another.

    Deviations of the cluster means from 3: −2, −1, 3, squared 14, ÷ (3 − 1) = 7, ÷ 3 clusters. Of the six from 3: 9,
    1, 4, 0, 4, 16 = 34, ÷ 5 ÷ 6.
    """
    values = np.array([0.0, 2.0, 1.0, 3.0, 5.0, 7.0])

    def mean(again: np.ndarray) -> np.ndarray:
        return again.mean(axis=-1, keepdims=True)

    assert bootstrap_error(values, np.array([4, 4, 7, 7, 9, 9]), mean) == pytest.approx(np.sqrt(7 / 3), rel=0.1)
    assert bootstrap_error(values, np.arange(6), mean) == pytest.approx(np.sqrt(34 / 30), rel=0.1)


def test_an_eighty_per_cent_interval_holds_four_truths_in_five(county: Population, baseline: Scenario) -> None:
    """Truths drawn anew from the same assumptions and luck; the interval comes from other futures (another seed)."""
    low, high = draw(county, baseline, runs=1_000, seed=1).interval("cost_yuan_per_year")
    truths = draw(county, baseline, runs=1_000, seed=2).of("cost_yuan_per_year")
    assert 0.75 <= ((truths >= low) & (truths <= high)).mean() <= 0.85


def test_bad_questions_are_refused(county: Population, baseline: Scenario) -> None:
    with pytest.raises(UnknownNameError, match="unknown kind of uncertainty 'luck'"):
        draw(county, baseline, runs=2, kinds=["luck"])  # type: ignore[list-item]
    with pytest.raises(InputError, match="at least two counties"):
        draw(county, baseline, runs=2, kinds=["population"])
    with pytest.raises(InputError, match="runs=0"):
        draw(county, baseline, runs=0)
    futures = draw(county, baseline, runs=2)
    with pytest.raises(UnknownNameError, match="did you mean 'cost_yuan_per_year'"):
        futures.of("cost_yuan_a_year")
    with pytest.raises(InputError, match="level=80: a share above 0 and below 1"):
        futures.interval("persons", level=80)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pruning_loses_nobody(county: Population, baseline: Scenario, seed: int) -> None:
    random = np.random.default_rng(seed)
    settings = draw_assumptions(baseline, law_names(baseline), 40, seed)
    settings["urban_dibao_ratio"] = random.uniform(0.25, 0.35, 40)
    settings["rural_dibao_ratio"] = random.uniform(0.35, 0.45, 40)
    settings["rural_tekun_multiple"] = random.uniform(1.3, 2.0, 40)
    settings["work_cost_rate"] = random.uniform(0.0, 0.3, 40)
    small = reachable(county, baseline, settings)
    assert small.households.height < 0.25 * county.households.height
    pruned, whole = (run_batch(people, baseline, settings, MAIN) for people in (small, county))
    for measure in ("households", "persons", "cost_yuan_per_year"):
        np.testing.assert_array_equal(getattr(pruned, measure), getattr(whole, measure))


def test_pruning_keeps_everybody_when_it_cannot_know(county: Population, baseline: Scenario) -> None:
    settings = {"property_test_vehicles": np.array([0.0, 1.0])}
    assert reachable(county, baseline, settings) is county


def test_what_moves_nothing_has_indices_and_intervals_of_0(county: Population, baseline: Scenario) -> None:
    """The cost of dibao and tekun doesn't hang on what a vagrant's case costs."""
    found = sensitivity(county, baseline, names=["tekun_take_up", "vagrant_cost_per_case"], samples=8)
    nothing = found.table.row(by_predicate=pl.col("name") == "vagrant_cost_per_case", named=True)
    assert [nothing[f"{which}{end}"] for which in ("first", "total") for end in ("", "_low", "_high")] == [0.0] * 6


def test_sobol_finds_what_matters_and_nothing_where_nothing_is(county: Population, baseline: Scenario) -> None:
    names = ["rural_consumption_per_head_previous_year", "tekun_take_up"]
    found = sensitivity(county, baseline, names=names, samples=64)
    assert found.runs == 64 * 4
    rows = {row["name"]: row for row in found.table.iter_rows(named=True)}
    assert rows[names[0]]["total"] > 0.8
    assert rows[names[1]]["total"] < 0.2
    assert rows[names[0]]["first_low"] <= rows[names[0]]["first"] <= rows[names[0]]["first_high"]
    swing = {row["name"]: row["at_high"] - row["at_low"] for row in found.tornado.iter_rows(named=True)}
    assert swing[names[0]] > swing[names[1]] > 0
    assert found.base == pytest.approx(wb.simulate(county, baseline, rows=False).headline.total.cost)
    wb.set_language("en")
    try:
        assert "consumption per head" in found.words()
    finally:
        wb.set_language("zh")
    with pytest.raises(InputError, match="a power of 2"):
        sensitivity(county, baseline, samples=100)
    with pytest.raises(UnknownNameError, match="unknown uncertain parameter"):
        sensitivity(county, baseline, names=["elderly_age"])
