"""Section on coverage: the poor reached, by town, and who is newly covered or left out."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from workbench.briefing.content.facts import Facts
from workbench.briefing.content.pieces import Amount, BriefTable, Cell, Section
from workbench.briefing.content.status import ORDER, basis, marked, rules_of, status_words, weakest
from workbench.charts import Figure, income_distribution, town_coverage, town_tiles, winners_losers
from workbench.language import change_in_points, people, share, town_name, word
from workbench.place import current_place
from workbench.simulation import Run
from workbench.simulation.changes import TYPES


def coverage(facts: Facts) -> Section:
    """Work out the section."""
    rules = (*rules_of(facts.run, ("dibao", "tekun")), "dibao_standard")
    tables = [by_town(facts)]
    if facts.comparison is not None:
        tables.append(_by_type(facts))
    return Section(
        name="coverage",
        heading=word("brief.heading_coverage"),
        finding=_finding(facts),
        points=tuple(_points(facts)),
        tables=tuple(tables),
        figures=tuple(_figures(facts)),
        basis=basis(facts.run, rules),
    )


def _finding(facts: Facts) -> str:
    now = share(facts.now["coverage_of_poor"])
    change = facts.change("coverage_of_poor")
    if change is None:
        missed = facts.now["poor"] * (1 - facts.now["coverage_of_poor"])
        return word("brief.coverage_run", coverage=now, missed=people(missed))
    if abs(change) < 0.0005:
        return word("brief.coverage_same", coverage=now)
    way = "up" if change > 0 else "down"
    return word(f"brief.coverage_{way}", coverage=now, change=change_in_points(change))


def _points(facts: Facts) -> Iterator[str]:
    comparison = facts.comparison
    if comparison is not None:
        yield word("brief.coverage_new", new=people(comparison.newly_covered), lost=people(comparison.lost))
        whole = comparison.by().row(0, named=True)
        yield word("brief.coverage_gain", gain=people(whole["gaining_persons"]), lose=people(whole["losing_persons"]))
    errors = {name: share(facts.now[name]) for name in ("exclusion_error", "inclusion_error")}
    yield word("brief.coverage_errors", exclusion=errors["exclusion_error"], inclusion=errors["inclusion_error"])
    if facts.futures is None:
        yield word("brief.no_interval")
    else:
        yield word(
            "brief.coverage_interval", persons=people(facts.now["persons"]), interval=facts.interval_words("persons")
        )
        yield word("brief.coverage_no_interval")


def _figures(facts: Facts) -> Iterator[Figure]:
    yield town_tiles(facts.run, facts.base)
    if facts.comparison is not None:
        yield winners_losers(facts.comparison, "type")
    else:
        yield income_distribution(facts.run, facts.base)


def _basic(run: Run) -> pl.DataFrame:
    """Persons and yuan a year of dibao and tekun by town."""
    rows = run.totals.filter(pl.col("programme").is_in(["dibao", "tekun"]))
    return rows.group_by("town").agg(pl.col("persons", "cost_yuan_per_year").sum())


def by_town(facts: Facts) -> BriefTable:
    """One row per town: persons, coverage and cost, with the change from the base; the county below."""
    run, base = facts.run, facts.base
    now = {row["town"]: row for row in _basic(run).iter_rows(named=True)}
    then = {row["town"]: row for row in _basic(base).iter_rows(named=True)} if base is not None else None
    reached = {row["town"]: row for row in town_coverage(run, base).iter_rows(named=True)}
    status = weakest(run, rules_of(run, ("dibao", "tekun")))
    heads = ["column_persons", "column_coverage", "column_cost"]
    if then is not None:
        heads = ["column_persons", "column_change", "column_coverage", "column_change", "column_cost", "column_change"]

    def row(name: str, persons: list[float], covered: list[float], cost: list[float]) -> tuple[Cell, ...]:
        cells: list[Cell] = [name, Amount(persons[0], "people")]
        cells += [Amount(persons[0] - p, "people_change") for p in persons[1:]]
        cells.append(Amount(covered[0], "share"))
        cells += [Amount(covered[0] - c, "points") for c in covered[1:]]
        cells.append(Amount(cost[0], "yuan"))
        cells += [Amount(cost[0] - c, "yuan_change") for c in cost[1:]]
        return tuple(cells)

    def pair(town: str, name: str) -> list[float]:
        return [float(now[town][name]), *([float(then[town][name])] if then is not None else [])]

    def covered(town: str) -> list[float]:
        both = [reached[town]["coverage"], *([reached[town]["baseline_coverage"]] if then is not None else [])]
        return [float(value) for value in both]

    rows = [
        row(town_name(t), pair(t, "persons"), covered(t), pair(t, "cost_yuan_per_year")) for t in current_place().towns
    ]
    county = [[facts.now[n], *([facts.then[n]] if facts.then else [])] for n in _COUNTY]
    return BriefTable(
        "by_town",
        word("brief.table_by_town"),
        (word("brief.column_town"), *(marked(word(f"brief.{head}"), status) for head in heads)),
        tuple(rows),
        total=row(word("brief.county"), *county),
        summed=(1, 3) if then is None else (1, 2, 5, 6),
        note=word("brief.note_towns", towns=_town_shares(run)),
    )


def _town_shares(run: Run) -> str:
    """Say how sure the towns' parts of a synthetic county's residents are; "" for other people."""
    figures = run.population.provenance.get("statistics")
    if figures is None:
        return ""
    found = set(figures.towns["status"])
    worst = next(status for status in ORDER if status in found)
    return word("brief.note_towns_shares", status=status_words(worst))


_COUNTY = ("persons", "coverage_of_poor", "cost_yuan_per_year")


def _by_type(facts: Facts) -> BriefTable:
    """One row per type of person: who is newly covered, who loses cover, who gains and loses money."""
    comparison = facts.comparison
    rows: list[tuple[Cell, ...]] = []
    columns = (
        "persons_before",
        "persons_after",
        "newly_covered_persons",
        "lost_persons",
        "gaining_persons",
        "losing_persons",
    )
    status = weakest(facts.run, rules_of(facts.run, ("dibao", "tekun")))
    table = comparison.by("type") if comparison is not None else pl.DataFrame()
    found = {row["type"]: row for row in table.iter_rows(named=True)}
    for name in TYPES:
        if name in found:
            counts = [Amount(float(found[name][column]), "people") for column in columns]
            mean = Amount(float(found[name]["mean_change_yuan_per_month"]), "yuan_per_month_change")
            rows.append((word(f"common.{name}"), *counts, mean))
    heads = (
        "column_before",
        "column_after",
        "column_new",
        "column_lost",
        "column_gain",
        "column_lose",
        "column_mean_change",
    )
    return BriefTable(
        "by_type",
        word("brief.table_by_type"),
        (word("brief.column_type"), *(marked(word(f"brief.{head}"), status) for head in heads)),
        tuple(rows),
        note=word("brief.note_types"),
    )
