"""The tekun recipients of a run as arrays: town, sex, age, self-care grade, and the age at which a minor leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.categories import DisabilityType
from workbench.errors import InputError
from workbench.law.tekun import without_work_capacity
from workbench.simulation.run import Run

NEVER = 1_000  # an age nobody reaches


@dataclass(frozen=True, eq=False)
class Members:
    """Tekun persons; each array of shape (persons,).

    ids: person_id. town, residence, sex: codes in the order of the place's towns, of Residence, Sex. age: years.
    grade: SelfCare code.
    leaves_at: the age at which a minor without a severe disability leaves the scheme (NEVER for everybody else).
    """

    ids: NDArray[np.int64]
    town: NDArray[np.int64]
    residence: NDArray[np.int64]
    sex: NDArray[np.int64]
    age: NDArray[np.int64]
    grade: NDArray[np.int64]
    leaves_at: NDArray[np.int64]

    def __len__(self) -> int:
        return self.ids.size


def members_of(run: Run) -> Members:
    """Return the tekun recipients of a run; raises InputError when rows are missing or households carry weights."""
    for rule in ("tekun_recipient", "self_care"):
        if rule not in run.rows:
            raise InputError(f"care: the run holds no rows of {rule}; simulate(..., rows=True) is wanted")
    columns = run.population.arrays()
    recipient = np.flatnonzero(run.rows["tekun_recipient"])
    household = columns.to_persons(np.arange(columns.starts.size - 1))[recipient]
    if not np.all(columns.household["weight"][household] == 1.0):
        raise InputError("care: whole persons are moved from year to year; households with a weight of 1 are wanted")
    person = {name: columns.person[name][recipient] for name in ("age", "sex", "disability_type", "disability_grade")}
    age = person["age"].astype(np.int64)
    return Members(
        ids=run.population.persons["person_id"].to_numpy()[recipient],
        town=columns.household["town"][household].astype(np.int64),
        residence=columns.household["residence"][household].astype(np.int64),
        sex=person["sex"].astype(np.int64),
        age=age,
        grade=run.rows["self_care"][recipient].astype(np.int64),
        leaves_at=_leaves_at(run, age, person["disability_type"], person["disability_grade"]),
    )


def _leaves_at(
    run: Run, age: NDArray[np.int64], kind: NDArray[np.int8], severity: NDArray[np.int8]
) -> NDArray[np.int64]:
    """Ask the law itself whether a minor will still be without capacity for work when grown up."""
    grown, elderly = run.resolved["tekun_minor_age"].value, run.resolved["elderly_age"].value
    leaves = np.full(age.size, NEVER, dtype=np.int64)
    for row in np.flatnonzero(age < grown):
        if not without_work_capacity(int(grown), DisabilityType(int(kind[row])), int(severity[row]), elderly, grown):
            leaves[row] = int(np.ceil(grown))
    return leaves
