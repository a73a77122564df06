"""Years: equal to the plain run of the same year to the fen; known answers under growth; causes add up."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, ParameterError
from workbench.language import using_language
from workbench.yearly import FrozenPeople, Years, grown, load_paths

BASIC = ["dibao", "tekun"]


@pytest.fixture(scope="module")
def answers(county: wb.Population, baseline: wb.Scenario) -> Years:
    return wb.years(county, baseline, 2021, 2027, programmes=BASIC)


def test_the_first_year_is_the_plain_run_to_the_fen(county: wb.Population, baseline: wb.Scenario, answers) -> None:
    assert wb.simulate(county, baseline, programmes=BASIC).totals.equals(answers.run(2021).totals)
    whole = wb.years(county, baseline, 2021, 2021)
    assert wb.simulate(county, baseline).totals.equals(whole.run(2021).totals)


@pytest.mark.parametrize("year", [2022, 2025, 2027])
def test_any_year_is_the_plain_run_of_its_people_and_its_scenario(answers: Years, year: int) -> None:
    plain = wb.simulate(answers.population(year), answers.scenario(year), programmes=BASIC)
    assert plain.totals.equals(answers.run(year).totals)
    assert answers.scenario(year).date == dt.date(year, 7, 1)
    assert not answers.scenario(year).years
    mine = answers.totals.filter(pl.col("year") == year).select(plain.totals.columns)
    assert mine.equals(plain.totals)


def test_without_a_path_the_law_of_2024_is_refused_as_before(county, baseline) -> None:
    with pytest.raises(ParameterError, match="no figure for 2023"):
        wb.simulate(county, baseline.replace(date=dt.date(2024, 7, 1)))


def test_the_first_years_are_the_same_however_far_one_looks(county, baseline, answers) -> None:
    short = wb.years(county, baseline, 2021, 2023, programmes=BASIC)
    long = answers.totals.filter(pl.col("year") <= 2023)
    assert short.totals.equals(long)


def test_the_ratchet_works_on_the_path_and_the_standards_are_worked_by_hand(answers: Years) -> None:
    """Urban: .30 × 29,314 / 12 = 732.85 → 733 in 2022; 28,555 would give 714 in 2023, the ratchet keeps 733.

    2024: .30 × 28,555 × 1.086 = 31,011 / 12 → 775.
    Rural 2026: .40 × 14,687 × 1.093 × 1.061 × 1.055 = 17,969 / 12 → 599.
    """
    table = {(year, where): row for year, where, *row in answers.standards.iter_rows()}
    assert [table[year, "urban"][0] for year in (2021, 2022, 2023, 2024)] == [682, 733, 733, 775]
    assert table[2026, "rural"][0] == 599
    assert table[2023, "urban"][4] == "ratchet"
    assert table[2024, "urban"][4] == "ratio"
    assert (table[2023, "urban"][3], table[2024, "urban"][3], table[2027, "urban"][3]) == (
        "unverified",
        "estimated",
        "assumed",
    )
    free = answers.base.replace(standard_ratchet="ignored")
    assert (
        wb.years(answers.people, free, 2021, 2023, programmes=BASIC).run(2023).standards["urban_dibao_standard"] == 714
    )


def test_the_highest_of_a_falling_path_lies_in_the_path_itself(county, baseline) -> None:
    """Growth of −10 % in 2026: the urban standard of 2027 is that of 2026, from consumption of 2025."""
    falling = baseline.with_years(growth={"urban_consumption": {2026: -0.1}})
    found = wb.years(county, falling, 2021, 2027, programmes=BASIC)
    standard = [found.scenario(year).resolved()["urban_consumption_highest_before"].value for year in (2026, 2027)]
    assert standard[0] < 1
    assert standard[1] == pytest.approx(1 / 0.9, rel=1e-4)
    yuan = {y: found.standards.filter((pl.col("year") == y) & (pl.col("residence") == "urban")) for y in (2026, 2027)}
    assert yuan[2026]["standard_yuan_per_month"].item() == yuan[2027]["standard_yuan_per_month"].item()


def test_equal_growth_of_money_leaves_coverage_and_multiplies_cost() -> None:
    """One wage of 5,000 yuan a month per household of three, doubled with the standard: the same recipients, cost × 2.

    A published standard stands for the ratio, so that no rounding to the yuan comes between.
    """
    rows = [
        {
            "person_id": 10 * h + k,
            "household_id": h,
            "age": 40 + k,
            "sex": "female",
            "wage_income": 400.0 * (h % 4 == 0) * (k == 0) + 9000.0 * (h % 4 != 0) * (k == 0),
        }
        for h in range(1, 401)
        for k in range(3)
    ]
    town = wb.current_place().towns[0]
    homes = [{"household_id": h, "town": town, "residence": "rural", "financial_assets": 0.0} for h in range(1, 401)]
    county = wb.Population.from_frames(pl.DataFrame(rows), pl.DataFrame(homes), seed=1)
    law = wb.load_scenario("perfect-law").replace(
        rural_dibao_standard_published=400.0, urban_dibao_standard_published=700.0
    )
    twice = {"urban": 2.0, "rural": 2.0}
    one = wb.simulate(county, law, programmes=["dibao"])
    two = wb.simulate(
        grown(county, twice, twice, 2030, "test"),
        law.replace(rural_dibao_standard_published=800.0, urban_dibao_standard_published=1400.0, minimum_wage=3100.0),
        programmes=["dibao"],
    )
    assert one.headline.dibao.persons == two.headline.dibao.persons > 0
    assert two.headline.dibao.cost == pytest.approx(
        2 * one.headline.dibao.cost, abs=0.01 * one.headline.dibao.persons * 12
    )


def test_standards_that_stay_cover_fewer_every_year(county, baseline, answers) -> None:
    frozen = baseline.replace(urban_dibao_standard_published=682.0, rural_dibao_standard_published=422.0).with_years(
        indexing={"urban_dibao_standard_published": "stays", "rural_dibao_standard_published": "stays"}
    )
    found = wb.years(answers.people, frozen, 2021, 2027, programmes=BASIC)
    assert found.run(2027).standards["rural_dibao_standard"] == 422
    assert found.run(2027).headline.dibao.persons < found.run(2023).headline.dibao.persons
    assert found.run(2021).totals.equals(answers.run(2021).totals)


def test_grown_money_is_rounded_to_the_fen_and_what_is_not_told_stays(county) -> None:
    factors = {"urban": 1.1, "rural": 1.25}
    found = grown(county, factors, {"urban": 1.0, "rural": 2.0}, 2025, "test")
    rural = county.persons.join(county.households.select("household_id", "residence"), on="household_id")["residence"]
    wanted = np.where(rural == "rural", 1.25, 1.1) * county.persons["wage_income"].to_numpy()
    assert np.abs(found.persons["wage_income"].to_numpy() - wanted).max() <= 0.0050001
    assert (found.persons["own_financial_assets"] == -1).sum() == (county.persons["own_financial_assets"] == -1).sum()
    assert found.incomes_year == 2025
    assert county.incomes_year == 2020
    assert found.persons["age"].equals(county.persons["age"])
    with pytest.raises(InputError, match="factor above 0"):
        grown(county, {"urban": 0.0, "rural": 1.0}, factors, 2025, "test")
    with pytest.raises(InputError, match="grown"):
        wb.margins_met(found)


def test_causes_add_up_to_the_change_to_the_fen(answers: Years) -> None:
    found = wb.decompose_years(answers, 2021, 2025)
    assert found.table["cost_yuan_per_year"].sum() == pytest.approx(found.after[0] - found.before[0], abs=0.005)
    assert found.table["persons"].sum() == pytest.approx(found.after[1] - found.before[1], abs=1e-6)
    assert found.before[0] == pytest.approx(answers.run(2021).totals["cost_yuan_per_year"].sum(), abs=0.005)
    assert found.after[0] == pytest.approx(answers.run(2025).totals["cost_yuan_per_year"].sum(), abs=0.005)
    causes = dict(found.table.select("cause", "cost_yuan_per_year").iter_rows())
    assert causes["incomes"] < 0 < causes["reset"]


def test_a_lever_by_year_is_the_single_lever_of_each_year(county, baseline, answers) -> None:
    stepped = baseline.with_years(levers={"rural_dibao_ratio": {2021: 0.40, 2023: 0.43}})
    found = wb.years(answers.people, stepped, 2021, 2024, programmes=BASIC)
    assert found.run(2022).totals.equals(answers.run(2022).totals)
    plain = answers.scenario(2023).replace(rural_dibao_ratio=0.43)
    assert wb.simulate(answers.population(2023), plain, programmes=BASIC).totals.equals(found.run(2023).totals)
    changes = wb.compare_years(answers, wb.years(answers.people, stepped, 2021, 2027, programmes=BASIC)).changes
    assert changes.filter(pl.col("year") < 2023)["persons_change"].sum() == 0
    assert changes.filter(pl.col("year") >= 2023)["cost_change_yuan_per_year"].sum() > 0


def test_a_lever_outside_the_corridor_in_one_year_is_told_with_the_year(answers, baseline) -> None:
    outside = baseline.with_years(levers={"rural_dibao_ratio": {2021: 0.40, 2023: 0.48, 2024: 0.42}})
    found = wb.years(answers.people, outside, 2021, 2025, programmes=BASIC)
    told = [one for one in found.warnings if one.parameter == "rural_dibao_ratio"]
    assert len(told) == 1
    assert told[0].en.startswith("2023: ")
    assert told[0].zh.startswith("2023：")
    rows = found.standards.filter(~pl.col("in_corridor")).select("year", "residence").rows()
    assert rows == [(2023, "rural")]


def test_the_budget_adds_up_and_the_payers_bear_all(answers: Years) -> None:
    table = wb.budget_table(answers, [2022, 2023, 2024])
    for year in (2022, 2023, 2024):
        cost = f"cost_{year}"
        whole = table.filter((pl.col("programme") == "all") & (pl.col("payer") == "all"))[cost].item()
        assert whole == pytest.approx(answers.run(year).totals["cost_yuan_per_year"].sum(), abs=0.05)
        parts = table.filter((pl.col("programme") != "all") & (pl.col("payer") != "all"))[cost].sum()
        assert parts == pytest.approx(whole, abs=0.05)
    with pytest.raises(InputError, match="2030"):
        wb.budget_table(answers, [2030])
    with pytest.raises(InputError, match="each once"):
        wb.budget_table(answers, [2022, 2022])


def test_real_yuan_are_those_of_the_first_year(answers: Years) -> None:
    """Prices of 2023 over 2021: 1.020 × 1.002 = 1.02204."""
    year = answers.totals.filter(pl.col("year") == 2023)
    nominal, real = year["cost_yuan_per_year"].sum(), year["real_cost_yuan_per_year"].sum()
    assert nominal / real == pytest.approx(1.02204, rel=1e-6)


def test_years_that_differ_are_told_in_words_and_figures(county, baseline) -> None:
    """29,314 ÷ 27,291 = +7.4 % and 14,299 ÷ 12,660 = +12.9 % in the law of 2022 with incomes of 2020."""
    later = wb.simulate(county, baseline.replace(date=dt.date(2022, 7, 1)), programmes=["dibao"], rows=False)
    (told,) = later.warnings
    assert "law is that of 2022" in told.en
    assert "incomes are those of 2020" in told.en
    assert "+7.4 %" in told.en
    assert "+12.9%" in told.zh
    assert not wb.simulate(county, baseline, programmes=["dibao"], rows=False).warnings
    with using_language("en"):
        assert "law of 2022; people of 2025; incomes of 2020" in str(later._view())


def test_years_of_a_table_of_ones_own_must_be_told(county, baseline) -> None:
    own = wb.Population.from_frames(county.persons, county.households, seed=county.seed)
    assert own.incomes_year is None
    with pytest.raises(InputError, match="incomes_year=2020"):
        wb.years(own, baseline, 2021, 2022)
    told = wb.years(own, baseline, 2021, 2022, incomes_year=2020, programmes=["dibao"])
    assert told.run(2022).headline.dibao.persons > 0
    with pytest.raises(InputError, match="incomes are of 2020"):
        wb.years(county, baseline, 2021, 2022, incomes_year=2019)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(2020, 2022, "2020 lies before the county"), (2022, 2021, "2022"), (2021, 2040, "no figure for 2036")],
)
def test_years_that_cannot_be_answered_are_refused_at_once(county, baseline, first, last, words) -> None:
    with pytest.raises((InputError, ParameterError), match=words):
        wb.years(county, baseline, first, last)


def test_people_that_grew_by_other_paths_are_refused(answers, baseline) -> None:
    other = baseline.with_years(growth={"rural_income": {2026: 0.0}})
    with pytest.raises(InputError, match="other paths"):
        wb.years(answers.people, other, 2021, 2022)
    with pytest.raises(InputError, match="people from 2021 to"):
        wb.years(answers.people, baseline, 2021, 2030)
    with pytest.raises(InputError, match="same years"):
        wb.compare_years(answers, wb.years(answers.people, baseline, 2021, 2022, programmes=BASIC))


def test_a_memory_is_asked_year_by_year_with_the_run_before(county, baseline) -> None:
    seen = []

    class Noted:
        rows = ("dibao_household",)

        def population(self, year, people, before):
            seen.append((year, None if before is None else before.scenario.date.year))
            return people

    found = wb.years(county, baseline, 2021, 2023, programmes=["dibao"], memory=Noted())
    found.run(2023)
    assert seen == [(2021, None), (2022, 2021), (2023, 2022)]
    assert set(found.run(2022).rows) == {"dibao_household"}


def test_frozen_people_are_asked_for_their_years_alone(county) -> None:
    people = FrozenPeople(county, load_paths(), 2020, 2021, 2023)
    assert people.population(2021) is county
    with pytest.raises(InputError, match="not among 2021 to 2023"):
        people.population(2024)


@pytest.mark.parametrize(("language", "together"), [("zh", "合计"), ("en", "all")])
def test_the_sums_of_a_budget_are_named_in_the_language_that_is_on(
    county, baseline, language: str, together: str
) -> None:
    answers = wb.years(county, baseline, 2021, 2022, programmes=["dibao", "tekun"])
    with using_language(language):
        cells = wb.table(wb.budget_table(answers, [2021, 2022]), rows=60).cells()
    assert cells[-1][:2] == [together, together]
