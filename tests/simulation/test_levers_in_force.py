"""What is overruled has no effect and says so; the corridor is held against the standard in force."""

from __future__ import annotations

import re

import pytest

import workbench as wb
from workbench.briefing.content.brief_content import work_out
from workbench.errors import ParameterError
from workbench.language import using_language
from workbench.law import law
from workbench.money import monthly_of
from workbench.parameter.parameter_file import load_parameters
from workbench.paths import package_file
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation.county_values import standards
from workbench.simulation.levers_in_force import in_force, outside_corridor, overruling

OVERRULED = sorted(name for name, one in law().parameters.items() if one.overruled_by)
PUBLISHED = {"urban_dibao_standard_published": 700, "rural_dibao_standard_published": 480}


@pytest.fixture(scope="module")
def published(baseline: Scenario) -> Scenario:
    """Both standards published: 700 × 12 ÷ 27,291 = 30.8 % and 480 × 12 ÷ 12,660 = 45.5 % of consumption."""
    return baseline.replace(**PUBLISHED)


def told(run: wb.Run) -> dict[str, str]:
    return {notice.parameter: notice.en for notice in run.warnings}


def at_both_ends(name: str, county: Population, scenario: Scenario) -> tuple[wb.Run, wb.Run]:
    """The whole law with a parameter at the lower and at the upper end of what is valid."""
    valid = law().parameters[name].valid
    low, high = (wb.simulate(county, scenario.replace(**{name: end}), rows=False) for end in (valid.low, valid.high))
    return low, high


@pytest.mark.parametrize("name", OVERRULED)
def test_what_is_said_to_be_overruled_changes_nothing(name: str, county: Population, published: Scenario) -> None:
    ratchet = law().parameters[name].overruled_by.parameter == "standard_ratchet"
    low, high = at_both_ends(name, county, published.replace(standard_ratchet="ignored") if ratchet else published)
    assert low.totals.equals(high.totals)
    assert name in told(low)


@pytest.mark.parametrize("name", OVERRULED)
def test_without_what_overrules_it_it_has_an_effect(name: str, county: Population, baseline: Scenario) -> None:
    low, high = at_both_ends(name, county, baseline.replace(dibao_method="tiers"))
    assert low.headline.dibao.cost != high.headline.dibao.cost
    assert not any("has no effect" in text for text in told(low).values())


def test_an_overruled_ratio_says_so_in_the_run_and_the_brief(county: Population, published: Scenario) -> None:
    run = wb.simulate(county, published.replace(urban_dibao_ratio=0.35))
    assert told(run)["urban_dibao_ratio"] == (
        "Urban dibao standard as a share of last year's urban consumption per head: 35% has no effect, since "
        "Published urban dibao standard (0 = worked out from the ratio) is ¥700/month"
    )
    zh = next(notice.zh for notice in run.warnings if notice.parameter == "urban_dibao_ratio")
    assert zh == (
        "“城市低保标准占上年度人均消费支出比例”35%不起作用：“公布的城市低保标准（0表示按比例计算）”为700元/月"
    )
    with using_language("zh"):
        content = work_out(wb.compare(wb.simulate(county, published), run))
    assert any(zh in line for line in content.warnings)


def test_what_nobody_set_is_not_complained_of(county: Population, baseline: Scenario) -> None:
    """The tiers of a county that pays the difference are overruled too, but no scenario names them."""
    run = wb.simulate(county, baseline, rows=False)
    assert run.warnings == ()
    assert "dibao_tier_1_gap" in told(wb.simulate(county, baseline.replace(dibao_tier_1_gap=0.5), rows=False))


def test_the_corridor_is_held_against_the_standard_in_force(county: Population, baseline: Scenario) -> None:
    """1,500 × 12 ÷ 27,291 = 66.0 % where 25 to 35 are allowed; 100 × 12 ÷ 12,660 = 9.5 % where 35 to 45 are."""
    odd = wb.simulate(
        county,
        baseline.replace(urban_dibao_standard_published=1500, rural_dibao_standard_published=100),
        rows=False,
    )
    warned = told(odd)
    assert "¥1,500/month amounts to 66.0%" in warned["urban_dibao_standard_published"]
    assert "outside what §3 allows (25–35%)" in warned["urban_dibao_standard_published"]
    assert "¥100/month amounts to 9.5%" in warned["rural_dibao_standard_published"]
    # a ratio beyond the corridor that has no effect is no breach of it; that it has none is said
    idle = told(wb.simulate(county, baseline.replace(urban_dibao_standard_published=700, urban_dibao_ratio=0.4)))
    assert "has no effect" in idle["urban_dibao_ratio"]
    assert "urban_dibao_standard_published" not in idle


@pytest.mark.parametrize(
    ("yuan", "outside"),
    # 35 % of 27,291 ÷ 12 is 795.99: the law itself rounds it to 796, which is within; 797 is not
    [(568, True), (569, False), (796, False), (797, True)],
)
def test_whole_yuan_at_the_corridors_ends(yuan: int, outside: bool, baseline: Scenario) -> None:
    scenario = baseline.replace(urban_dibao_standard_published=yuan)
    book = law(scenario.date)
    values = {name: item.value for name, item in scenario.resolved().items()}
    found = standards(book, values)
    assert in_force("urban_dibao_ratio", values, book, found) == pytest.approx(yuan * 12 / 27_291)
    assert outside_corridor("urban_dibao_ratio", values, book, found, baseline.date) is outside


def test_a_sweep_of_published_standards_marks_those_outside(county: Population, baseline: Scenario) -> None:
    grid = wb.sweep(county, baseline, urban_dibao_standard_published=[0, 700, 1500], urban_dibao_ratio=[0.3, 0.4])
    marks = grid.points.select("urban_dibao_standard_published", "urban_dibao_ratio", "outside_corridor").rows()
    assert marks == [
        (0, 0.3, False), (0, 0.4, True), (700, 0.3, False), (700, 0.4, False), (1500, 0.3, True), (1500, 0.4, True),
    ]  # fmt: skip


def test_a_rule_of_ones_own_that_reads_the_ratio_alone_gives_it_effect(published: Scenario) -> None:
    @wb.for_county(clause="proposal", unit="yuan/month", zh="城市低保标准")
    def urban_dibao_standard(urban_dibao_ratio: float, urban_consumption_per_head_previous_year: float) -> float:
        """The ratio decides, whatever was published."""
        return monthly_of(urban_dibao_ratio * urban_consumption_per_head_previous_year)

    values = {name: item.value for name, item in published.resolved().items()}
    own = law().with_rules([urban_dibao_standard]).on(published.date)
    assert overruling("urban_dibao_ratio", values, own) is None
    assert overruling("rural_dibao_ratio", values, own) is not None


def test_the_rules_named_are_rules_and_the_parameters_parameters(tmp_path) -> None:
    for parameter in law().parameters.values():
        if parameter.implied_by:
            assert law().rules[parameter.implied_by.standard].unit == "yuan/month"
            assert law().parameters[parameter.implied_by.share_of].unit == "yuan/year"
    text = package_file("law", "parameters", "dibao.yaml").read_text(encoding="utf-8")
    (tmp_path / "dibao.yaml").write_text(re.sub("parameter: dibao_method", "parameter: dibao_methd", text), "utf-8")
    with pytest.raises(ParameterError, match="unknown parameter under overruled_by of dibao_tier_1_gap 'dibao_methd'"):
        load_parameters(tmp_path)
    (tmp_path / "dibao.yaml").write_text(text.replace("equals: difference", ""), "utf-8")
    with pytest.raises(ParameterError, match="one of above and equals is wanted"):
        load_parameters(tmp_path)
