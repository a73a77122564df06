"""What several tests of lives share: lives of small counties, and an independent projection by cohorts."""

import numpy as np

from workbench.categories import Sex
from workbench.population.lives.rates import assumptions_of_lives, rates_of

NO_MOVES = {"net_out_migration": 0.0}
QUIET = {  # nobody is born, moves, marries or parts
    **NO_MOVES,
    "fertility_level": 0.0,
    "marriage_level": 0.0,
    "remarriage_share_over_50": 0.0,
    "divorce_rate": 0.0,
    "leaving_home_rate": 0.0,
    "moving_in_widowed": 0.0,
    "moving_in_care": 0.0,
    "moving_in_old": 0.0,
    "urban_step": 0.0,
}


def counts(state):
    """Persons by sex, single age and self-care state: (2, 121, 3)."""
    person = state.person
    items = person["adl_items_lost"]
    care = np.where(items == 0, 0, np.where(items < 4, 1, 2))
    found = np.zeros((2, 121, 3))
    np.add.at(found, (person["sex"], person["age"], care), 1)
    return found


def oracle(start, first, last):
    """Expected persons by sex, age and state, and births, by the same rates: matrices and fertility of all women."""
    stock, births = start.copy(), []
    for year in range(first + 1, last + 1):
        rates = rates_of(year, assumptions_of_lives({}), None)
        moves = np.diff(rates.fates, axis=-1, prepend=0.0)[..., :3]
        new = np.zeros_like(stock)
        for sex in Sex:
            for age in range(120):
                new[sex, age + 1] = stock[sex, age] @ moves[sex, min(age, 110)]
        born = sum(new[Sex.FEMALE, age].sum() * rates.births[age] for age in range(15, 50))
        new[Sex.MALE, 0, 0] = born * rates.boys
        new[Sex.FEMALE, 0, 0] = born * (1 - rates.boys)
        births.append(born)
        stock = new
    return stock, births
