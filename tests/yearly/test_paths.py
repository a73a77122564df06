"""Paths and indexing: figures, then growth; every amount has a rule; what can't be meant is refused in words."""

import datetime as dt
from dataclasses import replace
from pathlib import Path as File

import pytest

import workbench as wb
from workbench.errors import ParameterError, ScenarioError, WorkbenchError
from workbench.language import source_in_language, using_language
from workbench.law import law
from workbench.yearly import Path, load_paths
from workbench.yearly.indexing import indexing_rules, is_amount
from workbench.yearly.paths import YearGrowth, _load


def test_every_yuan_amount_of_the_law_has_a_rule_and_no_other_name_has() -> None:
    amounts = {name for name, one in law().parameters.items() if is_amount(one)}
    assert set(indexing_rules()) == amounts
    assert {one.follows for one in indexing_rules().values()} <= {"path", "stays", *load_paths().entries}


def test_a_level_is_the_figure_and_then_the_figure_grown() -> None:
    """28,555 × 1.086 × 1.047 = 32,468.2 yuan (2024); the growth of 2030 lies 4/9 on the way from .05 to .035."""
    paths = load_paths()
    assert paths["urban_consumption"].level(2022) == 28555
    assert paths["urban_consumption"].level(2024) == pytest.approx(28555 * 1.086 * 1.047, rel=1e-12)
    assert paths["rural_income"].growth(2030) == pytest.approx(0.05 - 0.015 * 4 / 9, rel=1e-9)
    assert paths["medical_premium"].level(2025) == 400
    assert paths["prices"].factor(2020, 2022) == pytest.approx(1.009 * 1.02, rel=1e-12)


def test_a_status_is_the_weakest_of_what_a_level_rests_on() -> None:
    path = load_paths()["rural_consumption"]
    assert [path.status(year) for year in (2022, 2024, 2026)] == ["unverified", "estimated", "assumed"]


def test_a_year_without_figure_and_assumption_is_refused_and_named() -> None:
    with pytest.raises(ParameterError, match="no figure for 2036 and no assumption"):
        load_paths()["prices"].level(2036)
    with pytest.raises(ParameterError, match="no figure for 2017"):
        load_paths()["rural_consumption"].level(2017)


def test_growth_can_be_given_after_the_figures_alone_and_never_takes_everything() -> None:
    path = load_paths()["rural_income"]
    assert path.with_growth({2026: 0.1}).growth(2026) == pytest.approx(0.1)
    with pytest.raises(ParameterError, match="growth of -1 in 2026"):
        path.with_growth({2026: -1.0})
    with pytest.raises(ParameterError, match="2022 has a figure"):
        path.with_growth({2022: 0.1})
    with pytest.raises(ParameterError, match="nothing is said of 2036"):
        path.with_growth({2037: 0.1})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("    2024: {growth: 0.047", "    2027: {growth: 0.047"), "2027 stands under values and under beyond"),
        (("from: 2026, to: 2035, first: 0.04", "from: 2028, to: 2035, first: 0.04"), "nothing is said of 2026"),
        (("growth: 0.086", "growth: -1.0"), "greater than -1|-1"),
        (("2023: {growth: 0.086,", "2023: {growth: 0.086, level: 3,"), "one of growth and level"),
    ],
)
def test_a_file_with_a_hole_or_two_values_for_a_year_is_refused_with_its_line(
    tmp_path: File, change: tuple[str, str], words: str
) -> None:
    place = wb.current_place()
    text = place.file("paths.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "paths.yaml").write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(ParameterError, match=words) as told:
        _load(replace(place, folder=tmp_path, digest=str(change)))
    assert "paths.yaml:" in str(told.value)


def test_a_place_without_paths_says_so(tmp_path: File) -> None:
    with pytest.raises(WorkbenchError, match=r"paths\.yaml is missing"):
        _load(replace(wb.current_place(), folder=tmp_path, digest="none"))


def test_the_sources_of_the_paths_have_a_chinese_wording() -> None:
    with using_language("zh"):
        for path in load_paths().entries.values():
            for one in path.years.values():
                assert any("\u4e00" <= letter <= "\u9fff" for letter in source_in_language(one.source)), one.source
        for rule in indexing_rules().values():
            assert any("\u4e00" <= letter <= "\u9fff" for letter in source_in_language(rule.source)), rule.source


def test_levers_by_year_hold_from_their_year_on(baseline: wb.Scenario) -> None:
    stepped = baseline.with_years(levers={"rural_dibao_ratio": {2021: 0.40, 2023: 0.41, 2025: 0.43}})
    found = [
        stepped.replace(date=dt.date(year, 7, 1), rural_consumption_per_head_previous_year=14687.0)
        for year in (2021, 2022, 2023)
    ]
    assert [one.value("rural_dibao_ratio") for one in found] == [0.40, 0.40, 0.41]
    ramp = baseline.with_years(levers={"rural_dibao_ratio": {"from": 0.40, "to": 0.44, "years": [2021, 2025]}})
    assert ramp.years.levers["rural_dibao_ratio"] == {2021: 0.40, 2022: 0.41, 2023: 0.42, 2024: 0.43, 2025: 0.44}


def test_a_single_value_replaces_the_values_by_year(baseline: wb.Scenario) -> None:
    stepped = baseline.with_years(levers={"rural_dibao_ratio": {2021: 0.40, 2022: 0.41}})
    single = stepped.replace(rural_dibao_ratio=0.43)
    assert not single.years.levers
    assert single.replace(date=dt.date(2022, 7, 1)).value("rural_dibao_ratio") == 0.43


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ({"levers": {"rural_dibao_ratio": {2023: 0.41}}}, "the first value is of 2023, and 2021 is asked for"),
        ({"levers": {"rural_dibao_ratio": {2021: 0.4, 2024: 1.7}}}, "rural_dibao_ratio in 2024"),
        ({"levers": {"rural_dibao_ration": {2021: 0.4}}}, "rural_dibao_ratio"),
        ({"levers": {"rural_dibao_ratio": {2023: 0.4, 2021: 0.4}}}, "earliest to the latest"),
        ({"levers": {"rural_dibao_ratio": {}}}, "a value by year"),
        ({"levers": {"rural_dibao_ratio": {"from": 0.4, "to": 0.5}}}, "years"),
        ({"levers": {"rural_dibao_ratio": {"from": 0.4, "to": 0.5, "years": [2023, 2021]}}}, "forwards"),
        ({"indexing": {"tekun_take_up": "prices"}}, "amount in yuan"),
    ],
)
def test_values_by_year_that_cannot_be_meant_are_refused(baseline: wb.Scenario, years: dict, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        baseline.with_years(**years)


def test_a_saved_scenario_is_read_as_it_was_and_lies_over_its_base(baseline: wb.Scenario, tmp_path: File) -> None:
    told = baseline.replace(name="stepped", title_zh="逐年", title_en="by year").with_years(
        levers={"rural_dibao_ratio": {2021: 0.40, 2023: 0.41}, "standard_ratchet": {2021: "applied", 2024: "ignored"}},
        indexing={"orphan_living_standard": "stays"},
        growth={"rural_income": {2026: 0.04, 2027: 0.03}},
    )
    path = told.save(tmp_path / "stepped.yaml")
    assert wb.load_scenario(path) == told
    (tmp_path / "over.yaml").write_text(
        "name: over\ntitle: {zh: 上, en: over}\nbase: stepped\n"
        "years:\n  levers: {urban_dibao_ratio: {from: 0.30, to: 0.32, years: [2021, 2023]}}\n",
        encoding="utf-8",
    )
    over = wb.load_scenario(tmp_path / "over.yaml")
    assert over.years.levers["rural_dibao_ratio"] == {2021: 0.40, 2023: 0.41}
    assert over.years.levers["urban_dibao_ratio"] == {2021: 0.30, 2022: 0.31, 2023: 0.32}
    assert over.years.growth == told.years.growth
    assert "years" in over.diff(baseline)["name"].to_list()


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ("{levers: {rural_dibao_ratio: {2023: 0.41}}}", r"one\.yaml:5:.*first value is of 2023"),
        ("{levers: {rural_dibao_ratio: {2021: 0.41, 2021: 0.42}}}", r"one\.yaml:5:.*2021"),
        ("{levers: {rural_dibao_ratio: {2021: 4.1}}}", r"one\.yaml:5:.*rural_dibao_ratio in 2021"),
        ("{growing: {rural_income: {2026: 0.1}}}", r"one\.yaml:5:.*growth"),
    ],
)
def test_a_file_with_wrong_years_is_refused_with_its_line(tmp_path: File, years: str, words: str) -> None:
    file = tmp_path / "one.yaml"
    head = "name: one\ntitle: {zh: 一, en: one}\nbase: baseline-2021\ndate: 2021-07-01\n"
    file.write_text(f"{head}years: {years}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=words):
        wb.load_scenario(file)


def test_a_path_of_growth_alone_is_an_index() -> None:
    years = {year: YearGrowth(growth=0.1, status="assumed", source="test") for year in (2021, 2022)}
    assert Path("x", "甲", "x", None, years).level(2022) == pytest.approx(1.21)
