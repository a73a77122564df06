"""Standard errors of a weighted sample: an independent count in Polars, strata, clusters; what has none says so."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.language import using_language
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run

BASIC = ("dibao", "tekun", "margin")


@pytest.fixture(scope="module")
def sample(county: Population) -> Population:
    """Every tenth dwelling of the county, with unequal weights."""
    chosen = county.households.filter(pl.col("dwelling_id") % 10 == 3)
    weighted = chosen.with_columns(weight=pl.when(pl.col("residence") == "urban").then(12.0).otherwise(8.5))
    persons = county.persons.filter(pl.col("household_id").is_in(weighted["household_id"].implode()))
    return Population.from_frames(persons, weighted, seed=county.seed)


@pytest.fixture(scope="module")
def surveyed(sample: Population, baseline: Scenario) -> Run:
    return wb.simulate(sample, baseline)


def error_of(table: pl.DataFrame, programme: str, measure: str) -> tuple[float, float]:
    found = table.filter(programme=programme, measure=measure)
    return found["value"].item(), found["standard_error"].item()


def test_values_are_the_run_s_own_totals(surveyed: Run) -> None:
    table = wb.sampling_error(surveyed)
    for name, figures in surveyed.headline.programmes.items():
        assert error_of(table, name, "persons")[0] == pytest.approx(figures.persons, abs=0.001)
        assert error_of(table, name, "cost_yuan_per_year")[0] == pytest.approx(figures.cost, abs=1.0)
    total = surveyed.headline.total
    assert error_of(table, "total", "persons")[0] == pytest.approx(total.persons, abs=0.001)
    assert error_of(table, "total", "cost_yuan_per_year")[0] == pytest.approx(total.cost, abs=1.0)
    relative = table.filter(programme="total", measure="persons")["relative_error"].item()
    assert relative == pytest.approx(error_of(table, "total", "persons")[1] / total.persons)


@pytest.mark.parametrize("strata", [None, "residence"])
def test_the_error_is_that_of_a_count_in_polars(surveyed: Run, strata: str | None) -> None:
    """Persons of dibao, from the run's own rows: by dwelling, then n / (n - 1) × the squares around the mean."""
    persons = surveyed.persons.group_by("household_id").agg(y=pl.col("dibao_recipient").sum())
    dwellings = (
        surveyed.households.select("household_id", "dwelling_id", "residence", "weight")
        .join(persons, on="household_id")
        .group_by("dwelling_id", pl.col("residence") if strata else pl.lit("all").alias("residence"))
        .agg(z=(pl.col("weight") * pl.col("y")).sum())
    )
    by_stratum = dwellings.group_by("residence").agg(n=pl.len(), variance=pl.col("z").var(ddof=1))
    expected = sum(row["n"] * row["variance"] for row in by_stratum.iter_rows(named=True)) ** 0.5
    assert error_of(wb.sampling_error(surveyed, strata=strata), "dibao", "persons")[1] == pytest.approx(expected)


def test_strata_of_one_s_own_and_other_clusters(surveyed: Run, sample: Population) -> None:
    ids = sample.households.select("household_id", "dwelling_id", "residence")
    own = ids.select("household_id", design=pl.col("residence").cast(pl.String)).reverse()
    table = wb.sampling_error(surveyed, strata="design", along=own)
    assert table.equals(wb.sampling_error(surveyed, strata="residence"))
    assert ids["dwelling_id"].n_unique() < ids.height  # elders who apply apart were surveyed with their dwelling
    apart = wb.sampling_error(surveyed, cluster="household_id")
    assert error_of(apart, "dibao", "persons")[1] != error_of(wb.sampling_error(surveyed), "dibao", "persons")[1]
    assert error_of(apart, "dibao", "persons")[0] == error_of(table, "dibao", "persons")[0]


def test_a_household_of_weight_0_is_no_part_of_the_sample(sample: Population, baseline: Scenario) -> None:
    some = sample.households["dwelling_id"].unique().sort().head(50)
    out = pl.col("dwelling_id").is_in(some.implode())
    silent = sample.households.with_columns(weight=pl.when(out).then(0.0).otherwise(pl.col("weight")))
    whole = Population.from_frames(sample.persons, silent, seed=sample.seed)
    without = sample.kept((~sample.households["dwelling_id"].is_in(some.implode())).to_numpy())
    errors = [wb.sampling_error(wb.simulate(people, baseline, programmes=BASIC)) for people in (whole, without)]
    assert np.allclose(errors[0]["standard_error"], errors[1]["standard_error"])


def test_a_full_count_says_that_it_has_none(run: Run) -> None:
    with pytest.raises(InputError, match="every household has the weight 1; a full count has no sampling error"):
        wb.sampling_error(run)
    assert run.warnings == ()


def test_what_can_t_be_worked_out_is_refused(surveyed: Run, sample: Population, baseline: Scenario) -> None:
    with pytest.raises(UnknownNameError, match="unknown strata column 'residense'; did you mean 'residence'"):
        wb.sampling_error(surveyed, strata="residense")
    with pytest.raises(UnknownNameError, match="unknown cluster 'dwelling'; did you mean 'dwelling_id'"):
        wb.sampling_error(surveyed, cluster="dwelling")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="has one cluster only"):
        wb.sampling_error(surveyed, strata="dwelling_id")
    with pytest.raises(InputError, match="has another household_type than the rest of its cluster"):
        wb.sampling_error(surveyed, strata="household_type")
    few = sample.households.select("household_id", wave=pl.lit(1)).head(5)
    with pytest.raises(InputError, match=f"{sample.households.height - 5} households have no wave"):
        wb.sampling_error(surveyed, strata="wave", along=few)
    with pytest.raises(InputError, match=r"strata=… names it"):
        wb.sampling_error(surveyed, along=few)
    with pytest.raises(InputError, match="one row a household is wanted"):
        wb.sampling_error(surveyed, strata="v", along=sample.persons.select("person_id", v=1))
    with pytest.raises(InputError, match="didn't keep"):
        wb.sampling_error(wb.simulate(sample, baseline, rows=False))


def test_results_of_a_sample_say_what_they_leave_out(
    surveyed: Run, sample: Population, baseline: Scenario, tmp_path
) -> None:
    parts = wb.write_partitions(sample, tmp_path, 2)
    results = {
        "simulate": surveyed,
        "compare": wb.compare(surveyed, surveyed),
        "draw": wb.draw(sample, baseline, runs=2),
        "draw in parts": wb.draw(parts, baseline, runs=2),
    }
    for name, result in results.items():
        assert [notice.parameter for notice in result.warnings] == [""], name
        assert "its sampling error is not in the results" in result.warnings[0].en, name
        assert "抽样误差不在结果和区间之内" in result.warnings[0].zh, name
    with using_language("en"):
        for name in ("simulate", "compare", "draw"):
            assert "▲ the people are a weighted sample" in results[name]._repr_html_(), name


def test_results_of_a_full_count_say_nothing_of_it(county: Population, run: Run, baseline: Scenario) -> None:
    assert wb.compare(run, run).warnings == ()
    assert wb.draw(county, baseline, runs=2).warnings == ()
