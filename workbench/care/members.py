"""The tekun recipients of a run as arrays: town, sex, age, self-care grade, and the age at which a minor leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.categories import DisabilityType
from workbench.errors import InputError
from workbench.language import word
from workbench.law.tekun import severe_mind_disability, without_work_capacity
from workbench.simulation.run import Run

NEVER = 1_000  # an age nobody reaches
_DISABILITY = (
    "disability_type",
    "disability_grade",
    "multiple_visual_grade",
    "multiple_physical_grade",
    "multiple_intellectual_grade",
    "multiple_mental_grade",
)


@dataclass(frozen=True, eq=False)
class Members:
    """Tekun persons; each array of shape (persons,).

    ids: person_id. town, residence, sex: codes in the order of the place's towns, of Residence, Sex. age: years.
    grade: SelfCare code.
    leaves_at: the age at which somebody able to work leaves the scheme: a minor when he comes of age, a pupil whose
    support goes on after that with his next year of age, as longer schooling isn't known (NEVER for everybody else).
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
        raise InputError(word("care.whole_persons"))
    person = {name: columns.person[name][recipient] for name in ("age", "sex", *_DISABILITY)}
    age = person["age"].astype(np.int64)
    return Members(
        ids=run.population.persons["person_id"].to_numpy()[recipient],
        town=columns.household["town"][household].astype(np.int64),
        residence=columns.household["residence"][household].astype(np.int64),
        sex=person["sex"].astype(np.int64),
        age=age,
        grade=run.rows["self_care"][recipient].astype(np.int64),
        leaves_at=_leaves_at(run, age, {name: person[name] for name in _DISABILITY}),
    )


def _leaves_at(run: Run, age: NDArray[np.int64], disability: dict[str, NDArray[np.int8]]) -> NDArray[np.int64]:
    """Ask the law itself whether the young will be without capacity for work when grown up; see `Members`."""
    grown, elderly = run.resolved["tekun_minor_age"].value, run.resolved["elderly_age"].value
    leaves = np.full(age.size, NEVER, dtype=np.int64)
    for row in np.flatnonzero(age < elderly):
        then = max(int(grown), int(age[row]))
        told = {name: int(values[row]) for name, values in disability.items()}
        kind, grade = DisabilityType(told["disability_type"]), told["disability_grade"]
        mind = severe_mind_disability(kind, grade, told["multiple_intellectual_grade"], told["multiple_mental_grade"])
        body = told["multiple_physical_grade"], told["multiple_visual_grade"]
        if not without_work_capacity(then, kind, grade, mind, *body, elderly, grown):
            leaves[row] = int(np.ceil(grown)) if age[row] < grown else then + 1
    return leaves
