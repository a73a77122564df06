"""Household types: families whose type is known on paper, and every household of exactly one type."""

from itertools import product

import polars as pl
import pytest

from tests.places import TOWNS
from workbench.language import LANGUAGES, using_language, word
from workbench.population import Population
from workbench.population.person_groups import (
    AGE_GROUPS,
    HOUSEHOLD_TYPES,
    age_groups,
    household_sizes,
    household_types,
)


def people(*households: str) -> Population:
    """Make a population of households written as their members' sex and age: "f61 m64"."""
    members = [(number, one) for number, household in enumerate(households) for one in household.split()]
    sexes = {"f": "female", "m": "male"}
    persons = pl.DataFrame(
        {
            "person_id": range(len(members)),
            "household_id": [number for number, _ in members],
            "age": [int(one[1:]) for _, one in members],
            "sex": [sexes[one[0]] for _, one in members],
            "wage_income": 0.0,
            "business_income": 0.0,
            "property_income": 0.0,
            "transfer_income": 0.0,
        }
    )
    numbers = range(len(households))
    return Population.from_frames(
        persons, pl.DataFrame({"household_id": numbers, "town": TOWNS[0], "residence": "rural"})
    )


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ("f60", "elder_alone"),
        ("f59", "single_person"),
        ("m60 f60", "elders_only"),
        ("m60 f59", "adults_with_elders"),
        ("m44 f18", "adults_only"),
        ("m44 f41 m17", "couple_with_children"),
        ("m44 m41 m17", "other_with_children"),
        ("m44 f41 f22 m17", "other_with_children"),
        ("f30 f2 m4", "one_adult_with_children"),
        ("f60 m40 m0", "three_generations"),
        ("f60 m0", "elders_with_children"),
        ("f17", "minors_only"),
    ],
)
def test_a_household_s_type_is_what_its_ages_and_sexes_say(members: str, kind: str) -> None:
    assert household_types(people(members)).to_list() == [kind]


def test_every_mixture_of_ages_is_of_one_type_of_those_with_members() -> None:
    counts = product(range(3), range(3), range(3), range(3))  # minors, women, men, elders
    mixtures = [c for c in counts if sum(c)]
    written = [" ".join(["m9"] * a + ["f30"] * b + ["m30"] * c + ["f70"] * d) for a, b, c, d in mixtures]
    found = household_types(people(*written))
    assert "no_members" not in found.to_list()
    for (minors, women, men, elders), kind in zip(mixtures, found, strict=True):
        counted = {"minors": minors, "adults": women + men, "women": women, "men": men, "elders": elders}
        met = [
            one.name
            for one in HOUSEHOLD_TYPES[:-1]
            if all(getattr(one, of)[0] <= n <= getattr(one, of)[1] for of, n in counted.items())
        ]
        # a couple with children also meets "other adults"; nothing else is of two types
        assert met[0] == kind
        assert met[1:] in ([], ["other_with_children"])


def test_sizes_and_age_groups_have_their_ends() -> None:
    two = people("f60 m0", "m5 m6 f17 f18 m44 m45 m59 m69 m70 m79 m80")
    assert household_sizes(two).to_list() == [2, 11]
    assert age_groups(two).to_list() == [
        "60-69", "0-5", "0-5", "6-17", "6-17", "18-44", "18-44", "45-59", "45-59", "60-69", "70-79", "70-79", "80+",
    ]  # fmt: skip
    assert set(age_groups(two)) <= set(AGE_GROUPS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_has_its_word(language: str) -> None:
    with using_language(language):
        assert len({word(f"groups.{one.name}") for one in HOUSEHOLD_TYPES}) == len(HOUSEHOLD_TYPES)
