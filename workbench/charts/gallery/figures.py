"""All figures in both languages from a small synthetic county: python -m workbench.charts.gallery FOLDER."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from workbench import charts
from workbench.care import cost_of_care, smoothing_table
from workbench.charts.base.figure import Figure
from workbench.charts.gallery.page import page
from workbench.charts.gallery.sample import Sample, sample
from workbench.files import write_whole
from workbench.language import LANGUAGES, using_language, word
from workbench.place import current_place
from workbench.simulation import compare, who_pays

Draw = Callable[..., Figure]
_CARE_TARGETS = ("nursing_bed_share", "centralised_rate")
_BUDGET_OVER = 1.2  # times what the county pays in the first year
_GROUPS = ("type", "town", "residence", "decile")


@dataclass(frozen=True)
class GalleryFigure:
    """One figure of the gallery: the function of workbench.charts that drew it, and what it drew."""

    draw: Draw
    figure: Figure


def questions(found: Sample) -> Iterator[tuple[str, list[GalleryFigure]]]:
    """Yield each question's key and the figures that answer it, in the language that is on.

    Figures of synthetic people are marked as a sample.
    """
    for key, draw in _QUESTIONS.items():
        yield key, [_marked(one) if found.base.population.synthetic else one for one in draw(found)]


def _marked(one: GalleryFigure) -> GalleryFigure:
    figure = one.figure
    return GalleryFigure(one.draw, replace(figure, notes=(word("charts.sample"), *figure.notes)))


def _figure_of(draw: Draw, *results: object, **choices: object) -> GalleryFigure:
    return GalleryFigure(draw, draw(*results, **choices))


def _afford(s: Sample) -> Iterator[GalleryFigure]:
    yield _figure_of(charts.cost_surface, s.grid, s.base, s.higher)
    yield _figure_of(charts.cost_surface, s.grid, s.base, s.higher, measure="persons")
    yield _figure_of(charts.contour, s.grid, s.base, measure="county_cost_yuan_per_year")
    yield _figure_of(charts.standards_corridor, s.higher, s.base)
    yield _figure_of(charts.affordable, s.goal, s.base)
    yield _figure_of(charts.afford_frontier, s.goal, s.base)
    yield _figure_of(charts.policy_frontier, s.policies, s.base)


def _helped(s: Sample) -> Iterator[GalleryFigure]:
    yield _figure_of(charts.income_distribution, s.higher, s.base)
    yield _figure_of(charts.lorenz, s.higher, s.base)
    comparison = compare(s.base, s.higher)
    for group in _GROUPS:
        yield _figure_of(charts.winners_losers, comparison, group)
    yield _figure_of(charts.town_tiles, s.higher, s.base, chosen=current_place().towns[-1])
    yield _figure_of(charts.person_types, s.law)


def _cost(s: Sample) -> Iterator[GalleryFigure]:
    yield _figure_of(charts.waterfall, s.change, s.base)
    yield _figure_of(charts.county_share, s.county_costs(), s.budget, s.higher, futures=len(s.draws))
    yield _figure_of(charts.payer_flow, s.law)
    yield _figure_of(charts.programme_costs, s.law)


def _years(s: Sample) -> Iterator[GalleryFigure]:
    lived = s.years_lived
    yield _figure_of(charts.years_lines, s.years)
    titles = {role: word(f"common.{role}") for role in ("baseline", "scenario")}
    yield _figure_of(charts.years_fan, s.years_bands.with_columns(pl.col("policy").replace(titles)))
    county = who_pays(s.higher).filter((pl.col("payer") == "county") & pl.col("programme").is_in(["dibao", "tekun"]))
    budget = float(county["cost_yuan_per_year"].sum()) * _BUDGET_OVER
    yield _figure_of(charts.years_payer, s.years, budget=budget)
    yield _figure_of(charts.years_standards, lived)
    yield _figure_of(charts.years_flows, lived)
    yield _figure_of(charts.years_spells, lived)
    ages = pl.concat([charts.ages_of(lived.run(year), year) for year in (lived.first_year, lived.last_year)])
    yield _figure_of(charts.years_pyramid, ages, lived.last_year, run=s.base)


def _sure(s: Sample) -> Iterator[GalleryFigure]:
    yield _figure_of(charts.published_beside, s.law)
    yield _figure_of(charts.backcast_beside, s.backcast)
    yield _figure_of(charts.caseload_trend_lines, s.trend)
    yield _figure_of(charts.futures_cost, s.draws, s.higher, budget=s.budget, baseline=s.draws_before)
    yield _figure_of(charts.sensitivity_bars, s.matters, s.base)
    yield _figure_of(charts.information_bars, s.information, s.base)
    for measure in ("cost_yuan_per_year", "persons"):
        yield _figure_of(charts.kinds_of_uncertainty, s.kinds, s.base, measure)


def _care(s: Sample) -> Iterator[GalleryFigure]:
    care = s.care
    year = int(care.run.resolved["care_target_year"].value)
    for target in _CARE_TARGETS:
        yield _figure_of(
            charts.target_path,
            care.renovated.county,
            target,
            goal=care.renovated.goal(target),
            goal_year=year,
            chance=care.renovated.chance(target, year),
            without=care.untouched.county,
            homes=care.homes,
        )
    yield _figure_of(charts.nursing_beds_per_need, care.renovated.county, care.untouched.county, homes=care.homes)
    share = care.renovated.value("nursing_bed_share", year)
    plan = care.plan
    yield _figure_of(charts.plan_gantt, plan.works, plan.homes, status=plan.status, goal_year=year, nursing_share=share)
    yield _figure_of(charts.unmet_need_map, care.untouched.towns, homes=care.homes)
    yield _figure_of(charts.plan_frontier, care.frontier, homes=care.homes)
    yield _figure_of(charts.cost_of_care_bars, cost_of_care(care.run, care.homes), homes=care.homes)
    yield _figure_of(charts.self_care_transitions, smoothing_table(s.base.scenario), "female")


def _family(s: Sample) -> Iterator[GalleryFigure]:
    yield _figure_of(charts.ladder, s.rungs)
    yield _figure_of(charts.stacking_matrix, scenario=s.base.scenario)


def _edges(s: Sample) -> Iterator[GalleryFigure]:
    """The same figures where nothing has changed, and outside the law."""
    for case, run in (("unchanged", s.base), ("outside", s.outside)):
        for one in (
            _figure_of(charts.cost_surface, s.grid, s.base, run),
            _figure_of(charts.standards_corridor, run, s.base),
            _figure_of(charts.income_distribution, run, s.base),
            _figure_of(charts.lorenz, run, s.base),
            _figure_of(charts.town_tiles, run, s.base, chosen=current_place().towns[-1]),
            _figure_of(charts.winners_losers, compare(s.base, run)),
        ):
            yield GalleryFigure(one.draw, replace(one.figure, name=f"{one.figure.name}_{case}"))


_QUESTIONS: dict[str, Callable[[Sample], Iterator[GalleryFigure]]] = {
    "afford": _afford,
    "helped": _helped,
    "cost": _cost,
    "over_years": _years,
    "sure": _sure,
    "care": _care,
    "family": _family,
    "edges": _edges,
}


def write_gallery(folder: Path, found: Sample, *, pictures: bool = True) -> Iterator[Path]:
    """Write a page a language (index-zh.html, index-en.html) and, if wanted, a PNG of each figure; yield the paths."""
    for language in LANGUAGES:
        with using_language(language):
            groups = [(key, [one.figure for one in shown]) for key, shown in questions(found)]
            if pictures:
                for _, figures in groups:
                    for figure in figures:
                        yield figure.save(folder / f"{figure.name}-{language}.png")
            target = folder / f"index-{language}.html"
            write_whole(target, page(groups))
            yield target


def main(arguments: list[str] | None = None) -> int:
    """Write a page of all figures and a PNG of each, in both languages, into a folder."""
    parser = argparse.ArgumentParser(description="Draw every figure in both languages from a small invented county.")
    parser.add_argument("folder", type=Path, help="where the pages and pictures go")
    folder: Path = parser.parse_args(arguments).folder
    for path in write_gallery(folder, sample()):
        sys.stdout.write(f"{path}\n")
    return 0
