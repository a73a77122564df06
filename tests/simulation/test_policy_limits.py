"""Every number that the policy fixes is held against it, and the warning goes with every result."""

from __future__ import annotations

import datetime as dt

import pytest

import workbench as wb
from workbench.briefing.content.brief_content import work_out
from workbench.errors import ParameterError
from workbench.law import law
from workbench.parameter.book import Override, Parameter
from workbench.parameter.distributions import Spread
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.uncertainty.assumption_draws import draw_assumptions

# What the policy and 民发〔2021〕57号 art. 8 fix, by hand: lower end, upper end, a value outside, its warning.
FIXED = {
    "urban_dibao_ratio": (0.25, 0.35, 0.249, "§3 allows (25–35%)"),
    "rural_dibao_ratio": (0.35, 0.45, 0.451, "§3 allows (35–45%)"),
    "urban_tekun_multiple": (1.5, None, 1.49, "§3 allows (at least 1.5×)"),
    "rural_tekun_multiple": (1.3, None, 1.29, "§3 allows (at least 1.3×)"),
    "tekun_minor_age": (18, None, 17, "§3 allows (at least 18 years)"),
    "nursing_share_target": (0.55, None, 0.54, "§3 allows (at least 55%)"),
    "centralised_rate_target": (0.60, None, 0.59, "§3 allows (at least 60%)"),
    "care_target_year": (None, 2022, 2023, "§3 allows (at most 2022)"),
    "renovation_years": (None, 3, 4, "§3 allows (at most 3 years)"),
    "temporary_illness_multiple_low": (3, 12, 2.5, "§5 allows (3–12 monthly standards)"),
    "temporary_illness_multiple_high": (3, 12, 24, "§5 allows (3–12 monthly standards)"),
    "temporary_education_multiple_low": (3, 6, 1, "§5 allows (3–6 monthly standards)"),
    "temporary_education_multiple_high": (3, 6, 6.5, "§5 allows (3–6 monthly standards)"),
    "town_reserve": (50_000, None, 10_000, "§5 allows (at least ¥50,000)"),
    "margin_multiple": (1.5, 1.5, 1.6, "art. 8 allows (1.5×)"),
}


def test_these_and_no_others_have_a_corridor(baseline: Scenario) -> None:
    ends = {
        name: (one.corridor.low, one.corridor.high)
        for name, one in baseline.book.parameters.items()
        if one.corridor is not None
    }
    assert ends == {name: (low, high) for name, (low, high, _, _) in FIXED.items()}


def test_the_numbers_of_the_policy_themselves_are_within(county: Population, baseline: Scenario) -> None:
    ends = {name: high if low is None else low for name, (low, high, _, _) in FIXED.items()}
    assert not wb.simulate(county, baseline.replace(**ends), rows=False).warnings


def test_each_number_outside_is_warned_of_wherever_the_result_goes(county: Population, baseline: Scenario) -> None:
    outside = {name: value for name, (_, _, value, _) in FIXED.items()}
    run = wb.simulate(county, baseline.replace(**outside))
    told = {notice.parameter: notice for notice in run.warnings}
    assert set(told) == set(FIXED)
    for name, (_, _, _, words) in FIXED.items():
        assert words in told[name].en, name
        assert "规定的" in told[name].zh, name
    assert "最低生活保障审核确认办法" in told["margin_multiple"].zh
    compared = wb.compare(wb.simulate(county, baseline), run)
    assert {notice.parameter for notice in compared.warnings} == set(FIXED)
    brief = "\n".join(work_out(compared).warnings)
    assert [name for name in FIXED if told[name].label not in brief] == []
    grid = wb.sweep(county, baseline, temporary_illness_multiple_high=[12, 24], programmes=None)
    assert grid.points["outside_corridor"].to_list() == [False, True]


def test_a_limit_binds_from_its_first_day(county: Population, baseline: Scenario) -> None:
    """The day before the policy tekun ends at 16, as it did then: no warning; the day after, 16 has one."""
    before, after = dt.date(2021, 6, 1), dt.date(2021, 6, 2)
    assert not wb.simulate(county, baseline.replace(date=before), rows=False).warnings
    kept = baseline.replace(date=after, tekun_minor_age=16)
    assert [one.parameter for one in wb.simulate(county, kept, rows=False).warnings] == ["tekun_minor_age"]


def test_the_multiples_are_published_from_the_policys_first_day() -> None:
    multiple = law().parameters["temporary_illness_multiple_high"]
    assert [multiple.on(dt.date(2021, 6, day))[1].status for day in (1, 2)] == ["assumed", "published"]


@pytest.mark.parametrize(
    ("ranges", "problem"),
    [
        ({"corridor": {"low": 2, "high": 3}}, "the value 1.5 of 2021-01-01 lies outside the parameter's own corridor"),
        ({"corridor": {"low": 3, "high": 2}}, "low 3 is above high 2"),
        ({"plausible": {"low": 1.6, "high": 2}}, "the value 1.5 lies outside what is called plausible: 1.6 to 2"),
        ({"plausible": {"low": 1.1, "high": 2, "relative": True}}, "outside what is called plausible: 1.65 to 3"),
    ],
)
def test_a_range_that_excludes_its_own_value_is_refused(ranges: dict[str, object], problem: str) -> None:
    entry = {"value": 1.5, "status": "assumed", "source": "a test"}
    said = {"name": "one", "zh": "一", "en": "one", "unit": "factor", "role": "lever", "known_until": "open"}
    with pytest.raises(ValueError, match=problem):
        Parameter.model_validate({**said, **ranges, "values": {dt.date(2021, 1, 1): entry}})


def test_a_scenarios_range_that_excludes_its_value_is_refused_when_drawn(baseline: Scenario) -> None:
    odd = Override(0.9, "estimated", "a survey", Spread(low=0.91, high=0.95))
    with pytest.raises(ParameterError, match=r"tekun_take_up = 0.9 lies outside its plausible range, 0.91 to 0.95"):
        draw_assumptions(baseline.replace(tekun_take_up=odd), ["tekun_take_up"], 10, 1)


def test_a_documents_figure_says_how_surprising_it_is(county: Population, baseline: Scenario) -> None:
    """The upper half of .88–.985 around .95 is a normal curve of sd .035 ÷ 1.2816: 1 lies 1.83 sd up, 3.4 % beyond."""

    def told(value: float, status: str, name: str = "tekun_take_up") -> list[str]:
        scenario = baseline.replace(**{name: Override(value, status, "a list of the township offices")})
        return [one.en for one in wb.simulate(county, scenario, rows=False).warnings]

    [surprise] = told(1.0, "published")
    assert "100% lies outside 88–98.5%" in surprise
    assert "given 3.4%" in surprise
    assert told(0.97, "published") == []
    assert told(1.0, "assumed") == []  # what is assumed is no evidence against the range
    # a relative range is held around the law's own value: 12,660 × .88 to 1.08
    [far] = told(20_000, "published", "rural_consumption_per_head_previous_year")
    assert "¥11,140.80–13,672.80" in far
    assert "less than 0.1%" in far
