"""Draws futures of the tekun stock: every person's fate in every year, with luck that stays with the person."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from workbench.care.entry import Entry, drawn_slots, survival_to_old_age
from workbench.care.members import NEVER, Members
from workbench.care.need_table import FLOWS, GRADES
from workbench.luck import replicate_draws
from workbench.place import current_place

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DEAD = len(GRADES)  # the states beyond the grades: dead, gone, not yet here
_GONE, _NOT_YET = _DEAD + 1, _DEAD + 2


def drawn_years(
    stock: Members, entry: Entry, values: Mapping[str, Floats], matrices: Floats, years: int, seed: int
) -> tuple[Ints, Ints]:
    """Return persons (replicates, years, towns, grades) and flows (replicates, years, towns, 7 in the order of FLOWS).

    `values`: the assumptions by replicate; `matrices`: shape (replicates, 2 sexes, ages, 4, 4).
    """
    replicates, oldest = matrices.shape[0], matrices.shape[2] - 1
    slots = drawn_slots(entry, values, survival_to_old_age(matrices, entry.old_age, years - 1), seed)
    town, sex = np.concatenate([stock.town, slots.town]), np.concatenate([stock.sex, slots.sex])
    enters = np.concatenate([np.zeros(len(stock), dtype=np.int64), slots.year])
    ids = np.concatenate([stock.ids, slots.ids])
    leaves_at = np.concatenate([stock.leaves_at, np.full(slots.year.size, NEVER)])
    age = np.concatenate([np.broadcast_to(stock.age, (replicates, len(stock))), slots.age], axis=1)
    state = np.concatenate(
        [np.broadcast_to(stock.grade, (replicates, len(stock))), np.full(slots.age.shape, _NOT_YET)], 1
    )
    limits = np.cumsum(matrices, axis=-1)[..., :-1]  # a draw below the k-th limit falls into one of the first k states
    persons = np.zeros((replicates, years, len(current_place().towns), len(GRADES)), dtype=np.int64)
    flows = np.zeros((replicates, years, len(current_place().towns), len(FLOWS)), dtype=np.int64)
    rows = np.arange(replicates)[:, None]
    _count(persons[:, 0], state, town)
    for year in range(1, years):
        here = (enters < year)[None, :] & (state < _DEAD)
        fate = replicate_draws(seed, f"care: fate in year {year}", ids, replicates)
        edges = limits[rows, sex[None, :], np.minimum(age, oldest), np.minimum(state, _DEAD)]
        moved = np.where(here, (fate[..., None] >= edges).sum(axis=-1), state)
        age = age + (enters < year)[None, :]
        leaving = (
            replicate_draws(seed, f"care: leaves in year {year}", ids, replicates) < values["tekun_exit_share"][:, None]
        )
        leaving = here & (moved < _DEAD) & (leaving | (age >= leaves_at[None, :]))
        entering, grade = np.zeros_like(here), state.copy()
        grade[:, len(stock) :] = slots.grade
        entering[:, len(stock) :] = slots.filled & (slots.year == year)[None, :]
        happened = {
            "entered": entering,
            "died": here & (moved == _DEAD),
            "left": leaving,
            "worsened": here & (moved < _DEAD) & (moved > state),
            "recovered": here & (moved < state),
            "need_began": (here & (state == 0) & _disabled(moved) & ~leaving) | (entering & _disabled(grade)),
            "need_ended": here & _disabled(state) & (~_disabled(moved) | leaving),
        }
        for column, flow in enumerate(FLOWS):
            flows[:, year, :, column] = _by_town(happened[flow], town)
        state = np.where(entering, grade, np.where(leaving, _GONE, moved))
        _count(persons[:, year], state, town)
    return persons, flows


def _disabled(state: Ints) -> NDArray[np.bool_]:
    return (state > 0) & (state < _DEAD)


def _by_town(yes: NDArray[np.bool_], town: Ints) -> Ints:
    """Count by replicate and town; shape (replicates, towns)."""
    return np.stack([yes[:, town == code].sum(axis=1) for code in range(len(current_place().towns))], axis=1)


def _count(into: Ints, state: Ints, town: Ints) -> None:
    """Write persons by replicate, town and grade into `into`."""
    for grade in range(len(GRADES)):
        into[:, :, grade] = _by_town(state == grade, town)
