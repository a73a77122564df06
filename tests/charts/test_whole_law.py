"""The figures of the whole law: their findings, tables and pictures, in both languages."""

import polars as pl
import pytest

import workbench as wb
from workbench.charts import ladder, person_types, programme_costs, stacking_matrix
from workbench.charts.programme_costs import programme_name
from workbench.errors import InputError
from workbench.language import LANGUAGES, money, people, using_language
from workbench.simulation import TYPE_ROWS, county_must_find, simulate, type_overlaps
from workbench.simulation import programme_costs as costs_of

from .conftest import assert_drawn


@pytest.fixture(scope="module")
def run():
    small = wb.load_scenario("baseline-2021").replace(nuanyang_budget=20_000)  # a fund as small as the county
    return simulate(wb.synthesize(seed=20210602, size=20_000), small, rows=TYPE_ROWS)


@pytest.fixture(scope="module")
def rungs():
    alone = wb.family([{"age": 44}], hard_pressed_worker_draw=1.0)
    return wb.ladder(alone, wb.load_scenario("perfect-law"), swept="wage_income", values=range(0, 701, 50))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_drawn(run, rungs, language: str) -> None:
    with using_language(language):
        figures = [programme_costs(run), stacking_matrix(), person_types(run), ladder(rungs)]
        for figure in figures:
            assert_drawn(figure)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_of_the_costs_is_counted(run, language: str) -> None:
    with using_language(language):
        figure = programme_costs(run)
        total = costs_of(run)["cost_yuan_per_year"].sum()
        assert money(total) in figure.title
        assert money(county_must_find(run)) in figure.title
        drawn = figure.datasets["labels"]["name"].to_list()
        paid = costs_of(run).filter(pl.col("cost_yuan_per_year") > 0)["programme"]
        assert set(drawn) == {programme_name(name) for name in paid}
        assert any("▲" in note for note in figure.notes)  # the small funds run out


def test_the_parts_of_a_bar_are_its_cost(run) -> None:
    figure = programme_costs(run)
    parts = figure.datasets["parts"].group_by("name").agg(pl.col("million").sum()).sort("name")
    labels = figure.datasets["labels"].select("name", "total").sort("name")
    assert parts["name"].to_list() == labels["name"].to_list()
    assert parts["million"].to_list() == pytest.approx(labels["total"].to_list())


@pytest.mark.parametrize(("language", "rest"), [("zh", "其余{n}项"), ("en", "{n} others")])
def test_the_dearest_programmes_have_their_own_bars_and_the_rest_one(run, language: str, rest: str) -> None:
    with using_language(language):
        whole, short = programme_costs(run), programme_costs(run, most=5)
        paid = costs_of(run).filter(pl.col("cost_yuan_per_year") > 0).sort("cost_yuan_per_year", descending=True)
        own = {programme_name(name) for name in paid["programme"].head(5)}
        assert_drawn(short)
    labels = short.datasets["labels"]
    assert set(labels["name"][:-1]) == own
    assert labels.row(-1)[0] == rest.format(n=paid.height - 5)
    assert labels["total"].sum() == pytest.approx(whole.datasets["labels"]["total"].sum())
    assert short.datasets["parts"]["million"].sum() == pytest.approx(labels["total"].sum())
    assert set(filter(None, labels["layer"])) <= set(filter(None, whole.datasets["labels"]["layer"]))
    assert short.title == whole.title
    assert short.table.equals(whole.table)
    with pytest.raises(InputError, match="most=0: a whole number is wanted, at least 1"):
        programme_costs(run, most=0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_combinations_that_are_not_drawn_are_counted(run, language: str) -> None:
    overlaps = type_overlaps(run)
    with using_language(language):
        short, whole = person_types(run, most=3), person_types(run, most=overlaps.height)
        left = people(overlaps["persons"][3:].sum())
    rest = {"zh": f"其余{overlaps.height - 3}种共{left}", "en": f"{overlaps.height - 3} others with {left} persons"}
    assert rest[language] in short.subtitle
    assert short.subtitle.startswith(whole.subtitle)
    assert short.datasets["bars"]["persons"].to_list() == overlaps["persons"][:3].to_list()
    # every dot stands below the bar of its combination
    columns = dict(short.datasets["bars"].select("column", "x").iter_rows())
    assert all(columns[row["column"]] == row["x"] for row in short.datasets["dots"].iter_rows(named=True))
    drawn = short.datasets["dots"].group_by("column").len().sort("column")["len"].to_list()
    assert drawn == [len(types) for types in overlaps["types"][:3]]


def test_the_matrix_shows_what_a_scenario_switches() -> None:
    base = wb.load_scenario("baseline-2021")
    usual = stacking_matrix(scenario=base).table
    other = base.replace(
        disability_care_subsidy_counts_as_income="applied",
        illness_cost_order="medical_aid_then_major_illness_insurance_then_inclusive_insurance_then_fee_exemption",
    )
    changed = stacking_matrix(scenario=other).table
    row = (pl.col("aid") == "disability_care") & (pl.col("effect") == "income")
    assert usual.filter(row)["in_force"].to_list() == [False]
    assert changed.filter(row)["in_force"].to_list() == [True]

    def first(table):
        return table.filter(pl.col("switch") == "illness_cost_order")["aid"][0]

    assert (first(usual), first(changed)) == ("major_illness_insurance", "medical_aid")


def test_the_combinations_of_types_hold_everybody_once(run) -> None:
    figure = person_types(run, most=100)
    assert (figure.datasets["bars"]["bottom"] > figure.datasets["bars"]["top"]).all()
    assert figure.datasets["bars"]["persons"].sum() == figure.table["persons"].sum()
    few = person_types(run, most=5)
    assert few.datasets["bars"].height == 5


def test_the_ladder_names_its_cliff(rungs) -> None:
    with using_language("en"):
        figure = ladder(rungs)
    assert figure.title == "One cliff: at ¥469/month the family loses ¥31 a month"
    bands = figure.datasets["bands"].group_by("x", maintain_order=True).agg(pl.col("yuan").sum())
    assert bands["yuan"].to_list() == pytest.approx(rungs.both_sides["income_after_aid"].to_list())
    # The cliff is drawn upright: a fen lies between its two edges, and the table's own rungs are all there.
    at, loss = rungs.cliffs.select("at", "loss_yuan_per_month").row(0)
    before, after = figure.table.filter(pl.col("wage_income").is_between(at - 0.011, at + 0.001))["income_after_aid"]
    assert before - after == pytest.approx(loss, abs=0.02)
    assert set(rungs.table["wage_income"]) <= set(figure.table["wage_income"])


def test_a_band_wide_enough_holds_its_name_and_the_key_has_the_rest(rungs) -> None:
    with using_language("en"):
        figure = ladder(rungs)
    inside = dict(figure.datasets["names"].select("key", "light").iter_rows())
    assert inside == {"own": False, "dibao": True}
    assert legend_values(figure.spec()) == ["other aid"]


def legend_values(spec) -> list[str]:
    """The names in the key, wherever in the spec it stands."""
    if isinstance(spec, list):
        return [value for part in spec for value in legend_values(part)]
    if not isinstance(spec, dict):
        return []
    here = spec["legend"]["values"] if isinstance(spec.get("legend"), dict) and "values" in spec["legend"] else []
    return here + [value for part in spec.values() for value in legend_values(part)]
