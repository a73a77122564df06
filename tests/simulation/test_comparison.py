"""Comparisons add up over every grouping; runs of two populations are refused."""

import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.scenario import Scenario
from workbench.simulation import Run


def test_a_comparison_adds_up(run: Run, higher: Run) -> None:
    comparison = wb.compare(run, higher)
    whole = comparison.by("county").row(0, named=True)
    for group in ("town", "residence", "decile"):
        parts = comparison.by(group)
        for column in ("persons", "newly_covered_persons", "lost_persons", "gaining_persons", "losing_persons"):
            assert parts[column].sum() == whole[column], (group, column)
        assert parts["cost_change_yuan_per_year"].sum() == pytest.approx(whole["cost_change_yuan_per_year"], abs=0.01)
    assert whole["cost_change_yuan_per_year"] == pytest.approx(comparison.cost_change_yuan_per_year, abs=0.01)
    covered = higher.headline.total.persons - run.headline.total.persons
    assert comparison.newly_covered - comparison.lost == covered


def test_a_higher_standard_takes_nothing_away(run: Run, higher: Run) -> None:
    comparison = wb.compare(run, higher)
    assert comparison.newly_covered > 0
    assert comparison.by("county")["losing_persons"].item() == 0


def test_comparing_a_run_with_itself_changes_nothing(run: Run) -> None:
    comparison = wb.compare(run, run)
    assert (comparison.newly_covered, comparison.lost, comparison.cost_change_yuan_per_year) == (0, 0, 0)


def test_runs_of_two_populations_are_not_compared(run: Run, baseline: Scenario) -> None:
    other = wb.synthesize(seed=5, size=5_000)
    with pytest.raises(InputError, match="different populations"):
        wb.compare(run, wb.simulate(other, baseline))
    with pytest.raises(UnknownNameError, match="did you mean 'town'"):
        wb.compare(run, run).by("towns")
