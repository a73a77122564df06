"""Death rates, the life table and its scaling: known answers of the dossier and of the source."""

import numpy as np
import pytest

from workbench.categories import Sex
from workbench.errors import InputError, UnknownNameError
from workbench.population.self_care.mortality import (
    central_death_rates,
    death_hazards,
    death_probabilities,
    life_expectancy,
    scale_to_life_expectancy,
    scales_to_life_expectancies,
    single_year_expectancy,
)
from workbench.population.statistics import national_statistics

# As the dossier has them; the file was written from the source itself.
DOSSIER = {
    Sex.MALE: [
        0.01158,
        0.00047,
        0.00034,
        0.00027,
        0.00039,
        0.00057,
        0.00079,
        0.00098,
        0.00124,
        0.00172,
        0.00258,
        0.00436,
        0.00734,
        0.01385,
        0.02524,
        0.04624,
        0.07861,
        0.11456,
        0.17643,
        0.25587,
        0.34182,
        0.44596,
    ],
    Sex.FEMALE: [
        0.00819,
        0.00035,
        0.00028,
        0.00019,
        0.00028,
        0.00037,
        0.00047,
        0.00062,
        0.00079,
        0.00116,
        0.00166,
        0.0027,
        0.00455,
        0.0086,
        0.01559,
        0.02888,
        0.04912,
        0.08274,
        0.13317,
        0.19291,
        0.26952,
        0.32875,
    ],
}
TARGETS = {"male": 75.37, "female": 80.88}


@pytest.mark.parametrize(
    ("sex", "expected"),
    [("male", {0: 74.43, 60: 18.52, 65: 14.67, 80: 6.60}), ("female", {0: 78.93, 60: 21.92, 65: 17.77, 80: 8.13})],
)
def test_life_expectancies_of_the_dossier(sex, expected):
    for age, years in expected.items():
        assert life_expectancy(sex, age=age) == pytest.approx(years, abs=0.005)


def test_life_expectancy_at_100_is_one_over_the_open_rate():
    assert life_expectancy("male", age=100) == pytest.approx(1 / 0.44596)
    assert life_expectancy("female", scale=2.0, age=100) == pytest.approx(1 / (2 * 0.32875))


def test_the_last_closed_group_by_hand():
    # at 95: q = 5 × .34182 ÷ (1 + 2.5 × .34182) = .92158; 5 × (1 − q) + 2.5 × q + (1 − q) ÷ .44596
    q = 5 * 0.34182 / (1 + 2.5 * 0.34182)
    assert life_expectancy("male", age=95) == pytest.approx(5 * (1 - q) + 2.5 * q + (1 - q) / 0.44596)


@pytest.mark.parametrize(("sex", "factor"), [("male", 0.918), ("female", 0.833)])
def test_the_factors_to_the_life_expectancy_of_2020(sex, factor, baseline):
    assert baseline.value(f"life_expectancy_{sex}") == TARGETS[sex]
    found = scale_to_life_expectancy(sex, TARGETS[sex])
    assert found == pytest.approx(factor, abs=0.0005)
    assert life_expectancy(sex, found) == pytest.approx(TARGETS[sex], abs=1e-9)


def test_many_targets_at_once_are_each_met():
    targets = np.array([65.0, 75.37, 80.0, 90.0])
    scales = scales_to_life_expectancies(Sex.MALE, targets)
    assert [life_expectancy("male", scale) for scale in scales] == pytest.approx(targets.tolist(), abs=1e-9)


def test_single_years_repeat_the_published_rate_of_each_group():
    for sex in Sex:
        hazards, rates = death_hazards(sex), central_death_rates(sex)
        # deaths over person-years from 65 to 69 (the fifteenth group), survivors worked out year by year
        for group, start in ((14, 65), (18, 85), (20, 95)):
            alive, deaths, years = 1.0, 0.0, 0.0
            for hazard in hazards[start : start + 5]:
                dying = alive * (1 - np.exp(-hazard))
                deaths, years, alive = deaths + dying, years + dying / hazard, alive - dying
            assert deaths / years == pytest.approx(rates[group], rel=1e-9)


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("scaled", [False, True])
def test_the_single_year_table_is_near_the_abridged_one(sex, scaled):
    scale = scale_to_life_expectancy(sex, TARGETS[sex]) if scaled else 1.0
    probabilities = death_probabilities(sex, scale)
    for age in (0, 60, 65, 80):
        gap = single_year_expectancy(probabilities, age) - life_expectancy(sex, scale, age)
        assert abs(gap) < 0.05, age
    # the single years come to what the source itself publishes: 74.47 and 78.97
    published = national_statistics().value("life_expectancy_2015_2020", f"china {sex}")
    assert single_year_expectancy(death_probabilities(sex)) == pytest.approx(published, abs=0.01)


def test_one_year_probabilities_have_every_age_and_rise_from_30_on():
    for sex in Sex:
        probabilities = death_probabilities(sex)
        assert probabilities.shape == (111,)
        assert np.all((probabilities > 0) & (probabilities < 1))
        assert np.all(np.diff(probabilities[30:]) > 0)
        assert np.all(death_probabilities(sex, 0.9) < probabilities)
    assert np.all(death_probabilities("female")[15:] < death_probabilities("male")[15:])


def test_published_and_unverified_are_kept_apart(baseline):
    table = national_statistics().table
    rates = table.filter(series="central_death_rate")
    assert rates.height == 44
    assert set(rates["status"]) == {"published"}
    compared = table.filter(series="life_expectancy_2020")
    assert sorted(compared["group"]) == [
        "china",
        "shandong",
    ]  # what the rates are scaled to stands in the law book only
    assert set(compared["status"]) == {"unverified"}
    assert {baseline.resolved()[f"life_expectancy_{sex}"].status for sex in TARGETS} == {"unverified"}
    for sex in Sex:
        assert central_death_rates(sex).tolist() == DOSSIER[sex]


def test_the_first_year_of_life_by_hand():
    # .01158 ÷ (1 + .9 × .01158) = .011461; those who die live .1 year
    assert death_probabilities("male")[0] == pytest.approx(0.01158 / (1 + 0.9 * 0.01158), abs=1e-12)


def test_bad_input_is_named():
    with pytest.raises(UnknownNameError, match="unknown sex 'mail'; did you mean 'male'"):
        life_expectancy("mail")
    with pytest.raises(InputError, match="age 63; accepted: 0, 1, 5, 10"):
        life_expectancy("male", age=63)
    with pytest.raises(InputError, match="scale -1 of the death rates; a number above 0"):
        death_probabilities("male", -1)
    with pytest.raises(InputError, match="scale nan"):
        life_expectancy("male", float("nan"))
    for target in (5.0, float("nan")):
        with pytest.raises(InputError, match=r"accepted for male: \d+ to \d+ years"):
            scale_to_life_expectancy("male", target)
