"""Notes below a figure: source, assumptions, and every warning of the run."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from workbench.language import people, word, yuan
from workbench.simulation import Notice, Run


def scenario_name(run: Run) -> str:
    """Return the scenario's title in the language that is on."""
    return run.scenario.title


def source_notes(run: Run) -> tuple[str, ...]:
    """Return source, assumptions and warnings of a run, one a line."""
    persons = people(run.population.persons.height).removesuffix("人")
    standards = {r: yuan(run.standards[f"{r}_dibao_standard"]) for r in ("urban", "rural")}
    source = word(
        "common.source_simulation",
        persons=persons,
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
