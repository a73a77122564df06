"""The pyramid, raking and dwellings: exact where they must be exact, families that make sense."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from workbench.categories import Residence, Sex
from workbench.errors import InputError
from workbench.population.statistics import load_statistics
from workbench.population.synthesis.assumptions import load_assumptions
from workbench.population.synthesis.demography import build, residents, size_targets
from workbench.population.synthesis.dwellings import Kind, Role
from workbench.population.synthesis.pyramid import largest_remainder, target_pyramid
from workbench.population.synthesis.raking import rake, whole_copies


@pytest.fixture(scope="module")
def figures():
    return load_statistics()


@pytest.fixture(scope="module")
def people(figures, seed):
    return build(figures, load_assumptions(), seed, 20_000)


def test_whole_numbers_by_largest_remainder():
    # 10 × (.5, .25, .25) = 5, 2.5, 2.5: one of the halves is rounded up, the first
    assert largest_remainder(np.array([0.5, 0.25, 0.25]), 10).tolist() == [5, 3, 2]


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=30), st.integers(0, 10_000))
def test_largest_remainder_keeps_the_total_and_stays_within_one(amounts, total):
    amounts = np.array(amounts)
    whole = largest_remainder(amounts, total)
    assert whole.sum() == total
    assert np.all(np.abs(whole - amounts * total / amounts.sum()) < 1 + 1e-6)


def test_county_totals(figures):
    assert residents(figures, None).tolist() == [263_000, 252_000]
    # 20,000 × 263/515 = 10,213.6 and 9,786.4
    assert residents(figures, 20_000).tolist() == [10_214, 9_786]


@pytest.mark.parametrize(
    ("residence", "persons", "old"), [(Residence.URBAN, 263_000, 48_918), (Residence.RURAL, 252_000, 84_924)]
)
def test_pyramid_has_the_published_share_of_elders(figures, residence, persons, old):
    # .186 × 263,000 = 48,918; .337 × 252,000 = 84,924
    pyramid = target_pyramid(figures, residence, persons)
    assert pyramid.sum() == persons
    assert pyramid[:, 60:].sum() == old
    assert np.all(pyramid >= 0)


def test_pyramid_has_no_cliff_at_sixty(figures):
    rural = target_pyramid(figures, Residence.RURAL, 252_000).sum(axis=0)
    assert 0.85 < rural[60] / rural[59] < 1.15


def test_known_group_shares(figures):
    # the prototype's pyramid: rural 80+ 4.8 %, 0-14 13.6 %; urban 2.7 %, 14.3 %
    rural = target_pyramid(figures, Residence.RURAL, 252_000).sum(axis=0) / 252_000
    urban = target_pyramid(figures, Residence.URBAN, 263_000).sum(axis=0) / 263_000
    assert [rural[80:].sum(), rural[:15].sum()] == pytest.approx([0.048, 0.136], abs=0.001)
    assert [urban[80:].sum(), urban[:15].sum()] == pytest.approx([0.027, 0.143], abs=0.001)


def test_sizes_are_tilted_to_the_mean(figures):
    shares = size_targets(figures, 515_000) / 194_340
    # the prototype's shares: 24.4 / 29.2 / 21.2 / 13.7 / 6.6 / 5.0 %
    assert shares == pytest.approx([0.244, 0.292, 0.212, 0.137, 0.066, 0.050], abs=0.0015)


def test_raking_meets_margins_and_is_the_nearest_in_entropy():
    # Two dwellings of 1 person, one of 3, start weights 1: 10 dwellings, 16 persons
    # → 7 dwellings of one, 3 of three; equal candidates keep equal weights (3.5 each)
    design = csr_array(np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 3.0]]))
    weights = rake(design, np.array([10.0, 16.0]), np.ones(3))
    assert weights == pytest.approx([3.5, 3.5, 3.0])


def test_raking_says_when_margins_contradict_each_other():
    design = csr_array(np.array([[1.0, 1.0], [1.0, 2.0]]))
    with pytest.raises(InputError, match="can't be met together"):
        rake(design, np.array([10.0, 30.0]), np.ones(2))  # 10 dwellings of at most 2 can't hold 30


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_systematic_copies_keep_the_total_and_stay_within_one(weights):
    weights = np.array(weights)
    copies = whole_copies(weights, np.arange(weights.size))
    assert abs(int(copies.sum()) - weights.sum()) <= 0.5 + 1e-6
    assert np.all(np.abs(copies - weights) <= 1 + 1e-6)


def test_ages_are_exact_by_single_year_sex_and_residence(people, figures):
    counts = residents(figures, 20_000)
    residence = people.residence[people.dwelling]
    for one in Residence:
        wanted = target_pyramid(figures, one, int(counts[one]))
        for sex in Sex:
            got = np.bincount(people.age[(residence == one) & (people.sex == sex)], minlength=100)
            assert got.tolist() == wanted[sex].tolist()


def test_dwelling_sizes_are_exact(people, figures):
    counts = residents(figures, 20_000)
    for one in Residence:
        sizes = np.minimum(people.size[people.residence == one], 6)
        assert np.bincount(sizes)[1:].tolist() == size_targets(figures, int(counts[one])).tolist()


def test_families_make_sense(people):
    kind = people.kind[people.dwelling]
    mother = np.full(people.size.size, -1)
    wife = (people.sex == Sex.FEMALE) & (people.role <= Role.SPOUSE)
    mother[people.dwelling[wife]] = people.age[wife]
    children = (people.role == Role.CHILD) & (mother[people.dwelling] >= 0)
    gap = mother[people.dwelling[children]] - people.age[children]
    assert gap.min() >= 14
    assert 26 <= gap.mean() <= 31
    assert people.age[kind == Kind.ELDER_ALONE].min() >= 59  # rank mapping may move an age by a year
    assert people.age[(people.role == Role.HEAD)].min() >= 17
    assert people.size.max() <= 9
    # nobody under 15 lives without a grown-up
    oldest = np.maximum.reduceat(people.age, people.starts[:-1])
    assert oldest.min() >= 17


def test_towns_get_their_shares(people, figures):
    residence, town = people.residence[people.dwelling], people.town[people.dwelling]
    for one in Residence:
        here = residence == one
        got = np.bincount(town[here], minlength=12)
        wanted = figures.towns[f"{one.name.lower()}_share"].to_numpy() * here.sum()
        assert np.all(np.abs(got - wanted) <= 8)  # to a dwelling


@settings(max_examples=8)
@given(size=st.integers(2_000, 9_000), seed=st.integers(0, 2**40))
def test_small_counties_are_exact_too(size, seed, figures):
    people = build(figures, load_assumptions(), seed, size)
    counts = residents(figures, size)
    assert people.age.size == size
    assert people.size.sum() == size
    residence = people.residence[people.dwelling]
    for one in Residence:
        wanted = target_pyramid(figures, one, int(counts[one]))
        got = [np.bincount(people.age[(residence == one) & (people.sex == s)], minlength=100) for s in Sex]
        assert np.array_equal(np.stack(got), wanted)


@pytest.mark.parametrize("size", [100, 1_999, 2_500.5, True, -1])
def test_impossible_sizes_are_refused(figures, size):
    with pytest.raises(InputError, match="whole number of persons from 2,000"):
        build(figures, load_assumptions(), 1, size)
