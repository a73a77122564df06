"""The line above a printed page: every lever that is moved, its value and the baseline's, each in its unit."""

import pytest

from workbench.dashboard import Runs, State
from workbench.dashboard.answers.question import Question
from workbench.dashboard.page_message import print_line
from workbench.dashboard.state.scenario_levers import IN_YUAN, LEVERS
from workbench.language import LANGUAGES, using_language, written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lever_is_printed_with_both_values_in_its_unit(county, baseline, language: str) -> None:
    before, results = baseline.resolved(), Runs(county, baseline)
    for name in LEVERS:
        unit, value = before[name].parameter.unit, 0.97 * before[name].value
        if name in IN_YUAN.values():
            continue  # the baseline has none: below
        state = State(language=language).with_lever(name, value, baseline)
        moved = state.levers[name]
        assert moved == pytest.approx(value, abs=1e-6)
        with using_language(language):
            line = print_line(Question(state, results))
            label = {"zh": "为{}（基线{}）", "en": " {} (baseline {})"}[language]
            assert label.format(written(moved, unit), written(before[name].value, unit)) in line, name


def test_a_published_standard_is_printed_in_yuan_a_month(county, baseline) -> None:
    name = "urban_dibao_standard_published"
    published = baseline.replace(**{name: 700.0})
    state = State(language="zh").with_lever(name, 720.0, published)
    with using_language("zh"):
        line = print_line(Question(state, Runs(county, published)))
    assert "为720元/月（基线700元/月）" in line


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "为700元/月（基线682元/月）"), ("en", "¥700/month (baseline ¥682/month)")]
)
def test_a_standard_in_yuan_stands_beside_the_one_that_the_baselines_ratio_makes(
    county, baseline, language, said
) -> None:
    state = State(language=language).with_lever("urban_dibao_standard_published", 700.0, baseline)
    with using_language(language):
        assert said in print_line(Question(state, Runs(county, baseline)))
