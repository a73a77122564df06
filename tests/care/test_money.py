"""What care costs: each amount by hand, and the same total as the law's own."""

import polars as pl
import pytest

import workbench as wb
from workbench.care import Need, care_costs, cost_of_care, project
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run


def amount(table: pl.DataFrame, grade: str, setting: str, item: str) -> float:
    return float(table.filter(grade=grade, setting=setting, item=item)["yuan_per_year"].item())


def test_one_person_by_hand(care_run: Run, homes: pl.DataFrame) -> None:
    table = cost_of_care(care_run, homes)
    # care fee: 1/3 of 1,550 = 516.67 a month, 6,200.04 a year; 1/6: 258.33, 3,099.96; 1/10: 155, 1,860
    for setting in ("centralised", "dispersed"):
        assert amount(table, "complete", setting, "care_fee") == pytest.approx(6200.04)
        assert amount(table, "partial", setting, "care_fee") == pytest.approx(3099.96)
        assert amount(table, "able", setting, "care_fee") == pytest.approx(1860.0)
    basic = amount(table, "complete", "centralised", "basic")
    beds = homes["nursing_beds"]
    bed = (homes["nursing_bed_cost_yuan_per_year"] * beds).sum() / beds.sum()
    # one care worker of 3,200 yuan a month for three residents: 12,800 a year each
    gap = bed + 12_800 - basic - 6200.04
    assert amount(table, "complete", "centralised", "running_gap") == pytest.approx(gap)
    convertible = homes["convertible_beds"]
    each = (homes["conversion_cost_yuan_per_bed"] * convertible).sum() / convertible.sum()
    assert amount(table, "partial", "centralised", "capital") == pytest.approx(each / 20)
    assert amount(table, "partial", "dispersed", "visits") == 600


def test_the_first_year_pays_what_the_law_pays(
    care_county: Population, care_need: Need, few_homes: pl.DataFrame, baseline: Scenario
) -> None:
    run = wb.simulate(care_county, baseline, programmes=["tekun"])
    costs = care_costs(run, few_homes, project(care_need, few_homes, baseline))
    paid = costs.filter((pl.col("year") == 2020) & pl.col("item").is_in(["basic", "care_fee"]))
    law = run.totals.filter(pl.col("programme") == "tekun")["cost_yuan_per_year"].sum()
    assert paid["cost_yuan_per_year"].sum() == pytest.approx(law, rel=1e-9)


def test_payers_bear_the_whole(care_run: Run, care_need: Need, few_homes: pl.DataFrame, baseline: Scenario) -> None:
    done = pl.DataFrame(
        [(1, 2021, "convert", 6, 3e5)],
        schema=["home_id", "year", "action", "beds", "cost_yuan"],
        orient="row",
    )
    costs = care_costs(care_run, few_homes, project(care_need, few_homes, baseline, done))
    works = costs.filter(item="capital")
    assert works["year"].to_list() == [2021, 2021]
    assert dict(works.select("payer", "cost_yuan_per_year").iter_rows()) == {"province": 1.2e5, "county": 1.8e5}
    shares = costs.filter((pl.col("item") == "basic") & (pl.col("year") == 2021))
    county = shares.filter(payer="county")["cost_yuan_per_year"].sum() / shares["cost_yuan_per_year"].sum()
    assert county == pytest.approx(0.25)
    assert set(costs.filter(item="visits")["payer"]) == {"county"}
