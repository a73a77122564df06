"""Notes below a figure: source, assumptions, and every warning of the run."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from workbench.care import read_homes
from workbench.language import in_language, people, word, yuan
from workbench.parameter.book import STATUSES
from workbench.place import current_place
from workbench.population import Population
from workbench.simulation import Notice, Run


def scenario_name(run: Run) -> str:
    """Return the scenario's title in the language that is on; it says so where rules of the law were changed."""
    title = run.scenario.title
    return word("common.own_rules", scenario=title) if run.scenario.reform.rules else title


def people_words(population: Population) -> str:
    """Return how many people a population has, and whether they are synthetic or of tables that were given."""
    kind = "synthetic" if population.synthetic else "given"
    return word(f"common.people_{kind}", persons=people(population.persons.height).removesuffix("人"))


def homes_words(homes: pl.DataFrame | None) -> str:
    """Return how many care homes' figures have which status, ending as the start of a sentence; "" without homes.

    homes: home and status. What the place says of its own homes is added where all of these are its own and assumed.
    """
    if homes is None or homes.is_empty():
        return ""
    counts = homes["status"].cast(pl.String).value_counts()
    by_status = dict(counts.iter_rows())
    told = [
        word("care.homes_status", status=word(f"common.{one}_word"), n=by_status[one])
        for one in STATUSES
        if one in by_status
    ]
    said = word("care.homes_told", n=homes.height, parts=word("brief.list_joint").join(told))
    place = current_place()
    if place.homes and set(by_status) == {"assumed"} and set(homes["home"]) <= set(read_homes()["home"]):
        said = word("care.homes_of_place", told=said, place=in_language(place.homes.zh, place.homes.en))
    return said


def care_source(homes: pl.DataFrame | None) -> str:
    """Return the source line of a figure of care; homes: those whose statuses are told, see `homes_words`."""
    return word("care.source", homes=homes_words(homes))


def source_notes(run: Run) -> tuple[str, ...]:
    """Return source, assumptions and warnings of a run, one a line."""
    standards = {r: yuan(run.standards[f"{r}_dibao_standard"]) for r in ("urban", "rural")}
    source = word(
        "common.source_simulation",
        people=people_words(run.population),
        scenario=scenario_name(run),
        year=run.scenario.date.year,
        **standards,
    )
    unsure = run.assumptions.filter(pl.col("status").is_in(["assumed", "estimated"]))
    lines = [source, word("common.assumptions_line", n=unsure.height)]
    return (*lines, *warning_lines(run))


def warning_lines(run: Run) -> tuple[str, ...]:
    """Return every warning of a run, marked ▲."""
    return marked(run.warnings)


def marked(notices: Iterable[Notice]) -> tuple[str, ...]:
    """Return warnings in the language that is on, marked ▲."""
    return tuple(word("common.warning_line", text=notice.label) for notice in notices)
