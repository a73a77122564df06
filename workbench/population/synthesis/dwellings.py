"""Draws candidate dwellings of eleven types, with ages that fit each other: who lives together in the county.

A candidate is a row: ages, sexes and roles of up to nine members (age −1: nobody). Raking weights the candidates
afterwards, so the shares of the types only say where raking begins. The numbers inside the makers (differences of age,
how often both grandparents live) are assumed; raking and exact ages correct them where a margin is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, Sex
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.pyramid import OLDEST, largest_remainder

MOST_MEMBERS = 9
Ages = NDArray[np.int16]
Whole = TypeVar("Whole", np.int16, np.int8)


class Kind(IntEnum):
    """Type of a dwelling."""

    ELDER_ALONE = 0
    ELDER_COUPLE = 1
    SINGLE_ADULT = 2
    COUPLE = 3
    COUPLE_ONE_CHILD = 4
    COUPLE_MORE_CHILDREN = 5
    ONE_PARENT = 6
    THREE_GENERATIONS = 7
    ELDER_ADULT_CHILD = 8
    SKIP_GENERATION = 9
    OTHER = 10


class Role(IntEnum):
    """Part of a member in the dwelling."""

    HEAD = 0
    SPOUSE = 1
    ELDER = 2
    CHILD = 3
    GRANDCHILD = 4
    RELATIVE = 5


@dataclass
class _Draft:
    """Candidates of one type while they are drawn; `usable` loses those whose ages are impossible."""

    rng: np.random.Generator
    pyramid: NDArray[np.int64]  # (sex, age): where ages are drawn from
    rows: int
    ages: list[Ages] = field(default_factory=list)
    sexes: list[NDArray[np.int8]] = field(default_factory=list)
    roles: list[NDArray[np.int8]] = field(default_factory=list)
    usable: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.usable = np.ones(self.rows, dtype=bool)

    def chance(self, share: float) -> NDArray[np.bool_]:
        return self.rng.random(self.rows) < share

    def sex(self, male_share: float) -> NDArray[np.int8]:
        return np.where(self.chance(male_share), Sex.MALE, Sex.FEMALE).astype(np.int8)

    def age_of(self, sex: NDArray[np.int8] | Sex, low: int, high: int) -> NDArray[np.float64]:
        """Draw ages in [low, high] as frequent as in the pyramid."""
        result = np.empty(self.rows)
        each = np.broadcast_to(np.asarray(sex), self.rows)
        for one in Sex:
            chosen = each == one
            cumulated = np.cumsum(self.pyramid[one, low : high + 1] + 1e-9)
            spots = self.rng.random(int(chosen.sum())) * cumulated[-1]
            result[chosen] = low + np.searchsorted(cumulated, spots, side="right")
        return result

    def gap(self, mean: float, spread: float, low: float, high: float) -> NDArray[np.float64]:
        """Draw differences of age, those outside the limits drawn again evenly inside."""
        value = self.rng.normal(mean, spread, self.rows)
        outside = (value < low) | (value > high)
        value[outside] = self.rng.uniform(low, high, int(outside.sum()))
        return value

    def add(
        self,
        age: NDArray[np.float64],
        sex: NDArray[np.int8] | Sex,
        role: Role,
        present: NDArray[np.bool_] | None = None,
        youngest: int = 0,
    ) -> None:
        """Add one member to each candidate (or to those `present`); an impossible age makes the row unusable."""
        here = np.ones(self.rows, dtype=bool) if present is None else present
        whole = np.floor(age)
        self.usable &= ~here | ((whole >= youngest) & (whole <= OLDEST))
        self.ages.append(np.where(here, np.clip(whole, 0, OLDEST), -1).astype(np.int16))
        self.sexes.append(np.where(here, np.broadcast_to(np.asarray(sex, dtype=np.int8), self.rows), 0).astype(np.int8))
        self.roles.append(np.full(self.rows, role, dtype=np.int8))

    def couple(self, wife: NDArray[np.float64], roles: tuple[Role, Role], youngest: int = 20) -> None:
        self.add(wife + self.gap(1.3, 2.7, -8, 15), Sex.MALE, roles[0], youngest=youngest)
        self.add(wife, Sex.FEMALE, roles[1], youngest=youngest)

    def children(self, mother: NDArray[np.float64], counts: NDArray[np.int64], role: Role = Role.CHILD) -> None:
        """Add the children of mothers of the given ages: the first born at about 26, the next 2 to 7 years later."""
        age = mother - self.gap(26, 4, 18, 42)
        for number in range(int(counts.max(initial=0))):
            self.add(age, self.sex(0.53), role, present=counts > number)
            age = age - self.rng.uniform(2, 7, self.rows)


def _elder_alone(draft: _Draft) -> None:
    sex = draft.sex(0.45)
    draft.add(draft.age_of(sex, 60, OLDEST), sex, Role.HEAD)


def _elder_couple(draft: _Draft) -> None:
    draft.couple(draft.age_of(Sex.FEMALE, 60, 95), (Role.HEAD, Role.SPOUSE), youngest=60)


def _single_adult(draft: _Draft) -> None:
    sex = draft.sex(0.6)
    draft.add(draft.age_of(sex, 18, 59), sex, Role.HEAD)


def _couple(draft: _Draft) -> None:
    draft.couple(draft.age_of(Sex.FEMALE, 20, 59), (Role.HEAD, Role.SPOUSE))


def _couple_one_child(draft: _Draft) -> None:
    mother = draft.age_of(Sex.FEMALE, 20, 60)
    draft.couple(mother, (Role.HEAD, Role.SPOUSE))
    draft.children(mother, np.ones(draft.rows, dtype=np.int64))


def _couple_more_children(draft: _Draft) -> None:
    mother = draft.age_of(Sex.FEMALE, 22, 56)
    draft.couple(mother, (Role.HEAD, Role.SPOUSE))
    draft.children(mother, np.where(draft.chance(0.18), 3, 2))


def _one_parent(draft: _Draft) -> None:
    mother = draft.age_of(Sex.FEMALE, 22, 58)
    draft.add(mother, draft.sex(0.35), Role.HEAD)
    draft.children(mother, np.where(draft.chance(0.25), 2, 1))


def _three_generations(draft: _Draft, second_child: float) -> None:
    mother = draft.age_of(Sex.FEMALE, 22, 58)
    draft.couple(mother, (Role.HEAD, Role.SPOUSE))
    grandmother = mother + draft.gap(26, 4, 18, 40)
    both = draft.chance(0.55)
    only_man = ~both & draft.chance(0.35)
    draft.add(grandmother, Sex.FEMALE, Role.ELDER, present=~only_man, youngest=45)
    draft.add(grandmother + draft.gap(1.5, 3, -6, 15), Sex.MALE, Role.ELDER, present=both | only_man, youngest=45)
    third = draft.chance(0.15)
    draft.children(mother, 1 + draft.chance(second_child).astype(np.int64) * (1 + third))


def _elder_adult_child(draft: _Draft) -> None:
    elder = draft.age_of(Sex.FEMALE, 58, 95)
    child = elder - draft.gap(26.5, 4, 18, 42)
    sex = draft.sex(0.75)
    draft.add(child, sex, Role.HEAD, youngest=18)
    married = draft.chance(0.4)
    draft.add(child + draft.gap(0, 3, -8, 8), (1 - sex).astype(np.int8), Role.SPOUSE, present=married, youngest=20)
    both = draft.chance(0.45)
    only_man = ~both & draft.chance(0.35)
    draft.add(elder, Sex.FEMALE, Role.ELDER, present=~only_man)
    draft.add(elder + draft.gap(1.5, 3, -6, 15), Sex.MALE, Role.ELDER, present=both | only_man, youngest=50)


def _skip_generation(draft: _Draft) -> None:
    grandmother = draft.age_of(Sex.FEMALE, 50, 78)
    both = draft.chance(0.6)
    only_man = ~both & draft.chance(0.3)
    draft.add(grandmother + draft.gap(1.5, 3, -6, 12), Sex.MALE, Role.HEAD, present=both | only_man)
    draft.add(grandmother, Sex.FEMALE, Role.SPOUSE, present=~only_man)
    age = grandmother - draft.gap(53, 6, 40, 75)
    draft.usable &= age <= 17
    draft.add(age, draft.sex(0.53), Role.GRANDCHILD)
    draft.add(age - draft.rng.uniform(1, 6, draft.rows), draft.sex(0.53), Role.GRANDCHILD, present=draft.chance(0.3))


def _other(draft: _Draft) -> None:
    sizes = draft.rng.choice([2, 3, 4, 5, 6, 7], size=draft.rows, p=[0.40, 0.20, 0.14, 0.10, 0.10, 0.06])
    for number in range(7):
        sex = draft.sex(0.52)
        role = Role.HEAD if number == 0 else Role.RELATIVE
        draft.add(draft.age_of(sex, 18 if number == 0 else 6, 90), sex, role, present=sizes > number)


@dataclass(frozen=True)
class Candidates:
    """Candidate dwellings of one residence: `ages`, `sexes`, `roles` (n, 9) with age −1 for nobody; `kinds` (n,)."""

    ages: Ages
    sexes: NDArray[np.int8]
    roles: NDArray[np.int8]
    kinds: NDArray[np.int8]
    start: NDArray[np.float64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Return the number of members of each candidate."""
        return np.asarray((self.ages >= 0).sum(axis=1))


def draw_candidates(
    rng: np.random.Generator, pyramid: NDArray[np.int64], residence: Residence, pool: int, assumptions: Assumptions
) -> Candidates:
    """Draw about `pool` candidates; `start` holds weights that restore the assumed shares of the types."""
    makers: dict[Kind, Callable[[_Draft], None]] = {
        Kind.ELDER_ALONE: _elder_alone,
        Kind.ELDER_COUPLE: _elder_couple,
        Kind.SINGLE_ADULT: _single_adult,
        Kind.COUPLE: _couple,
        Kind.COUPLE_ONE_CHILD: _couple_one_child,
        Kind.COUPLE_MORE_CHILDREN: _couple_more_children,
        Kind.ONE_PARENT: _one_parent,
        Kind.THREE_GENERATIONS: lambda d: _three_generations(d, assumptions["second_child_share_three_generations"]),
        Kind.ELDER_ADULT_CHILD: _elder_adult_child,
        Kind.SKIP_GENERATION: _skip_generation,
        Kind.OTHER: _other,
    }
    shares = np.array([assumptions.by_residence(f"type_share_{kind.name.lower()}")[residence] for kind in Kind])
    counts = largest_remainder(shares, pool)
    blocks: list[tuple[Ages, NDArray[np.int8], NDArray[np.int8], NDArray[np.int8], NDArray[np.float64]]] = []
    for kind, make in makers.items():
        rows = int(counts[kind])
        if rows == 0:
            continue
        draft = _Draft(rng, pyramid, rows)
        make(draft)
        kept = draft.usable
        number = int(kept.sum())
        if number == 0:
            continue
        blocks.append(
            (
                _wide(draft.ages, kept, -1, np.int16),
                _wide(draft.sexes, kept, 0, np.int8),
                _wide(draft.roles, kept, Role.RELATIVE, np.int8),
                np.full(number, kind, dtype=np.int8),
                np.full(number, rows / number),
            )
        )
    ages, sexes, roles, kinds, start = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return Candidates(ages, sexes, roles, kinds, start)


def _wide(columns: list[NDArray[Whole]], kept: NDArray[np.bool_], empty: int, kind: type[Whole]) -> NDArray[Whole]:
    """Put member columns side by side, filled up to nine with `empty`."""
    table: NDArray[Whole] = np.full((int(kept.sum()), MOST_MEMBERS), empty, dtype=kind)
    for number, column in enumerate(columns):
        table[:, number] = column[kept]
    return table
