"""From state and results to what the page shows: plain data, no widget. The page's script only lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl

from workbench.charts import Figure, cost_surface, income_distribution, standards_corridor, town_tiles, winners_losers
from workbench.charts.drawing import Drawing
from workbench.charts.notes import scenario_name
from workbench.dashboard.care_view import CARE_FIGURES, care_figures, care_finding, care_under
from workbench.dashboard.levers import STATUS_ORDER, assumptions_summary, can_keep, chips, sections, warnings_of
from workbench.dashboard.results import GRID_POINTS, Results
from workbench.dashboard.state import PAGES, State
from workbench.dashboard.tiles import finding, tiles
from workbench.language import LANGUAGES, people, share, using_language, word
from workbench.simulation import Run

SURFACE = "cost_surface_cost"
# The figures of each page.
FIGURES = {
    "overview": (SURFACE, "town_tiles"),
    "helped": ("income_distribution", "winners_losers_type"),
    "care": CARE_FIGURES,
    "assumptions": ("standards_corridor",),
}
# Figures that take all the height there is; the others are as high as they are.
_FILL = (SURFACE, "town_tiles", "income_distribution", "winners_losers_type")
_TABLE_ROWS = 60

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class View:
    """What the browser gets.

    page: words, numbers and states of everything but the drawings; specs: the drawing of each figure, without data;
    rows: the data of each drawing, by "figure/dataset".
    """

    page: dict[str, Any]
    specs: Mapping[str, dict[str, Any]]
    rows: Mapping[str, Rows]


def page_view(state: State, results: Results) -> View:
    """Return everything the page shows, in the state's language."""
    figures = page_figures(state, results)
    return View({**page_numbers(state, results), "figures": figures.page["figures"]}, figures.specs, figures.rows)


def page_numbers(state: State, results: Results) -> dict[str, Any]:
    """Return what is there at once: levers, finding, tiles, warnings, tables; everything but the figures."""
    with using_language(state.language):
        base = results.base()
        run = results.run(state.scenario(results.baseline))
        return {
            "language": state.language,
            "languages": _languages(state),
            "brand": word("dashboard.brand"),
            "pages": [{"name": p, "label": word(f"dashboard.page_{p}"), "on": p == state.page} for p in PAGES],
            "chips": chips(state, results.baseline),
            "sections": sections(run, base, state.page),
            "can": {"undo": bool(state.past), "reset": bool(state.levers), "keep": can_keep(state)},
            "assumed": assumptions_summary(run),
            **_said(state, results, run, base),
            "warnings": warnings_of(run),
            "assumptions": _assumptions(run) if state.page == "assumptions" else None,
            "words": {name: word(f"dashboard.{name}") for name in _WORDS},
            "footer": _footer(results, base),
        }


def _said(state: State, results: Results, run: Run, base: Run) -> dict[str, Any]:
    """The page's finding, the line under it, and the tiles."""
    if state.page != "care":
        return {"finding": finding(run, base), "under": _under(run, base), "tiles": tiles(run, base)}
    answer = results.care(run.scenario)
    return {"finding": care_finding(answer, _care_year(run)), "under": care_under(answer), "tiles": []}


def _care_year(run: Run) -> int:
    return int(run.resolved["care_target_year"].value)


def page_figures(state: State, results: Results, *, draw: bool = True) -> View:
    """Return the figures of the open page, as far as they can be drawn by now; cards that wait if not `draw`."""
    with using_language(state.language):
        figures = figures_of(state, results) if draw else {}
        run = results.run(state.scenario(results.baseline))
        cards = [
            _card(figures[name], state, run, results) if name in figures else _waiting(name)
            for name in FIGURES[state.page]
        ]
        return View(
            {"figures": cards},
            {name: _spec(figure) for name, figure in figures.items()},
            {f"{name}/{rows}": data for name, figure in figures.items() for rows, data in figure.rows().items()},
        )


_specs: WeakKeyDictionary[Drawing, dict[str, Any]] = WeakKeyDictionary()


def _spec(figure: Figure) -> dict[str, Any]:
    """The drawing without data; worked out once, since a lever changes the rows and not the drawing."""
    if figure.drawing not in _specs:
        _specs[figure.drawing] = figure.spec(live=True)
    return _specs[figure.drawing]


_WORDS = (
    "table",
    "notes",
    "updating",
    "undo",
    "reset",
    "keep",
    "key_baseline",
    "key_scenario",
    "levers",
    "keep_more",
    "stopped",
    "reload",
)


def _languages(state: State) -> Rows:
    """The two languages, each named in itself: what the other one calls the switch."""
    found = []
    for code, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        with using_language(other):
            found.append({"code": code, "label": word("dashboard.switch"), "on": code == state.language})
    return found


def figures_of(state: State, results: Results) -> dict[str, Figure]:
    """Return the figures of the open page that can be drawn by now, in the language that is on."""
    base = results.base()
    scenario = state.scenario(results.baseline)
    run = results.run(scenario)
    if state.page == "helped":
        found = [
            income_distribution(run, base),
            winners_losers(results.comparison(scenario)),
        ]
    elif state.page == "care":
        answer = results.care(scenario) or results.any_care()
        found = [] if answer is None else care_figures(answer, _care_year(run))
    elif state.page == "assumptions":
        found = [standards_corridor(run, base)]
    else:
        found = [town_tiles(run, base, chosen=state.town)]
        grid = results.grid(scenario) or results.any_grid()
        if grid is not None:
            found.insert(0, cost_surface(grid, base, run if run is not base else None))
    return {figure.name: figure for figure in found}


def _card(figure: Figure, state: State, run: Run, results: Results) -> dict[str, Any]:
    unsure = run.assumptions.filter(pl.col("status").is_in(["assumed", "estimated"])).height
    return {
        "name": figure.name,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "source": word("dashboard.card_source", n=unsure),
        "notes": list(figure.notes),
        "fill": figure.name in _FILL,
        "height": figure.height,
        "table": _table(figure.table) if state.open_table == figure.name else None,
        "waiting": "",
        # An older grid or plan is shown while the one for these levers is made.
        "stale": (figure.name == SURFACE and results.grid(run.scenario) is None)
        or (figure.name in CARE_FIGURES and results.care(run.scenario) is None),
    }


def _waiting(name: str) -> dict[str, Any]:
    """A card whose figure isn't there yet: its name, and what is being done."""
    doing = word("dashboard.drawing")
    if name == SURFACE:
        doing = word("dashboard.grid_waiting", total=GRID_POINTS**2)
    elif name in CARE_FIGURES:
        doing = word("dashboard.care_waiting")
    return {
        "name": name,
        "title": word(f"dashboard.waiting_{name}"),
        "subtitle": "",
        "source": "",
        "notes": [],
        "fill": name in _FILL,
        "height": 280,
        "table": None,
        "waiting": doing,
        "stale": False,
    }


def _table(table: pl.DataFrame) -> dict[str, Any]:
    shown = table.head(_TABLE_ROWS)
    note = "" if table.height <= _TABLE_ROWS else word("dashboard.rows_shown", n=table.height, m=_TABLE_ROWS)
    rows = [[_cell(value) for value in row] for row in shown.iter_rows()]
    return {"columns": table.columns, "rows": rows, "note": note}


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return "" if value is None else str(value)


def _under(run: Run, base: Run) -> str:
    ratios = {r: _percent(run, r) for r in ("urban", "rural")}
    if run is base:
        return word("dashboard.under_baseline", baseline=scenario_name(base), **ratios)
    before = {f"base_{r}": _percent(base, r) for r in ("urban", "rural")}
    return word("dashboard.under_finding", baseline=scenario_name(base), **before, **ratios)


def _percent(run: Run, residence: str) -> str:
    value = run.resolved[f"{residence}_dibao_ratio"].value
    return share(value, 0 if abs(value * 100 - round(value * 100)) < 1e-6 else 1)


def _assumptions(run: Run) -> dict[str, Any]:
    table = run.assumptions
    order = {status: place for place, status in enumerate(STATUS_ORDER)}
    rows = sorted(table.iter_rows(named=True), key=lambda row: (order[row["status"]], row["role"], row["name"]))
    label = "zh" if word("common.published_word") == "已公布" else "en"
    return {
        "title": word("dashboard.assumptions_title", n=table.height, m=(table["status"] != "published").sum()),
        "subtitle": word("dashboard.assumptions_subtitle"),
        "columns": [word(f"dashboard.column_{c}") for c in ("name", "value", "unit", "status", "source")],
        "rows": [
            {
                "name": row[label] + (word("dashboard.role_lever") if row["role"] == "lever" else ""),
                "value": _short(row["value"]),
                "unit": row["unit"],
                "status": row["status"],
                "badge": word(f"common.{row['status']}"),
                "source": row["source"],
            }
            for row in rows
        ],
    }


def _short(written: str) -> str:
    """A parameter's value with four digits at most after the point; the word of a choice as it is."""
    try:
        value = float(written)
    except ValueError:
        return written
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def _footer(results: Results, base: Run) -> dict[str, str]:
    persons = people(results.county.persons.height)
    return {
        "estimate": word("dashboard.footer_estimate"),
        "baseline": word("dashboard.footer_baseline", name=scenario_name(base), year=base.scenario.date.year),
        "speed": word("dashboard.footer_speed", persons=persons, ms=f"{results.milliseconds:.0f}"),
        "simulated": word("dashboard.footer_simulated"),
    }
