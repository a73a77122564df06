"""Draws every figure in both languages from a small invented county: python -m workbench.charts.gallery FOLDER."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from workbench.charts.corridor import standards_corridor
from workbench.charts.cost_surface import cost_surface
from workbench.charts.figure import Figure
from workbench.charts.income import income_distribution
from workbench.charts.towns import town_tiles
from workbench.charts.winners import winners_losers
from workbench.language import LANGUAGES, using_language, word
from workbench.population import synthesize
from workbench.scenario import load_scenario
from workbench.simulation import Run, Sweep, compare, simulate, sweep

SEED, PERSONS = 20210602, 20_000


def sample_runs() -> tuple[Run, Run, Run, Sweep]:
    """Return baseline, a higher scenario, one outside the corridor, and the grid of both ratios, on a small county."""
    county, scenario = synthesize(SEED, PERSONS), load_scenario("baseline-2021")
    urban, rural = (np.round(np.linspace(low, low + 0.10, 21), 3).tolist() for low in (0.25, 0.35))
    return (
        simulate(county, scenario),
        simulate(county, scenario.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)),
        simulate(county, scenario.replace(urban_dibao_ratio=0.37, rural_dibao_ratio=0.38)),
        sweep(county, scenario, urban_dibao_ratio=urban, rural_dibao_ratio=rural),
    )


def sample_figures(base: Run, higher: Run, outside: Run, grid: Sweep) -> Iterator[Figure]:
    """Yield every figure in the language that is on, marked as a sample: usual, unchanged and outside the law."""
    for case, run in (("", higher), ("unchanged", base), ("outside", outside)):
        figures = [
            cost_surface(grid, base, run),
            cost_surface(grid, base, run, measure="persons"),
            standards_corridor(run, base),
            income_distribution(run, base),
            town_tiles(run, base, chosen="南鲁山镇"),
            *(winners_losers(compare(base, run), group) for group in ("type", "town", "residence", "decile")),
        ]
        for figure in figures:
            name = f"{figure.name}-{case}" if case else figure.name
            yield replace(figure, name=name, notes=(word("charts.sample"), *figure.notes))


def main(arguments: list[str] | None = None) -> int:
    """Write a PNG of each figure and language into a folder."""
    parser = argparse.ArgumentParser(description="Draw every figure in both languages from a small invented county.")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    folder: Path = parser.parse_args(arguments).folder
    runs = sample_runs()
    for language in LANGUAGES:
        with using_language(language):
            for figure in sample_figures(*runs):
                path = figure.save(folder / f"{figure.name}-{language}.png")
                sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
