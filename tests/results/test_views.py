"""Every public result prints as one short line and shows in a notebook as a view with its key figure."""

import inspect
import re
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from typing import get_args, get_type_hints

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench import care, measures
from workbench.briefing import Verification
from workbench.care.steady_state import SettledCare
from workbench.charts.gallery.sample import Sample
from workbench.decisions import failure_box, smallest_standard
from workbench.language import LANGUAGES, using_language, word, written, written_range
from workbench.law import law, payer_table, programme, stacking_table
from workbench.measures.gini_update import Standing
from workbench.population import open_partitions, write_partitions
from workbench.view import MOST, Printed

# What the walk finds and no view is wanted of, each with the reason.
PLAIN = {
    "Target": "a record of plain values",
    "CountyCost": "a record of plain values, made by whoever draws a figure",
    "Programme": "a record of words",
    "Input": "a record of words",
    "Shares": "a pydantic record of plain values",
    "Place": "a record of names",
    "DatedValue": "a record of plain values",
    "Spread": "a record of plain values",
    "Posterior": "a record of plain values",
    "Direction": "a record of plain values",
    "CountyDocument": "a record of words",
    "WeightedSample": "points and weights",
    "Figures": "two numbers",
    "Cost": "one number",
    "Change": "four numbers",
    "Poverty": "six numbers",
    "SampledTotal": "three numbers",
    "Notice": "a record of words",
    "Override": "a record of plain values",
    "Beckerman": "four numbers",
    "Delivery": "five numbers",
    "Catastrophic": "four numbers",
    "Factors": "a dict of numbers",
    "NumberTile": "a dict that the page reads",
    "Figure": "shows its picture; tests/charts",
    "ShownTable": "is a written table itself, in a console too",
    "Dashboard": "is the page itself",
    "State": "what the page remembers, shown by the page",
    "Runs": "what the page keeps worked out",
    "Answers": "what the page keeps worked out",
    "Path": "growth by year, shown in Years.assumptions",
    "Paths": "paths by name",
    "YearGrowth": "a record of plain values",
    "Beyond": "a record of plain values",
    "FrozenPeople": "people by year, each a population",
    "EntryFit": "a record of plain values",
    "MemoryAssumptions": "a record of plain values",
    "ReceiptMemory": "a record of plain values",
    "PopulationError": "an error",
    "WorkbenchError": "an error",
}

# Views that name documents by their Chinese numbers, or values by both their names, in English too.
CITING = ("Explanation", "Reason", "Parameters", "PlaceReport", "RuleBook", "Stacking", "Parameter", "Resolved")


def _classes(hint: object) -> Iterator[type]:
    if isinstance(hint, type):
        yield hint
    for part in get_args(hint):
        yield from _classes(part)


def public_classes() -> dict[str, type]:
    """Every class of the workbench that a public function, method or property gives."""
    found: dict[str, type] = {}

    def look(call: object) -> None:
        call = getattr(call, "fget", None) or getattr(call, "func", None) or getattr(call, "__func__", None) or call
        if not callable(call) or not hasattr(call, "__annotations__"):
            return
        try:
            hints = get_type_hints(call)
        except NameError:  # a library's class that is imported for hints alone, such as Altair's charts
            return
        for one in _classes(hints.get("return")):
            add(one)

    def add(one: type) -> None:
        if one.__module__.startswith("workbench.") and one.__name__ not in found:
            found[one.__name__] = one
            for name, member in vars(one).items():
                if not name.startswith("_"):
                    look(member)

    rooms = [import_module(f"workbench.{room}") for room in wb._ROOMS]
    offered = [getattr(wb, name) for name in wb._OFFERED]
    for one in [*offered, *(getattr(room, name) for room in rooms for name in getattr(room, "__all__", ()))]:
        if inspect.isclass(one):
            add(one)
        elif inspect.isfunction(one):
            look(one)
    return found


@pytest.fixture(scope="module")
def results(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """One result of every class, by the class's name."""
    base, scenario, county = sample.base, sample.base.scenario, sample.base.population
    folder = tmp_path_factory.mktemp("parts")
    write_partitions([county], folder)
    someone = wb.family([{"age": 44, "wage_income": 900}, {"age": 41}])
    told = someone.explain(scenario)
    failed = sample.draws.of("persons") > np.median(sample.draws.of("persons"))
    stock = care.need(sample.care.run, 2022, replicates=5)
    poor = [100.0, 300.0, 500.0, 900.0]
    standing = Standing(poor)
    all_results = [
        base,
        county,
        scenario,
        county.arrays(),
        open_partitions(folder),
        wb.fit_income([0.2] * 5, [400.0, 700.0, 1000.0, 1500.0, 2900.0]),
        wb.compare(base, sample.higher),
        sample.grid,
        sample.draws,
        wb.draw_policies(county, scenario, runs=20, urban_dibao_ratio=[0.25, 0.3]),
        sample.matters,
        sample.change,
        sample.goal,
        sample.goal.best,
        sample.goal.grid,
        sample.goal.grid.exact(sample.goal.best.levers),
        sample.policies,
        failure_box(sample.draws.inputs, failed),
        smallest_standard(county, scenario, residence="rural", at_least=0.3),
        wb.calibrate(county, scenario, evaluations=1),
        wb.fit_posterior(county, scenario, draws=60),
        wb.county_ensemble(2, size=2_000),
        wb.forks(county, scenario, names=["single_person_rule"]),
        wb.screen(county, scenario, names=["minimum_wage", "work_cost_rate"], trajectories=2),
        wb.information_value(county, scenario, policies={"1": scenario, "2": sample.higher.scenario}, runs=50),
        Verification("1f2e3d", ()),
        wb.check_place(wb.current_place().folder),
        told,
        told.tree(),
        wb.compare_explanations(told, someone.explain(sample.higher.scenario)),
        told.result,
        someone,
        sample.rungs,
        stock,
        sample.care.plan,
        care.best_plan(sample.care.homes, stock, scenario.replace(renovation_years=1), budget_per_year=1e6, seconds=10),
        sample.care.renovated,
        care.tekun_stock(county, scenario, {"urban_dibao_ratio": np.array([0.3, 0.33])}),
        care.CareSystem(sample.care.homes, sample.care.plan.works),
        SettledCare(np.array([1e6, 3e6]), np.array([30.0, 50.0])),
        care.fit_to_prevalence(scenario),
        care.queue(2.0, 0.3, 5, 0.1),
        law(scenario.date),
        law(scenario.date).rules["dibao_standard"],
        law(scenario.date).parameters,
        law(scenario.date).parameters["minimum_wage"],
        scenario.resolved()["tekun_take_up"],
        base.headline,
        payer_table(),
        stacking_table(),
        measures.targeting(poor, [0.0, 50.0, 50.0, 0.0], 400.0),
        measures.lorenz(poor),
        standing,
        standing.moves(np.array([100.0]), np.array([250.0]), np.array([1.0])),
        wb.parameters("take-up"),
        *_over_years(county, scenario),
    ]
    return {type(one).__name__: one for one in all_results}


def test_every_public_result_has_a_view_or_a_reason(results: dict[str, object]) -> None:
    assert set(public_classes()) - set(PLAIN) <= set(results)
    for name, one in results.items():
        assert hasattr(one, "_repr_html_"), name


def test_every_public_result_prints_as_one_line_that_names_it(results: dict[str, object]) -> None:
    for name, one in results.items():
        line = repr(one)
        assert line.startswith(f"{name}("), line
        assert "\n" not in line, line
        assert "object at 0x" not in line, line
        assert len(name) + 10 < len(line) <= MOST, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_view_has_the_key_figure_in_the_language_that_is_on(results: dict[str, object], language: str) -> None:
    with using_language(language):
        key_figures = _key_figures(results)
        for name, one in results.items():
            shown = unescape(re.sub(r"<[^>]*>", " ", one._repr_html_()))
            for figure in key_figures[name]:
                assert figure in shown, (name, figure, shown[:500])
            assert not re.search(r"\b(nan|None|inf)\b", shown), (name, shown[:500])
            assert not re.search(r"\d\.\d+e[+-]?\d", shown), (name, shown[:500])
            if language == "en" and name not in CITING:
                assert not re.search("[\u4e00-\u9fff]", shown), (name, shown[:2_000])


def _over_years(county: wb.Population, scenario: wb.Scenario) -> tuple[object, ...]:
    """Return the results of years, of lives and of people as they are."""
    lives = wb.lives(county, 2022)
    answers = wb.years(county, scenario, 2021, 2022, programmes=["dibao", "tekun"])
    same = wb.years(answers.people, scenario, 2021, 2022, programmes=["dibao", "tekun"])
    fan = wb.draw_years(county, scenario, 2021, 2022, runs=5)
    goal = wb.goal_years(county, scenario, 2021, budgets={2022: 1e9}, runs=2, steps=2)
    return lives, answers, wb.compare_years(answers, same), wb.decompose_years(answers, 2021, 2022), fan, goal


def _key_figures(results: dict) -> dict[str, tuple[str, ...]]:
    """What must stand in each view, written as the language that is on writes it."""
    run, comparison, draws = results["Run"], results["Comparison"], results["Draws"]
    plan, goal, dibao = results["Plan"], results["Goal"], results["Run"].headline.dibao
    last = results["Projection"].years[-1]
    return {
        "Run": (written(dibao.persons, "persons"), written(dibao.cost, "yuan/year"), run.scenario.title),
        "Population": ("20,000",),
        "Scenario": (run.scenario.title, written(0.3, "share")),
        "PopulationArrays": ("20,000", "wage_income"),
        "Partitions": ("20,000",),
        "IncomeDistribution": (written(results["IncomeDistribution"].gini(), "index"),),
        "Comparison": (written(comparison.newly_covered, "persons"), comparison.other.scenario.title),
        "Sweep": ("441",),
        "Draws": (written_range(*draws.interval("cost_yuan_per_year"), "yuan/year"),),
        "PolicyDraws": ("20",),
        "Lives": ("2022",),
        "Years": (run.scenario.title, "2022"),
        "YearsComparison": ("2022",),
        "YearsGoal": (results["YearsGoal"].words(),),
        "YearsDraws": (written_range(*results["YearsDraws"].interval("cost_yuan_per_year", 2022), "yuan/year"),),
        "YearCauses": ("2022",),
        "Sensitivity": (results["Sensitivity"].words(),),
        "Decomposition": (written(results["Decomposition"].after["cost_yuan_per_year"], "yuan/year"),),
        "Goal": (written(goal.best.urban_yuan, "yuan/month"), written(goal.budget, "yuan/year")),
        "Choice": (written(goal.best.urban_yuan, "yuan/month"),),
        "Totals": (written(float(results["Totals"].poor.mean()), "persons"),),
        "BestPlan": (results["BestPlan"].words(),),
        "FutureGrid": (f"{goal.grid.futures}",),
        "PolicyFrontier": (results["PolicyFrontier"].words(),),
        "FailureBox": (written(results["FailureBox"].density, "share"),),
        "Smallest": (written(results["Smallest"].yuan, "yuan/month"),),
        "FittedPosterior": (f"{results['FittedPosterior'].effective:,.0f}",),
        "CountyEnsemble": (written(2_000, "persons"),),
        "LegalForks": (written(dibao.persons + run.headline.tekun.persons, "persons"),),
        "Screening": (run.scenario.title,),
        "InformationValue": (results["InformationValue"].words(), results["InformationValue"].limits),
        "CalibrationResult": (f"{results['CalibrationResult'].loss:.4g}",),
        "Verification": ("1f2e3d",),
        "PlaceReport": (word("place.check_runs", folder=results["PlaceReport"].folder),),
        "Explanation": (written(results["Explanation"].result["household_all_aid"], "yuan/month"),),
        "Reason": (written(results["Reason"].value, "yuan/month"),),
        "ExplanationDifference": ("40% → 43%", written(98.0, "yuan/month")),
        "PlainResult": (written(results["PlainResult"]["household_all_aid"], "yuan/month"),),
        "Family": ("44", written(900.0, "yuan/month")),
        "Ladder": (f"{results['Ladder'].cliffs.height}",),
        "Need": (written(float(results["Need"].expected[0].sum()), "persons"),),
        "Plan": (written(plan.cost_yuan, "yuan"),),
        "Projection": (written(results["Projection"].value("nursing_bed_share", last), "share"),),
        "TekunStock": ("2",),
        "CareSystem": (written(results["CareSystem"].homes.height, "homes"),),
        "SettledCare": (written(2e6, "yuan/year"), written(40.0, "persons")),
        "Fit": (f"{results['Fit'].factors['onset']:.4g}",),
        "Queue": (written(results["Queue"].chance_of_wait, "share"),),
        "RuleBook": ("187",),
        "Rule": ("dibao_standard", "§3"),
        "Parameter": ("minimum_wage", written(1_550.0, "yuan/month")),
        "Resolved": (written(0.95, "share"),),
        "Headline": (written(dibao.cost, "yuan/year"),),
        "ParameterBook": ("207",),
        "PayerTable": (programme("dibao").label,),
        "Stacking": (word("views.effect_excludes"), "§4"),
        "Targeting": (written(0.5, "share"),),
        "Curve": (written(results["Curve"].at(0.5), "share"),),
        "Standing": (written(results["Standing"].gini(), "index"),),
        "Moves": ("+150.00",),
        "Parameters": (written(0.95, "share"),),
    }


def test_people_that_are_not_synthetic_are_shown_as_counts_alone(county) -> None:
    few = county.select(county.households["household_id"].head(3).to_list())
    ids = pl.col("^(person|household|dwelling)_id$") + 7_654_321_000
    own = wb.Population.from_frames(few.persons.with_columns(ids), few.households.with_columns(ids))
    shown = own._repr_html_() + repr(own)
    for ident in (*own.households["household_id"], *own.persons["person_id"]):
        assert str(ident) not in shown
    for name in ("wage_income", "transfer_income", "financial_assets"):
        assert name not in shown
    with using_language("en"):
        assert "one&#x27;s own tables" in own._repr_html_()
        assert "Synthetic population" in few._repr_html_()


def test_a_long_line_is_cut_where_it_is_too_long() -> None:
    class Long(Printed):
        def _line(self) -> str:
            return "x" * 500

    assert repr(Long()) == "x" * (MOST - 1) + "…"
