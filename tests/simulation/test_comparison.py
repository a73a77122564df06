"""Comparisons add up over every grouping, name what their costs hold, and agree with both runs' payers."""

import polars as pl
import pytest

import workbench as wb
from tests.places import TOWNS
from workbench.errors import InputError, UnknownNameError
from workbench.population import Population
from workbench.population.person_groups import HOUSEHOLD_TYPES
from workbench.scenario import Scenario
from workbench.simulation import Comparison, Run
from workbench.simulation.changes import CHANGING_TYPES, TYPES

COUNTS = ("persons", "newly_covered_persons", "lost_persons", "gaining_persons", "losing_persons")
COSTS = ("basic_cost_change_yuan_per_year", "all_aid_cost_change_yuan_per_year")
BASIC = ("dibao", "tekun", "margin")


@pytest.fixture(scope="module")
def comparison(run: Run, higher: Run) -> Comparison:
    return wb.compare(run, higher)


@pytest.mark.parametrize(
    "columns",
    [
        ("county",),
        ("town",),
        ("residence",),
        ("decile",),
        ("household_type",),
        ("household_size", "sex"),
        ("age_group", "disability_type"),
        ("recipient_before", "recipient_after"),
        ("town", "household_type"),
        ("urban_share",),
        ("registered_poor", "is_disabled"),
    ],
)
def test_a_comparison_adds_up_over_every_grouping(comparison: Comparison, columns: tuple[str, ...]) -> None:
    whole, parts = comparison.by().row(0, named=True), comparison.by(*columns)
    assert parts.select(columns).n_unique() == parts.height
    for column in COUNTS:
        assert parts[column].sum() == whole[column], column
    for column in COSTS:
        assert parts[column].sum() == pytest.approx(whole[column], abs=0.01), column
    assert comparison.by(list(columns)).equals(parts)


def test_the_costs_are_those_of_the_runs(comparison: Comparison, run: Run, higher: Run) -> None:
    whole = comparison.by().row(0, named=True)
    assert whole["basic_cost_change_yuan_per_year"] == pytest.approx(
        comparison.basic_cost_change_yuan_per_year, abs=0.01
    )
    all_aid = [sum(wb.programme_costs(one)["cost_yuan_per_year"]) for one in (run, higher)]
    assert comparison.all_aid_cost_change_yuan_per_year == pytest.approx(all_aid[1] - all_aid[0], abs=0.005)
    # what no resident carries (vagrants) doesn't change with the ratios, so that the groups hold all of it
    assert whole["all_aid_cost_change_yuan_per_year"] == pytest.approx(
        comparison.all_aid_cost_change_yuan_per_year, abs=0.01
    )
    covered = higher.headline.total.persons - run.headline.total.persons
    assert comparison.newly_covered - comparison.lost == covered


def test_types_say_who_was_of_them_before_and_after(comparison: Comparison, run: Run, higher: Run) -> None:
    by_type = {row["type"]: row for row in comparison.by("type").iter_rows(named=True)}
    assert list(by_type) == list(TYPES)
    for name, row in by_type.items():
        assert row["persons_after"] - row["persons_before"] == row["entered_persons"] - row["left_persons"]
        assert row["persons"] == row["persons_before"] + row["entered_persons"]
        if name in CHANGING_TYPES:
            assert row["persons_before"] == run.headline.programmes[name].persons
            assert row["persons_after"] == higher.headline.programmes[name].persons
        else:
            assert row["entered_persons"] == row["left_persons"] == 0
    assert by_type["margin"]["left_persons"] > 0  # some of them receive dibao afterwards


def test_several_columns_stand_in_the_order_of_the_contract(comparison: Comparison) -> None:
    table = comparison.by("town", "type")
    assert table["town"].unique(maintain_order=True).to_list() == list(TOWNS)
    assert table.filter(town=TOWNS[0])["type"].to_list() == [t for t in TYPES if t in set(table["type"])]
    assert table.filter(type="dibao")["persons"].sum() == comparison.by("type").filter(type="dibao")["persons"].item()
    names = [one.name for one in HOUSEHOLD_TYPES]
    found = comparison.by("household_type")["household_type"].to_list()
    assert found == [name for name in names if name in found]
    assert comparison.by("residence")["residence"].to_list() == ["urban", "rural"]
    assert comparison.by("decile")["decile"].to_list() == list(range(1, 11))


def test_groups_are_those_of_a_plain_count(comparison: Comparison, county: Population) -> None:
    """An independent count: newly covered persons by sex, joined by person_id in Polars."""
    people = comparison.people.select("person_id", "covered_before", "covered_after")
    joined = people.join(county.persons.select("person_id", "sex", "household_id"), on="person_id")
    new = joined.filter(pl.col("covered_after") & ~pl.col("covered_before"))
    assert dict(comparison.by("sex").select("sex", "newly_covered_persons").iter_rows()) == {
        sex: new.filter(pl.col("sex") == sex).height for sex in ("female", "male")
    }
    assert comparison.people["household_id"].equals(county.persons["household_id"])


def test_weights_count_persons_as_many_times(county: Population, baseline: Scenario) -> None:
    doubled = Population.from_frames(
        county.persons, county.households.with_columns(weight=pl.lit(2.0)), seed=county.seed
    )
    pair = [
        wb.compare(wb.simulate(people, baseline), wb.simulate(people, baseline.replace(rural_dibao_ratio=0.45)))
        for people in (county, doubled)
    ]
    once, twice = (one.by("household_type") for one in pair)
    for column in (*COUNTS, *COSTS):
        assert twice[column].to_list() == pytest.approx([2 * value for value in once[column]], abs=0.001)
    assert once["mean_change_yuan_per_month"].to_list() == pytest.approx(twice["mean_change_yuan_per_month"].to_list())


def test_columns_of_one_s_own_are_grouped_by(comparison: Comparison, county: Population) -> None:
    ids = county.households["household_id"]
    own = pl.DataFrame(
        {"household_id": ids.reverse(), "survey_village": ["a", "b"] * (len(ids) // 2) + ["a"] * (len(ids) % 2)}
    )
    table = comparison.by("survey_village", "residence", along=own)
    assert table["persons"].sum() == county.persons.height
    first = comparison.by("survey_village", along=own.head(10))
    assert first["survey_village"].to_list() == ["a", "b", None]
    sizes = dict(county.persons.group_by("household_id").len().iter_rows())
    assert first["persons"].to_list()[0] == sum(sizes[i] for i in own["household_id"].head(10).gather_every(2))
    by_person = county.persons.select("person_id", even=pl.col("person_id") % 2 == 0)
    assert comparison.by("even", along=by_person)["even"].to_list() == [False, True]


def test_a_frame_that_can_t_be_joined_is_refused(comparison: Comparison, county: Population) -> None:
    ids = county.households.select("household_id").head(2)
    refused = {
        "a column person_id or household_id is wanted; it has village": pl.DataFrame({"village": ["a"]}),
        "the population has a column 'town' already": ids.with_columns(town=pl.lit("a")),
        "stands twice": pl.concat([ids, ids]).with_columns(v=1),
        "is nobody's": pl.DataFrame({"household_id": [-7], "v": [1]}),
        "household_id is String; whole numbers": pl.DataFrame({"household_id": ["7"], "v": [1]}),
    }
    for words, along in refused.items():
        with pytest.raises(InputError, match=words):
            comparison.by("county", along=along)


def test_who_pays_agrees_with_both_runs(comparison: Comparison, run: Run, higher: Run) -> None:
    table = comparison.who_pays()
    keys = ["programme", "payer"]
    for one, column in ((run, "cost_before_yuan_per_year"), (higher, "cost_after_yuan_per_year")):
        single = wb.who_pays(one)
        found = table.select(*keys, column).join(single.select(*keys, "cost_yuan_per_year"), on=keys, how="left")
        assert single.height == found["cost_yuan_per_year"].count()
        assert (found[column] == found["cost_yuan_per_year"].fill_null(0.0)).all()
        for programme, cost in wb.programme_costs(one).select("programme", "cost_yuan_per_year").iter_rows():
            assert round(100 * table.filter(programme=programme)[column].sum()) == round(100 * cost), programme
    change = table["cost_change_yuan_per_year"].sum()
    assert round(100 * change) == round(100 * comparison.all_aid_cost_change_yuan_per_year)


def test_runs_that_counted_some_programmes_say_that_all_aid_is_missing(county: Population, baseline: Scenario) -> None:
    small = wb.simulate(county, baseline, programmes=BASIC)
    some = wb.compare(small, small)
    assert some.by("town")["all_aid_cost_change_yuan_per_year"].null_count() == len(TOWNS)
    with pytest.raises(InputError, match="counted some programmes only"):
        _ = some.all_aid_cost_change_yuan_per_year
    with pytest.raises(InputError, match="only one of the runs counted 'accident_families'"):
        wb.compare(small, wb.simulate(county, baseline)).who_pays()


def test_a_higher_standard_takes_from_nobody_but_over_the_cliff_of_single_persons(
    comparison: Comparison, run: Run, higher: Run
) -> None:
    """Art. 8: who applied alone from a margin family loses that when the family falls below the higher standard."""
    assert comparison.newly_covered > 0
    homes = comparison.people.filter(pl.col("change_yuan_per_month") < 0)["household_id"].unique()
    place = run.population.households["household_id"].is_in(homes.implode()).to_numpy()
    assert run.row("paid_as_single_persons")[place].all()
    assert (higher.row("assessed_income_per_member")[place] < higher.row("dibao_standard")[place]).all()


def test_the_better_of_the_two_takes_nothing_away(run: Run, higher: Run) -> None:
    generous = [
        wb.simulate(one.population, one.scenario.replace(single_person_rule="better_of")) for one in (run, higher)
    ]
    comparison = wb.compare(*generous)
    assert comparison.newly_covered > 0
    assert comparison.by("county")["losing_persons"].item() == 0


def test_comparing_a_run_with_itself_changes_nothing(run: Run) -> None:
    comparison = wb.compare(run, run)
    assert (comparison.newly_covered, comparison.lost) == (0, 0)
    assert (comparison.basic_cost_change_yuan_per_year, comparison.all_aid_cost_change_yuan_per_year) == (0, 0)
    assert (comparison.who_pays()["cost_change_yuan_per_year"] == 0).all()


def test_runs_of_two_populations_are_not_compared(run: Run, baseline: Scenario) -> None:
    other = wb.synthesize(seed=5, size=5_000)
    with pytest.raises(InputError, match="different populations"):
        wb.compare(run, wb.simulate(other, baseline))


def test_an_unknown_column_is_refused_with_the_nearest(run: Run) -> None:
    comparison = wb.compare(run, run)
    with pytest.raises(UnknownNameError, match="did you mean 'town'"):
        comparison.by("towns")
    with pytest.raises(UnknownNameError, match=r"there are \d+, such as adl_items_lost, age"):
        comparison.by("zzz")
    with pytest.raises(InputError, match="'town' stands twice"):
        comparison.by("town", "town")
