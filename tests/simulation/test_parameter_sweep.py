"""Sweeps equal single runs of each point, in any choice of levers; bad ones are refused."""

import re

import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, ParameterError, UnknownNameError
from workbench.law import BASIC, PAYERS
from workbench.population import Population
from workbench.scenario import Scenario


@pytest.fixture(scope="module")
def grid(county: Population, baseline: Scenario) -> wb.sweep:
    return wb.sweep(county, baseline, urban_dibao_ratio=[0.25, 0.30, 0.36], rural_dibao_ratio=[0.35, 0.40, 0.45])


def test_each_point_of_a_grid_equals_a_run_of_its_own(grid, county: Population, baseline: Scenario) -> None:
    for point in grid.points.iter_rows(named=True):
        changed = {name: point[name] for name in grid.swept}
        alone = wb.simulate(county, baseline.replace(**changed), programmes=BASIC, rows=False)
        here = grid.totals.filter(pl.col("scenario") == point["scenario"]).drop("scenario", *grid.swept)
        assert here.equals(alone.totals), changed
        assert {name: point[name] for name in alone.standards} == alone.standards
        assert point["outside_corridor"] == any(one.parameter in grid.swept for one in alone.warnings)


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


POINTS = [
    {"urban_dibao_ratio": 0.28, "tekun_take_up": 0.8, "dibao_method": "tiers"},
    {"urban_dibao_ratio": 0.36, "tekun_take_up": 0.9, "dibao_method": "difference"},
    {"urban_dibao_ratio": 0.33, "tekun_take_up": 0.95, "dibao_method": "tiers"},
]


def test_points_of_the_whole_law_equal_runs_of_their_own_to_the_fen(county: Population, baseline: Scenario) -> None:
    """Totals, costs no resident carries, payers with a fund that runs out, and the sum of all aid."""
    small_fund = baseline.replace(nuanyang_budget=200_000)
    swept = wb.sweep(county, small_fund, points=POINTS, programmes=None)
    summary = swept.summary()
    assert summary.select(swept.swept).to_dicts() == POINTS
    assert summary["outside_corridor"].to_list() == [False, True, False]
    for number, point in enumerate(POINTS):
        alone = wb.simulate(county, small_fund.replace(**point), rows=False)
        here = swept.totals.filter(pl.col("scenario") == number).drop("scenario", *swept.swept)
        assert here.equals(alone.totals)
        payers, single = swept.who_pays().filter(pl.col("scenario") == number), wb.who_pays(alone)
        keys = ("programme", "layer", "payer")
        assert payers.select(keys).rows() == single.select(keys).rows()
        for pair in zip(payers["cost_yuan_per_year"], single["cost_yuan_per_year"], strict=True):
            assert round(100 * pair[0]) == round(100 * pair[1])
        row = summary.row(number, named=True)
        assert round(100 * row["all_aid_cost_yuan_per_year"]) == round(
            100 * wb.programme_costs(alone)["cost_yuan_per_year"].sum()
        )
        for payer in (*PAYERS, "unpaid"):
            borne = single.filter(pl.col("payer") == payer)["cost_yuan_per_year"].sum()
            told = 100 * row[f"{payer}_cost_yuan_per_year"]
            assert told == pytest.approx(round(told), abs=1e-6), payer
            assert abs(told - 100 * borne) <= 0.5 + 1e-6, payer  # shares of a programme end in parts of a fen
    assert summary["unpaid_cost_yuan_per_year"].min() > 0
    assert swept.county_costs["programme"].unique().to_list() == ["vagrants"]


def test_points_are_the_grid_s_where_they_are_the_same(grid, county: Population, baseline: Scenario) -> None:
    points = grid.points.select(grid.swept)
    assert wb.sweep(county, baseline, points=points).summary().equals(grid.summary())
    assert wb.sweep(county, baseline, points=points.reverse().to_dicts()).summary()["persons"].to_list() == (
        grid.summary()["persons"].reverse().to_list()
    )


def test_payers_of_some_programmes_bear_what_these_cost(grid) -> None:
    summary = grid.summary()
    payers = [f"{payer}_cost_yuan_per_year" for payer in ("central", "province", "city", "county")]
    both = summary.select(pl.sum_horizontal(payers)).to_series()
    assert ((both - summary["cost_yuan_per_year"]).abs() < 0.03).all()  # four amounts, each rounded to the fen
    assert "all_aid_cost_yuan_per_year" not in summary.columns


def test_bad_points_are_refused(county: Population, baseline: Scenario) -> None:
    one = {"urban_dibao_ratio": 0.3}
    refused = {
        "points: at least one is wanted": [],
        "point 1 (counted from 0) is {}, not such as": [one, {}],
        "point 1 (counted from 0) has no urban_dibao_ratio": [one, {"rural_dibao_ratio": 0.4}],
        "point 0 (counted from 0) has no rural_dibao_ratio": [one, {**one, "rural_dibao_ratio": 0.4}],
        "0 and 2 (counted from 0) have the same values": [one, {"urban_dibao_ratio": 0.31}, one],
        "point 0 (counted from 0), urban_dibao_ratio=None": [{"urban_dibao_ratio": None}],
        "a list of points is wanted": one,
    }
    for words, points in refused.items():
        with pytest.raises(InputError, match=re.escape(words)):
            wb.sweep(county, baseline, points=points)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="did you mean 'urban_dibao_ratio'"):
        wb.sweep(county, baseline, points=[{"urban_dibao_rate": 0.3}])
    with pytest.raises(InputError, match="rural_dibao_ratio was given beside points"):
        wb.sweep(county, baseline, points=[one], rural_dibao_ratio=[0.4])
    with pytest.raises(ParameterError, match="30 per cent is meant"):
        wb.sweep(county, baseline, points=pl.DataFrame({"urban_dibao_ratio": [30.0]}))


def test_a_scenario_s_own_parameter_is_swept_at_points(county: Population, baseline: Scenario) -> None:
    uplift = wb.define_parameter("points_uplift", 0.0, unit="share", zh="上浮", en="uplift", source="a test of points")
    swept = wb.sweep(
        county, baseline.with_parameters([uplift]), points=[{"points_uplift": 0.0}, {"points_uplift": 0.1}]
    )
    assert swept.summary()["points_uplift"].to_list() == [0.0, 0.1]
    assert swept.who_pays().columns[:2] == ["scenario", "points_uplift"]
    assert [notice.parameter for notice in swept.warnings] == ["points_uplift"]  # no rule reads it
