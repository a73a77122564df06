"""Lasting luck: the same numbers as workbench.luck makes, year by year and looked up at once."""

import numpy as np
import pytest

import workbench as wb
from workbench.luck import normal_draws, uniform_draws
from workbench.population.lives.numbers import uniforms
from workbench.yearly.lasting_luck import (
    FIRST_DRAWS,
    luck_a_year_later,
    luck_of_year,
    review_key,
)

IDS = np.arange(1, 4001, dtype=np.int64) * 7919
MAKE = {True: normal_draws, False: uniform_draws}


@pytest.mark.parametrize("what", list(FIRST_DRAWS))
def test_a_year_later_is_the_old_luck_or_that_of_the_year_by_plain_numpy(what) -> None:
    decision, bell = FIRST_DRAWS[what]
    old, known = MAKE[bell](5, decision, IDS), IDS % 3 > 0
    stays = known & (uniform_draws(5, f"years: {what} stays in 2022", IDS) < 0.8)
    wanted = np.where(stays, old, MAKE[bell](5, f"years: {what} of 2022", IDS))
    assert np.array_equal(luck_a_year_later(5, what, 2022, IDS, old, known, 0.8), wanted)
    assert 0.45 < (wanted == old).mean() < 0.6


@pytest.mark.parametrize("what", list(FIRST_DRAWS))
@pytest.mark.parametrize("persistence", [0.0, 0.8, 1.0])
def test_the_luck_of_a_year_is_that_of_the_years_before_step_by_step(what, persistence: float) -> None:
    """A third of the households come in 2023: then their luck is drawn anew, and lasts as that of the others."""
    decision, bell = FIRST_DRAWS[what]
    since = np.where(IDS % 3 == 0, 2023, 2021)
    luck = MAKE[bell](5, decision, IDS)
    for year in range(2022, 2027):
        luck = luck_a_year_later(5, what, year, IDS, luck, since < year, persistence)
        here = since <= year
        assert np.array_equal(luck_of_year(5, what, 2021, year, IDS[here], since[here], persistence), luck[here])


def test_reviews_are_the_draws_of_the_year() -> None:
    assert np.array_equal(uniforms(review_key(3, 2025), IDS), uniform_draws(3, "years: review in 2025", IDS))


def test_a_further_policy_has_the_same_people_and_the_same_other_luck(seed: int, baseline: wb.Scenario) -> None:
    """While answers are held, lives give the people of a year again, and what is drawn of them is drawn once."""
    lives = wb.lives(wb.synthesize(seed, 2_000), 2022)
    answers = wb.years(lives, baseline, 2021, 2022, programmes=["dibao"], memory=wb.ReceiptMemory())
    told = answers.run(2022).population
    people = lives.population(2022)
    assert people is lives.population(2022)
    assert told.persons is people.persons
    other = answers.memory.population(2022, people, answers.run(2021))
    assert other.__dict__["_luck"] is told.__dict__["_luck"]
    assert "single_person_draw" in told.__dict__["_luck"]
    assert "dibao_draw" not in told.__dict__["_luck"]  # remembered of each policy
