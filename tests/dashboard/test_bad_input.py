"""What can go wrong in a meeting: nobody there, one town alone, nobody helped, a full disk, the page opened twice."""

import json

import numpy as np
import polars as pl
import pytest

from workbench.dashboard import Dashboard, open_dashboard
from workbench.dashboard.state.page_state import PAGES
from workbench.population import Population
from workbench.population.contract import contract

TOWN, OTHER = "悦庄镇", "南麻街道"
NEVER = ("dibao_take_up_urban", "dibao_take_up_rural", "single_person_take_up", "tekun_take_up")


@pytest.fixture(scope="module")
def county(county) -> Population:
    """Every fourth household: what can go wrong is the same, and sooner there."""
    return county.kept(np.arange(county.households.height) % 4 == 0)


def opened(county, baseline) -> Dashboard:
    shown = open_dashboard(county, baseline, "en")
    shown.results.futures = 8
    shown.handle({"kind": "painted"})
    return shown


def through_all_pages(shown: Dashboard) -> dict[str, dict]:
    """Open every page, of the county and of a town, and compare there; returns the cards of the county's pages."""
    cards = {}
    for page in PAGES:
        shown.handle({"kind": "page", "page": page})
        for action in (
            {"kind": "compare"},
            {"kind": "compare"},
            {"kind": "town", "town": OTHER},
            {"kind": "town", "town": ""},
        ):
            shown.handle(action)
            assert shown.page["error"] == "", (page, action)
            assert shown.page["finding"], page
            assert not any(card["waiting"] for card in shown.page["figures"]), (page, action)
            told = json.dumps([shown.page, shown.specs, shown.still, shown.moving], allow_nan=False)
            assert "nan%" not in told
        cards |= {card["name"]: card for card in shown.page["figures"]}
    return cards


def test_nobody_at_all(baseline) -> None:
    shown = opened(
        Population.from_frames(contract().persons.create_empty(), contract().households.create_empty()), baseline
    )
    cards = through_all_pages(shown)
    assert shown.tiles["persons"]["number"] == "0"
    for name in ("waterfall_cost_yuan_per_year", "affordable", "plan_gantt", "sensitivity_cost_yuan_per_year"):
        assert cards[name]["empty"] == "The population is empty: there is nothing to work out."


def test_a_county_of_one_town(county, baseline) -> None:
    shown = opened(county.kept((county.households["town"].cast(pl.String) == TOWN).to_numpy()), baseline)
    shown.set(rural_dibao_ratio=0.43)
    through_all_pages(shown)
    shown.handle({"kind": "page", "page": "overview"})
    shown.handle({"kind": "town", "town": OTHER})
    assert shown.tiles["persons"]["number"] == "0"
    assert shown.tiles["coverage"]["number"] == "–"
    assert shown.page["figures"][0]["empty"].startswith("Nobody lives in this town here")


def test_a_standard_of_one_yuan(county, baseline) -> None:
    poor = baseline.replace(urban_dibao_standard_published=1, rural_dibao_standard_published=1)
    shown = opened(county, poor)
    assert through_all_pages(shown)
    assert shown.results.base().standards["urban_dibao_standard"] == 1


def test_a_single_family_that_nothing_helps(county, baseline) -> None:
    """Whatever is assumed, the cost is 0: there is no variance of which to say on what it hangs."""
    incomes = county.persons.group_by("household_id").agg(pl.col("wage_income").sum()).sort("wage_income")
    richest = incomes["household_id"][-1]
    shown = opened(county.kept((county.households["household_id"] == richest).to_numpy()), baseline)
    cards = through_all_pages(shown)
    assert "the cost is the same whatever is assumed" in cards["sensitivity_cost_yuan_per_year"]["empty"]


def test_nobody_is_found_by_the_assumptions_levers(county, baseline) -> None:
    shown = opened(county, baseline)
    shown.set(**dict.fromkeys(NEVER, 0.0))
    cards = through_all_pages(shown)
    assert shown.tiles["persons"]["number"] == "0"
    assert "no longer" in shown.page["finding"] or cards["ladder_wage_income"]


def test_a_baseline_that_finds_nobody(county, baseline) -> None:
    shown = opened(county, baseline.replace(**dict.fromkeys(NEVER, 0.0)))
    cards = through_all_pages(shown)
    assert shown.tiles["persons"]["note"] == "point estimate, no interval"
    # A take-up of 0 lies outside its own range: no futures can be drawn, and that is said.
    assert "outside its plausible range" in cards["affordable"]["empty"]
    assert cards["target_path_centralised_rate"]["empty"].startswith("There are no disabled tekun persons")


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
@pytest.mark.parametrize("ending", [".html", ".xlsx"])
def test_a_file_that_cannot_be_written_leaves_nothing_behind(
    county, baseline, monkeypatch, tmp_path, ending, problem
) -> None:
    def refuse(path, content):
        raise problem

    shown = opened(county, baseline)
    sent = []
    shown.send = lambda message, buffers=None: sent.append(message)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("workbench.briefing.run_record.write_whole", refuse)
    shown.handle({"kind": "export", "format": ending})
    assert shown.page["error"].startswith("The file can't be written: ")
    assert sent == []
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    shown.handle({"kind": "page", "page": "helped"})
    assert shown.page["error"] == ""


def test_two_views_of_one_page_see_the_same(county, baseline) -> None:
    """Both views number their own actions; the page answers the newest, and either may go on."""
    shown = opened(county, baseline)
    shown.action = {"kind": "lever", "name": "urban_dibao_ratio", "value": 0.33, "number": 5}
    shown.action = {"kind": "lever", "name": "rural_dibao_ratio", "value": 0.43, "number": 2}  # the other view's second
    assert shown.state.levers == {"urban_dibao_ratio": 0.33, "rural_dibao_ratio": 0.43}
    assert shown.page["answered"] == 2
    shown.action = {"kind": "undo", "number": 6}
    assert shown.state.levers == {"urban_dibao_ratio": 0.33}
