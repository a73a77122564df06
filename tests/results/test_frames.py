"""Every column of every public result has one unit, a title in both languages, and is written by that unit alone."""

import math
import re
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.calibration import caseload, published_comparison
from workbench.charts import Figure
from workbench.charts.gallery import figures as gallery
from workbench.charts.gallery.sample import Sample
from workbench.decisions import failure_box, least_regret
from workbench.errors import InputError, UnknownNameError
from workbench.language import LANGUAGES, using_language
from workbench.law import PROGRAMMES
from workbench.population.lives import lives_comparison
from workbench.results import FRAMES, checked, column, column_table
from workbench.simulation import funds, indicators, town_reserves, type_overlaps, untyped
from workbench.uncertainty.interval_check import Coverage

PROGRAMME_NAMES = {one.name for one in PROGRAMMES}
# Columns named after programmes and years: name of the frame -> column -> unit.
ALSO = {
    "ladder": dict.fromkeys(PROGRAMME_NAMES, "yuan/month"),
    "years_budget": {"cost_2021": "yuan/year", "cost_2022": "yuan/year"},
}


@pytest.fixture(scope="module")
def frames(sample: Sample) -> dict[str, pl.DataFrame]:
    """The frames of every public result, by the name of its schema (before the dot)."""
    return public_frames(sample)


@pytest.fixture(scope="module")
def figures(sample: Sample) -> list[Figure]:
    with using_language("en"):
        return [one.figure for _, group in gallery.questions(sample) for one in group]


def public_frames(sample: Sample) -> dict[str, pl.DataFrame]:
    """Return the frames of every public result, by the name of its schema (before the dot)."""
    run, law, care, goal = sample.base, sample.law, sample.care, sample.goal
    comparison = wb.compare(sample.base, sample.higher)
    years = care.plan.cost_by_year
    few = wb.care.need(care.run, 2024, replicates=5)
    best = wb.care.best_plan(care.homes, few, care.run.scenario, budget_per_year=1e6, seconds=20)
    someone = wb.family([{"age": 44, "wage_income": 900}, {"age": 41}])
    explained = wb.compare_explanations(someone.explain(run.scenario), someone.explain(sample.higher.scenario))
    box = failure_box(sample.draws.inputs, sample.draws.of("persons") > np.median(sample.draws.of("persons")))
    coverage = Coverage(0.8, 1, {"persons": np.array([1.0, 2.0])}, {"persons": np.array([[0.0, 1.0, 3.0]])})
    counted = wb.sweep(run.population, run.scenario, urban_dibao_ratio=[0.25, 0.3], distribution=True)
    policies = wb.draw_policies(run.population, run.scenario, runs=20, urban_dibao_ratio=[0.25, 0.3])
    posterior = wb.fit_posterior(run.population, run.scenario, draws=60)
    both = {"now": run.scenario, "higher": sample.higher.scenario}
    papers = wb.information_value(run.population, run.scenario, policies=both, runs=50)
    lives = wb.lives(run.population, 2022)
    higher_by_year = wb.years(lives, sample.higher.scenario, 2021, 2022)
    by_year = wb.years(lives, run.scenario, 2021, 2022, memory=wb.ReceiptMemory())
    fan = wb.draw_years(
        run.population, run.scenario, 2026, 2027, against=sample.higher.scenario, runs=2, memory=wb.ReceiptMemory()
    )
    return {
        "totals": run.totals,
        "summary": run.summary(),
        "persons": run.persons,
        "households": run.households,
        "assumptions": run.assumptions,
        "scenario_changes": run.scenario.diff(sample.higher.scenario),
        "parameters": wb.parameters().table,
        "reason_changes": explained.steps,
        "aid_changes": explained.amounts,
        "people": comparison.people,
        "changes": comparison.by(),
        **{f"changes.{group}": comparison.by(group) for group in ("county", "town", "household_type", "decile")},
        "changes.several": comparison.by("residence", "age_group", "recipient_before", "recipient_after"),
        "changes_by_type": comparison.by("town", "type"),
        "changes_by_size": comparison.by_size("residence", (50.0, 200.0)),
        "changes_by_size_by_type": comparison.by_size("type", (50.0, 200.0)),
        "who_pays_change": comparison.who_pays(),
        "points": sample.grid.points,
        "grid_totals": sample.grid.totals,
        "grid_summary": sample.grid.summary(),
        "grid_who_pays": sample.grid.who_pays(),
        "grid_distribution": counted.distribution,
        "grid_summary.distribution": counted.summary(),
        "inputs": sample.draws.inputs,
        "policy_points": policies.points,
        "policy_summary": policies.summary(),
        "draws_summary": sample.draws.summary(),
        "kinds": sample.kinds,
        "sampling_error": wb.sampling_error(_surveyed(run)),
        "indicators": indicators(run),
        "caseload": caseload(run),
        "published_comparison": published_comparison(run),
        "lives_events": lives.events,
        "lives_people": lives.people,
        "lives_assumptions": lives.assumptions,
        "lives_comparison": lives_comparison(lives),
        "lives_backcast": sample.backcast,
        "caseload_trend": sample.trend,
        "caseload_comparison": wb.caseload_comparison(by_year),
        "years_totals": by_year.totals,
        "years_payers": by_year.payers,
        "years_standards": by_year.standards,
        "years_assumptions": by_year.assumptions,
        "years_amounts": by_year.amounts_by_year,
        "years_flows": by_year.flows,
        "years_spells": by_year.spells,
        "years_changes": wb.compare_years(by_year, higher_by_year).changes,
        "years_causes": wb.decompose_years(wb.years(run.population, run.scenario, 2021, 2022), 2021, 2022).table,
        "years_budget": wb.budget_table(by_year, [2021, 2022]),
        "years_bands": fan.bands,
        "years_difference": fan.difference,
        "years_chances": fan.chance_within({2026: 2e7, 2027: 2e7}),
        "years_inputs": fan.inputs,
        "years_goal": wb.goal_years(run.population, run.scenario, 2021, budgets={2021: 1e9}, runs=2, steps=2).table,
        "years_futures_flows": fan.flows,
        "take_up_rates": wb.take_up_rates(run),
        "interval_coverage": coverage.table(),
        "residuals.fitted": wb.calibrate(run.population, run.scenario, evaluations=1).residuals,
        "residuals": pl.DataFrame([one.model_dump() for one in run.scenario.calibration.residuals]),
        "programme_costs": wb.programme_costs(run),
        "who_pays": wb.who_pays(run),
        "funds": funds(run),
        "town_reserves": town_reserves(run),
        "types_by_town": wb.types_by_town(law),
        "type_overlaps": type_overlaps(law),
        "untyped": untyped(law),
        "ladder": sample.rungs.table,
        "cliffs": sample.rungs.cliffs,
        "steep": sample.rungs.steep,
        "sensitivity": sample.matters.table,
        "tornado": sample.matters.tornado,
        "choices": goal.table,
        "choices.runners_up": goal.runners_up,
        "regret": least_regret(goal.grid, sample.budget),
        "policies": sample.policies.table,
        "policies.unbeaten": sample.policies.unbeaten,
        "box_limits": box.limits,
        "box_steps": box.steps,
        "causes": sample.change.table,
        "posterior": posterior.table,
        "posterior_directions": posterior.directions,
        "ensemble": wb.county_ensemble(2, size=2_000).table(),
        "forks": wb.forks(run.population, run.scenario, names=["single_person_rule"]).table,
        "screening": wb.screen(run.population, run.scenario, names=["minimum_wage"], trajectories=2).table,
        "information": papers.narrowing,
        "information_choice": papers.choice,
        "need": wb.care.need(care.run, 2022, replicates=5).table(),
        "projection": care.renovated.county,
        "projection.towns": care.renovated.towns,
        "chances": care.renovated.chances,
        "works": care.plan.works,
        "homes": care.plan.homes,
        "plan_years": years,
        "plan_frontier": care.frontier,
        "best_targets": best.targets,
        "budget_frontier": wb.care.budget_frontier(care.homes, few, care.run.scenario, [1e6, 2e6], seconds=20),
        "cost_of_care": wb.care.cost_of_care(care.run, care.homes),
        "care_costs": wb.care.care_costs(care.run, care.homes, care.renovated),
        "margins": wb.margins_met(run.population),
    }


def _surveyed(run: wb.Run) -> wb.Run:
    """The run's people as a sample in which every household stands for ten."""
    people = run.population
    weighted = wb.Population.from_frames(people.persons, people.households.with_columns(weight=pl.lit(10.0)))
    return wb.simulate(weighted, run.scenario)


def shown_of(frames: dict[str, pl.DataFrame], figures: list[Figure]) -> Iterator[tuple[str, wb.charts.ShownTable]]:
    for name, frame in frames.items():
        yield name, wb.table(frame, rows=400, unit="yuan/month" if name == "ladder" else None)
    for figure in figures:
        yield figure.name, wb.table(figure, rows=400)


def test_every_public_frame_has_the_columns_of_its_schema(frames: dict[str, pl.DataFrame]) -> None:
    assert {name.partition(".")[0] for name in frames} | {"bed_ladder", "waiting"} == set(FRAMES)
    for name, frame in frames.items():
        also = ALSO.get(name)
        assert checked(frame, name.partition(".")[0], also) is frame, name


def test_a_renamed_column_of_any_frame_is_refused_with_the_name_it_should_have(frames: dict[str, pl.DataFrame]) -> None:
    for whole, frame in frames.items():
        name = whole.partition(".")[0]
        also = ALSO.get(name)
        for one in frame.columns:
            renamed = frame.rename({one: f"{one}x"})
            with pytest.raises(UnknownNameError) as refused:
                checked(renamed, name, also)
            said = str(refused.value)
            assert said.startswith(f"the frame {name!r} "), said
            if one in FRAMES[name]:
                assert f"lacks the column {one!r}; rename {one + 'x'!r} to it" in said
            else:
                assert f"has the unknown column {one + 'x'!r}; did you mean {one!r}?" in said
            other = pl.Float64 if frame.schema[one] in (pl.Boolean, pl.String, pl.Enum, pl.List) else pl.Boolean
            with pytest.raises(InputError, match=rf"the frame '{name}': column '{one}' is \w+; .* accepted"):
                checked(frame.with_columns(pl.lit(None, dtype=other).alias(one)), name, also)


def test_every_column_of_every_result_has_a_unit_and_a_title(
    frames: dict[str, pl.DataFrame], figures: list[Figure]
) -> None:
    tables = {**frames, **{figure.name: figure.table for figure in figures}}
    unknown = {
        (name, one)
        for name, frame in tables.items()
        for one in frame.columns
        if column(one) is None and not (name.startswith("ladder") and one in PROGRAMME_NAMES)
    }
    assert not unknown
    described = column_table(frames["summary"])
    assert described.row(5) == (
        "share_of_residents", "Float64", "share", "占居民", "of residents", "recipients of residents",
    )  # fmt: skip


def test_a_payer_s_cost_has_its_unit_and_title() -> None:
    with using_language("zh"):
        assert wb.table(pl.DataFrame({"province_cost_yuan_per_year": [120.0]})).headings() == ["省支出（元/年）"]
    assert column("nobody_cost_yuan_per_year") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_writes_something_as_nothing_or_a_share_as_a_bare_number(
    frames: dict[str, pl.DataFrame], figures: list[Figure], language: str
) -> None:
    with using_language(language):
        for name, shown in shown_of(frames, figures):
            for row, cells in zip(shown.frame.head(shown.rows).iter_rows(named=True), shown.cells(), strict=True):
                for key, cell in zip(row, cells, strict=True):
                    value, known = row[key], column(key)
                    if not isinstance(value, int | float) or isinstance(value, bool) or math.isnan(value):
                        continue
                    assert "≈" not in cell, (name, key)
                    assert abs(value) < 1e-9 or re.search("[1-9]", cell), (name, key, value, cell)
                    if known is not None and known.unit == "share":
                        assert cell.endswith("%"), (name, key, value, cell)


def test_the_table_of_margins_shows_shares_sizes_and_gini_as_they_are() -> None:
    """Notebook 01's first table wrote 70 of its 102 rows as ≈0, since the column also holds residents."""
    check = wb.margins_met(wb.synthesize(1, 12_000))
    with using_language("en"):
        cells = wb.table(check.select("margin", "group", "target", "got", "unit"), rows=200).cells()
    target = {(row[0], row[1]): row[2] for row in cells}
    assert target["share aged 60 and more", "rural"] == "33.7%"
    assert target["persons per dwelling", "rural"] == "2.65"
    assert target["residents", "county"] == "12,000"
    assert re.fullmatch(r"0\.3\d\d\d", target["Gini of income per person", "rural"])
    assert target["looks like tekun, share of residents (band)", "rural"] == "0.7%"


def test_rows_of_different_units_take_theirs_from_the_column_that_says_it(frames: dict[str, pl.DataFrame]) -> None:
    found = frames["residuals"].filter(pl.col("residence") == "rural").select("indicator", "target")
    with using_language("zh"):
        written = dict(wb.table(found).cells())
    assert written["救助人数占居民"] == "4.5%"
    assert written["每户人数（人/户）"] == "1.82"
    row = frames["tornado"].filter(pl.col("name") == "rural_consumption_per_head_previous_year")
    low, high, at_low = row.select("low", "high", "at_low").row(0)
    with using_language("en"):
        assert wb.table(row).cells()[0][2:5] == [f"{low:,.2f}", f"{high:,.2f}", f"{at_low:,.0f}"]


def test_a_number_whose_unit_nothing_says_is_refused_until_it_is_said() -> None:
    pivot = pl.DataFrame({"town": ["鲁村镇"], "dibao": [12.0]})
    with pytest.raises(InputError, match=r"unit of column 'dibao' is not known.*say unit="):
        wb.table(pivot)
    assert wb.table(pivot, unit="persons").cells()[0][1] == "12"
    assert wb.table(pivot, unit={"dibao": "share"}).cells()[0][1] == "1,200%"
    with pytest.raises(UnknownNameError, match="did you mean 'dibao'"):
        wb.table(pivot, unit={"dibbao": "share"})
    with pytest.raises(InputError, match="its rows differ"):
        wb.table(pl.DataFrame({"low": [1.0]}))


def test_a_renamed_column_is_named_with_the_one_it_may_be(frames: dict[str, pl.DataFrame]) -> None:
    renamed = frames["totals"].rename({"cost_yuan_per_year": "cost_yuan_per_yaer"})
    told = "'totals' lacks the column 'cost_yuan_per_year'; rename 'cost_yuan_per_yaer' to it"
    with pytest.raises(UnknownNameError, match=told):
        checked(renamed, "totals")
    with pytest.raises(InputError, match=r"'persons' is String; numbers \(persons\) are accepted"):
        checked(frames["totals"].with_columns(pl.col("persons").cast(pl.String)), "totals")
    with pytest.raises(UnknownNameError, match="has the unknown column 'extra'; its columns are town, residence"):
        checked(frames["totals"].with_columns(extra=1), "totals")
    with pytest.raises(UnknownNameError, match="did you mean 'persons'"):
        column_table(pl.DataFrame({"personss": [1.0]}))
