"""Lives: identities to the person, an independent projection by cohorts, closed forms, and what is refused."""

import numpy as np
import polars as pl
import pytest

from tests.population.lives_help import NO_MOVES, QUIET, counts, oracle
from workbench.categories import Residence, Sex
from workbench.errors import InputError, ParameterError, UnknownNameError
from workbench.population import Population, synthesize
from workbench.population.lives import lives
from workbench.population.lives.rates import matrices

YEARS = (2022, 2023, 2024, 2025)


@pytest.fixture(scope="module")
def county():
    return synthesize(7, 6_000)


@pytest.fixture(scope="module")
def usual(county):
    return lives(county, last_year=2025)


def happened(one, event, year):
    table = one.events.filter((pl.col("event") == event) & (pl.col("year") == year))
    return int(table["persons"].sum())


# ---------------------------------------------------------------------------------------------------------- identities
def test_residents_are_those_before_plus_births_less_deaths_and_moves(usual):
    for year in YEARS:
        before, now = (usual.state(y).persons for y in (year - 1, year))
        assert now == before + happened(usual, "birth", year) - happened(usual, "death", year) - happened(
            usual, "moved_out", year
        )


def test_everybody_is_in_one_household_and_every_household_in_one_dwelling(usual):
    for year in YEARS:
        state = usual.state(year)
        sizes = np.bincount(state.person["household"], minlength=state.household["household_id"].size)
        assert sizes.min() >= 1
        assert np.all(np.diff(state.person["household"]) >= 0)
        assert np.all(np.diff(state.household["dwelling"]) >= 0)
        assert np.unique(state.household["dwelling"]).size == state.dwelling["dwelling_id"].size
        for table, name in (
            (state.person, "person_id"),
            (state.household, "household_id"),
            (state.dwelling, "dwelling_id"),
        ):
            assert np.unique(table[name]).size == table[name].size


def test_couples_are_mutual_and_parents_older(usual):
    person = usual.state(2025).person
    wed = np.flatnonzero(person["partner"] >= 0)
    other = person["partner"][wed]
    assert np.array_equal(person["partner"][other], wed)
    assert np.all(person["sex"][wed] != person["sex"][other])
    for link in ("mother", "father"):
        children = np.flatnonzero(person[link] >= 0)
        assert np.all(person["age"][person[link][children]] > person["age"][children] + 11)


def test_the_first_year_is_the_county_itself(county, usual):
    assert usual.population(2021).content_digest() == county.content_digest()


def test_people_of_each_year_meet_the_contract_and_add_up(county, usual):
    for year in (2022, 2025):
        exported = usual.population(year)
        again = Population.from_frames(exported.persons, exported.households, seed=exported.seed, tail=exported.tail)
        assert again.content_digest() == exported.content_digest()
        assert len(exported) == usual.people.filter(pl.col("year") == year)["persons"].sum()
        assert exported.provenance["year"] == year
        assert exported.synthetic
        assert exported.provenance["made_by"] == "lives"  # a record of a run doesn't make it of the seed alone
        own = lives(Population.from_frames(county.persons, county.households), last_year=2022).population(2022)
        assert not own.synthetic


def test_a_kept_year_is_the_year_that_was_made(county):
    first = lives(county, last_year=2024)
    made = first.population(2023).content_digest()
    first.state(2024)
    assert first.population(2023).content_digest() == made


def test_a_longer_run_begins_with_the_shorter(county, usual):
    longer = lives(county, last_year=2027)
    longer.state(2027)
    assert longer.population(2025).content_digest() == usual.population(2025).content_digest()


def test_ids_stay_for_life(usual):
    before, after = usual.population(2022).persons, usual.population(2025).persons
    both = before.join(after, on="person_id", suffix="_later")
    assert both.height > 0.9 * after.height
    assert (both["age_later"] - both["age"]).unique().to_list() == [3]
    assert both.filter(pl.col("sex") != pl.col("sex_later")).is_empty()


def test_dropping_a_dwelling_changes_nobody_elses_death_and_self_care(county):
    gone = county.households["dwelling_id"].unique().sort()[10]
    fewer = county.kept((county.households["dwelling_id"] != gone).to_numpy())
    assert len(fewer) < len(county)
    # fates depend on the person alone: without other changes everybody else has the same
    all_of, rest = (lives(one, last_year=2022, **QUIET).population(2022).persons for one in (county, fewer))
    columns = ["person_id", "adl_items_lost", "age"]
    lost = county.persons.join(county.households.filter(pl.col("dwelling_id") == gone), on="household_id")["person_id"]
    mine = all_of.filter(~pl.col("person_id").is_in(lost.implode())).select(columns).sort("person_id")
    assert mine.equals(rest.select(columns).sort("person_id"))


# ------------------------------------------------------------------------------------------------------------- oracles
def test_without_births_and_moves_cohorts_survive_as_the_matrices_say():
    big = synthesize(3, 40_000)
    closed = lives(big, last_year=2025, **QUIET)
    start, end = counts(closed.state(2021)), counts(closed.state(2025))
    expected, _ = oracle(start, 2021, 2025)
    expected[:, :4] = 0  # nobody is born
    # persons die independently: the variance is at most n·p·(1 − p), here of the survivors of each five years of age
    n = start.sum(axis=(0, 2))
    for low in range(0, 96, 5):
        before = n[low : low + 5].sum()
        got, wanted = (table.sum(axis=(0, 2))[low + 4 : low + 9].sum() for table in (end, expected))
        p = wanted / before
        assert abs(got - wanted) <= 3.5 * np.sqrt(before * p * (1 - p)) + 1


def test_births_deaths_and_ages_follow_the_projection_by_cohorts():
    big = synthesize(3, 40_000)
    closed = lives(big, last_year=2030, **NO_MOVES)
    expected, births = oracle(counts(closed.state(2021)), 2021, 2030)
    got = counts(closed.state(2030))
    made = [happened(closed, "birth", year) for year in range(2022, 2031)]
    assert sum(made) == pytest.approx(sum(births), abs=4 * np.sqrt(sum(births)))
    assert got.sum() == pytest.approx(expected.sum(), rel=0.005)
    for low, high in ((15, 60), (60, 80), (80, 121)):
        a, b = (table[:, low:high].sum() for table in (got, expected))
        assert a == pytest.approx(b, abs=4 * np.sqrt(b) * 0.6 + 2)


def test_two_state_illness_is_stationary():
    # share p = in ÷ (in + out) of a constant population; the recipe's share is the first year's
    one = lives(synthesize(5, 20_000), last_year=2027, **QUIET, serious_illness_exit=0.5)
    shares = [float(one.state(year).person["serious_illness"].mean()) for year in (2021, 2027)]
    ages = one.state(2027).person["age"]
    rates = one._course.traits.ill
    wanted = float(rates[one.state(2027).residence_of_person(), ages].mean())
    n = ages.size
    assert shares[1] == pytest.approx(wanted, abs=4 * np.sqrt(wanted / n))


def test_the_score_has_variance_one_and_the_stated_autocovariance():
    f, p, rho = 0.4, 0.55, 0.9
    one = lives(
        synthesize(5, 20_000),
        last_year=2026,
        **QUIET,
        score_fixed_part=f,
        score_persistent_part=p,
        score_persistence=rho,
    )
    at = [one.state(year).dwelling for year in (2021, 2022, 2026)]
    frames = [pl.DataFrame({"id": d["dwelling_id"], "lasting": d["lasting"], "fading": d["fading"]}) for d in at]
    for frame in frames:
        d = frame.height
        assert frame["fading"].var() == pytest.approx(1.0, abs=5 * np.sqrt(2 / d))
        assert frame["lasting"].var() == pytest.approx(1.0, abs=5 * np.sqrt(2 / d))
    for later, k in ((frames[1], 1), (frames[2], 5)):
        both = frames[0].join(later, on="id", suffix="_later")
        moved = np.sqrt(f) * both["lasting_later"] + np.sqrt(p) * both["fading_later"]
        first = np.sqrt(f) * both["lasting"] + np.sqrt(p) * both["fading"]
        assert np.cov(first, moved)[0, 1] == pytest.approx(f + p * rho**k, abs=5 / np.sqrt(both.height))


# ------------------------------------------------------------------------------------------------------- closed forms
def test_after_a_year_of_certain_divorce_nobody_is_married(county):
    one = lives(county, last_year=2022, **{**QUIET, "divorce_rate": 1.0})
    first, then = one.state(2021), one.state(2022)
    assert (first.person["partner"] >= 0).any()
    assert not (then.person["partner"] >= 0).any()
    founded = np.setdiff1d(then.dwelling["dwelling_id"], first.dwelling["dwelling_id"]).size
    # each couple of which both live parts, and one of them founds a dwelling
    assert founded == happened(one, "divorce", 2022) // 2


def test_means_of_incomes_follow_the_growth_exactly(county):
    growth = {year: {"urban": 0.05, "rural": 0.08} for year in (2022, 2023)}
    one = lives(county, last_year=2023, growth=growth)
    for year, (urban, rural) in ((2021, (1.0, 1.0)), (2022, (1.05, 1.08)), (2023, (1.05**2, 1.08**2))):
        state = one.state(year)
        flows = sum(state.person[f"{name}_income"] for name in ("wage", "business", "property", "transfer", "exempt"))
        for residence, level in zip(Residence, (urban, rural), strict=True):
            here = state.residence_of_person() == residence
            first = one.state(2021)
            base = first.residence_of_person() == residence
            mean = sum(
                first.person[f"{name}_income"][base].mean()
                for name in ("wage", "business", "property", "transfer", "exempt")
            )
            assert flows[here].mean() == pytest.approx(mean * level, rel=1e-4)  # each is rounded to the fen


def family(age_of_parents=35, **person):
    """One couple with a child beside twenty couples of host age."""
    rows, homes = [], []
    for k in range(21):
        a = age_of_parents if k == 0 else 50
        for j, (sex, age) in enumerate((("male", a), ("female", a), ("female", 8))[: 3 if k == 0 else 2]):
            rows.append((10 * k + j, k, age, sex, 2_000.0 if age > 8 else 0.0, age > 8))
        homes.append((k, "rural"))
    for k in range(21, 41):  # the young of both sexes, so that lives are possible
        rows.append((10 * k, k, 30, "male" if k % 2 else "female", 2_000.0, True))
        homes.append((k, "rural"))
    from workbench.place import current_place

    persons = pl.DataFrame(
        rows, schema=["person_id", "household_id", "age", "sex", "wage_income", "employed"], orient="row"
    )
    households = pl.DataFrame(homes, schema=["household_id", "residence"], orient="row").with_columns(
        pl.lit(current_place().towns[0]).alias("town")
    )
    return Population.from_frames(persons, households)


def fatal_at(age):
    """Matrices by which nobody dies or loses self-care but those of one age, who all die."""
    found = np.zeros((2, 111, 4, 4))
    found[..., range(4), range(4)] = 1.0
    found[:, age] = 0.0
    found[:, age, :, 3] = 1.0
    return found


def test_a_child_whose_parents_die_is_an_orphan_in_a_hosts_home_and_counted_once():
    one = lives(family(), last_year=2023, transitions=fatal_at(35), **{**QUIET, "moving_in_widowed": 0.0})
    state = one.state(2022)
    child = int(np.flatnonzero(state.person["person_id"] == 2)[0])
    assert state.person["orphan_scheme"][child]
    assert not state.person["has_able_supporter"][child]
    home = state.dwelling_of_person()
    beside = state.person["age"][(home == home[child]) & (state.person["person_id"] != 2)]
    assert beside.tolist() == [51, 51]
    assert [happened(one, name, 2022) for name in ("death", "orphaned", "taken_in")] == [2, 1, 1]
    assert happened(one, "orphaned", 2023) == 0


def test_savings_go_along_with_the_only_one_left():
    people = family()
    rich = people.households.with_columns(
        pl.when(pl.col("household_id") == 0).then(90_000.0).otherwise(0.0).alias("financial_assets")
    )
    one = lives(
        Population.from_frames(people.persons, rich), last_year=2022, transitions=fatal_at(35), **QUIET,
        score_fixed_part=0.0, score_persistent_part=0.0,
    )  # fmt: skip
    # luck that doesn't last moves no savings: all 90,000 are the host's household's now
    state = one.state(2022)
    child = int(np.flatnonzero(state.person["person_id"] == 2)[0])
    assert state.household["financial_assets"][state.person["household"][child]] == 90_000.0
    assert state.household["financial_assets"].sum() == 90_000.0


def test_a_household_that_died_out_leaves_its_savings_to_a_child_elsewhere():
    # the mother of 73 dies; a child of 47 lives apart and was drawn as hers
    persons = pl.DataFrame(
        [(1, 1, 73, "female", 0.0, False)]
        + [(k, k, 47, "male" if k % 2 else "female", 1_000.0 + 50 * k, True) for k in range(2, 60)],
        schema=["person_id", "household_id", "age", "sex", "wage_income", "employed"], orient="row",
    )  # fmt: skip
    from workbench.place import current_place

    households = persons.select("household_id").with_columns(
        pl.lit("rural").alias("residence"),
        pl.lit(current_place().towns[0]).alias("town"),
        pl.when(pl.col("household_id") == 1).then(50_000.0).otherwise(0.0).alias("financial_assets"),
    )
    one = lives(
        Population.from_frames(persons, households), last_year=2022, transitions=fatal_at(73), **QUIET,
        score_fixed_part=0.0, score_persistent_part=0.0, mother_in_county=1.0,
    )  # fmt: skip
    # those whose drawn distance is 26 years are her children: 47 + 26 = 73
    children = np.flatnonzero(one.state(2021).person["mother"] == 0)
    assert children.size > 0
    state = one.state(2022)
    assert state.persons == 58
    assert state.household["financial_assets"].sum() == 50_000.0
    heir = int(np.flatnonzero(state.household["financial_assets"] > 0)[0])
    assert state.household["household_id"][heir] == children[0] + 1


# ---------------------------------------------------------------------------------------------------------- alignment
def test_births_deaths_and_residents_are_met_to_the_person(county):
    wanted = {2022: {"births": 40, "deaths": 60, "moved_out": 20}, 2023: {"births": 35, "residents": 5_900}}
    one = lives(county, last_year=2023, alignment=wanted)
    one.state(2023)
    assert [happened(one, name, 2022) for name in ("birth", "death", "moved_out")] == [40, 60, 20]
    assert happened(one, "birth", 2023) == 35
    assert one.state(2023).persons == 5_900


def test_a_number_that_cant_be_met_is_refused_with_the_miss(county):
    with pytest.raises(InputError, match=r"deaths of 2022: 5,000 can't be met, [\d,]+ too many: the rates give \d+"):
        lives(county, last_year=2022, alignment={2022: {"deaths": 5_000}}).state(2022)


# ----------------------------------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"last_year": 2020}, "last_year = 2020; years from 2021, the county's, to 2050 are possible"),
        ({"last_year": 2051}, "last_year = 2051; years from 2021"),
        ({"first_year": 2009}, "vital rates are known from 2010 to 2050"),
        ({"growth": {2022: {"urban": 0.1, "rural": 0.1}}, "last_year": 2023}, "2023: no growth is given"),
        ({"growth": {2022: {"urban": 0.1}}, "last_year": 2022}, "urban and rural are wanted"),
        ({"growth": {2022: {"urban": -1.5, "rural": 0.1}}, "last_year": 2022}, "a share from -0.5 to 0.5"),
        ({"alignment": {2021: {"births": 1}}}, "year 2021; whole years from 2022 to 2035"),
        ({"alignment": {2022: {"births": 1.5}}}, "a whole number from 0 on"),
        ({"alignment": {2022: {"residents": 5}}}, "residents of 2022 need births"),
        ({"score_fixed_part": 0.9}, "at most 1 is accepted"),
        ({"transitions": np.zeros((2, 2))}, r"shape \(2, 111, 4, 4\) is wanted"),
        ({"transitions": np.zeros((2, 111, 4, 4))}, "probabilities from 0 that add to 1"),
    ],
)
def test_what_cant_be_is_refused_in_words(county, given, problem):
    with pytest.raises((InputError, ParameterError), match=problem):
        lives(county, **given)


def test_unknown_names_are_told_with_the_nearest(county):
    with pytest.raises(UnknownNameError, match="net_out_migration"):
        lives(county, net_out_migrations=0.1)
    with pytest.raises(UnknownNameError, match="deaths"):
        lives(county, alignment={2022: {"death": 1}})


def test_a_county_without_young_women_and_one_without_incomes_are_refused(county):
    old = county.persons.filter((pl.col("sex") == "male") | (pl.col("age") >= 50))
    homes = county.households.filter(pl.col("household_id").is_in(old["household_id"].implode()))
    with pytest.raises(InputError, match="no female persons of 15 to 49 live in urban dwellings"):
        lives(Population.from_frames(old, homes))
    poor = county.persons.select("person_id", "household_id", "age", "sex")
    with pytest.raises(InputError, match="only its own year, 2021, is possible"):
        lives(Population.from_frames(poor, county.households))


def test_lives_go_on_from_a_year_of_lives_and_refuse_to_live_it_twice(usual):
    people = usual.population(2024)
    further = lives(people, last_year=2025)
    assert further.first_year == 2024
    assert further.state(2025).persons == len(people) + happened(further, "birth", 2025) - happened(
        further, "death", 2025
    ) - happened(further, "moved_out", 2025)
    # the same mothers in the same year would have the children that they have already
    with pytest.raises(InputError, match=r"two rows of 202\d have the \w+_id \d+; .*first_year is too early"):
        lives(people, last_year=2024, first_year=2021).state(2024)


def test_an_alignment_doesnt_touch_the_years_before(county, usual):
    aligned = lives(county, last_year=2024, alignment={2024: {"deaths": 60}})
    assert aligned.population(2023).content_digest() == usual.population(2023).content_digest()
    assert aligned.population(2024).content_digest() != usual.population(2024).content_digest()


def test_weights_are_refused(county):
    with pytest.raises(InputError, match="weight 1"):
        lives(Population.from_frames(county.persons, county.households.with_columns(weight=pl.lit(2.0))))


def test_matrices_change_with_the_projection_alone():
    # men's life expectancy rises from 75.4857 (2021) to 78.4508 (2035): older men die less
    now, later = matrices(2021, 0.0), matrices(2035, 0.0)
    assert later[Sex.MALE, 70, 0, 3] < now[Sex.MALE, 70, 0, 3]
