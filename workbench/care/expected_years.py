"""Carries the expected tekun stock from year to year: probabilities instead of fates."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from workbench.care.entry import Entry, expected_rows, survival_to_old_age
from workbench.care.members import NEVER, Members
from workbench.care.need_table import FLOWS, GRADES
from workbench.place import current_place

Floats = NDArray[np.float64]


def expected_years(
    stock: Members, entry: Entry, values: Mapping[str, Floats], matrices: Floats, years: int
) -> tuple[Floats, Floats]:
    """Return expected persons (years, towns, grades) and flows (years, towns, 7 in the order of FLOWS).

    `values`: the assumptions, arrays of one value; `matrices`: shape (1, 2 sexes, ages, 4, 4).
    """
    moves_by, oldest = matrices[0], matrices.shape[2] - 1
    one = {name: float(value[0]) for name, value in values.items()}
    survival = survival_to_old_age(matrices, entry.old_age, years - 1)[0]
    persons = np.zeros((years, len(current_place().towns), len(GRADES)))
    flows = np.zeros((years, len(current_place().towns), len(FLOWS)))
    town, sex, age, leaves_at = stock.town, stock.sex, stock.age, stock.leaves_at
    chance = np.eye(len(GRADES))[stock.grade]  # (rows, grades): of being alive and here with each grade
    np.add.at(persons[0], town, chance)
    for year in range(1, years):
        moved = chance[:, :, None] * moves_by[sex, np.minimum(age, oldest)][:, : len(GRADES), :]  # (rows, from, to)
        age = age + 1
        alive, died = moved[:, :, : len(GRADES)], moved[:, :, -1].sum(axis=1)
        kept = np.where(age < leaves_at, 1.0 - one["tekun_exit_share"], 0.0)
        new = expected_rows(entry, year, one["tekun_entry_factor"], one["tekun_entry_under_60"], survival[year - 1])
        gone = alive.sum(axis=(1, 2)) * (1.0 - kept)
        happened = {
            "entered": (new.town, new.persons.sum(axis=1)),
            "died": (town, died),
            "left": (town, gone),
            "worsened": (town, np.triu(alive, 1).sum(axis=(1, 2))),
            "recovered": (town, np.tril(alive, -1).sum(axis=(1, 2))),
            "need_began": (
                np.concatenate([town, new.town]),
                np.concatenate([alive[:, 0, 1:].sum(axis=1) * kept, new.persons[:, 1:].sum(axis=1)]),
            ),
            "need_ended": (
                town,
                moved[:, 1:, -1].sum(axis=1)
                + alive[:, 1:, 0].sum(axis=1)
                + alive[:, 1:, 1:].sum(axis=(1, 2)) * (1 - kept),
            ),
        }
        for column, flow in enumerate(FLOWS):
            np.add.at(flows[year, :, column], *happened[flow])
        chance = np.concatenate([alive.sum(axis=1) * kept[:, None], new.persons])
        town, sex = np.concatenate([town, new.town]), np.concatenate([sex, new.sex])
        age = np.concatenate([age, new.age])
        leaves_at = np.concatenate([leaves_at, np.full(new.town.size, NEVER)])
        np.add.at(persons[year], town, chance)
    return persons, flows
