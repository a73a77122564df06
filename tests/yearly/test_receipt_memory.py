"""Receipt over years: what stays when nothing moves, how fast reviews end it, and flows that add up."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.population.memory import remembering
from workbench.yearly.entry_fit import fit_entry
from workbench.yearly.receipt_flows import receipt_flows, receipt_spells
from workbench.yearly.receipt_memory import REMEMBERED_ROWS, MemoryAssumptions, ReceiptMemory, receipt_of

ROWS = list(REMEMBERED_ROWS)
STILL = MemoryAssumptions(review=1.0, error_persistence=1.0, readiness_persistence=1.0)


def simulated(people: wb.Population, scenario: wb.Scenario) -> wb.Run:
    return wb.simulate(people, scenario, programmes=["dibao", "tekun"], rows=ROWS)


def path(people, scenario, assumed: MemoryAssumptions, last: int) -> dict[int, wb.Run]:
    memory, runs = ReceiptMemory(assumed), {2021: simulated(people, scenario)}
    for year in range(2022, last + 1):
        runs[year] = simulated(memory.population(year, people, runs[year - 1]), scenario)
    return runs


@pytest.fixture(scope="module")
def alike() -> wb.Population:
    """20,000 rural workers who live alone and earn the same: 422 is the standard, 422 × .9 ÷ .9 = 422 the wage.

    Of wages .9 counts, so that the income is 379.80, .9 of the standard.
    """
    count = 20_000
    persons = pl.DataFrame(
        {
            "person_id": range(count),
            "household_id": range(count),
            "age": [44] * count,
            "sex": ["male"] * count,
            "wage_income": [422.0] * count,
        }
    )
    town = wb.synthesize(1, 2_000).town_names[0]
    households = pl.DataFrame({"household_id": range(count), "town": [town] * count, "residence": ["rural"] * count})
    return wb.Population.from_frames(persons, households, seed=11)


def test_nothing_moves_where_nothing_changes(people: wb.Population, baseline: wb.Scenario) -> None:
    """Everybody is reviewed with the same error and is as ready as before: the same families, the same fen."""
    runs = path(people, baseline, STILL, 2024)
    for run in runs.values():
        assert np.array_equal(receipt_of(run).received, receipt_of(runs[2021]).received)
        assert run.totals.equals(runs[2021].totals)


def test_the_first_year_is_the_run_without_memory(people: wb.Population, baseline: wb.Scenario) -> None:
    first = simulated(ReceiptMemory().population(2021, people, None), baseline)
    assert first.totals.equals(wb.simulate(people, baseline, programmes=["dibao", "tekun"]).totals)


@pytest.mark.parametrize("review", [0.25, 1.0])
def test_reviews_end_receipt_at_the_rate_worked_out(alike: wb.Population, baseline: wb.Scenario, review: float) -> None:
    """Found above the standard: exp(.35 z) × .9 ≥ 1, z ≥ ln(1 ÷ .9) ÷ .35 = .3010, chance 1 − Φ(.3010) = .3817.

    With no error that lasts and nobody who comes anew the households in receipt fall by review × .3817 a year.
    """
    assumed = MemoryAssumptions(
        review=review, error_persistence=0.0, readiness_persistence=1.0, entry_urban=1e-9, entry_rural=1e-9
    )
    above = 0.5 * math.erfc(math.log(1 / 0.9) / 0.35 / math.sqrt(2))
    assert above == pytest.approx(0.3817, abs=5e-5)
    everybody = baseline.replace(dibao_take_up_rural=20, dibao_take_up_gap_power=0, dibao_take_up_without_hardship=1)
    runs = path(alike, everybody, assumed, 2024)
    stock = np.array([receipt_of(run).received.sum() for run in runs.values()], float)
    # Nobody is left out at first but those found above the standard.
    assert stock[0] / 20_000 == pytest.approx(1 - above, abs=4 * math.sqrt(above * (1 - above) / 20_000))
    hazard = review * above
    for before, after in pairwise(stock):
        assert 1 - after / before == pytest.approx(hazard, abs=4 * math.sqrt(hazard * (1 - hazard) / before))
    spells = receipt_spells(runs)
    assert spells["households"].sum() == stock[0]
    assert spells["left_truncated"].all()
    ended = spells.filter("ended").sort("duration_years")["households"].to_list()
    assert ended == (stock[:-1] - stock[1:]).tolist()


def test_a_finding_stands_as_a_share_of_the_standard_of_the_day(alike: wb.Population, baseline: wb.Scenario) -> None:
    """Found 379.80 ÷ 422 = .9 without error: at 45 % the standard is 475 and 47.50 are paid, with the wage as it was.

    Reviewed, the household has 475 − 379.80 = 95.20.
    """
    exact = baseline.replace(
        income_assessment_sd=0, dibao_take_up_rural=20, dibao_take_up_gap_power=0, dibao_take_up_without_hardship=1
    )
    first = simulated(alike, exact)
    assert receipt_of(first).finding[0] == pytest.approx(0.9)
    higher = exact.replace(rural_dibao_ratio=0.45)
    for review, paid in ((0.0, 47.50), (1.0, 95.20)):
        here = ReceiptMemory(replace(STILL, review=review)).population(2022, alike, first)
        run = simulated(here, higher)
        assert run.headline.programmes["dibao"].cost == pytest.approx(20_000 * 12 * paid)
        told = wb.explain(run, household_id=0)
        assert told.result.household["assessed_income_per_member"] == pytest.approx(475 - paid)


def test_flows_reconcile_with_stocks_to_the_person(people: wb.Population, baseline: wb.Scenario) -> None:
    runs = path(people, baseline, MemoryAssumptions(), 2024)
    flows = receipt_flows(runs)
    assert flows["year"].unique().sort().to_list() == [2022, 2023, 2024]
    for year in (2022, 2023, 2024):
        before, after = receipt_of(runs[year - 1]), receipt_of(runs[year])
        here = flows.filter(pl.col("year") == year)
        came, left, moved = (here.filter(pl.col("flow") == one) for one in ("in", "out", "members"))
        assert after.received.sum() == before.received.sum() + came["households"].sum() - left["households"].sum()
        persons = [int(one.members[one.received].sum()) for one in (before, after)]
        assert persons[1] == persons[0] + came["persons"].sum() - left["persons"].sum() + moved["persons"].sum()
        assert came["households"].sum() > 0
        assert left["households"].sum() > 0
    spells = receipt_spells(runs)
    assert spells.filter(~pl.col("left_truncated"))["began"].min() == 2022
    assert spells.filter(~pl.col("ended"))["households"].sum() == receipt_of(runs[2024]).received.sum()
    assert spells.filter("ended")["households"].sum() == flows.filter(pl.col("flow") == "out")["households"].sum()


def test_a_household_that_is_gone_or_new_is_told(people: wb.Population, baseline: wb.Scenario) -> None:
    first, memory = simulated(people, baseline), ReceiptMemory(STILL)
    receipt = receipt_of(first)
    recipients = receipt.household_id[receipt.received]
    stay = ~np.isin(people.households["household_id"].to_numpy(), recipients[:3])
    second = simulated(memory.population(2022, people.kept(stay), first), baseline)
    third = simulated(memory.population(2023, people, second), baseline)
    flows = receipt_flows({2021: first, 2022: second, 2023: third})
    counted = {(row["year"], row["cause"]): 0 for row in flows.iter_rows(named=True)}
    for row in flows.iter_rows(named=True):
        counted[row["year"], row["cause"]] += row["households"]
    assert counted[2022, "gone"] == 3
    assert counted[2022, "income_found"] == counted[2022, "new_household"] == counted[2022, "applied"] == 0
    assert counted[2023, "gone"] == counted[2023, "applied"] == 0
    # They come back with the luck of another year, and without a finding.
    assert 0 <= counted[2023, "new_household"] <= 3


def test_persistence_is_the_correlation_of_the_luck(people: wb.Population, baseline: wb.Scenario) -> None:
    """Renewed with chance 1 − p a year: after k years the correlation of the errors is p to the power of k."""
    runs = path(people, baseline, MemoryAssumptions(error_persistence=0.8), 2024)
    errors = [receipt_of(run).error for run in runs.values()]
    for k in (1, 2, 3):
        assert np.corrcoef(errors[0], errors[k])[0, 1] == pytest.approx(0.8**k, abs=0.04)
        assert errors[k].std() == pytest.approx(1, abs=0.03)


def test_the_entry_that_is_fitted_keeps_the_stock(people: wb.Population, baseline: wb.Scenario) -> None:
    """Frozen people and money: with the fitted entry the stock stays within 1 %, with the stock's take-up it grows."""
    fitted = fit_entry(people, baseline, years=8)
    assert max(map(abs, fitted.drift.values())) < 0.02
    stock = {}
    for name, assumed in (("fitted", fitted.assumed), ("take-up", MemoryAssumptions())):
        runs = path(people, baseline, assumed, 2028)
        stock[name] = [int(receipt_of(run).received.sum()) for run in runs.values()]
    assert np.mean(stock["fitted"][1:]) == pytest.approx(stock["fitted"][0], rel=0.02)
    assert np.mean(stock["take-up"][1:]) > 1.05 * stock["take-up"][0]


def test_bad_memory_is_refused(people: wb.Population, baseline: wb.Scenario, tmp_path) -> None:
    run = wb.simulate(people, baseline, rows=["family_dibao_recipient"])
    with pytest.raises(InputError, match="keeps the rows family_dibao_recipient, assessed_income_per_member"):
        ReceiptMemory().population(2022, people, run)
    with pytest.raises(InputError, match=r"review"):
        MemoryAssumptions(review=1.5)
    with pytest.raises(InputError, match=r"entry_rural"):
        MemoryAssumptions(entry_rural=0.0)
    here = ReceiptMemory(STILL).population(2022, people, simulated(people, baseline))
    with pytest.raises(InputError, match="with_luck: the draws"):
        here.with_luck(3)
    with pytest.raises(InputError, match="write_partitions: the draws"):
        wb.write_partitions(here, tmp_path / "parts", 2)
    with pytest.raises(InputError, match="fit_entry: a county of one year"):
        fit_entry(here, baseline)
    assert here.digest() != people.digest()
    with pytest.raises(InputError, match="one for each household"):
        remembering(people, np.ones(3, bool), np.ones(3, bool), np.zeros(3), {})
