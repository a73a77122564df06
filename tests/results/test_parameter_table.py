"""Parameters are found by any word of either language, with what stands behind them and who reads them."""

import datetime as dt

import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.language import LANGUAGES, using_language
from workbench.law import law

DAY = dt.date(2021, 7, 1)


def test_nothing_to_search_for_gives_every_parameter() -> None:
    assert wb.parameters().names == tuple(law().parameters)


@pytest.mark.parametrize(
    ("search", "name"),
    [
        ("dibao_take_up_rural", "dibao_take_up_rural"),  # the name
        ("take-up villages", "dibao_take_up_rural"),  # words of the English title, in any order
        ("农村低保标准占", "rural_dibao_ratio"),  # a part of the Chinese title
        ("annual standards", "property_test_annual_standards"),  # the unit
        ("Fujian", "dibao_take_up_urban"),  # the source
    ],
)
def test_a_word_of_name_title_unit_or_source_is_enough(search: str, name: str) -> None:
    assert name in wb.parameters(search).names


def test_every_word_must_be_found_and_at_the_beginning_of_a_word() -> None:
    assert set(wb.parameters("take-up rural").names) < set(wb.parameters("take-up").names)
    assert "dibao_take_up_rural" not in wb.parameters("take-up urban").names
    assert "urban_dibao_ratio" in wb.parameters("ratio").names
    with pytest.raises(UnknownNameError, match="no parameter of the law has 'atio'"):
        wb.parameters("atio")


def test_what_nobody_has_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match=r"'dibao_take_up_rual'.*did you mean 'dibao_take_up_rural'"):
        wb.parameters("dibao_take_up_rual")
    with pytest.raises(InputError, match="a scenario has a date of its own"):
        wb.parameters("ratio", wb.load_scenario("baseline-2021"), on=DAY)
    with pytest.raises(InputError, match="parameters: on is '2021-07-01'; a day or None is wanted"):
        wb.parameters("ratio", on="2021-07-01")
    with pytest.raises(InputError, match="a text is wanted"):
        wb.parameters(3)


def test_a_row_says_what_the_law_and_the_scenario_say(baseline) -> None:
    scenario = baseline.replace(rural_dibao_ratio=0.43)
    row = wb.parameters("rural_dibao_ratio", scenario).table.row(0, named=True)
    parameter = law(scenario.date).parameters["rural_dibao_ratio"]
    assert (row["value"], row["status"], row["since"]) == ("0.43", "assumed", "scenario")
    assert (row["corridor_low"], row["corridor_high"]) == (parameter.corridor.low, parameter.corridor.high)
    assert (row["valid_low"], row["valid_high"]) == (parameter.valid.low, parameter.valid.high)
    assert row["rules"] == ["rural_dibao_standard"]
    assert {"dibao", "tekun"} <= set(row["programmes"])
    take_up = wb.parameters("dibao_take_up_rural", scenario).table.row(0, named=True)
    spread = scenario.resolved()["dibao_take_up_rural"].spread
    assert (take_up["low"], take_up["high"]) == (spread.low, spread.high)


def test_every_parameter_that_a_rule_reads_names_that_rule(baseline) -> None:
    table = wb.parameters("", baseline).table
    for name, rules in table.select("name", "rules").iter_rows():
        assert rules == [one.name for one in law(baseline.date).rules.values() if name in one.arguments]
    read = table.filter(pl.col("section") == "law", pl.col("rules").list.len() > 0)
    assert (read["programmes"].list.len() > 0).mean() > 0.9  # the others stand behind a status or an indicator alone


def test_a_day_without_figure_is_told_in_the_row() -> None:
    table = wb.parameters("consumption", on=dt.date(2024, 7, 1)).table
    missing = table.filter(pl.col("value").is_null())
    assert sorted(missing["name"]) == [
        "rural_consumption_highest_before",
        "rural_consumption_per_head_previous_year",
        "urban_consumption_highest_before",
        "urban_consumption_per_head_previous_year",
    ]
    assert missing["status"].null_count() == missing.height
    assert "no figure for 2023" in missing["source"][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_view_is_written_in_the_language_that_is_on(language: str) -> None:
    with using_language(language):
        many, one = (wb.parameters(search)._repr_html_() for search in ("take-up", "rural_dibao_ratio"))
    assert {"zh": "特困申领率", "en": "Take-up of tekun support"}[language] in many
    assert "95%" in many
    assert {"zh": "35%～45%", "en": "35–45%"}[language] in one
    assert {"zh": "源政字", "en": "Implementing opinions"}[language] in one
    assert len(repr(wb.parameters())) <= 200
