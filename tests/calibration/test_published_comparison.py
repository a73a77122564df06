"""Published figures beside a run: counted by hand in a made-up register, sourced, and refused where they can't be."""

import polars as pl
import pytest

from workbench.calibration import published_comparison
from workbench.errors import InputError
from workbench.population import synthesize
from workbench.scenario_folder import load_scenario
from workbench.simulation import Run, simulate


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(synthesize(3, size=30_000), load_scenario("baseline-2021"))


@pytest.fixture(scope="module")
def table(run: Run) -> dict[str, tuple[float, float, float]]:
    frame = published_comparison(run)
    return {row[0]: row[1:] for row in frame.select("indicator", "simulated", "published_figure", "ratio").iter_rows()}


@pytest.fixture(scope="module")
def people(run: Run) -> pl.DataFrame:
    """Everybody with residence, dwelling and what the run pays, in plain Polars."""
    joined = run.population.persons.join(run.population.households, on="household_id", maintain_order="left")
    paid = run.persons.select("person_id", "dibao_recipient", "tekun_recipient")
    dwelling = joined.group_by("dwelling_id").agg(size=pl.len(), youngest=pl.col("age").min())
    return joined.join(paid, on="person_id").join(dwelling, on="dwelling_id")


def of(run: Run, *programmes: str) -> tuple[float, float]:
    """Persons and cost (yuan a year) of programmes, added up from the table of totals."""
    rows = run.totals.filter(pl.col("programme").is_in(programmes))
    return float(rows["persons"].sum()), float(rows["cost_yuan_per_year"].sum())


def test_every_figure_has_a_source_and_none_was_fitted(run):
    frame = published_comparison(run)
    assert frame["source"].str.len_chars().min() > 20
    assert set(frame["status"]) <= {"published", "unverified", "estimated"}
    assert frame.select("zh", "en").n_unique() == frame.height
    fitted = {series for series, _ in run.population.provenance["fitted_figures"]}
    assert "programme_reach" not in fitted


def test_reach_and_cost_are_those_of_the_totals(run, table):
    residents = 30_000
    assert table["disability_living"][0] == of(run, "disability_living")[0] / residents
    assert table["disability_care"][0] == of(run, "disability_care")[0] / residents
    assert table["medical_premiums"][0] == of(run, "medical_premiums")[0] / residents
    cases, cost = of(run, "temporary_illness", "temporary_education", "emergency")
    assert table["temporary_aid"][0] == cases / residents
    assert table["temporary_aid_per_case"][0] == pytest.approx(cost / cases)
    assert table["medical_aid_per_resident"][0] == pytest.approx(of(run, "medical_aid")[1] / residents)


@pytest.mark.parametrize("residence", ["urban", "rural"])
def test_who_is_on_dibao_and_tekun_is_counted_person_by_person(people, table, residence):
    here = people.filter(pl.col("residence").cast(pl.String) == residence)
    dibao = here.filter("dibao_recipient")
    assert table[f"tekun_to_dibao_{residence}"][0] == here["tekun_recipient"].sum() / dibao.height
    women = (dibao["sex"].cast(pl.String) == "female").sum()
    assert table[f"women_of_dibao_{residence}"][0] == women / dibao.height


def test_elders_alone_are_set_against_couples_apart_from_tekun(people, table):
    old = people.filter(pl.col("youngest") >= 60, ~pl.col("tekun_recipient"))
    alone, couples = old.filter(size=1), old.filter(size=2)
    expected = alone["dibao_recipient"].mean() / couples["dibao_recipient"].mean()
    assert table["elders_alone_to_couples"][0] == pytest.approx(expected)


def test_the_odds_ratio_of_self_care_is_that_of_a_four_fold_table(people, table):
    old = people.filter(pl.col("age") >= 60, pl.col("residence").cast(pl.String) == "urban")
    many, dibao = pl.col("adl_items_lost") >= 4, pl.col("dibao_recipient")
    a, b = old.filter(many, dibao).height, old.filter(many, ~dibao).height
    c, d = old.filter(~many, dibao).height, old.filter(~many, ~dibao).height
    assert table["dibao_odds_without_self_care"][0] == pytest.approx(a * d / (b * c))


def test_published_figures_worked_out_by_hand(table):
    published = {name: row[1] for name, row in table.items()}
    # 13.806 ÷ 1,412 million; 26.61 billion yuan ÷ 1,390 million; 4.463 ÷ 36.208 million
    assert published["temporary_aid"] == pytest.approx(13.806 / 1_412, abs=5e-5)
    assert published["medical_aid_per_resident"] == pytest.approx(26_610 / 1_390, abs=0.05)
    assert published["tekun_to_dibao_rural"] == pytest.approx(4.463 / 36.208, abs=5e-5)
    # of the widowed 522 of 26,545, of the married 893 of 100,991
    assert published["elders_alone_to_couples"] == pytest.approx(522 / 26_545 / (893 / 100_991), abs=5e-3)
    # 6,527 of 105,972 without self-care, 98,783 of 4,404,433 others
    assert published["dibao_odds_without_self_care"] == pytest.approx(
        6_527 / (105_972 - 6_527) / (98_783 / (4_404_433 - 98_783)), abs=5e-3
    )
    for simulated, figure, ratio in table.values():
        assert ratio == pytest.approx(simulated / figure)


def test_a_run_of_single_programmes_or_without_rows_is_refused(run):
    single = simulate(run.population, run.scenario, programmes=["dibao", "tekun"])
    with pytest.raises(
        InputError, match=r"the run does not count disability_living, .*call simulate without programmes"
    ):
        published_comparison(single)
    with pytest.raises(InputError, match="didn't keep 'dibao_recipient'"):
        published_comparison(simulate(run.population, run.scenario, rows=False))
