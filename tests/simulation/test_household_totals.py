"""What households add up to is what the kernel counted, programme by programme, to the fen."""

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run
from workbench.simulation.household_totals import all_aid_fen, counted_programmes, household_totals


def test_households_add_up_to_the_totals_of_every_programme(run: Run) -> None:
    programmes = counted_programmes(run)
    assert len(programmes) == run.totals["programme"].n_unique() == 38
    for one in programmes:
        found, whole = household_totals(run, one), run.headline.programmes[one.name]
        sums = found.households.sum(), found.persons.sum(), found.cost_fen.sum()
        assert sums == (whole.households, whole.persons, whole.cost_fen), one.name
    assert all_aid_fen(run).sum() == sum(one.cost_fen for one in run.headline.programmes.values())


def test_a_run_of_some_programmes_has_no_sum_of_all_aid(county: Population, baseline: Scenario) -> None:
    with pytest.raises(InputError, match=r"counted some programmes only; simulate\(…, programmes=None\)"):
        all_aid_fen(wb.simulate(county, baseline, programmes=["dibao", "tekun", "margin"]))
