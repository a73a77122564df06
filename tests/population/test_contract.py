"""What a population made of a user's tables accepts, fills in, and refuses with which words."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.places import TOWNS
from workbench.errors import InputError
from workbench.population import Population, PopulationError
from workbench.population.contract import contract


def persons(**changes):
    table = {
        "person_id": [1, 2, 3],
        "household_id": [1, 1, 2],
        "age": [44, 41, 70],
        "sex": ["male", "female", "female"],
    }
    return pl.DataFrame({**table, **changes}, strict=False)


def households(**changes):
    table = {"household_id": [1, 2], "town": ["鲁村镇", "历山街道"], "residence": ["rural", "urban"]}
    return pl.DataFrame({**table, **changes}, strict=False)


def problems(people=None, homes=None):
    with pytest.raises(PopulationError) as caught:
        Population.from_frames(persons() if people is None else people, households() if homes is None else homes)
    return caught.value


def test_defaults_are_those_of_the_contract():
    county = Population.from_frames(persons(), households())
    first = county.persons.row(0, named=True)
    assert first["wage_income"] == 0.0
    assert first["student_stage"] == "none"
    assert first["has_able_supporter"] is True
    assert first["orphan_scheme"] is False
    home = county.households.row(1, named=True)
    assert home["dwelling_id"] == 2  # its own household_id
    assert home["dwellings"] == 1
    assert home["housing"] == "sound"
    assert home["weight"] == 1.0
    assert county.tail is None
    assert len(county) == 3


def test_columns_and_types_are_those_of_the_contract():
    county = Population.from_frames(persons(), households())
    assert county.persons.schema == {name: column.dtype for name, column in contract().persons.columns().items()}
    assert county.households.schema == {name: column.dtype for name, column in contract().households.columns().items()}
    contract().persons.validate(county.persons)
    contract().households.validate(county.households)


def test_given_tables_stay_as_they_are():
    people, homes = persons(wage_income=[900, 0, 0]), households()
    before = people.clone(), homes.clone()
    Population.from_frames(people, homes)
    assert people.equals(before[0])
    assert homes.equals(before[1])


def test_rows_are_put_in_canonical_order():
    county = Population.from_frames(
        persons(person_id=[9, 2, 3], household_id=[2, 1, 1]), households(household_id=[2, 1])
    )
    assert county.persons["person_id"].to_list() == [2, 3, 9]
    assert county.households["household_id"].to_list() == [1, 2]


def test_arrays_are_compact_and_aligned():
    county = Population.from_frames(persons(wage_income=[900.5, 0, 0]), households())
    arrays = county.arrays()
    assert arrays.starts.tolist() == [0, 2, 3]
    assert arrays.person["age"].dtype == np.int16
    assert arrays.person["sex"].tolist() == [1, 0, 0]
    assert arrays.person["wage_income"].dtype == np.float64
    assert arrays.household["town"].tolist() == [2, 0]
    assert arrays.household["residence"].tolist() == [1, 0]
    assert arrays.household["owns_company"].dtype == np.bool_
    everything = [*arrays.person.values(), *arrays.household.values(), arrays.starts]
    assert all(array.flags.c_contiguous for array in everything)
    assert county.arrays() is arrays
    assert arrays.to_persons(arrays.household["residence"]).tolist() == [1, 1, 0]  # two members, then one


@pytest.mark.parametrize(
    ("people", "homes", "line"),
    [
        (
            persons(age=[44, 140, 70]),
            None,
            "persons, row 2, column age: 140: is too large; accepted: a whole number from 0 to 120",
        ),
        (persons(age=[44, -1, 70]), None, "row 2, column age: -1: is too small"),
        (persons(age=[44, 41.5, 70]), None, "row 2, column age: 41.5: is not of the column's kind"),
        (
            persons(wage_income=["900", "650元", "0"]),
            None,
            "row 2, column wage_income: '650元': is text; accepted: a number from 0 to 100,000,000 (yuan/month)",
        ),
        (persons(wage_income=[1.0, float("nan"), 0]), None, "row 2, column wage_income: nan: is not a number"),
        (persons(wage_income=[1.0, float("inf"), 0]), None, "row 2, column wage_income: inf: is infinite"),
        (persons(wage_income=[1.0, None, 0]), None, "row 2, column wage_income: is empty"),
        (persons(wage_income=[1.0, -5, 0]), None, "row 2, column wage_income: -5: is too small"),
        (
            persons(adl_items_lost=[0, 0, 7]),
            None,
            "row 3, column adl_items_lost: 7: is too large; accepted: a whole number from 0 to 6",
        ),
        (
            persons(disability_type=["none", "visual", "none"], disability_grade=[0, 5, 0]),
            None,
            "row 2, column disability_grade: 5: is too large; accepted: a whole number from 0 to 4",
        ),
        (
            persons(disability_type=["none", "visual", "none"]),
            None,
            "row 2, column disability_grade: type visual, grade 0: a type without a grade",
        ),
        (
            persons(disability_grade=[0, 0, 2]),
            None,
            "row 3, column disability_type: type none, grade 2: a grade without a type",
        ),
        (
            persons(disability_type=["none", "visul", "none"]),
            None,
            "row 2, column disability_type: 'visul': unknown category; did you mean 'visual'?",
        ),
        (persons(person_id=[1, 2, 2]), None, "row 3, column person_id: 2: stands in more than one row"),
        (
            persons(household_id=[1, 1, 7]),
            households(household_id=[1, 7]).head(1),
            "row 3, column household_id: 7: no household has this id",
        ),
        (
            persons(household_id=[1, 1, 1]),
            None,
            "households, row 2, column household_id: 2: nobody lives in this household",
        ),
        (
            persons(serious_illness=["yes", "no", "no"]),
            None,
            "row 1, column serious_illness: 'yes': is text; accepted: true | false",
        ),
        (
            None,
            households(town=["鲁村", "历山街道"]),
            "households, row 1, column town: '鲁村': unknown category; did you mean '鲁村镇'?",
        ),
        (None, households(household_id=[1, 1]), "column household_id: 1: stands in more than one row"),
        (None, households(weight=[1, -1]), "row 2, column weight: -1: is too small"),
        (persons().rename({"age": "agee"}), None, "persons, column age: missing column; 'agee' stands there instead"),
        (persons().rename({"age": "agee"}), None, "persons, column agee: unknown column; did you mean 'age'?"),
        (persons().drop("sex"), None, "persons, column sex: missing column; wanted: female | male"),
        (persons(wage_incom=[1, 2, 3]), None, "column wage_incom: unknown column; did you mean 'wage_income'?"),
    ],
)
def test_each_problem_names_table_row_column_value_and_what_is_accepted(people, homes, line):
    assert line in str(problems(people, homes))


def test_all_problems_come_at_once_without_repeating_one_cell():
    error = problems(
        persons(age=[140, 41, 70], wage_income=["1", "650元", "3"], adl_items_lost=[0, 9, 0]),
        households(residence=["rurl", "urban"]),
    )
    assert error.problems.select("table", "row", "column").rows() == [
        ("persons", 2, "wage_income"),
        ("persons", 1, "age"),
        ("persons", 2, "adl_items_lost"),
        ("households", 1, "residence"),
    ]
    assert str(error).startswith("the tables of the population have 4 problems:")


def test_five_per_kind_are_shown_and_all_are_in_the_table():
    many = pl.DataFrame({"person_id": range(9), "household_id": [1] * 9, "age": [140] * 9, "sex": ["male"] * 9})
    error = problems(many, households().head(1))
    assert str(error).count("140") == 5
    assert "and 4 more of this kind" in str(error)
    assert error.problems.height == 9


def test_messages_hold_no_query_plan():
    text = str(problems(persons().drop("age")))
    assert not any(word in text for word in ("FILTER", "SELECT", "WITH_COLUMNS", "DF ["))


def test_business_income_may_be_negative_and_numbers_written_as_text_are_read():
    county = Population.from_frames(
        persons(business_income=[-200, 0, 0], wage_income=["650", " 0", "1.5"]), households()
    )
    assert county.persons["business_income"].to_list() == [-200, 0, 0]
    assert county.persons["wage_income"].to_list() == [650, 0, 1.5]


def test_not_a_table():
    with pytest.raises(InputError, match="persons: a polars DataFrame is wanted, not dict"):
        Population.from_frames({}, households())


def test_zero_population():
    county = Population.from_frames(persons().clear(), households().clear())
    assert len(county) == 0
    assert county.arrays().starts.tolist() == [0]


def test_select_keeps_ids_and_refuses_unknown_ones():
    county = Population.from_frames(persons(), households(), seed=5)
    part = county.select([2])
    assert part.persons["person_id"].to_list() == [3]
    assert part.seed == 5
    assert len(county) == 3
    with pytest.raises(InputError, match="no household has the id 77"):
        county.select([2, 77])


@settings(max_examples=12)
@given(order=st.permutations(range(3)), seed=st.integers(0, 10))
def test_row_order_changes_nothing(order, seed):
    people = persons(wage_income=[900.0, 20, 3])
    plain = Population.from_frames(people, households(), seed=seed)
    mixed = Population.from_frames(people[list(order)], households()[[1, 0]], seed=seed)
    assert mixed.digest() == plain.digest()
    assert mixed.persons.equals(plain.persons)


@settings(max_examples=12)
@given(
    column=st.sampled_from(["wage_income", "age", "person_id"]), value=st.sampled_from([1, 2, 3]), seed=st.booleans()
)
def test_digest_sees_every_change(column, value, seed):
    plain = Population.from_frames(persons(), households())
    if seed:
        assert Population.from_frames(persons(), households(), seed=value).digest() != plain.digest()
    else:
        changed = persons(**{column: [10 + value, 20, 30]})
        assert Population.from_frames(changed, households()).digest() != plain.digest()


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["male", "female"]), pl.Enum(["male", "other", "female"])])
def test_categories_as_parquet_and_pandas_give_them(dtype, tmp_path):
    people = persons().with_columns(pl.col("sex").cast(dtype))
    people.write_parquet(tmp_path / "people.parquet")
    homes = households().with_columns(pl.col("town", "residence").cast(pl.Categorical))
    county = Population.from_frames(pl.read_parquet(tmp_path / "people.parquet"), homes)
    assert county.persons["sex"].to_list() == ["male", "female", "female"]
    assert county.households["town"].to_list() == ["鲁村镇", "历山街道"]
    assert county.digest() == Population.from_frames(persons(), households()).digest()


def test_a_wrong_category_is_still_named():
    people = persons(sex=["male", "femal", "female"]).with_columns(pl.col("sex").cast(pl.Categorical))
    assert "persons, row 2, column sex: 'femal': unknown category; did you mean 'female'?" in str(problems(people))


def test_booleans_are_no_numbers():
    homes = households().with_columns(vehicles=pl.lit(value=True), financial_assets=pl.lit(value=True))
    words = str(problems(homes=homes.with_columns(weight=pl.lit(value=False))))
    for column in ("vehicles", "financial_assets", "weight"):
        assert f"households, row 1, column {column}: " in words


def test_yes_and_no_as_a_csv_file_writes_them():
    county = Population.from_frames(persons(orphan_scheme=["true", "False", "TRUE"]), households())
    assert county.persons["orphan_scheme"].to_list() == [True, False, True]
    assert "accepted: true | false" in str(problems(persons(orphan_scheme=["true", "ja", "false"])))


@pytest.mark.parametrize(
    ("column", "value", "most"),
    [
        ("wage_income", 9.2e18, "from 0 to 100,000,000 (yuan/month)"),
        ("business_income", -2e8, "from -100,000,000 to 100,000,000 (yuan/month)"),
        ("inpatient_cost_per_year", 1.1e9, "from 0 to 1,000,000,000 (yuan/year)"),
        ("person_id", 2**53 + 2, "from 0 to 9,007,199,254,740,992"),
    ],
)
def test_more_than_can_be_is_an_error_of_units(column, value, most):
    values = [1, 2, value]
    assert f"row 3, column {column}: " in str(problems(persons(**{column: values})))
    assert most in str(problems(persons(**{column: values})))


@pytest.mark.parametrize(("column", "value"), [("weight", 2e6), ("financial_assets", 1e11), ("dwellings", 101)])
def test_households_have_limits_too(column, value):
    assert f"households, row 2, column {column}: " in str(problems(homes=households(**{column: [1, value]})))


def test_every_number_of_the_contract_has_two_limits():
    for schema in contract():
        for name, column in schema.columns().items():
            if column.dtype.is_numeric():
                assert column.min is not None, name
                assert column.max is not None, name


def test_a_column_copied_into_another_is_found():
    ids = list(range(1, 13))
    people = pl.DataFrame({"person_id": ids, "household_id": ids, "age": [40] * 12, "sex": ["male"] * 12})
    homes = pl.DataFrame({"household_id": ids, "town": ["鲁村镇"] * 12, "residence": ["rural"] * 12})
    wages = pl.Series("wage_income", [1000.0 + i for i in ids])
    copied = people.with_columns(wages, wages.alias("transfer_income"))
    assert "persons, column transfer_income: repeats wage_income in every row" in str(problems(copied, homes))
    # nobody has any, or all have the same: nothing is known of a copy
    same = people.with_columns(wage_income=pl.lit(500.0), transfer_income=pl.lit(500.0))
    assert Population.from_frames(same, homes).persons.height == 12


def test_control_characters_in_names_are_refused():
    towns = pl.DataFrame({"town": list(TOWNS), "town_en": ["Lu\x0bcun", *["x"] * (len(TOWNS) - 1)]})
    with pytest.raises(PopulationError, match=r"towns, row 1, column town_en: 'Lu\\x0bcun': holds a control character"):
        Population.from_frames(persons(), households(), towns=towns)


@pytest.mark.parametrize("weights", [[0.5, 5e-6], [1e-9, 1.0]])
def test_weights_that_add_to_one_are_refused_with_what_would_do(weights: list[float]) -> None:
    said = str(problems(None, households(weight=weights)))
    assert "column weight" in said
    assert "weights that add to 1 are shares: multiply them by the number of households" in said


def test_a_household_may_count_nothing_or_a_hundredth() -> None:
    Population.from_frames(persons(), households(weight=[0.0, 0.01]))


def test_what_is_not_told_of_ones_own_property_is_minus_one():
    """−1 says that the household's property is looked at; 0 says that he owns none."""
    first = Population.from_frames(persons(), households()).persons.row(0, named=True)
    names = ("own_financial_assets", "own_dwellings", "own_vehicles", "own_companies")
    assert [first[name] for name in names] == [-1, -1, -1, -1]
    assert first["tekun_as_minor"] is False
    assert (first["support_from_obligors"], first["multiple_mental_grade"]) == (0.0, 0)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"own_financial_assets": [0, -0.5, 3]}, "is neither an amount nor -1"),
        ({"own_vehicles": [0, -2, -1]}, "is too small"),
        ({"multiple_visual_grade": [0, 1, 0]}, "components of a multiple disability that don't fit"),
        (
            {
                "disability_type": ["none", "multiple", "none"],
                "disability_grade": [0, 3, 0],
                "multiple_physical_grade": [0, 2, 0],
            },
            "components of a multiple disability that don't fit",
        ),
        ({"multiple_mental_grade": [0, 5, 0]}, "is too large"),
        ({"support_from_obligors": [0, -1, 0]}, "is too small"),
    ],
)
def test_new_columns_are_checked(columns, told):
    found = problems(persons(**columns)).problems
    assert told in " ".join(found["problem"]), found
    assert found["row"].unique().to_list() == [2]


def test_a_component_as_grave_as_the_whole_is_accepted():
    told = {"disability_type": ["multiple"] * 3, "disability_grade": [1, 2, 4], "multiple_physical_grade": [1, 3, 4]}
    assert len(Population.from_frames(persons(**told), households())) == 3
