"""Builds the persons and dwellings of the county: candidates, raking, whole dwellings, exact ages, towns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, Sex
from workbench.errors import InputError
from workbench.luck import uniform_draws
from workbench.population.statistics import Statistics
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.dwellings import Candidates, Kind, Role, draw_candidates
from workbench.population.synthesis.pyramid import AGE_GROUP_STARTS, largest_remainder, target_pyramid
from workbench.population.synthesis.raking import rake, whole_copies
from workbench.portable_math import exp, find_root, total

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SIZE_CLASSES = 6  # 1, 2, 3, 4, 5, 6 and more
SMALLEST_COUNTY = 2_000
_SMALLEST_POOL = 20_000
_TOP_SIZE = 6.25  # mean size taken for "6 and more" when the published shares are tilted to the county's mean


@dataclass(frozen=True)
class Demography:
    """Persons and dwellings; persons lie dwelling by dwelling. Dwelling arrays (d,), person arrays (n,)."""

    residence: NDArray[np.int8]
    kind: NDArray[np.int8]
    size: NDArray[np.int64]
    town: NDArray[np.int8]
    dwelling: NDArray[np.int64]  # index of each person's dwelling
    age: NDArray[np.int16]
    sex: NDArray[np.int8]
    role: NDArray[np.int8]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Return where each dwelling's persons begin; shape (d + 1,)."""
        return np.concatenate([[0], np.cumsum(self.size)])

    @property
    def dwelling_ids(self) -> NDArray[np.int64]:
        """Return the ids 1, 2, … of the dwellings."""
        return np.arange(1, self.size.size + 1, dtype=np.int64)

    @property
    def person_ids(self) -> NDArray[np.int64]:
        """Return the ids 1, 2, … of the persons."""
        return np.arange(1, self.age.size + 1, dtype=np.int64)


@dataclass(frozen=True)
class _Part:
    """The county's urban or rural part before towns and ids."""

    kind: NDArray[np.int8]
    dwelling: NDArray[np.int64]
    age: NDArray[np.int16]
    sex: NDArray[np.int8]
    role: NDArray[np.int8]


def residents(statistics: Statistics, size: int | None) -> NDArray[np.int64]:
    """Return the persons to be made by residence code; `size` persons in the county's proportions."""
    county = np.array([statistics.value(f"{r.name.lower()}_residents", "county") for r in Residence])
    persons = round(total(county)) if size is None else size
    if not _is_whole(persons) or persons < SMALLEST_COUNTY:
        raise InputError(f"synthesize: size = {size!r}; a whole number of persons from {SMALLEST_COUNTY:,} is wanted")
    return largest_remainder(county, persons)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def size_targets(statistics: Statistics, persons: int) -> NDArray[np.int64]:
    """Return the dwellings of 1, 2, 3, 4, 5, 6+ persons, tilted to the county's mean dwelling size; shape (6,)."""
    shares = np.array(list(statistics.values("dwelling_size_shares").values()))
    mean = statistics.value("mean_dwelling_size", "county")
    sizes = np.array([1, 2, 3, 4, 5, _TOP_SIZE])

    def excess(tilt: float) -> float:
        return total((sizes - mean) * shares * exp(tilt * sizes))

    try:
        tilt = find_root(excess, -2.0, 2.0)
    except InputError:
        raise InputError(f"statistics: a mean dwelling size of {mean:g} can't be reached from the shares") from None
    return largest_remainder(shares * exp(tilt * sizes), round(persons / mean))


def build(statistics: Statistics, assumptions: Assumptions, seed: int, size: int | None) -> Demography:
    """Make everybody: exact by single year of age × sex × residence and by dwelling size."""
    counts = residents(statistics, size)
    parts = [_part(statistics, assumptions, seed, residence, int(counts[residence])) for residence in Residence]
    return _joined(parts, seed, statistics)


def _generator(seed: int, stream: int) -> np.random.Generator:
    """Return the generator of one pool of candidates; any whole number may be the seed."""
    return np.random.Generator(np.random.Philox(key=np.array([seed & 0xFFFFFFFFFFFFFFFF, stream], dtype=np.uint64)))


def _part(statistics: Statistics, assumptions: Assumptions, seed: int, residence: Residence, persons: int) -> _Part:
    rng = _generator(seed, int(residence))
    pyramid = target_pyramid(statistics, residence, persons)
    sizes = size_targets(statistics, persons)
    pool = max(int(sizes.sum()), _SMALLEST_POOL)
    candidates = draw_candidates(rng, pyramid, residence, pool, assumptions)
    design, targets = _margins(candidates, pyramid, sizes)
    start = candidates.start * (sizes.sum() / total(candidates.start))
    weights = rake(design, targets, start)
    order = np.lexsort((candidates.ages.max(axis=1), candidates.kinds, np.minimum(candidates.sizes, SIZE_CLASSES)))
    copies = whole_copies(weights, order)
    part = _copied(candidates, copies)
    part = _with_right_number(part, persons, rng)
    sex = _with_right_sexes(part, int(pyramid[Sex.MALE].sum()), rng)
    age = _rank_mapped(part.age, sex, pyramid, rng)
    return _Part(part.kind, part.dwelling, age, sex, part.role)


def _margins(
    candidates: Candidates, pyramid: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[csr_array, NDArray[np.float64]]:
    """Return what each candidate adds to 36 age-sex groups and 6 sizes (n, 42), and the targets (42,)."""
    from scipy.sparse import csr_array

    groups = AGE_GROUP_STARTS.size
    rows = candidates.ages.shape[0]
    group = np.minimum(candidates.ages // 5, groups - 1)
    row, member = np.nonzero(candidates.ages >= 0)
    person_column = candidates.sexes[row, member].astype(np.int64) * groups + group[row, member]
    size_column = 2 * groups + np.minimum(candidates.sizes, SIZE_CLASSES) - 1
    entries = np.concatenate([row, np.arange(rows)]), np.concatenate([person_column, size_column])
    design = csr_array((np.ones(entries[0].size), entries), shape=(rows, 2 * groups + SIZE_CLASSES))
    design.sum_duplicates()
    ages = np.add.reduceat(pyramid, AGE_GROUP_STARTS, axis=1)
    return design, np.concatenate([ages.ravel(), sizes]).astype(np.float64)


def _copied(candidates: Candidates, copies: NDArray[np.int64]) -> _Part:
    row = np.repeat(np.arange(copies.size), copies)
    ages = candidates.ages[row]
    dwelling, member = np.nonzero(ages >= 0)
    return _Part(
        candidates.kinds[row],
        dwelling,
        ages[dwelling, member],
        candidates.sexes[row][dwelling, member],
        candidates.roles[row][dwelling, member],
    )


def _with_right_number(part: _Part, persons: int, rng: np.random.Generator) -> _Part:
    """Add or drop the few persons by which whole dwellings miss the total, in dwellings of six and more if possible."""
    missing = persons - part.age.size
    if missing == 0:
        return part
    size = np.bincount(part.dwelling)
    shuffled = rng.permutation(size.size)
    if missing > 0:
        # dwellings of six and more stay in their size class
        hosts = shuffled[np.argsort(-np.minimum(size[shuffled], SIZE_CLASSES), kind="stable")][:missing]
        new = np.concatenate([part.dwelling, hosts])
        order = np.argsort(new, kind="stable")
        return _Part(
            part.kind,
            new[order],
            np.concatenate([part.age, np.full(missing, 8, dtype=np.int16)])[order],
            np.concatenate([part.sex, np.zeros(missing, dtype=np.int8)])[order],
            np.concatenate([part.role, np.full(missing, Role.CHILD, dtype=np.int8)])[order],
        )
    last = np.cumsum(size) - 1  # the youngest child or last relative stands at the end of a dwelling
    can = (size > 1) & np.isin(part.role[last], [Role.CHILD, Role.GRANDCHILD, Role.RELATIVE])
    preference = np.where(can, np.minimum(size, SIZE_CLASSES + 1), -1)[shuffled]
    givers = shuffled[np.argsort(-preference, kind="stable")][:-missing]
    kept = np.ones(part.age.size, dtype=bool)
    kept[last[givers]] = False
    return _Part(part.kind, part.dwelling[kept], part.age[kept], part.sex[kept], part.role[kept])


def _with_right_sexes(part: _Part, men: int, rng: np.random.Generator) -> NDArray[np.int8]:
    """Turn a few boys into girls or girls into boys until the number of men is right."""
    sex = part.sex.copy()
    excess = int((sex == Sex.MALE).sum()) - men
    if excess == 0:
        return sex
    old, new = (Sex.MALE, Sex.FEMALE) if excess > 0 else (Sex.FEMALE, Sex.MALE)
    can = np.flatnonzero((sex == old) & np.isin(part.role, [Role.CHILD, Role.GRANDCHILD, Role.RELATIVE]))
    if can.size < abs(excess):
        raise InputError("synthesize: too few children to reach the number of men and women; choose a larger size")
    sex[rng.choice(can, size=abs(excess), replace=False)] = new
    return sex


def _rank_mapped(
    age: NDArray[np.int16], sex: NDArray[np.int8], pyramid: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int16]:
    """Give the exact ages of the pyramid in the order of the drawn ages: hardly anyone moves by more than a year."""
    result = np.empty_like(age)
    wished = age + rng.random(age.size)
    for one in Sex:
        members = np.flatnonzero(sex == one)
        ordered = members[np.argsort(wished[members], kind="stable")]
        result[ordered] = np.repeat(np.arange(pyramid.shape[1], dtype=np.int16), pyramid[one])
    return result


def _joined(parts: list[_Part], seed: int, statistics: Statistics) -> Demography:
    """Put both parts together, the dwellings shuffled so that ids say nothing, and place them in towns."""
    residence = np.concatenate([np.full(p.kind.size, r, dtype=np.int8) for r, p in zip(Residence, parts, strict=True)])
    offsets = np.cumsum([0, *[part.kind.size for part in parts]])
    dwelling = np.concatenate([part.dwelling + offset for part, offset in zip(parts, offsets, strict=False)])
    rng = _generator(seed, len(Residence))
    old_place = rng.permutation(residence.size)
    new_place = np.empty_like(old_place)
    new_place[old_place] = np.arange(old_place.size)
    order = np.argsort(new_place[dwelling], kind="stable")
    size = np.bincount(dwelling)[old_place]
    residence = residence[old_place]
    return Demography(
        residence=residence,
        kind=np.concatenate([part.kind for part in parts])[old_place],
        size=size,
        town=_towns(residence, size, seed, statistics),
        dwelling=np.repeat(np.arange(size.size), size),
        age=np.concatenate([part.age for part in parts])[order],
        sex=np.concatenate([part.sex for part in parts])[order],
        role=np.concatenate([part.role for part in parts])[order],
    )


def _towns(residence: NDArray[np.int8], size: NDArray[np.int64], seed: int, statistics: Statistics) -> NDArray[np.int8]:
    """Place dwellings in towns by lot, so that each town has its share of urban and rural persons (to a dwelling)."""
    draw = uniform_draws(seed, "town", np.arange(1, size.size + 1, dtype=np.int64))
    town = np.empty(size.size, dtype=np.int8)
    for one in Residence:
        chosen = np.flatnonzero(residence == one)
        ordered = chosen[np.argsort(draw[chosen], kind="stable")]
        persons = np.cumsum(size[ordered])
        middle = persons - size[ordered] / 2
        limits = np.cumsum(statistics.town_shares(one.name.lower())) * persons[-1]
        town[ordered] = np.searchsorted(limits[:-1], middle, side="right")
    return town


def elders_only(demography: Demography) -> NDArray[np.bool_]:
    """Say for each dwelling whether everybody is 60 or older."""
    return np.asarray(np.minimum.reduceat(demography.age, demography.starts[:-1]) >= 60)


__all__ = ["Demography", "Kind", "build", "elders_only", "residents", "size_targets"]
