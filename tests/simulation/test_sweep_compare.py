"""Sweeps equal single runs; comparisons add up; explanations give the run's own values; indicators keep their line."""

import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, ParameterError, UnknownNameError
from workbench.law import BASIC
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run, indicators


@pytest.fixture(scope="module")
def grid(county: Population, baseline: Scenario) -> wb.sweep:
    return wb.sweep(county, baseline, urban_dibao_ratio=[0.25, 0.30, 0.36], rural_dibao_ratio=[0.35, 0.40, 0.45])


def test_each_point_of_a_grid_equals_a_run_of_its_own(grid, county: Population, baseline: Scenario) -> None:
    for point in grid.points.iter_rows(named=True):
        changed = {name: point[name] for name in grid.swept}
        alone = wb.simulate(county, baseline.replace(**changed), programmes=BASIC, rows=False)
        here = grid.totals.filter(pl.col("scenario") == point["scenario"]).drop("scenario", *grid.swept)
        assert here.equals(alone.totals), changed


def test_more_generous_ratios_never_cost_less_or_reach_fewer(grid) -> None:
    table = grid.summary().sort("urban_dibao_ratio", "rural_dibao_ratio")
    for ratio in ("urban_dibao_ratio", "rural_dibao_ratio"):
        other = next(name for name in grid.swept if name != ratio)
        for _, rows in table.sort(ratio).group_by(other):
            assert rows["cost_yuan_per_year"].diff().drop_nulls().min() > 0
            assert rows["persons"].diff().drop_nulls().min() >= 0


def test_points_outside_the_corridor_are_marked(grid) -> None:
    outside = grid.points.filter(pl.col("outside_corridor"))
    assert set(outside["urban_dibao_ratio"]) == {0.36}
    assert outside.height == 3


def test_progress_is_told_and_ends_at_the_end(county: Population, baseline: Scenario) -> None:
    told: list[tuple[int, int]] = []
    values = [0.2 + 0.001 * k for k in range(600)]
    wb.sweep(county, baseline, rural_dibao_ratio=values, progress=lambda done, total: told.append((done, total)))
    assert told == [(500, 600), (600, 600)]


def test_a_choice_can_be_swept(county: Population, baseline: Scenario) -> None:
    table = wb.sweep(county, baseline, dibao_method=["difference", "tiers"]).summary()
    assert table["dibao_method"].to_list() == ["difference", "tiers"]
    assert table["dibao_cost_yuan_per_year"].n_unique() == 2


def test_bad_sweeps_are_refused(county: Population, baseline: Scenario) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'urban_dibao_ratio'"):
        wb.sweep(county, baseline, urban_dibao_rate=[0.3])
    with pytest.raises(InputError, match="at least one value"):
        wb.sweep(county, baseline, urban_dibao_ratio=[])
    with pytest.raises(InputError, match="stands twice"):
        wb.sweep(county, baseline, urban_dibao_ratio=[0.3, 0.3])
    with pytest.raises(ParameterError, match="30 per cent is meant"):
        wb.sweep(county, baseline, urban_dibao_ratio=[30])
    with pytest.raises(InputError, match="nothing to sweep"):
        wb.sweep(county, baseline)


def test_a_comparison_adds_up(run: Run, higher: Run) -> None:
    comparison = wb.compare(run, higher)
    whole = comparison.by("county").row(0, named=True)
    for group in ("town", "residence", "decile"):
        parts = comparison.by(group)
        for column in ("persons", "newly_covered_persons", "lost_persons", "gaining_persons", "losing_persons"):
            assert parts[column].sum() == whole[column], (group, column)
        assert parts["cost_change_yuan_per_year"].sum() == pytest.approx(whole["cost_change_yuan_per_year"], abs=0.01)
    assert whole["cost_change_yuan_per_year"] == pytest.approx(comparison.cost_change_yuan_per_year, abs=0.01)
    covered = higher.headline.total.persons - run.headline.total.persons
    assert comparison.newly_covered - comparison.lost == covered


def test_a_higher_standard_takes_nothing_away(run: Run, higher: Run) -> None:
    comparison = wb.compare(run, higher)
    assert comparison.newly_covered > 0
    assert comparison.by("county")["losing_persons"].item() == 0


def test_comparing_a_run_with_itself_changes_nothing(run: Run) -> None:
    comparison = wb.compare(run, run)
    assert (comparison.newly_covered, comparison.lost, comparison.cost_change_yuan_per_year) == (0, 0, 0)


def test_runs_of_two_populations_are_not_compared(run: Run, baseline: Scenario) -> None:
    other = wb.synthesize(seed=5, size=5_000)
    with pytest.raises(InputError, match="different populations"):
        wb.compare(run, wb.simulate(other, baseline))
    with pytest.raises(UnknownNameError, match="did you mean 'town'"):
        wb.compare(run, run).by("towns")


def test_an_explanation_gives_the_values_of_the_run(run: Run) -> None:
    paid = run.households.filter(pl.col("dibao_amount") > 0)["household_id"].to_list()[:5]
    for household_id in paid:
        result = wb.explain(run, household_id).result
        row = run.households.filter(pl.col("household_id") == household_id).row(0, named=True)
        for name in ("dibao_standard", "income_per_member", "dibao_amount", "household_assistance_amount"):
            assert result[name] == pytest.approx(row[name], abs=0.005), name
        people = run.persons.filter(pl.col("household_id") == household_id)
        assert list(result["dibao_recipient"]) == people["dibao_recipient"].to_list()


def test_an_explanation_names_the_clause_of_every_step(run: Run) -> None:
    table = wb.explain(run, run.households["household_id"][0]).table
    assert table["clause"].str.len_chars().min() > 0
    assert set(table["rule"]) == set(run.book.order)
    with pytest.raises(InputError, match="no household -1"):
        wb.explain(run, -1)


def test_indicators_of_towns_add_up_to_the_county(run: Run, higher: Run) -> None:
    county = indicators(higher, line=run).row(0, named=True)
    towns = indicators(higher, "town", line=run)
    for column in ("persons", "poor", "covered_persons"):
        assert towns[column].sum() == county[column]
    assert county["coverage_of_poor"] + county["exclusion_error"] == pytest.approx(1)


def test_the_line_of_the_baseline_keeps_the_poor_the_same(run: Run, higher: Run) -> None:
    base = indicators(run).row(0, named=True)
    kept = indicators(higher, line=run).row(0, named=True)
    own = indicators(higher).row(0, named=True)
    assert kept["poor"] == base["poor"] < own["poor"]
    assert kept["coverage_of_poor"] >= base["coverage_of_poor"]
