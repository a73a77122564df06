"""Joint facts of the whole county, counted from its tables in plain Polars: work, elders, illness, self-care.

Tolerances are standard errors of the draw, worked out from the numbers counted.
"""

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.population import Population, synthesize
from workbench.population.synthesis.assumptions import load_assumptions

INCOME = pl.sum_horizontal("wage_income", "business_income", "property_income", "transfer_income", "exempt_income")
OUT_OF_POCKET = pl.col("medical_out_of_pocket_per_year")
LOST = pl.col("adl_items_lost")
SEVERE = pl.col("disability_grade").is_between(1, 2)
CHILDLESS = ~pl.col("has_able_supporter") & ~pl.col("orphan_scheme")
AGES = {(18, 29): "18_29", (30, 49): "30_49", (50, 59): "50_59"}
# Residents of the whole county, published.
RESIDENTS = 515_000
ASSUMED = load_assumptions()


@pytest.fixture(scope="module")
def people(seed: int) -> pl.DataFrame:
    return persons(synthesize(seed))


def persons(county: Population) -> pl.DataFrame:
    """Every person with residence, own income, and size, income per head and ages of the dwelling."""
    joined = county.persons.join(county.households, on="household_id", maintain_order="left")
    of_dwelling = (pl.len().alias("size"), INCOME.mean().alias("per_head"), pl.col("age").min().alias("youngest"))
    grouped = joined.group_by("dwelling_id").agg(*of_dwelling, ill=pl.col("serious_illness").any())
    return joined.join(grouped, on="dwelling_id").with_columns(
        pl.col("sex", "residence", "disability_type", "student_stage").cast(pl.String)
    )


def standard_error(share: float, number: int) -> float:
    return math.sqrt(share * (1 - share) / number)


def share(frame: pl.DataFrame, what: pl.Expr) -> float:
    return float(frame.select(what.mean()).item())


# work ------------------------------------------------------------------------------------------------


def able(people: pl.DataFrame) -> pl.DataFrame:
    return people.filter(pl.col("age").is_between(18, 59), ~SEVERE, LOST < 4, student_stage="none")


@pytest.mark.parametrize("residence", ["urban", "rural"])
@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("ages", AGES)
def test_who_works_is_as_the_recipe_says_by_age_sex_and_residence(people, residence, sex, ages):
    cell = able(people).filter(pl.col("age").is_between(*ages), residence=residence, sex=sex)
    outside = ASSUMED[f"out_of_work_force_{sex}_{AGES[ages]}_{residence}"]
    # surveyed urban unemployment from 25 to 59, September 2020: 4.8 %; from 18 to 24 the factor
    rate = 0.048 if residence == "urban" else ASSUMED["unemployment_rural"]
    young = share(cell, pl.col("age") < 25)
    expected = (1 - outside) * (1 - rate * (1 - young + young * ASSUMED["unemployment_factor_young"]))
    assert share(cell, pl.col("employed")) == pytest.approx(expected, abs=4 * standard_error(expected, cell.height))


def test_a_share_worked_out_by_hand(people):
    # rural men of 30 to 49: 4 % outside the labour force, 2 % of the others unemployed: .96 × .98 = .9408
    men = able(people).filter(pl.col("age").is_between(30, 49), residence="rural", sex="male")
    assert share(men, pl.col("employed")) == pytest.approx(0.9408, abs=4 * standard_error(0.9408, men.height))


def test_women_are_the_published_share_of_the_employed(people):
    assert share(people.filter("employed"), pl.col("sex") == "female") == pytest.approx(0.435, abs=0.01)


def test_there_are_able_people_without_work_who_earn_nothing_and_hold_no_certificate(people):
    idle = able(people).filter(~pl.col("employed"))
    assert 0.15 < idle.height / able(people).height < 0.25
    assert idle.filter(disability_grade=0).height > 0.9 * idle.height
    assert idle.select(pl.max("wage_income"), pl.max("business_income")).row(0) == (0.0, 0.0)
    workers = people.filter("employed")
    assert (
        workers.filter((pl.col("wage_income") == 0) & (pl.col("business_income") == 0)).height < 0.01 * workers.height
    )


def test_who_alone_can_earn_is_seldom_out_of_work(people):
    """A factor of .4 on being outside the labour force for the only able adult of a dwelling."""
    grown = able(people).with_columns(adults=pl.len().over("dwelling_id")).filter(disability_grade=0)
    wives = grown.filter(~pl.col("serious_illness"), pl.col("age").is_between(30, 49), sex="female", residence="urban")
    idle = [
        share(wives.filter(adults), ~pl.col("employed")) for adults in (pl.col("adults") == 1, pl.col("adults") > 1)
    ]
    assert idle[0] < 0.7 * idle[1]


def test_more_unemployment_takes_work_from_some_and_gives_it_to_nobody(seed):
    few, many = (persons(synthesize(seed, size=20_000, unemployment_rural=rate)) for rate in (0.02, 0.2))
    assert few["person_id"].equals(many["person_id"])
    assert (many["employed"] & ~few["employed"]).sum() == 0
    assert (few["employed"] & ~many["employed"]).sum() > 0.1 * few.filter(residence="rural")["employed"].sum()
    town = pl.col("residence") == "urban"
    assert few.filter(town)["employed"].equals(many.filter(town)["employed"])


# elders ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("residence", ["urban", "rural"])
def test_elders_alone_have_less_per_head_than_couples_and_these_less_than_with_younger(people, residence):
    old = people.filter(pl.col("age") >= 60, residence=residence)
    alone, only_old = pl.col("size") == 1, pl.col("youngest") >= 60
    groups = [old.filter(alone), old.filter(~alone, only_old), old.filter(~only_old)]
    means, errors = [], []
    for group in groups:
        dwellings = group.unique("dwelling_id")["per_head"]
        means.append(float(group["per_head"].mean()))
        errors.append(float(dwellings.std()) / math.sqrt(dwellings.len()))
    for poorer, richer in ((0, 1), (1, 2)):
        assert means[richer] - means[poorer] > 2 * math.hypot(errors[poorer], errors[richer]), means


def test_elders_have_no_more_per_head_than_those_of_working_age(people):
    for residence in ("urban", "rural"):
        here = people.filter(residence=residence)
        older = here.filter(pl.col("age").is_between(60, 74))["per_head"].mean()
        assert older < here.filter(pl.col("age").is_between(18, 59))["per_head"].mean()


def test_few_elders_who_live_with_their_children_apply_apart(people):
    applying = people.with_columns(members=pl.len().over("household_id"))
    mixed = applying.filter(pl.col("youngest") < 60, pl.col("age") >= 60)
    apart = mixed.filter(pl.col("members") < pl.col("size"))
    # 5 % of the dwellings that can; grandparents alone with grandchildren can't
    assert 0.02 < apart.height / mixed.height < 0.06


# illness ---------------------------------------------------------------------------------------------


def test_whoever_is_seriously_ill_pays_and_mostly_a_lot(people):
    ill = people.filter("serious_illness")
    assert ill.filter(OUT_OF_POCKET <= 0).height == 0
    assert share(ill, OUT_OF_POCKET < 1_000) < 0.05
    assert ill.select(OUT_OF_POCKET.mean()).item() > 10 * people.filter(~pl.col("serious_illness")).select(
        OUT_OF_POCKET.mean()
    ).item()  # fmt: skip
    others = people.filter(pl.col("ill"), ~pl.col("serious_illness"))
    assert others.select(OUT_OF_POCKET.max()).item() == 0


def test_means_of_spending_stay_as_they_were(people):
    """Before illness and cost met, 823 yuan a year and head in villages and 1,473 in towns."""
    means = dict(people.group_by("residence").agg(OUT_OF_POCKET.mean()).iter_rows())
    assert means == pytest.approx({"rural": 823, "urban": 1_473}, rel=0.02)


# self-care -------------------------------------------------------------------------------------------


def test_physical_disability_of_grade_1_means_four_items_lost_and_grade_2_mostly_some(people):
    physical = people.filter(disability_type="physical")
    assert physical.filter(disability_grade=1)["adl_items_lost"].min() == 4
    second = physical.filter(disability_grade=2)
    assert share(second, LOST > 0) == pytest.approx(0.8, abs=4 * standard_error(0.8, second.height))


def test_most_elders_who_lost_four_items_hold_a_certificate(people):
    many = people.filter(LOST >= 4, pl.col("age") >= 60)
    assert share(many, pl.col("disability_grade") > 0) == pytest.approx(0.6, abs=4 * standard_error(0.6, many.height))


@pytest.mark.parametrize(("low", "high", "published"), [(60, 69, 0.108), (70, 79, 0.212), (80, 120, 0.47)])
def test_the_published_share_of_each_age_has_lost_an_item(people, low, high, published):
    group = people.filter(pl.col("age").is_between(low, high))
    assert share(group, LOST > 0) == pytest.approx(published, abs=4 * standard_error(published, group.height))


def test_elders_without_supporter_have_twice_the_odds_of_having_lost_an_item(people):
    old = people.filter(pl.col("age") >= 60).with_columns(
        lost=LOST > 0, exposed=CHILDLESS, holder=pl.col("disability_grade") > 0,
        ages=pl.when(pl.col("age") < 70).then(6).when(pl.col("age") < 80).then(7).otherwise(8),
    )  # fmt: skip
    above = below = weights = 0.0
    for _, cell in old.group_by("ages", "sex", "holder"):
        a, b, c, d = (
            cell.filter(pl.col("exposed") == exposed, pl.col("lost") == lost).height
            for exposed, lost in ((True, True), (True, False), (False, True), (False, False))
        )
        above, below, weights = above + a * d / cell.height, below + b * c / cell.height, weights + a
    # the logarithm of an odds ratio from `weights` exposed cases has a standard error of at least 1 / √weights
    assert math.log(above / below) == pytest.approx(math.log(2), abs=4 / math.sqrt(weights))
    assert 1.5 < above / below < 2.5


# left behind -----------------------------------------------------------------------------------------


def test_as_many_are_left_behind_as_the_figures_say(people):
    left = people.filter("left_behind")
    assert left["residence"].unique().to_list() == ["rural"]
    children, elders = left.filter(pl.col("age") < 16), left.filter(pl.col("age") >= 60)
    women = left.filter(pl.col("age").is_between(20, 59))
    assert children.height + women.height + elders.height == left.height
    assert women["sex"].unique().to_list() == ["female"]
    # .5 % (6.97 of 1,395 million), 51 women for 120 children, 1.16 % (16 of 1,383 million)
    for group, published in ((children, 0.005), (women, 0.0021), (elders, 0.0116)):
        number = published * RESIDENTS
        assert group.height == pytest.approx(number, abs=4 * math.sqrt(number))
    grandparents = children.join(
        people.group_by("dwelling_id").agg(parents=pl.col("age").is_between(18, 44).any()), on="dwelling_id"
    )
    assert share(grandparents, ~pl.col("parents")) > 0.93


# any county ------------------------------------------------------------------------------------------


@settings(max_examples=6)
@given(seed=st.integers(0, 2**40), size=st.integers(2_000, 5_000))
def test_in_any_county_illness_disability_and_work_agree(seed, size):
    people = persons(synthesize(seed, size=size))
    assert people.filter(pl.col("serious_illness"), OUT_OF_POCKET <= 0).height == 0
    assert people.filter(LOST < 4, disability_type="physical", disability_grade=1).height == 0
    assert (
        people.filter(~pl.col("employed"), (pl.col("wage_income") != 0) | (pl.col("business_income") != 0)).height == 0
    )
    assert (
        people.filter(pl.col("employed"), (pl.col("age") < 18) | (pl.col("age") > 74) | SEVERE | (LOST >= 4)).height
        == 0
    )
    assert people.filter(pl.col("left_behind"), residence="urban").height == 0
