"""The tekun stock of answers over years: the runs' own persons, flows that add up, a room that plans on it."""

import numpy as np
import pytest

import workbench as wb
from workbench.care import need, project, read_homes
from workbench.care.need_table import FLOWS
from workbench.care.years_need import need_of_years
from workbench.errors import InputError
from workbench.yearly import Years


@pytest.fixture(scope="module")
def several(county: wb.Population, baseline: wb.Scenario) -> list[Years]:
    growth = wb.income_growth(2021, 2024)
    return [wb.years(wb.lives(county, 2024, seed, growth=growth), baseline, 2021, 2024) for seed in (1, 2)]


@pytest.fixture(scope="module")
def stock(several: list[Years]) -> wb.care.Need:
    return need_of_years(several)


def test_each_year_holds_the_tekun_persons_of_its_run(several: list[Years], stock: wb.care.Need) -> None:
    assert stock.years == (2020, 2021, 2022, 2023)  # the run of a year is the stock at the end of the year before
    for future, answers in enumerate(several):
        persons = [answers.run(year).headline.tekun.persons for year in answers.span]
        assert stock.drawn[future].sum(axis=(1, 2)).tolist() == persons
    assert np.array_equal(stock.expected, stock.drawn.mean(axis=0))


def test_the_first_year_is_that_of_the_rooms_own_stock(county, baseline, stock: wb.care.Need) -> None:
    own = need(wb.simulate(county, baseline), 2021, replicates=2)
    assert np.array_equal(own.expected[0], stock.expected[0])


def test_flows_reconcile_with_stocks_to_the_person_in_every_town(stock: wb.care.Need) -> None:
    flow = {name: stock.flows[..., k] for k, name in enumerate(FLOWS)}
    persons = stock.drawn.sum(axis=-1)
    change = flow["entered"] - flow["died"] - flow["left"]
    assert np.array_equal(np.diff(persons, axis=1), change[:, 1:])
    disabled = stock.drawn[..., 1:].sum(axis=(2, 3))
    begun = (flow["need_began"] - flow["need_ended"]).sum(axis=2)
    assert np.array_equal(np.diff(disabled, axis=1), begun[:, 1:])
    assert flow["died"].sum() > 0
    assert not stock.flows[:, 0].any()


def test_homes_are_projected_on_it(baseline: wb.Scenario, stock: wb.care.Need) -> None:
    county = project(stock, read_homes(), baseline).county
    rows = county.filter(indicator="disabled_persons").sort("year")
    assert rows["year"].to_list() == list(stock.years)
    assert rows["expected"].to_list() == pytest.approx(stock.expected[..., 1:].sum(axis=(1, 2)).tolist())


def test_what_is_no_path_is_refused(several: list[Years], baseline, county) -> None:
    with pytest.raises(InputError, match=r"answers is 3; answers of wb\.years are wanted"):
        need_of_years(3)
    with pytest.raises(InputError, match="hold other years"):
        need_of_years([several[0], wb.years(county, baseline, 2021, 2022)])
    with pytest.raises(InputError, match="one year alone has no path"):
        need_of_years(wb.years(county, baseline, 2021, 2021))
