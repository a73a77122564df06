"""Who pays for what, how equally income is spread, how sure the cost is: sums, titles, counties of almost nobody."""

import math
from importlib import import_module
from typing import Any

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.charts import futures_cost, lorenz, payer_flow, person_types
from workbench.charts.base.families import FAMILIES
from workbench.charts.gallery.sample import Sample
from workbench.errors import UnknownNameError
from workbench.language import LANGUAGES, money, share, using_language
from workbench.measures import gini
from workbench.simulation import Run, welfare, who_pays
from workbench.uncertainty import draw

from .conftest import assert_drawn

FLOW = {("county", "dibao"): 30.0, ("county", "other"): 10.0, ("central", "dibao"): 60.0, ("charity", "society"): 0.1}
LEFT, RIGHT = ("county", "central", "charity"), ("dibao", "society", "other")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_flow_is_the_law_s_own_table_of_payers(sample: Sample, language: str) -> None:
    with using_language(language):
        figure = payer_flow(sample.law)
        paid = who_pays(sample.law)
        total = float(paid["cost_yuan_per_year"].sum())
        assert figure.table["cost_yuan_per_year"].sum() == pytest.approx(total)
        for name, column in (("payers", "payer"), ("families", "family")):
            amounts = dict(figure.table.group_by(column).agg(pl.col("cost_yuan_per_year").sum()).iter_rows())
            shown = dict(figure.datasets[name].select("name", "amount").iter_rows())
            assert shown == pytest.approx(amounts)
        assert figure.datasets["payers"]["name"][0] == "county"
        assert figure.datasets["families"]["name"].to_list() == [
            f for f in FAMILIES if f in set(figure.table["family"])
        ]
        assert money(total) in figure.subtitle
        assert_drawn(figure)


def paid_by(*rows: tuple[str, str, float]) -> pl.DataFrame:
    columns = ("programme", "payer", "cost_yuan_per_year")
    schema = dict(zip(columns, (pl.String, pl.String, pl.Float64), strict=True))
    frame = pl.DataFrame([row for row in rows if row[2]], schema=schema, orient="row")
    return frame.with_columns(layer=pl.lit("basic"))


@pytest.mark.parametrize(
    ("rows", "zh", "en"),
    [
        # 25 of 100: one in four; 20 of the 25 for dibao and tekun
        (
            [
                ("dibao", "county", 15e6),
                ("tekun", "county", 5e6),
                ("heating", "county", 5e6),
                ("dibao", "central", 75e6),
            ],
            "每4元里县级出1元，其中80%投向低保和特困",
            "County: one yuan in 4, 80% of it for dibao and tekun",
        ),
        (
            [("dibao", "county", 28e6), ("tekun", "county", 12e6), ("dibao", "central", 60e6)],
            "县级出40%，其中100%投向低保和特困",
            "County: 40% of all money, 100% of it for dibao and tekun",
        ),
        (
            [("dibao", "county", 50e6), ("dibao", "central", 50e6)],
            "每2元里县级出1元，其中100%投向低保",
            "County: one yuan in 2, 100% of it for dibao",
        ),
        (
            [("heating", "county", 7e6), ("dibao", "central", 3e6)],
            "县级出70%，共700万元",
            "County: 70% of all money, ¥7.0m a year",
        ),
        ([("dibao", "central", 3e6)], "全年300万元，县级一分不出", "Of ¥3.0m a year the county pays nothing"),
        ([], "没有任何救助支出", "No aid is paid"),
    ],
)
def test_the_title_of_the_flow(base: Run, monkeypatch: pytest.MonkeyPatch, rows: list[Any], zh: str, en: str) -> None:
    monkeypatch.setattr(import_module("workbench.charts.payer_flow"), "who_pays", lambda _: paid_by(*rows))
    for language, wanted in (("zh", zh), ("en", en)):
        with using_language(language):
            figure = payer_flow(base)
            assert figure.title == wanted
            assert len(figure.as_bytes(".svg")) > 2_000


# --------------------------------------------------------------------------------------------------------- the Lorenz
@pytest.mark.parametrize("language", LANGUAGES)
def test_gini_and_points_are_exact(base: Run, higher: Run, language: str) -> None:
    with using_language(language):
        figure = lorenz(higher, base)
    well = welfare(higher)
    coefficients = [gini(values, well.weight) for values in (well.before, welfare(base).after, well.after)]
    for label, value in zip(figure.datasets["labels"]["label"], coefficients, strict=True):
        assert label.endswith(f"{value:.3f}")
    assert f"{coefficients[0]:.3f}" in figure.title
    curves = figure.datasets["curves"]
    assert curves.height <= 500
    order = np.argsort(well.before)
    weight = np.cumsum(well.weight[order]) / well.weight.sum()
    held = np.cumsum((well.before * well.weight)[order]) / (well.before * well.weight).sum()
    before = curves.filter(role="before")
    assert np.interp(before["population_share"], [0, *weight], [0, *held]) == pytest.approx(before["income_share"])
    assert_drawn(figure)


@pytest.mark.parametrize(
    ("ginis", "zh", "en"),
    [
        (
            (0.413, 0.409, 0.4076),
            "救助使基尼系数从0.413降到0.409，方案再降到0.408",
            "Benefits: Gini 0.413 → 0.409; scenario lower, 0.408",
        ),
        (
            (0.413, 0.409, 0.411),
            "救助使基尼系数从0.413降到0.409，方案又升到0.411",
            "Benefits: Gini 0.413 → 0.409; scenario higher, 0.411",
        ),
        (
            (0.413, 0.409, 0.4091),
            "方案与基线的基尼系数看不出差别：都是0.409",
            "Scenario and baseline: no clear difference, Gini 0.409",
        ),
        ((0.413, 0.409), "救助使基尼系数从0.413降到0.409", "Benefits lower the Gini from 0.413 to 0.409"),
        ((0.4131, 0.4129), "救助没有改变基尼系数：0.413", "Benefits leave the Gini at 0.413"),
        ((0.413, 0.415), "救助使基尼系数从0.413升到0.415", "Benefits raise the Gini from 0.413 to 0.415"),
    ],
)
def test_the_title_of_the_curves(ginis: tuple[float, ...], zh: str, en: str) -> None:
    module = import_module("workbench.charts.lorenz")  # the package offers the function under the module's name
    roles = dict(zip(("before", "baseline", "scenario"), ginis, strict=False))
    for language, wanted in (("zh", zh), ("en", en)):
        with using_language(language):
            assert module._title(roles) == wanted


# -------------------------------------------------------------------------------------------------------- the futures
@pytest.mark.parametrize("language", LANGUAGES)
def test_dots_beyond_the_budget_are_counted_and_stand_beyond_it(sample: Sample, language: str) -> None:
    with using_language(language):
        figure = futures_cost(sample.draws, sample.higher, budget=sample.budget, baseline=sample.draws_before)
        chance = sample.draws.chance("county_cost_yuan_per_year", sample.budget)
        assert share(chance, 0) in figure.title
        dots = figure.datasets["dots"]
        assert dots.height == 50
        assert dots["beyond"].sum() == pytest.approx(50 * (1 - chance), abs=2)
        assert (dots.filter("beyond")["x"] > sample.budget).all()
        assert (dots.filter(~pl.col("beyond"))["x"] < sample.budget).all()
        assert dots.select("x", "place").n_unique() == 50  # no dot lies on another
        lines = [figure.datasets[name].row(0, named=True) for name in ("baseline", "budget")]
        low, high = sorted(lines, key=lambda line: line["x"])
        assert (low["left"], high["left"]) == (True, False)
        assert_drawn(figure)
        assert_drawn(futures_cost(sample.draws, sample.higher, measure="cost_yuan_per_year"))


@pytest.mark.parametrize(
    ("budget", "title"),
    [
        (1e10, "All futures stay within ¥10.00bn"),
        (1.0, "No future stays within ¥1"),
        (None, "In 9 of 10 futures: no more than"),
    ],
)
def test_the_title_of_the_futures(sample: Sample, budget: float | None, title: str) -> None:
    with using_language("en"):
        figure = futures_cost(sample.draws, sample.higher, budget=budget)
        assert figure.title.replace(",", "").startswith(title)
        assert ("hollow" in figure.subtitle) is (budget is not None)
        if budget is None:
            nine_of_ten = float(np.quantile(sample.draws.of("county_cost_yuan_per_year"), 0.9))
            assert money(nine_of_ten) in figure.title
        assert_drawn(figure)


def test_another_measure_is_refused(sample: Sample) -> None:
    with pytest.raises(UnknownNameError, match="unknown measure 'euro'"):
        futures_cost(sample.draws, sample.higher, measure="euro")


# ------------------------------------------------------------------------------------------ counties of almost nobody
@pytest.fixture(scope="module", params=["one person", "a rich couple", "one town"])
def tiny(request: pytest.FixtureRequest, county: wb.Population, scenario: wb.Scenario) -> Run:
    if request.param == "one town":
        town = (county.households["town"] == "悦庄镇").to_numpy()
        return wb.simulate(county.kept(town), scenario, rows="all")
    members = (
        [{"age": 44, "wage_income": 0.0}] if request.param == "one person" else [{"age": 40, "wage_income": 20_000}] * 2
    )
    return wb.simulate(wb.family(members).population, scenario, rows="all")


@pytest.mark.parametrize("language", LANGUAGES)
def test_almost_nobody_is_drawn_with_a_finding(tiny: Run, language: str) -> None:
    futures = draw(tiny.population, tiny.scenario, runs=5)
    with using_language(language):
        for figure in (payer_flow(tiny), lorenz(tiny), person_types(tiny), futures_cost(futures, tiny, budget=0.0)):
            assert figure.title
            assert figure.height < 500
            assert not any(math.isnan(v) for v in figure.table.select(pl.selectors.float()).to_numpy().ravel())
            svg = figure.as_bytes(".svg").decode()
            assert not [told for told in ("NaN", "undefined", "Infinity", "nan") if told in svg], figure.name
