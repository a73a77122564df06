"""A small county, a baseline, a higher scenario, one outside the law, and the five figures drawn from them."""

from collections.abc import Callable

import numpy as np
import pytest

from workbench.charts import Figure, cost_surface, income_distribution, standards_corridor, town_tiles, winners_losers
from workbench.charts.gallery import sample as gallery_sample
from workbench.charts.gallery.sample import Sample
from workbench.language import using_language
from workbench.population import Population, synthesize
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario
from workbench.simulation import Run, Sweep, compare, simulate, sweep

Draw = Callable[[str, str], Figure]
FIGURES = (
    "cost_surface_cost",
    "cost_surface_persons",
    "standards_corridor",
    "income_distribution",
    "town_tiles",
    "winners_losers_type",
    "winners_losers_town",
    "winners_losers_residence",
    "winners_losers_decile",
)


def assert_drawn(figure: Figure) -> str:
    """Return the figure's picture as SVG; it must hold something, and nothing that went wrong on the way."""
    svg = figure.as_bytes(".svg").decode()
    assert len(svg) > 5_000, figure.name
    assert not [told for told in ("NaN", "undefined") if told in svg], figure.name
    assert figure.table.height, figure.name
    return svg


@pytest.fixture(scope="session")
def county(seed: int) -> Population:
    return synthesize(seed, 12_000, "fujian")


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return load_scenario("baseline-2021")


@pytest.fixture(scope="session")
def base(county: Population, scenario: Scenario) -> Run:
    return simulate(county, scenario)


@pytest.fixture(scope="session")
def run(base: Run) -> Run:
    """The root's fixture of this name would keep the county of the room that asked first."""
    return base


@pytest.fixture(scope="session")
def higher(county: Population, scenario: Scenario) -> Run:
    return simulate(county, scenario.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43))


@pytest.fixture(scope="session")
def outside(county: Population, scenario: Scenario) -> Run:
    """The urban ratio beyond the corridor of §3."""
    return simulate(county, scenario.replace(urban_dibao_ratio=0.37))


@pytest.fixture(scope="session")
def grid(county: Population, scenario: Scenario) -> Sweep:
    """The 21 × 21 ratios of the corridor."""
    urban, rural = (np.round(np.linspace(low, low + 0.10, 21), 3).tolist() for low in (0.25, 0.35))
    return sweep(county, scenario, urban_dibao_ratio=urban, rural_dibao_ratio=rural)


@pytest.fixture(scope="session")
def sample() -> Sample:
    """Everything that any figure is drawn from, smaller than in the gallery itself."""
    return gallery_sample.sample(12_000, runs=20)


@pytest.fixture(scope="session")
def draw(base: Run, higher: Run, grid: Sweep) -> Draw:
    """Draw a figure by name in a language, of the higher scenario against the baseline."""

    def drawn(name: str, language: str) -> Figure:
        with using_language(language):
            if name.startswith("cost_surface"):
                return cost_surface(grid, base, higher, measure=name.removeprefix("cost_surface_"))  # type: ignore[arg-type]
            if name.startswith("winners"):
                return winners_losers(compare(base, higher), name.removeprefix("winners_losers_"))  # type: ignore[arg-type]
            if name == "town_tiles":
                return town_tiles(higher, base, chosen="南鲁山镇")
            return {"standards_corridor": standards_corridor, "income_distribution": income_distribution}[name](
                higher, base
            )

    return drawn
