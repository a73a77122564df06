"""Figures of years: ranges, flows, ages, spells, standards; by hand on a few rows or on a small lived county."""

from types import SimpleNamespace

import polars as pl
import pytest

import workbench as wb
from tests.charts.conftest import assert_drawn
from workbench.charts import ages_of, years_fan, years_flows, years_lines, years_payer, years_pyramid, years_spells
from workbench.charts import years_standards as standards_figure
from workbench.charts.years_spells import median_years, survival
from workbench.errors import InputError, UnknownNameError
from workbench.language import LANGUAGES, using_language
from workbench.law import BASIC
from workbench.simulation import SUMMARY_ROWS
from workbench.yearly import load_paths
from workbench.yearly.receipt_memory import REMEMBERED_ROWS

FIRST, LAST = 2021, 2028


@pytest.fixture(scope="module")
def lived(county: wb.Population, scenario: wb.Scenario) -> wb.yearly.Years:
    people = wb.lives(county, LAST, growth=wb.income_growth(FIRST, LAST))
    memory = wb.ReceiptMemory(rows=tuple(dict.fromkeys((*REMEMBERED_ROWS, *SUMMARY_ROWS))))
    return wb.years(people, scenario, FIRST, LAST, programmes=BASIC, memory=memory)


def bands(*rows: tuple[str, int, float, float, float]) -> pl.DataFrame:
    """Bands of cost: policy, year, low, middle, high."""
    table = pl.DataFrame(rows, schema=["policy", "year", "low", "middle", "high"], orient="row")
    return table.with_columns(quantity=pl.lit("cost_yuan_per_year"))


APART = bands(
    ("a", 2021, 9e6, 10e6, 11e6),
    ("a", 2022, 9e6, 10e6, 11e6),
    ("b", 2021, 10e6, 11e6, 12e6),
    ("b", 2022, 12e6, 13e6, 14e6),
)


def test_the_title_takes_the_difference_of_the_futures_and_never_the_overlap_of_the_ranges() -> None:
    """Ranges of a (7 to 11) and b (10 to 14 million) meet; in every future b is dearer by 2.5 to 3.5 million."""
    met = APART.with_columns(low=pl.col("low") - 2e6)
    row = {"quantity": "cost_yuan_per_year", "low": 2.5e6, "middle": 3e6, "high": 3.5e6}
    moved = pl.DataFrame([{**row, "year": year} for year in (2021, 2022)])
    with using_language("en"):
        assert years_fan(met, difference=moved).title == "2022: b against a +¥3.0m (+¥2.5m to +¥3.5m)"
        assert years_fan(SimpleNamespace(bands=met, difference=moved)).title == years_fan(met, difference=moved).title
        assert years_fan(met).title == "2022: a ¥7.0–11.0m, b ¥10.0–14.0m"
        assert years_fan(APART.filter(pl.col("policy") == "a")).title == "2022: ¥9.0–11.0m, in the middle ¥10.0m"
    with pytest.raises(InputError, match="of two policies; the bands hold 1"):
        years_fan(APART.filter(pl.col("policy") == "a"), difference=moved)


@pytest.mark.parametrize(
    ("budget", "said"),
    [(14e6, "stays within"), (13e6, "may exceed ¥13.0m from 2022 on"), (9e6, "even the low end exceeds")],
)
def test_a_budget_is_held_against_the_ends_of_the_last_policy(budget: float, said: str) -> None:
    with using_language("en"):
        figure = years_fan(APART, budget=budget)
        assert said in figure.title
        assert_drawn(figure)


def test_a_result_with_bands_is_taken_and_what_cannot_be_meant_is_refused() -> None:
    with using_language("en"):
        assert years_fan(SimpleNamespace(bands=APART)).title == years_fan(APART).title
    with pytest.raises(InputError, match=r"a result of wb\.draw_years"):
        years_fan("2021")
    with pytest.raises(UnknownNameError, match="did you mean 'cost_yuan_per_year'"):
        years_fan(APART, "cost_yuan_per_yaer")
    with pytest.raises(UnknownNameError, match="the bands lack it"):
        years_fan(APART, "persons")
    with pytest.raises(InputError, match="low ≤ middle ≤ high"):
        years_fan(APART.with_columns(low=pl.col("high") + 1))
    with pytest.raises(InputError, match="a budget is of money"):
        years_fan(APART.with_columns(quantity=pl.lit("persons")), "persons", budget=1.0)


def test_years_beyond_the_known_consumption_are_hollow() -> None:
    assert load_paths().sourced_until(2021, 2030) == 2026  # the law of 2026 rests on 2025, the last year with a source
    later = bands(*(("a", year, 1e6, 2e6, 3e6) for year in range(2025, 2029)))
    assert years_fan(later).datasets["bands"].filter("known")["year"].to_list() == [2025, 2026]


def spells(*rows: tuple[int, bool, int, bool, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["began", "left_truncated", "duration_years", "ended", "households"], orient="row")


def test_survival_by_hand() -> None:
    """Years 2021 to 2024. Ten came in 2022, four in 2023, two in 2024.

    After one year: the ten and the four were seen (those of 2024 not): 14 at risk, 2 + 1 left: 11/14 stay.
    After two years: of 2022's ten 8 are at risk, 4 left; 2023's three are cut off in their second year: 11/14 · 4/8.
    """
    table = spells(
        (2022, False, 1, True, 2),
        (2022, False, 2, True, 4),
        (2022, False, 3, False, 4),
        (2023, False, 1, True, 1),
        (2023, False, 2, False, 3),
        (2024, False, 1, False, 2),
        (2021, True, 4, False, 50),
        (2021, True, 2, True, 50),
    )
    new = survival(table, standing=False)
    assert new["duration_years"].to_list() == [0, 1, 2]
    assert new["at_risk"].to_list() == [16, 14, 8]
    assert new["left"].to_list() == [0, 3, 4]
    assert new["staying"].to_list() == pytest.approx([1, 11 / 14, 11 / 14 * 4 / 8])
    assert median_years(new) == 2
    # Those in receipt in 2021 are a curve of their own: a hundred at risk, half leave after two years, 50 are cut off.
    standing = survival(table, standing=True)
    assert standing["at_risk"].to_list() == [100, 100, 100, 50]
    assert standing["staying"].to_list() == pytest.approx([1, 1, 0.5, 0.5])


def test_nobody_leaves_and_nobody_is_there() -> None:
    everybody = survival(spells((2022, False, 3, False, 5)), standing=False)
    assert everybody["staying"].to_list() == [1, 1, 1]
    assert survival(spells((2022, False, 3, False, 5)), standing=True).is_empty()
    assert median_years(everybody) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_drawn_from_a_lived_county(lived, language: str) -> None:
    with using_language(language):
        for figure in (
            years_flows(lived),
            years_flows(lived, "persons"),
            years_spells(lived),
            standards_figure(lived),
            years_payer([lived], budget=1e6),
            years_lines([lived], measure="persons"),
        ):
            assert_drawn(figure)
            assert figure.shown(3).cells()


def test_flows_are_those_of_the_answers(lived) -> None:
    drawn = years_flows(lived, "persons").datasets
    flows = lived.flows
    for year, net in drawn["net"].iter_rows():
        mine = flows.filter(pl.col("year") == year)
        sums = {flow: mine.filter(pl.col("flow") == flow)["persons"].sum() for flow in ("in", "out", "members")}
        assert net == sums["in"] - sums["out"] + sums["members"]
    stock = {
        year: int(
            (
                run.row("family_dibao_recipient").astype(bool) * run.population.arrays().starts[1:]
                - run.row("family_dibao_recipient").astype(bool) * run.population.arrays().starts[:-1]
            ).sum()
        )
        for year, run in ((year, lived.run(year)) for year in (FIRST, FIRST + 1))
    }
    assert stock[FIRST + 1] - stock[FIRST] == drawn["net"]["net"][0]
    with pytest.raises(UnknownNameError, match="did you mean 'persons'"):
        years_flows(lived, "person")


def test_the_pyramid_counts_everybody_and_every_recipient(lived) -> None:
    ages = pl.concat([ages_of(lived.run(year), year) for year in (FIRST, LAST)])
    for year in (FIRST, LAST):
        run = lived.run(year)
        mine = ages.filter(pl.col("year") == year)
        assert mine["persons"].sum() == pytest.approx(run.population.persons.height)
        received = run.row("dibao_recipient") | run.row("tekun_recipient")
        assert mine["recipients"].sum() == pytest.approx(received.sum())
        old = run.population.persons.filter(pl.col("age") >= 85)
        women = mine.filter((pl.col("age_group") == "85+") & (pl.col("sex") == "female"))
        assert women["persons"].item() == old.filter(pl.col("sex") == "female").height
    with using_language("en"):
        figure = years_pyramid(ages, LAST, run=lived.run(FIRST))
        assert_drawn(figure)
        assert figure.title.startswith(f"{LAST}: ")
        assert years_pyramid(ages, FIRST).title.startswith(f"{FIRST}: ")
    with pytest.raises(InputError, match="2023 has no rows; there are 2021, 2028"):
        years_pyramid(ages, 2023)


def test_the_standards_corridor_is_the_ratios_on_that_years_consumption(lived) -> None:
    rows = standards_figure(lived).table
    for row in rows.filter(pl.col("residence") == "urban").iter_rows(named=True):
        monthly = row["consumption_yuan_per_year"] / 12
        assert (row["low_yuan"], row["high_yuan"]) == pytest.approx((0.25 * monthly, 0.35 * monthly))
    with using_language("en"):
        figure = standards_figure(lived)
        assert "assumed after 2026" in figure.title
    until = figure.datasets["until"]
    assert until["year"].to_list() == [2026.5]


def test_what_the_county_pays_is_that_of_the_payers(lived) -> None:
    mine = years_payer([lived], names=["x"]).table
    borne = lived.payers.filter((pl.col("payer") == "county") & (pl.col("year") == LAST))
    assert mine.filter(pl.col("year") == LAST)["cost_yuan_per_year"].item() == pytest.approx(
        borne["cost_yuan_per_year"].sum()
    )
    first = mine["cost_yuan_per_year"][0]
    with using_language("en"):
        assert "each year" in years_payer([lived], names=["x"], budget=0.5 * first).title
        assert "within" in years_payer([lived], names=["x"], budget=50 * first).title
    with pytest.raises(UnknownNameError, match="did you mean 'county'"):
        years_payer([lived], "contry")
    with pytest.raises(InputError, match="1 different names are wanted"):
        years_payer([lived], names=["x", "y"])
