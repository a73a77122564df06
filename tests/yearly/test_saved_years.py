"""A scenario's values by year are saved and read again as they were, whatever they are."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workbench as wb

YEARS = st.integers(2022, 2034)
RATIOS = {"urban_dibao_ratio": (0.25, 0.35), "rural_dibao_ratio": (0.35, 0.45)}


def steps(low: float, high: float) -> st.SearchStrategy[dict[int, float]]:
    """A value for the scenario's own year and for some later ones, to four decimals."""
    values = st.integers(round(low * 10_000), round(high * 10_000)).map(lambda n: n / 10_000)
    return st.builds(
        lambda first, later: {2021: first, **dict(sorted(later.items()))},
        values,
        st.dictionaries(YEARS, values, max_size=4),
    )


LEVERS = st.fixed_dictionaries({}, optional={name: steps(*ends) for name, ends in RATIOS.items()})
GROWTH = st.dictionaries(
    st.sampled_from(["urban_income", "rural_consumption"]),
    st.dictionaries(
        st.integers(2027, 2034), st.integers(-300, 900).map(lambda n: n / 10_000), min_size=1, max_size=3
    ).map(
        lambda found: dict(sorted(found.items()))  # years run from the earliest on
    ),
    max_size=2,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(levers=LEVERS, growth=GROWTH)
def test_years_are_read_again_as_they_were_saved(baseline: wb.Scenario, tmp_path: Path, levers, growth) -> None:
    scenario = baseline.with_years(levers=levers, growth=growth)
    read = wb.load_scenario(scenario.save(tmp_path / "baseline-2021.yaml"))
    assert read.years == scenario.years
    assert read == scenario
    for name, by_year in levers.items():
        for year in range(2021, 2036):
            latest = max(one for one in by_year if one <= year)
            assert read.years.step(name, year) == (latest, by_year[latest])


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(levers=LEVERS)
def test_the_answers_of_a_read_scenario_are_the_same_to_the_fen(
    baseline: wb.Scenario, small: wb.Population, tmp_path: Path, levers
) -> None:
    scenario = baseline.with_years(levers=levers)
    read = wb.load_scenario(scenario.save(tmp_path / "baseline-2021.yaml"))
    one, other = (wb.years(small, each, 2021, 2023, programmes=["dibao", "tekun"]) for each in (scenario, read))
    assert one.totals.equals(other.totals)


@pytest.fixture(scope="module")
def small() -> wb.Population:
    return wb.synthesize(seed=9, size=2_000)
