"""The figure of policies that none beats: what is joined, where today stands, and one pointer for all panels."""

import json

import pytest

import workbench as wb
from workbench.charts import policy_frontier as draw
from workbench.decisions import policy_frontier
from workbench.decisions.pareto_frontier import USUAL_AIMS
from workbench.errors import InputError
from workbench.language import LANGUAGES, using_language
from workbench.simulation import Run

from .conftest import assert_drawn

RATIOS = {"urban_dibao_ratio": [0.25, 0.30, 0.35], "rural_dibao_ratio": [0.35, 0.40, 0.45]}


@pytest.fixture(scope="module")
def found(county, scenario):
    return policy_frontier(county, scenario, aims=(*USUAL_AIMS[:3], "gini_after"), **RATIOS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_drawn_with_a_line_in_every_panel(base: Run, found, language: str) -> None:
    with using_language(language):
        figure = draw(found, base)
        svg = assert_drawn(figure)
        assert figure.title == found.words()
        for aim in found.aims[1:]:
            line = figure.datasets["lines"].filter(panel=aim)
            assert line.height == found.among("cost_yuan_per_year", aim).height
            assert line["x"].is_sorted()
        assert figure.table.equals(found.unbeaten)
        assert {"zh": "现行", "en": "now"}[language] in svg


def test_today_is_the_nearest_policy_or_nowhere(base: Run, found, county, scenario) -> None:
    now = draw(found, base).datasets["now"].row(0, named=True)
    assert (now["urban_dibao_ratio"], now["rural_dibao_ratio"]) == (0.30, 0.40)
    elsewhere = wb.simulate(county, scenario.replace(urban_dibao_ratio=0.37), rows=False)
    assert draw(found, elsewhere).datasets["now"].is_empty()
    assert_drawn(draw(found, elsewhere))
    methods = policy_frontier(county, scenario, dibao_method=["difference", "tiers"])
    assert draw(methods, base).datasets["now"]["dibao_method"].to_list() == ["difference"]


def test_what_is_pointed_at_is_one_for_all_panels(base: Run, found) -> None:
    spec = draw(found, base).spec()
    (pointed,) = spec["params"]
    panels = [json.dumps(panel) for panel in spec["vconcat"][0]["hconcat"]]
    assert len(panels) == 3
    for panel in panels:
        assert any(f'"name": "{view}"' in panel for view in pointed["views"])
    assert draw(found, base).spec(live=True)["params"] == spec["params"]


def test_aims_left_out_and_idle_levers_are_told(base: Run, county, scenario) -> None:
    wages = policy_frontier(county, scenario, work_cost_rate=[0.0, 0.3], renovation_budget_per_year=[1e6, 2e6])
    with using_language("en"):
        figure = draw(wages, base)
        told = "\n".join(figure.notes)
        assert "▲ The aim “beds” is left out" in told
        assert "changes nothing from ¥1.0m/year to ¥2.0m/year" in told
        assert "Beds: willing" not in told
        assert_drawn(figure)
    alone = policy_frontier(county, scenario, aims=("gap_after",), **RATIOS)
    with pytest.raises(InputError, match="gap_after alone can't be drawn"):
        draw(alone, base)
