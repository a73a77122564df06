"""A town is chosen and everything follows: tiles, incomes, winners, costs, intervals; what is county-wide says so."""

import polars as pl
import pytest

from tests.places import TOWNS
from workbench.charts import income_distribution
from workbench.dashboard import Runs, State, open_dashboard, page_view
from workbench.dashboard.answers import runs
from workbench.dashboard.answers.futures import INTERVALS
from workbench.dashboard.answers.question import Question
from workbench.dashboard.pages import REGISTRY
from workbench.dashboard.pages.cost import CAUSES, STRIP, WHOLE_LAW
from workbench.dashboard.pages.overview import GRID
from workbench.language import people, using_language
from workbench.population import Population
from workbench.simulation import compare, simulate, sweep

TOWN = "悦庄镇"
HIGHER = {"urban_dibao_ratio": 0.33, "rural_dibao_ratio": 0.43}


@pytest.fixture(scope="module")
def results(county, baseline) -> Runs:
    return Runs(county, baseline, futures=20)


@pytest.fixture(scope="module")
def residents(county) -> Population:
    return county.kept(county.households["town"].cast(pl.String).to_numpy() == TOWN)


def at(page: str, baseline) -> State:
    return State(language="en", page=page).with_levers(HIGHER, baseline).at_town(TOWN)


def here(page: str, baseline, results) -> Question:
    return REGISTRY[page].question(at(page, baseline), results)


def test_the_tiles_are_the_towns_rows_of_the_county(results, baseline) -> None:
    county = Question(at("overview", baseline), results).run
    page = page_view(at("overview", baseline), results).page
    rows = county.totals.filter(pl.col("town") == TOWN, pl.col("programme").is_in(["dibao", "tekun"]))
    tiles = {tile["name"]: tile for tile in page["tiles"]}
    with using_language("en"):
        assert tiles["persons"]["number"] == people(rows["persons"].sum())
    assert page["town"]["label"] == "Yuezhuang"
    assert page["finding"].startswith("Yuezhuang: ")


def test_the_towns_add_up_to_the_county(results, baseline) -> None:
    county = Question(State(), results).run.headline
    parts = [Question(State().at_town(town), results).here.run.headline for town in TOWNS]
    assert sum(part.total.persons for part in parts) == pytest.approx(county.total.persons, abs=0.001)
    assert sum(part.total.cost_fen for part in parts) == county.total.cost_fen


def test_intervals_are_of_the_towns_own_futures(results, baseline) -> None:
    question = here("overview", baseline, results)
    assert page_view(question.state, results).page["tiles"][0]["note"] == "interval to follow"
    found = question.work_out(INTERVALS)
    low, high = found.ends["persons"]
    assert low <= question.run.headline.total.persons * 1.5
    assert high < Question(question.state, results).run.headline.total.persons
    assert page_view(question.state, results).page["tiles"][0]["note"].startswith("80% interval ")
    assert (
        Question(State(language="en").with_levers(HIGHER, baseline), results).answer(INTERVALS) is None
    )  # the county's


def test_incomes_winners_and_the_surface_are_the_towns(results, residents, baseline) -> None:
    scenario = baseline.replace(**HIGHER)
    before, after = simulate(residents, baseline), simulate(residents, scenario)
    view = page_view(at("helped", baseline), results)
    with using_language("en"):
        wanted = income_distribution(after, before).rows()
    assert view.rows["income_distribution/bins"] == wanted["bins"]
    gaining = compare(before, after).by("type")["persons"].to_list()
    shown = [float(row["persons"]) for row in view.rows["winners_losers_type/labels"]]
    assert shown == pytest.approx(gaining)
    question = here("overview", baseline, results)
    grid = question.work_out(GRID)
    found = grid.summary()
    ratios = {name: found[name].unique().sort().to_list() for name in HIGHER}
    small = sweep(residents, scenario, **ratios).summary()
    assert found.height == small.height > 100
    both = found.join(small, on=list(HIGHER), suffix="_own")
    assert both.height == found.height
    assert both["cost_yuan_per_year"].to_list() == pytest.approx(both["cost_yuan_per_year_own"].to_list())


def test_costs_and_causes_are_the_towns_and_the_budget_is_the_countys(results, residents, baseline) -> None:
    question = here("cost", baseline, results)
    for heavy in (WHOLE_LAW, CAUSES, STRIP):
        question.work_out(heavy)
    law = question.answer(WHOLE_LAW)
    whole = simulate(residents, baseline.replace(**HIGHER), rows=False)
    assert law.totals["cost_yuan_per_year"].sum() == pytest.approx(whole.totals["cost_yuan_per_year"].sum())
    view = page_view(at("cost", baseline), results)
    cards = {card["name"]: card for card in view.page["figures"]}
    assert cards["programme_costs"]["subtitle"].startswith("Yuezhuang · ")
    assert cards["waterfall_cost_yuan_per_year"]["subtitle"].startswith("Yuezhuang · ")
    assert cards["county_share"]["subtitle"].startswith("whole county, whatever the town · ")
    assert not any(card["waiting"] or card["stale"] for card in cards.values())


@pytest.mark.parametrize("page", ["care", "afford"])
def test_a_page_of_the_county_says_so(results, baseline, page) -> None:
    exports = "exports are of the county"
    assert page_view(at(page, baseline), results).page["town"]["note"] == f"this page is of the county; {exports}"
    assert page_view(at("helped", baseline), results).page["town"]["note"] == exports


def test_a_download_says_of_which_town_it_is(county, baseline) -> None:
    from workbench.dashboard.page_message import figures_of

    shown = open_dashboard(county, baseline, "en")
    shown.handle({"kind": "painted"})
    shown.handle({"kind": "page", "page": "helped"})
    shown.handle({"kind": "town", "town": TOWN})
    assert shown.page["error"] == ""
    with using_language("en"):
        figures = figures_of(shown.state, shown.results)
    assert all(figure.subtitle.startswith("Yuezhuang · ") for figure in figures.values())
    sent = []
    shown.send = lambda about, buffers: sent.append(
        (about["name"], pl.read_csv(buffers[0].removeprefix(b"\xef\xbb\xbf")))
    )
    for page, figure in (
        ("helped", "income_distribution"),
        ("care", "nursing_beds_per_need"),
        ("helped", "comparison"),
    ):
        shown.handle({"kind": "page", "page": page})
        shown.handle({"kind": "download", "figure": figure, "format": ".csv"})
        assert shown.page["error"] == "", figure
    (incomes, of_incomes), (beds, of_beds), (compared, of_compared) = sent
    assert (incomes, compared) == ("income_distribution_Yuezhuang.csv", "comparison_Yuezhuang.csv")
    assert set(of_incomes["place"]) == set(of_compared["place"]) == {"Yuezhuang"}
    assert (beds, set(of_beds["place"])) == ("nursing_beds_per_need.csv", {"whole county, whatever the town"})
    shown.handle({"kind": "town", "town": ""})
    shown.handle({"kind": "download", "figure": "comparison", "format": ".csv"})
    assert (sent[-1][0], set(sent[-1][1]["place"])) == ("comparison.csv", {"whole county"})


def test_only_the_last_towns_are_kept(results, baseline, monkeypatch) -> None:
    monkeypatch.setattr(runs, "_TOWNS_KEPT", 3)
    results = Runs(results.county, baseline)
    first = results.of_town(TOWNS[0]).county
    assert results.of_town(TOWNS[0]).county is first
    for town in TOWNS[1:4]:
        results.of_town(town)
    assert results.of_town(TOWNS[0]).county is not first
