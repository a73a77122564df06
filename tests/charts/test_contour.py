"""Any measure over any two levers: the table's numbers, lines that rise or fall, and what can't be drawn is refused."""

import re

import pytest

from tests.charts.conftest import assert_drawn
from workbench.charts import contour
from workbench.errors import InputError, UnknownNameError
from workbench.language import LANGUAGES, using_language
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run, Sweep, latin_hypercube, sweep

LEVERS = ("urban_dibao_ratio", "tekun_take_up")


@pytest.fixture(scope="module")
def three(county: Population, scenario: Scenario) -> Sweep:
    """Two levers of numbers and a choice, with the measures of poverty."""
    return sweep(
        county,
        scenario,
        urban_dibao_ratio=[0.25, 0.30, 0.35],
        tekun_take_up=[0.7, 0.9, 1.0],
        dibao_method=["difference", "tiers"],
        distribution=True,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", ["county_cost_yuan_per_year", "gini_after", "tekun_persons"])
def test_a_measure_is_drawn_from_the_sweep_s_own_numbers(three: Sweep, base: Run, measure: str, language: str) -> None:
    with using_language(language):
        figure = contour(three, base, measure=measure, levers=LEVERS, at={"dibao_method": "difference"})
    assert_drawn(figure)
    rows = three.summary().filter(dibao_method="difference")
    assert figure.table[measure].to_list() == rows[measure].to_list()
    assert sorted(figure.datasets["cells"]["value"]) == sorted(rows[measure])
    # today's place: urban ratio 30 %, the take-up that the scenario has
    assert figure.datasets["now"]["x"].to_list() == [0.30]
    assert figure.datasets["now"]["y"].to_list() == [base.resolved["tekun_take_up"].value]
    levels = figure.datasets["lines"]["level"]
    assert rows[measure].min() < levels.min()
    assert levels.max() < rows[measure].max()
    assert set(figure.datasets["labels"]["level"]) == set(levels)


def test_a_falling_measure_has_lines(three: Sweep, base: Run) -> None:
    """More generous ratios leave fewer of the poor out: exclusion falls to the right."""
    with using_language("en"):
        figure = contour(three, base, measure="exclusion_error", levers=LEVERS, at={"dibao_method": "difference"})
    at_left = three.summary().filter(urban_dibao_ratio=0.25)["exclusion_error"].mean()
    assert at_left > three.summary().filter(urban_dibao_ratio=0.35)["exclusion_error"].mean()
    assert figure.datasets["lines"].height > 0
    assert re.fullmatch(r"exclusion error: [\d.]+–[\d.]+%", figure.title, re.IGNORECASE)
    assert figure.subtitle.startswith("Highest at urban ratio 25% and take-up of tekun support 70%")
    assert figure.subtitle.endswith("how family dibao is worked out: difference")


def test_the_axes_are_written_by_their_units(three: Sweep, base: Run) -> None:
    with using_language("zh"):
        spec = str(contour(three, base, levers=LEVERS, at={"dibao_method": "tiers"}).spec(live=True))
    assert "datum.value < 0.275 ? '25%' : datum.value < 0.325 ? '30%' : '35%'" in spec


def test_what_has_no_surface_is_refused(three: Sweep, base: Run, county: Population, scenario: Scenario) -> None:
    held = {"dibao_method": "tiers"}
    for words, choices in {
        "3 levers were swept": {},
        "levers: two are wanted, not 3": {"levers": (*LEVERS, "dibao_method")},
        "dibao_method is a choice and has no axis": {"levers": ("urban_dibao_ratio", "dibao_method")},
        "at: the value of dibao_method is wanted, one of difference, tiers": {"levers": LEVERS},
        "dibao_method='tier' was not swept; there are difference, tiers": {
            "levers": LEVERS,
            "at": {"dibao_method": "tier"},
        },
    }.items():
        with pytest.raises(InputError, match=re.escape(words)):
            contour(three, base, **choices)
    with pytest.raises(UnknownNameError, match="unknown measure 'persns'; did you mean 'persons'"):
        contour(three, base, measure="persns", levers=LEVERS, at=held)
    with pytest.raises(UnknownNameError, match="unknown swept lever 'tekun_takeup'; did you mean 'tekun_take_up'"):
        contour(three, base, levers=("urban_dibao_ratio", "tekun_takeup"), at=held)
    with pytest.raises(UnknownNameError, match="unknown lever to hold in at= 'rural_dibao_ratio'"):
        contour(three, base, levers=LEVERS, at={**held, "rural_dibao_ratio": 0.4})
    scattered = sweep(county, scenario, points=latin_hypercube(dict.fromkeys(LEVERS, (0.3, 0.4)), 5))
    with pytest.raises(
        InputError, match=r"5 points with 5 values of urban_dibao_ratio and 5 of tekun_take_up are no full"
    ):
        contour(scattered, base)
    one = sweep(county, scenario, urban_dibao_ratio=[0.3], tekun_take_up=[0.8, 0.9])
    with pytest.raises(InputError, match="at least two values of each"):
        contour(one, base)


def test_the_baseline_outside_the_surface_is_not_marked(base: Run, county: Population, scenario: Scenario) -> None:
    away = sweep(county, scenario, urban_dibao_ratio=[0.32, 0.35], tekun_take_up=[0.7, 1.0])
    assert contour(away, base).datasets["now"].is_empty()
